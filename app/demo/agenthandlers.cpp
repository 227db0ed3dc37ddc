// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/agenthandlers.h"

#include "app/demo/body.h"
#include "app/demo/json.h"
#include "app/demo/lists.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

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

Answer missing(const char *what)
{
    return detail(404, QStringLiteral("No %1 matches the given query.").arg(QLatin1StringView(what)));
}

QByteArray textOf(const QJsonObject &fields, const char *name)
{
    return fields.value(QLatin1StringView(name)).toString().toUtf8();
}

void appendService(QByteArray &out, const World &world, const QByteArray &base, const AgentService &service)
{
    const AgentIdentity &identity = world.agents.identities[service.identity];
    JsonObject object(out);
    object.text("uuid", service.uuid.toHex());
    object.text("url", base + "/api/marketplace-site-agent-services/" + service.uuid.toHex() + '/');
    object.text("identity", identity.uuid.toHex());
    object.text("identity_name", identity.name);
    object.text("name", service.name);
    object.text("mode", "event_process");
    object.text("state", "Active");
    object.raw("statistics", "{}");
    object.raw("processors", "[]");
    object.text("created", momentText(service.created));
    object.text("modified", momentText(service.created));
}

void appendIdentity(QByteArray &out, const World &world, const QByteArray &base, const AgentIdentity &identity)
{
    const QByteArray hex = identity.uuid.toHex();
    JsonObject object(out);
    object.text("uuid", hex);
    object.text("url", base + "/api/marketplace-site-agent-identities/" + hex + '/');
    object.text("offering", world.catalog.offerings()[static_cast<std::size_t>(identity.offering)].uuid.toHex());
    object.text("created_by", identity.creator);
    object.text("name", identity.name);
    object.text("version", identity.version);
    object.raw("dependencies", "[]");
    // The SDK reads a time where the key stands, so what the agent did not say is left out.
    if (!identity.lastRestarted.isEmpty())
        object.text("last_restarted", identity.lastRestarted);
    object.text("config_file_path", "");
    object.text("config_file_content", "");
    object.text("created", momentText(identity.created));
    object.text("modified", momentText(identity.modified));
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
        if ((name.isEmpty() || identity.name == name) && (offering.isEmpty() || Uuid::tryParse(offering) == uuid))
            chosen.push_back(&identity);
    }
    return pagedList(visit, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
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
        problems.add("offering", QStringLiteral("Object with uuid=%1 does not exist.")
                                     .arg(body.fields.value(QLatin1StringView("offering")).toString()));
    if (!problems.isEmpty())
        return problems.toAnswer();
    if ((visit.user->manageable >> offering & 1) == 0)
        return detail(403, QStringLiteral("You do not have permission to perform this action."));
    const qint64 now = presentMicros();
    world.agents.identities.push_back({world.agents.newUuid(), offering, textOf(body.fields, "name"),
                                       textOf(body.fields, "version"), textOf(body.fields, "last_restarted"),
                                       visit.user->uuid.toHex(), now, now});
    return identityAnswer(world, visit, world.agents.identities.back(), 201);
}

Answer retrieveIdentity(World &world, const Visit &visit)
{
    const AgentIdentity *identity = byKey(world.agents.identities, visit.key);
    return identity == nullptr ? missing("AgentIdentity") : identityAnswer(world, visit, *identity, 200);
}

Answer updateIdentity(World &world, const Visit &visit)
{
    const AgentIdentity *found = byKey(world.agents.identities, visit.key);
    if (found == nullptr)
        return missing("AgentIdentity");
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    AgentIdentity &identity = world.agents.identities[static_cast<std::size_t>(found - world.agents.identities.data())];
    if (body.fields.contains(QLatin1StringView("name")))
        identity.name = textOf(body.fields, "name");
    identity.version = textOf(body.fields, "version");
    identity.lastRestarted = textOf(body.fields, "last_restarted");
    identity.modified = presentMicros();
    return identityAnswer(world, visit, identity, 200);
}

Answer registerQueue(World &world, const Visit &visit)
{
    const AgentIdentity *identity = byKey(world.agents.identities, visit.key);
    if (identity == nullptr)
        return missing("AgentIdentity");
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    const QJsonArray types = body.fields.value(QLatin1StringView("object_types")).toArray();
    QByteArray json;
    {
        JsonObject object(json);
        object.text("rmq_username", identity->creator);
        object.text("queue_name", "consumer_" + identity->uuid.toHex());
        object.text("vhost", identity->creator);
        object.raw("observable_object_types", QJsonDocument(types).toJson(QJsonDocument::Compact));
    }
    return ok(json);
}

Answer registerService(World &world, const Visit &visit)
{
    const AgentIdentity *identity = byKey(world.agents.identities, visit.key);
    if (identity == nullptr)
        return missing("AgentIdentity");
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    const auto place = static_cast<std::size_t>(identity - world.agents.identities.data());
    const QByteArray name = textOf(body.fields, "name");
    auto &services = world.agents.services;
    auto service = std::find_if(services.begin(), services.end(), [&](const AgentService &known) {
        return known.identity == place && known.name == name;
    });
    if (service == services.end())
        service = services.insert(services.end(), {world.agents.newUuid(), place, name, presentMicros()});
    QByteArray json;
    appendService(json, world, visit.call.base(), *service);
    return ok(json);
}

Answer registerProcessor(World &world, const Visit &visit)
{
    const AgentService *service = byKey(world.agents.services, visit.key);
    if (service == nullptr)
        return missing("AgentService");
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    const QByteArray hex = world.agents.newUuid().toHex();
    const QByteArray now = momentText(presentMicros());
    QByteArray json;
    {
        JsonObject object(json);
        object.text("uuid", hex);
        object.text("url", visit.call.base() + "/api/marketplace-site-agent-processors/" + hex + '/');
        object.text("service", service->uuid.toHex());
        object.text("service_name", service->name);
        object.text("name", textOf(body.fields, "name"));
        object.text("backend_type", textOf(body.fields, "backend_type"));
        object.text("backend_version", textOf(body.fields, "backend_version"));
        object.text("last_run", now); // the SDK does not take null
        object.text("created", now);
        object.text("modified", now);
    }
    return ok(json);
}
} // namespace waldesk::demo
