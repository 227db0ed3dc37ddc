// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/manycommand.h"

#include "app/commandline/listing.h"
#include "app/commandline/planwriter.h"
#include "app/commandline/visibletext.h"
#include "app/profiles/journallimit.h"
#include "models/workflows/connectiontest.h"

#include <QUuid>

#include <algorithm>

namespace waldesk::app
{
namespace
{

using workflows::BulkPlan;
using workflows::BulkQueue;
using Runner = workflows::TransitionRunner;

/// Agents share their backends; as the window has it unless its settings say otherwise.
constexpr int AskAgainSpreadMs = 500;
/// How long a server that does not answer is waited for in the middle of a run: a restart takes less.
constexpr qint64 PatienceMs = 60'000;

} // namespace

ManyCommand::ManyCommand(CommandContext context, ManyCall call, QObject *parent)
    : QueryCommand(std::move(context), parent), m_call(std::move(call)), m_journal(journalFile()),
      m_bulk(QUuid::createUuid().toString(QUuid::Id128))
{
    m_journal.setLimit(journalLimit());
}

void ManyCommand::start()
{
    client().currentUser(this, [this](const api::Result<api::UserAnswer> &user) {
        if (user) {
            readRoles(*user);
            return;
        }
        // Without an answer, or without a valid token, no request of it would go better.
        if (exitOfRead(user.error()) == Exit::NoAnswer || user.error().kind == api::ApiError::Kind::Auth)
            failRead(user.error());
        else
            collect();
    });
}

void ManyCommand::readRoles(const api::UserAnswer &user)
{
    m_hasPerson = true;
    m_person = workflows::personFrom(user, {}, true);
    if (user.isStaff) {
        collect();
        return;
    }
    client().roles(this, [this, user](const api::Result<std::vector<api::RoleAnswer>> &roles) {
        m_person = roles ? workflows::personFrom(user, *roles, true) : workflows::personFrom(user, {}, false);
        collect();
    });
}

void ManyCommand::collect()
{
    settleEarlier(m_journal, {}, [this] {
        if (m_call.query) {
            prepareQuery(*m_call.query, m_call.rules,
                         [this](const domain::SplitQuery &query, const CauseBasis &causes) { list(query, causes); });
        } else if (m_call.planOnly || m_call.yes || isCreate()) {
            plan(std::move(m_call.rows));
        } else {
            run(jobsOfList());
        }
    });
}

void ManyCommand::list(const domain::SplitQuery &query, const CauseBasis &causes)
{
    auto *listing = new Listing(
        client(), query, {-1, false, causes},
        [this](const domain::Request &request, const QByteArray &) { m_rows.push_back(request); }, this);
    connect(listing, &Listing::progressed, this, [this](qint64 read, qint64 total) { output().progress(read, total); });
    connect(listing, &Listing::skipped, this, [this](const QString &sentence) { output().sentence(sentence); });
    connect(listing, &Listing::finished, this, [this] { plan(std::move(m_rows)); });
    connect(listing, &Listing::failed, this, [this](const api::ApiError &error) { failRead(error); });
    // Half of what matches is no answer to "all that match".
    connect(listing, &Listing::torn, this, [this](const api::ApiError &error) {
        output().sentence(tr("The list is not complete, so nothing was sent. %1").arg(error.sentence));
        emit finished(exitOfRead(error));
    });
    listing->start();
}

domain::Capabilities ManyCommand::capabilitiesOn(const domain::Request &request) const
{
    // Whose customer an offering is costs a call each: where that decides, the server's own no is told.
    domain::Capabilities may;
    may.staff = m_person.isStaff;
    may.manages = !m_hasPerson || m_person.manages(request.offering, {}) || !m_person.managedCustomers.isEmpty();
    return may;
}

void ManyCommand::plan(std::vector<domain::Request> rows)
{
    BulkPlan::Input input;
    input.action = m_call.action;
    input.rows = std::move(rows);
    input.force = m_call.force;
    m_plan = std::make_unique<BulkPlan>(client(), std::move(input),
                                        [this](const domain::Request &row) { return capabilitiesOn(row); });
    connect(m_plan.get(), &BulkPlan::progressed, this, [this](int done, int total) { output().progress(done, total); });
    connect(m_plan.get(), &BulkPlan::finished, this, &ManyCommand::planned);
    m_plan->read();
}

void ManyCommand::planned()
{
    if (const auto &failure = m_plan->failure()) {
        output().sentence(tr("The plan is not complete, so nothing was sent. %1").arg(failure->sentence));
        emit finished(exitOfRead(*failure));
        return;
    }
    const int count = m_plan->includedCount();
    const QString summary = planSummary(*m_plan);
    if (!m_call.yes && (m_call.planOnly || m_call.query)) {
        const domain::Duration offset = client().clockOffset().value_or(domain::Duration());
        printPlan(*m_plan, m_call.format, domain::Timestamp::now() + offset, output());
        QString sentence = summary + QLatin1Char(' ') + tr("Nothing was sent.");
        if (count > 0)
            sentence += QLatin1Char(' ') + tr("Run it with --yes %1.").arg(count);
        output().sentence(sentence);
        end();
        return;
    }
    if (m_call.yes && *m_call.yes != count) {
        output().sentence(
            tr("Nothing was sent: --yes %1 was said, but %2 Look at it with --plan.").arg(*m_call.yes).arg(summary));
        emit finished(Exit::Conflict);
        return;
    }
    if (static_cast<size_t>(count) < m_plan->rows().size())
        output().sentence(summary);
    run(m_plan->jobs(m_call.text, m_call.ticket));
}

std::vector<BulkQueue::Job> ManyCommand::jobsOfList() const
{
    std::vector<BulkQueue::Job> jobs;
    for (const domain::Request &row : m_call.rows) {
        BulkQueue::Job job;
        job.action = m_call.action;
        job.before = row;
        job.unseen = row.state == domain::State::Unknown && row.stateText.isEmpty();
        job.onlyAsSeen = !job.unseen;
        job.text = m_call.text;
        job.ticket = m_call.ticket;
        job.reason = QString::fromUtf8(m_call.text.message);
        job.force = m_call.force;
        jobs.push_back(std::move(job));
    }
    return jobs;
}

BulkQueue::Write ManyCommand::engine()
{
    return [this](BulkQueue::Job job, const BulkQueue::Handlers &handlers) {
        auto *runner = new Runner(client(), m_journal, server(), m_person.username, std::move(job), this);
        runner->setWatch(watchFor(m_call.settleSeconds));
        connect(runner, &Runner::finished, this, [runner, handlers] {
            runner->deleteLater();
            handlers.finished(runner->report());
        });
        runner->arm(0);
        return true;
    };
}

void ManyCommand::run(std::vector<BulkQueue::Job> jobs)
{
    for (BulkQueue::Job &job : jobs)
        job.bulk = m_bulk;
    BulkQueue::Options options;
    options.endsAtSignIn = true;
    options.patienceMs = PatienceMs;
    options.spreadMs = isCreate() ? AskAgainSpreadMs : 0;
    m_queue = std::make_unique<BulkQueue>(engine(), std::move(jobs), options);
    connect(m_queue.get(), &BulkQueue::rowChanged, this, &ManyCommand::rowChanged);
    connect(m_queue.get(), &BulkQueue::stateChanged, this, [this] {
        const QString pause = m_queue->pauseSentence();
        if (!pause.isEmpty() && pause != m_said)
            output().sentence(pause);
        m_said = pause;
    });
    connect(m_queue.get(), &BulkQueue::settled, this, [this] {
        if (m_call.wait)
            waitForAll();
        else
            end();
    });
    m_queue->start();
}

/// In the order they were named: a row that is finished early waits for those before it.
void ManyCommand::rowChanged()
{
    using RowState = BulkQueue::RowState;
    const auto &rows = m_queue->rows();
    while (m_printed < rows.size() &&
           (rows[m_printed].state == RowState::Finished || rows[m_printed].state == RowState::NotSent))
        report(rows[m_printed++]);
    const int left = m_queue->count(RowState::Waiting) + m_queue->count(RowState::Sending);
    if (left > 0)
        output().progress(m_queue->size() - left, m_queue->size());
}

void ManyCommand::report(const BulkQueue::Row &row)
{
    const Exit exit = exitOf(row.report);
    QString sentence = row.report.sentence;
    const bool ended = row.report.after && !domain::isOpen(row.report.after->state);
    if (m_call.action == domain::Action::SetErred && !m_call.force && !row.report.sent && !row.report.error && ended)
        sentence += QLatin1Char(' ') + tr("--force overwrites it.");
    m_exit = std::max(m_exit, exit);
    const domain::Uuid made = row.report.after && isCreate() ? row.report.after->uuid : domain::Uuid();
    const QString named = isCreate() ? row.job.before.offering.toString() : row.job.before.uuid.toString();
    const QString uuid = !isCreate() ? named : made.isNil() ? QStringLiteral("-") : made.toString();
    if (!made.isNil())
        m_made.push_back(made);
    const QString word = domain::outcomeWord(row.report.outcome);
    output().data((uuid + u'\t' + word + u'\t' + visibleText(sentence, Lines::One) + u'\n').toUtf8());
    output().flush();
    if (exit != Exit::Done)
        output().sentence(named + QStringLiteral(": ") + sentence);
}

void ManyCommand::waitForAll()
{
    auto *waiter = new EndWaiter(client(), m_made, m_call.wait->seconds, this);
    const auto tell = [this, waiter](const WaitEnd &end) {
        m_exit = std::max(m_exit, end.exit);
        if (!end.sentence.isEmpty())
            output().sentence(end.sentence);
        output().progress(qint64(m_made.size()) - waiter->openCount(), qint64(m_made.size()));
    };
    connect(waiter, &EndWaiter::ended, this, [tell](const domain::Request &row) { tell(endOf(row)); });
    connect(waiter, &EndWaiter::stillOpen, this, [tell](const domain::Request &row) { tell(endOf(row)); });
    connect(waiter, &EndWaiter::unreadable, this,
            [tell](const domain::Uuid &uuid, const api::ApiError &error, bool timeIsOver) {
                tell(endOfUnreadable(uuid, error, timeIsOver));
            });
    connect(waiter, &EndWaiter::finished, this, &ManyCommand::end);
    waiter->start();
}

void ManyCommand::end()
{
    emit finished(output().hasFailed() ? std::max(m_exit, Exit::Failed) : m_exit);
}

} // namespace waldesk::app
