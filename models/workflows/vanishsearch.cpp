// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/vanishsearch.h"

#include <QSet>

#include <algorithm>
#include <set>

namespace waldesk::workflows
{

namespace
{

constexpr size_t SmallEnough = 50; // half a page: what moves meanwhile stays on it
constexpr int PageSize = 100;
constexpr int MostRounds = 40;
/// So many are read of what was created in one microsecond, which no bound divides.
constexpr int MostPages = 10;
constexpr tables::RowIndex NoRow = std::numeric_limits<tables::RowIndex>::max();

} // namespace

class VanishSearch::Private
{
public:
    struct Known {
        qint64 created = 0;
        tables::RowIndex row = 0;
        domain::Uuid uuid;
        domain::Uuid offering;
    };

    Private(VanishSearch &search, api::WaldurClient &of, const tables::RequestStore &rows)
        : q(search), client(of), store(rows)
    {
    }

    void gather();
    [[nodiscard]] qint64 knownCount() const { return qint64(isGathered ? known.size() : given.size()); }
    void askNewer();
    void askAll();
    void askWindow();
    void halve();
    void readPage(int number = 1);
    void readNewer();
    void takePage(const api::Page &page);
    void askOfferings();
    void drop(const domain::Uuid &offering);
    void count(const domain::ListFilter &what, qint64 expected, std::function<void(qint64)> then);
    void finish();
    void fail(const api::ApiError &error);
    [[nodiscard]] domain::ListFilter from(qint64 created) const;
    /// Grown to the end of the rows that were created in the same microsecond: a bound can not divide them.
    [[nodiscard]] size_t whole(size_t count) const;

    VanishSearch &q;
    api::WaldurClient &client;
    const tables::RequestStore &store;
    domain::ListFilter filter;
    std::vector<tables::RowIndex> given; ///< by start(), until they are gathered
    bool isGathered = false;
    std::vector<Known> known; ///< newest first, once they are gathered
    Handler handler;
    Found found;
    std::optional<domain::Timestamp> window;
    bool newerAsked = false; ///< a total that agrees at once needs no more
    qint64 newer = 0;        ///< rows that were created after the newest that is known
    size_t same = 0;         ///< so many of the newest agree
    size_t differs = 0;      ///< and so many do not
    int rounds = 0;
    api::Page pages; ///< read so far, as one
    std::vector<domain::Uuid> suspects;
    std::set<domain::Uuid> asked;
    quint64 generation = 0;
    bool running = false;
};

void VanishSearch::Private::fail(const api::ApiError &error)
{
    running = false;
    ++generation;
    std::exchange(handler, nullptr)(error);
}

void VanishSearch::Private::finish()
{
    running = false;
    ++generation;
    std::exchange(handler, nullptr)(std::move(found));
}

void VanishSearch::Private::count(const domain::ListFilter &what, qint64 expected, std::function<void(qint64)> then)
{
    ++found.requests;
    client.count(what, expected, &q,
                 [this, mine = generation, then = std::move(then)](const api::Result<qint64> &result) {
                     if (mine != generation)
                         return;
                     if (result)
                         then(*result);
                     else
                         fail(result.error());
                 });
}

domain::ListFilter VanishSearch::Private::from(qint64 created) const
{
    domain::ListFilter bounded = filter;
    if (!filter.createdFrom || filter.createdFrom->microseconds < created)
        bounded.createdFrom = domain::Timestamp{created};
    return bounded;
}

size_t VanishSearch::Private::whole(size_t count) const
{
    while (count > 0 && count < known.size() && known[count].created == known[count - 1].created)
        ++count;
    return count;
}

/// Where the totals agree, as they do nearly always, their number is enough: a hundred thousand rows are not put in
/// order for that.
void VanishSearch::Private::gather()
{
    if (std::exchange(isGathered, true))
        return;
    known.clear();
    known.reserve(given.size());
    for (const tables::RowIndex row : std::exchange(given, {})) {
        const tables::PackedRow &packed = store.row(row);
        known.push_back({packed.created, row, packed.uuid, store.offering(packed.offering).uuid});
    }
    std::ranges::sort(known, std::ranges::greater(), &Known::created);
}

void VanishSearch::Private::askNewer()
{
    gather();
    newerAsked = true;
    if (known.empty()) {
        newer = 0;
        window.reset();
        askAll();
        return;
    }
    // What is created meanwhile is for the delta to tell.
    count(from(known.front().created + 1), 0, [this](qint64 rows) {
        newer = rows;
        window ? askWindow() : askAll();
    });
}

void VanishSearch::Private::askAll()
{
    count(filter, knownCount() + newer, [this](qint64 all) {
        found.agrees = knownCount() == all - newer;
        if (found.agrees && newer > 0 && ++rounds <= MostRounds) {
            readNewer();
            return;
        }
        found.isUnread = knownCount() == 0 && all > 0;
        if (found.agrees || knownCount() == 0) {
            finish();
            return;
        }
        if (!newerAsked) {
            askNewer();
            return;
        }
        if (++rounds > MostRounds) {
            finish();
            return;
        }
        same = 0;
        differs = known.size();
        halve();
    });
}

/// Rows above all that are known: new ones, as a rule, and those of an offering that may be seen only now.
void VanishSearch::Private::readNewer()
{
    domain::ListFilter page = from(known.front().created + 1);
    page.order = domain::ListFilter::Order::OldestFirst;
    api::WaldurClient::PageOptions options;
    options.size = PageSize;
    ++found.requests;
    client.list(page, options, &q, [this, mine = generation](const api::Result<api::Page> &result) {
        if (mine != generation)
            return;
        if (!result) {
            fail(result.error());
            return;
        }
        const qint64 above = known.front().created;
        const size_t before = known.size();
        for (const domain::Request &row : result->rows) {
            if (row.created.microseconds <= above || !filter.matches(row))
                continue;
            found.unknown.push_back(row);
            known.push_back({row.created.microseconds, NoRow, row.uuid, row.offering});
        }
        std::ranges::stable_sort(known, std::ranges::greater(), &Known::created);
        if (result->hasNext && known.size() > before)
            askNewer();
        else
            finish();
    });
}

/// The rows since the bound, among those that are known: a difference lies in them, whatever the totals say.
void VanishSearch::Private::askWindow()
{
    const qint64 bound = std::exchange(window, std::nullopt)->microseconds;
    const auto end = std::ranges::partition_point(known, [bound](const Known &each) { return each.created >= bound; });
    const auto inside = size_t(end - known.begin());
    if (inside == 0) {
        askAll();
        return;
    }
    count(from(known[inside - 1].created), qint64(inside) + newer, [this, inside](qint64 rows) {
        if (rows - newer == qint64(inside)) {
            askAll(); // it has changed back, or lies just below
            return;
        }
        same = 0;
        differs = inside;
        halve();
    });
}

void VanishSearch::Private::halve()
{
    const size_t middle = whole(same + (differs - same) / 2);
    if (differs - same <= SmallEnough || middle >= differs || middle == same) {
        readPage();
        return;
    }
    count(from(known[middle - 1].created), qint64(middle) + newer, [this, middle](qint64 rows) {
        (rows - newer == qint64(middle) ? same : differs) = middle;
        halve();
    });
}

/// The rows from the oldest one that may differ on, oldest first.
void VanishSearch::Private::readPage(int number)
{
    // Below the oldest that is known the filter's own bound is asked for: there may be rows that nobody knows.
    domain::ListFilter page = differs == known.size() ? filter : from(known[differs - 1].created);
    page.order = domain::ListFilter::Order::OldestFirst;
    api::WaldurClient::PageOptions options;
    options.number = number;
    options.size = PageSize;
    ++found.requests;
    client.list(page, options, &q, [this, number, mine = generation](const api::Result<api::Page> &result) {
        if (mine != generation)
            return;
        if (!result) {
            fail(result.error());
            return;
        }
        if (number == 1)
            pages = {};
        pages.rows.insert(pages.rows.end(), result->rows.begin(), result->rows.end());
        pages.skipped += result->skipped;
        pages.hasNext = result->goesOn();
        const bool isOneTime =
            !result->rows.empty() && pages.rows.front().created == pages.rows.back().created && pages.hasNext;
        if (isOneTime && number < MostPages)
            readPage(number + 1);
        else
            takePage(std::exchange(pages, {}));
    });
}

void VanishSearch::Private::takePage(const api::Page &page)
{
    QSet<domain::Uuid> there;
    for (const domain::Request &row : page.rows)
        there.insert(row.uuid);
    const qint64 until =
        page.rows.empty() || !page.hasNext ? std::numeric_limits<qint64>::max() : page.rows.back().created.microseconds;
    QSet<domain::Uuid> mine;
    std::vector<Known> left;
    left.reserve(known.size());
    suspects.clear();
    size_t lost = 0;
    for (size_t i = 0; i < known.size(); ++i) {
        const bool looked = i < differs && known[i].created < until;
        if (looked && page.skipped.isEmpty() && !there.contains(known[i].uuid)) {
            ++lost;
            // One that came on a page of before, and has gone again, is no row of the store.
            if (known[i].row == NoRow)
                std::erase_if(found.unknown, [&](const domain::Request &row) { return row.uuid == known[i].uuid; });
            else
                found.lost.push_back(known[i].row);
            if (asked.insert(known[i].offering).second)
                suspects.push_back(known[i].offering);
            continue;
        }
        mine.insert(known[i].uuid);
        left.push_back(known[i]);
    }
    size_t came = 0;
    for (const domain::Request &row : page.rows) {
        if (mine.contains(row.uuid) || row.created.microseconds >= until || !filter.matches(row))
            continue;
        if (!known.empty() && row.created.microseconds > known.front().created)
            continue; // newer than all that is known: readNewer()
        ++came;
        mine.insert(row.uuid);
        found.unknown.push_back(row);
        left.push_back({row.created.microseconds, NoRow, row.uuid, row.offering});
    }
    if (lost + came == 0) {
        finish(); // what differed has changed back, or lies where it can not be seen: the next count tells
        return;
    }
    std::ranges::stable_sort(left, std::ranges::greater(), &Known::created);
    known = std::move(left);
    askOfferings();
}

void VanishSearch::Private::askOfferings()
{
    if (suspects.empty() || filter.offering) {
        askNewer();
        return;
    }
    const domain::Uuid offering = suspects.back();
    suspects.pop_back();
    domain::ListFilter of = filter;
    of.offering = offering;
    ++found.requests;
    client.anyMatch(of, &q, [this, offering, mine = generation](const api::Result<bool> &any) {
        if (mine != generation)
            return;
        if (!any) {
            fail(any.error());
            return;
        }
        if (!*any)
            drop(offering);
        askOfferings();
    });
}

void VanishSearch::Private::drop(const domain::Uuid &offering)
{
    std::erase_if(known, [&](const Known &each) {
        if (each.offering != offering)
            return false;
        if (each.row != NoRow)
            found.lost.push_back(each.row);
        return true;
    });
    std::erase_if(found.unknown, [&](const domain::Request &row) { return row.offering == offering; });
}

VanishSearch::VanishSearch(api::WaldurClient &client, const tables::RequestStore &store, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, client, store))
{
}

VanishSearch::~VanishSearch() = default;

bool VanishSearch::isRunning() const
{
    return d->running;
}

void VanishSearch::start(const domain::ListFilter &filter, std::vector<tables::RowIndex> known, Handler handler,
                         const std::optional<domain::Timestamp> &unequal)
{
    ++d->generation;
    d->running = true;
    d->filter = filter;
    d->handler = std::move(handler);
    d->found = {};
    d->rounds = 0;
    d->asked.clear();
    d->known.clear();
    d->given = std::move(known);
    d->isGathered = false;
    d->newer = 0;
    d->newerAsked = false;
    d->window = unequal;
    unequal ? d->askNewer() : d->askAll();
}

} // namespace waldesk::workflows
