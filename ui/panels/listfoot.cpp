// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/listfoot.h"

#include "ui/panels/notebar.h"
#include "ui/widgets/undobar.h"

#include <QVBoxLayout>

namespace waldesk::ui
{

using session::PendingTransitions;
using session::UndoStack;
using workflows::TransitionRunner;

ListFoot::ListFoot(const QString &name, session::OpenConnection &connection, tables::RequestStore &store,
                   QWidget *parent)
    : QWidget(parent), m_connection(connection), m_store(store), m_note(new NoteBar(this)), m_undo(new UndoBar(this))
{
    m_note->setObjectName(name + QStringLiteral(".note"));
    m_undo->setObjectName(name + QStringLiteral(".undo"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_note);
    column->addWidget(m_undo);
    connectUndo();
    // A note that tells a state goes when the row has another one.
    connect(&m_store, &tables::RequestStore::merged, this, &ListFoot::noteRowChanged);
    updateBar();
}

void ListFoot::connectUndo()
{
    PendingTransitions &pending = m_connection.pending;
    UndoStack &undo = m_connection.undo;
    connect(m_undo, &UndoBar::undoClicked, this, [this, &pending] { pending.undo(m_shownWrite); });
    connect(m_undo, &UndoBar::sendNowClicked, this, [this, &pending] { pending.sendNow(m_shownWrite); });
    connect(&pending, &PendingTransitions::changed, this, &ListFoot::updateBar);
    connect(&pending, &PendingTransitions::reported, this, &ListFoot::sayReport);
    connect(&pending, &PendingTransitions::unsettled, this, &ListFoot::sayUnsettled);
    connect(&undo, &UndoStack::pushed, this, &ListFoot::sayStep);
    connect(&undo, &UndoStack::changed, this, [this, &undo] {
        updateBar();
        if (m_notedStep != 0 && (!undo.newest() || undo.newest()->id != m_notedStep)) {
            m_notedStep = 0;
            m_note->dismiss();
        }
    });
    connect(&undo, &UndoStack::undone, this, [this](const UndoStack::Step &step) {
        emit undoneOrReported();
        if (m_front)
            say(step.kind == UndoStack::Kind::Write ? tr("Undone: %1. Nothing was sent.").arg(step.sentence)
                                                    : tr("Undone: %1.").arg(step.sentence));
    });
    connect(&undo, &UndoStack::failed, this, [this](const QString &sentence) {
        if (m_front)
            m_note->say(NoteBar::Tone::Bad, sentence);
    });
}

void ListFoot::setFront(bool front)
{
    m_front = front;
}

void ListFoot::say(const QString &sentence)
{
    m_note->say(NoteBar::Tone::Passing, sentence);
}

void ListFoot::sayEnd(const workflows::LiveEvent &event)
{
    using Kind = workflows::LiveEvent::Kind;
    const domain::Request &row = event.row;
    // Since it was asked for, as a person counts; the column "Took" is without the wait for the agent.
    const auto span = row.finished ? std::optional(*row.finished - row.created) : std::nullopt;
    QString what;
    if (event.kind == Kind::Gone)
        what = tr("it is no longer on the server.");
    else if (row.state == domain::State::Done)
        what = span ? tr("Done after %1.").arg(domain::shortDuration(*span)) : tr("Done.");
    else
        what = span ? tr("ended Erred after %1.").arg(domain::shortDuration(*span)) : tr("ended Erred.");
    //: a request that was asked again ("MOAB Kaunas d4410b") and how it ended ("Done after 40 s.")
    const QString sentence = tr("Asked again, %1: %2").arg(PendingTransitions::subjectOf(row), what);
    const bool good = event.kind != Kind::Gone && row.state == domain::State::Done;
    m_notedStep = 0;
    m_notedRow = {};
    if (event.kind == Kind::Gone)
        m_note->say(NoteBar::Tone::Bad, sentence);
    else
        m_note->say(good ? NoteBar::Tone::Good : NoteBar::Tone::Bad, sentence, tr("Show"),
                    [this, shown = row.uuid] { emit showRequested(shown); });
}

void ListFoot::sayStep(const UndoStack::Step &step)
{
    if (!m_front || step.kind == UndoStack::Kind::Write)
        return;
    UndoStack &undo = m_connection.undo;
    m_note->say(NoteBar::Tone::Good, step.sentence + QLatin1Char('.'), tr("Undo"),
                [&undo, id = step.id] { undo.undo(id); });
    m_notedStep = step.id;
    m_notedRow = {};
}

void ListFoot::sayReport(const TransitionRunner::Job &job, const TransitionRunner::Report &report)
{
    using domain::Action;
    emit undoneOrReported();
    if (!m_front || !job.bulk.isEmpty()) // one of many: told where the run is shown
        return;
    const bool creates = job.action == Action::AskAgain || job.action == Action::AskAgainAnyway;
    const bool done = report.outcome == TransitionRunner::Outcome::Done;
    const domain::Uuid shown = creates && report.after ? report.after->uuid : job.before.uuid;
    //: a request ("MOAB Kaunas d4410b") and what became of a change of it
    const QString sentence = tr("%1: %2").arg(PendingTransitions::subjectOf(job), report.sentence);
    if (job.resource) { // no request to show
        m_note->say(done ? NoteBar::Tone::Good : NoteBar::Tone::Bad, sentence);
        m_notedStep = 0;
        m_notedRow = {};
        return;
    }
    m_note->say(done ? NoteBar::Tone::Good : NoteBar::Tone::Bad, sentence, tr("Show"),
                [this, shown] { emit showRequested(shown); });
    m_notedStep = 0;
    m_notedRow = report.after ? report.after->uuid : domain::Uuid();
    m_notedState = report.after ? report.after->state : domain::State::Unknown;
}

/// The report follows when the row settles it; until then the person must not think that it was sent in vain.
void ListFoot::sayUnsettled(const TransitionRunner::Job &job, const TransitionRunner::Report &report)
{
    if (!m_front || !job.bulk.isEmpty())
        return;
    const QString sentence =
        tr("%1: %2 It is watched until that is known.").arg(PendingTransitions::subjectOf(job), report.sentence);
    m_notedStep = 0;
    if (job.resource) {
        m_note->say(NoteBar::Tone::Bad, sentence);
        m_notedRow = {};
        return;
    }
    m_note->say(NoteBar::Tone::Bad, sentence, tr("Show"),
                [this, shown = job.before.uuid] { emit showRequested(shown); });
    m_notedRow = job.before.uuid;
    m_notedState = job.before.state;
}

void ListFoot::noteRowChanged()
{
    const auto row = m_notedRow.isNil() ? std::nullopt : m_store.find(m_notedRow);
    if (!row || m_store.row(*row).state == m_notedState)
        return;
    m_notedRow = {};
    m_note->dismiss();
}

void ListFoot::updateBar()
{
    const PendingTransitions &pending = m_connection.pending;
    const TransitionRunner *newest = pending.newestArmed();
    if (!newest) {
        m_undo->disarm();
        m_shownWrite = {};
        return;
    }
    const domain::Request &row = newest->job().before;
    //: %1 is what is being done ("Setting erred")
    const QString words =
        tr("%1 in %2 s:").arg(PendingTransitions::doingText(newest->job().action)).arg(pending.secondsLeft(*newest));
    const int others = pending.armedCount() - 1;
    const QString more = others > 0 ? tr(" and %1 more").arg(others) : QString();
    const QString subject = PendingTransitions::subjectOf(row) + more;
    if (m_shownWrite != row.uuid || m_shownSubject != subject) {
        m_shownWrite = row.uuid;
        m_shownSubject = subject;
        m_undo->arm(words, subject, pending.delay());
    }
    const UndoStack::Step *step = m_connection.undo.newest();
    m_undo->setWords(words);
    m_undo->setKeyShown(step && step->id == pending.stepOf(row.uuid));
    m_undo->setRemaining(pending.remainingMs(*newest));
}

} // namespace waldesk::ui
