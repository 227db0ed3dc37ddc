// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/pendingtransitions.h"

#include <QDialog>
#include <QObject>
#include <QPointer>

#include <functional>

class QLabel;
class QPushButton;

namespace waldesk::ui
{

/// Asks what becomes of changes that are not finished before a connection is left: send them now, take them back, or
/// stay. One question for every way to leave; a second way while it is open takes the place of the first. Nothing that
/// is armed is dropped without an answer. What was sent is waited for, unless the answer is to leave at once: then its
/// outcome is looked up at the next start. Owned by the window, one for a workspace.
class LeaveQuestion : public QObject
{
    Q_OBJECT
public:
    LeaveQuestion(session::PendingTransitions &pending, QWidget *window);
    ~LeaveQuestion() override;

    /// Runs leave: within the call when nothing is pending, else when the last change is finished. Not at all when the
    /// answer is to stay.
    void ask(std::function<void()> leave);
    /// Whether a person chose not to wait for what was sent; nothing armed is among it.
    [[nodiscard]] bool isWaived() const { return m_waived && m_pending.armedCount() == 0; }

private:
    void open();
    void updateText();
    void finish();
    void leaveNow();

    session::PendingTransitions &m_pending;
    QWidget *m_window;
    std::function<void()> m_leave;
    QPointer<QDialog> m_box;
    QLabel *m_text = nullptr;
    QPushButton *m_send = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_now = nullptr;
    bool m_waived = false;
};

} // namespace waldesk::ui
