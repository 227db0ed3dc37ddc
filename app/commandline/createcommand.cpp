// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/createcommand.h"

#include <QTimer>
#include <QUuid>

#include <algorithm>

namespace waldesk::app
{
namespace
{

using Outcome = archive::JournalEntry::Outcome;

constexpr int LongestPauseMs = 5'000;
constexpr int FailuresInARow = 5;
constexpr domain::Duration ClockMargin = domain::Duration::seconds(2); ///< the Date header counts whole seconds

QString answerText(const api::ApiError &error)
{
    return (error.status > 0 ? QString::number(error.status) : QStringLiteral("no answer")) + QStringLiteral(": ") +
           error.sentence;
}

} // namespace

CreateCommand::CreateCommand(Surroundings surroundings, CreateCall call, QObject *parent)
    : Command(std::move(surroundings), parent), m_call(call), m_journal(journalFile())
{
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
        m_entry.user = user ? user->username : QString();
        create();
    });
}

void CreateCommand::create()
{
    m_entry.time = domain::Timestamp::now();
    m_entry.id = QUuid::createUuid().toString(QUuid::Id128);
    m_entry.server = server();
    m_entry.offering = m_call.offering;
    m_entry.verb = QStringLiteral("create");
    if (const auto kept = m_journal.append(m_entry); !kept) {
        output().sentence(tr("Nothing was sent: %1").arg(kept.error()));
        emit finished(Exit::Failed);
        return;
    }
    client().create(m_call.offering, this, [this](const api::Result<api::OneRequest> &result) { created(result); });
}

void CreateCommand::journalAfter(Outcome outcome, const QString &answer, const domain::Request *row)
{
    archive::JournalEntry entry = m_entry;
    entry.time = domain::Timestamp::now();
    entry.phase = archive::JournalEntry::Phase::After;
    entry.outcome = outcome;
    entry.answer = answer;
    if (row) {
        entry.request = row->uuid;
        entry.state = row->state;
        entry.error = row->error;
    }
    if (const auto kept = m_journal.append(entry); !kept)
        output().sentence(kept.error());
}

void CreateCommand::created(const api::Result<api::OneRequest> &result)
{
    if (!result) {
        failWrite(result.error());
        return;
    }
    m_uuid = result->request.uuid;
    journalAfter(Outcome::Done, QStringLiteral("201"), &result->request);
    output().data(m_uuid.toHex() + '\n');
    output().flush();
    if (m_call.wait)
        wait();
    else
        emit finished(output().hasFailed() ? Exit::Failed : Exit::Done);
}

void CreateCommand::failWrite(const api::ApiError &error)
{
    const Exit exit = exitOfWrite(error);
    if (exit == Exit::Unknown) {
        lookForIt(error);
        return;
    }
    journalAfter(exit == Exit::NoAnswer ? Outcome::Lost : Outcome::Refused, answerText(error), nullptr);
    output().sentence(error.sentence);
    emit finished(exit);
}

void CreateCommand::lookForIt(const api::ApiError &error)
{
    domain::ListFilter filter;
    filter.offering = m_call.offering;
    filter.createdFrom = m_entry.time + client().clockOffset().value_or(domain::Duration()) - ClockMargin;
    client().list(filter, {1, 10, false}, this, [this, error](const api::Result<api::Page> &page) {
        const bool one = page && page->rows.size() == 1;
        QString truth = tr("whether a request was created is not known");
        if (page && page->rows.empty())
            truth = tr("no new request of the offering is there");
        else if (one)
            truth = tr("%1 is there since then and is probably the one").arg(page->rows.front().uuid.toString());
        else if (page)
            truth = tr("several new requests of the offering are there; look before you ask again");
        journalAfter(Outcome::Unknown, answerText(error), one ? &page->rows.front() : nullptr);
        output().sentence(tr("The answer was lost (%1): %2.").arg(error.sentence, truth));
        emit finished(Exit::Unknown);
    });
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
