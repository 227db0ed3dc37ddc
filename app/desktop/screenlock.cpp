// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screenlock.h"

#include <QDBusConnection>

#include <array>
#include <utility>

namespace waldesk::app
{

ScreenLock::ScreenLock(QObject *parent) : QObject(parent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
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
