// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/resourceanswers.h"

#include "models/api/jsonfields.h"
#include "models/api/jsontext.h"

#include <QJsonArray>
#include <QJsonObject>

namespace waldesk::api
{
namespace
{

QString limitText(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 15);
    return value.isString() ? value.toString() : QString();
}

domain::BackendResource resourceFrom(const QJsonObject &object, domain::Timestamp created)
{
    domain::BackendResource resource;
    resource.uuid = uuidOf(object, "uuid");
    resource.name = textOf(object, "name");
    resource.backendId = textOf(object, "backend_id");
    resource.project = uuidOf(object, "project");
    resource.projectName = textOf(object, "project_name");
    resource.offering = uuidOf(object, "offering");
    resource.offeringName = textOf(object, "offering_name");
    resource.created = created;
    const QJsonObject metadata = object.value(QLatin1String("backend_metadata")).toObject();
    const QJsonObject limits = metadata.value(QLatin1String("limits")).toObject();
    for (auto limit = limits.constBegin(); limit != limits.constEnd(); ++limit) {
        const QString text = limitText(limit.value());
        if (!text.isEmpty())
            resource.limits.emplace_back(limit.key(), text);
    }
    return resource;
}

ImportedResource importedFrom(const QJsonObject &object)
{
    return {uuidOf(object, "uuid"), textOf(object, "name"), textOf(object, "backend_id"), timeOf(object, "created")};
}

} // namespace

std::optional<std::vector<domain::BackendResource>> backendResourcesOf(const QByteArray &json)
{
    const QJsonDocument document = parseSmall(json);
    if (!document.isArray())
        return std::nullopt;
    std::vector<domain::BackendResource> resources;
    const QJsonArray items = document.array();
    for (const QJsonValue &item : items) {
        const QJsonObject object = item.toObject();
        const auto created = timeOf(object, "created");
        if (created && !uuidOf(object, "uuid").isNil())
            resources.push_back(resourceFrom(object, *created));
    }
    return resources;
}

std::optional<domain::BackendResource> backendResourceOf(const QByteArray &json)
{
    const QJsonObject object = parseSmall(json).object();
    const auto created = timeOf(object, "created");
    if (!created || uuidOf(object, "uuid").isNil())
        return std::nullopt;
    return resourceFrom(object, *created);
}

std::optional<std::vector<ImportedResource>> importedResourcesOf(const QByteArray &json)
{
    const QJsonDocument document = parseSmall(json);
    if (!document.isArray())
        return std::nullopt;
    std::vector<ImportedResource> resources;
    const QJsonArray items = document.array();
    for (const QJsonValue &item : items)
        resources.push_back(importedFrom(item.toObject()));
    return resources;
}

std::optional<OfferingPlans> offeringPlansOf(const QByteArray &json)
{
    const QJsonDocument document = parseSmall(json);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject object = document.object();
    OfferingPlans answer;
    const QJsonValue shared = object.value(QLatin1String("shared"));
    if (shared.isBool())
        answer.shared = shared.toBool();
    const QJsonArray plans = object.value(QLatin1String("plans")).toArray();
    for (const QJsonValue &item : plans) {
        const domain::OfferingPlan plan{uuidOf(item.toObject(), "uuid"), textOf(item.toObject(), "name")};
        if (!plan.uuid.isNil())
            answer.plans.push_back(plan);
    }
    return answer;
}

ImportedResource importedResourceOf(const QByteArray &json)
{
    return importedFrom(parseSmall(json).object());
}

} // namespace waldesk::api
