// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/backendresource.h"

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

} // namespace waldesk::domain
