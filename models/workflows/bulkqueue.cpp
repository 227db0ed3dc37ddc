// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/bulkqueue.h"

#include "models/workflows/transitionverdict.h"

#include <QPointer>
#include <QSet>

#include <algorithm>

namespace waldesk::workflows
{
namespace
{

using Kind = api::ApiError::Kind;

/// A row that alone makes the server fail must not stop the others for ever.
constexpr int MostTries = 3;

/// What the error says of the connection, not of the row.
bool isOfConnection(const api::ApiError &error)
{
    return error.kind == Kind::Auth || error.kind == Kind::RateLimited || error.kind == Kind::Network ||
           error.kind == Kind::Timeout || error.kind == Kind::Tls || error.kind == Kind::Server ||
           (error.kind == Kind::Protocol && error.status != 404) || error.fromGateway;
}

/// Such an error may be this row's alone: a traceback that is too large for a proxy, a bug of the server.
bool mayBeOfRow(const api::ApiError &error)
{
    return error.kind == Kind::Server || error.kind == Kind::Timeout || error.kind == Kind::Protocol;
}

bool wasNotSent(const BulkQueue::Report &report)
{
    return !report.sent && report.outcome == domain::WriteOutcome::Failed;
}

} // namespace

BulkQueue::BulkQueue(Write write, std::vector<Job> jobs, Options options, QObject *parent)
    : QObject(parent), m_write(std::move(write)), m_options(std::move(options))
{
    QSet<domain::Uuid> known;
    for (Job &job : jobs) {
        const domain::Uuid &key = isCreate(job.action) ? job.before.offering : job.before.uuid;
        if (known.contains(key))
            continue;
        known.insert(key);
        m_rows.push_back({std::move(job)});
    }
    m_options.atOnce = std::max(1, m_options.atOnce);
    m_wait.setSingleShot(true);
    m_spread.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, &BulkQueue::retryNow);
    connect(&m_spread, &QTimer::timeout, this, &BulkQueue::fill);
}

void BulkQueue::start()
{
    if (m_state != State::Ready)
        return;
    m_state = State::Running;
    // Later: who starts it connects first, and an empty one is finished later as well.
    QTimer::singleShot(0, this, [this] { update(); });
}

void BulkQueue::pause()
{
    if (std::exchange(m_pausedByPerson, true))
        return;
    update();
}

void BulkQueue::resume()
{
    m_pausedByPerson = false;
    retryNow();
}

void BulkQueue::cancel()
{
    m_cancelled = true;
    giveUp(tr("Not sent: stopped before its turn."), {});
}

void BulkQueue::hold(const QString &sentence)
{
    m_hold = sentence;
    update();
}

void BulkQueue::release()
{
    if (std::exchange(m_hold, QString()).isEmpty())
        return;
    update();
}

void BulkQueue::retryNow()
{
    m_wait.stop();
    m_trouble.reset(); // the next row that is begun is read first, and tells whether it is over
    update();
}

bool BulkQueue::mayBegin() const
{
    return m_state != State::Ready && !m_cancelled && !m_pausedByPerson && m_hold.isEmpty() && !m_trouble;
}

/// The state as it follows from everything else; says what has changed and goes on where that is allowed.
void BulkQueue::update()
{
    if (m_state == State::Ready || m_saidSettled)
        return;
    const QPointer<BulkQueue> alive(this);
    const bool busy = count(RowState::Waiting) > 0 || count(RowState::Sending) > 0;
    m_state = !busy ? State::Finished : mayBegin() || m_cancelled ? State::Running : State::Paused;
    emit stateChanged();
    if (!alive)
        return;
    if (m_state == State::Finished) {
        m_wait.stop();
        if (!std::exchange(m_saidFinished, true))
            emit finished();
        if (alive && isSettled() && !std::exchange(m_saidSettled, true))
            emit settled();
        return;
    }
    fill();
}

void BulkQueue::fill()
{
    if (m_filling)
        return;
    const QPointer<BulkQueue> alive(this);
    m_filling = true;
    int sending = count(RowState::Sending);
    for (size_t i = 0; alive && i < m_rows.size() && sending < m_options.atOnce && mayBegin(); ++i) {
        if (m_rows[i].state != RowState::Waiting)
            continue;
        const qint64 left = m_sinceStart.isValid() ? m_options.spreadMs - m_sinceStart.elapsed() : 0;
        if (left > 0) {
            m_spread.start(static_cast<int>(left));
            break;
        }
        begin(i);
        if (alive)
            sending = count(RowState::Sending);
    }
    if (!alive)
        return;
    m_filling = false;
    if (count(RowState::Waiting) == 0 && count(RowState::Sending) == 0 && m_state != State::Finished)
        update();
}

void BulkQueue::begin(size_t at)
{
    const QPointer<BulkQueue> alive(this);
    m_rows[at].state = RowState::Sending;
    m_sinceStart.start();
    Handlers handlers;
    handlers.unsettled = [alive, at](const Report &report) {
        if (alive)
            alive->rowUnsettled(at, report);
    };
    handlers.finished = [alive, at](const Report &report) {
        if (alive)
            alive->rowFinished(at, report);
    };
    const bool begun = m_write(m_rows[at].job, std::move(handlers));
    if (!alive)
        return;
    if (!begun) {
        Row &row = m_rows[at];
        row.state = RowState::Finished;
        row.report.outcome = domain::WriteOutcome::Failed;
        row.report.sentence = row.job.resource ? tr("Not sent: another change of this resource is under way.")
                                               : tr("Not sent: another change of this request is under way.");
    }
    emit rowChanged(static_cast<int>(at));
}

void BulkQueue::rowUnsettled(size_t at, const Report &report)
{
    const QPointer<BulkQueue> alive(this);
    m_rows[at].state = RowState::Unsettled;
    m_rows[at].report = report;
    emit rowChanged(static_cast<int>(at));
    if (alive)
        update();
}

void BulkQueue::rowFinished(size_t at, const Report &report)
{
    const QPointer<BulkQueue> alive(this);
    Row &row = m_rows[at];
    const bool wasWatched = row.state == RowState::Unsettled;
    const bool ofConnection = report.error && isOfConnection(*report.error);
    const bool again =
        !m_cancelled && wasNotSent(report) && ofConnection && (!mayBeOfRow(*report.error) || ++row.tries < MostTries);
    row.report = report;
    row.state = again ? RowState::Waiting : RowState::Finished;
    if (m_cancelled && wasNotSent(report) && ofConnection)
        row.state = RowState::NotSent;
    const bool saysStop = !wasWatched && ofConnection &&
                          (again || report.error->kind == Kind::Auth || report.error->kind == Kind::RateLimited);
    if (!ofConnection)
        m_failures = 0;
    emit rowChanged(static_cast<int>(at));
    if (!alive)
        return;
    if (saysStop)
        trouble(*report.error);
    else
        update();
}

void BulkQueue::trouble(const api::ApiError &error)
{
    if (m_cancelled) {
        update();
        return;
    }
    if (m_trouble) { // its neighbour said it already
        update();
        return;
    }
    if (m_failures++ == 0)
        m_troubleSince.start();
    m_trouble = error;
    const bool isSignIn = error.kind == Kind::Auth;
    if (isSignIn && m_options.endsAtSignIn) {
        giveUp(tr("Not sent. %1").arg(error.sentence), error);
        return;
    }
    if (m_options.patienceMs >= 0 && m_troubleSince.elapsed() >= m_options.patienceMs) {
        giveUp(tr("Not sent. %1").arg(error.sentence), error);
        return;
    }
    if (!isSignIn) {
        qint64 wait = m_options.delay(m_failures, error.retryAfter).microseconds / 1000;
        if (m_options.patienceMs >= 0)
            wait = std::min(wait, std::max<qint64>(0, m_options.patienceMs - m_troubleSince.elapsed()));
        m_wait.start(static_cast<int>(std::max<qint64>(0, wait)));
    }
    update();
}

void BulkQueue::giveUp(const QString &sentence, const std::optional<api::ApiError> &error)
{
    const QPointer<BulkQueue> alive(this);
    m_cancelled = true;
    m_wait.stop();
    m_spread.stop();
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].state != RowState::Waiting)
            continue;
        m_rows[i].state = RowState::NotSent;
        m_rows[i].report = {};
        m_rows[i].report.outcome = domain::WriteOutcome::Failed;
        m_rows[i].report.sentence = sentence;
        m_rows[i].report.error = error;
        emit rowChanged(static_cast<int>(i));
        if (!alive)
            return;
    }
    update();
}

QString BulkQueue::pauseSentence() const
{
    if (m_state != State::Paused)
        return {};
    if (!m_hold.isEmpty())
        return m_hold;
    if (m_trouble && m_trouble->kind == Kind::Auth)
        return tr("Paused: %1 It goes on after you have pasted a new token.").arg(m_trouble->sentence);
    if (m_pausedByPerson)
        return tr("Paused by you. What was sent stays sent; Go on sends the rest.");
    if (m_trouble)
        return tr("Paused: %1 It goes on by itself.").arg(m_trouble->sentence);
    return {};
}

std::optional<QDateTime> BulkQueue::nextTry() const
{
    if (!m_wait.isActive())
        return std::nullopt;
    return QDateTime::currentDateTimeUtc().addMSecs(m_wait.remainingTime());
}

int BulkQueue::count(RowState state) const
{
    return static_cast<int>(std::ranges::count(m_rows, state, &Row::state));
}

int BulkQueue::count(domain::WriteOutcome outcome) const
{
    return static_cast<int>(std::ranges::count_if(m_rows, [outcome](const Row &row) {
        return row.state == RowState::Finished && row.report.outcome == outcome;
    }));
}

bool BulkQueue::isSettled() const
{
    return m_state == State::Finished && count(RowState::Unsettled) == 0;
}

bool BulkQueue::wasNeverSent(const Row &row)
{
    if (row.state != RowState::Finished)
        return row.state == RowState::NotSent || row.state == RowState::Waiting;
    // A definite no because of the token or of too many requests: nothing was carried out.
    const bool refusedForNow = row.report.error && row.report.outcome == domain::WriteOutcome::Refused &&
                               (row.report.error->status == 401 || row.report.error->status == 429);
    return wasNotSent(row.report) || refusedForNow;
}

std::vector<domain::BackendResource> BulkQueue::resourcesNeverSent() const
{
    std::vector<domain::BackendResource> resources;
    for (const Row &row : m_rows) {
        if (wasNeverSent(row) && row.job.resource)
            resources.push_back(*row.job.resource);
    }
    return resources;
}

std::vector<domain::Request> BulkQueue::neverSent() const
{
    std::vector<domain::Request> rows;
    for (const Row &row : m_rows) {
        if (wasNeverSent(row))
            rows.push_back(row.report.after.value_or(row.job.before));
    }
    return rows;
}

} // namespace waldesk::workflows
