// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/catalog.h"
#include "app/demo/listquery.h"
#include "app/demo/store.h"
#include "app/demo/uuid.h"
#include "app/demo/wire.h"

#include <QByteArray>

#include <optional>
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
    bool simulated = false; ///< an agent of the demo itself, see agentlife.h
};

struct AgentProcessor {
    Uuid uuid;
    QByteArray name;
    QByteArray backendType;
    QByteArray backendVersion;
    qint64 created = 0;
};

struct AgentService {
    Uuid uuid;
    std::size_t identity = 0;
    QByteArray name;
    qint64 created = 0;
    std::optional<AgentProcessor> processor;
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

/// A resource that was imported while the service runs.
struct ImportedResource {
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
    std::vector<DiscoveredResource> resources; ///< oldest first
    std::vector<ImportedResource> imported;
    std::vector<Project> projects;

private:
    quint64 m_made = 0;
};

inline AgentBook::AgentBook()
{
    const auto project = [this](const char *name, const char *slug) {
        projects.push_back({newUuid(), name, slug});
    };
    project("Geology of the Baltic shield", "geo");
    project("Protein folding", "bio");
    project("Climate of the Gulf of Riga", "climate");
    project("Plasma physics", "phys");
    project("Language models for small languages", "ml4hpc");
    project("Demo project", "demo");
}

inline Uuid AgentBook::newUuid()
{
    ++m_made;
    return Uuid::versionFour(mix(0xa6e70000ULL + m_made), mix(0xb00c0000ULL + m_made));
}

/// The matching rows of the last filtered list, so that walking its pages does not scan the store for each of them.
struct Selection {
    RequestFilter filter;
    quint64 generation = 0;
    bool valid = false;
    std::vector<quint32> indices; ///< oldest first
};

/// How often a name has been tried with a wrong password, and when last (microseconds since 1970).
struct FailedSignIns {
    int count = 0;
    qint64 last = 0;
};

/// All that handlers work on.
struct World {
    Catalog catalog;
    Store store;
    AgentBook agents;
    bool races = false;      ///< see Settings
    bool brokerDown = false; ///< see Settings
    Selection selection;
    QHash<QString, FailedSignIns> failedSignIns; ///< by name, known or not

    World(const Tokens &tokens, quint64 seed, quint32 count, qint64 start) : catalog(tokens), store(seed, count, start)
    {
    }
};

/// A call that has passed the router: who asks, and what stood in the path's variable place.
struct Visit {
    const Call &call;
    const User *user = nullptr; ///< null on public routes
    QString key;
};
} // namespace waldesk::demo
