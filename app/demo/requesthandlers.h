// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/world.h"

namespace waldesk::demo
{
// /api/backend-resource-requests/ and what stands below it.
Answer listRequests(World &world, const Visit &visit);
Answer createRequest(World &world, const Visit &visit);
Answer retrieveRequest(World &world, const Visit &visit);
Answer startProcessing(World &world, const Visit &visit);
Answer setDone(World &world, const Visit &visit);
Answer setErred(World &world, const Visit &visit);
} // namespace waldesk::demo
