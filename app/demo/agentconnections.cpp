// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/agentconnections.h"

#include "app/demo/agentlife.h"
#include "app/demo/hash.h"

namespace waldesk::demo
{
namespace
{
const QByteArray requestEvents = "importable_resources";

/// An agent of the demo has a queue for each kind of event; one that registered itself has one for all.
QByteArray queueName(const AgentIdentity &identity, const Offering &offering)
{
    return identity.simulated
               ? "subscription_" + identity.uuid.toHex() + "_offering_" + offering.uuid.toHex() + '_' + requestEvents
               : "consumer_" + identity.uuid.toHex();
}

void appendQueue(QByteArray &out, const QByteArray &name, qint64 messages, bool listens, bool ofOneKind)
{
    JsonObject object(out);
    object.text("name", name);
    object.number("messages", messages);
    object.number("consumers", listens ? 1 : 0);
    if (ofOneKind)
        object.text("object_type", requestEvents);
    else
        object.null("object_type");
    object.text("kind", ofOneKind ? "legacy" : "consumer");
}

void appendServices(QByteArray &out, const World &world, const AgentIdentity &identity, const AgentLife &life)
{
    out.append('[');
    bool first = true;
    for (const AgentService &service : world.agents.services) {
        if (!(world.agents.identities[service.identity].uuid == identity.uuid))
            continue;
        out.append(first ? "" : ",");
        first = false;
        JsonObject object(out);
        object.text("uuid", service.uuid.toDashed());
        object.text("name", service.name);
        object.text("state", "Active");
        object.text("modified", momentText(life.sign));
    }
    out.append(']');
}

void appendConnection(QByteArray &out, const World &world, const AgentIdentity &identity, const AgentLife &life)
{
    const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(identity.offering)];
    const qint64 waiting = life.listens ? 0 : waitingEvents(world, identity.offering);
    JsonObject object(out);
    object.text("uuid", identity.uuid.toDashed());
    object.text("name", identity.name);
    object.text("offering_uuid", offering.uuid.toDashed());
    object.text("offering_name", offering.name);
    object.text("version", identity.version);
    if (identity.simulated)
        object.text("last_restarted", momentText(life.restarted));
    else if (!identity.lastRestarted.isEmpty())
        object.text("last_restarted", identity.lastRestarted);
    object.null("event_consumer_uuid");
    if (identity.offering == MoabKaunas && identity.simulated)
        object.text("delivery_blocked_reason", "The access token of this consumer has expired.");
    else
        object.null("delivery_blocked_reason");
    object.key("services");
    appendServices(out, world, identity, life);
    object.key("event_subscriptions");
    out.append("[]");
    object.key("queues");
    out.append('[');
    appendQueue(out, queueName(identity, offering), waiting, life.listens, identity.simulated);
    out.append(']');
}
} // namespace

Answer connectionStats(World &world, const Visit &visit)
{
    if (!visit.user->staff && !visit.user->support)
        return forbidden();
    if (world.brokerDown)
        return detail(503, QStringLiteral("RabbitMQ is unavailable."));
    const qint64 now = presentMicros();
    QByteArray agents("[");
    qint64 connected = 0;
    qint64 queued = 0;
    for (const AgentIdentity &identity : world.agents.identities) {
        const AgentLife life = lifeOf(world, identity, now);
        if (agents.size() > 1)
            agents.append(',');
        appendConnection(agents, world, identity, life);
        connected += life.listens ? 1 : 0;
        queued += life.listens ? 0 : waitingEvents(world, identity.offering);
    }
    agents.append(']');
    const auto total = static_cast<qint64>(world.agents.identities.size());
    QByteArray summary;
    {
        JsonObject object(summary);
        object.number("total_agents", total);
        object.number("connected_agents", connected);
        object.number("disconnected_agents", total - connected);
        object.number("total_queued_messages", queued);
    }
    QByteArray json;
    {
        JsonObject object(json);
        object.raw("agents", agents);
        object.raw("summary", summary);
    }
    return ok(json);
}

Answer listEventQueues(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    const QString wanted = params.last(QLatin1StringView("offering_uuid")).value_or(QString());
    const QString type = params.last(QLatin1StringView("object_type")).value_or(QString());
    std::vector<const AgentIdentity *> chosen;
    for (const AgentIdentity &identity : world.agents.identities) {
        const Uuid &uuid = world.catalog.offerings()[static_cast<std::size_t>(identity.offering)].uuid;
        // A consumer of all kinds is no subscription queue.
        if (identity.simulated && visit.user->sees(identity.offering) &&
            (wanted.isEmpty() || Uuid::tryParse(wanted) == uuid) &&
            (type.isEmpty() || type == QString::fromLatin1(requestEvents)))
            chosen.push_back(&identity);
    }
    return pagedList(visit.call, static_cast<qint64>(chosen.size()), [&](QByteArray &out, std::size_t position) {
        const AgentIdentity &identity = *chosen[position];
        const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(identity.offering)];
        const QByteArray hex = Uuid::versionFour(mix(identity.uuid.high), mix(identity.uuid.low)).toHex();
        JsonObject object(out);
        object.text("uuid", hex);
        object.text("url", visit.call.base() + "/api/event-subscription-queues/" + hex + '/');
        object.text("event_subscription", visit.call.base() + "/api/event-subscriptions/" + hex + '/');
        object.text("event_subscription_uuid", hex);
        object.text("offering_uuid", offering.uuid.toHex());
        object.text("object_type", requestEvents);
        object.text("queue_name", queueName(identity, offering));
        object.text("vhost", identity.creator);
        object.text("created", momentText(identity.created));
    });
}
} // namespace waldesk::demo
