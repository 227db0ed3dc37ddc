// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/transitionrunner_p.h"

#include <QPointer>
#include <QUuid>

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

using Kept = archive::JournalEntry::Outcome;

constexpr domain::Duration Slack = domain::Duration::seconds(5);
constexpr int NewestRows = 50; // of an offering, to tell a new one from those that were there

} // namespace

void TransitionRunner::Private::setState(State next)
{
    if (state == next)
        return;
    state = next;
    emit q.stateChanged();
}

domain::Timestamp TransitionRunner::Private::serverNow() const
{
    return domain::Timestamp::now() + client.clockOffset().value_or(domain::Duration());
}

void TransitionRunner::Private::wasRead(const domain::Request &row)
{
    report.after = row;
    emit q.rowRead(row);
}

void TransitionRunner::Private::reread()
{
    arming.stop();
    ticking.stop();
    const QPointer<TransitionRunner> alive(&q);
    setState(State::Rereading);
    if (!alive)
        return;
    if (isCreate(job.action)) {
        lookForOpenRows();
        return;
    }
    client.retrieve(job.before.uuid, &q, [this](api::Result<api::OneRequest> result) {
        if (result)
            wasReread(result->request);
        else
            readingFailed(result.error());
    });
}

void TransitionRunner::Private::wasReread(const domain::Request &row)
{
    base = row;
    const QPointer<TransitionRunner> alive(&q);
    wasRead(row);
    if (!alive)
        return;
    const QString refusal = refusalOf(job, row, serverNow());
    if (refusal.isEmpty())
        post();
    else
        refuse(Outcome::Refused, refusal);
}

void TransitionRunner::Private::lookForOpenRows()
{
    if (job.action == domain::Action::AskAgainAnyway || job.force) {
        noteExistingRows();
        return;
    }
    domain::ListFilter open;
    open.offering = job.before.offering;
    open.states = {domain::State::Sent, domain::State::Processing};
    client.list(open, {.number = 1, .size = 1}, &q, [this](api::Result<api::Page> result) {
        if (!result) {
            readingFailed(result.error());
        } else if (!result->rows.empty()) {
            const domain::Request row = result->rows.front();
            const QPointer<TransitionRunner> alive(&q);
            emit q.rowRead(row);
            if (alive)
                refuse(Outcome::Refused,
                       TransitionRunner::tr("Not sent: a request of this offering is open since %1; "
                                            "it is %2.")
                           .arg(domain::shortDuration(serverNow() - row.created), domain::stateName(row.state)));
        } else {
            noteExistingRows();
        }
    });
}

void TransitionRunner::Private::noteExistingRows()
{
    domain::ListFilter newest;
    newest.offering = job.before.offering;
    client.list(newest, {.number = 1, .size = NewestRows}, &q, [this](api::Result<api::Page> result) {
        if (!result) {
            readingFailed(result.error());
            return;
        }
        for (const domain::Request &row : result->rows)
            existing.insert(row.uuid);
        post();
    });
}

void TransitionRunner::Private::readingFailed(const api::ApiError &error)
{
    using Kind = api::ApiError::Kind;
    if (error.kind == Kind::NotFound)
        refuse(Outcome::Refused, TransitionRunner::tr("Not sent: the server does not show this request any more."),
               error);
    else if (error.kind == Kind::Auth || error.kind == Kind::Forbidden || error.kind == Kind::Validation)
        refuse(Outcome::Refused, TransitionRunner::tr("Not sent. %1").arg(error.sentence), error);
    else
        refuse(Outcome::Failed, TransitionRunner::tr("Not sent. %1").arg(error.sentence), error);
}

void TransitionRunner::Private::refuse(Outcome outcome, const QString &sentence,
                                       const std::optional<api::ApiError> &error)
{
    report.outcome = outcome;
    report.sentence = sentence;
    report.error = error;
    report.sent = false;
    const QPointer<TransitionRunner> alive(&q);
    setState(State::Finished);
    if (alive)
        emit q.finished();
}

archive::JournalEntry TransitionRunner::Private::entry(archive::JournalEntry::Phase phase) const
{
    archive::JournalEntry line;
    line.time = domain::Timestamp::now();
    line.id = journalId;
    line.phase = phase;
    line.server = server;
    line.user = user;
    line.offering = base.offering;
    line.verb = verbOf(job.action);
    line.reason = job.reason;
    if (!isCreate(job.action)) {
        line.request = base.uuid;
        line.state = base.state;
        line.error = base.error;
    }
    return line;
}

void TransitionRunner::Private::post()
{
    journalId = QUuid::createUuid().toString(QUuid::Id128);
    const auto written = journal.append(entry(archive::JournalEntry::Phase::Before));
    if (!written) {
        refuse(Outcome::Refused,
               TransitionRunner::tr("Not sent: what is about to be done could not be written to the journal. %1")
                   .arg(written.error()));
        return;
    }
    announced = true;
    report.sent = true;
    sentAt = serverNow();
    triesLeft = tries;
    const QPointer<TransitionRunner> alive(&q);
    setState(State::Posting);
    if (!alive)
        return;
    const auto handler = [this](const api::Result<api::Nothing> &result) {
        posted(result ? std::nullopt : std::optional(result.error()));
    };
    switch (job.action) {
    case domain::Action::Start:
        client.startProcessing(base.uuid, &q, handler);
        break;
    case domain::Action::SetDone:
        client.setDone(base.uuid, &q, handler);
        break;
    case domain::Action::SetErred:
    case domain::Action::OverwriteError:
        client.setErred(base.uuid, job.text, &q, handler);
        break;
    case domain::Action::AskAgain:
    case domain::Action::AskAgainAnyway:
        client.create(base.offering, &q, [this](api::Result<api::OneRequest> result) { created(std::move(result)); });
        break;
    }
}

void TransitionRunner::Private::posted(std::optional<api::ApiError> result)
{
    answer = std::move(result);
    if (answer && !answer->written && answer->status == 0) {
        report.sent = false; // no byte of it has left
        finish({Outcome::Failed, Kept::Refused, TransitionRunner::tr("Not sent. %1").arg(answer->sentence)});
        return;
    }
    // A definite no that does not come from a race: the row is as it was.
    if (answer && !answer->written && (answer->status != 409 || isCreate(job.action))) {
        finish({Outcome::Refused, Kept::Refused, answer->sentence});
        return;
    }
    const QPointer<TransitionRunner> alive(&q);
    setState(State::Verifying);
    if (alive)
        verify();
}

void TransitionRunner::Private::verify()
{
    if (isCreate(job.action)) {
        lookForNewRow();
        return;
    }
    client.retrieve(base.uuid, &q, [this](api::Result<api::OneRequest> result) {
        const QPointer<TransitionRunner> alive(&q);
        after.reset();
        reading.reset();
        if (result) {
            after = result->request;
            wasRead(*after);
        } else {
            reading = result.error();
        }
        if (alive)
            judge();
    });
}

void TransitionRunner::Private::created(api::Result<api::OneRequest> result)
{
    if (!result) {
        posted(result.error());
        return;
    }
    after = result->request;
    const QPointer<TransitionRunner> alive(&q);
    wasRead(*after);
    if (alive)
        setState(State::Verifying);
    if (alive)
        verifyCreated();
}

void TransitionRunner::Private::verifyCreated()
{
    client.retrieve(after->uuid, &q, [this](api::Result<api::OneRequest> result) {
        const QPointer<TransitionRunner> alive(&q);
        // The answer to a create is the row itself: that it can not be read again takes nothing away.
        if (result) {
            after = result->request;
            wasRead(*after);
        }
        if (alive)
            judge();
    });
}

void TransitionRunner::Private::lookForNewRow()
{
    domain::ListFilter newest;
    newest.offering = base.offering;
    // Without the server's clock the uuids that were there before have to do.
    if (client.clockOffset())
        newest.createdFrom = sentAt - Slack;
    client.list(newest, {.number = 1, .size = NewestRows}, &q, [this](api::Result<api::Page> result) {
        const QPointer<TransitionRunner> alive(&q);
        after.reset();
        reading.reset();
        if (!result) {
            reading = result.error();
        } else {
            const auto fresh = std::ranges::find_if(
                result->rows, [this](const domain::Request &row) { return !existing.contains(row.uuid); });
            if (fresh != result->rows.end()) {
                after = *fresh;
                wasRead(*after);
            }
        }
        if (alive)
            judge();
    });
}

WriteFacts TransitionRunner::Private::facts() const
{
    WriteFacts known;
    known.action = job.action;
    known.text = job.text;
    known.base = base;
    known.answer = answer;
    known.after = after;
    known.reading = reading;
    known.now = serverNow();
    return known;
}

void TransitionRunner::Private::judge()
{
    const Verdict verdict = isCreate(job.action) ? createVerdictOf(facts()) : verdictOf(facts());
    if (verdict.settled || triesLeft <= 0)
        finish(verdict);
    else
        again();
}

void TransitionRunner::Private::again()
{
    --triesLeft;
    waiting.start(delayMs);
}

void TransitionRunner::Private::finish(const Verdict &verdict)
{
    archive::JournalEntry line = entry(archive::JournalEntry::Phase::After);
    line.outcome = verdict.journal;
    const QString word = !answer && isCreate(job.action) ? QStringLiteral("201") : answerWord(answer);
    line.answer = word + QStringLiteral(": ") + verdict.sentence;
    if (after) {
        line.request = after->uuid;
        line.state = after->state;
        line.error = after->error;
    } else if (verdict.journal == Kept::Unknown) {
        line.state = domain::State::Unknown;
        line.error = {};
    }
    announced = false;
    report.outcome = verdict.outcome;
    report.sentence = verdict.sentence;
    report.error = answer ? answer : reading;
    if (const auto written = journal.append(line); !written)
        report.sentence +=
            QLatin1Char(' ') +
            TransitionRunner::tr("How it went could not be written to the journal. %1").arg(written.error());
    const QPointer<TransitionRunner> alive(&q);
    setState(State::Finished);
    if (alive)
        emit q.finished();
}

} // namespace waldesk::workflows
