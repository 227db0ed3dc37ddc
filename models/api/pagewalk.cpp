// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/pagewalk.h"

#include "models/api/listcoverage.h"
#include "models/domain/groupednumber.h"

#include <QHash>
#include <QPointer>
#include <QSet>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace waldesk::api
{

namespace
{

/// The list changes while it is proved, so proving it has an end.
constexpr int MostRounds = 8;
/// A round that asks for the count alone is two requests.
constexpr int MostCounts = 60;
constexpr int ReadsForEachGap = 12;
constexpr int MostChangePages = 10;
/// A proxy that answers in the server's name may have a clock of its own.
constexpr domain::Duration ClockMargin = domain::Duration::seconds(30);
/// Times that several requests share at a border: a server that writes whole seconds has them everywhere.
constexpr size_t MostTies = 64;
constexpr int MostTiePages = 10;
/// Rows around a border that are read again: enough for a busy server, cheap for a quiet one.
constexpr int BorderRows = 24;

/// A page of the list, in pages of any size.
struct Window {
    int number = 1;
    int size = 1;

    [[nodiscard]] qint64 begin() const { return qint64(number - 1) * size; }
};

/// The page of about this size in whose middle the position is.
Window windowAround(qint64 position, int size, int largest)
{
    Window best;
    qint64 farthest = -1;
    const int most = std::min(largest, std::max(2, size));
    // Small pages have common multiples, at which all of them have a border: more sizes are tried there.
    for (int each = most < 16 ? 2 : most - most / 3; each <= most; ++each) {
        const qint64 number = position / each;
        const qint64 toBorder = std::min(position - number * each, (number + 1) * each - position);
        if (toBorder > farthest) {
            farthest = toBorder;
            best = {int(number) + 1, each};
        }
    }
    return best;
}

} // namespace

class PageWalk::Private
{
public:
    Private(PageWalk *walk, WaldurClient &of, domain::ListFilter what, Options how)
        : q(walk), client(&of), filter(std::move(what)), options(how),
          coverage(filter.order == domain::ListFilter::Order::NewestFirst)
    {
    }

    // The pages, one after the other.
    void pump();
    void askPage(int number);
    void pageArrived(int number, Result<Page> result);
    void deliverReady();
    void notePage(int number, const Page &page);
    /// A count below the rows that its own answer shows is no count, and no later one of this walk is trusted.
    void distrustCount(Page &page, qint64 position);
    void noteTotal(qint64 told);
    [[nodiscard]] bool bringsNothingNew(int number, const Page &page, qint64 known) const;
    void endAt(int number);
    void noteBorder(const Page &page);
    [[nodiscard]] bool isBehindTheEnd(const ApiError &error) const;
    [[nodiscard]] bool wantsPage() const;
    [[nodiscard]] bool limitReached() const { return options.limit >= 0 && q->seen() >= options.limit; }
    [[nodiscard]] int lastPage() const;

    // The proof that nothing is missing between them.
    void prove();
    void askChanges(int number);
    void changesArrived(const Page &page);
    void changesRead();
    void askTie(int number);
    void tieArrived(int number, domain::Timestamp created, const Page &page);
    void askTop();
    void askEnd();
    void askGaps();
    void askGap(const ListCoverage::Gap &gap, int rows);
    void gapArrived(ListCoverage::Gap gap, const Window &window, Page page);
    void roundEnded();
    void finish();

    using Taker = std::function<void(Page)>;
    /// For the proof: a page that is gone is an empty one; another failure stops the walk.
    void read(const domain::ListFilter &what, const Window &window, Taker taker);
    /// Leaves what was not handed on before. nullopt: there was no row.
    std::optional<ListCoverage::Stretch> take(Page &page, qint64 position, int number);
    /// False when a listener has ended the walk, or deleted it.
    [[nodiscard]] bool handOn(const Page &page);
    void drop();
    void stopWith(const ApiError &error);
    [[nodiscard]] qint64 missingRows() const;

    enum class Step : quint8 { Changes, Top, End, Gaps, Done };

    PageWalk *q;
    QPointer<WaldurClient> client;
    domain::ListFilter filter;
    Options options;
    ListCoverage coverage;
    std::map<int, Call> asked;           ///< under way, by page
    std::map<int, Result<Page>> waiting; ///< came before their turn
    qint64 total = -1;
    bool countIsWrong = false;
    int rowsAPage = 0; ///< what the server really gives; 0 before page 1
    int next = 1;      ///< to ask for
    int turn = 1;      ///< to hand on
    int sureOf = 1;    ///< pages that exist by what their neighbours say
    quint64 generation = 0;
    bool running = false;
    bool started = false;
    bool atEnd = false;
    bool repeats = false; ///< the server gave rows again that were another page

    Step step = Step::Changes;
    domain::Timestamp begun;        ///< page 1 was asked for, by the clock here
    domain::Timestamp changedSince; ///< by the server's clock: what is older was on the pages as they were read
    bool changed = false;           ///< anything that was seen of a change
    bool isNews = false;            ///< of the changes read now: some were not known
    bool onlyCount = false;         ///< the borders are proved: this round asks for the count alone
    QHash<domain::Uuid, domain::Timestamp> changes;
    int rounds = 0;      ///< that proved borders, or asked for the count
    int counts = 0;      ///< of them: for the count alone
    int quietRounds = 0; ///< on end, in which nothing changed
    int changePages = 0;
    std::optional<int> readsLeft; ///< of this round's gaps
    std::map<quint64, Call> proving;
    quint64 lastProving = 0;
    std::set<std::pair<ListCoverage::Stretch, ListCoverage::Stretch>> unclosed; ///< gaps that could not be closed
    std::optional<domain::Timestamp> lastCreated;                               ///< of the page that was handed on last
    std::vector<domain::Timestamp> ties; ///< times on both sides of a border, to be read
    size_t tiesMet = 0;
    QSet<domain::Uuid> left;
    qint64 unreadable = 0; ///< rows that were skipped: they are counted by the server
};

int PageWalk::Private::lastPage() const
{
    if (total < 0 || rowsAPage <= 0)
        return sureOf;
    const int byTotal = int(std::min<qint64>((total + rowsAPage - 1) / rowsAPage, 1'000'000'000));
    // A server may announce a next page for ever: one page more than it counts shows whether there is anything on it.
    return std::clamp(sureOf, std::max(byTotal, 1), byTotal + 1);
}

bool PageWalk::Private::wantsPage() const
{
    if (atEnd || next > lastPage())
        return false;
    const qint64 coming = (qint64(asked.size()) + qint64(waiting.size())) * std::max(rowsAPage, 1);
    return options.limit < 0 || next == 1 || q->seen() + coming < options.limit;
}

void PageWalk::Private::pump()
{
    // Page 1 goes alone: it is on the screen before the second is asked for, and it tells how many there are.
    const size_t width = turn == 1 ? 1 : size_t(std::max(1, options.inFlight));
    while (running && client && asked.size() < width && wantsPage())
        askPage(next++);
    if (running && client && asked.empty() && waiting.empty() && proving.empty())
        prove();
}

void PageWalk::Private::askPage(int number)
{
    WaldurClient::PageOptions page;
    page.number = number;
    page.size = options.pageSize;
    page.keepRaw = options.keepRaw;
    if (number == 1)
        begun = domain::Timestamp::now();
    asked[number] = client->list(filter, page, q, [this, number, mine = generation](Result<Page> result) {
        if (mine == generation)
            pageArrived(number, std::move(result));
    });
}

void PageWalk::Private::pageArrived(int number, Result<Page> result)
{
    const QPointer<PageWalk> alive(q);
    const quint64 mine = generation;
    asked.erase(number);
    waiting.emplace(number, std::move(result));
    deliverReady();
    if (alive && mine == generation && running)
        pump();
}

void PageWalk::Private::deliverReady()
{
    for (auto found = waiting.find(turn); found != waiting.end(); found = waiting.find(turn)) {
        Result<Page> result = std::move(found->second);
        waiting.erase(found);
        if (!result) {
            if (turn > 1 && isBehindTheEnd(result.error()))
                endAt(turn);
            else
                stopWith(result.error());
            return;
        }
        Page page = std::move(result.value());
        const int number = turn++;
        const qint64 known = total;
        const bool repeated = bringsNothingNew(number, page, known);
        if (!repeated)
            distrustCount(page, qint64(number - 1) * rowsAPage);
        notePage(number, page);
        noteBorder(page);
        const bool isEmpty = page.rows.empty() && page.skipped.isEmpty();
        const auto came = qint64(page.rows.size());
        const std::optional<ListCoverage::Stretch> stretch =
            take(page, qint64(number - 1) * std::max(rowsAPage, 1), number);
        if (stretch)
            coverage.append(*stretch);
        changed = changed || (number > 1 && qint64(page.rows.size()) < came);
        unreadable += page.skipped.size();
        if (!handOn(page))
            return;
        if (repeated || (isEmpty && number > 1)) {
            repeats = repeated;
            endAt(number + 1);
            return;
        }
    }
}

/// A page without a row that was not known: the page number is ignored, or so many rows came that all have moved on by
/// a page.
bool PageWalk::Private::bringsNothingNew(int number, const Page &page, qint64 known) const
{
    if (number == 1 || page.rows.empty() || !page.skipped.isEmpty())
        return false;
    const bool grew = page.total >= 0 && known >= 0 && page.total - known >= qint64(page.rows.size());
    return !grew &&
           std::ranges::all_of(page.rows, [&](const domain::Request &row) { return coverage.contains(row.uuid); });
}

void PageWalk::Private::distrustCount(Page &page, qint64 position)
{
    const auto shown = position + qint64(page.rows.size()) + page.skipped.size();
    countIsWrong = countIsWrong || (!page.rows.empty() && page.total >= 0 && page.total < shown);
    if (countIsWrong)
        page.total = -1;
}

void PageWalk::Private::noteTotal(qint64 told)
{
    if (told >= 0 && !countIsWrong)
        total = told;
}

void PageWalk::Private::notePage(int number, const Page &page)
{
    const int came = int(page.rows.size()) + int(page.skipped.size());
    changed = changed || (number > 1 && page.total != total);
    total = page.total;
    if (number == 1) {
        // A server may clamp page_size (contract 2); then its pages count in what it gave.
        rowsAPage = (page.hasNext || page.total > came) && came > 0 ? came : options.pageSize;
        // Without the server's clock its rows tell how late it is there at least.
        if (const auto offset = client ? client->clockOffset() : std::nullopt)
            changedSince = begun + *offset - ClockMargin;
        for (const domain::Request &row : page.rows)
            changedSince = std::max(changedSince, domain::Timestamp{row.modified.microseconds + 1});
    }
    const bool fullAndUntold = page.total < 0 && came >= rowsAPage;
    if (page.hasNext || fullAndUntold)
        sureOf = std::max(sureOf, number + 1);
    atEnd = number >= lastPage();
}

std::optional<ListCoverage::Stretch> PageWalk::Private::take(Page &page, qint64 position, int number)
{
    const bool withRaw = page.raw.size() == page.rows.size();
    std::optional<ListCoverage::Stretch> stretch;
    std::vector<bool> fresh;
    if (!page.rows.empty())
        stretch = coverage.add(page.rows, position, fresh);
    size_t kept = 0;
    for (size_t i = 0; i < page.rows.size(); ++i) {
        // One that left and is back is new to who was told that it left.
        if (!left.remove(page.rows[i].uuid) && !fresh[i])
            continue;
        if (kept != i) {
            page.rows[kept] = std::move(page.rows[i]);
            if (withRaw)
                page.raw[kept] = std::move(page.raw[i]);
        }
        ++kept;
    }
    page.rows.resize(kept);
    if (withRaw)
        page.raw.resize(kept);
    page.number = number;
    return stretch;
}

bool PageWalk::Private::handOn(const Page &page)
{
    const QPointer<PageWalk> alive(q);
    const quint64 mine = generation;
    emit q->pageReady(page);
    return alive && mine == generation && running;
}

/// Before take(), which leaves the new rows alone.
void PageWalk::Private::noteBorder(const Page &page)
{
    if (page.rows.empty())
        return;
    const domain::Timestamp first = page.rows.front().created;
    if (lastCreated == first && (ties.empty() || ties.front() != first) && tiesMet < MostTies) {
        ties.insert(ties.begin(), first);
        ++tiesMet;
    }
    lastCreated = page.rows.back().created;
}

/// Where nothing tells how many there are, the page behind the last one is asked for, and a proxy may have made
/// something else of the server's 404.
bool PageWalk::Private::isBehindTheEnd(const ApiError &error) const
{
    return error.kind == ApiError::Kind::NotFound || (total < 0 && (error.status == 404 || error.status == 400));
}

/// The list is shorter than it was said to be, or says no more than what is known.
void PageWalk::Private::endAt(int number)
{
    atEnd = true;
    changed = changed || (total >= 0 && qint64(number - 1) * std::max(rowsAPage, 1) < total);
    ++generation;
    for (const auto &entry : std::exchange(asked, {}))
        entry.second.cancel();
    waiting.clear();
    next = turn = number;
    pump();
}

void PageWalk::Private::prove()
{
    if (!ties.empty() && !repeats) {
        askTie(1);
        return;
    }
    // One answer has no border, and what a server repeats proves nothing.
    if (repeats || (turn <= 2 && !changed))
        step = Step::Done;
    switch (step) {
    case Step::Changes:
        changePages = 0;
        isNews = false;
        askChanges(1);
        return;
    case Step::Top:
        askTop();
        return;
    case Step::End:
        askEnd();
        return;
    case Step::Gaps:
        askGaps();
        return;
    case Step::Done:
        finish();
        return;
    }
}

void PageWalk::Private::read(const domain::ListFilter &what, const Window &window, Taker taker)
{
    WaldurClient::PageOptions page;
    page.number = window.number;
    page.size = window.size;
    page.keepRaw = options.keepRaw;
    const quint64 id = ++lastProving;
    proving[id] = client->list(what, page, q, [this, id, taker, mine = generation](Result<Page> result) {
        if (mine != generation)
            return;
        proving.erase(id);
        const QPointer<PageWalk> alive(q);
        using Kind = ApiError::Kind;
        const bool isRefused =
            !result && (result.error().kind == Kind::NotFound || result.error().kind == Kind::Validation ||
                        result.error().kind == Kind::Protocol);
        if (!result && !isRefused) {
            stopWith(result.error());
            return;
        }
        taker(result ? std::move(result.value()) : Page());
        if (alive && mine == generation && running)
            pump();
    });
}

/// Whatever was made or changed since page 1 was read, of any state: what has come into the list and what has left it.
void PageWalk::Private::askChanges(int number)
{
    domain::ListFilter recent = filter;
    recent.states.clear();
    recent.startedFrom.reset();
    recent.finishedFrom.reset();
    recent.modifiedTo.reset();
    recent.modifiedFrom = std::max(changedSince, filter.modifiedFrom.value_or(changedSince));
    read(recent, {number, 100}, [this](const Page &page) { changesArrived(page); });
}

void PageWalk::Private::changesArrived(const Page &page)
{
    std::vector<domain::Request> gone;
    Page came;
    bool known = true;
    for (size_t i = 0; i < page.rows.size(); ++i) {
        const domain::Request &row = page.rows[i];
        // Who ignores the filter tells nothing about what has changed.
        known = known && row.modified >= changedSince;
        if (!known)
            break;
        domain::Timestamp &told = changes[row.uuid];
        isNews = isNews || told != row.modified;
        told = row.modified;
        if (filter.matches(row)) {
            const bool isNew = !coverage.contains(row.uuid) || left.contains(row.uuid);
            // A limit asks for the beginning of the list, not for what was made at its end.
            if (isNew && atEnd) {
                came.rows.push_back(row);
                if (i < page.raw.size())
                    came.raw.push_back(page.raw[i]);
            }
        } else if (coverage.contains(row.uuid) && !left.contains(row.uuid)) {
            left.insert(row.uuid);
            gone.push_back(row);
        }
    }
    // Each is a stretch of its own: between them are rows that did not change.
    std::vector<bool> fresh;
    for (const domain::Request &row : came.rows) {
        left.remove(row.uuid);
        (void)coverage.add({row}, 0, fresh);
    }
    const bool goesOn = known && page.hasNext && !page.rows.empty() && ++changePages < MostChangePages;
    if (!goesOn)
        changesRead();
    came.total = total;
    came.number = 2;
    if (!came.rows.empty() && !handOn(came))
        return;
    const QPointer<PageWalk> alive(q);
    const quint64 mine = generation;
    if (!gone.empty())
        emit q->leftMeanwhile(gone);
    if (goesOn && alive && mine == generation && running)
        askChanges(changePages + 1);
}

/// Borders are proved once: what changes afterwards is told by the changes alone, as long as the count agrees.
void PageWalk::Private::changesRead()
{
    const bool isProved = rounds > 0 && unclosed.empty();
    const bool agrees = !atEnd || total < 0 || total == q->seen() + unreadable;
    changed = changed || isNews || !agrees;
    // A count that stays wrong while nothing changes is the server's: asking on would not mend it. Rounds in which
    // something did change say nothing of that.
    constexpr int EnoughOfTheSame = 2;
    quietRounds = isNews || rounds == 0 ? 0 : quietRounds + 1;
    const bool isRestless = rounds - counts >= MostRounds || counts >= MostCounts;
    const bool isEnough = quietRounds >= EnoughOfTheSame || isRestless;
    if (!changed || isEnough || (isProved && !isNews && agrees)) {
        step = Step::Done;
        return;
    }
    unclosed.clear();
    onlyCount = isProved && isNews;
    step = Step::Top;
}

/// A bound of time does not divide what was created at once: all of it is on the page that begins there.
void PageWalk::Private::askTie(int number)
{
    domain::ListFilter bounded = filter;
    bounded.createdFrom = ties.back();
    bounded.order = domain::ListFilter::Order::OldestFirst;
    read(bounded, {number, std::max(rowsAPage, 2)},
         [this, number, created = ties.back()](const Page &page) { tieArrived(number, created, page); });
}

void PageWalk::Private::tieArrived(int number, domain::Timestamp created, const Page &page)
{
    Page came;
    std::vector<bool> fresh;
    bool isAllOne = !page.rows.empty();
    for (size_t i = 0; i < page.rows.size(); ++i) {
        isAllOne = page.rows[i].created == created;
        if (!isAllOne)
            break;
        if (coverage.contains(page.rows[i].uuid))
            continue;
        came.rows.push_back(page.rows[i]);
        if (i < page.raw.size())
            came.raw.push_back(page.raw[i]);
    }
    // Each is a stretch of its own: what stands between them is not known.
    for (const domain::Request &row : came.rows)
        (void)coverage.add({row}, 0, fresh);
    const bool lacksRows = total < 0 || q->seen() + unreadable < total;
    if (isAllOne && page.hasNext && lacksRows && number < MostTiePages)
        askTie(number + 1);
    else
        ties.pop_back();
    came.total = total;
    came.number = 2;
    if (!came.rows.empty())
        (void)handOn(came);
}

void PageWalk::Private::askTop()
{
    read(filter, {1, options.pageSize}, [this](Page page) {
        noteTotal(page.total);
        if (const std::optional<ListCoverage::Stretch> top = take(page, 0, 2))
            coverage.prepend(*top);
        if (onlyCount) {
            ++rounds;
            ++counts;
            step = Step::Changes;
        } else {
            step = atEnd ? Step::End : Step::Gaps;
        }
        if (!page.rows.empty())
            (void)handOn(page);
    });
}

/// The end may have moved: the last page is read as it is now.
void PageWalk::Private::askEnd()
{
    const int size = std::max(rowsAPage, 1);
    const int number = total > 0 ? int((total + size - 1) / size) : std::max(1, turn - 1);
    const Window window{number, size};
    read(filter, window, [this, window](Page page) {
        noteTotal(page.total);
        const bool isLast = !page.hasNext;
        const std::optional<ListCoverage::Stretch> end = take(page, window.begin(), std::max(2, window.number));
        if (end && isLast)
            coverage.append(*end);
        step = Step::Gaps;
        if (!page.rows.empty())
            (void)handOn(page);
    });
}

void PageWalk::Private::askGaps()
{
    std::vector<ListCoverage::Gap> open = coverage.gaps();
    std::erase_if(open, [this](const ListCoverage::Gap &gap) { return unclosed.contains({gap.before, gap.after}); });
    if (!readsLeft)
        readsLeft = int(open.size()) * ReadsForEachGap;
    if (*readsLeft <= 0) {
        for (const ListCoverage::Gap &gap : open)
            unclosed.insert({gap.before, gap.after});
        open.clear();
    }
    if (open.empty()) {
        roundEnded();
        return;
    }
    const size_t width = std::min(size_t(std::max(1, options.inFlight)), open.size());
    for (size_t i = 0; i < width; ++i)
        askGap(open[i], BorderRows);
}

void PageWalk::Private::askGap(const ListCoverage::Gap &gap, int rows)
{
    if (!readsLeft || *readsLeft <= 0)
        return;
    --*readsLeft;
    const Window window = windowAround(gap.position, rows, std::max(rowsAPage, 2));
    read(filter, window, [this, gap, window](Page page) { gapArrived(gap, window, std::move(page)); });
}

void PageWalk::Private::gapArrived(ListCoverage::Gap gap, const Window &window, Page page)
{
    noteTotal(page.total);
    const auto came = int(page.rows.size());
    if (came > window.size) {
        // A server that ignores page_size shows another part of the list: nothing can be proved.
        unclosed.insert({gap.before, gap.after});
        return;
    }
    const std::optional<ListCoverage::Stretch> answer =
        take(page, window.begin(), std::max(2, int(gap.position / std::max(rowsAPage, 1)) + 1));
    // Behind the end is far below.
    const auto found = answer ? coverage.judge(gap, *answer) : ListCoverage::Found::Below;
    if (!page.rows.empty() && !handOn(page))
        return;
    if (found == ListCoverage::Found::Closed || found == ListCoverage::Found::Between)
        return;
    const qint64 middle = window.begin() + window.size / 2;
    const qint64 stride = std::max<qint64>(window.size, std::abs(gap.stride) * 2);
    if (found == ListCoverage::Found::Before || found == ListCoverage::Found::After) {
        gap.position = found == ListCoverage::Found::Before ? window.begin() + came : window.begin();
        gap.stride = 0;
    } else {
        // Many rows may have come or gone at once: each miss in the same direction looks twice as far.
        const bool isDown = found == ListCoverage::Found::Above;
        const bool turns = isDown ? gap.stride < 0 : gap.stride > 0;
        gap.stride = (turns ? window.size : stride) * (isDown ? 1 : -1);
        gap.position = std::max<qint64>(0, middle + gap.stride);
        if (total > 0)
            gap.position = std::min(gap.position, total - 1);
    }
    askGap(gap, window.size * 2);
}

void PageWalk::Private::roundEnded()
{
    ++rounds;
    readsLeft.reset();
    // A limit asks for the beginning of the list: what else has changed is no part of it.
    step = atEnd ? Step::Changes : Step::Done;
    prove();
}

qint64 PageWalk::Private::missingRows() const
{
    const qint64 counted = total >= 0 && atEnd ? std::max<qint64>(0, total - unreadable - q->seen()) : 0;
    return std::max(counted, qint64(unclosed.size()));
}

void PageWalk::Private::finish()
{
    running = false;
    emit q->stopped();
}

void PageWalk::Private::drop()
{
    ++generation;
    for (const auto &entry : std::exchange(asked, {}))
        entry.second.cancel();
    for (const auto &entry : std::exchange(proving, {}))
        entry.second.cancel();
    waiting.clear();
    next = turn;
    readsLeft.reset();
    running = false;
}

void PageWalk::Private::stopWith(const ApiError &error)
{
    drop();
    emit q->failed(error);
}

PageWalk::PageWalk(WaldurClient &client, domain::ListFilter filter, Options options, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, client, std::move(filter), options))
{
}

PageWalk::~PageWalk()
{
    d->drop();
}

void PageWalk::start()
{
    if (d->running)
        return;
    d->started = true;
    d->running = true;
    if (!isComplete() && !d->limitReached()) {
        d->pump();
        return;
    }
    // Never before start() has returned.
    QMetaObject::invokeMethod(
        this, [this] { d->pump(); }, Qt::QueuedConnection);
}

void PageWalk::cancel()
{
    d->drop();
}

void PageWalk::raiseLimit(qint64 limit)
{
    d->options.limit = limit;
    if (!d->started || isComplete())
        return;
    if (!d->atEnd) {
        // What was proved stays so; the borders that come now are new. While it proves, no page is under way.
        if (!d->proving.empty()) {
            ++d->generation;
            for (const auto &entry : std::exchange(d->proving, {}))
                entry.second.cancel();
        }
        d->step = Private::Step::Changes;
        d->rounds = d->counts = d->quietRounds = 0;
        d->readsLeft.reset();
    }
    if (d->running)
        d->pump();
    else
        start();
}

qint64 PageWalk::total() const
{
    return d->total;
}

qint64 PageWalk::seen() const
{
    return d->coverage.size() - d->left.size();
}

bool PageWalk::isRunning() const
{
    return d->running;
}

bool PageWalk::isComplete() const
{
    return d->atEnd && d->step == Private::Step::Done;
}

qint64 PageWalk::missing() const
{
    return d->missingRows();
}

bool PageWalk::isWhole() const
{
    return isComplete() && missing() == 0 && !(d->repeats && d->total < 0);
}

QString PageWalk::sentence() const
{
    const QString server = d->client ? d->client->connection().serverName() : QString();
    if (d->repeats && d->total < 0)
        return tr("%1 sends the same rows again for another page: a cache on the way may ignore the page number. %2 "
                  "requests were read; how many there are is not told.")
            .arg(server, domain::groupedNumber(seen()));
    if (d->repeats) {
        const qint64 counted = std::max(d->total, seen());
        return tr("%1 sends the same rows again for another page: a cache on the way may ignore the page number. %2 of "
                  "%3 requests were read.")
            .arg(server, domain::groupedNumber(seen()), domain::groupedNumber(counted));
    }
    if (d->step != Private::Step::Done)
        return {};
    if (const qint64 rows = d->missingRows(); rows > 0)
        return tr("The list changed while it was read, and %n request(s) may be missing: read it again.", nullptr,
                  int(std::min<qint64>(rows, 1'000'000'000)));
    const qint64 counted = d->total - d->unreadable;
    if (d->atEnd && d->total >= 0 && counted < seen())
        return tr("%n request(s) left the list while it was read: read it again to see which.", nullptr,
                  int(std::min<qint64>(seen() - counted, 1'000'000'000)));
    return {};
}

} // namespace waldesk::api
