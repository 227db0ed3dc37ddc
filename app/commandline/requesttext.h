// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"

namespace waldesk::app
{

/// One request for a person: a line a field, times in UTC, then message and traceback as they are.
[[nodiscard]] QByteArray requestAsText(const domain::Request &request, domain::Timestamp now);

} // namespace waldesk::app
