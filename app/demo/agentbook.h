// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/uuid.h"

#include <QByteArray>

#include <vector>

namespace waldesk::demo
{
/// A site agent that has registered itself.
struct AgentIdentity {
    Uuid uuid;
    int offering = 0;
    QByteArray name;
    QByteArray version;
    QByteArray lastRestarted; ///< as the agent wrote it
    QByteArray creator;       ///< hex of the user
    qint64 created = 0;
    qint64 modified = 0;
};

struct AgentService {
    Uuid uuid;
    std::size_t identity = 0;
    QByteArray name;
    qint64 created = 0;
};

/// A resource that an agent found at its site.
struct DiscoveredResource {
    Uuid uuid;
    int offering = 0;
    std::size_t project = 0;
    QByteArray name;
    QByteArray backendId;
    QByteArray metadata; ///< JSON
    qint64 created = 0;
};

struct Project {
    Uuid uuid;
    QByteArray name;
    QByteArray slug;
};

/// What site agents have told the server, apart from the requests.
struct AgentBook {
    AgentBook();
    Uuid newUuid();

    std::vector<AgentIdentity> identities;
    std::vector<AgentService> services;
    std::vector<DiscoveredResource> resources;
    std::vector<Project> projects;

private:
    quint64 m_made = 0;
};
} // namespace waldesk::demo
