// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/requestfeed.h"

#include "models/tables/rowset.h"
#include "models/workflows/feedquery.h"
#include "models/workflows/statecounts.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <limits>

namespace waldesk::workflows
{

namespace
{

constexpr qint64 AutomaticLimit = 2'000;
constexpr tables::RowIndex RowsOfSlice = 10'000; // of the store, looked at in one turn of the event loop
constexpr int ProgressMs = 100;                  // while pages stream in nobody reads more than ten numbers a second

/// Unknown counts stay unknown.
void addTo(StateCounts::Counts &counts, domain::State state, qint64 by)
{
    if (counts.back() < 0)
        return;
    if (state != domain::State::Unknown)
        counts[size_t(state)] += by;
    counts.back() += by;
}

} // namespace

class RequestFeed::Private
{
public:
    Private(RequestFeed &feed, api::WaldurClient &of, tables::RequestStore &rows)
        : q(feed), client(of), store(rows), counts(of)
    {
    }

    void startOver();
    void beginWalk(qint64 limit);
    void takePage(const api::Page &page);
    void takeForeign(const tables::RequestStore::Merged &change);
    [[nodiscard]] bool covers(const tables::PackedRow &row) const;
    void takeBeyond();
    void followCounts(const tables::RequestStore::Merged &change);
    void takeRemoved(const std::vector<tables::RowIndex> &rows);
    void takeLeft(const std::vector<domain::Request> &rows);
    void walkStopped();
    void tellWalked();
    [[nodiscard]] bool isUnfiltered() const;
    [[nodiscard]] std::vector<tables::RowIndex> vanished(const tables::RowSet &read) const;
    [[nodiscard]] domain::ListFilter ofAllStates() const; ///< the query's, whatever states it lists
    /// Counts rows of the store by state, whatever states the query lists, and gives those that it lists.
    template <typename Take>
    void lookAt(tables::RowIndex begin, tables::RowIndex end, const std::optional<domain::Timestamp> &createdFrom,
                StateCounts::Counts &into, Take take) const;
    /// Rows of the store that the server would list, and how many of each state, whatever states are listed.
    struct Here {
        tables::RowSet rows;
        StateCounts::Counts counts{0, 0, 0, 0, 0};
    };
    [[nodiscard]] Here rowsHere(const std::optional<domain::Timestamp> &createdFrom) const;
    void extend(std::optional<qint64> &end, qint64 created) const;
    void showKept();
    void showKeptOn();
    void endKept();
    void countKept(const tables::RequestStore::Merged &change);
    [[nodiscard]] bool ownCountsLack() const;
    [[nodiscard]] bool follow();
    void checkWhole();
    void checkKept();
    void refuseKept(qint64 counted);
    [[nodiscard]] qint64 counted() const;
    void takeCounts();
    void compareWithCounts();
    void moveTotal(qint64 by);
    void askForRows();
    void fail(const api::ApiError &why);
    void endFailure();
    void fetchWhole();
    void takeWhole(const api::Result<api::OneRequest> &result);
    void stopAsking();
    void setPhase(Phase next);
    void tellProgress();     ///< now
    void tellProgressSoon(); ///< now, when it was not told just before

    RequestFeed &q;
    api::WaldurClient &client;
    tables::RequestStore &store;
    StateCounts counts;
    std::optional<domain::SplitQuery> query;
    std::unique_ptr<api::PageWalk> walk;
    api::Call wholeCall;
    api::Call checkCall;
    quint64 generation = 0;

    tables::RowScope scope;                    ///< the rows of the query that are here
    std::vector<tables::RowIndex> beyond;      ///< came from elsewhere during a walk that had not got there yet
    tables::RowSet rereading;                  ///< of the walk under way, when it is a refresh
    std::optional<qint64> reach;               ///< creation of the last row that a walk read: so far it has covered
    std::optional<qint64> reread;              ///< the same, of a refresh
    std::optional<domain::Timestamp> keptFrom; ///< confirmKept()
    bool awaitsKept = false;
    bool answeredOnce = false; ///< a page came: what is kept is no longer shown first
    bool showsKept = false;    ///< the scope is what the store had, not what a walk of this query found
    /// The rows of the store that the server would list without the query's states, by state, up to keptNext.
    StateCounts::Counts keptCounts{0, 0, 0, 0, 0};
    std::optional<tables::RowIndex> keptNext; ///< showKept() goes on with this row in the next turn
    QTimer keptTimer;
    bool failsAfterKept = false; ///< fail() waits for what showKept() finds
    bool keptChecked = false;    ///< by the server's counts
    bool checksAgain = false;    ///< when the changes were read: it counted others than are here
    bool checkedTwice = false;
    bool follows = false;    ///< the scope is complete down to reach by what is kept and by the changes
    tables::RowSet onlyKept; ///< rows of an earlier window that this one has not read
    bool mergesOwn = false;
    bool refreshing = false;
    bool complete = false;
    qint64 limit = AutomaticLimit;
    qint64 automaticLimit = AutomaticLimit;
    qint64 total = -1;
    qint64 totalReread = -1;
    Phase phase = Phase::Idle;
    std::optional<api::ApiError> error;
    domain::Timestamp lastSuccess; ///< of this window
    domain::Timestamp keptAsOf;    ///< of what an earlier one has kept
    QStringList skipped;
    QTimer progressTimer;
    QElapsedTimer lastTold;
};

void RequestFeed::Private::setPhase(Phase next)
{
    if (phase == next)
        return;
    phase = next;
    emit q.phaseChanged();
}

void RequestFeed::Private::tellProgress()
{
    progressTimer.stop();
    lastTold.start();
    const QPointer<RequestFeed> alive(&q);
    emit q.progressed();
    if (alive && q.countsKept())
        emit q.countsChanged();
}

void RequestFeed::Private::tellProgressSoon()
{
    const qint64 since = lastTold.isValid() ? lastTold.elapsed() : ProgressMs;
    if (since >= ProgressMs)
        tellProgress();
    else if (!progressTimer.isActive())
        progressTimer.start(int(ProgressMs - since));
}

void RequestFeed::Private::stopAsking()
{
    ++generation;
    wholeCall.cancel();
    wholeCall = {};
    checkCall.cancel();
    checkCall = {};
    checksAgain = false;
    checkedTwice = false;
    failsAfterKept = false;
    if (!walk)
        return;
    // It may be one of the walk's own signals that leads here: it must outlive its emission.
    walk->disconnect(&q);
    walk->cancel();
    walk.release()->deleteLater();
}

void RequestFeed::Private::startOver()
{
    stopAsking();
    endKept();
    reach.reset();
    scope.clear();
    beyond.clear();
    refreshing = false;
    showsKept = false;
    follows = false;
    complete = false;
    total = -1;
    error.reset();
    skipped.clear();
    limit = needsAll(*query) ? -1 : automaticLimit;
    if (query->impossible) {
        total = 0;
        complete = true;
        counts.setKnown({0, 0, 0, 0, 0});
        setPhase(Phase::Ready);
    } else if (query->whole) {
        fetchWhole();
    } else {
        if (awaitsKept)
            counts.hold();
        counts.setFilter(query->server);
        if (!answeredOnce)
            showKept();
        askForRows();
    }
    tellProgress();
    lastTold.invalidate(); // the first page is told at once
}

void RequestFeed::Private::askForRows()
{
    if (awaitsKept) {
        setPhase(Phase::Loading);
    } else if (!follow()) {
        if (counts.isHeld())
            counts.refresh();
        beginWalk(limit);
    }
}

domain::ListFilter RequestFeed::Private::ofAllStates() const
{
    domain::ListFilter any = query->server;
    any.states.clear();
    return any;
}

template <typename Take>
void RequestFeed::Private::lookAt(tables::RowIndex begin, tables::RowIndex end,
                                  const std::optional<domain::Timestamp> &createdFrom, StateCounts::Counts &into,
                                  Take take) const
{
    const domain::ListFilter any = ofAllStates();
    const bool all = asksForAll(any); // then a row need not be compared
    const qint64 from = createdFrom ? createdFrom->microseconds : std::numeric_limits<qint64>::min();
    const auto &states = query->server.states;
    for (tables::RowIndex index = begin; index < end; ++index) {
        const tables::PackedRow &row = store.row(index);
        if (row.created < from || (!all && !store.matches(index, any)) || store.isGone(index))
            continue;
        addTo(into, row.state, 1);
        if (states.empty() || std::ranges::count(states, row.state) > 0)
            take(index);
    }
}

/// All of them in one turn: a list that was emptied and filled again, a piece at a time, would flicker at each query.
RequestFeed::Private::Here RequestFeed::Private::rowsHere(const std::optional<domain::Timestamp> &createdFrom) const
{
    Here here;
    if (!createdFrom && asksForAll(ofAllStates())) {
        const auto take = [&](domain::State state) {
            const tables::RowSet &rows = store.rowsOf(state);
            addTo(here.counts, state, rows.count());
            const auto &states = query->server.states;
            if (states.empty() || std::ranges::count(states, state) > 0)
                here.rows.add(rows);
        };
        std::ranges::for_each(domain::AllStates, take);
        take(domain::State::Unknown);
        return here;
    }
    lookAt(0, store.size(), createdFrom, here.counts, [&here](tables::RowIndex row) { here.rows.insert(row); });
    return here;
}

/// What is known of the list from before. A walk then reads it like a refresh: what it does not find leaves.
void RequestFeed::Private::showKept()
{
    if (store.size() == 0)
        return;
    showsKept = true;
    refreshing = true;
    rereading = {};
    reread.reset();
    totalReread = -1;
    keptCounts = {0, 0, 0, 0, 0};
    keptNext = 0;
    showKeptOn();
}

/// The newest are looked at first: they were restored first.
void RequestFeed::Private::showKeptOn()
{
    const tables::RowIndex end = std::min(store.size(), *keptNext + RowsOfSlice);
    std::vector<tables::RowIndex> listed;
    lookAt(*keptNext, end, std::nullopt, keptCounts, [&listed](tables::RowIndex row) { listed.push_back(row); });
    keptNext = end;
    const bool isLast = end == store.size();
    if (isLast)
        endKept();
    else
        keptTimer.start(0);
    const quint64 mine = generation;
    const QPointer<RequestFeed> alive(&q);
    scope.add(listed, tables::Origin::Kept);
    if (!alive || mine != generation)
        return;
    isLast ? tellProgress() : tellProgressSoon();
    if (alive && mine == generation && isLast && std::exchange(failsAfterKept, false))
        endFailure();
}

void RequestFeed::Private::endKept()
{
    keptNext.reset();
    keptTimer.stop();
}

/// What showKept() has not come to is counted by it.
void RequestFeed::Private::countKept(const tables::RequestStore::Merged &change)
{
    if (!showsKept)
        return;
    const domain::ListFilter any = ofAllStates();
    const auto count = [&](tables::RowIndex row, bool isNew, domain::State before) {
        if ((keptNext && row >= *keptNext) || !store.matches(row, any))
            return;
        if (!isNew)
            addTo(keptCounts, before, -1);
        addTo(keptCounts, store.row(row).state, 1);
    };
    for (const tables::RowIndex row : change.added)
        count(row, true, domain::State::Unknown);
    for (size_t i = 0; i < change.changed.size(); ++i)
        count(change.changed[i], false, change.before[i]);
}

bool RequestFeed::Private::ownCountsLack() const
{
    return std::ranges::any_of(counts.counts(), [](qint64 count) { return count < 0; });
}

/// Goes on with what is kept, where it is enough. A list with few rows above the border is walked.
bool RequestFeed::Private::follow()
{
    const domain::ListFilter &filter = query->server;
    if (!keptFrom || query->whole || query->impossible)
        return false;
    const bool whole = keptFrom->microseconds == std::numeric_limits<qint64>::min() ||
                       (filter.createdFrom && *filter.createdFrom >= *keptFrom);
    if (!whole && (limit < 0 || filter.order != domain::ListFilter::Order::NewestFirst))
        return false;
    Here here = rowsHere(whole ? std::nullopt : keptFrom);
    // The border of a walk is a little above its last row: half of what a walk reads is enough to go on with.
    if (!whole && here.rows.count() * 2 < limit)
        return false;
    stopAsking();
    if (whole)
        counts.adopt(here.counts);
    else if (counts.isHeld())
        counts.refresh();
    endKept();
    error.reset();
    showsKept = false;
    refreshing = false;
    follows = true;
    keptChecked = false;
    complete = whole;
    if (!whole)
        reach = keptFrom->microseconds - 1; // what lies on it is covered
    const quint64 mine = generation;
    const QPointer<RequestFeed> alive(&q);
    scope.replace(std::move(here.rows));
    if (!alive || mine != generation)
        return true;
    total = complete ? scope.count() : -1;
    takeCounts();
    setPhase(Phase::Ready);
    if (alive)
        tellProgress();
    if (alive && mine == generation)
        complete ? checkWhole() : checkKept();
    return true;
}

/// One count tells whether all is here. What was created since the changes were read is no reason to walk everything:
/// they are read once more before what is kept is refused.
void RequestFeed::Private::checkWhole()
{
    checkCall =
        client.count(query->server, scope.count(), &q, [this, mine = generation](const api::Result<qint64> &counted) {
            if (mine != generation || !follows || !counted)
                return; // the next poll tells what is wrong with the server
            const QPointer<RequestFeed> alive(&q);
            emit q.answered();
            if (!alive || mine != generation)
                return;
            if (*counted == scope.count()) {
                keptChecked = true;
            } else if (!std::exchange(checkedTwice, true)) {
                checksAgain = true;
                emit q.changesWanted();
            } else {
                refuseKept(*counted);
            }
        });
}

/// The changes do not tell what another account may not see, what a role that ended hid, and what was deleted
/// meanwhile: where the server counts others than are kept, the list is walked.
void RequestFeed::Private::checkKept()
{
    if (!follows || keptChecked || counts.isCounting())
        return;
    const qint64 sum = counted();
    if (sum < 0)
        return;
    keptChecked = true;
    if (complete ? sum == scope.count() : sum >= scope.count())
        return;
    refuseKept(sum);
}

void RequestFeed::Private::refuseKept(qint64 counted)
{
    keptFrom.reset();
    follows = false;
    complete = false;
    reach.reset();
    showsKept = true; // what the walk does not find leaves
    keptCounts.fill(-1);
    refreshing = true;
    rereading = {};
    reread.reset();
    totalReread = -1;
    total = counted;
    const QPointer<RequestFeed> alive(&q);
    counts.refresh();
    beginWalk(limit);
    if (alive)
        emit q.keptRefused();
}

/// How many the server counts of the query; -1: not known.
qint64 RequestFeed::Private::counted() const
{
    const StateCounts::Counts &all = counts.counts();
    qint64 sum = query->server.states.empty() ? all.back() : 0;
    for (const domain::State state : query->server.states) {
        const qint64 count = all[size_t(state)];
        sum = sum < 0 || count < 0 ? -1 : sum + count;
    }
    return sum;
}

/// A list that follows the changes has no page that tells its length, and what a page told may be old by now: the strip
/// and the line below it say one number.
void RequestFeed::Private::takeCounts()
{
    if (complete || !query || query->impossible || query->whole || (!follows && phase != Phase::Ready))
        return;
    const qint64 sum = counted();
    const qint64 now = std::max(sum, scope.count());
    if (sum < 0 || now == total)
        return;
    total = now;
    tellProgressSoon();
}

/// What was created between the last reading of the changes and the counting is read now: until the next one, or for as
/// long as nobody is there, the strip would count more than the list has.
void RequestFeed::Private::compareWithCounts()
{
    if (complete && query && !query->impossible && !query->whole && !counts.isCounting() && counted() > scope.count())
        emit q.changesWanted();
}

/// So many rows more are known of. The strip has counted them where its counts are known, or will with all others.
void RequestFeed::Private::moveTotal(qint64 by)
{
    if (total >= 0)
        total = std::max<qint64>(0, total + by);
    takeCounts();
}

void RequestFeed::Private::beginWalk(qint64 rows)
{
    stopAsking();
    api::PageWalk::Options options;
    options.limit = rows;
    walk = std::make_unique<api::PageWalk>(client, query->server, options);
    connect(walk.get(), &api::PageWalk::pageReady, &q, [this](const api::Page &page) { takePage(page); });
    connect(walk.get(), &api::PageWalk::leftMeanwhile, &q,
            [this](const std::vector<domain::Request> &left) { takeLeft(left); });
    connect(walk.get(), &api::PageWalk::stopped, &q, [this] { walkStopped(); });
    connect(walk.get(), &api::PageWalk::failed, &q, [this](const api::ApiError &why) { fail(why); });
    walk->start();
    setPhase(Phase::Loading);
}

void RequestFeed::Private::takePage(const api::Page &page)
{
    const quint64 mine = generation;
    const QPointer<RequestFeed> alive(&q);
    lastSuccess = domain::Timestamp::now();
    answeredOnce = true;
    error.reset();
    if (page.total >= 0)
        (refreshing ? totalReread : total) = page.total;
    if (showsKept && page.total >= 0)
        total = page.total;
    if (page.number == 1)
        skipped.clear();
    skipped += page.skipped;
    mergesOwn = true;
    const auto merged = store.merge(page.rows);
    if (!alive)
        return;
    mergesOwn = false;
    for (const tables::RowIndex row : merged.all)
        onlyKept.remove(row);
    if (mine != generation)
        return; // a slot of the store's signal asked for something else
    if (!merged.all.empty() && (refreshing || !follows))
        extend(refreshing ? reread : reach, store.row(merged.all.back()).created);
    if (refreshing) {
        for (const tables::RowIndex row : merged.all)
            rereading.insert(row);
    }
    scope.add(merged.all);
    if (!alive || mine != generation)
        return;
    takeBeyond();
    if (!alive || mine != generation)
        return;
    emit q.answered();
    if (alive && mine == generation)
        tellProgressSoon();
}

/// A page that is read again because its border was torn lies within what the walk has covered.
void RequestFeed::Private::extend(std::optional<qint64> &end, qint64 created) const
{
    const bool isNewestFirst = query->server.order == domain::ListFilter::Order::NewestFirst;
    end = !end ? created : isNewestFirst ? std::min(*end, created) : std::max(*end, created);
}

bool RequestFeed::Private::covers(const tables::PackedRow &row) const
{
    if (complete)
        return true;
    if (!reach)
        return false;
    return query->server.order == domain::ListFilter::Order::NewestFirst ? row.created > *reach : row.created < *reach;
}

/// What others merged: a row that the server would list by now counts when it lies where the walk has been, and one
/// that it would not list any more counts no longer.
void RequestFeed::Private::takeForeign(const tables::RequestStore::Merged &change)
{
    const bool isKept = change.origin == tables::Origin::Kept;
    for (const tables::RowIndex row : isKept ? change.added : change.all)
        isKept ? onlyKept.insert(row) : onlyKept.remove(row);
    if (!query || query->impossible || query->whole)
        return;
    countKept(change);
    if (mergesOwn) {
        followCounts(change);
        return;
    }
    if (isKept && !answeredOnce && !showsKept) {
        showKept(); // the first ones
        tellProgressSoon();
        return;
    }
    // The server has been asked since: what it does not tell by itself is not shown.
    if (isKept && !showsKept)
        return;
    std::vector<tables::RowIndex> entering;
    const qint64 before = scope.count();
    const auto look = [&](tables::RowIndex row) {
        const bool fits = store.matches(row, query->server);
        // A page that was read before it came does not have it, and is no proof that it is gone.
        if (refreshing && !isKept)
            fits ? rereading.insert(row) : rereading.remove(row);
        if (keptNext && row >= *keptNext)
            return; // showKept() will come to it
        if (scope.contains(row) && !fits)
            scope.release(row);
        else if (!scope.contains(row) && fits && (showsKept || covers(store.row(row))))
            entering.push_back(row);
        else if (!scope.contains(row) && fits && phase == Phase::Loading && !isKept)
            beyond.push_back(row);
    };
    std::ranges::for_each(change.added, look);
    std::ranges::for_each(change.changed, look);
    followCounts(change);
    const qint64 shift = scope.count() - before + qint64(entering.size());
    if (!isKept)
        moveTotal(shift);
    const QPointer<RequestFeed> alive(&q);
    scope.add(entering, change.origin);
    if (alive && (shift != 0 || !entering.empty()))
        tellProgressSoon();
}

/// A page that was on its way when a row came does not have it: once the walk has been there, it counts.
void RequestFeed::Private::takeBeyond()
{
    std::vector<tables::RowIndex> entering;
    std::erase_if(beyond, [&](tables::RowIndex row) {
        if (!covers(store.row(row)))
            return false;
        if (!scope.contains(row) && !store.isGone(row) && store.matches(row, query->server))
            entering.push_back(row);
        return true;
    });
    if (refreshing)
        std::ranges::for_each(entering, [this](tables::RowIndex row) { rereading.insert(row); });
    if (!entering.empty())
        scope.add(entering);
}

/// The state strip follows. What is merely new here, because somebody else asked for it, was counted all the while.
void RequestFeed::Private::followCounts(const tables::RequestStore::Merged &change)
{
    const domain::ListFilter any = ofAllStates();
    const bool isLive = change.origin == tables::Origin::Live;
    for (size_t i = 0; i < change.changed.size(); ++i) {
        const domain::Request row = store.request(change.changed[i]);
        if (!any.matches(row))
            continue;
        if (std::ranges::binary_search(change.setBack, change.changed[i], {},
                                       &tables::RequestStore::Merged::SetBack::row)) {
            counts.setBack(change.before[i], row.state);
            continue;
        }
        // A page of the own walk may be older than the counts, and newer than what was known of the row.
        if (isLive || mergesOwn)
            counts.follow(row, change.before[i], false);
        else if (change.before[i] != row.state)
            counts.shift(change.before[i], row.state);
    }
    if (change.origin == tables::Origin::Kept)
        return;
    for (const tables::RowIndex index : change.added) {
        const bool isNew = store.row(index).created >= counts.asked().microseconds;
        if (!isLive && !isNew)
            continue;
        const domain::Request row = store.request(index);
        // Who asked for it may have counted it already (noteCreated): then all are counted again.
        if (any.matches(row))
            counts.follow(row, std::nullopt, isNew && (isLive || mergesOwn));
    }
}

/// Deleted on the server, or no longer to be seen.
void RequestFeed::Private::takeRemoved(const std::vector<tables::RowIndex> &rows)
{
    qint64 lost = 0;
    if (query) {
        const domain::ListFilter any = ofAllStates();
        for (const tables::RowIndex row : rows) {
            if (!store.matches(row, any))
                continue;
            counts.drop(store.row(row).state);
            if (showsKept && (!keptNext || row < *keptNext))
                addTo(keptCounts, store.row(row).state, -1);
        }
    }
    for (const tables::RowIndex row : rows) {
        rereading.remove(row);
        lost += scope.contains(row) ? 1 : 0;
        scope.release(row);
    }
    if (lost == 0)
        return;
    moveTotal(-lost);
    tellProgressSoon();
}

/// What the walk handed on and the server would not list any more: as any other row that is known to be another now.
void RequestFeed::Private::takeLeft(const std::vector<domain::Request> &rows)
{
    const quint64 mine = generation;
    const QPointer<RequestFeed> alive(&q);
    const auto merged = store.merge(rows);
    if (!alive || mine != generation)
        return;
    for (const tables::RowIndex row : merged.all) {
        rereading.remove(row);
        scope.release(row);
    }
    tellProgressSoon();
}

void RequestFeed::Private::walkStopped()
{
    const qint64 missing = walk->isComplete() ? walk->missing() : 0;
    const bool whole = walk->isWhole();
    complete = whole;
    if (const QString sentence = walk->sentence(); !sentence.isEmpty()) {
        skipped.removeAll(sentence); // of the part before
        skipped.prepend(sentence);
    }
    if (refreshing) {
        // A walk that ended is the truth: rows that left the query since are not loaded any more. Where it could not
        // find all, nobody knows which those are.
        refreshing = false;
        endKept();
        showsKept = false;
        follows = false;
        reach = std::exchange(reread, {});
        total = std::exchange(totalReread, -1);
        const quint64 mine = generation;
        const QPointer<RequestFeed> alive(&q);
        const tables::RowSet found = std::exchange(rereading, {});
        const auto lost = whole || !walk->isComplete() ? vanished(found) : std::vector<tables::RowIndex>();
        if (whole || !walk->isComplete())
            scope.replace(found);
        if (alive && mine == generation)
            store.remove(lost);
        if (!alive || mine != generation)
            return;
    }
    const QPointer<RequestFeed> alive(&q);
    const quint64 mine = generation;
    takeBeyond();
    if (!alive || mine != generation)
        return;
    beyond.clear();
    if (complete)
        total = scope.count();
    else if (missing > 0)
        total = std::max(total, scope.count() + missing);
    setPhase(Phase::Ready);
    if (alive)
        tellProgress();
    if (alive)
        tellWalked();
}

bool RequestFeed::Private::isUnfiltered() const
{
    return asksForAll(query->server) && skipped.isEmpty();
}

/// Rows of an earlier window where a walk of the whole list has been and did not find them: they were deleted, or are
/// no longer to be seen.
std::vector<tables::RowIndex> RequestFeed::Private::vanished(const tables::RowSet &read) const
{
    if (!isUnfiltered())
        return {};
    std::vector<tables::RowIndex> lost = onlyKept.without(read);
    std::erase_if(lost, [this](tables::RowIndex row) { return !covers(store.row(row)); });
    return lost;
}

void RequestFeed::Private::tellWalked()
{
    if (!isUnfiltered())
        return;
    if (complete)
        emit q.walkedFrom({std::numeric_limits<qint64>::min()});
    else if (reach && query->server.order == domain::ListFilter::Order::NewestFirst)
        emit q.walkedFrom({*reach + 1}); // of those created at the same time some may be missing
}

void RequestFeed::Private::fail(const api::ApiError &why)
{
    error = why;
    const QPointer<RequestFeed> alive(&q);
    // Without the server a list is what was seen of it before.
    const quint64 mine = generation;
    if (query->whole) {
        const auto row = store.find(*query->whole);
        StateCounts::Counts known{0, 0, 0, 0, 0};
        if (row)
            addTo(known, store.row(*row).state, 1);
        else
            known.fill(-1);
        counts.setKnown(known);
        if (alive && row && !scope.contains(*row))
            scope.add(std::span(&*row, 1), tables::Origin::Kept);
    } else if (!showsKept && scope.count() == 0 && !reach) {
        showKept();
    }
    if (!alive || mine != generation)
        return;
    // The page says that nothing is here only when everything was looked at.
    if (keptNext)
        failsAfterKept = true;
    else
        endFailure();
}

void RequestFeed::Private::endFailure()
{
    const api::ApiError why = *error;
    const QPointer<RequestFeed> alive(&q);
    setPhase(Phase::Failed);
    if (alive)
        emit q.failed(why);
}

void RequestFeed::Private::fetchWhole()
{
    stopAsking();
    setPhase(Phase::Loading);
    wholeCall =
        client.retrieve(*query->whole, &q, [this, mine = generation](const api::Result<api::OneRequest> &result) {
            if (mine == generation)
                takeWhole(result);
        });
}

void RequestFeed::Private::takeWhole(const api::Result<api::OneRequest> &result)
{
    StateCounts::Counts known{0, 0, 0, 0, 0};
    if (result) {
        const quint64 mine = generation;
        mergesOwn = true;
        const auto merged = store.merge(std::span(&result->request, 1));
        mergesOwn = false;
        if (mine != generation)
            return;
        scope.add(merged.all);
        total = 1;
        known.back() = 1;
        if (result->request.state != domain::State::Unknown)
            known[size_t(result->request.state)] = 1;
    } else if (result.error().kind == api::ApiError::Kind::NotFound) {
        total = 0; // not there, or not for us: an answer, not a failure
        scope.replace({});
    } else {
        fail(result.error());
        return;
    }
    lastSuccess = domain::Timestamp::now();
    error.reset();
    complete = true;
    counts.setKnown(known);
    emit q.answered();
    setPhase(Phase::Ready);
    tellProgress();
}

RequestFeed::RequestFeed(api::WaldurClient &client, tables::RequestStore &store, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, client, store))
{
    d->counts.setKnownRows([this] {
        StateCounts::Counts known{0, 0, 0, 0, 0};
        for (const tables::RowIndex row : d->scope.rows().without({}))
            addTo(known, d->store.row(row).state, 1);
        return known;
    });
    d->progressTimer.setSingleShot(true);
    d->keptTimer.setSingleShot(true);
    connect(&d->keptTimer, &QTimer::timeout, this, [this] { d->showKeptOn(); });
    connect(&d->progressTimer, &QTimer::timeout, this, [this] { d->tellProgress(); });
    connect(&store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) { d->takeForeign(change); });
    connect(&store, &tables::RequestStore::removed, this,
            [this](const std::vector<tables::RowIndex> &rows) { d->takeRemoved(rows); });
    connect(&store, &tables::RequestStore::cleared, this, [this] {
        d->endKept();
        d->keptCounts = {0, 0, 0, 0, 0};
        d->rereading = {};
        d->onlyKept = {};
        d->scope.replace({});
    });
    connect(&d->counts, &StateCounts::changed, this, [this] {
        d->takeCounts();
        emit countsChanged();
    });
    connect(&d->counts, &StateCounts::answered, this, [this] {
        // A list that can not be read is not mended by its counts.
        const QPointer<RequestFeed> alive(this);
        d->takeCounts();
        if (alive && d->phase != Phase::Failed)
            emit answered();
        if (alive)
            d->checkKept();
        if (alive)
            d->compareWithCounts();
    });
}

RequestFeed::~RequestFeed() = default;

void RequestFeed::setAutomaticLimit(qint64 rows)
{
    d->automaticLimit = rows;
}

void RequestFeed::awaitKept()
{
    d->awaitsKept = true;
}

void RequestFeed::noteChangesRead()
{
    if (std::exchange(d->checksAgain, false) && d->follows && d->complete)
        d->checkWhole();
}

void RequestFeed::setKeptAsOf(domain::Timestamp time)
{
    d->keptAsOf = time;
}

void RequestFeed::releaseKept()
{
    if (!std::exchange(d->awaitsKept, false) || !d->query || d->query->whole || d->query->impossible)
        return;
    if (d->phase == Phase::Loading)
        d->askForRows();
}

void RequestFeed::confirmKept(domain::Timestamp createdFrom)
{
    const bool awaited = std::exchange(d->awaitsKept, false);
    d->keptFrom = createdFrom;
    d->answeredOnce = true;
    d->lastSuccess = domain::Timestamp::now();
    if (!d->query || d->query->whole || d->query->impossible)
        return;
    if (awaited && d->phase == Phase::Loading)
        d->askForRows();
    else if (d->showsKept)
        (void)d->follow(); // takes the place of a walk that failed or has only begun
}

bool RequestFeed::showsKept() const
{
    return d->showsKept;
}

void RequestFeed::setQuery(const domain::SplitQuery &query)
{
    const bool same = d->query && asksForTheSame(d->query->server, query.server) && d->query->whole == query.whole &&
                      d->query->impossible == query.impossible;
    domain::ListFilter loaded = same ? d->query->server : query.server;
    d->query = query;
    d->query->server = std::move(loaded);
    if (!same)
        d->startOver();
}

void RequestFeed::loadAll()
{
    if (!d->query || d->query->impossible || d->query->whole || isComplete())
        return;
    d->limit = -1;
    // After a cancel, and where a walk to the end did not find all: what is here already is merged again.
    if (!d->walk || d->walk->isComplete()) {
        d->refreshing = d->showsKept;
        d->beginWalk(-1);
        return;
    }
    d->walk->raiseLimit(-1);
    if (!d->walk->isRunning())
        d->walk->start(); // after a failure it goes on with the page that failed
    d->setPhase(Phase::Loading);
}

void RequestFeed::cancel()
{
    if (d->phase != Phase::Loading)
        return;
    d->stopAsking();
    d->refreshing = false;
    if (d->progressTimer.isActive())
        d->tellProgress();
    d->setPhase(lastSuccess().microseconds > 0 ? Phase::Ready : Phase::Idle);
}

void RequestFeed::refresh()
{
    if (!d->query || d->query->impossible)
        return;
    if (d->query->whole) {
        d->fetchWhole();
        return;
    }
    d->counts.refresh();
    if (d->follows && d->phase == Phase::Ready) {
        emit lookWanted();
        return;
    }
    if (d->phase == Phase::Loading && (!d->refreshing || d->showsKept))
        return; // the first reading is under way: it is as fresh as can be
    d->refreshing = true;
    d->rereading = {};
    d->reread.reset();
    d->totalReread = -1;
    d->beginWalk(d->limit < 0 || d->showsKept ? d->limit : std::max(d->limit, d->scope.count()));
}

void RequestFeed::retry()
{
    if (d->phase != Phase::Failed || !d->query)
        return;
    if (d->query->whole || !d->walk) {
        d->startOver();
        return;
    }
    d->counts.refresh();
    d->walk->start();
    d->setPhase(Phase::Loading);
}

RequestFeed::Phase RequestFeed::phase() const
{
    return d->phase;
}

const tables::RowScope &RequestFeed::scope() const
{
    return d->scope;
}

qint64 RequestFeed::loaded() const
{
    return d->scope.count();
}

qint64 RequestFeed::total() const
{
    // Rows that were created while the walk was under way are here before the server's number is.
    return d->total < 0 ? d->total : std::max(d->total, d->scope.count());
}

bool RequestFeed::isComplete() const
{
    return d->complete;
}

const std::optional<api::ApiError> &RequestFeed::error() const
{
    return d->error;
}

domain::Timestamp RequestFeed::lastSuccess() const
{
    return hasAnswered() ? d->lastSuccess : d->keptAsOf;
}

bool RequestFeed::hasAnswered() const
{
    return d->lastSuccess.microseconds != 0;
}

QStringList RequestFeed::skipped() const
{
    return d->skipped;
}

void RequestFeed::noteCreated(const domain::Request &row)
{
    if (!d->query)
        return;
    if (d->ofAllStates().matches(row))
        d->counts.shift(std::nullopt, row.state);
}

void RequestFeed::countAgain()
{
    d->counts.refresh();
}

void RequestFeed::noteListed(std::span<const tables::RowIndex> rows)
{
    if (!d->query || d->query->impossible || d->query->whole)
        return;
    std::vector<tables::RowIndex> entering;
    for (const tables::RowIndex row : rows) {
        if (d->store.isGone(row) || !d->store.matches(row, d->query->server) || !d->covers(d->store.row(row)))
            continue;
        if (d->refreshing)
            d->rereading.insert(row);
        if (!d->scope.contains(row))
            entering.push_back(row);
    }
    if (entering.empty())
        return;
    d->moveTotal(qint64(entering.size()));
    const QPointer<RequestFeed> alive(this);
    d->scope.add(entering, tables::Origin::Live);
    if (alive)
        d->tellProgressSoon();
}

std::optional<domain::ListFilter> RequestFeed::coveredFilter() const
{
    if (!d->query || d->query->impossible || d->query->whole || d->phase == Phase::Loading)
        return std::nullopt;
    if (d->complete)
        return d->query->server;
    // Oldest first has no lower bound that ends where the walk stopped.
    if (!d->reach || d->query->server.order != domain::ListFilter::Order::NewestFirst)
        return std::nullopt;
    domain::ListFilter filter = d->query->server;
    filter.createdFrom = domain::Timestamp{*d->reach + 1};
    return filter;
}

std::array<qint64, 5> RequestFeed::stateCounts() const
{
    return countsKept() ? d->keptCounts : d->counts.counts();
}

bool RequestFeed::countsKept() const
{
    return d->showsKept && d->ownCountsLack();
}

} // namespace waldesk::workflows
