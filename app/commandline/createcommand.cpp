// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/createcommand.h"

#include "app/profiles/journallimit.h"

namespace waldesk::app
{

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
    auto *waiter = new EndWaiter(client(), {m_uuid}, m_call.wait->seconds, this);
    connect(waiter, &EndWaiter::ended, this, [this](const domain::Request &row) { endWith(endOf(row)); });
    connect(waiter, &EndWaiter::stillOpen, this, [this](const domain::Request &row) { endWith(endOf(row)); });
    connect(waiter, &EndWaiter::unreadable, this,
            [this](const domain::Uuid &uuid, const api::ApiError &error, bool timeIsOver) {
                endWith(endOfUnreadable(uuid, error, timeIsOver));
            });
    waiter->start();
}

void CreateCommand::endWith(const WaitEnd &end)
{
    if (!end.sentence.isEmpty())
        output().sentence(end.sentence);
    emit finished(end.exit);
}

} // namespace waldesk::app
