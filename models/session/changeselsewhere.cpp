// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/changeselsewhere.h"

#include <algorithm>
#include <utility>

namespace waldesk::session
{
namespace
{

/// A write may show on the row some time before or after its line says so.
constexpr domain::Duration Slack = domain::Duration::seconds(60);
/// How old an answer may be when it arrives.
constexpr domain::Duration OnTheWay = domain::Duration::seconds(10);

} // namespace

ChangesElsewhere::ChangesElsewhere(tables::RequestStore &store, const PendingTransitions &pending, JournalLines &lines,
                                   const Clock &clock, QObject *parent)
    : QObject(parent), m_store(store), m_pending(pending), m_lines(lines), m_clock(clock)
{
    connect(&lines, &JournalLines::read, this, [this](const std::vector<archive::JournalEntry> &entries) {
        for (const archive::JournalEntry &line : entries)
            m_written[line.request] = line.time;
    });
    connect(&store, &tables::RequestStore::merged, this, &ChangesElsewhere::take);
    connect(&store, &tables::RequestStore::cleared, this, [this] {
        m_readAt.clear();
        m_changes.clear();
        m_candidates.clear();
    });
    // What a write found is merged before its end is told.
    connect(&pending, &PendingTransitions::changed, this, [this](const domain::Uuid &row) {
        if (m_pending.isPending(row))
            m_active.insert(row);
        else
            m_active.remove(row);
    });
}

std::optional<ChangesElsewhere::Change> ChangesElsewhere::find(const domain::Uuid &row) const
{
    const auto found = m_changes.constFind(row);
    return found == m_changes.constEnd() ? std::nullopt : std::optional(*found);
}

void ChangesElsewhere::noteRows(const std::vector<tables::RowIndex> &rows)
{
    const qint64 now = m_clock.now().microseconds;
    if (m_readAt.size() < m_store.size())
        m_readAt.resize(m_store.size(), 0);
    for (const tables::RowIndex row : rows)
        m_readAt[row] = now;
}

void ChangesElsewhere::noteReading(const tables::RowScope &rows)
{
    noteRows(rows.rows().without({}));
}

void ChangesElsewhere::noteReadingOfAll()
{
    m_allReadAt = m_clock.now().microseconds;
}

void ChangesElsewhere::take(const tables::RequestStore::Merged &merged)
{
    const domain::Timestamp now = m_clock.now();
    for (size_t i = 0; i < merged.changed.size(); ++i) {
        const tables::RowIndex index = merged.changed[i];
        const tables::PackedRow &row = m_store.row(index);
        const domain::State before = i < merged.before.size() ? merged.before[i] : domain::State::Unknown;
        if (before == domain::State::Unknown || before == row.state)
            continue;
        if (m_active.contains(row.uuid)) {
            m_changes.remove(row.uuid); // what stands there now is from here
            continue;
        }
        Change change{before, row.state, {}, now};
        const qint64 own = index < m_readAt.size() ? m_readAt[index] : 0;
        const qint64 readAt = own > 0 ? std::max(own, m_allReadAt) : 0;
        // A row that was kept from an earlier run was not read from the server when it was put into the store. An
        // answer may also be a little older than its arrival.
        if (readAt > 0 && row.modified >= readAt - OnTheWay.microseconds)
            change.after = domain::Timestamp{std::min(readAt, row.modified)};
        m_candidates.push_back({row.uuid, change, domain::Timestamp::now()});
    }
    noteRows(merged.all);
    ask();
}

/// Of the journal: another process may have written.
void ChangesElsewhere::ask()
{
    if (m_candidates.empty() || std::exchange(m_asking, true))
        return;
    m_lines.refresh(this, [this] {
        m_asking = false;
        judge();
    });
}

void ChangesElsewhere::judge()
{
    const std::vector<Candidate> candidates = std::exchange(m_candidates, {});
    std::vector<domain::Uuid> told;
    for (const Candidate &each : candidates) {
        const domain::Duration span = each.change.after ? each.change.until - *each.change.after : domain::Duration();
        const auto written = m_written.constFind(each.row);
        if (written != m_written.constEnd() && *written >= each.found - span - Slack) {
            m_changes.remove(each.row);
            continue;
        }
        m_changes.insert(each.row, each.change);
        told.push_back(each.row);
    }
    for (const domain::Uuid &row : told)
        emit noted(row);
}

} // namespace waldesk::session
