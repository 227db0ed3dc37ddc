// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/resourceanswers.h"

#include "models/api/jsonfields.h"
#include "models/api/jsonlist.h"

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

std::optional<domain::BackendResource> resourceFrom(const QJsonObject &object)
{
    const auto created = timeOf(object, "created");
    domain::BackendResource resource;
    resource.uuid = uuidOf(object, "uuid");
    if (!created || resource.uuid.isNil())
        return std::nullopt;
    resource.created = *created;
    resource.name = textOf(object, "name");
    resource.backendId = textOf(object, "backend_id");
    resource.project = uuidOf(object, "project");
    resource.projectName = textOf(object, "project_name");
    resource.offering = uuidOf(object, "offering");
    resource.offeringName = textOf(object, "offering_name");
    const QJsonObject metadata = object.value(QLatin1String("backend_metadata")).toObject();
    const QJsonObject limits = metadata.value(QLatin1String("limits")).toObject();
    for (auto limit = limits.constBegin(); limit != limits.constEnd(); ++limit) {
        const QString text = limitText(limit.value());
        if (!text.isEmpty())
            resource.limits.emplace_back(limit.key(), text);
    }
    return resource;
}

std::optional<domain::OfferingPlan> planFrom(const QJsonObject &object)
{
    domain::OfferingPlan plan{uuidOf(object, "uuid"), textOf(object, "name")};
    return plan.uuid.isNil() ? std::nullopt : std::optional(std::move(plan));
}

ImportedResource importedFrom(const QJsonObject &object)
{
    return {uuidOf(object, "uuid"), textOf(object, "name"), textOf(object, "backend_id"), timeOf(object, "created")};
}

} // namespace

std::optional<std::vector<domain::BackendResource>> backendResourcesOf(const QByteArray &json)
{
    return listOf<domain::BackendResource>(json, &resourceFrom);
}

std::optional<domain::BackendResource> backendResourceOf(const QByteArray &json)
{
    return resourceFrom(parseSmall(json).object());
}

std::optional<std::vector<ImportedResource>> importedResourcesOf(const QByteArray &json)
{
    return listOf<ImportedResource>(json, &importedFrom);
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
    answer.plans = listIn<domain::OfferingPlan>(object.value(QLatin1String("plans")).toArray(), &planFrom);
    return answer;
}

ImportedResource importedResourceOf(const QByteArray &json)
{
    return importedFrom(parseSmall(json).object());
}

} // namespace waldesk::api
