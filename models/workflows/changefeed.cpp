// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/changefeed.h"

#include "models/api/pagewalk.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <deque>

namespace waldesk::workflows
{

namespace
{

constexpr domain::Duration OldestStart = domain::Duration::seconds(3600);
/// A page was read on the server at most that long before it is merged here.
constexpr domain::Duration OnItsWay = domain::Duration::seconds(60);
/// A row from the future (a node with a wrong clock) must not move the cursor past everything that is still to come.
constexpr domain::Duration Future = domain::Duration::seconds(600);
constexpr domain::Duration Minute = domain::Duration::seconds(60);
/// The `Date` of two answers counts whole seconds: a difference below that is none.
constexpr domain::Duration ClockNoise = domain::Duration::seconds(3);
/// A server whose count never agrees with its rows would be read anew for ever.
constexpr int TornEnough = 3;
constexpr qint64 LongestTimerMs = 24LL * 3600 * 1000;

QElapsedTimer startedTimer()
{
    QElapsedTimer timer;
    timer.start();
    return timer;
}

} // namespace

class ChangeFeed::Private
{
public:
    Private(ChangeFeed &feed, api::WaldurClient &of, tables::RequestStore &rows) : q(feed), client(of), store(rows) {}

    void noteFirst(const tables::RequestStore::Merged &change);
    void schedule();
    void poll();
    void takePage(const api::Page &page);
    void walkStopped();
    void fail(const api::ApiError &error);
    void dropWalk();
    void setPhase(Phase next, const std::optional<domain::Timestamp> &when);
    void count();
    [[nodiscard]] PollSituation now() const;
    [[nodiscard]] domain::Timestamp firstCursor() const;
    [[nodiscard]] std::optional<domain::Timestamp> toldUntil() const;
    [[nodiscard]] bool noteClock();

    ChangeFeed &q;
    api::WaldurClient &client;
    tables::RequestStore &store;
    Clock clock = [this] {
        return domain::Timestamp::now() + client.clockOffset().value_or(domain::Duration());
    };
    Situation situation = [] {
        return PollSituation();
    };
    std::function<qint64()> ticks = [timer = startedTimer()] {
        return timer.nsecsElapsed() / 1'000;
    };
    PollPace pace;
    bool keepRaw = false;
    bool running = false;
    bool away = false;
    bool refused = false;
    bool wanted = false; ///< by hand: also while nobody seems to be there
    int failures = 0;
    std::optional<domain::Duration> wish;
    double jitter = 0;

    std::optional<domain::Timestamp> cursor;
    domain::Timestamp firstAt; ///< when the first rows were merged
    bool catchesUp = false;
    std::optional<domain::Timestamp> first; ///< greatest `modified` of the first rows that were read
    /// When the last delta that was read whole was begun, by the server's clock as it goes now. What was changed since
    /// may have an earlier `modified` than the cursor: where a node's clock is ahead, or the clock was set back.
    std::optional<domain::Timestamp> settled;
    struct Reading {
        domain::Timestamp clock; ///< the server's
        qint64 ticks = 0;        ///< at the same moment
        bool byDate = false;     ///< an answer had told its time
    };
    std::optional<Reading> lastReading;
    bool overtaken = false;  ///< a row of this poll was refused: another answer, to a call of the same time, had come
    domain::Timestamp since; ///< toldUntil() before this poll
    domain::Timestamp greatest;
    domain::Timestamp begun;   ///< this poll, by the server's clock
    domain::Timestamp awaited; ///< its page, since then; by this machine's clock
    int pages = 0;             ///< of this poll
    int torn = 0;
    std::unique_ptr<api::PageWalk> walk;

    Phase phase = Phase::Off;
    QTimer timer;
    domain::Timestamp ended; ///< the last poll, or start()
    std::optional<domain::Timestamp> lastSuccess;
    std::optional<domain::Timestamp> next;
    std::deque<std::pair<domain::Timestamp, quint64>> counts;
};

void ChangeFeed::Private::noteFirst(const tables::RequestStore::Merged &change)
{
    if (first || cursor || change.origin == tables::Origin::Kept)
        return;
    firstAt = clock();
    for (const tables::RowIndex row : change.all)
        first = std::max(first.value_or(domain::Timestamp()), domain::Timestamp{store.row(row).modified});
}

domain::Timestamp ChangeFeed::Private::firstCursor() const
{
    const domain::Timestamp oldest = clock() - OldestStart;
    return first ? std::clamp(*first, oldest, clock() + Future) : clock();
}

PollSituation ChangeFeed::Private::now() const
{
    PollSituation is = situation();
    is.failures = failures;
    is.wish = wish;
    is.tokenRefused = refused;
    return is;
}

void ChangeFeed::Private::setPhase(Phase phaseNow, const std::optional<domain::Timestamp> &when)
{
    if (phase == phaseNow && next == when)
        return;
    phase = phaseNow;
    next = when;
    emit q.phaseChanged();
}

void ChangeFeed::Private::schedule()
{
    if (walk)
        return; // its end calls again
    timer.stop();
    if (!running || !pace.on) {
        setPhase(Phase::Off, {});
        return;
    }
    if (refused || away) {
        setPhase(refused ? Phase::Refused : Phase::Away, {});
        return;
    }
    const std::optional<domain::Duration> delay = pollDelay(pace, now(), jitter);
    if (!delay) {
        setPhase(Phase::Paused, {});
        return;
    }
    const domain::Timestamp due = ended + *delay;
    const qint64 waitMs = ((due - domain::Timestamp::now()).microseconds + 999) / 1'000;
    timer.start(int(std::clamp<qint64>(waitMs, 0, LongestTimerMs)));
    setPhase(Phase::Waiting, due);
}

void ChangeFeed::Private::count()
{
    const domain::Timestamp at = domain::Timestamp::now();
    counts.emplace_back(at, client.requestCount());
    while (counts.size() > 1 && at - counts[1].first > Minute)
        counts.pop_front();
}

void ChangeFeed::Private::poll()
{
    if (walk || !running || refused || away)
        return;
    // The timer does not know that the screen was locked meanwhile.
    if (!std::exchange(wanted, false) && !pollDelay(pace, now(), jitter)) {
        schedule();
        return;
    }
    timer.stop();
    count();
    if (!cursor)
        cursor = firstCursor();
    const bool isSetBack = noteClock();
    begun = clock();
    overtaken = false;
    // Of a cursor from the future nobody knows how long ago it was read.
    if (!settled && *cursor > begun + ClockNoise)
        settled = begun - OldestStart;
    since = *toldUntil();
    greatest = *cursor;
    awaited = domain::Timestamp::now();
    pages = 0;
    domain::ListFilter filter;
    filter.modifiedFrom = since - pace.overlap;
    filter.order = domain::ListFilter::Order::OldestFirst;
    api::PageWalk::Options options;
    options.keepRaw = keepRaw;
    if (catchesUp)
        options.pageSize = api::WaldurClient::PageOptions::MostRows; // hours of changes, in few pages
    walk = std::make_unique<api::PageWalk>(client, filter, options);
    connect(walk.get(), &api::PageWalk::pageReady, &q, [this](const api::Page &page) { takePage(page); });
    connect(walk.get(), &api::PageWalk::stopped, &q, [this] { walkStopped(); });
    connect(walk.get(), &api::PageWalk::failed, &q, [this](const api::ApiError &error) { fail(error); });
    walk->start();
    setPhase(Phase::Reading, {});
    if (isSetBack)
        emit q.clockSetBack();
}

void ChangeFeed::Private::takePage(const api::Page &page)
{
    const QPointer<ChangeFeed> alive(&q);
    const api::PageWalk *mine = walk.get();
    ++pages;
    awaited = domain::Timestamp::now();
    std::vector<LiveEvent> events;
    const domain::Timestamp noticed = clock();
    for (size_t i = 0; i < page.rows.size(); ++i) {
        const domain::Request &row = page.rows[i];
        if (row.modified <= noticed + Future)
            greatest = std::max(greatest, row.modified);
        const std::optional<tables::RowIndex> index = store.find(row.uuid);
        const std::optional<domain::Request> known =
            index ? std::optional(store.request(*index)) : std::optional<domain::Request>();
        if (catchesUp)
            continue;
        for (LiveEvent &event : liveEventsOf(row, known ? &*known : nullptr, since, noticed)) {
            if (i < page.raw.size())
                event.raw = page.raw[i];
            events.push_back(std::move(event));
        }
    }
    store.merge(page.rows, catchesUp ? tables::Origin::Asked : tables::Origin::Live);
    if (!alive)
        return;
    overtaken = overtaken || std::ranges::any_of(page.rows, [this](const domain::Request &row) {
                    const std::optional<tables::RowIndex> index = store.find(row.uuid);
                    return index && store.row(*index).modified > row.modified.microseconds;
                });
    if (!events.empty())
        emit q.found(events);
    if (alive && mine == walk.get())
        emit q.answered();
}

void ChangeFeed::Private::dropWalk()
{
    if (!walk)
        return;
    // It may be one of the walk's own signals that leads here: it must outlive its emission.
    walk->disconnect(&q);
    walk->cancel();
    walk.release()->deleteLater();
}

void ChangeFeed::Private::walkStopped()
{
    // Which of two answers is the newer one, the next delta tells.
    const bool isTorn = !walk->isComplete() || !walk->sentence().isEmpty() || overtaken;
    dropWalk();
    torn = isTorn ? torn + 1 : 0;
    failures = 0;
    wish.reset();
    ended = domain::Timestamp::now();
    lastSuccess = ended;
    if (!isTorn || torn >= TornEnough) {
        // What changes while the pages are read may stand on one that was read before, and be older than the newest
        // of the last one.
        const domain::Duration took = pages > 1 ? clock() - begun : domain::Duration();
        cursor = std::max(since, greatest - std::max(took, domain::Duration()));
        torn = 0;
        catchesUp = false;
    }
    const bool isSetBack = noteClock(); // then this delta was asked for by the clock of before
    if (!isSetBack && !isTorn)
        settled = begun;
    count();
    schedule();
    const QPointer<ChangeFeed> alive(&q);
    if (isSetBack)
        emit q.clockSetBack();
    if (alive)
        emit q.polled();
}

/// True: the server's clock was set back since this was called before; what was told until then was told until a time
/// that is as much earlier by the clock of now.
bool ChangeFeed::Private::noteClock()
{
    const Reading now{clock(), ticks(), client.clockOffset().has_value()};
    const std::optional<Reading> before = std::exchange(lastReading, now);
    if (!before || before->byDate != now.byDate)
        return false;
    const domain::Duration jump = now.clock - (before->clock + domain::Duration{now.ticks - before->ticks});
    if (jump >= domain::Duration{-ClockNoise.microseconds})
        return false;
    settled = settled.value_or(cursor.value_or(now.clock)) + jump;
    return true;
}

/// What was changed before was told; what is asked for begins there.
std::optional<domain::Timestamp> ChangeFeed::Private::toldUntil() const
{
    return cursor && settled ? std::min(*cursor, *settled) : cursor;
}

void ChangeFeed::Private::fail(const api::ApiError &error)
{
    dropWalk();
    ++failures;
    wish = error.retryAfter;
    jitter = QRandomGenerator::global()->generateDouble();
    ended = domain::Timestamp::now();
    refused = error.kind == api::ApiError::Kind::Auth && !error.fromGateway;
    const QPointer<ChangeFeed> alive(&q);
    schedule();
    if (alive)
        emit q.failed(error);
}

ChangeFeed::ChangeFeed(api::WaldurClient &client, tables::RequestStore &store, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, client, store))
{
    d->timer.setSingleShot(true);
    connect(&d->timer, &QTimer::timeout, this, [this] { d->poll(); });
    connect(&store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) { d->noteFirst(change); });
}

ChangeFeed::~ChangeFeed() = default;

void ChangeFeed::setClock(Clock clock)
{
    d->clock = std::move(clock);
}

void ChangeFeed::setTicks(std::function<qint64()> ticks)
{
    d->ticks = std::move(ticks);
}

void ChangeFeed::setSituation(Situation situation)
{
    d->situation = std::move(situation);
}

void ChangeFeed::setKeepRaw(bool keep)
{
    d->keepRaw = keep;
}

void ChangeFeed::setPace(const PollPace &pace)
{
    if (d->pace == pace)
        return;
    d->pace = pace;
    d->schedule();
}

void ChangeFeed::setCursor(domain::Timestamp cursor)
{
    d->cursor = cursor;
}

void ChangeFeed::catchUpFrom(domain::Timestamp cursor)
{
    d->cursor = cursor;
    d->catchesUp = true;
}

bool ChangeFeed::isCatchingUp() const
{
    return d->catchesUp;
}

std::optional<domain::Timestamp> ChangeFeed::startingPoint() const
{
    if (d->cursor)
        return d->toldUntil();
    if (!d->first)
        return std::nullopt;
    // By the time of reading, not by that of now: a machine may have slept since.
    return std::clamp(*d->first, d->firstAt - OldestStart, d->firstAt - OnItsWay);
}

std::optional<domain::Timestamp> ChangeFeed::cursor() const
{
    return d->toldUntil();
}

void ChangeFeed::start()
{
    if (std::exchange(d->running, true))
        return;
    d->ended = domain::Timestamp::now();
    d->count();
    d->schedule();
}

void ChangeFeed::stop()
{
    d->running = false;
    d->dropWalk();
    d->schedule();
}

void ChangeFeed::pollNow()
{
    if (d->walk)
        return;
    d->wanted = true;
    d->poll();
    d->wanted = false;
}

void ChangeFeed::retry()
{
    d->refused = false;
    d->failures = 0;
    d->wish.reset();
    if (d->running && !isUnattended(d->pace, d->now()))
        d->poll();
    d->schedule();
}

void ChangeFeed::reconsider()
{
    // A timer that is right already is left alone.
    if (!d->walk && d->running)
        d->schedule();
}

void ChangeFeed::setAway(bool away)
{
    if (std::exchange(d->away, away) == away)
        return;
    if (away)
        d->schedule(); // a poll that is under way tells by itself what becomes of it
    else
        retry();
}

ChangeFeed::Phase ChangeFeed::phase() const
{
    return d->phase;
}

std::optional<domain::Timestamp> ChangeFeed::lastSuccess() const
{
    return d->lastSuccess;
}

std::optional<domain::Timestamp> ChangeFeed::nextPoll() const
{
    return d->next;
}

std::optional<domain::Timestamp> ChangeFeed::awaitedSince() const
{
    return d->walk ? std::optional(d->awaited) : std::nullopt;
}

int ChangeFeed::requestsLastMinute() const
{
    if (d->counts.empty())
        return 0;
    return int(d->client.requestCount() - d->counts.front().second);
}

} // namespace waldesk::workflows
