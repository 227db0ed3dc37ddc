// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"
#include "models/domain/uuid.h"

#include <QString>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// The object type whose events carry backend resource requests (contract 7).
inline constexpr QLatin1String ImportableResources{"importable_resources"};

/// What runs inside an agent, as it registered it. Absent members were not told.
struct AgentService {
    Uuid uuid;
    QString name;  ///< `event_process-importable_resources`
    QString mode;  ///< `event_process`, `order_process`, ...
    QString state; ///< the server's word: `Active`, `Idle`, `Error`
    std::optional<Timestamp> modified;
    std::vector<QString> backends; ///< backend types of its processors: `slurm`, `okd`

    friend bool operator==(const AgentService &, const AgentService &) = default;
};

/// A queue of events. One of the broker (connection stats) tells messages and consumers, one of the server's own
/// records tells neither. An empty object type is a queue that carries every kind.
struct EventQueue {
    QString name;
    QString objectType;
    std::optional<qint64> messages;
    std::optional<qint64> consumers;

    friend bool operator==(const EventQueue &, const EventQueue &) = default;
};

/// A site agent: its identity, and what the broker knows of its connection when the server shows that.
struct Agent {
    Uuid uuid;
    Uuid offering;
    QString name;
    QString version;
    std::optional<Timestamp> lastRestarted;
    std::optional<Timestamp> modified; ///< of its identity, which it writes when it starts
    std::vector<AgentService> services;
    std::optional<QString> deliveryBlocked;        ///< nullopt: not told; empty: events reach it
    std::optional<std::vector<EventQueue>> queues; ///< nullopt: not shown

    /// The newest time at which it wrote anything to the server; nullopt when none was told.
    [[nodiscard]] std::optional<Timestamp> lastSign() const;

    friend bool operator==(const Agent &, const Agent &) = default;
};

/// The broker's side of all agents that the person may see. For support and staff.
struct AgentConnections {
    bool shown = false;      ///< false: not allowed, or the server has no such end point
    bool brokerDown = false; ///< the server could not ask the broker
    std::vector<Agent> agents;

    friend bool operator==(const AgentConnections &, const AgentConnections &) = default;
};

/// What is known of the agents of one offering. An absent member is what the server did not show, which proves nothing.
struct AgentFacts {
    Uuid offering;
    std::optional<std::vector<Agent>> agents;
    std::optional<std::vector<EventQueue>> queues;     ///< of the broker; of all agents of the offering
    std::optional<std::vector<EventQueue>> registered; ///< of the server's records
    bool brokerDown = false;
    bool unanswered = false; ///< the last question was not answered, or in part: what is here may be older
    Timestamp asked;         ///< when the server answered, of several answers the oldest; 0: it never did

    friend bool operator==(const AgentFacts &, const AgentFacts &) = default;
};

/// Puts the answers about one offering together; an agent of both lists is one, with the newer of each time.
[[nodiscard]] AgentFacts agentFactsOf(const Uuid &offering, const std::optional<std::vector<Agent>> &identities,
                                      const AgentConnections &connections,
                                      const std::optional<std::vector<EventQueue>> &registered, Timestamp asked);

} // namespace waldesk::domain
