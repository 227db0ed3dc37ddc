// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/displaytext.h"

namespace waldesk::ui
{

// What every painter of server text says often.
using domain::escapeForDisplay;
using domain::escapeLinesForDisplay;
using domain::LineBreaks;
using domain::shortened;

} // namespace waldesk::ui
