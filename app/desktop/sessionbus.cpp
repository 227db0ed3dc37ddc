// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/sessionbus.h"

#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace waldesk::app
{

QDBusConnection sessionBus()
{
    // Without an address the library of D-Bus may start a bus of its own, which takes time and which nobody listens to.
    const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") && !QFileInfo::exists(runtime + u"/bus"_s)) {
        return QDBusConnection(u"waldesk: no session bus"_s);
    }
    return QDBusConnection::sessionBus();
}

} // namespace waldesk::app
