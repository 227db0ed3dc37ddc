// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/causegroup.h"
#include "models/tables/requeststore.h"
#include "models/tables/rowset.h"
#include "models/workflows/causejudge.h"
#include "models/workflows/causetally.h"
#include "models/workflows/errorclassifier.h"
#include "models/workflows/recoveryprobe.h"

#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <queue>
#include <unordered_map>
#include <utility>
#include <vector>

namespace waldesk::workflows
{

/// Puts the Erred rows of a store in groups by the key of their error text, after merges, and counts each group. Works
/// in small steps, which placeSome() and countSome() do for a caller that watches the time; what was counted is told by
/// takeCounted(). A row whose text is not classified yet waits for takeLearned(). The collaborators outlive it; used on
/// their thread.
class RowGroups
{
public:
    using Id = quint32;

    struct Group {
        QByteArray key;
        KeyId origin = 0; ///< a key of the classifier that leads here
        std::vector<tables::RowIndex> rows;
        bool stale = false; ///< some of rows left
        size_t counted = 0; ///< of rows, within frame
        quint64 frame = 0;  ///< the frame that its tally was counted in
        bool queued = false;
        bool toCompose = false;
        CauseTally tally;
        // What Triage makes of it:
        CauseVerdict verdict;                                ///< whatever period and query
        std::shared_ptr<const tables::CauseGroup> shown;     ///< null: nothing within period and query
        std::shared_ptr<const tables::CauseGroup> published; ///< what was told last
    };
    struct Contents {
        std::deque<Group> groups;
        std::unordered_map<QByteArray, Id> ids; ///< by key
        [[nodiscard]] const Group *find(const QByteArray &key) const;
    };

    RowGroups(const tables::RequestStore &store, const ErrorClassifier &index, const archive::CauseArchive &archive,
              RecoveryProbe &probe)
        : m_store(store), m_index(index), m_archive(archive), m_probe(probe)
    {
    }

    /// Every row of the store is placed anew, at this level. Returns what there was: to let go of a hundred thousand
    /// groups takes longer than a turn of the event loop may.
    [[nodiscard]] Contents startOver(domain::GroupingLevel level);
    void forgetVanished() { m_gone = {}; }
    void add(const std::vector<tables::RowIndex> &rows); ///< new or changed: to be placed
    void noteBack(const std::vector<tables::RowIndex> &rows);
    void takeVanished(const std::vector<tables::RowIndex> &rows); ///< a completed walk did not find them any more
    void takeLearned();                                           ///< the classifier knows more texts
    void recountAll();                                            ///< the frame is another
    void composeAll();
    void compose(const QByteArray &key); ///< after merges; nothing where there is no such group

    [[nodiscard]] bool placeSome(); ///< true: there is more
    [[nodiscard]] bool countSome(const TallyFrame &frame);
    /// The next group whose counts are new, or which is to be composed for another reason; nullptr: none.
    [[nodiscard]] Group *takeCounted();
    [[nodiscard]] bool hasCounted() const { return !m_toCompose.empty(); }
    [[nodiscard]] bool isChanged() const { return m_changed; } ///< what is published is not all that is to be told
    void markChanged() { m_changed = true; }
    void notePublished() { m_changed = false; }
    /// More of an offering has finished since the last call.
    [[nodiscard]] bool takeRecoveries() { return std::exchange(m_recoveries, false); }

    [[nodiscard]] std::deque<Group> &all() { return m_contents.groups; }
    [[nodiscard]] const std::deque<Group> &all() const { return m_contents.groups; }
    [[nodiscard]] const Group *find(const QByteArray &key) const { return m_contents.find(key); }
    [[nodiscard]] const Group *groupOf(tables::RowIndex row) const; ///< nullptr: in none (yet)
    [[nodiscard]] size_t waitingCount() const { return m_waiting.size(); }
    /// Of a group, newest first: what is within the frame.
    [[nodiscard]] std::vector<tables::RowIndex> newestRows(const Group &group, const TallyFrame &frame,
                                                           size_t most) const;

private:
    static constexpr Id None = std::numeric_limits<Id>::max();
    /// Rows whose text is not known yet, the lowest text first.
    using Waiting = std::pair<tables::TextId, tables::RowIndex>;

    void place(tables::RowIndex row);
    void leave(tables::RowIndex row, Id from);
    void dropStale(Group &group, Id id);
    void queue(Id id);
    void compose(Id id);
    [[nodiscard]] Id groupOfText(tables::TextId text);
    [[nodiscard]] bool count(Group &group, Id id, const TallyFrame &frame);

    const tables::RequestStore &m_store;
    const ErrorClassifier &m_index;
    const archive::CauseArchive &m_archive;
    RecoveryProbe &m_probe;
    domain::GroupingLevel m_level = domain::GroupingLevel::Normal;
    Contents m_contents;
    std::vector<Id> m_groupOfKey; ///< by KeyId
    std::vector<Id> m_groupOfRow; ///< by RowIndex
    tables::RowSet m_gone;
    std::vector<tables::RowIndex> m_toPlace;
    size_t m_placed = 0; ///< of m_toPlace
    std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> m_waiting;
    std::vector<Id> m_toCount;
    std::vector<Id> m_toCompose;
    quint64 m_frame = 1;
    bool m_changed = false;
    bool m_recoveries = false;
};

} // namespace waldesk::workflows
