// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSize>
#include <QString>
#include <QTimer>
#include <QWidget>

namespace waldesk::ui
{

/// Keeps where a window stands and how large it is in a settings file, from one start to the next. Owned by the window.
class WindowPlacement : public QObject
{
public:
    explicit WindowPlacement(QWidget &window);

    /// Puts the window where the file says, no larger than available, and keeps its place there from now on. False: the
    /// file says nothing, and the window stays as it is.
    bool restore(const QString &settingsFile, const QSize &available);
    void write(); ///< what has changed since it was written, now

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget &m_window;
    QString m_file; ///< empty: the place is not kept
    QTimer m_soon;
    bool m_isChanged = false; ///< since it was written
};

} // namespace waldesk::ui
