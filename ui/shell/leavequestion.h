// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/openconnection.h"

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
/// outcome is looked up at the next start. A run of many is stopped after what is being sent, and its rest is kept for
/// the next start. Owned by the window, one for a workspace.
class LeaveQuestion : public QObject
{
    Q_OBJECT
public:
    LeaveQuestion(session::OpenConnection &connection, QWidget *window);
    ~LeaveQuestion() override;

    /// Runs leave: within the call when nothing is pending, else when the last change is finished. Not at all when the
    /// answer is to stay.
    void ask(std::function<void()> leave);
    /// Nothing is left to ask about, or to wait for unless a person chose not to.
    [[nodiscard]] bool isFree() const;

private:
    void open();
    void updateText();
    void leaveNow();
    void finishWhenFree();
    [[nodiscard]] bool isRunLeft() const; ///< of many, and it was not parked
    [[nodiscard]] QString runText() const;

    session::PendingTransitions &m_pending;
    session::BulkWrites &m_bulk;
    QWidget *m_window;
    std::function<void()> m_leave;
    QPointer<QDialog> m_box;
    QLabel *m_text = nullptr;
    QPushButton *m_send = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_now = nullptr;
    bool m_waived = false;
    QPushButton *m_park = nullptr;
};

} // namespace waldesk::ui
