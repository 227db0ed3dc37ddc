// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/listfilter.h"

#include <algorithm>

namespace waldesk::domain
{
namespace
{

bool within(const std::optional<Timestamp> &value, const std::optional<Timestamp> &from,
            const std::optional<Timestamp> &to)
{
    if (!from && !to)
        return true;
    // The server drops rows without the time as soon as it is asked for (contract 1.2).
    return value && (!from || *value >= *from) && (!to || *value <= *to);
}

void add(QUrlQuery &query, const QString &key, const std::optional<Timestamp> &when)
{
    if (when)
        query.addQueryItem(key, when->toWire());
}

} // namespace

QUrlQuery ListFilter::toUrlQuery() const
{
    QUrlQuery query;
    for (const State state : states)
        query.addQueryItem(QStringLiteral("state"), stateName(state));
    if (offering)
        query.addQueryItem(QStringLiteral("offering_uuid"), offering->toString());
    add(query, QStringLiteral("created"), createdFrom);
    add(query, QStringLiteral("created_before"), createdTo);
    add(query, QStringLiteral("modified"), modifiedFrom);
    add(query, QStringLiteral("modified_before"), modifiedTo);
    add(query, QStringLiteral("started"), startedFrom);
    add(query, QStringLiteral("finished"), finishedFrom);
    query.addQueryItem(QStringLiteral("o"),
                       order == Order::OldestFirst ? QStringLiteral("created") : QStringLiteral("-created"));
    return query;
}

bool ListFilter::matches(const Request &request) const
{
    if (!states.empty() && std::ranges::find(states, request.state) == states.end())
        return false;
    if (offering && request.offering != *offering)
        return false;
    return within(request.created, createdFrom, createdTo) && within(request.modified, modifiedFrom, modifiedTo) &&
           within(request.started, startedFrom, std::nullopt) && within(request.finished, finishedFrom, std::nullopt);
}

} // namespace waldesk::domain
