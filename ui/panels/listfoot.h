// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/openconnection.h"
#include "models/workflows/liveevent.h"

#include <QWidget>

namespace waldesk::ui
{

class NoteBar;
class UndoBar;

/// The foot of a list: the note that says what came of something, and the undo bar with the newest write that waits to
/// be sent. Every page shows the same writes and steps. A note that offers Undo undoes the step of its sentence, and is
/// gone when that is no longer the newest one, so that the key, the note and the bar never mean different steps.
class ListFoot : public QWidget
{
    Q_OBJECT
public:
    /// name begins the names of its parts.
    ListFoot(const QString &name, session::OpenConnection &connection, tables::RequestStore &store, QWidget *parent);

    [[nodiscard]] NoteBar &note() const { return *m_note; }
    void say(const QString &sentence); ///< in passing
    /// What became of a request; "Show" opens it.
    void sayEnd(const workflows::LiveEvent &event);
    void setFront(bool front); ///< its page is the one that is seen: what comes of something is said there

signals:
    void undoneOrReported();                        ///< what is shown of a row may be another now
    void showRequested(waldesk::domain::Uuid uuid); ///< "Show" beside the outcome of a write

private:
    void connectUndo();
    void updateBar();
    void sayStep(const session::UndoStack::Step &step);
    void sayReport(const workflows::TransitionRunner::Job &job, const workflows::TransitionRunner::Report &report);
    void sayUnsettled(const workflows::TransitionRunner::Job &job, const workflows::TransitionRunner::Report &report);
    void noteRowChanged();

    session::OpenConnection &m_connection;
    tables::RequestStore &m_store;
    NoteBar *m_note;
    UndoBar *m_undo;
    domain::Uuid m_shownWrite; ///< in the undo bar
    QString m_shownSubject;
    session::UndoStack::Id m_notedStep = 0; ///< that the note offers to undo
    domain::Uuid m_notedRow;                ///< whose state the note tells
    domain::State m_notedState = domain::State::Unknown;
    bool m_front = false;
};

} // namespace waldesk::ui
