// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triage.h"

#include "models/tables/rowset.h"
#include "models/workflows/causetally.h"
#include "models/workflows/mergedkeys.h"
#include "models/workflows/recoveryprobe.h"
#include "models/workflows/triageheadline.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <functional>
#include <queue>
#include <unordered_map>

namespace waldesk::workflows
{

namespace
{

// Half of what a turn of the event loop may take: pages are decoded and painted in it, too.
constexpr qint64 SliceNanoseconds = 3'000'000;
constexpr size_t WorkBetweenLooks = 512; // rows, or as much searching as costs the same
constexpr int StreamingMs = 200;

constexpr domain::Duration Day = domain::Duration::seconds(24LL * 3600);
// A cause is not said to be over within the hour.
constexpr domain::Duration RecentTime = domain::Duration::seconds(3600);

domain::TextFacts kindFacts(const tables::CauseGroup &group, const QString &kind, const QString &key)
{
    return {key, group.known.who, kind};
}

archive::CauseRecord united(archive::CauseRecord root, const archive::CauseRecord &part)
{
    const auto earlier = [](auto &mine, const auto &other) {
        if (other && (!mine || *other < *mine))
            mine = other;
    };
    earlier(root.firstSeen, part.firstSeen);
    if (part.lastSeen && (!root.lastSeen || *part.lastSeen > *root.lastSeen))
        root.lastSeen = part.lastSeen;
    if (root.note.isEmpty())
        root.note = part.note;
    if (root.name.isEmpty())
        root.name = part.name;
    return root;
}

constexpr size_t MostSimilar = 5;

// Between two minutes no bar and no age changes.
constexpr domain::Duration ClockStep = domain::Duration::seconds(60);

} // namespace

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
        CauseVerdict verdict;                                ///< whatever period and query
        std::shared_ptr<const tables::CauseGroup> shown;     ///< null: nothing within period and query
        std::shared_ptr<const tables::CauseGroup> published; ///< what was told last
    };

    struct Recovery {
        bool isRecovered = false;
        qint64 finishedSince = 0; ///< the fewest of an offering
        qint64 oneIn = 0;
    };

    Private(Triage &triage, tables::RequestStore &rows, ErrorClassifier &texts, archive::CauseArchive &memory,
            TriageFeed &loads, api::WaldurClient &client);

    // What comes in
    void takeMerged(const tables::RequestStore::Merged &change);
    void takeLearned();
    void startOver(); ///< the store was cleared
    void regroup();   ///< level, rules or merges changed
    void arrangeAnew();
    void takeKnown(const archive::CauseChange &what); ///< beside the rows
    void splitFilter();
    void newFrame();   ///< clock, range, zone, query changed
    void composeAll(); ///< what is known beside the rows changed
    void composeKey(const QByteArray &key);

    // Slices
    void wake();
    void reportWorking();
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
    [[nodiscard]] CauseEvidence evidenceOf(const Group &group, const Recovery &recovery) const;
    [[nodiscard]] Recovery recoveryOf(const Group &group);
    [[nodiscard]] bool widenRange(); ///< true: the period is another, all is counted again
    void takeVanished(const std::vector<tables::RowIndex> &rows);
    void publish();
    void releaseOldGroups();
    void remember();
    [[nodiscard]] bool carryOlderKeys(); ///< false: the older keys of some groups are still looked for
    [[nodiscard]] bool isBusy() const;

    // Look-ups
    [[nodiscard]] QByteArray rootOf(const QByteArray &key) const { return archive.rootOf(key); }
    [[nodiscard]] std::optional<archive::CauseRecord> recordOf(const QByteArray &key) const;
    [[nodiscard]] QString nameOf(const std::optional<archive::CauseRecord> &record, KeyId key) const;
    [[nodiscard]] const Group *find(const QByteArray &key) const;
    [[nodiscard]] domain::Timestamp rangeFrom(Range of) const;
    [[nodiscard]] bool passesKind(const tables::CauseGroup &group) const;
    [[nodiscard]] domain::Timestamp clock() const { return now ? *now : feed.now(); }
    [[nodiscard]] std::vector<tables::RowIndex> newestRows(const Group &group, size_t most) const;

    Triage &q;
    tables::RequestStore &store;
    ErrorClassifier &index;
    archive::CauseArchive &archive;
    TriageFeed &feed;
    RecoveryProbe done;
    tables::CauseListModel model;

    domain::GroupingLevel level = domain::GroupingLevel::Normal;
    Range range = Range::SinceLastVisit;
    bool rangeChosen = false; ///< by a person
    QTimeZone zone = QTimeZone::systemTimeZone();
    std::optional<domain::Timestamp> now;
    domain::LocalFilter asked;                                        ///< all of it
    domain::GroupingLevel askedLevel = domain::GroupingLevel::Normal; ///< of `group:` asked of rows
    domain::LocalFilter rowFilter;                                    ///< what is asked of rows
    domain::LocalFilter kindFilter;                                   ///< `cause:`, asked of groups
    tables::TextMemos memos;

    TallyFrame frame;
    QString barsCaption;
    quint64 frameNumber = 1;
    bool complete = false; ///< kinds may be said

    std::deque<Group> groups;
    std::unordered_map<QByteArray, GroupId> ids;
    std::vector<GroupId> groupOfKey; ///< by KeyId
    std::vector<GroupId> groupOfRow; ///< by RowIndex
    tables::RowSet gone;             ///< a completed walk did not find them any more
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
    bool reportedWorking = false;
    bool dirty = false;
    bool recoveries = false;     ///< an offering was Done later than was known
    bool rested = false;         ///< all was told, with what has recovered: what comes now, comes live
    QSet<QByteArray> touched;    ///< a person has just said something of them
    bool anew = true;            ///< the order is asked for anew at the next publication
    bool holding = false;        ///< groups are made anew: what was published stays until they are
    QSet<QByteArray> olderAsked; ///< keys whose older one was asked for
    bool olderAwaited = false;
    Facts facts;
    std::vector<std::shared_ptr<const tables::CauseGroup>> muted;
    QSet<QByteArray> openedNow; ///< read since the window opened

    /// Groups of another level or other rules.
    struct Old {
        std::deque<Group> groups;
        std::unordered_map<QByteArray, GroupId> ids;
    };
    Old told;            ///< what was published last, while the groups are made anew
    std::deque<Old> old; ///< to be released: a hundred thousand of them are not let go in one turn
};

Triage::Private::Private(Triage &triage, tables::RequestStore &rows, ErrorClassifier &texts,
                         archive::CauseArchive &memory, TriageFeed &loads, api::WaldurClient &client)
    : q(triage), store(rows), index(texts), archive(memory), feed(loads), done(client, rows)
{
    slices.setSingleShot(true);
    slices.setInterval(0);
    publishing.setSingleShot(true);
    publishing.setInterval(StreamingMs);
}

bool Triage::Private::isBusy() const
{
    return feed.phase() == TriageFeed::Phase::Loading || !index.isSettled();
}

void Triage::Private::wake()
{
    if (!slices.isActive())
        slices.start();
    reportWorking();
}

/// A single-shot timer is not active in its own slot, so what was told last is kept and compared, not asked again.
void Triage::Private::reportWorking()
{
    const bool is = q.isWorking();
    rested = rested || (!is && complete && !dirty);
    if (std::exchange(reportedWorking, is) != is)
        emit q.workingChanged();
}

void Triage::Private::takeMerged(const tables::RequestStore::Merged &change)
{
    toPlace.insert(toPlace.end(), change.added.begin(), change.added.end());
    toPlace.insert(toPlace.end(), change.changed.begin(), change.changed.end());
    for (const tables::RowIndex row : change.changed)
        gone.remove(row);
    wake();
}

void Triage::Private::takeLearned()
{
    while (!waiting.empty() && index.has(waiting.top().first)) {
        toPlace.push_back(waiting.top().second);
        waiting.pop();
    }
    wake();
}

void Triage::Private::takeVanished(const std::vector<tables::RowIndex> &rows)
{
    for (const tables::RowIndex row : rows)
        gone.insert(row);
    toPlace.insert(toPlace.end(), rows.begin(), rows.end());
    wake();
}

void Triage::Private::startOver()
{
    done.clear();
    gone = {};
    memos.clear();
    // A filter keeps facts of texts by their ids.
    newFrame();
    arrangeAnew();
}

void Triage::Private::regroup()
{
    Old before{std::exchange(groups, {}), std::exchange(ids, {})};
    // Only groups that were published can be looked up while the next ones are made.
    if (!holding)
        std::swap(told, before);
    if (!before.groups.empty())
        old.push_back(std::move(before));
    const QStringList keysBefore = groupKeysOf(rowFilter);
    splitFilter(); // keys it asks for may have been merged
    if (groupKeysOf(rowFilter) != keysBefore)
        newFrame();
    groupOfKey.clear();
    groupOfRow.assign(store.size(), NoGroup);
    toCount.clear();
    toCompose.clear();
    waiting = {};
    toPlace.resize(store.size());
    for (tables::RowIndex row = 0; row < store.size(); ++row)
        toPlace[row] = row;
    placed = 0;
    children.clear();
    for (auto merge = archive.merges().begin(); merge != archive.merges().end(); ++merge)
        children[rootOf(merge.key())].append(merge.key());
    holding = true;
    dirty = true;
    wake();
}

void Triage::Private::arrangeAnew()
{
    anew = true;
    regroup();
}

/// Another window of this profile has written it: like what comes live, it moves nothing here.
void Triage::Private::takeKnown(const archive::CauseChange &what)
{
    if (what.everything) {
        arrangeAnew();
        return;
    }
    for (const QByteArray &key : what.opened) {
        const Group *group = find(key);
        if (group && group->verdict.unread)
            openedNow.insert(group->key);
    }
    if (what.merges)
        regroup();
    if (what.newSince)
        composeAll();
    for (const QByteArray &key : what.keys)
        composeKey(key);
}

void Triage::Private::newFrame()
{
    frame.setPeriod(rangeFrom(range), clock(), zone);
    // The period that the switch and the title name: one more bar than days begins at midnight of the first one.
    const domain::Duration period{frame.now - frame.from};
    const auto times = [&period](domain::Duration unit) {
        return std::max(1, int((period.microseconds + unit.microseconds / 2) / unit.microseconds));
    };
    barsCaption = frame.barsAreHours ? tr("%n hour(s)", nullptr, times(domain::Duration::seconds(3600)))
                                     : tr("%n day(s)", nullptr, times(domain::Duration::seconds(24LL * 3600)));
    frame.filter.reset();
    if (!rowFilter.isEmpty())
        frame.filter = std::make_shared<tables::CompiledFilter>(
            store, rowFilter, [this](tables::TextId id) { return q.factsOf(id, askedLevel); }, memos);
    ++frameNumber;
    for (GroupId id = 0; id < groups.size(); ++id)
        queue(id);
    dirty = true;
    wake();
}

void Triage::Private::composeAll()
{
    for (GroupId id = 0; id < groups.size(); ++id) {
        if (groups[id].toCompose)
            continue;
        groups[id].toCompose = true;
        toCompose.push_back(id);
    }
    dirty = true;
    wake();
}

void Triage::Private::composeKey(const QByteArray &key)
{
    const auto found = ids.find(rootOf(key));
    if (found == ids.end())
        return;
    Group &group = groups[found->second];
    if (!group.toCompose) {
        group.toCompose = true;
        toCompose.push_back(found->second);
    }
    dirty = true;
    wake();
}

void Triage::Private::slice()
{
    QElapsedTimer timer;
    timer.start();
    // While pages stream in, counting waits until it is worth it.
    if (!isBusy())
        publishing.stop(); // nothing more comes
    const bool counts = !publishing.isActive();
    bool more = true;
    while (more && timer.nsecsElapsed() < SliceNanoseconds)
        more = placeSome() || (counts && (countSome() || composeSome()));
    if (more) {
        wake();
        return;
    }
    const bool whole = index.isSettled() && waiting.empty();
    // After a change of rules the old groups stay on the screen until the new ones are whole.
    const bool waits = holding && !whole && model.rowCount() > 0;
    if (counts && dirty && !waits) {
        publish();
        if (isBusy())
            publishing.start();
    } else {
        releaseOldGroups();
    }
    if (!old.empty())
        wake();
}

void Triage::Private::releaseOldGroups()
{
    QElapsedTimer timer;
    timer.start();
    while (!old.empty() && timer.nsecsElapsed() < SliceNanoseconds) {
        Old &last = old.back();
        for (int i = 0; i < 64; ++i) {
            if (!last.groups.empty())
                last.groups.pop_back();
            if (!last.ids.empty())
                last.ids.erase(last.ids.begin());
        }
        if (last.groups.empty() && last.ids.empty())
            old.pop_back();
    }
}

bool Triage::Private::placeSome()
{
    for (size_t work = 0; placed < toPlace.size() && work < WorkBetweenLooks; ++work)
        place(toPlace[placed++]);
    if (placed < toPlace.size())
        return true;
    toPlace.clear();
    placed = 0;
    return false;
}

GroupId Triage::Private::groupOf(tables::TextId text)
{
    const KeyId key = index.keyId(text, level);
    if (key >= groupOfKey.size())
        groupOfKey.resize(std::max<size_t>(index.keyCount(), groupOfKey.size() * 2), NoGroup);
    GroupId &id = groupOfKey[key];
    if (id != NoGroup)
        return id;
    const QByteArray root = rootOf(index.key(key));
    const auto known = ids.try_emplace(root, GroupId(groups.size()));
    id = known.first->second;
    if (known.second) {
        Group &group = groups.emplace_back();
        group.key = root;
        group.origin = key;
    }
    return id;
}

void Triage::Private::place(tables::RowIndex row)
{
    const tables::PackedRow &packed = store.row(row);
    recoveries = done.observe(row, packed) || recoveries;
    if (row >= groupOfRow.size())
        groupOfRow.resize(std::max<size_t>(store.size(), groupOfRow.size() * 2), NoGroup);
    const GroupId was = groupOfRow[row];
    GroupId is = NoGroup;
    if (packed.state == domain::State::Erred && !gone.contains(row)) {
        if (!index.has(packed.text)) {
            waiting.emplace(packed.text, row);
            if (was != NoGroup)
                leave(row, was); // nothing that is counted may have a text that is not known
            return;
        }
        is = groupOf(packed.text);
    }
    dirty = dirty || was != NoGroup || is != NoGroup;
    if (was != NoGroup && was != is)
        leave(row, was);
    if (is == NoGroup)
        return;
    Group &group = groups[is];
    if (was == is) {
        // Its times or its text are others: counted again.
        group.frame = 0;
    } else {
        if (group.stale) {
            std::erase_if(group.rows, [&](tables::RowIndex each) { return groupOfRow[each] != is; });
            group.stale = false;
        }
        group.rows.push_back(row);
        groupOfRow[row] = is;
    }
    queue(is);
}

void Triage::Private::leave(tables::RowIndex row, GroupId from)
{
    groupOfRow[row] = NoGroup;
    groups[from].stale = true;
    groups[from].frame = 0;
    queue(from);
}

void Triage::Private::queue(GroupId id)
{
    if (groups[id].queued)
        return;
    groups[id].queued = true;
    toCount.push_back(id);
}

bool Triage::Private::count(Group &group)
{
    const auto id = GroupId(ids.at(group.key));
    if (group.stale) {
        std::erase_if(group.rows, [&](tables::RowIndex each) { return groupOfRow[each] != id; });
        group.stale = false;
    }
    if (group.frame != frameNumber) {
        group.frame = frameNumber;
        group.counted = 0;
        group.tally.clear();
    }
    size_t work = 0;
    while (group.counted < group.rows.size() && work < WorkBetweenLooks) {
        const tables::RowIndex row = group.rows[group.counted++];
        group.tally.add(row, store.row(row), frame, work);
    }
    return group.counted == group.rows.size();
}

bool Triage::Private::countSome()
{
    for (int looks = 0; looks < 64 && !toCount.empty(); ++looks) {
        const GroupId id = toCount.back();
        Group &group = groups[id];
        if (!count(group))
            return true;
        toCount.pop_back();
        group.queued = false;
        if (!group.toCompose) {
            group.toCompose = true;
            toCompose.push_back(id);
        }
    }
    return !toCount.empty();
}

bool Triage::Private::composeSome()
{
    // Texts that come live are a few among all that are known: what is new and back stays told meanwhile.
    const bool settled = index.isSettled() || (complete && !holding);
    const bool was = std::exchange(complete, feed.isComplete() && settled && archive.isOpen());
    if (was != complete) {
        anew = true;
        composeAll();
        done.setActive(complete);
    }
    if (std::exchange(recoveries, false) && complete)
        composeAll();
    for (int looks = 0; looks < 32 && !toCompose.empty(); ++looks) {
        Group &group = groups[toCompose.back()];
        toCompose.pop_back();
        group.toCompose = false;
        compose(group);
    }
    return !toCompose.empty();
}

domain::Timestamp Triage::Private::rangeFrom(Range of) const
{
    const domain::Timestamp covered = feed.coveredFrom();
    switch (of) {
    case Range::SinceLastVisit:
        return std::max(covered, feed.lastVisit());
    case Range::Day:
        return std::max(covered, clock() - Day);
    case Range::Fortnight:
        return std::max(covered, clock() - domain::Duration::seconds(14 * Day.microseconds / 1'000'000));
    case Range::All:
        break;
    }
    return covered;
}

/// A new cause of last week must not hide behind a visit of two minutes.
bool Triage::Private::widenRange()
{
    if (rangeChosen || !complete || !asked.isEmpty())
        return false;
    domain::Timestamp oldest = clock();
    for (const Group &group : groups) {
        if (group.verdict.unread && !group.verdict.muted && !group.tally.isEmpty())
            oldest = std::min(oldest, group.tally.last());
    }
    Range wide = range;
    while (wide != Range::All && rangeFrom(wide) > oldest)
        wide = Range(int(wide) + 1);
    if (std::exchange(range, wide) == wide)
        return false;
    anew = true;
    newFrame();
    return true;
}

std::optional<archive::CauseRecord> Triage::Private::recordOf(const QByteArray &key) const
{
    std::optional<archive::CauseRecord> record;
    if (const archive::CauseRecord *own = archive.find(key))
        record = *own;
    const auto parts = children.constFind(key);
    if (parts == children.constEnd())
        return record;
    archive::CauseRecord nothing;
    nothing.key = key;
    for (const QByteArray &each : *parts) {
        if (const archive::CauseRecord *part = archive.find(each))
            record = united(record.value_or(nothing), *part);
    }
    return record;
}

QString Triage::Private::nameOf(const std::optional<archive::CauseRecord> &record, KeyId key) const
{
    return record && !record->name.isEmpty() ? record->name : index.userName(key);
}

Triage::Private::Recovery Triage::Private::recoveryOf(const Group &group)
{
    Recovery recovery;
    if (!complete || group.tally.last() > clock() - RecentTime)
        return recovery;
    std::vector<OfferingHistory> offerings;
    std::vector<std::pair<tables::OfferingId, qint64>> unknown;
    for (const CauseTally::Share &share : group.tally.hit()) {
        const RecoveryProbe::Count since = done.doneAfter(share.offering, share.last);
        if (since.atLeast == 0) {
            if (since.exact)
                return recovery;
            unknown.emplace_back(share.offering, share.last);
            continue;
        }
        const auto within = done.finishedWithin(share.offering, share.first, share.last);
        if (!within) {
            unknown.emplace_back(share.offering, share.first);
            unknown.emplace_back(share.offering, share.last);
            continue;
        }
        offerings.push_back({share.count, *within, since.atLeast});
        if (hasRecovered({&offerings.back(), 1}))
            continue;
        if (since.exact)
            return recovery;
        unknown.emplace_back(share.offering, share.last);
    }
    for (const auto &[offering, time] : unknown)
        done.request(offering, time);
    recovery.isRecovered = unknown.empty() && hasRecovered(offerings);
    if (!recovery.isRecovered)
        return recovery;
    qint64 failed = 0;
    qint64 finished = 0;
    recovery.finishedSince = std::numeric_limits<qint64>::max();
    for (const OfferingHistory &each : offerings) {
        failed += each.failed;
        finished += std::max(each.finished, each.failed);
        recovery.finishedSince = std::min(recovery.finishedSince, each.finishedSince);
    }
    recovery.oneIn = (finished + failed / 2) / failed;
    return recovery;
}

CauseEvidence Triage::Private::evidenceOf(const Group &group, const Recovery &recovery) const
{
    CauseEvidence evidence;
    group.tally.fill(evidence);
    evidence.record = recordOf(group.key);
    evidence.operatorClosed = index.summary(store.row(group.tally.newest()).text).known.closedByOperator;
    evidence.recovered = recovery.isRecovered;
    evidence.openedNow = openedNow.contains(group.key);
    return evidence;
}

bool Triage::Private::passesKind(const tables::CauseGroup &group) const
{
    if (kindFilter.isEmpty())
        return true;
    const QString kind = tables::causeKindWord(group.kind);
    const QString key = QString::fromUtf8(group.key);
    return kindFilter.matches({}, kindFacts(group, kind, key));
}

void Triage::Private::compose(Group &group)
{
    group.shown.reset();
    group.verdict = {};
    dirty = true;
    if (group.tally.isEmpty())
        return;
    const Recovery recovery = recoveryOf(group);
    const CauseEvidence evidence = evidenceOf(group, recovery);
    group.verdict = judge(evidence, {clock(), archive.newSince().value_or(feed.lastVisit()), complete});
    const CauseVerdict &verdict = group.verdict;
    if (group.tally.count() == 0)
        return;
    auto made = std::make_shared<tables::CauseGroup>();
    group.tally.fill(*made);
    const CauseSummary &summary = index.summary(store.row(made->newest).text);
    made->key = group.key;
    made->level = level;
    made->title = summary.title;
    made->line = summary.line;
    made->variableParts = summary.variableParts;
    made->quietType = summary.quietType;
    made->typeTells = summary.typeTells;
    made->rootType = summary.rootType;
    made->rootCause = summary.rootCause;
    made->known = summary.known;
    made->empty = summary.empty;
    made->name = nameOf(evidence.record, group.origin);
    made->hasNote = evidence.record && !evidence.record->note.isEmpty();
    made->first = verdict.firstSeen;
    made->kind = verdict.kind;
    made->unread = verdict.unread;
    made->quietDays = verdict.quietDays;
    made->backSince = verdict.backSince.value_or(domain::Timestamp());
    made->place = summary.place;
    made->barsCaption = barsCaption;
    made->acknowledged = verdict.acknowledged;
    made->muted = verdict.muted;
    made->recovered = recovery.isRecovered;
    made->finishedSince = recovery.finishedSince;
    made->oneIn = recovery.oneIn;
    for (const CauseTally::Share &share : group.tally.shown()) {
        const tables::KnownOffering &offering = store.offering(share.offering);
        made->offerings.push_back({share.offering, offering.uuid, offering.name, share.count, {share.last}});
    }
    std::ranges::sort(made->offerings, [](const tables::OfferingShare &a, const tables::OfferingShare &b) {
        return a.count != b.count ? a.count > b.count : a.last > b.last;
    });
    made->severalCauses = (summary.empty || summary.known.redacted) && made->offerings.size() > 1;
    if (made->severalCauses)
        made->remark = summary.empty
                           ? tr("These errors say nothing of their cause: one in each offering is a cause of its "
                                "own, not one incident.")
                           : tr("The agents hide the details: errors of several offerings are not one "
                                "incident.");
    if (passesKind(*made))
        group.shown = std::move(made);
}

void Triage::Private::publish()
{
    if (widenRange())
        return;
    Facts next;
    next.kindsKnown = complete;
    next.since = {frame.from};
    next.waiting = qint64(waiting.size());
    std::vector<std::shared_ptr<const tables::CauseGroup>> shown;
    muted.clear();
    std::vector<bool> offerings(store.offeringCount());
    for (Group &group : groups) {
        next.grouped += qint64(group.rows.size());
        group.published = group.shown;
        if (group.verdict.unread && !group.verdict.muted) {
            ++next.unreadCauses;
            next.unreadErrors += group.tally.countAll();
        }
        if (!group.verdict.muted && group.tally.countWithoutQuery() > 0) {
            ++next.causesWithoutQuery;
            next.errorsWithoutQuery += group.tally.countWithoutQuery();
        }
        if (!group.shown)
            continue;
        const tables::CauseGroup &one = *group.shown;
        if (one.muted) {
            ++next.mutedCauses;
            muted.push_back(group.shown);
            continue;
        }
        shown.push_back(group.shown);
        next.newCauses += one.kind == tables::CauseKind::New ? 1 : 0;
        next.newErrors += one.kind == tables::CauseKind::New ? one.count : 0;
        next.backCauses += one.kind == tables::CauseKind::Back ? 1 : 0;
        next.ongoingCauses += one.kind == tables::CauseKind::Ongoing ? 1 : 0;
        next.recoveredCauses += one.kind == tables::CauseKind::Recovered ? 1 : 0;
        next.errors += one.count;
        for (const tables::OfferingShare &share : one.offerings)
            offerings[share.id] = true;
    }
    next.offerings = std::ranges::count(offerings, true);
    dirty = false;
    holding = false;
    if (!told.groups.empty())
        old.push_back(std::exchange(told, {}));
    // What an open window learns by itself moves nothing in it.
    using Order = tables::CauseListModel::Order;
    rested = rested && complete && !anew && model.rowCount() > 0;
    const Order order = std::exchange(anew, false) ? Order::Anew : rested ? Order::Hold : Order::Keep;
    model.setGroups(std::move(shown), order, std::exchange(touched, {}));
    const bool otherFacts = next != facts;
    facts = next;
    remember();
    emit q.groupsChanged();
    if (otherFacts)
        emit q.factsChanged();
}

/// What people wrote on keys of the rule before goes on with the keys of now. Each group's newest error tells which key
/// it had; once it has a record, it is not asked again. Until the answer is there nothing is noted: a key that has a
/// record takes over nothing.
bool Triage::Private::carryOlderKeys()
{
    if (olderAwaited)
        return false;
    if (level != domain::GroupingLevel::Normal || !archive.isOpen() || !archive.hasOlderKeys())
        return true;
    QHash<QByteArray, tables::TextId> samples;
    for (const Group &group : groups) {
        if (group.tally.isEmpty() || !group.key.startsWith("w2:") || olderAsked.contains(group.key) ||
            archive.find(group.key))
            continue;
        olderAsked.insert(group.key);
        samples.insert(group.key, store.row(group.tally.newest()).text);
    }
    if (samples.isEmpty())
        return true;
    olderAwaited = true;
    index.findOlderKeys(samples, &q, [this](const QHash<QByteArray, QByteArray> &olderOf) {
        olderAwaited = false;
        archive.carry(olderOf);
        dirty = true; // what was held back is noted with the next publication
        wake();
    });
    return false;
}

/// What was seen is known from now on, on this machine; the exact level knows texts, not causes.
void Triage::Private::remember()
{
    if (!carryOlderKeys() || !complete || level == domain::GroupingLevel::Exact || !waiting.empty())
        return;
    std::vector<archive::CauseSighting> seen;
    for (const Group &group : groups) {
        if (group.tally.isEmpty())
            continue;
        CauseEvidence evidence;
        group.tally.fill(evidence);
        const archive::CauseRecord *known = archive.find(group.key);
        if (known && known->lastSeen && *known->firstSeen <= evidence.first && *known->lastSeen >= evidence.last)
            continue;
        seen.push_back(
            {group.key, evidence.first, evidence.last, index.summary(store.row(group.tally.newest()).text).title});
    }
    archive.note(seen);
}

const Triage::Private::Group *Triage::Private::find(const QByteArray &key) const
{
    const auto found = ids.find(rootOf(key));
    return found == ids.end() ? nullptr : &groups[found->second];
}

std::vector<tables::RowIndex> Triage::Private::newestRows(const Group &group, size_t most) const
{
    const GroupId id = ids.at(group.key);
    std::vector<std::pair<qint64, tables::RowIndex>> timed;
    timed.reserve(group.rows.size());
    size_t work = 0;
    for (const tables::RowIndex row : group.rows) {
        const tables::PackedRow &packed = store.row(row);
        if (groupOfRow[row] == id && errorTime(packed) >= frame.from && index.has(packed.text) &&
            (!frame.filter || frame.filter->passes(row, work)))
            timed.emplace_back(errorTime(packed), row);
    }
    const auto end = timed.begin() + qsizetype(std::min(most, timed.size()));
    std::partial_sort(timed.begin(), end, timed.end(), [this](const auto &a, const auto &b) {
        return a.first != b.first ? a.first > b.first : store.row(b.second).uuid < store.row(a.second).uuid;
    });
    std::vector<tables::RowIndex> rows;
    for (auto each = timed.begin(); each != end; ++each)
        rows.push_back(each->second);
    return rows;
}

std::vector<tables::RowIndex> Triage::samples(const QByteArray &key, int most) const
{
    const Private::Group *group = d->find(key);
    return group ? d->newestRows(*group, size_t(std::max(0, most))) : std::vector<tables::RowIndex>();
}

CauseExplanation Triage::explanation(const QByteArray &key) const
{
    return {d->store, d->index, d->level, samples(key, CauseExplanation::SampledRows)};
}

std::vector<Triage::Similar> Triage::similar(const QByteArray &key) const
{
    std::vector<Similar> alike;
    const Private::Group *group = d->find(key);
    const domain::CauseComponents *mine = group ? d->index.components(group->origin) : nullptr;
    if (!mine)
        return alike;
    for (const Private::Group &other : d->groups) {
        if (!other.shown || other.key == group->key)
            continue;
        const domain::CauseComponents *its = d->index.components(other.origin);
        if (its && domain::areSimilar(*mine, *its))
            alike.push_back({other.key, other.shown->title, other.shown->count});
    }
    std::ranges::sort(alike, [](const Similar &a, const Similar &b) { return a.count > b.count; });
    alike.resize(std::min(alike.size(), MostSimilar));
    return alike;
}

std::vector<QByteArray> Triage::mergedInto(const QByteArray &key) const
{
    const QByteArrayList parts = d->children.value(d->rootOf(key));
    return {parts.begin(), parts.end()};
}

Triage::Triage(tables::RequestStore &store, ErrorClassifier &index, archive::CauseArchive &archive, TriageFeed &feed,
               api::WaldurClient &client, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, store, index, archive, feed, client))
{
    connect(&d->slices, &QTimer::timeout, this, [this] {
        d->slice();
        d->reportWorking();
    });
    connect(&d->publishing, &QTimer::timeout, this, [this] { d->wake(); });
    connect(&index, &ErrorClassifier::settled, this, [this] { d->reportWorking(); });
    connect(&store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) { d->takeMerged(change); });
    connect(&store, &tables::RequestStore::removed, this,
            [this](const std::vector<tables::RowIndex> &rows) { d->takeVanished(rows); });
    connect(&store, &tables::RequestStore::cleared, this, [this] { d->startOver(); });
    connect(&store, &tables::RequestStore::offeringRenamed, this, [this] {
        // Its name may be asked for by the query, too: all is counted again.
        d->rowFilter.isEmpty() ? d->composeAll() : d->newFrame();
    });
    connect(&index, &ErrorClassifier::learned, this, [this] { d->takeLearned(); });
    connect(&index, &ErrorClassifier::restarted, this, [this] { d->arrangeAnew(); });
    connect(&archive, &archive::CauseArchive::opened, this, [this] {
        d->olderAsked.clear();
        d->arrangeAnew();
    });
    connect(&archive, &archive::CauseArchive::changed, this,
            [this](const archive::CauseChange &what) { d->takeKnown(what); });
    connect(&feed, &TriageFeed::vanished, this,
            [this](const std::vector<tables::RowIndex> &rows) { d->takeVanished(rows); });
    connect(&feed, &TriageFeed::completed, this, [this] {
        d->done.invalidateNegatives();
        d->rested = false;
        d->newFrame();
    });
    connect(&feed, &TriageFeed::visitChanged, this, [this] {
        d->anew = true;
        d->newFrame();
    });
    connect(&d->done, &RecoveryProbe::changed, this, [this] { d->composeAll(); });
    connect(&d->done, &RecoveryProbe::settled, this, [this] { d->reportWorking(); });
    d->newFrame();
    d->arrangeAnew();
}

Triage::~Triage() = default;

void Triage::setLevel(domain::GroupingLevel level)
{
    if (d->level == level)
        return;
    d->level = level;
    d->splitFilter();
    d->newFrame();
    d->arrangeAnew();
}

void Triage::setRange(Range range)
{
    d->rangeChosen = true;
    if (d->range == range)
        return;
    d->range = range;
    d->anew = true;
    d->newFrame();
}

void Triage::setQuery(const domain::SplitQuery &query)
{
    d->asked = query.all;
    d->splitFilter();
    d->anew = true;
    d->newFrame();
    d->composeAll();
}

void Triage::setStreamingInterval(int ms)
{
    d->publishing.setInterval(ms);
}

void Triage::setZone(const QTimeZone &zone)
{
    if (d->zone == zone)
        return;
    d->zone = zone;
    d->newFrame();
}

domain::GroupingLevel Triage::level() const
{
    return d->level;
}

Triage::Range Triage::range() const
{
    return d->range;
}

void Triage::setFinishedKnownFrom(std::optional<domain::Timestamp> from)
{
    d->done.setKnownFrom(from ? std::optional(from->microseconds) : std::nullopt);
}

void Triage::setNow(domain::Timestamp now)
{
    d->now = now;
    if (now - domain::Timestamp{d->frame.now} >= ClockStep || now < domain::Timestamp{d->frame.now})
        d->newFrame();
}

tables::CauseListModel &Triage::model()
{
    return d->model;
}

const Triage::Facts &Triage::facts() const
{
    return d->facts;
}

bool Triage::isWorking() const
{
    return d->slices.isActive() || d->publishing.isActive() || !d->waiting.empty() || !d->index.isSettled() ||
           d->done.isBusy();
}

QString Triage::headline() const
{
    return headlineOf(d->facts, d->range, d->clock(), d->zone);
}

const tables::CauseGroup *Triage::group(const QByteArray &key) const
{
    const Private::Group *found = d->find(key);
    if (found && found->published)
        return found->published.get();
    // The groups are being made anew: what was told last holds.
    const auto told = d->told.ids.find(d->rootOf(key));
    return told == d->told.ids.end() ? nullptr : d->told.groups[told->second].published.get();
}

std::vector<const tables::CauseGroup *> Triage::mutedGroups() const
{
    std::vector<const tables::CauseGroup *> all;
    for (const auto &each : d->muted)
        all.push_back(each.get());
    return all;
}

QByteArray Triage::keyOf(tables::RowIndex row) const
{
    if (row >= d->groupOfRow.size() || d->groupOfRow[row] == Private::NoGroup)
        return {};
    return d->groups[d->groupOfRow[row]].key;
}

domain::TextFacts Triage::factsOf(tables::TextId id, domain::GroupingLevel level) const
{
    if (!d->index.has(id))
        return {};
    domain::TextFacts facts = d->index.factsOf(id);
    const QByteArray root = d->rootOf(d->index.key(d->index.keyId(id, level)));
    const auto known = d->rootTextOf.try_emplace(root, nullptr);
    if (known.second)
        known.first->second = &d->rootTexts.emplace_back(QString::fromUtf8(root));
    facts.group = *known.first->second;
    const QByteArray shown = d->rootOf(d->index.key(d->index.keyId(id, d->level)));
    if (const tables::CauseGroup *one = group(shown))
        facts.cause = kindWordView(one->kind);
    return facts;
}

tables::ErrorTitle Triage::titleOf(tables::TextId id) const
{
    if (!d->index.has(id))
        return {};
    const KeyId key = d->index.keyId(id, d->level);
    return {d->index.summary(id).line, d->nameOf(d->recordOf(d->rootOf(d->index.key(key))), key)};
}

domain::GroupingLevel Triage::levelOf(const domain::LocalFilter &filter)
{
    for (const domain::LocalTerm &term : filter.terms) {
        if (term.key != domain::QueryKey::Group)
            continue;
        for (const domain::Word &word : term.words) {
            if (word.text.startsWith(u"c1:", Qt::CaseInsensitive))
                return domain::GroupingLevel::Coarse;
            if (word.text.startsWith(u"x1:", Qt::CaseInsensitive))
                return domain::GroupingLevel::Exact;
        }
    }
    return domain::GroupingLevel::Normal;
}

void Triage::Private::splitFilter()
{
    rowFilter = {{}, asked.now};
    kindFilter = {{}, asked.now};
    askedLevel = levelOf(asked);
    const domain::LocalFilter merged = afterMerges(asked, [this](const QByteArray &key) { return rootOf(key); });
    for (const domain::LocalTerm &term : merged.terms) {
        const bool ofGroups = term.key == domain::QueryKey::Cause || term.key == domain::QueryKey::Who ||
                              (term.key == domain::QueryKey::Group && askedLevel == level);
        if (term.key != domain::QueryKey::State)
            (ofGroups ? kindFilter : rowFilter).terms.push_back(term);
    }
}

QString Triage::requestsQuery(const QByteArray &key) const
{
    return QStringLiteral("state:erred finished:>%1 group:%2")
        .arg(domain::Timestamp{d->frame.from}.toServerText(), QString::fromUtf8(key));
}

void Triage::markRead(const QByteArray &key)
{
    const Private::Group *group = d->find(key);
    if (!group || !group->verdict.unread)
        return;
    d->openedNow.insert(group->key);
    d->archive.setRead(group->key, d->clock());
    d->composeKey(group->key);
}

Triage::ReadTimes Triage::markAllRead()
{
    ReadTimes before;
    for (const Private::Group &group : d->groups) {
        const bool standsApart =
            group.verdict.kind == tables::CauseKind::New || group.verdict.kind == tables::CauseKind::Back;
        if (group.verdict.muted || (!group.verdict.unread && !standsApart))
            continue;
        const archive::CauseRecord *record = d->archive.find(group.key);
        before.emplace_back(group.key, record ? record->read : std::nullopt);
    }
    d->openedNow.clear();
    for (const auto &[key, read] : before)
        d->archive.setRead(key, d->clock());
    d->anew = true;
    d->composeAll();
    return before;
}

void Triage::setRead(const ReadTimes &times)
{
    for (const auto &[key, read] : times)
        d->archive.setRead(key, read);
    d->rested = false;
    d->composeAll();
}

void Triage::setAcknowledged(const QByteArray &key, std::optional<domain::Timestamp> when)
{
    d->archive.setAcknowledged(key, when);
    d->touched.insert(d->rootOf(key));
    d->composeKey(key);
}

void Triage::setMuted(const QByteArray &key, std::optional<domain::Timestamp> at,
                      std::optional<domain::Timestamp> until)
{
    d->archive.setMuted(key, at, until);
    d->touched.insert(d->rootOf(key));
    d->composeKey(key);
}

void Triage::setName(const QByteArray &key, const QString &name)
{
    d->archive.setName(key, name.trimmed());
    d->composeKey(key);
}

void Triage::setNote(const QByteArray &key, const QString &note)
{
    d->archive.setNote(key, note);
    d->composeKey(key);
}

QString Triage::note(const QByteArray &key) const
{
    const auto record = d->recordOf(d->rootOf(key));
    return record ? record->note : QString();
}

void Triage::setMerged(const QByteArray &key, const QByteArray &into)
{
    d->archive.setMerged(key, into);
    d->arrangeAnew();
}

QByteArray Triage::rootOf(const QByteArray &key) const
{
    return d->rootOf(key);
}

domain::Timestamp Triage::now() const
{
    return d->clock();
}

} // namespace waldesk::workflows
