// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/setbacksearch.h"

#include "models/domain/poolwork.h"
#include "models/tables/rowset.h"

#include <QHash>
#include <QTimer>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace waldesk::workflows
{

namespace
{

constexpr int PageSize = 100;
/// So many that were created before are read with a row: what was created since the backup is gone, and lies together.
constexpr ptrdiff_t Before = 50;
/// One may be as it is known because it was modified again since.
constexpr int IntactEnough = 3;
/// That are gathered in one turn of the event loop: a millisecond or two.
constexpr tables::RowIndex RowsOfSlice = 50'000;

using Place = std::pair<qint64, tables::RowIndex>; ///< a time, and the row

/// The same rows in two orders, oldest first.
struct Places {
    std::vector<Place> known; ///< by the `modified` that was known
    std::vector<Place> created;
};

} // namespace

class SetBackSearch::Private
{
public:
    struct Newest {
        tables::RowIndex row = 0;
        qint64 modified = std::numeric_limits<qint64>::min();

        [[nodiscard]] bool isKnown() const { return modified != std::numeric_limits<qint64>::min(); }
        void note(tables::RowIndex index, qint64 time)
        {
            if (time > modified)
                *this = {index, time};
        }
    };
    /// From the first row on, one way.
    struct Side {
        qsizetype next = 0; ///< place in `known`
        int step = 1;
        int intact = 0; ///< in succession
    };

    Private(SetBackSearch &search, api::WaldurClient &of, tables::RequestStore &rows)
        : q(search), client(of), store(rows)
    {
    }

    void take(const tables::RequestStore::Merged &change);
    void begin(qint64 from);
    void gatherOn();
    void sortElsewhere();
    void takeSorted(Places places);
    void end();
    void step();
    [[nodiscard]] bool passKnown(Side &side);
    void readAround(tables::RowIndex row);
    void takePage(tables::RowIndex row, qint64 from, const api::Page &page);
    void readOne(tables::RowIndex row);

    SetBackSearch &q;
    api::WaldurClient &client;
    tables::RequestStore &store;
    Newest newest;
    Newest mark; ///< that a look is for
    bool hasLooked = false;

    bool running = false;
    bool asks = false;
    quint64 generation = 0;
    qint64 begun = 0;                         ///< `modified` of the first row that was set back, as it was known
    QTimer gathering;                         ///< a slice in each turn of the event loop
    tables::RowIndex gathered = 0;            ///< rows of the store so far
    QHash<tables::RowIndex, qint64> wasKnown; ///< `modified` of rows that were set back before they were gathered
    bool isSorted = false;
    std::vector<Place> known; ///< of Places
    std::vector<Place> created;
    std::array<Side, 2> sides;
    tables::RowSet read;   ///< in this search
    tables::RowSet absent; ///< of these
};

void SetBackSearch::Private::take(const tables::RequestStore::Merged &change)
{
    const bool isKept = change.origin == tables::Origin::Kept;
    for (const auto *rows : {&change.added, &change.changed}) {
        for (const tables::RowIndex row : *rows) {
            newest.note(row, store.row(row).modified);
            if (isKept && !hasLooked)
                mark.note(row, store.row(row).modified);
        }
    }
    if (change.setBack.empty())
        return;
    if (!running)
        begin(change.setBack.front().from);
    else if (gathering.isActive())
        std::ranges::for_each(change.setBack, [this](const auto &each) {
            if (each.row >= gathered && !wasKnown.contains(each.row))
                wasKnown.insert(each.row, each.from);
        });
}

/// What led here is told in the middle of an emit: others hear of the change first.
void SetBackSearch::Private::begin(qint64 from)
{
    running = true;
    begun = from;
    known.reserve(store.size());
    created.reserve(store.size());
    gathering.start();
}

void SetBackSearch::Private::gatherOn()
{
    const tables::RowIndex last = std::min(store.size(), gathered + RowsOfSlice);
    for (; gathered < last; ++gathered) {
        if (store.isGone(gathered))
            continue;
        const tables::PackedRow &row = store.row(gathered);
        known.emplace_back(wasKnown.value(gathered, row.modified), gathered);
        created.emplace_back(row.created, gathered);
    }
    if (gathered < store.size())
        return;
    gathering.stop();
    wasKnown.clear();
    sortElsewhere();
}

/// A million rows take a tenth of a second.
void SetBackSearch::Private::sortElsewhere()
{
    const auto places = std::make_shared<Places>(Places{std::move(known), std::move(created)});
    const auto work = [places] {
        std::ranges::sort(places->known);
        std::ranges::sort(places->created);
        return places;
    };
    domain::runInPool(work, &q, [this, mine = generation](const std::shared_ptr<Places> &sorted) {
        if (mine == generation)
            takeSorted(std::move(*sorted));
    });
}

void SetBackSearch::Private::takeSorted(Places places)
{
    known = std::move(places.known);
    created = std::move(places.created);
    isSorted = true;
    const qsizetype place = std::ranges::lower_bound(known, begun, {}, &Place::first) - known.begin();
    sides = {Side{place - 1, -1}, Side{place, 1}};
    step();
}

/// True: it stands at a row that is to be read; false: this side is done.
bool SetBackSearch::Private::passKnown(Side &side)
{
    for (; side.next >= 0 && side.next < qsizetype(known.size()) && side.intact < IntactEnough;
         side.next += side.step) {
        const auto &[modified, row] = known[size_t(side.next)];
        const bool isThere = !absent.contains(row) && !store.isGone(row);
        if (isThere && !read.contains(row))
            return true;
        side.intact = isThere && store.row(row).modified == modified ? side.intact + 1 : 0;
    }
    return false;
}

void SetBackSearch::Private::step()
{
    if (!running || asks || !isSorted)
        return;
    for (Side &side : sides) {
        if (passKnown(side)) {
            readAround(known[size_t(side.next)].second);
            return;
        }
    }
    end();
}

void SetBackSearch::Private::end()
{
    ++generation;
    running = false;
    asks = false;
    gathering.stop();
    gathered = 0;
    wasKnown.clear();
    isSorted = false;
    known = {};
    created = {};
    read = {};
    absent = {};
}

void SetBackSearch::Private::readAround(tables::RowIndex row)
{
    asks = true;
    auto first = std::ranges::lower_bound(created, Place(store.row(row).created, row));
    for (ptrdiff_t n = 0; n < Before && first != created.begin() && !read.contains(std::prev(first)->second); ++n)
        --first;
    domain::ListFilter page;
    page.createdFrom = domain::Timestamp{first->first};
    page.order = domain::ListFilter::Order::OldestFirst;
    api::WaldurClient::PageOptions options;
    options.size = PageSize;
    client.list(page, options, &q,
                [this, row, from = first->first, mine = generation](const api::Result<api::Page> &result) {
                    if (mine != generation)
                        return;
                    asks = false;
                    if (result)
                        takePage(row, from, *result);
                });
}

/// Where the page has been, what it does not have is not there.
void SetBackSearch::Private::takePage(tables::RowIndex row, qint64 from, const api::Page &page)
{
    const auto merged = store.merge(page.rows, tables::Origin::Live);
    for (const tables::RowIndex each : merged.all)
        read.insert(each);
    const bool isTorn = !page.skipped.isEmpty() || (page.goesOn() && page.rows.empty());
    const qint64 until =
        page.goesOn() && !isTorn ? page.rows.back().created.microseconds : std::numeric_limits<qint64>::max();
    auto each = std::ranges::lower_bound(created, from, {}, &Place::first);
    for (; !isTorn && each != created.end() && each->first < until; ++each) {
        if (read.insert(each->second))
            absent.insert(each->second);
    }
    if (read.contains(row))
        step();
    else
        readOne(row); // more were created in one microsecond than a page has, or it could not be read there
}

void SetBackSearch::Private::readOne(tables::RowIndex row)
{
    asks = true;
    client.retrieve(store.row(row).uuid, &q,
                    [this, row, mine = generation](const api::Result<api::OneRequest> &result) {
                        if (mine != generation)
                            return;
                        asks = false;
                        if (!result && result.error().kind != api::ApiError::Kind::NotFound)
                            return;
                        read.insert(row);
                        if (result)
                            store.merge(std::span(&result->request, 1), tables::Origin::Live);
                        else
                            absent.insert(row);
                        step();
                    });
}

SetBackSearch::SetBackSearch(api::WaldurClient &client, tables::RequestStore &store, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, client, store))
{
    d->gathering.setInterval(0);
    connect(&d->gathering, &QTimer::timeout, this, [this] { d->gatherOn(); });
    connect(&store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) { d->take(change); });
    connect(&store, &tables::RequestStore::cleared, this, [this] {
        d->newest = {};
        d->mark = {};
        d->end();
    });
}

SetBackSearch::~SetBackSearch() = default;

void SetBackSearch::look()
{
    const Private::Newest now = d->mark.isKnown() ? d->mark : d->newest;
    d->hasLooked = true;
    d->mark = d->newest;
    if (!now.isKnown() || d->store.isGone(now.row) || d->running)
        return;
    d->client.retrieve(d->store.row(now.row).uuid, this, [this](const api::Result<api::OneRequest> &result) {
        if (result)
            d->store.merge(std::span(&result->request, 1), tables::Origin::Live);
    });
}

void SetBackSearch::noteGap()
{
    d->hasLooked = true;
    d->mark = d->newest;
}

void SetBackSearch::goOn()
{
    d->step();
}

bool SetBackSearch::isRunning() const
{
    return d->running;
}

} // namespace waldesk::workflows
