// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/backendresource.h"

#include <QCoreApplication>
#include <QUrl>

namespace waldesk::domain
{

bool hasSameTarget(const BackendResource &a, const BackendResource &b)
{
    return a.uuid == b.uuid && a.project == b.project && a.offering == b.offering && a.backendId == b.backendId;
}

QString limitsText(const BackendResource &resource)
{
    QStringList parts;
    for (const auto &[component, number] : resource.limits)
        parts << component + QLatin1Char(' ') + number;
    return parts.join(QStringLiteral(", "));
}

QUrlQuery BackendResourceFilter::toUrlQuery() const
{
    QUrlQuery query;
    // QUrlQuery leaves + and & as they are.
    const auto add = [&query](const char *key, const QString &value) {
        if (!value.isEmpty())
            query.addQueryItem(QLatin1String(key), QString::fromLatin1(QUrl::toPercentEncoding(value)));
    };
    if (offering)
        add("offering_uuid", offering->toString());
    if (project)
        add("project_uuid", project->toString());
    add("backend_id", backendId);
    add("name", name);
    add("name_exact", exactName);
    if (createdFrom)
        query.addQueryItem(QStringLiteral("created"), createdFrom->toWire());
    if (createdTo)
        query.addQueryItem(QStringLiteral("created_before"), createdTo->toWire());
    query.addQueryItem(QStringLiteral("o"), oldestFirst ? QStringLiteral("created") : QStringLiteral("-created"));
    return query;
}

bool mayBeFoundBy(const BackendResource &resource, const Request &request)
{
    return request.state == State::Done && request.finished && resource.offering == request.offering &&
           resource.created >= request.started.value_or(request.created) && resource.created <= *request.finished;
}

QStringList whyNothingWasFound(qint64 waiting)
{
    const auto tr = [](const char *text) {
        return QCoreApplication::translate("foundresources", text);
    };
    const QString known =
        waiting > 0
            ? tr("There was nothing new at the site: what earlier requests found waits for import, or is imported.")
            : tr("There was nothing new at the site, or what was new is imported or dismissed by now.");
    return {known,
            tr("Every new resource was skipped: its project does not have the prefix of the agent, or Waldur has no "
               "project of that name."),
            tr("Each new resource failed by itself: the agent writes that to its own log only.")};
}

} // namespace waldesk::domain
