// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/agents.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace waldesk::api
{

/// The answers about site agents (contract 7), of any version: what is known is read, the rest let be. nullopt when the
/// body is not of the shape at all.
[[nodiscard]] std::optional<std::vector<domain::Agent>> agentsOf(const QByteArray &json);
[[nodiscard]] std::optional<std::vector<domain::AgentService>> agentServicesOf(const QByteArray &json);
/// `{"agents": [...]}`, or the bare list.
[[nodiscard]] std::optional<std::vector<domain::Agent>> agentConnectionsOf(const QByteArray &json);
[[nodiscard]] std::optional<std::vector<domain::EventQueue>> eventQueuesOf(const QByteArray &json);

} // namespace waldesk::api
