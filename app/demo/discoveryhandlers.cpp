// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/agenthandlers.h"

#include "app/demo/body.h"
#include "app/demo/lists.h"
#include "app/demo/sparse.h"

#include <QJsonDocument>

#include <algorithm>

namespace waldesk::demo
{
namespace
{
constexpr std::size_t resourcesEach = 3;

QString param(const Params &params, const char *name)
{
    return params.last(QLatin1StringView(name)).value_or(QString());
}

/// An empty parameter asks for nothing; one that is no uuid matches nothing.
bool uuidPasses(const QString &wanted, const Uuid &uuid)
{
    return wanted.isEmpty() || Uuid::tryParse(wanted) == uuid;
}

void appendResource(QByteArray &out, const World &world, const QByteArray &base, const DiscoveredResource &resource)
{
    const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(resource.offering)];
    const Project &project = world.agents.projects[resource.project];
    const QByteArray hex = resource.uuid.toHex();
    JsonObject object(out);
    object.text("url", base + "/api/backend-resources/" + hex + '/');
    object.text("uuid", hex);
    object.text("name", resource.name);
    object.text("created", momentText(resource.created));
    object.text("modified", momentText(resource.created));
    object.text("project", project.uuid.toHex());
    object.text("project_name", project.name);
    object.text("project_url", base + "/api/projects/" + project.uuid.toHex() + '/');
    object.text("offering", offering.uuid.toHex());
    object.text("offering_name", offering.name);
    object.text("offering_url", base + "/api/marketplace-public-offerings/" + offering.uuid.toHex() + '/');
    object.text("backend_id", resource.backendId);
    object.raw("backend_metadata", resource.metadata);
}

const DiscoveredResource *findResource(const World &world, const Visit &visit)
{
    const std::optional<Uuid> uuid = Uuid::tryParse(visit.key);
    const auto &resources = world.agents.resources;
    const auto found = std::find_if(resources.cbegin(), resources.cend(), [&](const DiscoveredResource &resource) {
        return uuid && resource.uuid == *uuid && (visit.user->visible >> resource.offering & 1) != 0;
    });
    return found == resources.cend() ? nullptr : &*found;
}

Answer forbidden()
{
    return detail(403, QStringLiteral("You do not have permission to perform this action."));
}

Answer noResource()
{
    return detail(404, QStringLiteral("No BackendResource matches the given query."));
}

int projectOf(const World &world, const QString &text)
{
    const std::optional<Uuid> uuid = Uuid::tryParse(text);
    const auto &projects = world.agents.projects;
    const auto found = std::find_if(projects.cbegin(), projects.cend(),
                                    [&](const Project &project) { return uuid && project.uuid == *uuid; });
    return found == projects.cend() ? -1 : static_cast<int>(found - projects.cbegin());
}
} // namespace

Answer listServiceProviders(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    const QString wanted = param(params, "customer_uuid");
    std::vector<const Customer *> chosen;
    for (const Customer &customer : world.catalog.customers()) {
        if (uuidPasses(wanted, customer.uuid))
            chosen.push_back(&customer);
    }
    return pagedList(visit, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
        const Customer &customer = *chosen[position];
        SparseObject object(out, params);
        object.text("url", visit.call.base() + "/api/marketplace-service-providers/" + customer.provider.toHex() + '/');
        object.text("uuid", customer.provider.toHex());
        object.text("customer_uuid", customer.uuid.toHex());
        object.text("customer_name", customer.name);
    });
}

Answer listProviderResources(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    const QString wanted = param(params, "offering_uuid");
    const QStringList states = params.all(QLatin1StringView("state"));
    std::vector<std::size_t> chosen;
    for (std::size_t place = 0; place < OfferingCount; ++place) {
        const bool seen = (visit.user->visible >> place & 1) != 0;
        for (std::size_t i = 0; seen && i < resourcesEach; ++i) {
            if (uuidPasses(wanted, world.catalog.offerings()[place].uuid) &&
                (states.isEmpty() || states.contains(u"OK")))
                chosen.push_back(place * resourcesEach + i);
        }
    }
    return pagedList(visit, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
        const std::size_t number = chosen[position];
        const Offering &offering = world.catalog.offerings()[number / resourcesEach];
        const QByteArray backendId = "hpc_" + offering.slug + '_' + QByteArray::number(number % resourcesEach + 1);
        const QByteArray hex = Uuid::versionFour(mix(7000 + number), mix(8000 + number)).toHex();
        SparseObject object(out, params);
        object.text("url", visit.call.base() + "/api/marketplace-provider-resources/" + hex + '/');
        object.text("uuid", hex);
        object.text("name", backendId);
        object.text("backend_id", backendId);
        object.text("state", "OK");
        object.text("offering_uuid", offering.uuid.toHex());
        object.text("offering_name", offering.name);
        object.raw("limits", "{}");
    });
}

Answer listProjects(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    const QByteArray slug = param(params, "slug").toUtf8();
    std::vector<const Project *> chosen;
    for (const Project &project : world.agents.projects) {
        if (slug.isEmpty() || project.slug == slug)
            chosen.push_back(&project);
    }
    return pagedList(visit, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
        const Project &project = *chosen[position];
        SparseObject object(out, params);
        object.text("url", visit.call.base() + "/api/projects/" + project.uuid.toHex() + '/');
        object.text("uuid", project.uuid.toHex());
        object.text("name", project.name);
        object.text("slug", project.slug);
    });
}

Answer listBackendResources(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    const QString backendId = param(params, "backend_id");
    std::vector<const DiscoveredResource *> chosen;
    for (auto resource = world.agents.resources.crbegin(); resource != world.agents.resources.crend(); ++resource) {
        const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(resource->offering)];
        if ((visit.user->visible >> resource->offering & 1) != 0 &&
            uuidPasses(param(params, "offering_uuid"), offering.uuid) &&
            uuidPasses(param(params, "project_uuid"), world.agents.projects[resource->project].uuid) &&
            (backendId.isEmpty() || backendId.toUtf8() == resource->backendId) &&
            QString::fromUtf8(resource->name).contains(param(params, "name"), Qt::CaseInsensitive))
            chosen.push_back(&*resource);
    }
    return pagedList(visit, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
        appendResource(out, world, visit.call.base(), *chosen[position]);
    });
}

Answer createBackendResource(World &world, const Visit &visit)
{
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    const auto text = [&body](const char *name) {
        return body.fields.value(QLatin1StringView(name)).toString();
    };
    const std::optional<Uuid> uuid = Uuid::tryParse(text("offering"));
    const int offering = uuid ? world.catalog.offeringPlace(*uuid) : -1;
    const int project = projectOf(world, text("project"));
    Problems problems;
    if (text("name").trimmed().isEmpty())
        problems.add("name", QStringLiteral("This field is required."));
    if (project < 0)
        problems.add("project", QStringLiteral("Object with uuid=%1 does not exist.").arg(text("project")));
    if (offering < 0)
        problems.add("offering", QStringLiteral("Object with uuid=%1 does not exist.").arg(text("offering")));
    if (!problems.isEmpty())
        return problems.toAnswer();
    if ((visit.user->manageable >> offering & 1) == 0)
        return forbidden();
    const QJsonObject metadata = body.fields.value(QLatin1StringView("backend_metadata")).toObject();
    world.agents.resources.push_back({world.agents.newUuid(), offering, static_cast<std::size_t>(project),
                                      text("name").trimmed().toUtf8(), text("backend_id").toUtf8(),
                                      QJsonDocument(metadata).toJson(QJsonDocument::Compact), presentMicros()});
    const DiscoveredResource &resource = world.agents.resources.back();
    QByteArray json;
    appendResource(json, world, visit.call.base(), resource);
    return created(json, visit.call.base() + "/api/backend-resources/" + resource.uuid.toHex() + '/');
}

Answer retrieveBackendResource(World &world, const Visit &visit)
{
    const DiscoveredResource *resource = findResource(world, visit);
    if (resource == nullptr)
        return noResource();
    if ((visit.user->manageable >> resource->offering & 1) == 0)
        return forbidden();
    QByteArray json;
    appendResource(json, world, visit.call.base(), *resource);
    return ok(json);
}

Answer deleteBackendResource(World &world, const Visit &visit)
{
    const DiscoveredResource *resource = findResource(world, visit);
    if (resource == nullptr)
        return noResource();
    if ((visit.user->manageable >> resource->offering & 1) == 0)
        return forbidden();
    world.agents.resources.erase(world.agents.resources.begin() + (resource - world.agents.resources.data()));
    Answer answer;
    answer.status = 204;
    return answer;
}
} // namespace waldesk::demo
