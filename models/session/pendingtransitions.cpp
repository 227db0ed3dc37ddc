// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/pendingtransitions.h"

#include "models/domain/displaytext.h"
#include "models/workflows/resourceverdict.h"

#include <QPointer>

#include <algorithm>
#include <span>
#include <utility>

namespace waldesk::session
{

using domain::Action;
using workflows::TransitionRunner;

namespace
{

constexpr qsizetype LongestSubject = 60;

} // namespace

PendingTransitions::PendingTransitions(api::WaldurClient &client, archive::Journal &journal,
                                       tables::RequestStore &store, Session &session, UndoStack &undo, QObject *parent)
    : QObject(parent), m_client(client), m_journal(journal), m_store(store), m_session(session), m_undo(undo),
      m_earlier(client, journal, client.connection().root.toString())
{
    connect(&m_earlier, &workflows::UnsettledWrites::rowRead, this, &PendingTransitions::merge);
    connect(&m_earlier, &workflows::UnsettledWrites::finished, this, &PendingTransitions::earlierSettled);
    // Once the server has answered: what the last run of the program could not tell may be known by now.
    connect(&m_session, &Session::personChanged, this, [this] {
        if (!std::exchange(m_lookedAtEarlier, true))
            m_earlier.settle();
    });
    connect(&m_session, &Session::lockChanged, this, [this] {
        if (m_session.isLocked())
            undoAll();
    });
}

PendingTransitions::~PendingTransitions()
{
    // The stack outlives the runners that its steps refer to.
    for (const Entry &entry : m_entries)
        m_undo.drop(entry.step);
}

void PendingTransitions::setDelay(int milliseconds)
{
    m_delay = milliseconds;
}

bool PendingTransitions::start(Runner::Job job)
{
    if (isPending(job.before.uuid))
        return false;
    begin(std::move(job), m_delay, {});
    return true;
}

bool PendingTransitions::run(Runner::Job job, workflows::BulkQueue::Handlers handlers)
{
    if (isPending(job.before.uuid))
        return false;
    begin(std::move(job), 0, std::move(handlers));
    return true;
}

void PendingTransitions::begin(Runner::Job job, int delayMs, workflows::BulkQueue::Handlers handlers)
{
    const domain::Uuid row = job.before.uuid;
    const QString sentence = doneText(job.action) + QStringLiteral(": ") + subjectOf(job);
    auto runner = std::make_unique<Runner>(m_client, m_journal, m_client.connection().root.toString(),
                                           m_session.person().username, std::move(job));
    Runner *started = runner.get();
    m_entries.push_back({std::move(runner), 0, std::move(handlers)});
    watch(started);
    Runner::Watch untilSettled;
    untilSettled.goesOn = true; // the mark stays at the row until its state settles the matter
    started->setWatch(untilSettled);
    started->arm(delayMs);
    if (started->state() == Runner::State::Armed)
        m_entries.back().step = m_undo.push(UndoStack::Kind::Write, sentence, [this, row] { return takeBack(row); });
    emit changed(row);
}

void PendingTransitions::watch(Runner *runner)
{
    const domain::Uuid row = runner->job().before.uuid;
    connect(runner, &Runner::tick, this, [this, row] { emit changed(row); });
    connect(runner, &Runner::rowRead, this, &PendingTransitions::merge);
    connect(runner, &Runner::resourceRead, this, &PendingTransitions::resourceRead);
    connect(runner, &Runner::unsettled, this, [this, runner] {
        const QPointer<PendingTransitions> alive(this);
        const Runner::Report report = runner->report();
        const auto entry =
            std::ranges::find_if(m_entries, [runner](const Entry &each) { return each.runner.get() == runner; });
        const auto handler = entry == m_entries.end() ? nullptr : entry->handlers.unsettled;
        if (entry != m_entries.end())
            entry->unsettled = true;
        emit unsettled(runner->job(), report);
        if (alive && handler)
            handler(report);
    });
    connect(runner, &Runner::stateChanged, this, [this, runner, row] {
        dropStep(runner);
        if (runner->state() == Runner::State::Undone)
            settle(runner);
        else if (runner->state() != Runner::State::Finished)
            emit changed(row);
    });
    connect(runner, &Runner::finished, this, [this, runner] { settle(runner); });
}

void PendingTransitions::dropStep(const Runner *runner)
{
    const auto entry =
        std::ranges::find_if(m_entries, [runner](const Entry &each) { return each.runner.get() == runner; });
    if (entry != m_entries.end())
        m_undo.drop(std::exchange(entry->step, 0));
}

void PendingTransitions::merge(const domain::Request &request)
{
    m_store.merge(std::span(&request, 1));
    emit rowRead(request);
}

void PendingTransitions::settle(Runner *runner)
{
    const auto entry =
        std::ranges::find_if(m_entries, [runner](const Entry &each) { return each.runner.get() == runner; });
    if (entry == m_entries.end())
        return;
    const QPointer<PendingTransitions> alive(this);
    const auto handler = std::move(entry->handlers.finished);
    // It is in the middle of an emit: it may only die later.
    entry->runner.release()->deleteLater();
    m_entries.erase(entry);
    runner->disconnect(this);
    const Runner::Job job = runner->job();
    const bool undone = runner->state() == Runner::State::Undone;
    const Runner::Report report = runner->report();
    if (!undone) {
        noteConnection(report);
        if (report.after)
            merge(*report.after);
    }
    emit changed(job.before.uuid);
    if (!undone)
        emit reported(job, report);
    if (alive && handler)
        handler(report);
    if (alive && m_entries.empty())
        emit becameIdle();
}

void PendingTransitions::noteConnection(const Runner::Report &report)
{
    if (report.error && !report.sent && report.outcome == Runner::Outcome::Failed && !report.error->isPermanent())
        m_session.noteFailure(*report.error);
    else if (!report.error)
        m_session.noteAnswer();
}

bool PendingTransitions::isPending(const domain::Uuid &row) const
{
    return find(row) != nullptr;
}

const PendingTransitions::Runner *PendingTransitions::find(const domain::Uuid &row) const
{
    for (const Entry &entry : m_entries) {
        if (entry.runner->job().before.uuid == row)
            return entry.runner.get();
    }
    return nullptr;
}

PendingTransitions::Runner *PendingTransitions::armed(const domain::Uuid &row) const
{
    for (const Entry &entry : m_entries) {
        if (entry.runner->job().before.uuid == row && entry.runner->state() == Runner::State::Armed)
            return entry.runner.get();
    }
    return nullptr;
}

const PendingTransitions::Runner *PendingTransitions::newestArmed() const
{
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
        if (entry->runner->state() == Runner::State::Armed)
            return entry->runner.get();
    }
    return nullptr;
}

UndoStack::Id PendingTransitions::stepOf(const domain::Uuid &row) const
{
    const auto entry =
        std::ranges::find_if(m_entries, [row](const Entry &each) { return each.runner->job().before.uuid == row; });
    return entry == m_entries.end() ? 0 : entry->step;
}

int PendingTransitions::remainingMs(const Runner &runner) const
{
    // A coarse timer may say a little more than it was set to.
    return qBound(0, runner.remainingMs(), m_delay);
}

int PendingTransitions::secondsLeft(const Runner &runner) const
{
    return (remainingMs(runner) + 999) / 1000;
}

int PendingTransitions::armedCount() const
{
    return static_cast<int>(std::ranges::count_if(
        m_entries, [](const Entry &entry) { return entry.runner->state() == Runner::State::Armed; }));
}

int PendingTransitions::underWayCount() const
{
    return count() - armedCount();
}

int PendingTransitions::awaitedCount() const
{
    return static_cast<int>(std::ranges::count_if(m_entries, [](const Entry &entry) {
        const bool isLeft = entry.unsettled && !entry.runner->job().bulk.isEmpty();
        return entry.runner->state() != Runner::State::Armed && !isLeft;
    }));
}

int PendingTransitions::count() const
{
    return static_cast<int>(m_entries.size());
}

QString PendingTransitions::pendingText(const domain::Uuid &row) const
{
    const Runner *runner = find(row);
    if (!runner)
        return {};
    if (runner->state() == Runner::State::Armed) {
        //: %1 is what a request becomes (Erred), %2 a number of seconds: "Erred in 4 s"
        return tr("%1 in %2 s").arg(becomesText(runner->job().action)).arg(secondsLeft(*runner));
    }
    return runner->state() == Runner::State::Verifying ? tr("Checking…") : tr("Sending…");
}

/// What the step of the undo stack does.
QString PendingTransitions::takeBack(const domain::Uuid &row)
{
    Runner *runner = armed(row);
    return runner && runner->undo() ? QString() : tr("This change was sent already.");
}

bool PendingTransitions::undo(const domain::Uuid &row)
{
    return m_undo.undo(stepOf(row));
}

bool PendingTransitions::sendNow(const domain::Uuid &row)
{
    Runner *runner = armed(row);
    if (!runner)
        return false;
    runner->sendNow();
    return true;
}

int PendingTransitions::undoAll()
{
    int undone = 0;
    while (const Runner *runner = newestArmed()) {
        if (!undo(runner->job().before.uuid))
            break;
        ++undone;
    }
    return undone;
}

void PendingTransitions::sendAllNow()
{
    while (const Runner *runner = newestArmed())
        sendNow(runner->job().before.uuid);
}

QString PendingTransitions::doingText(Action action)
{
    switch (action) {
    case Action::Start:
        return tr("Starting");
    case Action::SetDone:
        return tr("Setting done");
    case Action::SetErred:
        return tr("Setting erred");
    case Action::OverwriteError:
        return tr("Overwriting the error");
    case Action::AskAgain:
    case Action::AskAgainAnyway:
        return tr("Asking again");
    case Action::ImportResource:
        return tr("Importing");
    case Action::DismissResource:
        return tr("Dismissing");
    }
    return {};
}

QString PendingTransitions::doneText(Action action)
{
    switch (action) {
    case Action::Start:
        return tr("Start");
    case Action::SetDone:
        return tr("Set done");
    case Action::SetErred:
        return tr("Set erred");
    case Action::OverwriteError:
        return tr("Overwrite the error");
    case Action::AskAgain:
    case Action::AskAgainAnyway:
        return tr("Ask again");
    case Action::ImportResource:
        return tr("Import");
    case Action::DismissResource:
        return tr("Dismiss");
    }
    return {};
}

QString PendingTransitions::becomesText(Action action)
{
    switch (action) {
    case Action::Start:
        return tr("Processing");
    case Action::SetDone:
        return tr("Done");
    case Action::SetErred:
        return tr("Erred");
    case Action::OverwriteError:
        //: of an error text, as in "New text in 4 s"
        return tr("New text");
    case Action::AskAgain:
    case Action::AskAgainAnyway:
        //: as in "Asked again in 4 s"
        return tr("Asked again");
    case Action::ImportResource:
        //: as in "Imported in 4 s"
        return tr("Imported");
    case Action::DismissResource:
        return tr("Dismissed");
    }
    return {};
}

QString PendingTransitions::subjectOf(const domain::Request &request)
{
    return domain::shortened(domain::escapeForDisplay(request.offeringName), LongestSubject) + QLatin1Char(' ') +
           request.uuid.shortText();
}

QString PendingTransitions::subjectOf(const Runner::Job &job)
{
    if (!job.resource)
        return subjectOf(job.before);
    return domain::shortened(domain::escapeForDisplay(job.before.offeringName), LongestSubject) + QLatin1Char(' ') +
           workflows::nameOf(*job.resource);
}

} // namespace waldesk::session
