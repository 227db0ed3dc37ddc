// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triagefeed.h"

#include "models/api/pagewalk.h"
#include "models/tables/rowset.h"

#include <QPointer>
#include <QTimer>

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

constexpr domain::Duration Loaded = domain::Duration::seconds(qint64(TriageFeed::LoadedDays) * 24 * 3600);
constexpr domain::Duration FirstLook = domain::Duration::seconds(24LL * 3600);
constexpr domain::Duration IdleEnd = domain::Duration::seconds(3600);
// A visit that ends with a crash is known to this much.
constexpr domain::Duration WrittenEvery = domain::Duration::seconds(60);
constexpr int LookForIdleMs = 60'000;

} // namespace

class TriageFeed::Private
{
public:
    Private(TriageFeed &feed, api::WaldurClient &of, tables::RequestStore &rows, archive::CauseArchive &memory)
        : q(feed), client(of), store(rows), archive(memory)
    {
    }

    void beginWalk();
    void takePage(const api::Page &page);
    void noteMerged(const tables::RequestStore::Merged &change);
    [[nodiscard]] std::vector<tables::RowIndex> erredSince(domain::Timestamp time) const;
    [[nodiscard]] std::vector<tables::RowIndex> vanished();
    void takeLeft(const std::vector<domain::Request> &rows);
    void walkStopped();
    void fail(const api::ApiError &why);
    void dropWalk();
    void setPhase(Phase next);
    void learnLastVisit();
    void lookForIdle();

    TriageFeed &q;
    api::WaldurClient &client;
    tables::RequestStore &store;
    archive::CauseArchive &archive;
    /// The server's, as far as it said: all the times that are compared with it are the server's.
    Clock clock = [this] {
        return domain::Timestamp::now() + client.clockOffset().value_or(domain::Duration());
    };
    std::unique_ptr<api::PageWalk> walk;

    Phase phase = Phase::Idle;
    qint64 loaded = 0;
    qint64 total = -1;
    domain::Timestamp from;    ///< of the walk under way
    domain::Timestamp covered; ///< of the last one that was begun first or completed
    tables::RowSet walked;     ///< of the walk under way
    tables::RowSet touched;    ///< merged by others while the walk is under way: newer than its pages
    bool awaitsKept = false;
    bool confirmed = false;
    bool mergesPage = false;
    bool complete = false;
    QString shortfall;
    std::optional<api::ApiError> error;
    domain::Timestamp lastSuccess;

    QTimer idle;
    std::optional<domain::Timestamp> lastVisit; ///< empty: before the archive is open
    bool visiting = true;
    domain::Timestamp lastInput;
    domain::Timestamp written;
};

void TriageFeed::Private::setPhase(Phase next)
{
    if (phase == next)
        return;
    phase = next;
    emit q.phaseChanged();
}

void TriageFeed::Private::dropWalk()
{
    if (!walk)
        return;
    // It may be one of the walk's own signals that leads here: it must outlive its emission.
    walk->disconnect(&q);
    walk->cancel();
    walk.release()->deleteLater();
}

void TriageFeed::Private::beginWalk()
{
    dropWalk();
    loaded = 0;
    total = -1;
    error.reset();
    shortfall.clear();
    domain::ListFilter filter;
    filter.states = {domain::State::Erred};
    from = clock() - Loaded;
    walked = {};
    touched = {};
    if (!complete)
        covered = from;
    filter.finishedFrom = from;
    walk = std::make_unique<api::PageWalk>(client, filter, api::PageWalk::Options());
    connect(walk.get(), &api::PageWalk::pageReady, &q, [this](const api::Page &page) { takePage(page); });
    connect(walk.get(), &api::PageWalk::leftMeanwhile, &q,
            [this](const std::vector<domain::Request> &rows) { takeLeft(rows); });
    connect(walk.get(), &api::PageWalk::stopped, &q, [this] { walkStopped(); });
    connect(walk.get(), &api::PageWalk::failed, &q, [this](const api::ApiError &why) { fail(why); });
    walk->start();
    setPhase(Phase::Loading);
}

void TriageFeed::Private::takePage(const api::Page &page)
{
    const QPointer<TriageFeed> alive(&q);
    const api::PageWalk *mine = walk.get();
    lastSuccess = clock();
    error.reset();
    if (page.total >= 0)
        total = page.total;
    loaded += qint64(page.rows.size());
    mergesPage = true;
    const auto merged = store.merge(page.rows);
    if (!alive)
        return;
    mergesPage = false;
    if (mine != walk.get())
        return; // a slot of the store's signal asked for something else
    for (const tables::RowIndex row : merged.all)
        walked.insert(row);
    emit q.answered();
    if (alive)
        emit q.progressed();
}

void TriageFeed::Private::noteMerged(const tables::RequestStore::Merged &change)
{
    if (mergesPage || change.origin == tables::Origin::Kept || phase != Phase::Loading)
        return;
    const auto note = [this](tables::RowIndex row) {
        touched.insert(row);
    };
    std::ranges::for_each(change.added, note);
    std::ranges::for_each(change.changed, note);
}

/// Of the store, whoever merged them; what has no end is none of them.
std::vector<tables::RowIndex> TriageFeed::Private::erredSince(domain::Timestamp time) const
{
    std::vector<tables::RowIndex> rows;
    store.rowsOf(domain::State::Erred).forEach([&](tables::RowIndex row) {
        const qint64 finished = store.row(row).finished;
        if (finished != tables::PackedRow::None && finished >= time.microseconds)
            rows.push_back(row);
    });
    return rows;
}

/// What is known to be Erred in the time that was read and was on no page: it was deleted, or is no longer visible.
std::vector<tables::RowIndex> TriageFeed::Private::vanished()
{
    std::vector<tables::RowIndex> lost = erredSince(from);
    std::erase_if(lost, [this](tables::RowIndex row) { return walked.contains(row) || touched.contains(row); });
    return lost;
}

/// They are no errors any more, or of another time: the store tells everybody.
void TriageFeed::Private::takeLeft(const std::vector<domain::Request> &rows)
{
    const QPointer<TriageFeed> alive(&q);
    (void)store.merge(rows);
    if (alive)
        emit q.progressed();
}

void TriageFeed::Private::walkStopped()
{
    if (total < 0)
        total = loaded;
    // A walk that could not find all does not tell what has vanished.
    const bool whole = walk->isWhole();
    shortfall = walk->sentence();
    complete = complete || whole;
    const QPointer<TriageFeed> alive(&q);
    if (whole) {
        covered = from;
        const auto lost = vanished();
        if (!lost.empty())
            emit q.vanished(lost);
        if (alive && !lost.empty())
            store.remove(lost);
        if (!alive)
            return;
    }
    setPhase(Phase::Ready);
    if (!alive)
        return;
    emit q.progressed();
    if (alive && complete)
        emit q.completed();
}

void TriageFeed::Private::fail(const api::ApiError &why)
{
    error = why;
    const QPointer<TriageFeed> alive(&q);
    setPhase(Phase::Failed);
    if (alive)
        emit q.failed(why);
}

void TriageFeed::Private::learnLastVisit()
{
    const auto known = archive.visitEnd();
    lastVisit = known ? std::min(*known, clock()) : clock() - FirstLook;
    lastInput = clock();
    written = lastInput;
    if (!archive.newSince())
        archive.setNewSince(*lastVisit);
    archive.setVisitEnd(lastInput);
    emit q.visitChanged();
}

void TriageFeed::Private::lookForIdle()
{
    if (!lastVisit || !visiting || clock() - lastInput < IdleEnd)
        return;
    // What failed while nobody looked is new from now on, before anybody comes back to it.
    visiting = false;
    lastVisit = lastInput;
    archive.setVisitEnd(lastInput);
    emit q.visitChanged();
}

TriageFeed::TriageFeed(api::WaldurClient &client, tables::RequestStore &store, archive::CauseArchive &archive,
                       QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, client, store, archive))
{
    d->idle.setInterval(LookForIdleMs);
    connect(&store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) { d->noteMerged(change); });
    connect(&store, &tables::RequestStore::cleared, this, [this] {
        d->walked = {};
        d->touched = {};
    });
    connect(&d->idle, &QTimer::timeout, this, [this] { d->lookForIdle(); });
    d->idle.start();
    connect(&archive, &archive::CauseArchive::opened, this, [this] {
        if (!d->lastVisit)
            d->learnLastVisit();
    });
}

TriageFeed::~TriageFeed() = default;

void TriageFeed::setClock(Clock clock)
{
    d->clock = std::move(clock);
}

void TriageFeed::awaitKept()
{
    d->awaitsKept = true;
}

void TriageFeed::releaseKept()
{
    if (std::exchange(d->awaitsKept, false) && d->phase == Phase::Loading)
        d->beginWalk();
}

void TriageFeed::confirmKept(domain::Timestamp erredFrom)
{
    if (d->complete)
        return;
    const domain::Timestamp from = d->clock() - Loaded;
    if (erredFrom > from) {
        releaseKept();
        return;
    }
    d->dropWalk();
    d->error.reset();
    d->awaitsKept = false;
    d->confirmed = true;
    d->covered = from;
    d->complete = true;
    d->lastSuccess = d->clock();
    d->loaded = qint64(d->erredSince(from).size());
    d->total = d->loaded;
    const QPointer<TriageFeed> alive(this);
    d->setPhase(Phase::Ready);
    if (alive)
        emit progressed();
    if (alive)
        emit completed();
}

void TriageFeed::start()
{
    if (d->archive.isOpen() && !d->lastVisit)
        d->learnLastVisit();
    if (d->awaitsKept) {
        d->setPhase(Phase::Loading);
        return;
    }
    if (d->phase != Phase::Loading && !d->confirmed)
        d->beginWalk();
}

void TriageFeed::refresh()
{
    d->archive.reload();
    if (d->phase != Phase::Loading)
        d->beginWalk();
}

void TriageFeed::retry()
{
    if (d->phase != Phase::Failed)
        return;
    if (!d->walk) {
        d->beginWalk();
        return;
    }
    d->error.reset();
    d->setPhase(Phase::Loading);
    d->walk->start();
}

void TriageFeed::cancel()
{
    if (d->phase != Phase::Loading)
        return;
    d->dropWalk();
    d->setPhase(d->complete ? Phase::Ready : Phase::Idle);
}

TriageFeed::Phase TriageFeed::phase() const
{
    return d->phase;
}

qint64 TriageFeed::loaded() const
{
    return d->loaded;
}

qint64 TriageFeed::total() const
{
    return d->total;
}

bool TriageFeed::isComplete() const
{
    return d->complete;
}

const std::optional<api::ApiError> &TriageFeed::error() const
{
    return d->error;
}

QString TriageFeed::shortfall() const
{
    return d->shortfall;
}

domain::Timestamp TriageFeed::coveredFrom() const
{
    return d->covered.microseconds > 0 ? d->covered : d->clock() - Loaded;
}

std::vector<tables::RowIndex> TriageFeed::coveredRows() const
{
    if (!d->complete || d->phase == Phase::Loading)
        return {};
    return d->erredSince(coveredFrom());
}

domain::Timestamp TriageFeed::lastSuccess() const
{
    return d->lastSuccess;
}

domain::Timestamp TriageFeed::now() const
{
    return d->clock();
}

domain::Timestamp TriageFeed::lastVisit() const
{
    return d->lastVisit ? *d->lastVisit : d->clock() - FirstLook;
}

void TriageFeed::noteInput()
{
    const domain::Timestamp now = d->clock();
    d->lookForIdle();
    d->visiting = true;
    d->lastInput = now;
    if (now - d->written < WrittenEvery || !d->lastVisit)
        return;
    d->written = now;
    d->archive.setVisitEnd(now);
}

void TriageFeed::endVisit()
{
    if (!d->lastVisit)
        return;
    d->lookForIdle();
    if (d->visiting)
        d->archive.setVisitEnd(d->clock());
}

} // namespace waldesk::workflows
