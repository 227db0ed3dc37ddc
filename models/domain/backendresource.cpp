// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/backendresource.h"

#include <QCoreApplication>
#include <QUrl>

namespace waldesk::domain
{

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
    const auto tr = [](const char *text, int n = -1) {
        return QCoreApplication::translate("foundresources", text, nullptr, n);
    };
    const QString known = waiting > 0
                              ? tr("Everything at the site was known already: it was imported, or waits for import.")
                              : tr("Everything at the site was known already, or there is nothing.");
    return {known,
            tr("Every new resource was skipped: its project does not have the prefix of the agent, or Waldur has no "
               "project of that name."),
            tr("Each new resource failed by itself: the agent writes that to its own log only.")};
}

} // namespace waldesk::domain
