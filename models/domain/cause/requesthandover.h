// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/handover.h"
#include "models/domain/cause/knownpatterns.h"

namespace waldesk::domain
{

/// What one request alone tells: its error, its cause and what is known of it. How often and since when, the server and
/// the link are the caller's to add.
[[nodiscard]] HandOver handOverOf(const Request &request, const KnownPatterns &patterns = KnownPatterns::builtIn());

} // namespace waldesk::domain
