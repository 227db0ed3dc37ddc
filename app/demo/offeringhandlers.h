// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/world.h"

namespace waldesk::demo
{
Answer listOfferings(World &world, const Visit &visit);
Answer retrieveOffering(World &world, const Visit &visit);
} // namespace waldesk::demo
