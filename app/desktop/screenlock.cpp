// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screenlock.h"

#include "app/desktop/sessionbus.h"

#include <array>
#include <utility>

namespace waldesk::app
{

void ScreenLock::listen()
{
    QDBusConnection bus = sessionBus();
    if (!bus.isConnected())
        return;
    constexpr std::array Names{"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"};
    for (const char *name : Names) {
        // No service name and no path: desktops send it from different places.
        bus.connect(QString(), QString(), QString::fromLatin1(name), QStringLiteral("ActiveChanged"), this,
                    SLOT(setLocked(bool)));
    }
}

void ScreenLock::setLocked(bool locked)
{
    if (std::exchange(m_locked, locked) != locked)
        emit changed();
}

} // namespace waldesk::app
