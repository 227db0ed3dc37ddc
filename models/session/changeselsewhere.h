// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/clock.h"
#include "models/session/journallines.h"
#include "models/session/pendingtransitions.h"
#include "models/tables/requeststore.h"
#include "models/tables/rowscope.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <memory>
#include <optional>
#include <vector>

namespace waldesk::session
{

/// Which rows changed their state without a write from this machine, and between which two readings. The server keeps
/// no trace of who did it; that it was not done from here is what can be told. A write of another process on this
/// machine counts as from here: its line is in the journal. Times are by the server's clock. Owned by the connection,
/// lost with it.
class ChangesElsewhere : public QObject
{
    Q_OBJECT
public:
    struct Change {
        domain::State from = domain::State::Unknown;
        domain::State to = domain::State::Unknown;
        std::optional<domain::Timestamp> after; ///< the row still was in `from`; none: it is not known since when
        domain::Timestamp until;                ///< the row was found in `to`
        friend bool operator==(const Change &, const Change &) = default;
    };

    ChangesElsewhere(tables::RequestStore &store, const PendingTransitions &pending, JournalLines &lines,
                     const Clock &clock, QObject *parent = nullptr);

    /// The newest change of the row that was not from here.
    [[nodiscard]] std::optional<Change> find(const domain::Uuid &row) const;
    /// These rows were read again, and what changed of them was merged before.
    void noteReading(const tables::RowScope &rows);
    /// The same for every row that is known: all that changed was read.
    void noteReadingOfAll();

signals:
    void noted(const waldesk::domain::Uuid &row);

private:
    struct Candidate {
        domain::Uuid row;
        Change change;
        domain::Timestamp found; ///< by this machine's clock, as the journal's lines are
    };

    void take(const tables::RequestStore::Merged &merged);
    void noteRows(const std::vector<tables::RowIndex> &rows);
    void ask();
    void judge();

    tables::RequestStore &m_store;
    const PendingTransitions &m_pending;
    JournalLines &m_lines;
    const Clock &m_clock;
    std::vector<qint64> m_readAt;                     ///< of each row of the store, in microseconds; 0: never
    qint64 m_allReadAt = 0;                           ///< the same for all rows together
    QSet<domain::Uuid> m_active;                      ///< a write of this window is under way, or its end is being told
    QHash<domain::Uuid, domain::Timestamp> m_written; ///< the newest line of the journal about the row
    std::vector<Candidate> m_candidates;
    QHash<domain::Uuid, Change> m_changes;
    bool m_asking = false;
};

} // namespace waldesk::session
