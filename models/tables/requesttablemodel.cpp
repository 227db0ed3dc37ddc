// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requesttablemodel.h"

#include "models/tables/columntraits.h"
#include "models/tables/compiledfilter.h"
#include "models/tables/evaluation.h"
#include "models/tables/rowlist.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <algorithm>

namespace waldesk::tables
{

namespace
{

constexpr int RepaintMs = 100; // ten times a second, while rows stream in
constexpr size_t AtOnce = 16;  // rows that somebody may be waiting for: a re-read row, a new request
constexpr size_t RowsOfAStep = 2'048;
constexpr qint64 StepsOfATurnNs = 3'000'000; // the view works on what it is told, and paints, in the same turn
constexpr int RunsOfATurn = 128;             // each is a removal that the view hears of
constexpr qsizetype LinesKept = 8'192;
constexpr qsizetype ChangesKept = 4'096;
constexpr qint64 ChangeIsNewMs = 60'000;

} // namespace

/// What the model is made of. The rows that are known here are either in `newestFirst` (every evaluation visits them)
/// or wait in `arrived`.
class RequestTableModel::Private
{
public:
    /// Rows that came by a merge and are to be put in their places.
    struct Arrivals {
        std::vector<RowIndex> fresh;    ///< not in newestFirst yet
        std::vector<RowIndex> entering; ///< known, not shown so far
        [[nodiscard]] size_t size() const { return fresh.size() + entering.size(); }
    };

    Private(RequestTableModel &model, RequestStore &requestStore);

    void evaluate();                          ///< the query anew: a reset
    void beginRefilter(bool byClock = false); ///< the same query, whose answers are others
    void followClock();
    void reorder(); ///< the same rows in another order
    void abandon(); ///< what is under way
    void startEvaluation();
    void runSlice();
    void showMatches(bool done);
    void finish();
    void applyOrder(std::vector<RowIndex> rows);
    void applyRefilter(const std::vector<RowIndex> &passing);
    void enter(const std::vector<RowIndex> &rows, Origin origin); ///< the walk covers them now
    void narrow();                                                ///< what the walk does not cover leaves
    void removeSome();
    void removeRun(int first, int count);
    void replaceRows(std::vector<RowIndex> rows);

    void merge(const RequestStore::Merged &change);
    void hold(const Arrivals &arrivals); ///< they wait until somebody wants to see them
    void dropHeld();                     ///< the evaluation under way shows them
    void remove(const std::vector<RowIndex> &rows);
    void takeArrivals(const Arrivals &arrivals);
    void noteChanged(const std::vector<RowIndex> &changed, Arrivals &arrivals);
    void admit(const Arrivals &arrivals);
    void admitWaiting();
    void admitStep();
    void insertRows(const std::vector<RowIndex> &sorted);
    void learnFresh(std::vector<RowIndex> fresh);
    void clear();

    [[nodiscard]] bool passes(RowIndex row);
    [[nodiscard]] bool isKept(RowIndex row) const;
    void updateDimmed(RowIndex row); ///< dimmed or not
    void touchRow(RowIndex row, const QList<int> &roles);
    void touchColumns(Column first, Column last, const QList<int> &roles);
    [[nodiscard]] QString errorLine(const CellContext &cell) const;
    [[nodiscard]] QString stuckLine(RowIndex row) const;

    RequestTableModel &q;
    RequestStore &store;
    const RowScope *scope = nullptr;
    const RowMarks *marks = nullptr;
    domain::SplitQuery query;
    bool awaitsQuery = false;
    FactsOf facts;
    RowFactsOf rowFacts;
    ErrorTitleOf titles;
    StuckLineOf stuckLines;
    TextMemos memos;
    std::unique_ptr<CompiledFilter> filter;
    std::unique_ptr<RowOrder> order;
    std::vector<RowIndex> newestFirst;
    RowList shown;

    enum class Work : quint8 { None, Query, Order, Refilter };
    Work work = Work::None;
    bool replacedYet = false; ///< of a query: the old rows are gone
    std::optional<Evaluation> evaluation;
    std::vector<RowIndex> refiltered;
    bool refiltersByClock = false; ///< what comes to pass waits, and what ceases to stays, dimmed
    QTimer sliceTimer;
    QElapsedTimer lastShown;

    Arrivals arrived;
    QSet<RowIndex> held;
    QTimer arrivalTimer;
    QElapsedTimer lastAdmitted;
    QSet<RowIndex> changedMeanwhile; ///< during an evaluation: to be looked at again after it
    bool narrowLater = false;
    bool refilterLater = false;
    RowSet leaving; ///< shown rows that are removed in slices
    QTimer leaveTimer;

    QSet<RowIndex> dimmed;
    QSet<domain::Uuid> kept;
    domain::Uuid read; ///< stays where it is, should it be gone from the server
    QHash<domain::Uuid, QString> pending;
    QHash<RowIndex, qint64> changedAt;
    mutable QHash<TextId, QString> errorLines;
    domain::Timestamp now = domain::Timestamp::now();
    QTimeZone zone = QTimeZone::systemTimeZone();
};

RequestTableModel::Private::Private(RequestTableModel &model, RequestStore &requestStore)
    : q(model), store(requestStore), order(std::make_unique<RowOrder>(store, Sorting{}, now))
{
    sliceTimer.setInterval(0);
    leaveTimer.setInterval(0);
    arrivalTimer.setSingleShot(true);
    filter = std::make_unique<CompiledFilter>(store, query.all, facts, memos, rowFacts);
    std::vector<RowIndex> known;
    known.reserve(store.size());
    for (RowIndex row = 0; row < store.size(); ++row)
        known.push_back(row);
    learnFresh(std::move(known));
    std::vector<RowIndex> there = newestFirst;
    std::erase_if(there, [this](RowIndex row) { return store.isGone(row); });
    shown.assign(std::move(there));
}

bool RequestTableModel::Private::passes(RowIndex row)
{
    size_t cost = 0;
    return (!scope || scope->contains(row)) && !query.impossible && !store.isGone(row) && filter->passes(row, cost);
}

bool RequestTableModel::Private::isKept(RowIndex row) const
{
    return !kept.isEmpty() && kept.contains(store.row(row).uuid);
}

void RequestTableModel::Private::updateDimmed(RowIndex row)
{
    if (passes(row))
        dimmed.remove(row);
    else
        dimmed.insert(row);
}

void RequestTableModel::Private::learnFresh(std::vector<RowIndex> fresh)
{
    const auto newer = [this](RowIndex a, RowIndex b) {
        return RowOrder::newer(store, a, b);
    };
    if (!std::ranges::is_sorted(fresh, newer))
        std::ranges::sort(fresh, newer);
    insertSorted(newestFirst, fresh, newer);
}

void RequestTableModel::Private::abandon()
{
    sliceTimer.stop();
    evaluation.reset();
    work = Work::None;
    changedMeanwhile.clear();
    narrowLater = false;
    refilterLater = false;
}

void RequestTableModel::Private::evaluate()
{
    abandon();
    arrivalTimer.stop();
    learnFresh(std::exchange(arrived.fresh, {}));
    arrived.entering.clear();
    kept.clear();
    dimmed.clear();
    leaveTimer.stop();
    leaving = {};
    dropHeld();
    filter = std::make_unique<CompiledFilter>(store, query.all, facts, memos, rowFacts);
    work = Work::Query;
    replacedYet = false;
    startEvaluation();
}

void RequestTableModel::Private::startEvaluation()
{
    evaluation.emplace(newestFirst, *order, [this](RowIndex row, size_t &cost) {
        return (!scope || scope->contains(row)) && !query.impossible && !store.isGone(row) && filter->passes(row, cost);
    });
    runSlice();
}

/// Like what is told live, the clock moves no row.
void RequestTableModel::Private::followClock()
{
    constexpr domain::Duration Step = domain::Duration::seconds(60);
    if (work != Work::None || !query.all.movesWithTheClock() || now - query.all.now < Step)
        return;
    query.all = query.all.at(now);
    beginRefilter(true);
}

void RequestTableModel::Private::beginRefilter(bool byClock)
{
    if (work != Work::None) {
        refilterLater = true;
        return;
    }
    refiltersByClock = byClock;
    learnFresh(std::exchange(arrived.fresh, {}));
    arrived.entering.clear();
    filter = std::make_unique<CompiledFilter>(store, query.all, facts, memos, rowFacts);
    work = Work::Refilter;
    startEvaluation();
}

void RequestTableModel::Private::applyRefilter(const std::vector<RowIndex> &passing)
{
    RowSet all;
    std::vector<RowIndex> entering;
    for (const RowIndex row : passing) {
        all.insert(row);
        if (shown.placeOf(row) >= 0)
            dimmed.remove(row);
        else if (!held.contains(row))
            entering.push_back(row);
    }
    for (const RowIndex row : shown.rows()) {
        if (all.contains(row))
            continue;
        if (refiltersByClock || isKept(row))
            dimmed.insert(row);
        else
            leaving.insert(row);
    }
    const auto heldBefore = held.size();
    held.removeIf([&all](RowIndex row) { return !all.contains(row); });
    if (refiltersByClock && shown.size() > 0)
        held.unite(QSet<RowIndex>(entering.cbegin(), entering.cend()));
    else if (!entering.empty())
        insertRows(entering); // in the order of the rows, as the evaluation has them
    if (held.size() != heldBefore)
        emit q.heldChanged();
    removeSome();
    touchColumns(StateColumn, UuidColumn, {DimmedRole});
}

void RequestTableModel::Private::enter(const std::vector<RowIndex> &rows, Origin origin)
{
    if (awaitsQuery)
        return;
    Arrivals arrivals;
    for (const RowIndex row : rows) {
        leaving.remove(row);
        if (work != Work::None)
            changedMeanwhile.insert(row);
        else if (shown.placeOf(row) < 0)
            arrivals.entering.push_back(row);
        else
            updateDimmed(row);
    }
    if (origin == Origin::Live)
        hold(arrivals);
    else
        takeArrivals(arrivals);
}

void RequestTableModel::Private::narrow()
{
    if (!scope || awaitsQuery)
        return;
    if (work != Work::None) {
        narrowLater = true;
        return;
    }
    // A completed walk is the truth for both halves of the query: for the server's, and for the one that works here.
    for (const RowIndex row : shown.rows()) {
        if (scope->contains(row) && !dimmed.contains(row))
            continue;
        if (isKept(row) && !store.isGone(row))
            dimmed.insert(row);
        else
            leaving.insert(row);
    }
    removeSome();
}

void RequestTableModel::Private::removeSome()
{
    // An order that is worked out counts on the rows that are shown.
    if (work != Work::None) {
        leaveTimer.start();
        return;
    }
    // From the back, so that the places in front stay; a run is one signal.
    int runs = 0;
    for (int end = shown.size(); leaving.count() > 0 && end > 0 && runs < RunsOfATurn;) {
        if (!leaving.contains(shown.at(end - 1))) {
            --end;
            continue;
        }
        int begin = end - 1;
        while (begin > 0 && leaving.contains(shown.at(begin - 1)))
            --begin;
        removeRun(begin, end - begin);
        end = begin;
        ++runs;
    }
    if (runs > 0)
        emit q.matchCountChanged();
    if (leaving.count() > 0 && runs > 0) {
        leaveTimer.start();
        return;
    }
    leaveTimer.stop();
    leaving = {};
}

void RequestTableModel::Private::removeRun(int first, int count)
{
    q.beginRemoveRows({}, first, first + count - 1);
    for (int place = first; place < first + count; ++place) {
        leaving.remove(shown.at(place));
        dimmed.remove(shown.at(place));
    }
    shown.remove(first, size_t(count));
    q.endRemoveRows();
}

void RequestTableModel::Private::reorder()
{
    // A row that the walk covers may be shown before its turn among the new ones has come.
    std::vector<RowIndex> fresh = std::exchange(arrived.fresh, {});
    std::ranges::copy_if(fresh, std::back_inserter(arrived.entering),
                         [this](RowIndex row) { return shown.placeOf(row) < 0; });
    learnFresh(std::move(fresh));
    work = Work::Order;
    evaluation.emplace(newestFirst, *order, [this](RowIndex row, size_t &cost) {
        ++cost;
        return shown.placeOf(row) >= 0;
    });
    runSlice();
}

void RequestTableModel::Private::runSlice()
{
    if (!evaluation)
        return;
    const bool done = evaluation->runSlice();
    showMatches(done);
    if (done)
        finish();
    else
        sliceTimer.start();
}

void RequestTableModel::Private::showMatches(bool done)
{
    if (work == Work::Order || work == Work::Refilter) {
        if (done && work == Work::Order)
            applyOrder(evaluation->takeMatches());
        else if (done)
            refiltered = evaluation->takeMatches();
        return;
    }
    if (!replacedYet) {
        if (!done && !(evaluation->isInOrder() && evaluation->hasMatches()))
            return; // the rows of the query before stay until there is something to show
        replaceRows(evaluation->takeMatches());
        replacedYet = true;
        lastShown.start();
    } else if (evaluation->hasMatches() && (done || lastShown.elapsed() >= RepaintMs)) {
        const std::vector<RowIndex> more = evaluation->takeMatches();
        q.beginInsertRows({}, shown.size(), shown.size() + int(more.size()) - 1);
        shown.insert(shown.size(), more.data(), more.size());
        q.endInsertRows();
        lastShown.start();
    } else {
        return;
    }
    emit q.matchCountChanged();
}

void RequestTableModel::Private::replaceRows(std::vector<RowIndex> rows)
{
    q.beginResetModel();
    shown.assign(std::move(rows));
    q.endResetModel();
}

void RequestTableModel::Private::applyOrder(std::vector<RowIndex> rows)
{
    Q_ASSERT(rows.size() == shown.rows().size());
    emit q.layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = q.persistentIndexList();
    std::vector<RowIndex> followed;
    followed.reserve(size_t(before.size()));
    for (const QModelIndex &index : before)
        followed.push_back(shown.at(index.row()));
    shown.assign(std::move(rows));
    QModelIndexList after;
    after.reserve(before.size());
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(q.index(shown.placeOf(followed[size_t(i)]), before[i].column()));
    q.changePersistentIndexList(before, after);
    emit q.layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void RequestTableModel::Private::finish()
{
    sliceTimer.stop();
    evaluation.reset();
    if (std::exchange(work, Work::None) == Work::Refilter)
        applyRefilter(std::exchange(refiltered, {}));
    for (const RowIndex row : std::exchange(changedMeanwhile, {})) {
        if (shown.placeOf(row) >= 0)
            updateDimmed(row);
        else if (passes(row) || isKept(row))
            arrived.entering.push_back(row);
    }
    if (std::exchange(narrowLater, false))
        narrow();
    admitWaiting();
    emit q.matchCountChanged();
    emit q.evaluated();
    if (std::exchange(refilterLater, false) && work == Work::None)
        beginRefilter();
}

void RequestTableModel::Private::merge(const RequestStore::Merged &change)
{
    Arrivals arrivals;
    noteChanged(change.changed, arrivals);
    arrivals.fresh = change.added;
    if (change.origin == Origin::Live)
        hold(arrivals);
    else
        takeArrivals(arrivals);
}

void RequestTableModel::Private::hold(const Arrivals &arrivals)
{
    if (arrivals.size() == 0)
        return;
    if (shown.size() == 0 || work != Work::None) {
        takeArrivals(arrivals); // nothing would move, or the list is being made anew
        return;
    }
    const auto before = held.size();
    learnFresh(arrivals.fresh);
    for (const auto *rowsOf : {&arrivals.fresh, &arrivals.entering}) {
        for (const RowIndex row : *rowsOf) {
            if (shown.placeOf(row) < 0 && passes(row))
                held.insert(row);
        }
    }
    if (held.size() != before)
        emit q.heldChanged();
}

void RequestTableModel::Private::dropHeld()
{
    if (held.isEmpty())
        return;
    held.clear();
    emit q.heldChanged();
}

void RequestTableModel::Private::remove(const std::vector<RowIndex> &rows)
{
    const auto heldBefore = held.size();
    const auto countBefore = q.matchCount();
    for (const RowIndex row : rows) {
        held.remove(row);
        const domain::Uuid uuid = store.row(row).uuid;
        if (shown.placeOf(row) < 0) {
            kept.remove(uuid);
        } else if (uuid == read) {
            kept.insert(uuid);
            dimmed.insert(row);
            touchRow(row, {});
        } else {
            kept.remove(uuid);
            leaving.insert(row);
        }
    }
    if (held.size() != heldBefore)
        emit q.heldChanged();
    if (q.matchCount() != countBefore)
        emit q.matchCountChanged();
    if (leaving.count() > 0)
        removeSome();
}

void RequestTableModel::Private::takeArrivals(const Arrivals &arrivals)
{
    if (arrivals.size() == 0)
        return;
    if (work == Work::None && arrivals.size() <= AtOnce) {
        admit(arrivals);
        return;
    }
    arrived.fresh.insert(arrived.fresh.end(), arrivals.fresh.begin(), arrivals.fresh.end());
    arrived.entering.insert(arrived.entering.end(), arrivals.entering.begin(), arrivals.entering.end());
    if (work != Work::None || arrivalTimer.isActive())
        return; // finish() or the timer takes them
    if (!lastAdmitted.isValid() || lastAdmitted.elapsed() >= RepaintMs || shown.size() == 0)
        admitWaiting();
    else
        arrivalTimer.start(RepaintMs - int(lastAdmitted.elapsed()));
}

void RequestTableModel::Private::noteChanged(const std::vector<RowIndex> &changed, Arrivals &arrivals)
{
    const qint64 at = QDateTime::currentMSecsSinceEpoch();
    if (changedAt.size() > ChangesKept)
        changedAt.removeIf([at](const auto &entry) { return entry.value() < at - ChangeIsNewMs; });
    const auto countBefore = q.matchCount();
    for (const RowIndex row : changed) {
        changedAt.insert(row, at);
        if (work != Work::None)
            changedMeanwhile.insert(row);
        const int place = shown.placeOf(row);
        leaving.remove(row);
        if (place < 0) {
            if (held.contains(row) && !passes(row)) {
                held.remove(row);
                emit q.heldChanged();
            } else if (work == Work::None && !held.contains(row) && passes(row))
                arrivals.entering.push_back(row);
            continue;
        }
        updateDimmed(row);
        touchRow(row, {});
    }
    if (q.matchCount() != countBefore)
        emit q.matchCountChanged();
}

void RequestTableModel::Private::admitWaiting()
{
    if (work != Work::None)
        return;
    if (arrived.size() == 0)
        return;
    QElapsedTimer turn;
    turn.start();
    lastAdmitted.start();
    // Somebody who is told of these rows may ask for another query or clear the store.
    do {
        admitStep();
    } while (work == Work::None && arrived.size() > 0 && turn.nsecsElapsed() < StepsOfATurnNs);
    if (arrived.size() > 0 && work == Work::None)
        arrivalTimer.start(0);
    else if (arrived.size() == 0)
        emit q.caughtUp();
}

void RequestTableModel::Private::admitStep()
{
    const auto take = [](std::vector<RowIndex> &from) {
        const auto end = from.begin() + qptrdiff(std::min(from.size(), RowsOfAStep));
        std::vector<RowIndex> taken(from.begin(), end);
        from.erase(from.begin(), end);
        return taken;
    };
    admit({take(arrived.fresh), take(arrived.entering)});
}

void RequestTableModel::Private::admit(const Arrivals &arrivals)
{
    learnFresh(arrivals.fresh);
    const auto before = [this](RowIndex a, RowIndex b) {
        return order->before(a, b);
    };
    std::vector<RowIndex> rows;
    rows.reserve(arrivals.size());
    const auto consider = [&](RowIndex row) {
        const bool good = passes(row);
        if (!good && !isKept(row))
            return;
        rows.push_back(row);
        if (!good)
            dimmed.insert(row);
    };
    // A row may be told of twice: as a new one, and as one that the walk covers.
    for (const auto *rowsOf : {&arrivals.fresh, &arrivals.entering}) {
        const auto begun = rows.size();
        for (const RowIndex row : *rowsOf) {
            if (shown.placeOf(row) < 0)
                consider(row);
        }
        // Both mostly come in the order of the list.
        const auto middle = rows.begin() + qptrdiff(begun);
        if (!std::is_sorted(middle, rows.end(), before))
            std::sort(middle, rows.end(), before);
        std::inplace_merge(rows.begin(), middle, rows.end(), before);
    }
    if (rows.empty())
        return;
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    insertRows(rows);
    emit q.matchCountChanged();
}

void RequestTableModel::Private::insertRows(const std::vector<RowIndex> &sorted)
{
    const auto before = [this](RowIndex a, RowIndex b) {
        return order->before(a, b);
    };
    // From the back, so that the places of what is still to come stay as they were found.
    size_t end = sorted.size();
    auto limit = shown.rows().size();
    while (end > 0) {
        const auto rows = shown.rows().begin();
        const auto place = size_t(std::upper_bound(rows, rows + qptrdiff(limit), sorted[end - 1], before) - rows);
        size_t begin = end - 1;
        while (begin > 0 && (place == 0 || before(shown.at(int(place) - 1), sorted[begin - 1])))
            --begin;
        q.beginInsertRows({}, int(place), int(place + end - begin) - 1);
        shown.insert(int(place), sorted.data() + begin, end - begin);
        q.endInsertRows();
        end = begin;
        limit = place;
    }
}

void RequestTableModel::Private::clear()
{
    abandon();
    arrivalTimer.stop();
    leaveTimer.stop();
    leaving = {};
    dropHeld();
    q.beginResetModel();
    arrived = {};
    newestFirst.clear();
    shown.assign({});
    dimmed.clear();
    kept.clear();
    changedAt.clear();
    errorLines.clear();
    memos.clear();
    filter = std::make_unique<CompiledFilter>(store, query.all, facts, memos, rowFacts);
    order = std::make_unique<RowOrder>(store, order->sorting(), now, titles);
    q.endResetModel();
    emit q.matchCountChanged();
}

void RequestTableModel::Private::touchRow(RowIndex row, const QList<int> &roles)
{
    const int place = shown.placeOf(row);
    if (place >= 0)
        emit q.dataChanged(q.index(place, 0), q.index(place, ColumnCount - 1), roles);
}

void RequestTableModel::Private::touchColumns(Column first, Column last, const QList<int> &roles)
{
    if (shown.size() > 0)
        emit q.dataChanged(q.index(0, first), q.index(shown.size() - 1, last), roles);
}

QString RequestTableModel::Private::stuckLine(RowIndex row) const
{
    const PackedRow &packed = store.row(row);
    return stuckLines && domain::isOpen(packed.state) ? stuckLines(packed.uuid) : QString();
}

QString RequestTableModel::Private::errorLine(const CellContext &cell) const
{
    if (const QString stuck = stuckLine(cell.index); !stuck.isEmpty())
        return stuck;
    const PackedRow &row = store.row(cell.index);
    if (row.text == 0 || domain::isOpen(row.state))
        return displayText(cell, ErrorColumn);
    const auto known = errorLines.constFind(row.text);
    if (known != errorLines.constEnd())
        return *known;
    // A message may be one line of megabytes: its beginning is looked for once, not at each paint.
    if (errorLines.size() >= LinesKept)
        errorLines.clear();
    return *errorLines.insert(row.text, displayText(cell, ErrorColumn));
}

RequestTableModel::RequestTableModel(RequestStore &store, QObject *parent)
    : QAbstractTableModel(parent), d(std::make_unique<Private>(*this, store))
{
    store.addShownRows(this, [this] { return std::vector<RowIndex>(d->dimmed.cbegin(), d->dimmed.cend()); });
    connect(&store, &RequestStore::merged, this, [this](const RequestStore::Merged &change) { d->merge(change); });
    connect(&store, &RequestStore::removed, this, [this](const std::vector<RowIndex> &rows) { d->remove(rows); });
    connect(&store, &RequestStore::cleared, this, [this] { d->clear(); });
    connect(&store, &RequestStore::offeringRenamed, this, [this](OfferingId id) {
        d->filter->offeringChanged(id);
        d->touchColumns(OfferingColumn, OfferingColumn, {});
    });
    connect(&d->sliceTimer, &QTimer::timeout, this, [this] { d->runSlice(); });
    connect(&d->leaveTimer, &QTimer::timeout, this, [this] { d->removeSome(); });
    connect(&d->arrivalTimer, &QTimer::timeout, this, [this] { d->admitWaiting(); });
}

RequestTableModel::~RequestTableModel() = default;

void RequestTableModel::setQuery(const domain::SplitQuery &query, Sorting sorting)
{
    d->query = query;
    d->awaitsQuery = false;
    d->order = std::make_unique<RowOrder>(d->store, sorting, d->now, d->titles);
    d->evaluate();
}

void RequestTableModel::setSorting(Sorting sorting)
{
    if (sorting == d->order->sorting())
        return;
    const bool queryUnderWay = d->work == Private::Work::Query;
    const bool refilters = d->work == Private::Work::Refilter || d->refilterLater;
    const bool narrows = d->narrowLater;
    d->abandon();
    d->order = std::make_unique<RowOrder>(d->store, sorting, d->now, d->titles);
    if (queryUnderWay)
        d->evaluate();
    else
        d->reorder();
    // What the order cut short goes on after it.
    if (narrows)
        d->narrow();
    if (refilters && !queryUnderWay)
        d->beginRefilter();
}

void RequestTableModel::awaitQuery()
{
    d->awaitsQuery = true;
}

RequestTableModel::Sorting RequestTableModel::sorting() const
{
    return d->order->sorting();
}

void RequestTableModel::setFacts(FactsOf facts)
{
    using enum domain::QueryKey;
    d->facts = std::move(facts);
    const bool lookedAt = std::ranges::any_of(d->query.all.terms, [](const domain::LocalTerm &term) {
        return term.key == Group || term.key == Who || term.key == Cause;
    });
    if (lookedAt || d->query.all.asksFor(domain::IsWhat::New))
        d->beginRefilter();
}

void RequestTableModel::setStuckLines(StuckLineOf lines)
{
    d->stuckLines = std::move(lines);
    d->touchColumns(TookColumn, ErrorColumn, {Qt::DisplayRole, Qt::AccessibleTextRole, StuckRole});
}

void RequestTableModel::setTitles(ErrorTitleOf titles)
{
    d->titles = std::move(titles);
    d->errorLines.clear();
    d->touchColumns(ErrorColumn, ErrorColumn,
                    {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, CauseNameRole});
}

void RequestTableModel::setRowFacts(RowFactsOf facts)
{
    d->rowFacts = std::move(facts);
    if (d->query.all.asksFor(domain::IsWhat::Stuck) || d->query.all.asksFor(domain::IsWhat::Mine))
        d->beginRefilter();
}

void RequestTableModel::setMarks(const RowMarks *marks)
{
    if (d->marks)
        d->marks->disconnect(this);
    d->marks = marks;
    if (marks)
        connect(marks, &RowMarks::changed, this, [this] {
            d->touchColumns(StateColumn, UuidColumn, {MarkedRole, Qt::AccessibleTextRole});
        });
}

void RequestTableModel::setScope(const RowScope *scope)
{
    if (d->scope)
        d->scope->disconnect(this);
    d->scope = scope;
    if (scope) {
        connect(scope, &RowScope::entered, this,
                [this](const std::vector<RowIndex> &rows, Origin origin) { d->enter(rows, origin); });
        connect(scope, &RowScope::narrowed, this, [this] { d->narrow(); });
    }
    d->evaluate();
}

bool RequestTableModel::isEvaluating() const
{
    return d->work != Private::Work::None;
}

bool RequestTableModel::isCatchingUp() const
{
    return d->arrivalTimer.isActive() || d->leaveTimer.isActive();
}

void RequestTableModel::catchUp()
{
    if (d->arrivalTimer.isActive())
        d->arrivalTimer.start(0);
}

qint64 RequestTableModel::matchCount() const
{
    return d->shown.size() - d->dimmed.size();
}

int RequestTableModel::heldCount() const
{
    return int(d->held.size());
}

void RequestTableModel::showHeld()
{
    if (d->held.isEmpty())
        return;
    Private::Arrivals arrivals;
    arrivals.entering.assign(d->held.cbegin(), d->held.cend());
    d->held.clear();
    d->takeArrivals(arrivals);
    emit heldChanged();
}

void RequestTableModel::setZone(const QTimeZone &zone)
{
    d->zone = zone;
    d->touchColumns(CreatedColumn, ModifiedColumn, {Qt::ToolTipRole});
}

QTimeZone RequestTableModel::zone() const
{
    return d->zone;
}

domain::Timestamp RequestTableModel::now() const
{
    return d->now;
}

void RequestTableModel::setNow(domain::Timestamp now)
{
    if (now == d->now)
        return;
    d->now = now;
    d->touchColumns(CreatedColumn, d->stuckLines ? ErrorColumn : TookColumn, {Qt::DisplayRole, Qt::AccessibleTextRole});
    d->touchColumns(StartedColumn, ModifiedColumn, {Qt::DisplayRole, Qt::AccessibleTextRole});
    d->followClock();
}

void RequestTableModel::setPending(const domain::Uuid &uuid, const QString &text)
{
    if (d->pending.value(uuid) == text)
        return;
    if (text.isEmpty())
        d->pending.remove(uuid);
    else
        d->pending.insert(uuid, text);
    if (const auto row = d->store.find(uuid))
        d->touchRow(*row, {PendingRole, Qt::AccessibleTextRole});
}

void RequestTableModel::keepVisible(const domain::Uuid &uuid)
{
    d->kept.insert(uuid);
    const auto row = d->store.find(uuid);
    if (row && d->held.remove(*row))
        emit heldChanged();
    if (!row || d->shown.placeOf(*row) >= 0)
        return;
    if (isEvaluating())
        d->arrived.entering.push_back(*row);
    else
        d->admit({{}, {*row}});
}

void RequestTableModel::setRead(const domain::Uuid &uuid)
{
    d->read = uuid;
}

std::optional<RowIndex> RequestTableModel::storeRow(int row) const
{
    return row >= 0 && row < d->shown.size() ? std::optional(d->shown.at(row)) : std::nullopt;
}

domain::Uuid RequestTableModel::uuidAt(int row) const
{
    const auto index = storeRow(row);
    return index ? d->store.row(*index).uuid : domain::Uuid();
}

int RequestTableModel::rowOf(const domain::Uuid &uuid) const
{
    if (const auto row = d->store.find(uuid))
        return d->shown.placeOf(*row);
    // The store does not find what is gone; what stays here for a reader does.
    for (const RowIndex row : d->dimmed) {
        if (d->store.isGone(row) && d->store.row(row).uuid == uuid)
            return d->shown.placeOf(row);
    }
    return -1;
}

bool RequestTableModel::orderedByServer(Column column)
{
    return traitsOf(column).byServer;
}

QString RequestTableModel::columnTitle(Column column)
{
    return titleOf(column);
}

QString RequestTableModel::columnKey(Column column)
{
    return QLatin1String(traitsOf(column).key);
}

int RequestTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : d->shown.size();
}

int RequestTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RequestTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const RowIndex row = d->shown.at(index.row());
    const auto column = Column(index.column());
    const CellContext cell{d->store, row, d->now, d->zone, d->titles};
    switch (role) {
    case Qt::DisplayRole:
        return column == ErrorColumn ? d->errorLine(cell) : displayText(cell, column);
    case Qt::ToolTipRole:
        return column == ErrorColumn && domain::isOpen(d->store.row(row).state) ? d->errorLine(cell)
                                                                                : toolTip(cell, column);
    case Qt::TextAlignmentRole:
        return QVariant(traitsOf(column).alignment);
    case Qt::AccessibleTextRole: {
        const QString pending = column == StateColumn ? d->pending.value(d->store.row(row).uuid) : QString();
        QString text = column == ErrorColumn ? d->errorLine(cell) : accessibleText(cell, column);
        if (const QString name = column == ErrorColumn ? errorTitle(cell).name : QString(); !name.isEmpty())
            text = name + QStringLiteral(": ") + text;
        QStringList words{text};
        if (!pending.isEmpty())
            words += pending;
        if (column == StateColumn && d->marks && d->marks->contains(d->store.row(row).uuid))
            words += tr("marked");
        if (column == StateColumn && d->store.isGone(row))
            words += tr("no longer on the server");
        return words.join(QStringLiteral(", "));
    }
    case IdRole:
        return QVariant::fromValue(d->store.row(row).uuid);
    case ItemRole:
        return QVariant::fromValue(d->store.request(row));
    case StateRole:
        return int(d->store.row(row).state);
    case StateTextRole:
        return displayText(cell, StateColumn);
    case PendingRole:
        return d->pending.value(d->store.row(row).uuid);
    case StuckRole:
        return d->stuckLine(row);
    case HeadingRole:
    case HeadingCountRole:
        return {};
    case DimmedRole:
        return d->dimmed.contains(row);
    case MarkedRole:
        return d->marks && d->marks->contains(d->store.row(row).uuid);
    case GoneRole:
        return d->store.isGone(row);
    case ChangedRole:
        return d->changedAt.value(row);
    case CauseNameRole:
        return errorTitle(cell).name;
    case SortRole:
        return sortValue(cell, column);
    default:
        return {};
    }
}

QVariant RequestTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const auto column = Column(section);
    switch (role) {
    case Qt::DisplayRole:
        return columnTitle(column);
    case Qt::TextAlignmentRole:
        return QVariant(traitsOf(column).alignment);
    case Qt::ToolTipRole:
        return orderedByServer(column) ? tr("Ordered by the server") : tr("Orders the rows that are loaded");
    default:
        return {};
    }
}

void RequestTableModel::sort(int column, Qt::SortOrder order)
{
    if (column >= 0 && column < ColumnCount)
        setSorting({Column(column), order});
}

} // namespace waldesk::tables
