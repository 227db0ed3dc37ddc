// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/archivestart.h"

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

// After that long, more has changed than lists would read.
constexpr domain::Duration LongestAway = domain::Duration::seconds(14LL * 24 * 3600);

/// On a quiet server the cursor is old, however often the changes were read since.
bool isLongAgo(const archive::KeptCoverage &kept)
{
    const domain::Timestamp followed = std::max(*kept.cursor, kept.followed.value_or(*kept.cursor));
    return domain::Timestamp::now() - followed > LongestAway;
}

} // namespace

ArchiveStart::ArchiveStart(ArchiveSync &sync, RequestFeed &feed, TriageFeed &triage, QObject *parent)
    : QObject(parent), m_sync(sync), m_feed(feed), m_triage(triage)
{
    connect(&m_sync, &ArchiveSync::opened, this, &ArchiveStart::opened);
    connect(&m_sync, &ArchiveSync::restored, this, &ArchiveStart::confirm);
    connect(&m_feed, &RequestFeed::walkedFrom, &m_sync, &ArchiveSync::setCreatedFrom);
    connect(&m_feed, &RequestFeed::walkedFrom, this, &ArchiveStart::noteWalked);
    connect(&m_triage, &TriageFeed::completed, this, [this] {
        m_sync.setErredFrom(m_triage.coveredFrom());
        noteWalked();
    });
    connect(&m_feed, &RequestFeed::keptRefused, &m_triage, &TriageFeed::refresh);
    connect(&m_feed, &RequestFeed::answered, &m_sync, &ArchiveSync::noteAnswer);
    connect(&m_triage, &TriageFeed::answered, &m_sync, &ArchiveSync::noteAnswer);
}

void ArchiveStart::start()
{
    m_feed.awaitKept();
    m_triage.awaitKept();
    m_sync.start();
}

void ArchiveStart::opened()
{
    if (m_sync.asOf().microseconds > 0)
        m_feed.setKeptAsOf(m_sync.asOf());
    const archive::KeptCoverage &kept = m_sync.kept();
    const bool covers = kept.createdFrom || kept.erredFrom;
    if (!m_readsChanges || !kept.cursor || !covers || isLongAgo(kept)) {
        release();
        return;
    }
    m_asked = true;
    emit changesWanted(*kept.cursor);
}

void ArchiveStart::changesRead(domain::Timestamp cursor)
{
    m_hasCursor = true;
    m_sync.setCursor(cursor);
    m_sync.noteAnswer();
    m_read = m_asked;
    confirm();
    m_feed.noteChangesRead();
}

void ArchiveStart::changesFailed()
{
    if ((m_asked && !m_read) || m_sync.awaitsPerson())
        release();
}

void ArchiveStart::setStartingPoint(std::function<std::optional<domain::Timestamp>()> point)
{
    m_startingPoint = std::move(point);
}

/// Without a cursor nothing that was walked would be covered for the next window. Once: what is walked later is newer,
/// and what was walked before is not.
void ArchiveStart::noteWalked()
{
    const auto point = m_hasCursor || !m_startingPoint ? std::nullopt : m_startingPoint();
    if (!point)
        return;
    m_hasCursor = true;
    m_sync.setCursor(*point);
}

/// Both are needed: what was kept, and what has changed since.
void ArchiveStart::confirm()
{
    if (!m_read || !m_sync.isRestored() || std::exchange(m_confirmed, true))
        return;
    const archive::KeptCoverage kept = m_sync.kept(); // nothing, when the file was lost meanwhile
    m_sync.confirm();
    emit confirmed(kept.createdFrom && kept.createdFrom->microseconds == archive::KeptCoverage::Everything);
    if (kept.createdFrom)
        m_feed.confirmKept(*kept.createdFrom);
    else
        m_feed.releaseKept();
    if (kept.erredFrom)
        m_triage.confirmKept(*kept.erredFrom);
    else
        m_triage.releaseKept();
}

void ArchiveStart::release()
{
    m_feed.releaseKept();
    m_triage.releaseKept();
    emit released();
}

} // namespace waldesk::workflows
