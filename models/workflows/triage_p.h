// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/causetally.h"
#include "models/workflows/donechecks.h"
#include "models/workflows/triage.h"

#include <QTimer>

#include <deque>
#include <functional>
#include <queue>
#include <unordered_map>

namespace waldesk::workflows
{

using GroupId = quint32;

/// The machine behind Triage: rows are placed in groups, groups are counted, what changed is composed anew, and all of
/// it is published together. Each of these runs in slices of a few milliseconds, in this order.
class Triage::Private
{
public:
    static constexpr GroupId NoGroup = std::numeric_limits<GroupId>::max();

    struct Group {
        QByteArray key;
        KeyId origin = 0; ///< a key of the index that leads here
        std::vector<tables::RowIndex> rows;
        bool stale = false; ///< some of rows left
        size_t counted = 0; ///< of rows, within frame
        quint64 frame = 0;  ///< the frame that its tally was counted in
        bool queued = false;
        bool toCompose = false;
        CauseTally tally;
        std::shared_ptr<const tables::CauseGroup> shown;     ///< null: nothing within range and query
        std::shared_ptr<const tables::CauseGroup> published; ///< what was told last
    };

    Private(Triage &triage, tables::RequestStore &rows, CauseIndex &texts, archive::CauseArchive &memory,
            TriageFeed &loads, api::WaldurClient &client);

    // What comes in
    void takeMerged(const tables::RequestStore::Merged &change);
    void takeLearned();
    void startOver(); ///< the store was cleared
    void regroup();   ///< level, rules or merges changed
    void splitFilter();
    void newFrame();   ///< clock, range, zone, query changed
    void composeAll(); ///< what is known beside the rows changed
    void composeKey(const QByteArray &key);

    // Slices
    void wake();
    void slice();
    [[nodiscard]] bool placeSome();
    [[nodiscard]] bool countSome();
    [[nodiscard]] bool composeSome();
    void place(tables::RowIndex row);
    void leave(tables::RowIndex row, GroupId from);
    void queue(GroupId id);
    [[nodiscard]] GroupId groupOf(tables::TextId text);
    [[nodiscard]] bool count(Group &group);
    void compose(Group &group);
    [[nodiscard]] CauseEvidence evidenceOf(const Group &group);
    [[nodiscard]] bool isRecovered(const Group &group);
    void publish();
    void letGoOfSome();
    void remember();
    void carryOlderKeys();
    [[nodiscard]] bool isBusy() const;

    // Look-ups
    [[nodiscard]] QByteArray rootOf(const QByteArray &key) const;
    [[nodiscard]] std::optional<archive::CauseRecord> recordOf(const QByteArray &key) const;
    [[nodiscard]] const Group *find(const QByteArray &key) const;
    [[nodiscard]] qint64 rangeFrom() const;
    [[nodiscard]] bool passesKind(const tables::CauseGroup &group) const;
    [[nodiscard]] domain::Timestamp clock() const { return now ? *now : feed.now(); }
    [[nodiscard]] std::vector<tables::RowIndex> newestRows(const Group &group, size_t most) const;

    Triage &q;
    tables::RequestStore &store;
    CauseIndex &index;
    archive::CauseArchive &archive;
    TriageFeed &feed;
    DoneChecks done;
    tables::CauseListModel model;

    domain::GroupingLevel level = domain::GroupingLevel::Normal;
    Range range = Range::SinceLastVisit;
    QTimeZone zone = QTimeZone::systemTimeZone();
    std::optional<domain::Timestamp> now;
    domain::LocalFilter asked;                                        ///< all of it
    domain::GroupingLevel askedLevel = domain::GroupingLevel::Normal; ///< of `group:` asked of rows
    domain::LocalFilter rowFilter;                                    ///< what is asked of rows
    domain::LocalFilter kindFilter;                                   ///< `cause:`, asked of groups
    tables::TextMemos memos;

    TallyFrame frame;
    quint64 frameNumber = 1;
    bool complete = false; ///< kinds may be said

    std::deque<Group> groups;
    std::unordered_map<QByteArray, GroupId> ids;
    std::vector<GroupId> groupOfKey; ///< by KeyId
    std::vector<GroupId> groupOfRow; ///< by RowIndex
    std::vector<tables::RowIndex> toPlace;
    size_t placed = 0;
    /// Rows whose text is not known yet, the lowest text first.
    using Waiting = std::pair<tables::TextId, tables::RowIndex>;
    std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting;
    std::vector<GroupId> toCount;
    std::vector<GroupId> toCompose;
    QHash<QByteArray, QByteArrayList> children; ///< of merges, by root
    std::deque<QString> rootTexts;              ///< for views of TextFacts
    std::unordered_map<QByteArray, const QString *> rootTextOf;

    QTimer slices;
    QTimer publishing; ///< while rows stream in: a few times a second
    bool dirty = false;
    bool recoveries = false; ///< an offering was Done later than was known
    bool anew = true;        ///< the order is asked for anew at the next publication
    bool holding = false;    ///< groups are made anew: what was published stays until they are
    Facts facts;
    std::vector<std::shared_ptr<const tables::CauseGroup>> published;
    std::vector<std::shared_ptr<const tables::CauseGroup>> muted;

    /// Groups of another level or other rules: a hundred thousand of them are not let go in one turn.
    struct Old {
        std::deque<Group> groups;
        std::unordered_map<QByteArray, GroupId> ids;
        std::vector<std::shared_ptr<const tables::CauseGroup>> published;
    };
    std::deque<Old> old;
};

} // namespace waldesk::workflows
