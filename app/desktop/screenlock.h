// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace waldesk::app
{

/// Whether the screen of this session is locked, as the desktop tells it on its bus (org.freedesktop.ScreenSaver, and
/// the same of GNOME). Without a bus, or where no desktop tells, it never is: the time without input has to do.
class ScreenLock : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    void listen(); ///< from now on; before that it is not locked
    [[nodiscard]] bool isLocked() const { return m_locked; }

signals:
    void changed();

private slots:
    void setLocked(bool locked); ///< called by the bus

private:
    bool m_locked = false;
};

} // namespace waldesk::app
