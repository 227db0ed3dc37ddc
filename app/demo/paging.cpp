// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/paging.h"

namespace waldesk::demo
{
namespace
{
constexpr qint64 defaultSize = 10;
constexpr qint64 largestSize = 300;

/// Python's int(): blanks around it, one sign, digits.
std::optional<qint64> wholeNumber(const QString &text)
{
    bool fine = false;
    const qint64 value = text.trimmed().toLongLong(&fine);
    return fine ? std::optional(value) : std::nullopt;
}

bool isPageKey(QByteArrayView pair)
{
    return pair == "page" || pair.startsWith("page=");
}

/// The URL of another page of the same list: `page` goes to the end, and is left out for the first page. Commas must be
/// encoded, because clients split the header at them.
QByteArray pageUrl(const Call &call, qint64 number)
{
    QByteArray query;
    const QList<QByteArray> pairs = call.rawQuery.split('&');
    for (const QByteArray &pair : pairs) {
        if (!pair.isEmpty() && !isPageKey(pair))
            query += (query.isEmpty() ? "" : "&") + pair;
    }
    if (number > 1)
        query += (query.isEmpty() ? "page=" : "&page=") + QByteArray::number(number);
    query.replace(',', "%2C").replace('<', "%3C").replace('>', "%3E");
    return call.base() + call.rawPath + (query.isEmpty() ? "" : "?" + query);
}
} // namespace

void Page::describe(const Call &call, Answer &answer) const
{
    answer.addHeader("X-Result-Count", QByteArray::number(total));
    QByteArray link = '<' + pageUrl(call, 1) + ">; rel=\"first\"";
    if (number > 1)
        link += ", <" + pageUrl(call, number - 1) + ">; rel=\"prev\"";
    if (number < pages)
        link += ", <" + pageUrl(call, number + 1) + ">; rel=\"next\"";
    link += ", <" + pageUrl(call, pages) + ">; rel=\"last\"";
    answer.addHeader("Link", link);
}

std::optional<Page> pageOf(const Params &params, qint64 total)
{
    Page page;
    page.total = total;
    const std::optional<qint64> size = wholeNumber(params.last(QLatin1StringView("page_size")).value_or(QString()));
    page.size = size && *size > 0 ? qMin(*size, largestSize) : defaultSize;
    page.pages = qMax<qint64>(1, (total + page.size - 1) / page.size);
    const QString wanted = params.last(QLatin1StringView("page")).value_or(QString());
    if (wanted == u"last") {
        page.number = page.pages;
    } else if (!wanted.isEmpty()) {
        const std::optional<qint64> number = wholeNumber(wanted);
        if (!number || *number < 1 || *number > page.pages)
            return std::nullopt;
        page.number = *number;
    }
    page.first = (page.number - 1) * page.size;
    return page;
}

Answer invalidPage()
{
    return detail(404, QStringLiteral("Invalid page."));
}
} // namespace waldesk::demo
