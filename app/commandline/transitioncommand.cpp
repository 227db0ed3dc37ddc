// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/transitioncommand.h"

#include "app/commandline/visibletext.h"
#include "app/profiles/journallimit.h"

#include <algorithm>

namespace waldesk::app
{
namespace
{

using Runner = workflows::TransitionRunner;

} // namespace

TransitionCommand::TransitionCommand(CommandContext context, TransitionCall call, QObject *parent)
    : Command(std::move(context), parent), m_call(std::move(call)), m_journal(journalFile())
{
    m_journal.setLimit(journalLimit());
}

void TransitionCommand::start()
{
    client().currentUser(this, [this](const api::Result<api::UserAnswer> &user) {
        // A name for the journal. Without an answer, or without a valid token, no request of it would go better.
        const bool hopeless =
            !user && (exitOfRead(user.error()) == Exit::NoAnswer || user.error().kind == api::ApiError::Kind::Auth);
        if (hopeless) {
            for (const domain::Uuid &uuid : m_call.uuids)
                report(uuid, domain::WriteOutcome::Failed, user.error().sentence, exitOfRead(user.error()));
            emit finished(m_exit);
            return;
        }
        m_user = user ? user->username : QString();
        settleEarlier(m_journal, {}, [this] { next(); });
    });
}

void TransitionCommand::next()
{
    if (m_index < m_call.uuids.size()) {
        act(m_call.uuids[m_index++]);
        return;
    }
    emit finished(output().hasFailed() ? std::max(m_exit, Exit::Failed) : m_exit);
}

void TransitionCommand::act(const domain::Uuid &uuid)
{
    Runner::Job job;
    job.action = m_call.action;
    job.before.uuid = uuid;
    job.unseen = true;
    job.text = m_call.text;
    job.ticket = m_call.ticket;
    job.reason = QString::fromUtf8(m_call.text.message);
    job.force = m_call.force;
    auto *runner = new Runner(client(), m_journal, server(), m_user, std::move(job), this);
    runner->setWatch(watchFor(m_call.settleSeconds));
    connect(runner, &Runner::finished, this, [this, runner] {
        runner->deleteLater();
        ran(*runner);
    });
    runner->arm(0);
}

void TransitionCommand::ran(const Runner &runner)
{
    const Runner::Report &result = runner.report();
    QString sentence = result.sentence;
    const bool ended = result.after && !domain::isOpen(result.after->state);
    if (m_call.action == domain::Action::SetErred && !m_call.force && !result.sent && !result.error && ended)
        sentence += QLatin1Char(' ') + tr("--force overwrites it.");
    report(runner.job().before.uuid, result.outcome, sentence, exitOf(result));
    next();
}

void TransitionCommand::report(const domain::Uuid &uuid, domain::WriteOutcome outcome, const QString &sentence,
                               Exit exit)
{
    m_exit = std::max(m_exit, exit);
    const QString word = domain::outcomeWord(outcome);
    output().data((uuid.toString() + u'\t' + word + u'\t' + visibleText(sentence, Lines::One) + u'\n').toUtf8());
    output().flush();
    if (exit != Exit::Done)
        output().sentence(uuid.toString() + QStringLiteral(": ") + sentence);
}

} // namespace waldesk::app
