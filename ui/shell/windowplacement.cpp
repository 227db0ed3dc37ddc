// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowplacement.h"

#include <QEvent>
#include <QSettings>

namespace waldesk::ui
{

namespace
{

constexpr int SoonMs = 1'000; // a drag is a hundred changes, and each write is synced to the disk

QString placeKey()
{
    return QStringLiteral("window/place");
}

} // namespace

WindowPlacement::WindowPlacement(QWidget &window) : QObject(&window), m_window(window)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(SoonMs);
    connect(&m_soon, &QTimer::timeout, this, &WindowPlacement::write);
    window.installEventFilter(this);
}

bool WindowPlacement::restore(const QString &settingsFile, const QSize &available)
{
    m_file = settingsFile;
    const QByteArray kept = QSettings(settingsFile, QSettings::IniFormat).value(placeKey()).toByteArray();
    // Qt moves a kept place onto the screens that there are.
    if (kept.isEmpty() || !m_window.restoreGeometry(kept))
        return false;
    if (!m_window.isMaximized() && !m_window.isFullScreen())
        m_window.resize(m_window.size().boundedTo(available));
    return true;
}

void WindowPlacement::write()
{
    if (m_file.isEmpty() || !m_isChanged)
        return;
    m_isChanged = false;
    QSettings(m_file, QSettings::IniFormat).setValue(placeKey(), m_window.saveGeometry());
}

bool WindowPlacement::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move) {
        m_isChanged = true;
        m_soon.start();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace waldesk::ui
