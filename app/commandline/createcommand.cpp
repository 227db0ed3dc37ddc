// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/createcommand.h"

#include "app/profiles/journallimit.h"

#include <QTimer>

#include <algorithm>

namespace waldesk::app
{
namespace
{

constexpr int LongestPauseMs = 5'000;
constexpr int FailuresInARow = 5;

} // namespace

CreateCommand::CreateCommand(CommandContext context, CreateCall call, QObject *parent)
    : Command(std::move(context), parent), m_call(call), m_journal(journalFile())
{
    m_journal.setLimit(journalLimit());
}

void CreateCommand::start()
{
    client().currentUser(this, [this](const api::Result<api::UserAnswer> &user) {
        // The journal wants a name; a token whose user is not told may still be allowed to ask.
        if (!user && exitOfRead(user.error()) == Exit::NoAnswer) {
            failRead(user.error());
            return;
        }
        if (!user && user.error().kind == api::ApiError::Kind::Auth) {
            failRead(user.error());
            return;
        }
        const QString name = user ? user->username : QString();
        settleEarlier(m_journal, {}, [this, name] { create(name); });
    });
}

void CreateCommand::create(const QString &user)
{
    using Runner = workflows::TransitionRunner;
    Runner::Job job;
    job.action = domain::Action::AskAgainAnyway; // that one is open already is for the window to ask about
    job.before.offering = m_call.offering;
    auto *runner = new Runner(client(), m_journal, server(), user, std::move(job), this);
    runner->setWatch(watchFor(m_call.settleSeconds));
    connect(runner, &Runner::finished, this, [this, runner] {
        const Runner::Report report = runner->report();
        runner->deleteLater();
        created(report);
    });
    runner->arm(0);
}

void CreateCommand::created(const workflows::TransitionRunner::Report &report)
{
    const Exit exit = exitOf(report);
    // A plain success needs no words; one without the server's yes does.
    if (exit != Exit::Done || report.error)
        output().sentence(report.sentence);
    if (exit != Exit::Done || !report.after) {
        emit finished(exit);
        return;
    }
    m_uuid = report.after->uuid;
    output().data(m_uuid.toHex() + '\n');
    output().flush();
    if (m_call.wait)
        wait();
    else
        emit finished(output().hasFailed() ? Exit::Failed : Exit::Done);
}

void CreateCommand::wait()
{
    m_waited.start();
    look();
}

void CreateCommand::look()
{
    client().retrieve(m_uuid, this, [this](const api::Result<api::OneRequest> &result) { looked(result); });
}

void CreateCommand::looked(const api::Result<api::OneRequest> &result)
{
    const bool timeOver = m_call.waitSeconds && m_waited.elapsed() >= *m_call.waitSeconds * 1000;
    if (!result) {
        const bool mayPass = exitOfRead(result.error()) == Exit::NoAnswer && ++m_failures < FailuresInARow;
        if (!mayPass) {
            failRead(result.error());
            return;
        }
    } else {
        m_failures = 0;
        const domain::Request &row = result->request;
        if (row.state == domain::State::Done) {
            emit finished(Exit::Done);
            return;
        }
        if (row.state == domain::State::Erred) {
            output().sentence(
                tr("%1 ended Erred: %2").arg(m_uuid.toString(), QString::fromUtf8(errorSummary(row.error))));
            emit finished(Exit::Failed);
            return;
        }
        if (timeOver) {
            output().sentence(tr("The time is over: %1 is still %2.").arg(m_uuid.toString(), stateName(row.state)));
            emit finished(Exit::Unknown);
            return;
        }
    }
    if (timeOver) {
        output().sentence(tr("The time is over and the server does not answer: %1").arg(result.error().sentence));
        emit finished(Exit::Unknown);
        return;
    }
    qint64 pause = m_pauseMs;
    if (m_call.waitSeconds)
        pause = std::clamp<qint64>(*m_call.waitSeconds * 1000 - m_waited.elapsed(), 1, pause);
    m_pauseMs = std::min(m_pauseMs * 3 / 2, LongestPauseMs);
    QTimer::singleShot(static_cast<int>(pause), this, &CreateCommand::look);
}

} // namespace waldesk::app
