// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/archive/journal.h"

#include <QObject>
#include <QSet>

#include <optional>
#include <vector>

namespace waldesk::workflows
{

/// Writes of this machine whose outcome the journal calls unknown: settle() looks at each row once more and adds a line
/// "settled" where its state tells more by now. What still is as it was before the write stays unknown. Owned by who
/// has the connection; one settle() at a time.
class UnsettledWrites : public QObject
{
    Q_OBJECT
public:
    /// A write with what the journal knows of it.
    struct Open {
        archive::JournalEntry before;
        std::optional<archive::JournalEntry> after; ///< none: the program ended before it could say
    };

    /// server: as it stands in the journal; lines of other servers are left alone.
    UnsettledWrites(api::WaldurClient &client, archive::Journal &journal, QString server, QObject *parent = nullptr);

    /// Runs of many writes whose process has ended: a write of theirs that has no second line is not under way.
    void setAbandonedRuns(QSet<QString> bulks) { m_abandoned = std::move(bulks); }
    /// finished() follows, later. row: only writes on this one.
    void settle(const std::optional<domain::Uuid> &row = {});

    /// Those of a server that may be looked at at that time, oldest first.
    [[nodiscard]] static std::vector<Open> openWrites(const std::vector<archive::JournalEntry> &entries,
                                                      const QString &server, domain::Timestamp now,
                                                      const QSet<QString> &abandonedRuns = {});

signals:
    void rowRead(const waldesk::domain::Request &request);
    void settled(const waldesk::archive::JournalEntry &line);
    void finished();

private:
    void next();
    void lookAtRow(const Open &open);
    void lookForNewRow(const Open &open);
    void lookAtResource(const Open &open);
    void lookForImported(const Open &open);
    void keepResource(const Open &open, const std::optional<domain::Uuid> &made, domain::WriteOutcome outcome,
                      const QString &sentence);
    [[nodiscard]] static archive::JournalEntry settledLine(const Open &open, domain::WriteOutcome outcome,
                                                           const QString &sentence);
    void keep(const Open &open, const domain::Request &row, domain::WriteOutcome outcome, const QString &sentence);

    api::WaldurClient &m_client;
    archive::Journal &m_journal;
    QString m_server;
    QSet<QString> m_abandoned;
    std::vector<Open> m_open; ///< newest last; taken from the end
    bool m_running = false;
};

} // namespace waldesk::workflows
