// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/rowarchive.h"
#include "models/session/liveupdates.h"
#include "models/tables/requesttablemodel.h"
#include "models/workflows/archivestart.h"
#include "tests/models/workflows/simulatedwaldur.h"

#include <QAbstractEventDispatcher>
#include <QAbstractItemModelTester>
#include <QDeadlineTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTestEventLoop>
#include <QTimer>

#include <malloc.h>

#include <map>
#include <memory>
#include <set>

using namespace waldesk;
using namespace waldesk::testsupport;
using session::LiveUpdates;
using workflows::ChangeFeed;
using workflows::RequestFeed;
using workflows::TriageFeed;
using Fault = SimulatedWaldur::Fault;

namespace
{

constexpr qint64 Second = 1'000'000;
constexpr qint64 PollEvery = 30 * Second;
constexpr qint64 ADay = 24 * 3600 * Second;
constexpr int ChangesOfADay = 20'000;
constexpr int Offerings = 16;
constexpr int PatienceMs = 60'000;
// Of a call to a server with faults: a day has hundreds that are not answered. Server and window share one thread,
// which a sanitizer slows down.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WALDESK_SLOWED_DOWN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WALDESK_SLOWED_DOWN
#endif
#ifdef WALDESK_SLOWED_DOWN
constexpr int TimeoutMs = 2'000;
#else
constexpr int TimeoutMs = 400;
#endif
// Of a call to a server that answers all of them: where a slow machine made them fail, a search of many calls in a row
// would begin again and again.
constexpr int PatientTimeoutMs = PatienceMs;

domain::SplitQuery queryOf(const QString &line)
{
    domain::QueryContext context;
    context.now = domain::Timestamp::now();
    return std::get<domain::Query>(domain::Query::parse(line)).split(context);
}

/// QTest::qWaitFor() sleeps ten milliseconds between two looks for events, and a day has tens of thousands of them.
template <typename Predicate>
bool comes(Predicate predicate, int patienceMs = PatienceMs)
{
    if (predicate())
        return true;
    QTestEventLoop loop;
    QTimer wake;
    wake.start(20);
    QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, &loop, [&] {
        if (predicate())
            loop.exitLoop();
    });
    const QDeadlineTimer end(patienceMs);
    do { // what is deleted now may begin something that has to come to its end, too
        loop.enterLoopMSecs(int(std::max<qint64>(1, end.remainingTime())));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    } while (!predicate() && !end.hasExpired());
    return predicate();
}

/// The models of one window with everything that is under them, as the composition makes them; only the waits of the
/// live updates are the test's. The folder is the profile's: another window opens on what this one kept.
struct Window {
    Window(ScriptedServer &server, const SimulatedWaldur &waldur, const QString &folder, int timeoutMs)
        : client(connectionTo(server, waldur, timeoutMs)), journal(folder + QStringLiteral("/journal.jsonl")),
          open(client, store, journal, session::Profile{QStringLiteral("p"), domain::Environment::Test, folder}, {}),
          feed(client, store), causes(folder + QStringLiteral("/causes.sqlite")),
          rows(folder + QStringLiteral("/rows.sqlite"), {}), sync(rows, store), index(store),
          triageFeed(client, store, causes), triage(store, index, causes, triageFeed, client),
          start(sync, feed, triageFeed), live(client, store, open, feed, &triageFeed), list(store), unended(store)
    {
        client.setRetryDelayMs(1);
        live.feed().setClock([&waldur] { return domain::Timestamp{waldur.now()}; });
        live.feed().setTicks([&waldur] { return waldur.ticks(); });
        live.followCauses(triage);
        live.setIdleClock([] { return qint64(0); });
        pace.open = pace.quiet = pace.unfocused = domain::Duration::seconds(3600); // the test polls
        pace.countEvery = domain::Duration{150'000};
        pace.windowEvery = domain::Duration{1'500'000};
        live.setPace(pace);
        list.setScope(&feed.scope());
        triage.setRange(workflows::Triage::Range::All);
        triage.setStreamingInterval(0);
        QObject::connect(&feed, &RequestFeed::failed, &open.session, &session::Session::noteFailure);
        QObject::connect(&feed, &RequestFeed::answered, &open.session, &session::Session::noteAnswer);
        QObject::connect(&triageFeed, &TriageFeed::failed, &open.session, &session::Session::noteFailure);
        QObject::connect(&open.session, &session::Session::cameBack, &feed, [this] { retryWhatFailed(); });
        followKept();
    }
    static api::Connection connectionTo(const ScriptedServer &server, const SimulatedWaldur &waldur, int timeoutMs)
    {
        api::Connection connection;
        connection.root = server.url();
        connection.token = waldur.token();
        connection.timeoutMs = timeoutMs;
        return connection;
    }
    void retryWhatFailed()
    {
        if (feed.phase() == RequestFeed::Phase::Failed)
            feed.retry();
        if (triageFeed.phase() == TriageFeed::Phase::Failed)
            triageFeed.retry();
    }
    void followKept()
    {
        ChangeFeed &changes = live.feed();
        start.setReadsChanges(true);
        QObject::connect(&start, &workflows::ArchiveStart::changesWanted, &live, [&changes](domain::Timestamp since) {
            changes.catchUpFrom(since);
            changes.start();
            changes.pollNow();
        });
        QObject::connect(&changes, &ChangeFeed::polled, &start, [this, &changes] {
            if (const auto cursor = changes.cursor(); cursor && !changes.isCatchingUp())
                start.changesRead(*cursor);
        });
        QObject::connect(&changes, &ChangeFeed::failed, &start, &workflows::ArchiveStart::changesFailed);
        QObject::connect(&feed, &RequestFeed::changesWanted, &live, &LiveUpdates::pollNow);
        QObject::connect(&feed, &RequestFeed::lookWanted, &live, &LiveUpdates::lookNow);
        start.start();
    }
    void ask(const QString &line)
    {
        query = line;
        feed.setQuery(queryOf(line));
        list.setQuery(queryOf(line), list.sorting());
    }
    /// Everything that is under way without a poll is done, but for asking what has recovered.
    [[nodiscard]] bool isQuiet() const
    {
        return sync.isRestored() && feed.phase() != RequestFeed::Phase::Loading &&
               triageFeed.phase() != TriageFeed::Phase::Loading && index.isSettled() && !list.isEvaluating() &&
               !list.isCatchingUp() && !unended.isEvaluating() && !unended.isCatchingUp();
    }
    /// What is in no parent's care but this window's.
    [[nodiscard]] qsizetype objects() const
    {
        qsizetype count = 0;
        for (const QObject *each : std::initializer_list<const QObject *>{
                 &client, &store, &open.session, &open.pending, &feed, &causes, &rows, &sync, &index, &triageFeed,
                 &triage, &start, &live, &list, &unended})
            count += each->findChildren<QObject *>().size();
        return count;
    }

    api::WaldurClient client;
    tables::RequestStore store;
    archive::Journal journal;
    session::OpenConnection open;
    RequestFeed feed;
    archive::CauseArchive causes;
    archive::RowArchive rows;
    workflows::ArchiveSync sync;
    workflows::ErrorClassifier index;
    TriageFeed triageFeed;
    workflows::Triage triage;
    workflows::ArchiveStart start;
    LiveUpdates live;
    workflows::PollPace pace;
    tables::RequestTableModel list;
    /// The open requests of one offering, from wherever they are known: a list that is small enough to be looked at
    /// as a whole after each change.
    tables::RequestTableModel unended;
    QAbstractItemModelTester unendedTester{&unended, QAbstractItemModelTester::FailureReportingMode::Fatal};
    QAbstractItemModelTester causesTester{&triage.model(), QAbstractItemModelTester::FailureReportingMode::Fatal};
    QString query;
};

/// A day of one office: a server and the windows that are opened on it, one after the other.
class Day
{
public:
    /// Of the server. Deleted: single requests, while the pages of a list are read. Ties: more than a page in one
    /// microsecond. Unordered: of what was created in one microsecond each answer has another order. Silent: changes
    /// that leave `modified`.
    enum class Mishap : quint8 { None, Restored, ClockSetBack, Deleted, Ties, Unordered, Silent };
    Day(quint32 seed, bool faults, Mishap mishap = Mishap::None)
        : m_withFaults(faults), m_mishap(mishap), m_silentState(domain::AllStates[seed % domain::AllStates.size()]),
          m_random(seed + 1)
    {
        const qint64 start = domain::Timestamp::now().microseconds - ADay - 3 * 3600 * Second;
        waldur = std::make_unique<SimulatedWaldur>(seed, start, Offerings);
        waldur->serve(server);
        waldur->setDeletesBetweenPages(mishap == Mishap::Deleted);
        waldur->setTiesUnordered(mishap == Mishap::Unordered);
        // What was there before anybody looked.
        waldur->plan(start + 3600 * Second, 1'500);
        waldur->advance(3600 * Second);
    }

    /// False: it never came to rest. The line by value: it may be that of the window before.
    [[nodiscard]] bool openWindow(QString line)
    {
        window.reset();
        window = std::make_unique<Window>(server, *waldur, folder.path(), m_withFaults ? TimeoutMs : PatientTimeoutMs);
        window->unended.setQuery(queryOf(QStringLiteral("state:sent,processing offering:\"Offering 3\"")),
                                 window->unended.sorting());
        window->open.session.start();
        window->ask(line);
        window->triageFeed.start();
        const bool settled = settle();
        window->live.start();
        return settled;
    }
    [[nodiscard]] bool settle()
    {
        for (int tries = 0; tries < 500 && !comes([this] { return window->isQuiet() && !hasFailed(); }, 50); ++tries)
            comeBack();
        return window->isQuiet() && !hasFailed();
    }
    [[nodiscard]] bool hasFailed() const
    {
        return window->feed.phase() == RequestFeed::Phase::Failed ||
               window->triageFeed.phase() == TriageFeed::Phase::Failed;
    }
    /// What the session does by itself after seconds and minutes, and a person after 401.
    void comeBack()
    {
        const api::ConnectionState &state = window->open.session.connectionState();
        if (state.kind == api::ConnectionState::Kind::SignInNeeded) {
            window->client.setToken(waldur->token(), "Token");
            window->open.session.start();
        } else if (!state.maySend()) {
            window->open.session.tryNow();
        } else {
            window->retryWhatFailed();
        }
    }
    /// False: it failed, which the day has to live with.
    bool poll()
    {
        waldur->advance(PollEvery);
        server.forget();
        QSignalSpy polled(&window->live.feed(), &ChangeFeed::polled);
        QSignalSpy failed(&window->live.feed(), &ChangeFeed::failed);
        if (!window->open.session.connectionState().maySend())
            comeBack();
        window->live.pollNow();
        (void)comes([&] {
            return !polled.isEmpty() || !failed.isEmpty() || window->live.feedPhase() != ChangeFeed::Phase::Reading;
        });
        return !polled.isEmpty();
    }
    /// False: the window never came back.
    [[nodiscard]] bool pollWell()
    {
        for (int tries = 0; tries < 100; ++tries) {
            if (poll())
                return true;
            (void)comes([this] { return window->open.session.connectionState().maySend(); }, 20);
        }
        return false;
    }

    void trouble()
    {
        if (m_mishap == Mishap::Restored)
            setBack();
        if (m_mishap == Mishap::ClockSetBack && dice(40) == 0)
            waldur->setClockBack(qint64(5 + dice(1'200)) * Second);
        changeAtOnce();
        if (!m_withFaults)
            return;
        switch (dice(40)) {
        case 0:
            waldur->breakDown(Fault(1 + dice(quint32(Fault::Mixed))), int(1 + dice(9)));
            break;
        case 1:
            if (dice(4) == 0)
                waldur->rotateToken();
            break;
        case 2:
            if (dice(4) == 0) {
                // It is restarted: what is open is cut, and nobody answers for a while.
                server.closeConnections();
                waldur->breakDown(Fault::Reset, int(3 + dice(30)));
            }
            break;
        case 3:
            if (dice(4) == 0)
                waldur->advance(qint64(dice(40)) * 60 * Second); // the machine slept
            break;
        default:
            break;
        }
    }
    /// It is saved now and then, and restored less often: away for a while, and then some hours younger.
    void setBack()
    {
        const quint32 what = dice(400);
        if (what < 3)
            waldur->backUp();
        if (what != 3)
            return;
        server.closeConnections();
        waldur->restore();
        if (dice(3) > 0)
            waldur->breakDown(Fault::Reset, int(3 + dice(30)));
    }
    /// Scripts, and a person at the database.
    void changeAtOnce()
    {
        if (m_mishap == Mishap::Ties && dice(100) == 0)
            waldur->createAtOnce(int(101 + dice(150)));
        if (m_mishap == Mishap::Ties && dice(60) == 0)
            waldur->endAtOnce(int(101 + dice(150)));
        // Fewer than a page has: of more no page tells which were on another one.
        if (m_mishap == Mishap::Unordered && dice(20) == 0)
            waldur->createAtOnce(int(2 + dice(30)));
        if (m_mishap == Mishap::Silent && dice(60) == 0)
            changeSilently(int(1 + dice(40)));
    }
    /// Always into the same state: as many of one state that came as went, side by side, are told late by a count.
    void changeSilently(int count) { waldur->changeSilently(count, m_silentState); }
    /// A person at the window.
    void use()
    {
        static const QStringList lines{{},
                                       QStringLiteral("state:erred"),
                                       QStringLiteral("state:sent,processing"),
                                       QStringLiteral("offering:\"Offering 2\"")};
        switch (dice(120)) {
        case 0:
            window->ask(lines[int(dice(quint32(lines.size())))]);
            break;
        case 1:
        case 2:
        case 3:
            window->list.showHeld();
            break;
        case 4:
            window->list.setSorting(
                {tables::RequestTableModel::Column(dice(9)), dice(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder});
            break;
        case 5:
            window->feed.refresh();
            break;
        case 6:
            window->feed.loadAll();
            break;
        case 7:
            window->triage.setLevel(domain::GroupingLevel(dice(3)));
            break;
        case 8:
            window->triageFeed.refresh();
            break;
        default:
            break;
        }
    }

    [[nodiscard]] quint32 dice(quint32 sides) { return quint32(m_random()) % sides; }

    ScriptedServer server;
    QTemporaryDir folder;
    std::unique_ptr<SimulatedWaldur> waldur;
    std::unique_ptr<Window> window;

private:
    bool m_withFaults;
    Mishap m_mishap;
    domain::State m_silentState;
    std::mt19937 m_random;
};

QString told(const domain::Request &row)
{
    return QStringLiteral("%1 %2 created %3 modified %4 message %5")
        .arg(row.uuid.toString().right(6), domain::stateName(row.state), row.created.toWire(), row.modified.toWire(),
             QString::fromUtf8(row.error.message));
}

/// Where the window differs from the server in what it claims to know: at most a few lines. Vanished: also in what no
/// delta tells: rows that are not on the server any more, those that may be seen again, and those that were set back.
QStringList differences(const Window &window, const SimulatedWaldur &waldur, bool vanished)
{
    QStringList found;
    const std::optional<domain::ListFilter> covered = window.feed.coveredFilter();
    if (!covered)
        return {QStringLiteral("the list covers nothing")};
    std::set<domain::Uuid> listed;
    for (const domain::Request &row : waldur.listed(*covered)) {
        listed.insert(row.uuid);
        const auto index = window.store.find(row.uuid);
        const bool isListed = index && window.feed.scope().contains(*index);
        if (!isListed && !vanished && row.modified.microseconds <= waldur.shownAgain(row.offering))
            continue; // for the look for what vanished
        if (!vanished && row.modified.microseconds <= waldur.restoredAt())
            continue; // for the look for what was set back
        if (!vanished && waldur.isSilent(row.uuid))
            continue; // for the look for other states
        if (!index)
            found << QStringLiteral("not known: ") + told(row);
        else if (window.store.request(*index) != row)
            found << QStringLiteral("known as %1: %2").arg(told(window.store.request(*index)), told(row));
        else if (!isListed)
            found << QStringLiteral("not in the list: ") + told(row);
        if (found.size() > 5)
            return found;
    }
    if (!vanished)
        return found;
    for (const tables::RowIndex row : window.feed.scope().rows().without({})) {
        const domain::Request request = window.store.request(row);
        if (!listed.contains(request.uuid) && covered->matches(request))
            found << QStringLiteral("not on the server: ") + told(request);
    }
    domain::ListFilter erred;
    erred.states = {domain::State::Erred};
    erred.finishedFrom = window.triageFeed.coveredFrom();
    std::set<domain::Uuid> errors;
    for (const domain::Request &row : waldur.listed(erred)) {
        errors.insert(row.uuid);
        if (!window.store.find(row.uuid))
            found << QStringLiteral("error not known: ") + told(row);
    }
    for (const tables::RowIndex row : window.triageFeed.coveredRows()) {
        if (!errors.contains(window.store.row(row).uuid))
            found << QStringLiteral("error not on the server: ") + told(window.store.request(row));
    }
    return found.mid(0, 6);
}

/// Key, errors, offerings, first and last of each cause.
QStringList groupsOf(const workflows::Triage &triage, const tables::RequestStore &store)
{
    QStringList lines;
    std::set<QByteArray> keys;
    for (tables::RowIndex row = 0; row < store.size(); ++row) {
        if (!store.isGone(row))
            keys.insert(triage.keyOf(row));
    }
    for (const QByteArray &key : keys) {
        const tables::CauseGroup *group = key.isEmpty() ? nullptr : triage.group(key);
        if (!group)
            continue;
        QStringList offerings;
        for (const tables::OfferingShare &share : group->offerings)
            offerings << QStringLiteral("%1 x %2").arg(share.uuid.toString().right(3)).arg(share.count);
        offerings.sort();
        lines << QStringLiteral("%1: %2, last %3, %4, %5")
                     .arg(QString::fromUtf8(key))
                     .arg(group->count)
                     .arg(group->last.toWire(), group->title, offerings.join(QLatin1Char(' ')));
    }
    return lines;
}

/// Rows of the list as they stand there, without those that only stay because somebody may look at them.
QStringList rowsOf(const tables::RequestTableModel &model, const tables::RequestStore &store)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!model.index(row, 0).data(tables::DimmedRole).toBool())
            lines << told(store.request(*model.storeRow(row)));
    }
    return lines;
}

QString countsOf(const std::array<qint64, 5> &counts)
{
    QStringList numbers;
    for (const qint64 count : counts)
        numbers << QString::number(count);
    return numbers.join(u' ');
}

int setting(const char *name, int usual)
{
    bool good = false;
    const int value = qEnvironmentVariableIntValue(name, &good);
    return good && value > 0 ? value : usual;
}

} // namespace

/// A day at a window, in about a minute: everything that a server, other clients, the network and a person do to it,
/// and in the end it shows what a window shows that is opened only then. WALDESK_SOAK_CHANGES: so many for each row,
/// 20 000 are a whole day; WALDESK_SOAK_SEED: another first seed.
class TestSoak : public QObject
{
    Q_OBJECT

private slots:
    void endsInTheRowsOfAFreshLoad_data();
    void endsInTheRowsOfAFreshLoad();
    void aQuietDayCostsNoMemory();
    void aWeekKeepsTheTextsOfRowsThatAreThere();

private:
    // What was wrong; empty: nothing.
    [[nodiscard]] QString play(Day &day, int changes, bool windows);
    [[nodiscard]] QString compareWithAFreshWindow(Day &day);
};

QString TestSoak::play(Day &day, int changes, bool windows)
{
    const qint64 start = day.waldur->now();
    const qint64 length = ADay * changes / ChangesOfADay;
    day.waldur->plan(start + length, changes);
    int polls = 0;
    qsizetype objects = 0;
    while (!day.waldur->isOver()) {
        ++polls;
        day.trouble();
        day.use();
        (void)day.poll();
        if (windows && day.dice(700) == 0) {
            // Closed and opened again, on what it kept.
            if (!day.openWindow(day.window->query))
                return QStringLiteral("a later window never came to rest");
            objects = 0;
        }
        if (polls % 60 != 0)
            continue;
        // Once all is well, what is claimed to be known is true.
        day.waldur->heal();
        day.waldur->setEventful(false);
        if (!day.pollWell() || !day.pollWell() || !day.settle())
            return QStringLiteral("the window did not recover after %1 polls").arg(polls);
        const QStringList wrong = differences(*day.window, *day.waldur, false);
        if (!wrong.isEmpty())
            return QStringLiteral("after %1 polls, of %2: ").arg(polls).arg(day.window->query) +
                   wrong.join(QLatin1Char('\n'));
        day.waldur->setEventful(true);
        // Objects do not pile up: there are as many as the first time.
        const qsizetype now = day.window->objects();
        if (objects == 0)
            objects = now;
        if (now > objects + 8)
            return QStringLiteral("%1 objects, %2 before").arg(now).arg(objects);
    }
    return {};
}

QString TestSoak::compareWithAFreshWindow(Day &day)
{
    Window &old = *day.window;
    // What vanished is found within a few looks.
    QStringList wrong{QStringLiteral("nothing was compared")};
    for (int tries = 0; tries < 200 && !wrong.isEmpty(); ++tries) {
        if (!day.pollWell() || !comes([&] { return old.isQuiet(); }))
            return QStringLiteral("the window did not recover at the end");
        wrong = differences(old, *day.waldur, true);
        if (!wrong.isEmpty())
            (void)comes([&] { return differences(old, *day.waldur, true).isEmpty(); }, 250);
    }
    if (!wrong.isEmpty())
        return wrong.join(QLatin1Char('\n'));

    const QTemporaryDir elsewhere;
    Window fresh(day.server, *day.waldur, elsewhere.path(), PatientTimeoutMs);
    fresh.feed.setAutomaticLimit(-1);
    fresh.open.session.start();
    fresh.ask(old.query);
    fresh.triageFeed.start();
    const auto isRead = [&fresh] {
        return fresh.isQuiet() && fresh.feed.isComplete() && fresh.triageFeed.isComplete();
    };
    if (!comes(isRead))
        return QStringLiteral(
                   "the fresh window is not complete: list phase %1, %2 rows of %3; errors phase %4; restored %5, "
                   "grouped %6")
            .arg(int(fresh.feed.phase()))
            .arg(fresh.list.rowCount())
            .arg(fresh.feed.total())
            .arg(int(fresh.triageFeed.phase()))
            .arg(int(fresh.sync.isRestored()))
            .arg(int(fresh.index.isSettled()));

    // Rows
    old.list.showHeld();
    old.list.setSorting({});
    if (!comes([&] { return old.isQuiet(); }))
        return QStringLiteral("the window does not come to rest in its order");
    const domain::ListFilter covered = *old.feed.coveredFilter();
    QStringList expected;
    for (int row = 0; row < fresh.list.rowCount(); ++row) {
        const domain::Request request = fresh.store.request(*fresh.list.storeRow(row));
        if (covered.matches(request))
            expected << told(request);
    }
    QStringList shown;
    for (const QString &line : rowsOf(old.list, old.store))
        shown << line;
    // The row that the walk ended at is loaded, and what is older than it is not claimed.
    if (shown.mid(0, expected.size()) != expected)
        return QStringLiteral("rows: %1\nexpected: %2").arg(shown.join(u'\n'), expected.join(u'\n'));
    if (shown.size() - expected.size() > (old.feed.isComplete() ? 0 : 100))
        return QStringLiteral("%1 rows, expected %2; of %3, from %4, loaded %5, total %6, phase %7")
            .arg(shown.size())
            .arg(expected.size())
            .arg(old.query, covered.createdFrom ? covered.createdFrom->toWire() : QStringLiteral("the first"))
            .arg(old.feed.loaded())
            .arg(old.feed.total())
            .arg(int(old.feed.phase()));
    old.feed.countAgain(); // the last count may be one of a failing server
    if (!comes([&] { return old.feed.total() == fresh.feed.total(); }))
        return QStringLiteral("total %1, fresh %2").arg(old.feed.total()).arg(fresh.feed.total());

    // Counts
    const auto agrees = [&] {
        return old.feed.stateCounts() == fresh.feed.stateCounts();
    };
    // One that is not answered in time stays as it was, and the machine may be busy.
    for (int tries = 0; tries < 20 && !agrees(); ++tries) {
        old.feed.countAgain();
        fresh.feed.countAgain();
        (void)comes(agrees, 3'000);
    }
    if (!agrees())
        return QStringLiteral("the states are counted as %1, fresh %2")
            .arg(countsOf(old.feed.stateCounts()), countsOf(fresh.feed.stateCounts()));
    domain::ListFilter all = queryOf(old.query).server;
    all.states.clear();
    if (!comes([&] { return old.feed.stateCounts().back() == qint64(day.waldur->listed(all).size()); }))
        return QStringLiteral("%1 are counted").arg(old.feed.stateCounts().back());

    // Groups
    old.triage.setLevel(domain::GroupingLevel::Normal);
    const bool same = comes([&] {
        return old.isQuiet() && fresh.isQuiet() &&
               groupsOf(old.triage, old.store) == groupsOf(fresh.triage, fresh.store);
    });
    if (same)
        return {};
    // What both have says nothing.
    QStringList groups = groupsOf(old.triage, old.store);
    QStringList expectedGroups = groupsOf(fresh.triage, fresh.store);
    for (qsizetype i = groups.size() - 1; i >= 0; --i) {
        if (expectedGroups.removeOne(groups.at(i)))
            groups.removeAt(i);
    }
    return QStringLiteral("groups: %1\nexpected: %2").arg(groups.join(u'\n'), expectedGroups.join(u'\n'));
}

void TestSoak::endsInTheRowsOfAFreshLoad_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<bool>("faults");
    QTest::addColumn<bool>("windows");
    QTest::addColumn<Day::Mishap>("mishap");
    using Mishap = Day::Mishap;
    const auto seed = quint32(setting("WALDESK_SOAK_SEED", 20'260'801));
    QTest::addRow("one window, a server that is well, seed %u", seed) << seed << false << false << Mishap::None;
    QTest::addRow("one window, all faults, seed %u", seed + 1) << seed + 1 << true << false << Mishap::None;
    QTest::addRow("windows one after the other, all faults, seed %u", seed + 2)
        << seed + 2 << true << true << Mishap::None;
    QTest::addRow("a server that is restored from backups, seed %u", seed + 3)
        << seed + 3 << false << false << Mishap::Restored;
    QTest::addRow("restored, windows one after the other, all faults, seed %u", seed + 4)
        << seed + 4 << true << true << Mishap::Restored;
    QTest::addRow("a clock that is set back, seed %u", seed + 5) << seed + 5 << false << false << Mishap::ClockSetBack;
    QTest::addRow("a clock that is set back, windows one after the other, all faults, seed %u", seed + 6)
        << seed + 6 << true << true << Mishap::ClockSetBack;
    const std::pair<const char *, Mishap> kinds[]{
        {"single requests deleted between pages", Mishap::Deleted},
        {"more than a page in one microsecond", Mishap::Ties},
        {"one microsecond in any order", Mishap::Unordered},
        {"changes that leave their time", Mishap::Silent},
    };
    quint32 next = seed + 7;
    for (const auto &[name, mishap] : kinds) {
        for (const bool isHard : {false, true}) {
            QTest::addRow("%s%s, seed %u", name, isHard ? ", windows one after the other, all faults" : "", next)
                << next << isHard << isHard << mishap;
            ++next;
        }
    }
}

void TestSoak::endsInTheRowsOfAFreshLoad()
{
    QFETCH(quint32, seed);
    QFETCH(bool, faults);
    QFETCH(bool, windows);
    QFETCH(Day::Mishap, mishap);
    const int changes = setting("WALDESK_SOAK_CHANGES", mishap < Day::Mishap::Deleted ? 4'000 : 1'500);
    Day day(seed, faults, mishap);
    QVERIFY(day.openWindow({}));
    QString wrong = play(day, changes, windows);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    day.waldur->heal();
    day.waldur->setDeletesBetweenPages(false);
    if (mishap == Day::Mishap::Silent)
        day.changeSilently(40);
    wrong = compareWithAFreshWindow(day);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    if (mishap == Day::Mishap::Silent) {
        day.waldur->exchangeSilently(40);
        day.window->pace.windowEvery = domain::Duration{1};
        day.window->live.setPace(day.window->pace);
        wrong = compareWithAFreshWindow(day);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
    const SimulatedWaldur &waldur = *day.waldur;
    const tables::RequestStore &store = day.window->store;
    // It was such a day.
    QVERIFY(mishap != Day::Mishap::Deleted || waldur.betweenPages > 0);
    QVERIFY(mishap != Day::Mishap::Silent || waldur.silent > 0);
    // Nothing is kept twice.
    QVERIFY(store.size() <= waldur.created);
    QVERIFY(store.textCount() <= waldur.texts);
    int recoveries = 0;
    for (const Seen &seen : day.server.seen())
        recoveries += seen.query().queryItemValue(QStringLiteral("state")) == QLatin1String("Done") ? 1 : 0;
    qInfo("%d of the last %zu requests asked what has recovered", recoveries, day.server.seen().size());
    qInfo(
        "%lld changes, %lld requests, %lld faults, restored %lld times, %lld rows serialised; %u rows and %u texts in "
        "the window",
        waldur.changes, waldur.requests, waldur.faults, waldur.restored, waldur.rowsGiven, store.size(),
        store.textCount());
}

/// Bytes of the distinct error texts of the rows that are there, and of those that are gone and still shown.
qint64 bytesInUse(const Window &window)
{
    const tables::RequestStore &store = window.store;
    std::set<tables::TextId> used;
    for (tables::RowIndex row = 0; row < store.size(); ++row) {
        if (!store.isGone(row))
            used.insert(store.row(row).text);
    }
    for (const tables::RequestTableModel *model : {&window.list, &window.unended}) {
        for (int row = 0; row < model->rowCount(); ++row)
            used.insert(store.row(*model->storeRow(row)).text);
    }
    qint64 bytes = 0;
    for (const tables::TextId id : used)
        bytes += store.text(id).message.size() + store.text(id).traceback.size();
    return bytes;
}

/// Errors are overwritten and deleted all the time: what a window holds follows the rows, not what it has seen.
void TestSoak::aWeekKeepsTheTextsOfRowsThatAreThere()
{
    constexpr int Days = 7;
    constexpr qint64 Every = 900 * Second;
    Day day(11, false);
    QVERIFY(day.openWindow({}));
    tables::RequestStore &store = day.window->store;
    store.setReleaseInterval(1);
    day.waldur->plan(day.waldur->now() + Days * ADay, setting("WALDESK_SOAK_CHANGES", 4'000));
    for (int today = 1; today <= Days; ++today) {
        for (qint64 passed = 0; passed < ADay; passed += Every) {
            day.waldur->advance(Every - PollEvery);
            QVERIFY(day.pollWell());
        }
        QVERIFY2(comes([&] { return store.textBytes() == bytesInUse(*day.window); }),
                 qPrintable(QStringLiteral("day %1: %2 bytes are kept, %3 are in use")
                                .arg(today)
                                .arg(store.textBytes())
                                .arg(bytesInUse(*day.window))));
    }
    QVERIFY(day.waldur->overwritten > 0 && day.waldur->deleted > 0);
    std::set<tables::TextId> freed;
    for (tables::TextId id = 1; id <= store.textCount(); ++id) {
        if (store.text(id).isEmpty())
            freed.insert(id);
    }
    QVERIFY(!freed.empty());
    qInfo("%lld changes; %zu of %u texts were freed", day.waldur->changes, freed.size(), store.textCount());
    // What is left is what a window has that is opened now.
    const QString wrong = compareWithAFreshWindow(day);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void TestSoak::aQuietDayCostsNoMemory()
{
    Day day(7, false);
    QVERIFY(day.openWindow({}));
    const auto used = [] {
        return qint64(mallinfo2().uordblks);
    };
    const int polls = int(ADay / PollEvery);
    for (int i = 0; i < 50; ++i)
        QVERIFY(day.pollWell());
    const qsizetype objects = day.window->objects();
    const qint64 before = used();
    const qint64 rowsBefore = day.waldur->rowsGiven;
    for (int i = 0; i < polls; ++i)
        QVERIFY(day.pollWell());
    QVERIFY(day.window->objects() <= objects + 8);
    // How many requests went out is remembered for a minute, and this day is shorter than that; caches fill at first.
    const qint64 growth = used() - before;
    QVERIFY2(growth < 300'000 + polls * 64, qPrintable(QStringLiteral("%1 bytes in %2 polls").arg(growth).arg(polls)));
    // A poll of a server on which nothing changed serialises what changed last, and nothing else.
    QVERIFY(day.waldur->rowsGiven - rowsBefore < polls * 40);
}

QTEST_GUILESS_MAIN(TestSoak)
#include "tst_soak.moc"
