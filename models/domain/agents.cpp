// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/agents.h"

#include <algorithm>

namespace waldesk::domain
{
namespace
{

void keepNewer(std::optional<Timestamp> &time, const std::optional<Timestamp> &other)
{
    if (other && (!time || *other > *time))
        time = other;
}

void join(Agent &agent, const Agent &other)
{
    if (agent.name.isEmpty())
        agent.name = other.name;
    if (agent.version.isEmpty())
        agent.version = other.version;
    keepNewer(agent.lastRestarted, other.lastRestarted);
    keepNewer(agent.modified, other.modified);
    for (const AgentService &service : other.services) {
        const auto same = std::ranges::find(agent.services, service.uuid, &AgentService::uuid);
        if (same == agent.services.end())
            agent.services.push_back(service);
        else
            keepNewer(same->modified, service.modified);
    }
    if (other.deliveryBlocked)
        agent.deliveryBlocked = other.deliveryBlocked;
    if (other.queues)
        agent.queues = other.queues;
}

} // namespace

std::optional<Timestamp> Agent::lastSign() const
{
    std::optional<Timestamp> sign = modified;
    keepNewer(sign, lastRestarted);
    for (const AgentService &service : services)
        keepNewer(sign, service.modified);
    return sign;
}

AgentFacts agentFactsOf(const Uuid &offering, const std::optional<std::vector<Agent>> &identities,
                        const AgentConnections &connections, const std::optional<std::vector<EventQueue>> &registered,
                        Timestamp asked)
{
    AgentFacts facts;
    facts.offering = offering;
    facts.registered = registered;
    facts.brokerDown = connections.brokerDown;
    facts.asked = asked;
    facts.agents = identities;
    if (!connections.shown || connections.brokerDown)
        return facts;
    if (!facts.agents)
        facts.agents.emplace();
    facts.queues.emplace();
    for (const Agent &agent : connections.agents) {
        if (agent.offering != offering)
            continue;
        const auto same = std::ranges::find(*facts.agents, agent.uuid, &Agent::uuid);
        if (same == facts.agents->end())
            facts.agents->push_back(agent);
        else
            join(*same, agent);
        if (!agent.queues)
            continue;
        for (const EventQueue &queue : *agent.queues) {
            // Queues of the older kind belong to the offering and stand under each of its agents.
            if (std::ranges::find(*facts.queues, queue.name, &EventQueue::name) == facts.queues->end())
                facts.queues->push_back(queue);
        }
    }
    const bool queuesTold =
        std::ranges::any_of(*facts.agents, [](const Agent &agent) { return agent.queues.has_value(); });
    // Older servers answer with empty lists when they can not ask the broker: no queue at all, anywhere, proves nothing
    // unless their own records have none either.
    const bool anyQueue = std::ranges::any_of(
        connections.agents, [](const Agent &agent) { return agent.queues && !agent.queues->empty(); });
    const bool recordsAgree = registered && registered->empty();
    if ((!facts.agents->empty() && !queuesTold) || (!anyQueue && !recordsAgree))
        facts.queues.reset();
    return facts;
}

} // namespace waldesk::domain
