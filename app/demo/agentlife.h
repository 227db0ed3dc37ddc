// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/world.h"

#include <vector>

namespace waldesk::demo
{
/// What an agent of the demo shows of itself at a moment, consistent with the requests of its offering: all agents are
/// alive but for MOAB Kaunas, whose agent fell silent, and MUP Helsinki, whose agent restarts after it has started a
/// request; DigitalOcean EU has none. An agent that has registered itself shows what it wrote.
struct AgentLife {
    qint64 restarted = 0; ///< microseconds since 1970; 0: it did not say
    qint64 sign = 0;      ///< the last time it wrote to the server
    bool listens = false; ///< its queue has a reader
};

/// Registers the agents the service starts with.
void registerAgents(World &world);
AgentLife lifeOf(const World &world, const AgentIdentity &identity, qint64 now);
/// Requests of the offering whose event no reader has taken.
qint64 waitingEvents(const World &world, int offering);
/// The resources that the newest Done requests have found, each created while its request was under way.
void discoverResources(World &world);
/// What the agent finds for one request; sometimes nothing.
void discoverFor(World &world, quint32 index, qint64 from, qint64 to);
} // namespace waldesk::demo
