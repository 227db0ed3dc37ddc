// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/agenthandlers.h"

#include "app/demo/agentlife.h"
#include "app/demo/listquery.h"
#include "app/demo/lookuphandlers.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>

namespace waldesk::demo
{
namespace
{
template <typename Thing>
const Thing *byKey(const std::vector<Thing> &things, const QString &key)
{
    const std::optional<Uuid> uuid = Uuid::tryParse(key);
    const auto found =
        std::find_if(things.cbegin(), things.cend(), [&](const Thing &t) { return uuid && t.uuid == *uuid; });
    return found == things.cend() ? nullptr : &*found;
}

/// How every call begins that is posted to an object: the object is found, then the body is read.
template <typename Thing, typename Do>
Answer onObject(std::vector<Thing> &things, const Visit &visit, const char *model, Do carryOut)
{
    const Thing *found = byKey(things, visit.key);
    if (found == nullptr)
        return notFound(model);
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    const auto place = static_cast<std::size_t>(found - things.data());
    return carryOut(things[place], place, body.fields);
}

QByteArray textOf(const QJsonObject &fields, const char *name)
{
    return fields.value(QLatin1StringView(name)).toString().toUtf8();
}

/// With each key that the SDK insists on; it takes no null for last_run.
void appendProcessor(QByteArray &out, const QByteArray &base, const AgentService &service, const QByteArray &lastRun)
{
    const AgentProcessor &processor = *service.processor;
    const QByteArray hex = processor.uuid.toHex();
    JsonObject object(out);
    object.text("uuid", hex);
    object.text("url", base + "/api/marketplace-site-agent-processors/" + hex + '/');
    object.text("service", service.uuid.toHex());
    object.text("service_name", service.name);
    object.text("name", processor.name);
    object.text("backend_type", processor.backendType);
    object.text("backend_version", processor.backendVersion);
    object.text("last_run", lastRun);
    object.text("created", momentText(processor.created));
    object.text("modified", lastRun);
}

void appendService(QByteArray &out, const World &world, const QByteArray &base, const AgentService &service)
{
    const AgentIdentity &identity = world.agents.identities[service.identity];
    const qint64 sign = identity.simulated ? lifeOf(world, identity, presentMicros()).sign : service.created;
    JsonObject object(out);
    object.text("uuid", service.uuid.toHex());
    object.text("url", base + "/api/marketplace-site-agent-services/" + service.uuid.toHex() + '/');
    object.text("identity", identity.uuid.toHex());
    object.text("identity_name", identity.name);
    object.text("name", service.name);
    object.text("mode", "event_process");
    object.text("state", "Active");
    object.raw("statistics", "{}");
    object.key("processors");
    out.append('[');
    if (service.processor)
        appendProcessor(out, base, service, momentText(sign));
    out.append(']');
    object.text("created", momentText(service.created));
    object.text("modified", momentText(sign));
}

void appendIdentity(QByteArray &out, const World &world, const QByteArray &base, const AgentIdentity &identity)
{
    const QByteArray hex = identity.uuid.toHex();
    const AgentLife life = lifeOf(world, identity, presentMicros());
    JsonObject object(out);
    object.text("uuid", hex);
    object.text("url", base + "/api/marketplace-site-agent-identities/" + hex + '/');
    object.text("offering", world.catalog.offerings()[static_cast<std::size_t>(identity.offering)].uuid.toHex());
    object.text("created_by", identity.creator);
    object.text("name", identity.name);
    object.text("version", identity.version);
    object.raw("dependencies", "[]");
    // The SDK reads a time where the key stands, so what the agent did not say is left out.
    if (identity.simulated)
        object.text("last_restarted", momentText(life.restarted));
    else if (!identity.lastRestarted.isEmpty())
        object.text("last_restarted", identity.lastRestarted);
    object.text("config_file_path", "");
    object.text("config_file_content", "");
    object.text("created", momentText(identity.created));
    // The identity is written when the agent starts, its services later.
    object.text("modified", momentText(identity.simulated ? life.restarted : identity.modified));
    object.raw("compatibility", "{\"status\":\"compatible\",\"message\":\"\"}");
    object.key("services");
    out.append('[');
    bool first = true;
    for (const AgentService &service : world.agents.services) {
        if (!(world.agents.identities[service.identity].uuid == identity.uuid))
            continue;
        out.append(first ? "" : ",");
        appendService(out, world, base, service);
        first = false;
    }
    out.append(']');
}

int offeringOf(const World &world, const QJsonObject &fields)
{
    const std::optional<Uuid> uuid = Uuid::tryParse(fields.value(QLatin1StringView("offering")).toString());
    return uuid ? world.catalog.offeringPlace(*uuid) : -1;
}

Answer identityAnswer(const World &world, const Visit &visit, const AgentIdentity &identity, int status)
{
    Answer answer;
    answer.status = status;
    appendIdentity(answer.body, world, visit.call.base(), identity);
    return answer;
}
} // namespace

Answer listIdentities(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    const QByteArray name = params.last(QLatin1StringView("name")).value_or(QString()).toUtf8();
    const QString offering = params.last(QLatin1StringView("offering_uuid")).value_or(QString());
    std::vector<const AgentIdentity *> chosen;
    for (const AgentIdentity &identity : world.agents.identities) {
        const Uuid &uuid = world.catalog.offerings()[static_cast<std::size_t>(identity.offering)].uuid;
        if (visit.user->sees(identity.offering) && (name.isEmpty() || identity.name == name) &&
            (offering.isEmpty() || Uuid::tryParse(offering) == uuid))
            chosen.push_back(&identity);
    }
    return pagedList(visit.call, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
        appendIdentity(out, world, visit.call.base(), *chosen[position]);
    });
}

Answer createIdentity(World &world, const Visit &visit)
{
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    const int offering = offeringOf(world, body.fields);
    Problems problems;
    if (!body.fields.contains(QLatin1StringView("name")))
        problems.add("name", QStringLiteral("This field is required."));
    if (offering < 0)
        problems.add("offering", noSuchObject(body.fields.value(QLatin1StringView("offering")).toString()));
    if (!problems.isEmpty())
        return problems.toAnswer();
    if (!visit.user->manages(offering))
        return forbidden();
    const qint64 now = presentMicros();
    world.agents.identities.push_back({world.agents.newUuid(), offering, textOf(body.fields, "name"),
                                       textOf(body.fields, "version"), textOf(body.fields, "last_restarted"),
                                       visit.user->uuid.toHex(), now, now, false});
    return identityAnswer(world, visit, world.agents.identities.back(), 201);
}

Answer retrieveIdentity(World &world, const Visit &visit)
{
    const AgentIdentity *identity = byKey(world.agents.identities, visit.key);
    return identity == nullptr ? notFound("AgentIdentity") : identityAnswer(world, visit, *identity, 200);
}

Answer updateIdentity(World &world, const Visit &visit)
{
    return onObject(world.agents.identities, visit, "AgentIdentity",
                    [&](AgentIdentity &identity, std::size_t, const QJsonObject &fields) {
                        if (fields.contains(QLatin1StringView("name")))
                            identity.name = textOf(fields, "name");
                        identity.version = textOf(fields, "version");
                        identity.lastRestarted = textOf(fields, "last_restarted");
                        identity.modified = presentMicros();
                        return identityAnswer(world, visit, identity, 200);
                    });
}

Answer registerQueue(World &world, const Visit &visit)
{
    return onObject(world.agents.identities, visit, "AgentIdentity",
                    [&](const AgentIdentity &identity, std::size_t, const QJsonObject &fields) {
                        const QJsonArray types = fields.value(QLatin1StringView("object_types")).toArray();
                        QByteArray json;
                        {
                            JsonObject object(json);
                            object.text("rmq_username", identity.creator);
                            object.text("queue_name", "consumer_" + identity.uuid.toHex());
                            object.text("vhost", identity.creator);
                            object.raw("observable_object_types", QJsonDocument(types).toJson(QJsonDocument::Compact));
                        }
                        return ok(json);
                    });
}

Answer registerService(World &world, const Visit &visit)
{
    return onObject(
        world.agents.identities, visit, "AgentIdentity",
        [&](const AgentIdentity &, std::size_t place, const QJsonObject &fields) {
            const QByteArray name = textOf(fields, "name");
            auto &services = world.agents.services;
            auto service = std::find_if(services.begin(), services.end(), [&](const AgentService &known) {
                return known.identity == place && known.name == name;
            });
            if (service == services.end())
                service = services.insert(services.end(), {world.agents.newUuid(), place, name, presentMicros(), {}});
            QByteArray json;
            appendService(json, world, visit.call.base(), *service);
            return ok(json);
        });
}

Answer listServices(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    const QString wanted = params.last(QLatin1StringView("identity_uuid")).value_or(QString());
    const QString mode = params.last(QLatin1StringView("mode")).value_or(QString());
    const QStringList states = params.all(QLatin1StringView("state"));
    std::vector<const AgentService *> chosen;
    for (const AgentService &service : world.agents.services) {
        const AgentIdentity &identity = world.agents.identities[service.identity];
        const bool asked = (wanted.isEmpty() || Uuid::tryParse(wanted) == identity.uuid) &&
                           (mode.isEmpty() || mode == u"event_process") &&
                           (states.isEmpty() || states.contains(u"Active"));
        if (asked && visit.user->sees(identity.offering))
            chosen.push_back(&service);
    }
    return pagedList(visit.call, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
        appendService(out, world, visit.call.base(), *chosen[position]);
    });
}

Answer registerProcessor(World &world, const Visit &visit)
{
    return onObject(world.agents.services, visit, "AgentService",
                    [&](AgentService &service, std::size_t, const QJsonObject &fields) {
                        const qint64 now = presentMicros();
                        service.processor = {world.agents.newUuid(), textOf(fields, "name"),
                                             textOf(fields, "backend_type"), textOf(fields, "backend_version"), now};
                        QByteArray json;
                        appendProcessor(json, visit.call.base(), service, momentText(now));
                        return ok(json);
                    });
}

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
        return uuid && resource.uuid == *uuid && visit.user->sees(resource.offering);
    });
    return found == resources.cend() ? nullptr : &*found;
}

struct ResourceFilter {
    QString offering;
    QString project;
    QString backendId;
    QString name;
    QString exactName;
    qint64 createdFrom = std::numeric_limits<qint64>::min();
    qint64 createdTo = std::numeric_limits<qint64>::max();
    qint64 modifiedFrom = std::numeric_limits<qint64>::min();
    qint64 modifiedTo = std::numeric_limits<qint64>::max();

    bool passes(const World &world, const DiscoveredResource &resource) const
    {
        const Uuid &place = world.catalog.offerings()[static_cast<std::size_t>(resource.offering)].uuid;
        return uuidPasses(offering, place) && uuidPasses(project, world.agents.projects[resource.project].uuid) &&
               (backendId.isEmpty() || backendId.toUtf8() == resource.backendId) &&
               (exactName.isEmpty() || exactName.toUtf8() == resource.name) &&
               QString::fromUtf8(resource.name).contains(name, Qt::CaseInsensitive) &&
               resource.created >= qMax(createdFrom, modifiedFrom) && resource.created <= qMin(createdTo, modifiedTo);
    }
};

ResourceFilter readResourceFilter(const Params &params, Problems &problems)
{
    ResourceFilter filter;
    filter.offering = param(params, "offering_uuid");
    filter.project = param(params, "project_uuid");
    filter.backendId = param(params, "backend_id");
    filter.name = param(params, "name");
    filter.exactName = param(params, "name_exact");
    readMoment(params, "created", filter.createdFrom, problems);
    readMoment(params, "created_before", filter.createdTo, problems);
    readMoment(params, "modified", filter.modifiedFrom, problems);
    readMoment(params, "modified_before", filter.modifiedTo, problems);
    return filter;
}

/// The agent's own resources, which the list of provider resources shows as OK, and what was imported since.
bool isImported(const World &world, const DiscoveredResource &resource)
{
    const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(resource.offering)];
    for (std::size_t i = 0; i < resourcesEach; ++i) {
        if (resource.backendId == "hpc_" + offering.slug + '_' + QByteArray::number(i + 1))
            return true;
    }
    return std::any_of(world.agents.imported.cbegin(), world.agents.imported.cend(),
                       [&](const ImportedResource &known) {
                           return known.offering == resource.offering && known.backendId == resource.backendId;
                       });
}

/// 400 with a bare list, as this one action answers.
Answer refusal(const QByteArray &text)
{
    Answer answer;
    answer.status = 400;
    answer.body = jsonTexts({text});
    return answer;
}

void appendImported(QByteArray &out, const World &world, const QByteArray &base, const ImportedResource &resource,
                    const Params &params)
{
    const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(resource.offering)];
    const Project &project = world.agents.projects[resource.project];
    SparseObject object(out, params);
    object.text("url", base + "/api/marketplace-provider-resources/" + resource.uuid.toHex() + '/');
    object.text("uuid", resource.uuid.toHex());
    object.text("name", resource.name);
    object.text("backend_id", resource.backendId);
    object.text("state", "OK");
    object.text("created", momentText(resource.created));
    object.text("offering_uuid", offering.uuid.toHex());
    object.text("offering_name", offering.name);
    object.text("project_uuid", project.uuid.toHex());
    object.text("project_name", project.name);
    const QJsonObject metadata = QJsonDocument::fromJson(resource.metadata).object();
    object.raw("limits",
               QJsonDocument(metadata.value(QLatin1StringView("limits")).toObject()).toJson(QJsonDocument::Compact));
}

/// Of a resource that was there from the start.
QByteArray backendIdOf(const Offering &offering, std::size_t number)
{
    return "hpc_" + offering.slug + '_' + QByteArray::number(number + 1);
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
    return pagedList(visit.call, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
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
    const QByteArray wantedId = param(params, "backend_id").toUtf8();
    const auto idPasses = [&wantedId](const QByteArray &id) {
        return wantedId.isEmpty() || id == wantedId;
    };
    const QStringList states = params.all(QLatin1StringView("state"));
    std::vector<std::size_t> chosen;
    for (std::size_t place = 0; place < OfferingCount; ++place) {
        const bool seen = visit.user->sees(place);
        for (std::size_t i = 0; seen && i < resourcesEach; ++i) {
            if (uuidPasses(wanted, world.catalog.offerings()[place].uuid) &&
                idPasses(backendIdOf(world.catalog.offerings()[place], i)) &&
                (states.isEmpty() || states.contains(u"OK")))
                chosen.push_back(place * resourcesEach + i);
        }
    }
    std::vector<const ImportedResource *> imported;
    for (const ImportedResource &resource : world.agents.imported) {
        const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(resource.offering)];
        if (visit.user->sees(resource.offering) && uuidPasses(wanted, offering.uuid) && idPasses(resource.backendId) &&
            (states.isEmpty() || states.contains(u"OK")))
            imported.push_back(&resource);
    }
    const auto total = static_cast<qint64>(chosen.size() + imported.size());
    return pagedList(visit.call, total, [&](QByteArray &out, std::size_t position) {
        if (position >= chosen.size()) {
            appendImported(out, world, visit.call.base(), *imported[position - chosen.size()], params);
            return;
        }
        const std::size_t number = chosen[position];
        const Offering &offering = world.catalog.offerings()[number / resourcesEach];
        const QByteArray backendId = backendIdOf(offering, number % resourcesEach);
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
    return pagedList(visit.call, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
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
    Problems problems;
    const ResourceFilter filter = readResourceFilter(params, problems);
    const bool oldestFirst =
        readOrder(params, {QStringLiteral("created"), QStringLiteral("-created")}, problems) == u"created";
    if (!problems.isEmpty())
        return problems.toAnswer();
    std::vector<const DiscoveredResource *> chosen;
    for (auto resource = world.agents.resources.crbegin(); resource != world.agents.resources.crend(); ++resource) {
        if (visit.user->sees(resource->offering) && filter.passes(world, *resource))
            chosen.push_back(&*resource);
    }
    if (oldestFirst)
        std::reverse(chosen.begin(), chosen.end());
    return pagedList(visit.call, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
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
        problems.add("project", noSuchObject(text("project")));
    if (offering < 0)
        problems.add("offering", noSuchObject(text("offering")));
    if (!problems.isEmpty())
        return problems.toAnswer();
    if (!visit.user->manages(offering))
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
        return notFound("BackendResource");
    if (!visit.user->manages(resource->offering))
        return forbidden();
    QByteArray json;
    appendResource(json, world, visit.call.base(), *resource);
    return ok(json);
}

/// Staff only. A shared offering needs a plan; the record goes, and a resource is there instead.
Answer importBackendResource(World &world, const Visit &visit)
{
    const DiscoveredResource *resource = findResource(world, visit);
    if (resource == nullptr)
        return notFound("BackendResource");
    if (!visit.user->staff)
        return forbidden();
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(resource->offering)];
    const QJsonValue plan = body.fields.value(QLatin1StringView("plan"));
    if (plan.isUndefined() && offering.shared) {
        Answer answer;
        answer.status = 400;
        answer.body = R"({"plan":"Plan is required when importing resources."})";
        return answer;
    }
    if (!plan.isUndefined() && Uuid::tryParse(plan.toString()) != planOf(offering)) {
        Problems problems;
        problems.add("plan", noSuchObject(plan.toString()));
        return problems.toAnswer();
    }
    if (isImported(world, *resource))
        return refusal("Resource has been imported already.");
    world.agents.imported.push_back({world.agents.newUuid(), resource->offering, resource->project, resource->name,
                                     resource->backendId, resource->metadata, presentMicros()});
    world.agents.resources.erase(world.agents.resources.begin() + (resource - world.agents.resources.data()));
    Answer answer;
    answer.status = 201;
    appendImported(answer.body, world, visit.call.base(), world.agents.imported.back(), Params({}));
    return answer;
}

Answer deleteBackendResource(World &world, const Visit &visit)
{
    const DiscoveredResource *resource = findResource(world, visit);
    if (resource == nullptr)
        return notFound("BackendResource");
    if (!visit.user->manages(resource->offering))
        return forbidden();
    world.agents.resources.erase(world.agents.resources.begin() + (resource - world.agents.resources.data()));
    Answer answer;
    answer.status = 204;
    return answer;
}
} // namespace waldesk::demo
