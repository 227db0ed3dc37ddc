// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/archivesync.h"
#include "models/workflows/requestfeed.h"
#include "models/workflows/triagefeed.h"

#include <QObject>

#include <functional>
#include <optional>

namespace waldesk::workflows
{

/// How a window opens on what an earlier one saw: the lists show what is kept at once, as of the last answer. Where
/// somebody reads changes, only what has changed since is asked for, and what was covered then is covered now; else, or
/// when that fails or no window has read the changes for two weeks, each list is read as ever: more may have changed
/// than lists read. A server on which nothing changed for months is no reason. Tells the archive what this window has
/// covered. Owned by the connection; its collaborators outlive it.
class ArchiveStart : public QObject
{
    Q_OBJECT
public:
    ArchiveStart(ArchiveSync &sync, RequestFeed &feed, TriageFeed &triage, QObject *parent = nullptr);

    /// Before start(): changesWanted() is answered by changesRead() or changesFailed().
    void setReadsChanges(bool reads) { m_readsChanges = reads; }
    /// Where changes will be read from, for a window that is closed before it has read any: what its lists have walked
    /// is as new as that. nullopt: nothing is known yet.
    void setStartingPoint(std::function<std::optional<domain::Timestamp>()> point);
    void start(); ///< before the first query of the feeds

    /// Every change up to this `modified` is in the store; again after each later reading.
    void changesRead(domain::Timestamp cursor);
    /// The server does not answer: each list asks by itself. The changes may still be read later.
    void changesFailed();

signals:
    void changesWanted(waldesk::domain::Timestamp since); ///< of any request, by `modified`
    /// What was covered then is covered now; all: every request of the server is in the store.
    void confirmed(bool all);
    void released(); ///< what is kept may be older than the server's; may come twice

private:
    void opened();
    void confirm();
    void noteWalked();
    void release();

    ArchiveSync &m_sync;
    RequestFeed &m_feed;
    TriageFeed &m_triage;
    std::function<std::optional<domain::Timestamp>()> m_startingPoint;
    bool m_hasCursor = false; ///< of the changes that were read, or the starting point
    bool m_readsChanges = false;
    bool m_asked = false; ///< for the changes since kept().cursor
    bool m_read = false;  ///< they are in the store
    bool m_confirmed = false;
};

} // namespace waldesk::workflows
