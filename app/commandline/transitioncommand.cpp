// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/transitioncommand.h"

#include "app/commandline/visibletext.h"

#include <algorithm>

namespace waldesk::app
{
namespace
{

using Runner = workflows::TransitionRunner;

QString wordOf(Runner::Outcome outcome)
{
    switch (outcome) {
    case Runner::Outcome::Done:
        return QStringLiteral("done");
    case Runner::Outcome::Refused:
        return QStringLiteral("refused");
    case Runner::Outcome::Overtaken:
        return QStringLiteral("overtaken");
    case Runner::Outcome::Unknown:
        return QStringLiteral("unknown");
    case Runner::Outcome::Failed:
        break;
    }
    return QStringLiteral("failed");
}

Exit exitOf(const Runner::Report &report)
{
    switch (report.outcome) {
    case Runner::Outcome::Done:
        return Exit::Done;
    case Runner::Outcome::Unknown:
        return Exit::Unknown;
    case Runner::Outcome::Overtaken:
        return Exit::Conflict;
    case Runner::Outcome::Refused:
        if (!report.error)
            return Exit::Conflict;
        return report.sent ? exitOfWrite(*report.error) : exitOfRead(*report.error);
    case Runner::Outcome::Failed:
        break;
    }
    if (!report.error)
        return Exit::Failed;
    return report.sent ? exitOfWrite(*report.error) : exitOfRead(*report.error);
}

} // namespace

TransitionCommand::TransitionCommand(Surroundings surroundings, TransitionCall call, QObject *parent)
    : Command(std::move(surroundings), parent), m_call(std::move(call)), m_journal(journalFile())
{
}

void TransitionCommand::start()
{
    client().currentUser(this, [this](const api::Result<api::UserAnswer> &user) {
        // A name for the journal. Without an answer, or without a valid token, no request of it would go better.
        const bool hopeless =
            !user && (exitOfRead(user.error()) == Exit::NoAnswer || user.error().kind == api::ApiError::Kind::Auth);
        if (hopeless) {
            for (const domain::Uuid &uuid : m_call.uuids)
                report(uuid, QStringLiteral("failed"), user.error().sentence, exitOfRead(user.error()));
            emit finished(m_exit);
            return;
        }
        m_user = user ? user->username : QString();
        next();
    });
}

void TransitionCommand::next()
{
    if (m_index < m_call.uuids.size()) {
        readRow(m_call.uuids[m_index++]);
        return;
    }
    emit finished(output().hasFailed() ? std::max(m_exit, Exit::Failed) : m_exit);
}

void TransitionCommand::readRow(const domain::Uuid &uuid)
{
    client().retrieve(uuid, this, [this, uuid](const api::Result<api::OneRequest> &one) {
        if (one) {
            act(one->request);
            return;
        }
        report(uuid, QStringLiteral("failed"), one.error().sentence, exitOfRead(one.error()));
        next();
    });
}

domain::Why TransitionCommand::whyNot(domain::State state) const
{
    domain::Capabilities may;
    may.staff = true; // whether the person may is the server's to say: it knows the roles of today
    const domain::Why why = permission(m_call.action, state, may);
    return why == domain::Why::WouldOverwrite && m_call.force ? domain::Why::Allowed : why;
}

void TransitionCommand::act(const domain::Request &row)
{
    if (const domain::Why why = whyNot(row.state); why != domain::Why::Allowed) {
        QString sentence = reasonText(why, row.state);
        if (why == domain::Why::WouldOverwrite)
            sentence += QLatin1Char(' ') + tr("Nothing was sent; --force overwrites it.");
        report(row.uuid, QStringLiteral("refused"), sentence, Exit::Conflict);
        next();
        return;
    }
    Runner::Job job;
    job.action = m_call.action;
    job.before = row;
    job.text = m_call.text;
    job.reason = QString::fromUtf8(m_call.text.message);
    job.force = m_call.force;
    m_runner = new Runner(client(), m_journal, server(), m_user, job, this);
    connect(m_runner, &Runner::finished, this, &TransitionCommand::ran);
    m_runner->arm(0);
}

void TransitionCommand::ran()
{
    const Runner::Report &result = m_runner->report();
    report(m_runner->job().before.uuid, wordOf(result.outcome), result.sentence, exitOf(result));
    m_runner->deleteLater();
    next();
}

void TransitionCommand::report(const domain::Uuid &uuid, const QString &outcome, const QString &sentence, Exit exit)
{
    m_exit = std::max(m_exit, exit);
    output().data((uuid.toString() + u'\t' + outcome + u'\t' + visibleText(sentence, Lines::One) + u'\n').toUtf8());
    output().flush();
    if (exit != Exit::Done)
        output().sentence(uuid.toString() + QStringLiteral(": ") + sentence);
}

} // namespace waldesk::app
