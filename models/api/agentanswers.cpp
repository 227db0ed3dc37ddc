// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/agentanswers.h"

#include "models/api/jsonfields.h"
#include "models/api/jsonlist.h"

namespace waldesk::api
{
namespace
{

domain::AgentService serviceFrom(const QJsonObject &object)
{
    domain::AgentService service;
    service.uuid = uuidOf(object, "uuid");
    service.name = textOf(object, "name");
    service.mode = textOf(object, "mode");
    service.state = textOf(object, "state");
    service.modified = timeOf(object, "modified");
    const QJsonArray processors = object.value(QLatin1String("processors")).toArray();
    for (const QJsonValue &processor : processors) {
        const QString backend = textOf(processor.toObject(), "backend_type");
        if (!backend.isEmpty())
            service.backends.push_back(backend);
    }
    return service;
}

domain::EventQueue queueFrom(const QJsonObject &object)
{
    domain::EventQueue queue;
    queue.name = textOf(object, "name");
    if (queue.name.isEmpty())
        queue.name = textOf(object, "queue_name");
    queue.objectType = textOf(object, "object_type");
    queue.messages = countOf(object, "messages");
    queue.consumers = countOf(object, "consumers");
    return queue;
}

domain::Agent agentFrom(const QJsonObject &object)
{
    domain::Agent agent;
    agent.uuid = uuidOf(object, "uuid");
    agent.offering = uuidOf(object, "offering_uuid");
    if (agent.offering.isNil())
        agent.offering = uuidOf(object, "offering");
    agent.name = textOf(object, "name");
    agent.version = textOf(object, "version");
    agent.lastRestarted = timeOf(object, "last_restarted");
    agent.modified = timeOf(object, "modified");
    agent.services = listIn<domain::AgentService>(object.value(QLatin1String("services")).toArray(), &serviceFrom);
    const QJsonValue blocked = object.value(QLatin1String("delivery_blocked_reason"));
    if (blocked.isNull() || blocked.isString())
        agent.deliveryBlocked = blocked.toString();
    const QJsonValue queues = object.value(QLatin1String("queues"));
    if (queues.isArray())
        agent.queues = listIn<domain::EventQueue>(queues.toArray(), &queueFrom);
    return agent;
}

} // namespace

std::optional<std::vector<domain::Agent>> agentsOf(const QByteArray &json)
{
    return listOf<domain::Agent>(json, &agentFrom);
}

std::optional<std::vector<domain::AgentService>> agentServicesOf(const QByteArray &json)
{
    return listOf<domain::AgentService>(json, &serviceFrom);
}

std::optional<std::vector<domain::Agent>> agentConnectionsOf(const QByteArray &json)
{
    const QJsonDocument document = parseSmall(json);
    const QJsonValue agents = document.isArray() ? document.array() : document.object().value(QLatin1String("agents"));
    return agents.isArray() ? std::optional(listIn<domain::Agent>(agents.toArray(), &agentFrom)) : std::nullopt;
}

std::optional<std::vector<domain::EventQueue>> eventQueuesOf(const QByteArray &json)
{
    return listOf<domain::EventQueue>(json, &queueFrom);
}

} // namespace waldesk::api
