// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/transitionrunner.h"

#include "models/domain/cause/redaction.h"
#include "models/domain/reasonblanks.h"
#include "models/workflows/resourceverdict.h"
#include "models/workflows/transitionverdict.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QSet>
#include <QTimer>
#include <QUuid>

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

constexpr domain::Duration Slack = domain::Duration::seconds(5);
constexpr int NewestRows = 50;   // of an offering, to tell a new one from those that were there
constexpr int ReadingMs = 5'000; // what a reading gets beyond the end of the watch before it is given up

} // namespace

/// The steps of one write. A slot of rowRead() or finished() may destroy the runner: nothing of it is touched after
/// such a signal without asking whether it still lives.
class TransitionRunner::Private
{
public:
    Private(TransitionRunner &runner, api::WaldurClient &of, archive::Journal &book, QString serverName,
            QString userName, Job what)
        : q(runner), client(of), journal(book), server(std::move(serverName)), user(std::move(userName)),
          job(std::move(what)), base(job.before), secrets(client.connection().token)
    {
        journal.hide(client.connection().token);
    }

    void setState(State next);
    void reread();
    void wasReread(const domain::Request &row);
    void rereadResource();
    void lookForOpenRows();
    void noteExistingRows();
    void readingFailed(const api::ApiError &error);
    void announce();
    void post();
    void posted(std::optional<api::ApiError> answer);
    void created(api::Result<api::OneRequest> result);
    void imported(const api::Result<api::ImportedResource> &result);
    void verify();
    void verifyCreated();
    void verifyResource();
    void lookForImported();
    void importedAre(const std::vector<api::ImportedResource> &resources);
    void resourceWas(const std::optional<domain::BackendResource> &now);
    [[nodiscard]] Verdict verdict() const;
    [[nodiscard]] bool waitsForToken(const Verdict &verdict) const;
    void lookForNewRow();
    void judge();
    void lookLater();
    void sayUnknown(const Verdict &verdict);
    void refuse(Outcome outcome, const QString &sentence, const std::optional<api::ApiError> &error = {});
    void finish(const Verdict &verdict);
    void end();
    [[nodiscard]] archive::JournalEntry ending(archive::JournalEntry::Phase phase, const Verdict &verdict) const;
    [[nodiscard]] archive::JournalEntry entry(archive::JournalEntry::Phase phase) const;
    [[nodiscard]] WriteEvidence facts() const;
    [[nodiscard]] domain::Timestamp serverNow() const;
    void wasRead(const domain::Request &row);

    TransitionRunner &q;
    api::WaldurClient &client;
    archive::Journal &journal;
    QString server;
    QString user;
    Job job;
    domain::Request base; ///< as read before the write
    QSet<domain::Uuid> existing;
    std::optional<domain::BackendResource> resource; ///< as read before the write
    std::optional<bool> waits;                       ///< the resource, as read after it
    std::optional<domain::Uuid> made;                ///< by the import
    bool isShown = true;                             ///< false: resources can be read, and it is not among them
    domain::Timestamp sentAt;
    std::optional<api::ApiError> answer;
    std::optional<domain::Request> after;
    std::optional<api::ApiError> reading;
    QString journalId;
    domain::KnownSecrets secrets; ///< a gateway's answer may echo the request with its token
    bool announced = false;       ///< the line before is written, the line after is not
    bool unknownSaid = false;     ///< the line after says unknown; what is learnt is a line of its own
    int fresh = 0;                ///< of a create: rows that are new since
    Watch watch;
    QElapsedTimer watched; ///< since the answer
    api::Call look;        ///< the reading under way
    State state = State::Armed;
    Report report;
    QTimer arming;
    QTimer ticking;
    QTimer waiting;
    QTimer deadline; ///< of a reading that does not come back
};

TransitionRunner::TransitionRunner(api::WaldurClient &client, archive::Journal &journal, QString server, QString user,
                                   Job job, QObject *parent)
    : QObject(parent),
      d(std::make_unique<Private>(*this, client, journal, std::move(server), std::move(user), std::move(job)))
{
    d->arming.setSingleShot(true);
    d->waiting.setSingleShot(true);
    d->deadline.setSingleShot(true);
    d->ticking.setInterval(1'000);
    connect(&d->arming, &QTimer::timeout, this, [this] { d->reread(); });
    connect(&d->ticking, &QTimer::timeout, this, &TransitionRunner::tick);
    connect(&d->waiting, &QTimer::timeout, this, [this] { d->verify(); });
    connect(&d->deadline, &QTimer::timeout, this, [this] { d->look.cancel(); });
}

TransitionRunner::~TransitionRunner()
{
    if (!d->announced)
        return;
    // The program ends while the write is under way: the journal must not be silent about it.
    const bool sent = d->report.sent;
    archive::JournalEntry line = d->entry(archive::JournalEntry::Phase::After);
    line.outcome = sent ? Outcome::Unknown : Outcome::Refused;
    line.answer = QStringLiteral("not sent: the command was abandoned before");
    if (sent) {
        const bool answered = d->state != State::Posting;
        line.state = domain::State::Unknown;
        line.error = {};
        line.modified.reset();
        line.status = answered ? (d->answer ? d->answer->status : successStatusOf(d->job.action)) : 0;
        line.answer = (answered ? answerWord(d->job.action, d->answer) : QStringLiteral("no answer")) +
                      QStringLiteral(": the command was abandoned before its outcome was known");
    }
    d->journal.append(line);
}

void TransitionRunner::arm(int delayMs)
{
    if (d->state != State::Armed || d->arming.isActive())
        return;
    if (delayMs <= 0) {
        d->reread();
        return;
    }
    d->arming.start(delayMs);
    d->ticking.start();
}

void TransitionRunner::sendNow()
{
    if (d->state == State::Armed)
        d->reread();
}

bool TransitionRunner::undo()
{
    if (d->state != State::Armed)
        return false;
    d->arming.stop();
    d->ticking.stop();
    d->report.outcome = Outcome::Refused;
    d->report.sentence = tr("Undone: nothing was sent.");
    d->setState(State::Undone);
    return true;
}

void TransitionRunner::setWatch(const Watch &watch)
{
    d->watch = watch;
}

TransitionRunner::State TransitionRunner::state() const
{
    return d->state;
}

const TransitionRunner::Job &TransitionRunner::job() const
{
    return d->job;
}

int TransitionRunner::remainingMs() const
{
    return d->state == State::Armed ? std::max(0, d->arming.remainingTime()) : 0;
}

const TransitionRunner::Report &TransitionRunner::report() const
{
    return d->report;
}

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
    if (isOnResource(job.action)) {
        rereadResource();
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
    if (job.unseen)
        job.before = row;
    const QPointer<TransitionRunner> alive(&q);
    wasRead(row);
    if (!alive)
        return;
    const QString refusal = refusalOf(job, row, serverNow());
    if (refusal.isEmpty())
        announce();
    else
        refuse(Outcome::Refused, refusal);
}

void TransitionRunner::Private::resourceWas(const std::optional<domain::BackendResource> &now)
{
    report.gone = !now;
    emit q.resourceRead(job.before.uuid, now);
}

void TransitionRunner::Private::rereadResource()
{
    client.backendResource(job.before.uuid, &q, [this](const api::Result<domain::BackendResource> &result) {
        const bool isGone = !result && result.error().kind == api::ApiError::Kind::NotFound;
        if (!result && !isGone) {
            readingFailed(result.error());
            return;
        }
        resource = result ? std::optional(*result) : std::nullopt;
        const QPointer<TransitionRunner> alive(&q);
        resourceWas(resource);
        if (!alive)
            return;
        const QString refusal = resourceRefusalOf(job, resource);
        if (refusal.isEmpty())
            announce();
        else
            refuse(Outcome::Refused, refusal);
    });
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
        announce();
    });
}

void TransitionRunner::Private::readingFailed(const api::ApiError &error)
{
    using Kind = api::ApiError::Kind;
    if (error.kind == Kind::NotFound)
        refuse(Outcome::Failed, TransitionRunner::tr("Not sent: the server does not show this request."), error);
    else
        refuse(Outcome::Failed, TransitionRunner::tr("Not sent. %1").arg(error.sentence), error);
}

void TransitionRunner::Private::refuse(Outcome outcome, const QString &sentence,
                                       const std::optional<api::ApiError> &error)
{
    report.outcome = outcome;
    report.sentence = domain::redactedText(sentence, secrets);
    report.error = error;
    report.sent = false;
    end();
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
    line.offeringName = base.offeringName;
    line.verb = verbOf(job.action);
    line.reason = job.reason;
    line.bulk = job.bulk;
    if (isCreate(job.action)) {
        line.askedFrom = job.before.uuid;
    } else if (isOnResource(job.action)) {
        const domain::BackendResource &seen = resource ? *resource : *job.resource;
        line.resource = {.uuid = seen.uuid,
                         .name = seen.name,
                         .backendId = seen.backendId,
                         .project = seen.project,
                         .projectName = seen.projectName,
                         .plan = job.plan ? job.plan->uuid : domain::Uuid(),
                         .planName = job.plan ? job.plan->name : QString(),
                         .made = {}};
    } else {
        line.request = base.uuid;
        line.state = base.state;
        line.error = base.error;
        line.modified = base.modified;
    }
    return line;
}

/// The write leaves in the handler alone: after its line is on disk.
void TransitionRunner::Private::announce()
{
    if (const auto ticket = std::exchange(job.ticket, std::nullopt)) {
        job.reason = domain::fillReason(QString::fromUtf8(job.text.message), base, {serverNow(), *ticket});
        job.text.message = job.reason.toUtf8();
    }
    journalId = QUuid::createUuid().toString(QUuid::Id128);
    announced = true;
    archive::JournalEntry line = entry(archive::JournalEntry::Phase::Before);
    line.sent = job.text;
    journal.append(line, &q, [this](const archive::Journal::Appended &written) {
        if (written) {
            post();
            return;
        }
        announced = false;
        refuse(Outcome::Refused,
               TransitionRunner::tr("Not sent: what is about to be done could not be written to the journal. %1")
                   .arg(written.error()));
    });
}

void TransitionRunner::Private::post()
{
    report.sent = true;
    sentAt = serverNow();
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
    case domain::Action::ImportResource:
        client.importResource(job.before.uuid, job.plan ? std::optional(job.plan->uuid) : std::nullopt, &q,
                              [this](const api::Result<api::ImportedResource> &result) { imported(result); });
        break;
    case domain::Action::DismissResource:
        client.dismissResource(job.before.uuid, &q, handler);
        break;
    }
}

void TransitionRunner::Private::posted(std::optional<api::ApiError> result)
{
    answer = std::move(result);
    watched.start();
    if (answer && !answer->written && answer->status == 0)
        report.sent = false; // no byte of it has left
    // A no to a create leaves no row to look at; what is new then is somebody else's.
    const bool nothingToRead = answer && !answer->written && (!report.sent || isCreate(job.action));
    const QPointer<TransitionRunner> alive(&q);
    if (!nothingToRead)
        setState(State::Verifying);
    if (!alive)
        return;
    if (nothingToRead)
        judge();
    else
        verify();
}

void TransitionRunner::Private::verify()
{
    if (!watch.goesOn)
        deadline.start(std::max<int>(0, watch.settleMs - static_cast<int>(watched.elapsed())) + ReadingMs);
    if (isCreate(job.action)) {
        lookForNewRow();
        return;
    }
    if (isOnResource(job.action)) {
        verifyResource();
        return;
    }
    look = client.retrieve(base.uuid, &q, [this](api::Result<api::OneRequest> result) {
        const QPointer<TransitionRunner> alive(&q);
        deadline.stop();
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
    watched.start();
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

void TransitionRunner::Private::imported(const api::Result<api::ImportedResource> &result)
{
    if (result && !result->uuid.isNil())
        made = result->uuid;
    posted(result ? std::nullopt : std::optional(result.error()));
}

void TransitionRunner::Private::verifyResource()
{
    look = client.backendResource(job.before.uuid, &q, [this](const api::Result<domain::BackendResource> &result) {
        const QPointer<TransitionRunner> alive(&q);
        deadline.stop();
        waits.reset();
        reading.reset();
        if (result || result.error().kind == api::ApiError::Kind::NotFound) {
            waits = static_cast<bool>(result);
            resourceWas(result ? std::optional(*result) : std::nullopt);
        } else {
            reading = result.error();
        }
        if (!alive)
            return;
        if (waits == false && (answer || job.action == domain::Action::ImportResource))
            lookForImported();
        else
            judge();
    });
}

/// It is gone: what it has become is read as well, where that is shown. A no to that says nothing.
void TransitionRunner::Private::lookForImported()
{
    if (resource->backendId.isEmpty()) { // then all resources without one would answer
        judge();
        return;
    }
    if (!watch.goesOn)
        deadline.start(ReadingMs);
    using Imported = api::WaldurClient::ListIfShown<api::ImportedResource>;
    look = client.importedResources(resource->offering, resource->backendId, &q,
                                    [this](const api::Result<Imported> &result) {
                                        deadline.stop();
                                        if (result && *result)
                                            importedAre(**result);
                                        judge();
                                    });
}

void TransitionRunner::Private::importedAre(const std::vector<api::ImportedResource> &resources)
{
    isShown = false;
    for (const api::ImportedResource &each : resources) {
        const bool isNew = !answer || (each.created && *each.created >= sentAt - Slack);
        if (each.uuid.isNil() || !isNew || (made && *made != each.uuid))
            continue;
        made = each.uuid;
        isShown = true;
    }
}

void TransitionRunner::Private::lookForNewRow()
{
    domain::ListFilter newest;
    newest.offering = base.offering;
    // Without the server's clock the uuids that were there before have to do.
    if (client.clockOffset())
        newest.createdFrom = sentAt - Slack;
    look = client.list(newest, {.number = 1, .size = NewestRows}, &q, [this](api::Result<api::Page> result) {
        const QPointer<TransitionRunner> alive(&q);
        deadline.stop();
        fresh = 0;
        after.reset();
        reading.reset();
        if (!result) {
            reading = result.error();
        } else {
            for (const domain::Request &row : result->rows) {
                if (existing.contains(row.uuid))
                    continue;
                if (++fresh == 1)
                    after = row;
            }
            if (after)
                wasRead(*after);
        }
        if (alive)
            judge();
    });
}

WriteEvidence TransitionRunner::Private::facts() const
{
    WriteEvidence known;
    known.action = job.action;
    known.text = job.text;
    known.base = base;
    known.answer = answer;
    known.after = after;
    known.fresh = fresh;
    known.reading = reading;
    if (reading && reading->kind == api::ApiError::Kind::Cancelled) // by the deadline
        known.reading->sentence = TransitionRunner::tr("The server does not answer.");
    known.now = serverNow();
    return known;
}

Verdict TransitionRunner::Private::verdict() const
{
    const WriteEvidence known = facts();
    if (!isOnResource(job.action))
        return isCreate(job.action) ? createVerdictOf(known) : verdictOf(known);
    ResourceEvidence ofResource;
    ofResource.action = job.action;
    ofResource.name = nameOf(resource ? *resource : *job.resource);
    ofResource.answer = answer;
    ofResource.waits = waits;
    ofResource.reading = known.reading;
    ofResource.made = made;
    ofResource.isShown = isShown;
    return resourceVerdictOf(ofResource);
}

/// It is not known how the write went, since the token is not taken any more: a person who watches can give another.
bool TransitionRunner::Private::waitsForToken(const Verdict &verdict) const
{
    return watch.goesOn && verdict.outcome == Outcome::Unknown && reading && reading->kind == api::ApiError::Kind::Auth;
}

void TransitionRunner::Private::judge()
{
    Verdict known = verdict();
    const bool needsToken = waitsForToken(known);
    known.settled = known.settled && !needsToken;
    if (known.settled) {
        finish(known);
        return;
    }
    const qint64 elapsed = watched.elapsed();
    if (elapsed < watch.settleMs && !needsToken) {
        lookLater();
    } else if (!watch.goesOn || known.outcome != Outcome::Unknown || elapsed >= watch.watchMs) {
        finish(known);
    } else {
        const QPointer<TransitionRunner> alive(&q);
        if (!unknownSaid)
            sayUnknown(known);
        if (alive)
            lookLater();
    }
}

/// The last reading of each stretch falls on its end: "still Sent after 15 s" was looked at after 15 s.
void TransitionRunner::Private::lookLater()
{
    const qint64 elapsed = watched.elapsed();
    const qint64 left = (elapsed < watch.settleMs ? watch.settleMs : watch.watchMs) - elapsed;
    const qint64 pause = std::clamp<qint64>(elapsed / 4, watch.firstPauseMs, watch.longestPauseMs);
    waiting.start(static_cast<int>(std::clamp<qint64>(left, 1, pause)));
}

void TransitionRunner::Private::sayUnknown(const Verdict &verdict)
{
    unknownSaid = true;
    announced = false;
    report.outcome = verdict.outcome;
    report.sentence = domain::redactedText(verdict.sentence, secrets);
    report.error = answer ? answer : reading;
    journal.append(ending(archive::JournalEntry::Phase::After, verdict));
    emit q.unsettled();
}

archive::JournalEntry TransitionRunner::Private::ending(archive::JournalEntry::Phase phase,
                                                        const Verdict &verdict) const
{
    archive::JournalEntry line = entry(phase);
    line.outcome = verdict.outcome;
    line.status = answer ? answer->status : successStatusOf(job.action);
    line.answer =
        answerWord(job.action, answer) + QStringLiteral(": ") + domain::redactedText(verdict.sentence, secrets);
    if (line.resource) {
        line.resource->waits = waits.value_or(true);
        line.resource->made = made.value_or(domain::Uuid());
    } else if (after) {
        line.request = after->uuid;
        // Of a create that names the offering by its uuid alone, the server's answer has the name.
        if (line.offeringName.isEmpty())
            line.offeringName = after->offeringName;
        line.state = after->state;
        line.error = after->error;
        line.modified = after->modified;
    } else if (verdict.outcome == Outcome::Unknown) {
        line.state = domain::State::Unknown;
        line.error = {};
        line.modified.reset();
    }
    return line;
}

void TransitionRunner::Private::finish(const Verdict &verdict)
{
    report.outcome = verdict.outcome;
    report.sentence = domain::redactedText(verdict.sentence, secrets);
    report.error = answer ? answer : reading;
    report.made = made;
    if (unknownSaid && !verdict.settled) {
        end(); // nothing was learnt since
        return;
    }
    using Phase = archive::JournalEntry::Phase;
    announced = false;
    journal.append(
        ending(unknownSaid ? Phase::Settled : Phase::After, verdict), &q,
        [this](const archive::Journal::Appended &written) {
            if (!written)
                report.sentence +=
                    QLatin1Char(' ') +
                    TransitionRunner::tr("How it went could not be written to the journal. %1").arg(written.error());
            end();
        });
}

void TransitionRunner::Private::end()
{
    const QPointer<TransitionRunner> alive(&q);
    setState(State::Finished);
    if (alive)
        emit q.finished();
}

} // namespace waldesk::workflows
