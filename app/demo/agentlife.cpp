// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/agentlife.h"

#include "app/demo/hash.h"

#include <algorithm>
#include <array>

namespace waldesk::demo
{
namespace
{
constexpr qint64 second = 1'000'000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr quint64 findPurpose = 300;
/// What is looked at of the requests: a large demo must not be walked for each answer.
constexpr quint32 newestRows = 2'000;
constexpr quint32 rowsWithFinds = 240;

quint32 firstLookedAt(const World &world, quint32 rows)
{
    return world.store.size() - qMin(world.store.size(), rows);
}

constexpr std::array<const char *, OfferingCount> backends{"slurm",      "slurm", "slurm", "slurm",       "moab",
                                                           "opennebula", "okd",   "mup",   "digitalocean"};
} // namespace

void registerAgents(World &world)
{
    const qint64 start = world.store.start();
    const QByteArray creator = world.catalog.users().front().uuid.toHex();
    for (int place = 0; place < OfferingCount; ++place) {
        if (place == DigitalOceanEu)
            continue;
        const Offering &offering = world.catalog.offerings()[static_cast<std::size_t>(place)];
        AgentIdentity identity;
        identity.uuid = world.agents.newUuid();
        identity.offering = place;
        identity.name = "site-agent." + offering.slug;
        identity.version = place == MoabKaunas ? "0.9.4" : "1.0.7";
        identity.creator = creator;
        identity.created = start - (90 + place) * day;
        identity.simulated = true;
        world.agents.identities.push_back(identity);
        AgentService service;
        service.uuid = world.agents.newUuid();
        service.identity = world.agents.identities.size() - 1;
        service.name = "event_process-importable_resources";
        service.created = identity.created;
        service.processor = {world.agents.newUuid(), "OfferingImportableResourcesProcessor",
                             backends[static_cast<std::size_t>(place)], "1", service.created};
        world.agents.services.push_back(service);
    }
}

AgentLife lifeOf(const World &world, const AgentIdentity &identity, qint64 now)
{
    if (!identity.simulated)
        return {0, identity.modified, false};
    const qint64 start = world.store.start();
    AgentLife life;
    life.restarted = start - (3 + identity.offering) * day;
    life.listens = identity.offering != MoabKaunas;
    life.sign = life.listens ? now - now % minute : start - 3 * hour - 4 * minute;
    for (quint32 index = firstLookedAt(world, newestRows); index < world.store.size(); ++index) {
        const Fact fact = world.store.fact(index);
        if (fact.offering != identity.offering || fact.started == 0)
            continue;
        life.sign = qMax(life.sign, fact.started);
        // It dies half-way and comes up again, and nobody ends the request.
        if (identity.offering == MupHelsinki && fact.state == Processing && fact.started + 30 * second <= now)
            life.restarted = qMax(life.restarted, fact.started + 30 * second);
    }
    life.sign = qMax(life.sign, life.restarted);
    return life;
}

qint64 waitingEvents(const World &world, int offering)
{
    qint64 waiting = 0;
    for (quint32 index = firstLookedAt(world, newestRows); index < world.store.size(); ++index) {
        const Fact fact = world.store.fact(index);
        waiting += fact.offering == offering && fact.state == Sent ? 1 : 0;
    }
    return waiting;
}

void discoverFor(World &world, quint32 index, qint64 from, qint64 to)
{
    Dice dice(world.store.seed(), index, findPurpose);
    if (!dice.chance(0.4))
        return; // nothing new at the site
    const int place = world.store.fact(index).offering;
    const QByteArray slug = world.catalog.offerings()[static_cast<std::size_t>(place)].slug;
    const qint64 count = dice.between(1, 3);
    for (qint64 i = 0; i < count; ++i) {
        DiscoveredResource resource;
        resource.uuid = world.agents.newUuid();
        resource.offering = place;
        resource.project = static_cast<std::size_t>(dice.below(world.agents.projects.size()));
        resource.backendId = "hpc_" + slug + '_' + world.agents.projects[resource.project].slug + '_' +
                             QByteArray::number(index) + '_' + QByteArray::number(i);
        // One of them is imported already under another request: the import is refused.
        if (dice.chance(0.05))
            resource.backendId = "hpc_" + slug + "_1";
        resource.name = resource.backendId;
        resource.metadata = "{\"limits\":{\"cpu\":" + QByteArray::number(dice.between(1, 64) * 100) +
                            ",\"mem\":" + QByteArray::number(dice.between(1, 512)) + "}}";
        resource.created = from + (to - from) * (i + 1) / (count + 1);
        const auto later = std::find_if(world.agents.resources.begin(), world.agents.resources.end(),
                                        [&](const DiscoveredResource &r) { return r.created > resource.created; });
        world.agents.resources.insert(later, resource);
    }
}

void discoverResources(World &world)
{
    for (quint32 index = firstLookedAt(world, rowsWithFinds); index < world.store.size(); ++index) {
        const Fact fact = world.store.fact(index);
        if (fact.state == Done && fact.started != 0 && fact.finished > fact.started)
            discoverFor(world, index, fact.started, fact.finished);
    }
}
} // namespace waldesk::demo
