// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/liveupdates.h"

#include "models/tables/errortitle.h"
#include "models/workflows/setbacksearch.h"

#include <QPointer>
#include <QSet>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>

namespace waldesk::session
{

using workflows::ChangeFeed;
using workflows::LiveEvent;
using workflows::VanishSearch;

namespace
{

constexpr domain::Duration WrongClock = domain::Duration::seconds(30);
/// The time of a slow answer looks like a wrong clock: only what stays is one.
constexpr int WrongEnough = 2;
/// So many offerings are asked for one of their lost rows in one look, and so many rows of offerings that are still
/// there: a role that was lost takes hundreds of offerings at once. The rest is the next look's.
constexpr size_t MostWitnesses = 32;
constexpr int MostVerified = 32;
constexpr int ReadingMs = 400;
constexpr qint64 ReadAgainMs = 10'000;
constexpr qsizetype MostRead = 1'000;

} // namespace

class LiveUpdates::Private
{
public:
    Private(LiveUpdates &live, api::WaldurClient &of, tables::RequestStore &rows, OpenConnection &connection,
            workflows::RequestFeed &list, workflows::TriageFeed *failed)
        : q(live), client(of), store(rows), open(connection), requests(list), errors(failed), feed(of, rows),
          search(of, rows), setBack(of, rows), asked(open.lines, rows, of.connection().root.toString())
    {
    }

    [[nodiscard]] workflows::PollSituation situation() const;
    void polled();
    void lookForVanished();
    void checkWindow();
    void compare(const domain::ListFilter &filter, std::vector<tables::RowIndex> known, std::function<void()> then,
                 const std::optional<domain::Timestamp> &unequal = std::nullopt);
    void lookAtStates();
    void lookAtState(const domain::ListFilter &list);
    void endLook();
    void giveUpLook();
    [[nodiscard]] std::vector<tables::RowIndex> knownRows(const domain::ListFilter &filter) const;
    [[nodiscard]] domain::ListFilter erredFilter() const;
    void suspect(const VanishSearch::Found &found);
    void confirm();
    void askWitness();
    void convict(tables::RowIndex row);
    void verifyOthers(tables::RowIndex row); ///< each suspect of its offering
    void endWitnesses();
    void readChosen();
    void chosenIsGone(tables::RowIndex row);
    void tellGone(std::span<const tables::RowIndex> rows);
    void noteErrors(const std::vector<LiveEvent> &events);
    void tellCauses();
    void checkClock();
    void attend();

    LiveUpdates &q;
    api::WaldurClient &client;
    tables::RequestStore &store;
    OpenConnection &open;
    workflows::RequestFeed &requests;
    workflows::TriageFeed *errors;
    ChangeFeed feed;
    VanishSearch search;
    workflows::SetBackSearch setBack;
    AskedAgain asked;
    workflows::PollPace pace;
    bool focused = true;
    bool screenLocked = false;
    QElapsedTimer input;
    std::function<qint64()> idle = [this] {
        return input.elapsed();
    };
    std::map<const void *, std::function<bool()>> inSight; ///< by page
    bool attended = true;
    QTimer reading; ///< a person who goes through the list reads none of its rows
    domain::Uuid toRead;
    QHash<domain::Uuid, qint64> readAt; ///< in milliseconds of `sinceStart`
    QElapsedTimer sinceStart;

    QElapsedTimer counted;
    QElapsedTimer windowed;
    bool lookedLast = false;          ///< for what vanished, since a part was compared
    int windows = 0;                  ///< that were checked so far
    size_t states = 0;                ///< looks at them so far
    std::vector<domain::State> moved; ///< of which the server may have more, in this look
    bool counts = false;              ///< a look for what vanished is under way
    struct Suspect {
        tables::RowIndex row = 0;
        qint64 modified = 0;
    };
    std::vector<Suspect> suspects;
    int awaitsPolls = 0;                           ///< a delta decides whether they only moved on
    std::vector<tables::RowIndex> witnesses;       ///< of the suspects, one an offering, then others of the offerings
    std::vector<tables::RowIndex> lost;            ///< proved to be gone
    std::set<tables::OfferingId> countedOfferings; ///< in this look
    int verified = 0;

    workflows::Triage *triage = nullptr;
    std::vector<tables::RowIndex> ungrouped; ///< errors found live whose cause is not known yet
    QSet<QByteArray> toldCauses;

    int wrong = 0;
    QString clockSentence;
};

workflows::PollSituation LiveUpdates::Private::situation() const
{
    workflows::PollSituation is;
    is.openInSight = asked.isWatching() || open.pending.count() > 0 ||
                     std::ranges::any_of(inSight, [](const auto &page) { return page.second(); });
    is.focused = focused;
    is.screenLocked = screenLocked;
    is.sinceInput = domain::Duration{idle() * 1'000};
    return is;
}

/// An unattended console must not keep a token alive: then the session tries nothing by itself either.
void LiveUpdates::Private::attend()
{
    const bool now = !isUnattended(pace, situation());
    if (std::exchange(attended, now) != now)
        open.session.setAttended(now);
}

void LiveUpdates::Private::polled()
{
    checkClock();
    setBack.goOn();
    if (awaitsPolls > 0) {
        --awaitsPolls;
        awaitsPolls == 0 ? confirm() : feed.pollNow();
        return;
    }
    if (counts)
        return;
    const auto isDue = [](const QElapsedTimer &timer, domain::Duration every) {
        return timer.elapsed() * 1'000 >= every.microseconds;
    };
    // One of the two in a poll. Where polls are rare both are due at each, and take turns: neither is left out.
    const bool windowIsDue = isDue(windowed, pace.windowEvery);
    if (!counted.isValid() || (isDue(counted, pace.countEvery) && !(windowIsDue && lookedLast)))
        lookForVanished();
    else if (windowIsDue)
        checkWindow();
}

domain::ListFilter LiveUpdates::Private::erredFilter() const
{
    domain::ListFilter erred;
    erred.states = {domain::State::Erred};
    erred.finishedFrom = errors->coveredFrom();
    return erred;
}

std::vector<tables::RowIndex> LiveUpdates::Private::knownRows(const domain::ListFilter &filter) const
{
    std::vector<tables::RowIndex> known = requests.scope().rows().without({});
    std::erase_if(known, [&](tables::RowIndex row) { return store.isGone(row) || !store.matches(row, filter); });
    return known;
}

/// As many rows may have come as went: then the totals agree, and only the count of a part tells. The bounds follow the
/// golden section, so that they spread over all that is known and a wide difference is met soon, any in the end. Each
/// fourth time the part is one of a single state: some may have changed places with others, past the application.
void LiveUpdates::Private::checkWindow()
{
    constexpr double Golden = 0.618'033'988'749'895;
    windowed.start();
    lookedLast = false;
    const int turn = windows++;
    const std::optional<domain::ListFilter> list = requests.coveredFilter();
    const bool ofErrors = errors && (turn % 2 == 1 || !list);
    if (!ofErrors && !list)
        return;
    domain::ListFilter filter = ofErrors ? erredFilter() : *list;
    std::vector<tables::RowIndex> known = ofErrors ? errors->coveredRows() : knownRows(filter);
    const domain::State state = domain::AllStates[size_t(turn / 4) % domain::AllStates.size()];
    const auto isElsewhere = [&](tables::RowIndex row) {
        return store.row(row).state != state;
    };
    if (!ofErrors && turn % 4 == 2 && !std::ranges::all_of(known, isElsewhere)) {
        filter.states = {state};
        std::erase_if(known, isElsewhere);
    }
    if (known.empty())
        return;
    double whole = 0;
    const double place = std::modf((errors ? turn / 2 : turn) * Golden, &whole);
    const domain::Timestamp bound{store.row(known[size_t(place * double(known.size()))]).created};
    const auto inside = std::ranges::count_if(
        known, [&](tables::RowIndex row) { return store.row(row).created >= bound.microseconds; });
    domain::ListFilter window = filter;
    window.createdFrom = std::max(filter.createdFrom.value_or(bound), bound);
    counts = true;
    client.count(window, inside, &q,
                 [this, filter, bound, inside, known = std::move(known)](const api::Result<qint64> &rows) mutable {
                     // A failure is the next poll's to tell.
                     if (!rows || *rows == inside) {
                         counts = false;
                         return;
                     }
                     suspects.clear();
                     compare(
                         filter, std::move(known), [this] { endLook(); }, bound);
                 });
}

/// A delta decides whether those that are missed have only moved on.
void LiveUpdates::Private::endLook()
{
    if (suspects.empty()) {
        counts = false;
        return;
    }
    // A poll that is under way may have read the page of a row before it moved.
    awaitsPolls = feed.phase() == ChangeFeed::Phase::Reading ? 2 : 1;
    feed.pollNow();
}

/// The next poll tells what is wrong with the server.
void LiveUpdates::Private::giveUpLook()
{
    counts = false;
    suspects.clear();
}

void LiveUpdates::Private::lookForVanished()
{
    const std::optional<domain::ListFilter> list = requests.coveredFilter();
    counts = true;
    lookedLast = true;
    counted.start();
    suspects.clear();
    requests.countAgain();
    setBack.look();
    const auto lookAtErrors = [this] {
        std::vector<tables::RowIndex> known = errors ? errors->coveredRows() : std::vector<tables::RowIndex>();
        // Before the errors were read once nothing is claimed of them.
        if (!errors || !errors->isComplete())
            lookAtStates();
        else
            compare(erredFilter(), std::move(known), [this] { lookAtStates(); });
    };
    if (!list) {
        lookAtErrors();
        return;
    }
    compare(*list, knownRows(*list), lookAtErrors);
}

/// What is changed at the database, past the application, keeps its `modified`: no delta tells it, and the total stays.
/// It has moved from one state into another, and stands among those of which the server has more. Where the whole list
/// is known the counts of the strip tell that; of a part of it one state is counted in each look.
void LiveUpdates::Private::lookAtStates()
{
    moved.clear();
    const std::optional<domain::ListFilter> list = requests.coveredFilter();
    if (!list || list->states.size() == 1) {
        endLook();
        return;
    }
    const size_t turn = states++ % domain::AllStates.size();
    const std::array<qint64, 5> there = requests.stateCounts();
    std::array<qint64, domain::AllStates.size()> known{};
    for (const tables::RowIndex row : knownRows(*list)) {
        if (const domain::State state = store.row(row).state; state != domain::State::Unknown)
            ++known[size_t(state)];
    }
    for (size_t i = 0; i < known.size(); ++i) {
        const domain::State state = domain::AllStates[i];
        const bool isListed = list->states.empty() || std::ranges::count(list->states, state) > 0;
        if (isListed && (requests.isComplete() ? there[i] > known[i] : i == turn))
            moved.push_back(state);
    }
    lookAtState(*list);
}

void LiveUpdates::Private::lookAtState(const domain::ListFilter &list)
{
    if (moved.empty()) {
        endLook();
        return;
    }
    domain::ListFilter filter = list;
    filter.states = {moved.back()};
    moved.pop_back();
    std::vector<tables::RowIndex> known = knownRows(filter);
    if (!known.empty()) {
        compare(filter, std::move(known), [this, list] { lookAtState(list); });
        return;
    }
    // To the search that would be a list that nobody has read.
    client.list(filter, {}, &q, [this, list](const api::Result<api::Page> &page) {
        if (!page) {
            giveUpLook();
            return;
        }
        VanishSearch::Found found;
        found.unknown = page->rows;
        suspect(found);
        lookAtState(list);
    });
}

void LiveUpdates::Private::compare(const domain::ListFilter &filter, std::vector<tables::RowIndex> known,
                                   std::function<void()> then, const std::optional<domain::Timestamp> &unequal)
{
    search.start(
        filter, std::move(known),
        [this, then = std::move(then)](const api::Result<VanishSearch::Found> &found) {
            if (!found) {
                giveUpLook();
                return;
            }
            suspect(*found);
            then();
        },
        unequal);
}

void LiveUpdates::Private::suspect(const VanishSearch::Found &found)
{
    if (found.isUnread) {
        const QPointer<LiveUpdates> alive(&q);
        requests.refresh();
        if (alive && errors)
            errors->refresh();
        return;
    }
    for (const tables::RowIndex row : found.lost)
        suspects.push_back({row, store.row(row).modified});
    // What changed since the cursor is the delta's to tell, with its events.
    std::vector<domain::Request> unknown;
    const domain::Timestamp told = feed.cursor().value_or(domain::Timestamp());
    std::vector<tables::RowIndex> listed;
    for (const domain::Request &row : found.unknown) {
        if (row.modified > told)
            continue;
        // A search takes several calls, and another answer may have come since: of a server whose clock was set back
        // the older version has the later time.
        const std::optional<tables::RowIndex> index = store.find(row.uuid);
        if (index && store.row(*index).read > row.read.answered)
            listed.push_back(*index);
        else
            unknown.push_back(row);
    }
    const QPointer<LiveUpdates> alive(&q);
    if (!unknown.empty()) {
        const auto merged = store.merge(unknown, tables::Origin::Live);
        listed.insert(listed.end(), merged.all.begin(), merged.all.end());
    }
    // Another list may have read them before, so that they are no news to the store.
    if (alive && !listed.empty())
        requests.noteListed(listed);
}

/// A row that a delta has told of since is there, and has only left the filter it was looked for under. Of the others
/// each must be proved to be gone: what was asked for moves while it is looked for.
void LiveUpdates::Private::confirm()
{
    std::erase_if(suspects, [this](const Suspect &each) {
        return store.isGone(each.row) || store.row(each.row).modified != each.modified;
    });
    witnesses.clear();
    lost.clear();
    countedOfferings.clear();
    verified = 0;
    std::set<tables::OfferingId> seen;
    for (const Suspect &each : suspects) {
        if (witnesses.size() < MostWitnesses && seen.insert(store.row(each.row).offering).second)
            witnesses.push_back(each.row);
    }
    askWitness();
}

void LiveUpdates::Private::askWitness()
{
    while (!witnesses.empty() && store.isGone(witnesses.back()))
        witnesses.pop_back();
    if (witnesses.empty()) {
        endWitnesses();
        return;
    }
    const tables::RowIndex row = witnesses.back();
    witnesses.pop_back();
    client.retrieve(store.row(row).uuid, &q, [this, row](const api::Result<api::OneRequest> &result) {
        if (result) {
            // It is there, and another one though its time is the same: so are others, perhaps.
            const tables::PackedRow &known = store.row(row);
            const bool isSilent =
                result->request.modified.microseconds == known.modified && result->request.state != known.state;
            store.merge(std::span(&result->request, 1), tables::Origin::Live);
            if (isSilent)
                verifyOthers(row);
            askWitness();
        } else if (result.error().kind == api::ApiError::Kind::NotFound) {
            convict(row);
        } else {
            endWitnesses(); // what is proved by now is; the next poll tells what is wrong with the server
        }
    });
}

void LiveUpdates::Private::endWitnesses()
{
    counts = false;
    suspects.clear();
    witnesses.clear();
    std::ranges::sort(lost);
    lost.erase(std::unique(lost.begin(), lost.end()), lost.end());
    if (!lost.empty())
        tellGone(std::exchange(lost, {}));
}

/// The row is gone. A deleted offering takes all its rows with it, also those that no list shows now; of one that is
/// still there each suspect is asked for.
void LiveUpdates::Private::convict(tables::RowIndex row)
{
    lost.push_back(row);
    const tables::OfferingId offering = store.row(row).offering;
    if (!countedOfferings.insert(offering).second) {
        askWitness();
        return;
    }
    domain::ListFilter of;
    of.offering = store.offering(offering).uuid;
    client.anyMatch(of, &q, [this, row, offering](const api::Result<bool> &any) {
        if (any && !*any) {
            const std::vector<tables::RowIndex> all = store.rowsOfOffering(offering);
            lost.insert(lost.end(), all.begin(), all.end());
        } else if (any) {
            verifyOthers(row);
        }
        askWitness();
    });
}

void LiveUpdates::Private::verifyOthers(tables::RowIndex row)
{
    const tables::OfferingId offering = store.row(row).offering;
    for (const Suspect &each : std::exchange(suspects, {})) {
        if (store.row(each.row).offering != offering || verified >= MostVerified) {
            suspects.push_back(each);
        } else if (each.row != row) {
            ++verified;
            witnesses.push_back(each.row);
        }
    }
}

void LiveUpdates::Private::tellGone(std::span<const tables::RowIndex> rows)
{
    std::vector<LiveEvent> events;
    for (const tables::RowIndex row : rows) {
        LiveEvent event;
        event.kind = LiveEvent::Kind::Gone;
        event.time = open.clock.now();
        event.row = store.request(row);
        event.before = event.row.state;
        events.push_back(std::move(event));
    }
    const QPointer<LiveUpdates> alive(&q);
    store.remove(rows);
    if (alive)
        emit q.happened(events);
}

void LiveUpdates::Private::readChosen()
{
    const domain::Uuid uuid = toRead;
    const auto last = readAt.constFind(uuid);
    if (!open.session.connectionState().maySend() || !store.find(uuid) ||
        (last != readAt.constEnd() && sinceStart.elapsed() - *last < ReadAgainMs))
        return;
    if (readAt.size() > MostRead)
        readAt.clear();
    readAt.insert(uuid, sinceStart.elapsed());
    client.retrieve(uuid, &q, [this, uuid](const api::Result<api::OneRequest> &result) {
        if (result) {
            store.merge(std::span(&result->request, 1));
            return;
        }
        const auto row = store.find(uuid);
        if (row && result.error().kind == api::ApiError::Kind::NotFound && !open.pending.isPending(uuid))
            chosenIsGone(*row);
    });
}

/// Requests go with their offering, or with a role: the other rows of it are gone as well, as a rule.
void LiveUpdates::Private::chosenIsGone(tables::RowIndex row)
{
    const tables::OfferingId offering = store.row(row).offering;
    domain::ListFilter of;
    of.offering = store.offering(offering).uuid;
    client.anyMatch(of, &q, [this, row, offering](const api::Result<bool> &any) {
        if (any && !*any) {
            tellGone(store.rowsOfOffering(offering));
        } else if (!store.isGone(row)) {
            tellGone(std::span(&row, 1));
            counted.invalidate(); // it may not be the only one
        }
    });
}

void LiveUpdates::Private::noteErrors(const std::vector<LiveEvent> &events)
{
    if (!triage)
        return;
    for (const LiveEvent &event : events) {
        const auto row = store.find(event.row.uuid);
        if (row && event.row.state == domain::State::Erred)
            ungrouped.push_back(*row);
    }
}

void LiveUpdates::Private::tellCauses()
{
    std::vector<LiveEvent> events;
    std::vector<tables::RowIndex> waiting;
    for (const tables::RowIndex row : std::exchange(ungrouped, {})) {
        const QByteArray key = triage->keyOf(row);
        const tables::CauseGroup *group = key.isEmpty() ? nullptr : triage->group(key);
        if (!group) {
            // Grouping is under way; what has no group when it is done never gets one.
            if (triage->isWorking() && !store.isGone(row))
                waiting.push_back(row);
            continue;
        }
        const domain::Request request = store.request(row);
        const domain::Timestamp at = request.finished.value_or(request.modified);
        LiveEvent event;
        if (group->kind == tables::CauseKind::New && at <= group->first)
            event.kind = LiveEvent::Kind::NewCause;
        else if (group->kind == tables::CauseKind::Back && at <= group->backSince)
            event.kind = LiveEvent::Kind::CauseBack;
        else
            continue;
        if (group->muted || toldCauses.contains(key))
            continue;
        toldCauses.insert(key);
        event.time = open.clock.now();
        event.row = request;
        event.cause = key;
        event.title = tables::ErrorTitle{group->line.isEmpty() ? group->title : group->line, group->name}.text();
        events.push_back(std::move(event));
    }
    ungrouped.insert(ungrouped.end(), waiting.begin(), waiting.end());
    if (!events.empty())
        emit q.happened(events);
}

void LiveUpdates::Private::checkClock()
{
    const domain::Duration offset = client.clockOffset().value_or(domain::Duration());
    const bool isWrong = offset > WrongClock || offset < domain::Duration{-WrongClock.microseconds};
    wrong = isWrong ? wrong + 1 : 0;
    if (!isWrong) {
        clockSentence.clear();
        return;
    }
    if (wrong != WrongEnough)
        return;
    // To the nearest minute: the header has whole seconds, and 10 min are not told as 9.
    const domain::Duration size{std::abs(offset.microseconds)};
    const domain::Duration half = domain::Duration::seconds(size < domain::Duration::seconds(60) ? 0 : 30);
    const QString by = domain::shortDuration({size.microseconds + half.microseconds});
    clockSentence = offset > domain::Duration()
                        ? LiveUpdates::tr("This computer's clock is %1 behind the server's. Ages are counted by the "
                                          "server's clock.")
                              .arg(by)
                        : LiveUpdates::tr("This computer's clock is %1 ahead of the server's. Ages are counted by the "
                                          "server's clock.")
                              .arg(by);
    emit q.clockDiffers(clockSentence);
}

LiveUpdates::LiveUpdates(api::WaldurClient &client, tables::RequestStore &store, OpenConnection &open,
                         workflows::RequestFeed &requests, workflows::TriageFeed *errors, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, client, store, open, requests, errors))
{
    d->input.start();
    d->counted.start();
    d->windowed.start();
    d->sinceStart.start();
    d->reading.setSingleShot(true);
    d->reading.setInterval(ReadingMs);
    connect(&d->reading, &QTimer::timeout, this, [this] { d->readChosen(); });
    d->feed.setClock([&open] { return open.clock.now(); });
    d->asked.setClock([&open] { return open.clock.now(); });
    d->feed.setSituation([this] { return d->situation(); });
    connect(&d->feed, &ChangeFeed::found, this, [this](const std::vector<LiveEvent> &events) {
        d->noteErrors(events);
        emit happened(events);
    });
    connect(&d->feed, &ChangeFeed::polled, this, [this] { d->polled(); });
    // Which rows a count had in it is told by times of before.
    connect(&d->feed, &ChangeFeed::clockSetBack, this, [this] { d->counted.invalidate(); });
    connect(&d->feed, &ChangeFeed::answered, &open.session, &Session::noteAnswer);
    connect(&d->feed, &ChangeFeed::failed, &open.session, &Session::noteFailure);
    connect(&d->feed, &ChangeFeed::phaseChanged, this, [this] {
        d->attend();
        emit changed();
    });
    connect(&open.session, &Session::connectionChanged, this, [this, &open] {
        const bool maySend = open.session.connectionState().maySend();
        // A server that was away may be back with other requests than before.
        if (!maySend && d->feed.lastSuccess()) {
            d->setBack.noteGap();
            d->counted.invalidate();
        }
        d->feed.setAway(!maySend);
    });
    connect(&d->asked, &AskedAgain::watching, &d->feed, &ChangeFeed::reconsider);
    // Another process may have written.
    connect(&d->feed, &ChangeFeed::polled, &open.lines, qOverload<>(&JournalLines::refresh));
    connect(&d->asked, &AskedAgain::ended, this, [this](const LiveEvent &event) { emit happened({event}); });
    connect(&open.pending, &PendingTransitions::reported, this,
            [this](const workflows::TransitionRunner::Job &job, const workflows::TransitionRunner::Report &report) {
                const bool creates =
                    job.action == domain::Action::AskAgain || job.action == domain::Action::AskAgainAnyway;
                if (!creates || !report.after || report.outcome != domain::WriteOutcome::Done)
                    return;
                d->asked.note(job.before.uuid, *report.after);
            });
}

LiveUpdates::~LiveUpdates() = default;

void LiveUpdates::followCauses(workflows::Triage &triage)
{
    d->triage = &triage;
    connect(&triage, &workflows::Triage::groupsChanged, this, [this] { d->tellCauses(); });
}

void LiveUpdates::setPace(const workflows::PollPace &pace)
{
    d->pace = pace;
    d->open.session.setRetryPace(pace.retry);
    d->feed.setPace(pace);
}

void LiveUpdates::start()
{
    d->feed.start();
}

void LiveUpdates::pollNow()
{
    d->feed.pollNow();
}

void LiveUpdates::lookNow()
{
    d->counted.invalidate();
    d->feed.pollNow();
}

void LiveUpdates::setFocused(bool focused)
{
    if (std::exchange(d->focused, focused) != focused)
        reconsider();
}

void LiveUpdates::setScreenLocked(bool locked)
{
    if (std::exchange(d->screenLocked, locked) != locked)
        reconsider();
}

void LiveUpdates::readAgain(const domain::Uuid &row)
{
    if (row.isNil() || !d->pace.on) {
        d->reading.stop();
        return;
    }
    d->toRead = row;
    d->reading.start();
}

void LiveUpdates::noteInput()
{
    d->input.start();
    if (d->attended)
        return;
    d->attend();
    d->feed.reconsider();
}

void LiveUpdates::setOpenInSight(const void *page, std::function<bool()> inSight)
{
    // Nothing is told: a page says it while it dies.
    if (inSight)
        d->inSight[page] = std::move(inSight);
    else
        d->inSight.erase(page);
}

void LiveUpdates::reconsider()
{
    d->attend();
    d->feed.reconsider();
}

void LiveUpdates::setIdleClock(std::function<qint64()> idle)
{
    d->idle = std::move(idle);
}

ChangeFeed &LiveUpdates::feed()
{
    return d->feed;
}

AskedAgain &LiveUpdates::asked()
{
    return d->asked;
}

bool LiveUpdates::isOn() const
{
    return d->pace.on;
}

ChangeFeed::Phase LiveUpdates::feedPhase() const
{
    return d->feed.phase();
}

QString LiveUpdates::clockSentence() const
{
    return d->clockSentence;
}

} // namespace waldesk::session
