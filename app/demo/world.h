// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/agentbook.h"
#include "app/demo/catalog.h"
#include "app/demo/filters.h"
#include "app/demo/store.h"
#include "app/demo/wire.h"

namespace waldesk::demo
{
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
    Selection selection;
    QHash<QString, FailedSignIns> failedSignIns; ///< by name, known or not

    World(quint64 seed, quint32 count, qint64 start) : store(seed, count, start) {}
};

/// A call that has passed the router: who asks, and what stood in the path's variable place.
struct Visit {
    const Call &call;
    const User *user = nullptr; ///< null on public routes
    QString key;
};
} // namespace waldesk::demo
