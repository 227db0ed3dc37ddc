// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/exitstatus.h"
#include "app/commandline/output.h"

namespace waldesk::app
{

/// JSON Lines of errors in, their causes out; no server, no event loop.
[[nodiscard]] Exit runGroup(Output &output, const GroupCall &call);

} // namespace waldesk::app
