// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/tametext.h"

namespace waldesk::ui
{

// What every painter of server text says often.
using domain::LineBreaks;
using domain::shortened;
using domain::tameLines;
using domain::tameText;

} // namespace waldesk::ui
