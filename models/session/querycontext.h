// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

namespace waldesk::session
{

class Clock;
class Session;

/// What a query line means on this connection at this time: its zone, what its server can filter, and the offerings
/// that a word names. Refers to the session; for use at once, not for keeping.
[[nodiscard]] domain::QueryContext queryContextOf(const Session &session, const Clock &clock, domain::Timestamp now);

} // namespace waldesk::session
