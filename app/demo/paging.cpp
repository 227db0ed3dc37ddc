// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/paging.h"

#include <algorithm>

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

QByteArray encoded(const QString &text)
{
    return text.toUtf8().toPercentEncoding(" ").replace(' ', '+');
}

/// The URL of another page of the same list, as the server writes it: keys in order, everything but letters, digits and
/// "_.-~" encoded (clients split the header at commas), `page` left out for the first page.
QByteArray pageUrl(const Call &call, qint64 number)
{
    QList<std::pair<QString, QString>> pairs = Params(call.rawQuery).items();
    pairs.removeIf([](const auto &pair) { return pair.first == u"page"; });
    if (number > 1)
        pairs.append({QStringLiteral("page"), QString::number(number)});
    std::stable_sort(pairs.begin(), pairs.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QByteArray query;
    for (const auto &pair : std::as_const(pairs))
        query += (query.isEmpty() ? '?' : '&') + encoded(pair.first) + '=' + encoded(pair.second);
    return call.base() + call.rawPath + query;
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
