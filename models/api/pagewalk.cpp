// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/pagewalk.h"

#include <QHashFunctions>
#include <QPointer>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <utility>
#include <vector>

namespace waldesk::api
{

namespace
{

/// Every row of a list is looked up in it once: flat, for one cache miss a row; cut into parts that grow one by one, so
/// that a million rows never wait for the moment in which all of them move.
class UuidSet
{
public:
    /// False when it was there. Nil is none of a row and is never there.
    bool insert(const domain::Uuid &uuid)
    {
        if (uuid.isNil())
            return true;
        const size_t hash = hashOf(uuid);
        Part &part = m_parts[hash % m_parts.size()];
        if ((part.used + 1) * 4 > part.cells.size() * 3)
            grow(part);
        domain::Uuid &cell = cellOf(part.cells, uuid, hash);
        if (!cell.isNil())
            return false;
        cell = uuid;
        ++part.used;
        ++m_size;
        return true;
    }
    [[nodiscard]] qsizetype size() const { return m_size; }

private:
    struct Part {
        std::vector<domain::Uuid> cells; ///< nil: free. A power of two
        size_t used = 0;
    };

    /// Seeded: nobody can choose uuids that all fall into one place.
    static size_t hashOf(const domain::Uuid &uuid) { return qHash(uuid, QHashSeed::globalSeed()); }

    /// Where it stands, or the free cell where it would.
    static domain::Uuid &cellOf(std::vector<domain::Uuid> &cells, const domain::Uuid &uuid, size_t hash)
    {
        const size_t mask = cells.size() - 1;
        size_t at = (hash >> 8U) & mask;
        while (!cells[at].isNil() && cells[at] != uuid)
            at = (at + 1) & mask;
        return cells[at];
    }

    static void grow(Part &part)
    {
        std::vector<domain::Uuid> bigger(part.cells.empty() ? 8 : part.cells.size() * 2);
        for (const domain::Uuid &uuid : part.cells) {
            if (!uuid.isNil())
                cellOf(bigger, uuid, hashOf(uuid)) = uuid;
        }
        part.cells = std::move(bigger);
    }

    std::array<Part, 256> m_parts;
    qsizetype m_size = 0;
};

} // namespace

class PageWalk::Private
{
public:
    Private(PageWalk *walk, WaldurClient &of, domain::ListFilter what, Options how)
        : q(walk), client(&of), filter(std::move(what)), options(how)
    {
    }

    void pump();
    void ask(int number, bool again);
    void arrived(int number, bool again, Result<Page> result);
    void deliverReady();
    void deliver(int number, Page page);
    void noteCounts(int number, const Page &page, int came);
    void readAgain(int number);
    void ended(int number);
    void drop();
    void stopWith(const ApiError &error);
    void stopIfDone();
    [[nodiscard]] bool wantsPage() const;
    [[nodiscard]] bool limitReached() const { return options.limit >= 0 && qint64(seen.size()) >= options.limit; }
    [[nodiscard]] int lastPage() const;

    PageWalk *q;
    QPointer<WaldurClient> client;
    domain::ListFilter filter;
    Options options;
    std::map<int, Call> asked; ///< under way, by page
    std::map<int, Call> askedAgain;
    std::map<int, Result<Page>> waiting; ///< came before their turn
    std::deque<int> again;               ///< pages whose rows have moved up meanwhile
    UuidSet seen;
    qint64 total = -1;
    qint64 totalBefore = -1; ///< of the page delivered last
    int rowsAPage = 0;       ///< what the server really gives; 0 before page 1
    int next = 1;            ///< to ask for
    int turn = 1;            ///< to hand on
    int sureOf = 1;          ///< pages that exist by what their neighbours say
    quint64 generation = 0;
    bool running = false;
    bool started = false;
    bool atEnd = false;
};

int PageWalk::Private::lastPage() const
{
    const qint64 byTotal = total > 0 && rowsAPage > 0 ? (total + rowsAPage - 1) / rowsAPage : 0;
    return std::max(sureOf, int(std::min<qint64>(byTotal, 1'000'000'000)));
}

bool PageWalk::Private::wantsPage() const
{
    if (atEnd || next > lastPage())
        return false;
    const qint64 coming = (qint64(asked.size()) + qint64(waiting.size())) * std::max(rowsAPage, 1);
    return options.limit < 0 || next == 1 || seen.size() + coming < options.limit;
}

void PageWalk::Private::pump()
{
    // Page 1 goes alone: it is on the screen before the second is asked for, and it tells how many there are.
    const size_t width = turn == 1 ? 1 : size_t(std::max(1, options.inFlight));
    while (running && client && asked.size() + askedAgain.size() < width) {
        if (!again.empty()) {
            const int number = again.front();
            again.pop_front();
            ask(number, true);
        } else if (wantsPage()) {
            ask(next++, false);
        } else {
            break;
        }
    }
    stopIfDone();
}

void PageWalk::Private::ask(int number, bool isAgain)
{
    WaldurClient::PageOptions page;
    page.number = number;
    page.size = options.pageSize;
    page.keepRaw = options.keepRaw;
    const auto handler = [this, number, isAgain, mine = generation](Result<Page> result) {
        if (mine == generation)
            arrived(number, isAgain, std::move(result));
    };
    (isAgain ? askedAgain : asked)[number] = client->list(filter, page, q, handler);
}

void PageWalk::Private::arrived(int number, bool isAgain, Result<Page> result)
{
    const QPointer<PageWalk> alive(q);
    const quint64 mine = generation;
    if (isAgain) {
        askedAgain.erase(number);
        if (result) {
            deliver(number, std::move(result.value()));
        } else if (result.error().kind == ApiError::Kind::NotFound) {
            readAgain(number - 1);
        } else {
            again.push_front(number);
            stopWith(result.error());
            return;
        }
    } else {
        asked.erase(number);
        waiting.emplace(number, std::move(result));
        deliverReady();
    }
    if (alive && mine == generation && running)
        pump();
}

void PageWalk::Private::deliverReady()
{
    const QPointer<PageWalk> alive(q);
    const quint64 mine = generation;
    for (auto found = waiting.find(turn); found != waiting.end(); found = waiting.find(turn)) {
        Result<Page> result = std::move(found->second);
        waiting.erase(found);
        if (!result) {
            if (result.error().kind == ApiError::Kind::NotFound && turn > 1)
                ended(turn);
            else
                stopWith(result.error());
            return;
        }
        Page page = std::move(result.value());
        const int came = int(page.rows.size()) + int(page.skipped.size());
        noteCounts(turn, page, came);
        const int number = turn++;
        deliver(number, std::move(page));
        if (!alive || mine != generation || !running)
            return;
    }
}

void PageWalk::Private::noteCounts(int number, const Page &page, int came)
{
    total = page.total;
    // A server may clamp page_size (contract 2); then its pages count in what it gave.
    if (number == 1)
        rowsAPage = (page.hasNext || page.total > came) && came > 0 ? came : options.pageSize;
    // A row that left the filter moved those behind it up, over the edge of a page that was already read.
    const qint64 gone = totalBefore >= 0 && page.total >= 0 ? totalBefore - page.total : 0;
    constexpr qint64 MostPagesBack = 4;
    const qint64 back = gone > 0 && number > 1 ? std::min((gone + rowsAPage - 1) / rowsAPage, MostPagesBack) : 0;
    for (int i = 1; i <= int(back); ++i)
        readAgain(number - i);
    totalBefore = page.total;
    const bool fullAndUntold = page.total < 0 && came >= rowsAPage;
    if (page.hasNext || fullAndUntold)
        sureOf = std::max(sureOf, number + 1);
    atEnd = number >= lastPage();
}

void PageWalk::Private::deliver(int number, Page page)
{
    const bool withRaw = page.raw.size() == page.rows.size();
    size_t kept = 0;
    for (size_t i = 0; i < page.rows.size(); ++i) {
        if (!seen.insert(page.rows[i].uuid))
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
    emit q->pageReady(page);
}

void PageWalk::Private::readAgain(int number)
{
    const bool known = std::ranges::find(again, number) != again.end() || askedAgain.contains(number);
    if (number >= 1 && !known)
        again.push_back(number);
}

/// Rows left the filter while we walked: the page is gone. What stood on it may have moved to the one before.
void PageWalk::Private::ended(int number)
{
    atEnd = true;
    for (const auto &entry : asked)
        entry.second.cancel();
    asked.clear();
    waiting.clear();
    ++generation;
    next = turn = number;
    for (const auto &entry : std::exchange(askedAgain, {})) {
        entry.second.cancel();
        readAgain(entry.first);
    }
    readAgain(number - 1);
    pump();
}

void PageWalk::Private::drop()
{
    ++generation;
    for (const auto &entry : asked)
        entry.second.cancel();
    for (const auto &entry : askedAgain) {
        entry.second.cancel();
        again.push_back(entry.first);
    }
    asked.clear();
    askedAgain.clear();
    waiting.clear();
    next = turn;
    running = false;
}

void PageWalk::Private::stopWith(const ApiError &error)
{
    drop();
    emit q->failed(error);
}

void PageWalk::Private::stopIfDone()
{
    const bool busy = !asked.empty() || !askedAgain.empty() || !waiting.empty();
    if (!running || busy || !client)
        return;
    running = false;
    emit q->stopped();
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
    return d->seen.size();
}

bool PageWalk::isRunning() const
{
    return d->running;
}

bool PageWalk::isComplete() const
{
    return d->atEnd && d->asked.empty() && d->askedAgain.empty() && d->again.empty();
}

} // namespace waldesk::api
