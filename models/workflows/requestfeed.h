// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/pagewalk.h"
#include "models/domain/query.h"
#include "models/tables/rowscope.h"

#include <QObject>

#include <array>
#include <memory>
#include <optional>
#include <span>

namespace waldesk::workflows
{

/// Loads the rows of one query into the store: the newest 2 000 by themselves, the rest by loadAll(). The first page is
/// handed on before the second is asked for. A new query drops what is under way; a failure keeps what came. Also
/// counts each state by HEAD for the state strip.
class RequestFeed : public QObject
{
    Q_OBJECT
public:
    enum class Phase : quint8 { Idle, Loading, Ready, Failed };
    Q_ENUM(Phase)

    RequestFeed(api::WaldurClient &client, tables::RequestStore &store, QObject *parent = nullptr);
    ~RequestFeed() override;

    void setAutomaticLimit(qint64 rows); ///< default 2 000

    // Rows of an earlier window (ArchiveSync). Until the server has answered for a list, it shows what is kept of it.
    /// Before the first query: rows from the archive are on their way, and lists are not walked before one of the next
    /// two is called.
    void awaitKept();
    void setKeptAsOf(domain::Timestamp time); ///< stands for lastSuccess() until there is one
    /// They are not as new as the server: each list is walked, and what the walk does not find leaves.
    void releaseKept();
    /// The store has every request created since then, and learns of each change by itself: a list that needs no others
    /// asks for nothing but its counts, one count where the whole list is here, and refresh() for what has changed.
    void confirmKept(domain::Timestamp createdFrom);
    /// After confirmKept(): the changes were read once more.
    void noteChangesRead();
    /// The list is one of before: the server has not answered for it.
    [[nodiscard]] bool showsKept() const;

    /// Before the list is given the same query. Starts over when the server's part or the named uuid differ from what
    /// is loaded; else keeps on (a filter that works here alone asks nothing of the server).
    void setQuery(const domain::SplitQuery &query);
    void loadAll();
    void cancel();  ///< stops loading; what came stays
    void refresh(); ///< F5: reads the same pages again and merges; also the counts
    void retry();   ///< after failed

    [[nodiscard]] Phase phase() const;
    /// The rows of the server's part of the query that the walk has covered. Rows that others merge join it where the
    /// walk has been; when a walk ends, what it did not find leaves.
    [[nodiscard]] const tables::RowScope &scope() const;
    [[nodiscard]] qint64 loaded() const;   ///< their number
    [[nodiscard]] qint64 total() const;    ///< as the server says, and what is known to have changed since; -1 unknown
    [[nodiscard]] bool isComplete() const; ///< every row that the server lists is here
    [[nodiscard]] const std::optional<api::ApiError> &error() const;
    [[nodiscard]] domain::Timestamp lastSuccess() const; ///< 0 before the first
    [[nodiscard]] bool hasAnswered() const;              ///< false: lastSuccess() is of an earlier window, or none
    /// Why the list may not be whole, and rows that could not be read: a sentence each.
    [[nodiscard]] QStringList skipped() const;
    /// Count of a state by the server under the query without its state filter; where the server has not counted and
    /// the list shows what is kept, the count of what is kept. -1 unknown. Index: domain::AllStates; the last is all
    /// states.
    [[nodiscard]] std::array<qint64, 5> stateCounts() const;
    [[nodiscard]] bool countsKept() const;        ///< stateCounts() are those of what is kept
    void noteCreated(const domain::Request &row); ///< by this window, after the server counted
    void countAgain();
    /// The server lists these now, as somebody else has read. Those that the walk covers join the list: to the store
    /// they may be no news.
    void noteListed(std::span<const tables::RowIndex> rows);
    /// What the server can be asked for so that every row it lists is here; nullopt: nothing so simple is.
    [[nodiscard]] std::optional<domain::ListFilter> coveredFilter() const;

signals:
    void phaseChanged();
    void progressed(); ///< loaded() or total() changed; ten times a second at most while pages stream in
    void countsChanged();
    void failed(const waldesk::api::ApiError &error);
    void answered(); ///< any call of the feed was answered
    /// A walk of the list without any filter ended: every request created since then is in the store; the least
    /// Timestamp for all.
    void walkedFrom(waldesk::domain::Timestamp created);
    void changesWanted(); ///< a count differs from the list: changes may tell why
    void lookWanted();    ///< refresh() of such a list: read the changes, and look for what they do not tell
    void keptRefused();   ///< what was kept is not what the server lists: the list is walked

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows
