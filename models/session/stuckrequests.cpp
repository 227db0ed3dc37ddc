// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/stuckrequests.h"

#include "models/domain/groupednumber.h"
#include "models/tables/rowset.h"

#include <QSettings>

#include <algorithm>
#include <utility>

namespace waldesk::session
{
namespace
{

constexpr int SoonMs = 100; ///< rows come in pages and in bursts
constexpr int TickMs = 30'000;

std::optional<int> positive(const QSettings &settings, const char *key)
{
    bool good = false;
    const int value = settings.value(QLatin1String(key)).toInt(&good);
    constexpr int Most = 1'000'000;
    return good && value > 0 && value <= Most ? std::optional(value) : std::nullopt;
}

} // namespace

StuckRequests::StuckRequests(api::WaldurClient &client, tables::RequestStore &store, Session &session,
                             const Clock &clock, QObject *parent)
    : QObject(parent), m_client(client), m_store(store), m_session(session), m_clock(clock), m_finder(client)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(SoonMs);
    connect(&m_soon, &QTimer::timeout, this, &StuckRequests::evaluate);
    m_tick.setInterval(TickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] { m_finder.setNow(now()); });
    connect(&m_store, &tables::RequestStore::merged, this, [this](const tables::RequestStore::Merged &change) {
        const bool isFresh = change.origin != tables::Origin::Kept;
        watch(change.added, isFresh);
        watch(change.changed, isFresh);
        if (std::ranges::any_of(change.before, domain::isOpen))
            evaluateSoon();
    });
    connect(&m_store, &tables::RequestStore::removed, this, [this](const std::vector<tables::RowIndex> &rows) {
        if (std::ranges::any_of(rows, [this](auto row) { return domain::isOpen(m_store.row(row).state); }))
            evaluateSoon();
    });
    connect(&m_store, &tables::RequestStore::cleared, this, &StuckRequests::evaluateSoon);
    connect(&m_finder, &workflows::StuckFinder::changed, this, [this] {
        m_count = static_cast<qint64>(m_finder.all().size());
        emit changed();
    });
    connect(&m_finder, &workflows::StuckFinder::settled, this, &StuckRequests::stateChanged);
    // Later: the answer that told it is being handled.
    connect(
        &m_session, &Session::cameBack, this,
        [this] {
            if (!m_started)
                return;
            if (m_error)
                start();
            m_finder.retry();
        },
        Qt::QueuedConnection);
}

StuckRequests::~StuckRequests() = default;

domain::StuckSettings StuckRequests::readSettings(const QSettings &settings)
{
    constexpr qint64 Minute = 60;
    domain::StuckSettings read;
    if (const auto minutes = positive(settings, "stuck/wait_minutes"))
        read.leastWait = domain::Duration::seconds(*minutes * Minute);
    if (const auto minutes = positive(settings, "stuck/work_minutes"))
        read.leastWork = domain::Duration::seconds(*minutes * Minute);
    if (const auto minutes = positive(settings, "stuck/silent_minutes"))
        read.silentAfter = domain::Duration::seconds(*minutes * Minute);
    if (const auto factor = positive(settings, "stuck/factor"))
        read.factor = *factor;
    return read;
}

void StuckRequests::setSettings(const domain::StuckSettings &settings)
{
    m_finder.setSettings(settings);
}

domain::Timestamp StuckRequests::now() const
{
    return m_clock.now();
}

void StuckRequests::setAttended(bool attended)
{
    m_finder.setNow(now());
    m_finder.setAttended(attended);
}

void StuckRequests::setMostRows(qint64 most)
{
    m_mostRows = most;
}

void StuckRequests::awaitKept()
{
    m_awaitsKept = true;
}

void StuckRequests::releaseKept()
{
    if (std::exchange(m_awaitsKept, false) && m_started)
        walk();
}

void StuckRequests::confirmKept()
{
    if (!std::exchange(m_awaitsKept, false))
        return; // read by itself already
    m_read = true;
    m_error.reset();
    if (m_started)
        evaluate();
    emit stateChanged();
}

void StuckRequests::start()
{
    m_started = true;
    m_tick.start();
    m_finder.setNow(now()); // a page may ask about agents before anything is read
    if (m_awaitsKept)
        emit stateChanged();
    else
        walk();
}

void StuckRequests::walk()
{
    if (m_walk)
        return;
    m_error.reset();
    m_walkBegan = now();
    domain::ListFilter filter;
    filter.states = {domain::State::Sent, domain::State::Processing};
    filter.order = domain::ListFilter::Order::OldestFirst;
    api::PageWalk::Options options;
    options.limit = m_mostRows;
    m_walk = new api::PageWalk(m_client, filter, options, this);
    connect(m_walk, &api::PageWalk::pageReady, this, [this](const api::Page &page) {
        m_session.noteAnswer();
        for (const domain::Request &row : page.rows)
            m_seen.insert(row.uuid);
        m_store.merge(page.rows);
    });
    connect(m_walk, &api::PageWalk::leftMeanwhile, this,
            [this](const std::vector<domain::Request> &rows) { m_store.merge(rows); });
    connect(m_walk, &api::PageWalk::stopped, this, [this] {
        m_read = true;
        m_remark = m_walk->sentence();
        if (m_remark.isEmpty() && m_walk->isComplete())
            m_whole = m_walkBegan;
        if (m_remark.isEmpty() && !m_walk->isComplete())
            m_remark = tr("Only the %1 oldest of %2 open requests are looked at.")
                           .arg(domain::groupedNumber(m_walk->seen()),
                                domain::groupedNumber(qMax(m_walk->total(), m_walk->seen())));
        walkEnded();
    });
    connect(m_walk, &api::PageWalk::failed, this, [this](const api::ApiError &error) {
        m_error = error;
        m_session.noteFailure(error);
        walkEnded();
    });
    m_walk->start();
    emit stateChanged();
}

void StuckRequests::walkEnded()
{
    std::exchange(m_walk, nullptr)->deleteLater();
    evaluate();
    emit stateChanged();
}

void StuckRequests::refresh()
{
    m_awaitsKept = false;
    walk();
    m_finder.refresh();
}

std::optional<workflows::StuckRequest> StuckRequests::find(const domain::Uuid &request) const
{
    const workflows::StuckRequest *found = m_finder.find(request);
    if (!found)
        return std::nullopt;
    workflows::StuckRequest shown = *found;
    shown.stuck = shown.stuck.at(now());
    return shown;
}

std::vector<workflows::StuckRequest> StuckRequests::all() const
{
    std::vector<workflows::StuckRequest> all = m_finder.all();
    const domain::Timestamp now = this->now();
    for (workflows::StuckRequest &each : all)
        each.stuck = each.stuck.at(now);
    return all;
}

bool StuckRequests::isSettled() const
{
    return (m_read || m_error) && !m_walk && !m_soon.isActive() && !m_finder.isBusy();
}

void StuckRequests::watch(const std::vector<tables::RowIndex> &rows, bool isFresh)
{
    for (const tables::RowIndex row : rows) {
        if (!domain::isOpen(m_store.row(row).state))
            continue;
        if (isFresh)
            m_seen.insert(m_store.row(row).uuid);
        evaluateSoon();
    }
}

/// A request that has ended never opens again: what was not among all open requests, and existed then, had ended.
bool StuckRequests::mayBeOpen(tables::RowIndex row) const
{
    constexpr qint64 Margin = 60'000'000; // of the clocks
    const tables::PackedRow &packed = m_store.row(row);
    return !m_whole || m_seen.contains(packed.uuid) || packed.created > m_whole->microseconds - Margin;
}

void StuckRequests::evaluateSoon()
{
    // Until the first reading ends nothing is known to be complete, and agents need not be asked twice.
    if (m_started && !m_walk && !m_awaitsKept && !m_soon.isActive())
        m_soon.start();
}

void StuckRequests::evaluate()
{
    m_soon.stop();
    std::vector<domain::OpenRequest> open;
    m_store.openRows().forEach([&](tables::RowIndex row) {
        if (mayBeOpen(row))
            open.push_back(domain::OpenRequest::of(m_store.request(row)));
    });
    m_openCount = static_cast<qint64>(open.size());
    m_finder.setRequests(std::move(open), now());
}

} // namespace waldesk::session
