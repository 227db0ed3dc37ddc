// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journal.h"
#include "models/tables/requeststore.h"
#include "models/workflows/liveevent.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <functional>

namespace waldesk::session
{

/// Which request was asked for again as which: the chain old -> new, from the journal of this machine and from what
/// this window asks for. What was asked for in this window is watched to its end, whoever reads the row. Owned by the
/// connection.
class AskedAgain : public QObject
{
    Q_OBJECT
public:
    /// server: as it stands in the journal; lines of other servers are left alone.
    AskedAgain(archive::Journal &journal, tables::RequestStore &store, QString server, QObject *parent = nullptr);

    void load(); ///< the journal's chain; changed() follows
    /// Asked for just now; from may be nil. It is watched.
    void note(const domain::Uuid &from, const domain::Request &created);

    [[nodiscard]] domain::Uuid next(const domain::Uuid &row) const;     ///< the newest it was asked again as; nil: none
    [[nodiscard]] domain::Uuid previous(const domain::Uuid &row) const; ///< what it was asked again from; nil: nothing
    [[nodiscard]] bool isWatching() const { return !m_watched.isEmpty(); }
    /// When the watched row ended, in the server's time.
    void setClock(std::function<domain::Timestamp()> clock) { m_clock = std::move(clock); }

signals:
    void changed();
    void ended(const waldesk::workflows::LiveEvent &event); ///< kind Ended, or Gone

private:
    void take(const archive::Journal::Contents &contents);
    void look(const std::vector<tables::RowIndex> &rows);
    void noteGone(const std::vector<tables::RowIndex> &rows);

    archive::Journal &m_journal;
    tables::RequestStore &m_store;
    QString m_server;
    std::function<domain::Timestamp()> m_clock = &domain::Timestamp::now;
    QHash<domain::Uuid, domain::Uuid> m_next;
    QHash<domain::Uuid, domain::Uuid> m_previous;
    QHash<domain::Uuid, domain::State> m_watched; ///< and the state they were last known in
};

} // namespace waldesk::session
