// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/catalog.h"
#include "app/demo/store.h"
#include "app/demo/wire.h"

#include <limits>
#include <optional>

namespace waldesk::demo
{
/// What the query parameters of the request list ask for, as a predicate over facts. Bounds are inclusive.
struct RequestFilter {
    quint8 states = 0b1111; ///< one bit a state
    OfferingMask offerings = allOfferings;
    qint64 createdFrom = std::numeric_limits<qint64>::min();
    qint64 createdTo = std::numeric_limits<qint64>::max();
    qint64 modifiedFrom = std::numeric_limits<qint64>::min();
    qint64 modifiedTo = std::numeric_limits<qint64>::max();
    std::optional<qint64> startedFrom;
    std::optional<qint64> finishedFrom;
    bool oldestFirst = false;

    /// Unknown parameters are ignored; every bad value goes into `problems`.
    static RequestFilter read(const Params &params, const Catalog &catalog, Problems &problems);

    bool passes(const Fact &fact) const;
    bool passesAll() const;
    bool operator==(const RequestFilter &) const = default;
};

/// The `o` parameter: the first of the comma-separated orders counts, of a repeated key the last. Empty when not given.
QString readOrder(const Params &params, const QStringList &allowed, Problems &problems);
/// Reads a time into `bound`; leaves it alone when the parameter is absent or empty.
template <typename Bound>
void readMoment(const Params &params, const char *name, Bound &bound, Problems &problems)
{
    const QString text = params.last(QLatin1StringView(name)).value_or(QString());
    if (text.isEmpty())
        return;
    if (const std::optional<qint64> moment = parseMoment(text))
        bound = *moment;
    else
        problems.add(name, QStringLiteral("Enter a valid date/time."));
}
QString invalidChoice(const QString &value);

/// One page of a list: the window of positions, and the headers that describe it.
struct Page {
    qint64 first = 0; ///< position of its first row
    qint64 size = 10;
    qint64 number = 1;
    qint64 pages = 1;
    qint64 total = 0;

    qint64 end() const { return qMin(first + size, total); }
    /// X-Result-Count and Link.
    void describe(const Call &call, Answer &answer) const;
};

/// The window that `page` and `page_size` ask for; nothing when there is no such page (404 "Invalid page.").
std::optional<Page> pageOf(const Params &params, qint64 total);
Answer invalidPage();
/// Answers one page of a list that is short enough to be walked: `append` writes the row at a position.
template <typename Append>
Answer pagedList(const Call &call, qint64 total, Append append)
{
    const std::optional<Page> page = pageOf(Params(call.rawQuery), total);
    if (!page)
        return invalidPage();
    Answer answer;
    page->describe(call, answer);
    answer.body.append('[');
    for (qint64 position = page->first; position < page->end(); ++position) {
        if (position > page->first)
            answer.body.append(',');
        append(answer.body, static_cast<std::size_t>(position));
    }
    answer.body.append(']');
    return answer;
}
} // namespace waldesk::demo
