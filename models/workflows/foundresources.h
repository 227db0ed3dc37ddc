// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/domain/backendresource.h"
#include "models/domain/request.h"

#include <functional>
#include <vector>

namespace waldesk::workflows
{

/// What a Done request found, and what of its offering waits for import (contract 5).
struct FoundResources {
    bool shown = false; ///< false: this person may not see them, or the server has none
    std::vector<domain::BackendResource>
        found; ///< created between its start and end and not yet imported; newest first
    std::vector<domain::BackendResource> waiting; ///< of the offering, found ones included; newest first
    qint64 waitingTotal = 0;                      ///< may be more than `waiting` holds
    bool isWhole = true;                          ///< false: there are more than were read
};

/// Reads them: the resources of the offering, newest first, at most ten pages of a hundred; where that is not all,
/// those of the time of the request apart. The time is checked here, since older servers ignore the upper bound. Of a
/// request that is not Done nothing counts as found, and what waits is read all the same. The handler runs as those of
/// the client do; the client has to live as long.
void readFoundResources(api::WaldurClient &client, const domain::Request &request, QObject *context,
                        std::function<void(const api::Result<FoundResources> &)> handler);

} // namespace waldesk::workflows
