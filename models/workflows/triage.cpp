// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triage.h"

#include "models/workflows/causerecovery.h"
#include "models/workflows/mergedkeys.h"
#include "models/workflows/mergedrecords.h"
#include "models/workflows/rowgroups.h"
#include "models/workflows/triageheadline.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace waldesk::workflows
{

namespace
{

// Half of what a turn of the event loop may take: pages are decoded and painted in it, too.
constexpr qint64 SliceNanoseconds = 3'000'000;
constexpr int GroupsOfAStep = 32; // that are composed before the time is looked at
constexpr int StreamingMs = 200;

constexpr domain::Duration Day = domain::Duration::seconds(24LL * 3600);
// A cause is not said to be over within the hour.
constexpr domain::Duration RecentTime = domain::Duration::seconds(3600);

domain::TextFacts kindFacts(const tables::CauseGroup &group, const QString &kind, const QString &key)
{
    return {key, group.known.who, kind};
}

/// What the newest error tells.
void tellCause(tables::CauseGroup &group, const CauseSummary &summary)
{
    group.title = summary.title;
    group.line = summary.line;
    group.variableParts = summary.variableParts;
    group.quietType = summary.quietType;
    group.typeTells = summary.typeTells;
    group.rootType = summary.rootType;
    group.rootCause = summary.rootCause;
    group.known = summary.known;
    group.empty = summary.empty;
    group.place = summary.place;
}

void addShown(Triage::Facts &facts, const tables::CauseGroup &group)
{
    facts.newCauses += group.kind == tables::CauseKind::New ? 1 : 0;
    facts.newErrors += group.kind == tables::CauseKind::New ? group.count : 0;
    facts.backCauses += group.kind == tables::CauseKind::Back ? 1 : 0;
    facts.ongoingCauses += group.kind == tables::CauseKind::Ongoing ? 1 : 0;
    facts.recoveredCauses += group.kind == tables::CauseKind::Recovered ? 1 : 0;
    facts.errors += group.count;
}

constexpr size_t MostSimilar = 5;

// Between two minutes no bar and no age changes.
constexpr domain::Duration ClockStep = domain::Duration::seconds(60);

} // namespace

/// The machine behind Triage: rows are placed in groups, groups are counted, what changed is composed anew, and all of
/// it is published together. Each of these runs in slices of a few milliseconds, in this order.
class Triage::Private
{
public:
    using Group = RowGroups::Group;

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
    [[nodiscard]] bool composeSome();
    void compose(Group &group);
    [[nodiscard]] std::vector<tables::OfferingShare> offeringsOf(const CauseTally &tally) const; ///< most errors first
    [[nodiscard]] CauseEvidence evidenceOf(const Group &group, const CauseRecovery &recovery) const;
    [[nodiscard]] bool widenRange(); ///< true: the period is another, all is counted again
    void takeVanished(const std::vector<tables::RowIndex> &rows);
    [[nodiscard]] Facts collect(std::vector<std::shared_ptr<const tables::CauseGroup>> &shown);
    void publish();
    void releaseOldGroups();
    void remember();
    [[nodiscard]] bool carryOlderKeys(); ///< false: the older keys of some groups are still looked for
    [[nodiscard]] bool isBusy() const;

    // Look-ups
    [[nodiscard]] QByteArray rootOf(const QByteArray &key) const { return archive.rootOf(key); }
    [[nodiscard]] QString nameOf(const std::optional<archive::CauseRecord> &record, KeyId key) const;
    [[nodiscard]] const Group *find(const QByteArray &key) const { return groups.find(rootOf(key)); }
    [[nodiscard]] domain::Timestamp rangeFrom(Range of) const;
    [[nodiscard]] bool passesKind(const tables::CauseGroup &group) const;
    [[nodiscard]] domain::Timestamp clock() const { return now ? *now : feed.now(); }

    Triage &q;
    tables::RequestStore &store;
    ErrorClassifier &index;
    archive::CauseArchive &archive;
    MergedRecords records;
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
    tables::CompiledFilter::RowFactsOf rowFacts;
    domain::LocalFilter kindFilter; ///< `cause:`, asked of groups
    tables::TextMemos memos;

    TallyFrame frame;
    QString barsCaption;
    bool complete = false; ///< kinds may be said

    RowGroups groups;
    std::deque<QString> rootTexts; ///< for views of TextFacts
    std::unordered_map<QByteArray, const QString *> rootTextOf;

    QTimer slices;
    QTimer publishing; ///< while rows stream in: a few times a second
    bool reportedWorking = false;
    bool rested = false;         ///< all was told, with what has recovered: what comes now, comes live
    QSet<QByteArray> touched;    ///< a person has just said something of them
    bool anew = true;            ///< the order is asked for anew at the next publication
    bool holding = false;        ///< groups are made anew: what was published stays until they are
    QSet<QByteArray> olderAsked; ///< keys whose older one was asked for
    bool olderAwaited = false;
    Facts facts;
    std::vector<std::shared_ptr<const tables::CauseGroup>> muted;
    QSet<QByteArray> openedNow; ///< read since the window opened

    // Groups of another level or other rules:
    RowGroups::Contents told;            ///< what was published last, while the groups are made anew
    std::deque<RowGroups::Contents> old; ///< to be released: a hundred thousand of them are not let go in one turn
};

Triage::Private::Private(Triage &triage, tables::RequestStore &rows, ErrorClassifier &texts,
                         archive::CauseArchive &memory, TriageFeed &loads, api::WaldurClient &client)
    : q(triage), store(rows), index(texts), archive(memory), records(memory), feed(loads), done(client, rows),
      groups(rows, texts, memory, done)
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
    rested = rested || (!is && complete && !groups.isChanged());
    if (std::exchange(reportedWorking, is) != is)
        emit q.workingChanged();
}

void Triage::Private::takeMerged(const tables::RequestStore::Merged &change)
{
    groups.add(change.added);
    groups.add(change.changed);
    groups.noteBack(change.changed);
    wake();
}

void Triage::Private::takeLearned()
{
    groups.takeLearned();
    wake();
}

void Triage::Private::takeVanished(const std::vector<tables::RowIndex> &rows)
{
    groups.takeVanished(rows);
    wake();
}

void Triage::Private::startOver()
{
    done.clear();
    groups.forgetVanished();
    memos.clear();
    // A filter keeps facts of texts by their ids.
    newFrame();
    arrangeAnew();
}

void Triage::Private::regroup()
{
    RowGroups::Contents before = groups.startOver(level);
    // Only groups that were published can be looked up while the next ones are made.
    if (!holding)
        std::swap(told, before);
    if (!before.groups.empty())
        old.push_back(std::move(before));
    const QStringList keysBefore = groupKeysOf(rowFilter);
    splitFilter(); // keys it asks for may have been merged
    if (groupKeysOf(rowFilter) != keysBefore)
        newFrame();
    records.takeMerges();
    holding = true;
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
            store, rowFilter, [this](tables::TextId id) { return q.factsOf(id, askedLevel); }, memos, rowFacts);
    groups.recountAll();
    wake();
}

void Triage::Private::composeAll()
{
    groups.composeAll();
    wake();
}

void Triage::Private::composeKey(const QByteArray &key)
{
    groups.compose(rootOf(key));
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
        more = groups.placeSome() || (counts && (groups.countSome(frame) || composeSome()));
    if (more) {
        wake();
        return;
    }
    const bool whole = index.isSettled() && groups.waitingCount() == 0;
    // After a change of rules the old groups stay on the screen until the new ones are whole.
    const bool waits = holding && !whole && model.rowCount() > 0;
    if (counts && groups.isChanged() && !waits) {
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
        RowGroups::Contents &last = old.back();
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
    if (groups.takeRecoveries() && complete)
        composeAll();
    for (int looks = 0; looks < GroupsOfAStep && groups.hasCounted(); ++looks)
        compose(*groups.takeCounted());
    return groups.hasCounted();
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
    for (const Group &group : groups.all()) {
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

QString Triage::Private::nameOf(const std::optional<archive::CauseRecord> &record, KeyId key) const
{
    return record && !record->name.isEmpty() ? record->name : index.userName(key);
}

CauseEvidence Triage::Private::evidenceOf(const Group &group, const CauseRecovery &recovery) const
{
    CauseEvidence evidence;
    group.tally.fill(evidence);
    evidence.record = records.recordOf(group.key);
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

std::vector<tables::OfferingShare> Triage::Private::offeringsOf(const CauseTally &tally) const
{
    std::vector<tables::OfferingShare> offerings;
    for (const CauseTally::Share &share : tally.shown()) {
        const tables::KnownOffering &offering = store.offering(share.offering);
        offerings.push_back({share.offering, offering.uuid, offering.name, share.count, {share.last}});
    }
    std::ranges::sort(offerings, [](const tables::OfferingShare &a, const tables::OfferingShare &b) {
        return a.count != b.count ? a.count > b.count : a.last > b.last;
    });
    return offerings;
}

void Triage::Private::compose(Group &group)
{
    group.shown.reset();
    group.verdict = {};
    if (group.tally.isEmpty())
        return;
    const bool mayBeOver = complete && group.tally.last() <= clock() - RecentTime;
    const CauseRecovery recovery = mayBeOver ? recoveryOf(group.tally.hit(), done) : CauseRecovery();
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
    tellCause(*made, summary);
    made->name = nameOf(evidence.record, group.origin);
    made->hasNote = evidence.record && !evidence.record->note.isEmpty();
    made->first = verdict.firstSeen;
    made->kind = verdict.kind;
    made->unread = verdict.unread;
    made->quietDays = verdict.quietDays;
    made->backSince = verdict.backSince.value_or(domain::Timestamp());
    made->barsCaption = barsCaption;
    made->acknowledged = verdict.acknowledged;
    made->muted = verdict.muted;
    made->recovered = recovery.isRecovered;
    made->finishedSince = recovery.finishedSince;
    made->oneIn = recovery.oneIn;
    made->offerings = offeringsOf(group.tally);
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

/// Counts what is composed, and makes it what is published.
Triage::Facts Triage::Private::collect(std::vector<std::shared_ptr<const tables::CauseGroup>> &shown)
{
    Facts next;
    next.kindsKnown = complete;
    next.since = {frame.from};
    next.waiting = qint64(groups.waitingCount());
    muted.clear();
    std::vector<bool> offerings(store.offeringCount());
    for (Group &group : groups.all()) {
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
        addShown(next, one);
        for (const tables::OfferingShare &share : one.offerings)
            offerings[share.id] = true;
    }
    next.offerings = std::ranges::count(offerings, true);
    return next;
}

void Triage::Private::publish()
{
    if (widenRange())
        return;
    std::vector<std::shared_ptr<const tables::CauseGroup>> shown;
    const Facts next = collect(shown);
    groups.notePublished();
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
    for (const Group &group : groups.all()) {
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
        groups.markChanged(); // what was held back is noted with the next publication
        wake();
    });
    return false;
}

/// What was seen is known from now on, on this machine; the exact level knows texts, not causes.
void Triage::Private::remember()
{
    if (!carryOlderKeys() || !complete || level == domain::GroupingLevel::Exact || groups.waitingCount() > 0)
        return;
    std::vector<archive::CauseSighting> seen;
    for (const Group &group : groups.all()) {
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

std::vector<tables::RowIndex> Triage::samples(const QByteArray &key, int most) const
{
    const Private::Group *group = d->find(key);
    return group ? d->groups.newestRows(*group, d->frame, size_t(std::max(0, most))) : std::vector<tables::RowIndex>();
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
    for (const Private::Group &other : d->groups.all()) {
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
    const QByteArrayList parts = d->records.partsOf(d->rootOf(key));
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

void Triage::setRowFacts(tables::CompiledFilter::RowFactsOf facts)
{
    d->rowFacts = std::move(facts);
    if (d->rowFilter.asksFor(domain::IsWhat::Mine))
        d->newFrame();
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
    if (now - domain::Timestamp{d->frame.now} < ClockStep && now >= domain::Timestamp{d->frame.now})
        return;
    d->asked = d->asked.at(now);
    d->splitFilter();
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
    return d->slices.isActive() || d->publishing.isActive() || d->groups.waitingCount() > 0 || !d->index.isSettled() ||
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
    const Private::Group *told = d->told.find(d->rootOf(key));
    return told ? told->published.get() : nullptr;
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
    const Private::Group *group = d->groups.groupOf(row);
    return group ? group->key : QByteArray();
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
    return {d->index.summary(id).line, d->nameOf(d->records.recordOf(d->rootOf(d->index.key(key))), key)};
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
    for (const Private::Group &group : d->groups.all()) {
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
    const auto record = d->records.recordOf(d->rootOf(key));
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
