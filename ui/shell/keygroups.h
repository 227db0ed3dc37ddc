// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/commands.h"
#include "ui/widgets/keysheet.h"

#include <vector>

namespace waldesk::ui
{

/// What the Keys sheet shows: made from the commands, so it is never out of date.
[[nodiscard]] std::vector<KeyGroup> keyGroups(const Commands &commands);

} // namespace waldesk::ui
