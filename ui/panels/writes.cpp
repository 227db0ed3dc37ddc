// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/writes.h"

#include "ui/base/look.h"

#include <QCoreApplication>

#include <algorithm>

namespace waldesk::ui
{

using workflows::TransitionRunner;

Writes::Writes(Workspace workspace, QObject *parent) : QObject(parent), m_workspace(workspace)
{
    connect(&m_workspace.session, &workflows::Session::lockChanged, this, [this] {
        if (m_workspace.session.isLocked())
            undoAll();
    });
}

Writes::~Writes() = default;

void Writes::setDelay(int milliseconds)
{
    m_delay = milliseconds;
}

bool Writes::start(Runner::Job job)
{
    if (isPending(job.before.uuid))
        return false;
    const domain::Uuid row = job.before.uuid;
    auto runner = std::make_unique<Runner>(m_workspace.client, m_workspace.journal,
                                           m_workspace.client.connection().root.toString(),
                                           m_workspace.session.person().username, std::move(job));
    Runner *started = runner.get();
    m_runners.push_back(std::move(runner));
    watch(started);
    started->arm(m_delay);
    emit changed(row);
    return true;
}

void Writes::watch(Runner *runner)
{
    const domain::Uuid row = runner->job().before.uuid;
    connect(runner, &Runner::tick, this, [this, row] { emit changed(row); });
    connect(runner, &Runner::rowRead, this, &Writes::rowRead);
    connect(runner, &Runner::stateChanged, this, [this, runner, row] {
        if (runner->state() == Runner::State::Undone)
            settle(runner);
        else if (runner->state() != Runner::State::Finished)
            emit changed(row);
    });
    connect(runner, &Runner::finished, this, [this, runner] { settle(runner); });
}

void Writes::settle(Runner *runner)
{
    const auto found = std::find_if(m_runners.begin(), m_runners.end(),
                                    [runner](const std::unique_ptr<Runner> &each) { return each.get() == runner; });
    if (found == m_runners.end())
        return;
    // It is in the middle of an emit: it may only die later.
    found->release()->deleteLater();
    m_runners.erase(found);
    runner->disconnect(this);
    const Runner::Job job = runner->job();
    emit changed(job.before.uuid);
    if (runner->state() == Runner::State::Undone)
        emit undone(job);
    else
        emit reported(job, runner->report());
}

bool Writes::isPending(const domain::Uuid &row) const
{
    return find(row) != nullptr;
}

const Writes::Runner *Writes::find(const domain::Uuid &row) const
{
    for (const auto &runner : m_runners) {
        if (runner->job().before.uuid == row)
            return runner.get();
    }
    return nullptr;
}

Writes::Runner *Writes::newest() const
{
    for (auto runner = m_runners.rbegin(); runner != m_runners.rend(); ++runner) {
        if ((*runner)->state() == Runner::State::Armed)
            return runner->get();
    }
    return nullptr;
}

const Writes::Runner *Writes::newestArmed() const
{
    return newest();
}

int Writes::remainingMs(const Runner &runner) const
{
    // A coarse timer may say a little more than it was set to.
    return qBound(0, runner.remainingMs(), m_delay);
}

int Writes::secondsLeft(const Runner &runner) const
{
    return (remainingMs(runner) + 999) / 1000;
}

int Writes::armedCount() const
{
    return static_cast<int>(std::count_if(m_runners.begin(), m_runners.end(), [](const std::unique_ptr<Runner> &each) {
        return each->state() == Runner::State::Armed;
    }));
}

int Writes::count() const
{
    return static_cast<int>(m_runners.size());
}

QString Writes::pendingText(const domain::Uuid &row) const
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

bool Writes::undoNewest()
{
    Runner *runner = newest();
    return runner && runner->undo();
}

bool Writes::sendNewestNow()
{
    Runner *runner = newest();
    return runner && sendNow(runner->job().before.uuid);
}

bool Writes::sendNow(const domain::Uuid &row)
{
    for (const auto &runner : m_runners) {
        if (runner->job().before.uuid == row && runner->state() == Runner::State::Armed) {
            runner->sendNow();
            return true;
        }
    }
    return false;
}

int Writes::undoAll()
{
    int undone = 0;
    while (undoNewest())
        ++undone;
    return undone;
}

QString doingText(domain::Action action)
{
    switch (action) {
    case domain::Action::Start:
        return QCoreApplication::translate("waldesk::ui::Writes", "Starting");
    case domain::Action::SetDone:
        return QCoreApplication::translate("waldesk::ui::Writes", "Setting done");
    case domain::Action::SetErred:
        return QCoreApplication::translate("waldesk::ui::Writes", "Setting erred");
    case domain::Action::OverwriteError:
        return QCoreApplication::translate("waldesk::ui::Writes", "Overwriting the error");
    case domain::Action::AskAgain:
    case domain::Action::AskAgainAnyway:
        return QCoreApplication::translate("waldesk::ui::Writes", "Asking again");
    }
    return {};
}

QString becomesText(domain::Action action)
{
    switch (action) {
    case domain::Action::Start:
        return stateWord(domain::State::Processing);
    case domain::Action::SetDone:
        return stateWord(domain::State::Done);
    case domain::Action::SetErred:
        return stateWord(domain::State::Erred);
    case domain::Action::OverwriteError:
        //: of an error text, as in "New text in 4 s"
        return QCoreApplication::translate("waldesk::ui::Writes", "New text");
    case domain::Action::AskAgain:
    case domain::Action::AskAgainAnyway:
        //: as in "Asked again in 4 s"
        return QCoreApplication::translate("waldesk::ui::Writes", "Asked again");
    }
    return {};
}

} // namespace waldesk::ui
