// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/listquery.h"

#include <algorithm>

namespace waldesk::demo
{
namespace
{
int stateNamed(const QString &name)
{
    for (int state = 0; state < stateCount; ++state) {
        if (name == QLatin1StringView(stateNames[state]))
            return state;
    }
    return -1;
}

void readStates(const Params &params, RequestFilter &filter, Problems &problems)
{
    const QStringList names = params.all(QLatin1StringView("state"));
    if (names.isEmpty())
        return;
    filter.states = 0;
    for (const QString &name : names) {
        const int state = stateNamed(name);
        if (state < 0) {
            problems.add("state", invalidChoice(name)); // the first bad one ends the check
            return;
        }
        filter.states = static_cast<quint8>(filter.states | (1U << state));
    }
}

void readOffering(const Params &params, const Catalog &catalog, RequestFilter &filter, Problems &problems)
{
    const QString text = params.last(QLatin1StringView("offering_uuid")).value_or(QString()).trimmed();
    if (text.isEmpty())
        return;
    const std::optional<Uuid> uuid = Uuid::tryParse(text);
    if (!uuid) {
        problems.add("offering_uuid", QStringLiteral("Enter a valid UUID."));
        return;
    }
    const int place = catalog.offeringPlace(*uuid);
    filter.offerings = place < 0 ? OfferingMask(0) : maskOf(static_cast<quint8>(place));
}
} // namespace

QString invalidChoice(const QString &value)
{
    return QStringLiteral("Select a valid choice. %1 is not one of the available choices.").arg(value);
}

QString readOrder(const Params &params, const QStringList &allowed, Problems &problems)
{
    const QStringList orders = params.last(QLatin1StringView("o")).value_or(QString()).split(u',', Qt::SkipEmptyParts);
    for (const QString &order : orders) {
        if (!allowed.contains(order)) {
            problems.add("o", invalidChoice(order));
            return {};
        }
    }
    return orders.value(0);
}

RequestFilter RequestFilter::read(const Params &params, const Catalog &catalog, Problems &problems)
{
    RequestFilter filter;
    readOffering(params, catalog, filter, problems);
    readStates(params, filter, problems);
    readMoment(params, "created", filter.createdFrom, problems);
    readMoment(params, "created_before", filter.createdTo, problems);
    readMoment(params, "modified", filter.modifiedFrom, problems);
    readMoment(params, "modified_before", filter.modifiedTo, problems);
    readMoment(params, "started", filter.startedFrom, problems);
    readMoment(params, "finished", filter.finishedFrom, problems);
    const QStringList orders{QStringLiteral("created"), QStringLiteral("-created")};
    filter.oldestFirst = readOrder(params, orders, problems) == orders.constFirst();
    return filter;
}

bool RequestFilter::passes(const Fact &fact) const
{
    if ((states >> fact.state & 1) == 0 || (offerings >> fact.offering & 1) == 0)
        return false;
    if (fact.created < createdFrom || fact.created > createdTo)
        return false;
    if (startedFrom && (fact.started == 0 || fact.started < *startedFrom))
        return false;
    if (finishedFrom && (fact.finished == 0 || fact.finished < *finishedFrom))
        return false;
    const qint64 modified = fact.modified();
    return modified >= modifiedFrom && modified <= modifiedTo;
}

bool RequestFilter::passesAll() const
{
    RequestFilter open;
    open.oldestFirst = oldestFirst;
    return *this == open;
}

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
