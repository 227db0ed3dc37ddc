// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/journallines.h"
#include "models/tables/requeststore.h"
#include "models/workflows/liveevent.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <functional>

namespace waldesk::session
{

/// Which request was asked for again as which: the chain old -> new, from the journal of this machine and from what
/// this window asks for. What is asked for from this machine while the window is open, by this window or by another
/// process, is watched to its end, whoever reads the row. Owned by the connection.
class AskedAgain : public QObject
{
    Q_OBJECT
public:
    /// server: as it stands in the journal; lines of other servers are left alone.
    AskedAgain(const JournalLines &lines, tables::RequestStore &store, QString server, QObject *parent = nullptr);

    /// Asked for just now; from may be nil. It is watched.
    void note(const domain::Uuid &from, const domain::Request &created);

    [[nodiscard]] domain::Uuid next(const domain::Uuid &row) const;     ///< the newest it was asked again as; nil: none
    [[nodiscard]] domain::Uuid previous(const domain::Uuid &row) const; ///< what it was asked again from; nil: nothing
    [[nodiscard]] bool isWatching() const { return !m_watched.isEmpty(); }
    /// When the watched row ended, in the server's time.
    void setClock(std::function<domain::Timestamp()> clock) { m_clock = std::move(clock); }

signals:
    void changed();
    void watching();                                        ///< one more
    void ended(const waldesk::workflows::LiveEvent &event); ///< kind Ended, or Gone

private:
    using Watched = QHash<domain::Uuid, domain::State>; ///< and the state they were last known in

    void take(const std::vector<archive::JournalEntry> &lines, bool first);
    void link(const domain::Uuid &from, const domain::Uuid &as);
    void watch(const domain::Uuid &created);
    void look(const std::vector<tables::RowIndex> &rows);
    void noteGone(const std::vector<tables::RowIndex> &rows);
    /// What is told of the end of a watched row, which is watched no longer.
    [[nodiscard]] workflows::LiveEvent takeEnd(workflows::LiveEvent::Kind kind, tables::RowIndex index,
                                               Watched::iterator of);

    tables::RequestStore &m_store;
    QString m_server;
    std::function<domain::Timestamp()> m_clock = &domain::Timestamp::now;
    QHash<domain::Uuid, domain::Uuid> m_next;
    QHash<domain::Uuid, domain::Uuid> m_previous;
    Watched m_watched;
    QSet<domain::Uuid> m_known; ///< that are watched or were: each is once
};

} // namespace waldesk::session
