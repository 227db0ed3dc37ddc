// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/bulkwrites.h"

#include "models/workflows/transitionverdict.h"

#include <QSettings>
#include <QUuid>

#include <algorithm>

namespace waldesk::session
{

namespace
{

const QString AtOnceKey = QStringLiteral("run/atOnce");

} // namespace

using workflows::BulkFate;
using workflows::BulkQueue;

int BulkWrites::Leftover::count(BulkFate::Kind kind) const
{
    return static_cast<int>(std::ranges::count(fates, kind, &BulkFate::kind));
}

std::vector<domain::Request> BulkWrites::Leftover::neverSent() const
{
    std::vector<domain::Request> rows;
    for (const BulkFate &fate : fates) {
        if (fate.kind == BulkFate::Kind::NeverSent)
            rows.push_back(fate.row.request);
    }
    return rows;
}

std::vector<domain::BackendResource> BulkWrites::Leftover::resourcesNeverSent() const
{
    std::vector<domain::BackendResource> resources;
    for (const BulkFate &fate : fates) {
        if (fate.kind == BulkFate::Kind::NeverSent && fate.row.resource)
            resources.push_back(*fate.row.resource);
    }
    return resources;
}

BulkWrites::BulkWrites(api::WaldurClient &client, archive::Journal &journal, PendingTransitions &pending,
                       Session &session, const QString &folder, QObject *parent)
    : QObject(parent), m_client(client), m_journal(journal), m_pending(pending), m_session(session), m_folder(folder),
      m_follower(client), m_unsettled(client, journal, client.connection().root.toString())
{
    connect(&m_session, &Session::lockChanged, this, &BulkWrites::updateLock);
    // Later: the answer that told it is being handled.
    connect(
        &m_session, &Session::cameBack, this,
        [this] {
            if (m_queue && m_session.connectionState().maySend())
                m_queue->retryNow();
        },
        Qt::QueuedConnection);
    connect(&m_follower, &workflows::RequestFollower::rowRead, &m_pending, &PendingTransitions::mergeRow);
    connect(&m_follower, &workflows::RequestFollower::ended, this, &BulkWrites::changed);
    connect(&m_follower, &workflows::RequestFollower::allEnded, this,
            [this] { emit askedAgainEnded(m_follower.doneCount(), m_follower.erredCount(), m_follower.goneCount()); });
    // After it: two that add lines for the same write would tell it twice.
    connect(&m_pending, &PendingTransitions::earlierSettled, this, &BulkWrites::lookForLeftovers);
    connect(&m_unsettled, &workflows::UnsettledWrites::rowRead, &m_pending, &PendingTransitions::mergeRow);
    connect(&m_unsettled, &workflows::UnsettledWrites::finished, this, &BulkWrites::readFates);
}

bool BulkWrites::isRunning() const
{
    return m_starting || (m_queue && m_queue->state() != BulkQueue::State::Finished);
}

BulkWrites::Settings BulkWrites::readSettings(const QString &settingsFile)
{
    Settings settings;
    if (settingsFile.isEmpty())
        return settings;
    const QSettings file(settingsFile, QSettings::IniFormat);
    const auto number = [&file](const QString &key, int least, int most, int usual) {
        bool isNumber = false;
        const int value = file.value(key).toInt(&isNumber);
        return isNumber && value >= least && value <= most ? value : usual;
    };
    settings.atOnce = number(AtOnceKey, 1, MostAtOnce, settings.atOnce);
    settings.askAgainSpreadMs = number(QStringLiteral("run/askAgainSpreadMs"), 0, 60'000, settings.askAgainSpreadMs);
    return settings;
}

void BulkWrites::keepAtOnce(const QString &settingsFile, int atOnce)
{
    if (!settingsFile.isEmpty())
        QSettings(settingsFile, QSettings::IniFormat).setValue(AtOnceKey, atOnce);
}

std::unique_ptr<workflows::BulkPlan> BulkWrites::makePlan(domain::Action action,
                                                          std::vector<domain::Request> rows) const
{
    workflows::BulkPlan::Input input;
    input.action = action;
    input.rows = std::move(rows);
    return planOf(std::move(input));
}

std::unique_ptr<workflows::BulkPlan> BulkWrites::makeResourcePlan(domain::Action action,
                                                                  std::vector<domain::BackendResource> resources) const
{
    workflows::BulkPlan::Input input;
    input.action = action;
    input.resources = std::move(resources);
    return planOf(std::move(input));
}

std::unique_ptr<workflows::BulkPlan> BulkWrites::planOf(workflows::BulkPlan::Input input) const
{
    const auto mayOn = [this](const domain::Request &row) {
        domain::Capabilities may = m_session.capabilities(row, m_pending.isPending(row.uuid));
        // These hold for the run, not for a row: the page says them beside its button.
        may.locked = false;
        may.offline = false;
        return may;
    };
    return std::make_unique<workflows::BulkPlan>(m_client, std::move(input), mayOn);
}

bool BulkWrites::run(Order order)
{
    if (isRunning() || order.jobs.empty())
        return false;
    m_starting = true;
    m_parking = false;
    m_isParked = false;
    m_order = std::move(order);
    m_id = QUuid::createUuid().toString(QUuid::Id128);
    archive::BulkRecord record;
    record.id = m_id;
    record.time = domain::Timestamp::now();
    record.server = m_client.connection().root.toString();
    record.user = m_session.person().username;
    record.action = m_order.action;
    record.reason = m_order.reason;
    record.ticket = m_order.ticket;
    for (Queue::Job &job : m_order.jobs) {
        job.bulk = m_id;
        record.rows.push_back({job.before, job.text, job.resource, job.plan});
    }
    m_folder.save(record, this, [this](const archive::BulkFolder::Saved &saved) {
        if (saved) {
            start();
            return;
        }
        m_starting = false;
        emit failed(tr("Nothing was sent. %1").arg(saved.error()));
    });
    return true;
}

void BulkWrites::start()
{
    BulkQueue::Options options;
    options.atOnce = m_settings.atOnce;
    const bool creates = workflows::isCreate(m_order.action);
    options.spreadMs = creates ? m_settings.askAgainSpreadMs : 0;
    const auto write = [this, creates](Queue::Job job, Queue::Handlers handlers) {
        if (creates) {
            handlers.finished = [this, last = std::move(handlers.finished)](const Queue::Report &report) {
                askAgainWas(report);
                last(report);
            };
        }
        return m_pending.run(std::move(job), std::move(handlers));
    };
    if (m_queue)
        m_queue.release()->deleteLater();
    m_queue = std::make_unique<Queue>(write, m_order.jobs, options);
    m_starting = false;
    connect(m_queue.get(), &Queue::rowChanged, this, &BulkWrites::changed);
    connect(m_queue.get(), &Queue::stateChanged, this, [this] {
        if (m_queue->state() == Queue::State::Running)
            m_isParked = false;
        emit changed();
    });
    connect(m_queue.get(), &Queue::rowChanged, this, &BulkWrites::noteParked, Qt::QueuedConnection);
    connect(m_queue.get(), &Queue::finished, this, &BulkWrites::queueFinished);
    updateLock();
    m_queue->start();
    emit begun();
    if (m_parking)
        park();
}

void BulkWrites::queueFinished()
{
    // Rows that are still unknown stand so in the journal: the next start looks at them by that.
    m_folder.remove(m_id);
    emit changed();
    emit finished();
    noteParked();
}

void BulkWrites::askAgainWas(const PendingTransitions::Runner::Report &report)
{
    if (report.outcome == domain::WriteOutcome::Done && report.after)
        m_follower.add(report.after->uuid);
}

void BulkWrites::updateLock()
{
    if (!m_queue)
        return;
    if (m_session.isLocked())
        m_queue->hold(tr("Paused: the profile is locked. It goes on when you unlock writing."));
    else
        m_queue->release();
}

void BulkWrites::park()
{
    m_parking = true;
    if (m_starting)
        return;
    if (isRunning())
        m_queue->pause();
    // Later, always: who parks it waits for the word.
    QMetaObject::invokeMethod(this, &BulkWrites::noteParked, Qt::QueuedConnection);
}

void BulkWrites::noteParked()
{
    if (!m_parking || (isRunning() && m_queue->count(Queue::RowState::Sending) > 0))
        return;
    m_parking = false;
    m_isParked = true;
    emit parked();
}

void BulkWrites::lookForLeftovers()
{
    m_folder.takeAbandoned(this, [this](const std::vector<archive::BulkRecord> &records) {
        const QString server = m_client.connection().root.toString();
        QSet<QString> runs;
        for (const archive::BulkRecord &record : records) {
            if (record.server != server) {
                // Each start of the demo is another server, with requests of its own.
                if (m_session.profile().environment == Environment::Demo)
                    m_folder.remove(record.id);
                continue;
            }
            m_abandoned.push_back(record);
            runs.insert(record.id);
        }
        if (m_abandoned.empty())
            return;
        m_unsettled.setAbandonedRuns(runs);
        m_unsettled.settle();
    });
}

void BulkWrites::readFates()
{
    m_journal.read(this, [this](const archive::Journal::Contents &contents) {
        for (const archive::BulkRecord &record : m_abandoned)
            m_leftovers.push_back({record, workflows::fatesOf(record, contents.entries)});
        m_abandoned.clear();
        emit leftoversChanged();
    });
}

void BulkWrites::dropLeftover(const QString &id)
{
    m_folder.remove(id);
    std::erase_if(m_leftovers, [&id](const Leftover &each) { return each.record.id == id; });
    emit leftoversChanged();
}

} // namespace waldesk::session
