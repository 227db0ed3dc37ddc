// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusConnection>

namespace waldesk::app
{

/// The user's session bus; one that is not connected where there is none: none is started for this. The first call
/// connects, and waits for the bus.
[[nodiscard]] QDBusConnection sessionBus();

} // namespace waldesk::app
