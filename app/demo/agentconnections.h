// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/world.h"

namespace waldesk::demo
{
// What the server knows of the connections of site agents: from the broker, for support and staff, and from its own
// records of queues.
Answer connectionStats(World &world, const Visit &visit);
Answer listEventQueues(World &world, const Visit &visit);
} // namespace waldesk::demo
