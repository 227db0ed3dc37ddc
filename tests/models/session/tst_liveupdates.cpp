// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/liveupdates.h"
#include "tests/support/askednothing.h"
#include "tests/support/connections.h"
#include "tests/support/livinglist.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using session::LiveUpdates;
using workflows::LiveEvent;
using Phase = workflows::ChangeFeed::Phase;

namespace
{

constexpr qint64 Second = 1'000'000;
constexpr char OfferingA[] = "0ff00000000000000000000000000001";
constexpr char OfferingB[] = "0ff00000000000000000000000000002";

domain::Uuid uuidOf(int number)
{
    return *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
}

domain::SplitQuery queryOf(const QString &line)
{
    domain::QueryContext context;
    context.now = domain::Timestamp::now();
    return std::get<domain::Query>(domain::Query::parse(line)).split(context);
}

/// A connection as the composition makes it, without a window. The list plays now.
struct Desk {
    explicit Desk(int rows = 30, const QString &line = {})
    {
        start = domain::Timestamp::now().microseconds - 3600 * Second;
        for (int number = 1; number <= rows; ++number)
            list.add(number, start + number * Second, "Sent", number % 3 == 0 ? OfferingB : OfferingA);
        list.serve(server);
        server.on("GET", "/api/users/me/",
                  Reply::json("{\"uuid\":\"a0000000000000000000000000000001\",\"username\":\"ada\",\"full_name\":"
                              "\"Ada\",\"is_staff\":true,\"is_support\":false,\"permissions\":[]}"));
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
        journal = std::make_unique<archive::Journal>(folder.filePath(QStringLiteral("journal.jsonl")));
        open = std::make_unique<session::OpenConnection>(
            *client, store, *journal, session::Profile{QStringLiteral("p"), domain::Environment::Test, folder.path()},
            QString());
        open->pending.setDelay(0);
        feed = std::make_unique<workflows::RequestFeed>(*client, store);
        QObject::connect(feed.get(), &workflows::RequestFeed::failed, &open->session, &session::Session::noteFailure);
        live = std::make_unique<LiveUpdates>(*client, store, *open, *feed, nullptr);
        live->setIdleClock([this] { return idleMs; });
        pace.open = pace.quiet = pace.unfocused = domain::Duration{20'000};
        QObject::connect(live.get(), &LiveUpdates::happened, live.get(), [this](const std::vector<LiveEvent> &more) {
            events.insert(events.end(), more.begin(), more.end());
        });
        feed->setQuery(queryOf(line));
    }
    [[nodiscard]] bool run()
    {
        const bool loaded = QTest::qWaitFor(
            [this] { return feed->phase() == workflows::RequestFeed::Phase::Ready && feed->stateCounts().back() >= 0; },
            20'000);
        live->setPace(pace);
        live->start();
        QSignalSpy polled(&live->feed(), &workflows::ChangeFeed::polled);
        return loaded && QTest::qWaitFor([&polled] { return polled.count() > 0; }, 20'000);
    }
    [[nodiscard]] qint64 now() const { return domain::Timestamp::now().microseconds; }
    [[nodiscard]] int told(LiveEvent::Kind kind) const
    {
        return int(std::ranges::count(events, kind, &LiveEvent::kind));
    }

    QTemporaryDir folder;
    ScriptedServer server;
    LivingList list;
    qint64 start = 0;
    qint64 idleMs = 0;
    workflows::PollPace pace;
    std::unique_ptr<api::WaldurClient> client;
    tables::RequestStore store;
    std::unique_ptr<archive::Journal> journal;
    std::unique_ptr<session::OpenConnection> open;
    std::unique_ptr<workflows::RequestFeed> feed;
    std::unique_ptr<LiveUpdates> live;
    std::vector<LiveEvent> events;
};

} // namespace

class TestLiveUpdates : public QObject
{
    Q_OBJECT

private slots:
    void followsWithoutReadingTheListAgain();
    void seesARowLeaveTheFilter();
    void readsWhatWasCreatedBeforeItWasCounted();
    void findsADeletedOffering();
    void losesAllRowsOfADeletedOfferingAtOnce();
    void findsOneThatWentForOneThatCame_data();
    void findsOneThatWentForOneThatCame();
    void findsAnotherStateOfTheSameTime_data();
    void findsAnotherStateOfTheSameTime();
    void findsStatesThatWereExchanged();
    void anIdlePollIsOneRequestAndOneRow();
    void waitsAsTheSettingsSay();
    void tellsACauseOnce();
    void showsAgainWhatAnotherListStillKnew();
    void findsAnOfferingThatIsShownAboveAllOthers();
    void readsAListOfWhichNothingIsKnown();
    void provesEachOfferingToBeGone();
    void tellsWhatIsProvedWhenTheServerFails();
    void keepsWhatCameWhileTheListWasReadAgain();
    void takesNothingForGoneThatOnlyMovedOn();
    void asksNothingWhileNobodyIsThere();
    void asksThroughOneBackOff();
    void followsWhatWasAskedAgain();
    void followsWhatAShellAsksFor();
    void remembersTheChain();
    void readsTheChosenRowAgain();
    void saysOnceThatTheClockIsWrong_data();
    void saysOnceThatTheClockIsWrong();
    void showsWhatARestoredServerHas_data();
    void showsWhatARestoredServerHas();
};

void TestLiveUpdates::followsWithoutReadingTheListAgain()
{
    Desk desk(250);
    QVERIFY(desk.run());
    const auto isOfList = [](const Seen &seen) {
        return seen.method == "GET" && seen.path() == ListPath &&
               !seen.query().hasQueryItem(QStringLiteral("modified"));
    };
    const auto before = std::ranges::count_if(desk.server.seen(), isOfList);
    desk.list.move(7, "Processing", desk.now());
    desk.list.add(900, desk.now());
    QTRY_COMPARE(desk.told(LiveEvent::Kind::New), 1);
    QTRY_COMPARE(desk.told(LiveEvent::Kind::Changed), 1);
    QCOMPARE(desk.feed->total(), 251);
    QCOMPARE(desk.feed->loaded(), 251);
    // The strip follows by itself, or is counted again where it can not be told.
    QTRY_COMPARE_WITH_TIMEOUT(desk.feed->stateCounts()[1], 1, 15'000);
    QTRY_COMPARE_WITH_TIMEOUT(desk.feed->stateCounts()[0], 250, 15'000);
    QTRY_COMPARE_WITH_TIMEOUT(desk.feed->stateCounts().back(), 251, 15'000);
    QCOMPARE(std::ranges::count_if(desk.server.seen(), isOfList), before);
}

void TestLiveUpdates::seesARowLeaveTheFilter()
{
    Desk desk(30, QStringLiteral("state:sent"));
    QVERIFY(desk.run());
    QCOMPARE(desk.feed->loaded(), 30);
    desk.list.move(7, "Processing", desk.now());
    QTRY_COMPARE(desk.feed->loaded(), 29);
    QCOMPARE(desk.feed->total(), 29);
    QCOMPARE(desk.store.row(*desk.store.find(uuidOf(7))).state, domain::State::Processing);
}

/// The strip says no other number than the list until the next poll, an hour later.
void TestLiveUpdates::readsWhatWasCreatedBeforeItWasCounted()
{
    Desk desk(30);
    QObject::connect(desk.feed.get(), &workflows::RequestFeed::changesWanted, desk.live.get(), &LiveUpdates::pollNow);
    desk.pace.countEvery = {};
    bool polled = false;
    QObject::connect(&desk.live->feed(), &workflows::ChangeFeed::polled, desk.live.get(), [&] {
        polled = true;
        workflows::PollPace rare;
        rare.open = rare.quiet = rare.unfocused = rare.countEvery = domain::Duration::seconds(3'600);
        desk.live->setPace(rare);
    });
    desk.server.on("HEAD", ListPath, [&](const Seen &seen) {
        if (std::exchange(polled, false))
            desk.list.add(900, desk.now());
        return desk.list.count(seen);
    });
    QVERIFY(desk.run());
    QTRY_COMPARE(desk.feed->stateCounts().back(), 31);
    QTRY_COMPARE(desk.feed->loaded(), 31);
    QCOMPARE(desk.feed->total(), 31);
    QCOMPARE(desk.told(LiveEvent::Kind::New), 1);
}

void TestLiveUpdates::findsADeletedOffering()
{
    Desk desk(300);
    desk.pace.countEvery = domain::Duration{1};
    QVERIFY(desk.run());
    desk.list.removeOffering(OfferingB);
    QTRY_COMPARE_WITH_TIMEOUT(desk.told(LiveEvent::Kind::Gone), 100, 20'000);
    QCOMPARE(desk.feed->loaded(), 200);
    QCOMPARE(desk.feed->total(), 200);
    QVERIFY(!desk.store.find(uuidOf(3)));
    QVERIFY(desk.store.find(uuidOf(4)));
    QCOMPARE(desk.events.front().before, domain::State::Sent);
    QVERIFY(!desk.store.hasOpen(*domain::Uuid::tryParse(QByteArrayView(OfferingB))));
    // One that is there again is shown again.
    desk.list.add(3, desk.start + 3 * Second, "Sent", OfferingB).modified = desk.now();
    QTRY_VERIFY(desk.store.find(uuidOf(3)));
    QTRY_COMPARE(desk.feed->loaded(), 201);
}

void TestLiveUpdates::losesAllRowsOfADeletedOfferingAtOnce()
{
    Desk desk(60, QStringLiteral("state:sent"));
    QVERIFY(desk.run());
    // Known by another list, and shown in none now.
    domain::Request old;
    old.uuid = uuidOf(9'000);
    old.offering = *domain::Uuid::tryParse(QByteArrayView(OfferingB));
    old.state = domain::State::Done;
    old.created = old.modified = {desk.start};
    desk.store.merge(std::vector{old});
    QSignalSpy removed(&desk.store, &tables::RequestStore::removed);
    desk.list.removeOffering(OfferingB);
    desk.live->readAgain(uuidOf(3)); // a person meets one of them
    QTRY_COMPARE(desk.told(LiveEvent::Kind::Gone), 21);
    QCOMPARE(removed.count(), 1);
    QVERIFY(!desk.store.find(uuidOf(9'000)));
}

void TestLiveUpdates::findsOneThatWentForOneThatCame_data()
{
    QTest::addColumn<bool>("countsToo");
    QTest::newRow("polls are frequent") << false;
    QTest::newRow("the totals are due at each poll as well") << true;
}

void TestLiveUpdates::findsOneThatWentForOneThatCame()
{
    QFETCH(bool, countsToo);
    Desk desk(300);
    desk.pace.windowEvery = domain::Duration{1};
    if (countsToo)
        desk.pace.countEvery = domain::Duration{1};
    QVERIFY(desk.run());
    desk.list.remove(40);
    desk.list.add(9'001, desk.start + 200 * Second + 1, "Sent", OfferingA); // may be seen now, and did not change
    QTRY_VERIFY_WITH_TIMEOUT(desk.store.find(uuidOf(9'001)), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.store.find(uuidOf(40)), 20'000);
    QCOMPARE(desk.told(LiveEvent::Kind::Gone), 1);
    QCOMPARE(desk.feed->total(), 300);
}

void TestLiveUpdates::findsAnotherStateOfTheSameTime_data()
{
    QTest::addColumn<int>("limit"); // rows of the list that are loaded; -1: all
    QTest::addColumn<QString>("line");
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("one of which none was known") << -1 << QString() << QByteArray("Processing");
    QTest::newRow("one of which some were known") << -1 << QString() << QByteArray("Done");
    QTest::newRow("in a part of the list, none known") << 100 << QString() << QByteArray("Processing");
    QTest::newRow("in a part of the list") << 100 << QString() << QByteArray("Done");
    QTest::newRow("in a list of two states") << -1 << QStringLiteral("state:sent,done") << QByteArray("Done");
}

/// As queryset.update() leaves them: no delta tells, and as many requests are there as before.
void TestLiveUpdates::findsAnotherStateOfTheSameTime()
{
    QFETCH(int, limit);
    QFETCH(QString, line);
    QFETCH(QByteArray, state);
    Desk desk(250);
    for (int number = 220; number < 230; ++number)
        desk.list.at(number).row.state = "Done";
    desk.feed->setAutomaticLimit(limit);
    desk.feed->setQuery(queryOf(line.isEmpty() ? QStringLiteral("created:>2020-01-01") : line));
    desk.pace.countEvery = domain::Duration{30'000};
    QVERIFY(desk.run());
    QCOMPARE(desk.feed->isComplete(), limit < 0);
    for (const int number : {180, 200, 201, 239, 240})
        desk.list.at(number).row.state = state;
    for (const int number : {180, 200, 201, 239, 240})
        QTRY_COMPARE(desk.store.row(*desk.store.find(uuidOf(number))).state, domain::stateFromWire(state));
    QVERIFY(desk.events.empty()); // when they changed nobody can tell
}

/// As many as before are in each state, so no total tells.
void TestLiveUpdates::findsStatesThatWereExchanged()
{
    Desk desk(250);
    for (int number = 1; number <= 125; ++number)
        desk.list.at(number).row.state = "Done";
    desk.pace.countEvery = desk.pace.windowEvery = domain::Duration{1};
    QVERIFY(desk.run());
    for (int number = 60; number < 65; ++number) {
        desk.list.at(number).row.state = "Sent";
        desk.list.at(number + 125).row.state = "Done";
    }
    for (int number = 60; number < 65; ++number) {
        QTRY_COMPARE_WITH_TIMEOUT(desk.store.row(*desk.store.find(uuidOf(number))).state, domain::State::Sent, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(desk.store.row(*desk.store.find(uuidOf(number + 125))).state, domain::State::Done,
                                  20'000);
    }
    QVERIFY(desk.events.empty());
}

/// docs/live.md, "An unchanged hour": so much a poll, and so often.
void TestLiveUpdates::anIdlePollIsOneRequestAndOneRow()
{
    using workflows::PollPace;
    using workflows::PollSituation;
    const PollPace pace;
    const auto inAnHour = [&pace](const PollSituation &situation) {
        return domain::Duration::seconds(3600).microseconds / pollDelay(pace, situation)->microseconds;
    };
    PollSituation situation;
    situation.openInSight = true;
    QCOMPARE(inAnHour(situation), 720);
    situation.openInSight = false;
    QCOMPARE(inAnHour(situation), 120);
    situation.focused = false;
    QCOMPARE(inAnHour(situation), 30);
    situation.sinceInput = domain::Duration::seconds(900);
    QVERIFY(!pollDelay(pace, situation));
    QCOMPARE(domain::Duration::seconds(3600).microseconds / pace.countEvery.microseconds, 6);
    QCOMPARE(domain::Duration::seconds(3600).microseconds / pace.windowEvery.microseconds, 60);

    Desk desk(300);
    desk.list.at(300).modified += 100 * Second; // nothing else changed in the seconds before
    QVERIFY(desk.run());
    QSignalSpy polled(&desk.live->feed(), &workflows::ChangeFeed::polled);
    desk.list.counts = 0;
    desk.list.pages = 0;
    desk.list.rowsGiven = 0;
    QTRY_VERIFY(polled.count() >= 20);
    const auto polls = polled.count();
    QVERIFY2(desk.list.pages <= polls + 1, qPrintable(QString::number(desk.list.pages)));
    QVERIFY(desk.list.rowsGiven <= polls + 1);
    QCOMPARE(desk.list.counts, 0);
    // A look for what vanished: the list's total and the five of the strip; there are no errors here.
    desk.pace.countEvery = domain::Duration{1};
    desk.pace.open = desk.pace.quiet = desk.pace.unfocused = domain::Duration::seconds(600);
    desk.live->setPace(desk.pace);
    desk.live->pollNow();
    QTRY_COMPARE(desk.list.counts, 6);
    // A part of the list: one count. A poll that ends before the look has its answers starts none.
    desk.pace.countEvery = domain::Duration::seconds(600);
    desk.pace.windowEvery = domain::Duration{1};
    desk.live->setPace(desk.pace);
    const auto pollsBefore = polled.count();
    QTRY_VERIFY((desk.live->pollNow(), desk.list.counts > 6));
    QVERIFY(desk.list.counts - 6 <= polled.count() - pollsBefore);
}

void TestLiveUpdates::waitsAsTheSettingsSay()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("window.ini"));
    QSettings settings(file, QSettings::IniFormat);
    settings.setValue(QStringLiteral("live/firstWait"), 40);
    settings.setValue(QStringLiteral("live/longestWait"), 50);
    settings.setValue(QStringLiteral("live/windowEvery"), 7);
    Desk desk;
    desk.pace = workflows::PollPace::read(settings);
    QCOMPARE(desk.pace.windowEvery, domain::Duration::seconds(7));
    desk.live->setPace(desk.pace);
    // The session waits by the same numbers as the live updates.
    api::ApiError error;
    error.kind = api::ApiError::Kind::Network;
    error.call = QStringLiteral("GET /api/backend-resource-requests/");
    const domain::Timestamp before = domain::Timestamp::now();
    desk.open->session.noteFailure(error);
    const domain::Duration wait = *desk.open->session.connectionState().nextTry - before;
    QVERIFY2(wait >= domain::Duration::seconds(40), qPrintable(QString::number(wait.microseconds)));
    QVERIFY(wait <= domain::Duration::seconds(51));
    workflows::PollSituation failed;
    failed.failures = 1;
    QCOMPARE(*pollDelay(desk.pace, failed), domain::Duration::seconds(40));
    failed.failures = 5;
    QCOMPARE(*pollDelay(desk.pace, failed, 1.0), domain::Duration::seconds(50));
}

void TestLiveUpdates::tellsACauseOnce()
{
    Desk desk;
    archive::CauseArchive causes(desk.folder.filePath(QStringLiteral("causes.sqlite")));
    workflows::ErrorClassifier index(desk.store);
    workflows::TriageFeed errors(*desk.client, desk.store, causes);
    workflows::Triage triage(desk.store, index, causes, errors, *desk.client);
    desk.live->followCauses(triage);
    errors.start();
    QVERIFY(desk.run());
    QTRY_VERIFY(errors.isComplete() && !triage.isWorking());
    desk.list.move(4, "Erred", desk.now(), "slurmdbd: Connection refused");
    QTRY_COMPARE(desk.told(LiveEvent::Kind::NewCause), 1);
    const auto told = std::ranges::find(desk.events, LiveEvent::Kind::NewCause, &LiveEvent::kind);
    QCOMPARE(told->row.uuid, uuidOf(4));
    QVERIFY(!told->title.isEmpty());
    QVERIFY(triage.group(told->cause));
    // The same once more is no news; another cause is.
    desk.list.move(5, "Erred", desk.now(), "slurmdbd: Connection refused");
    QTRY_COMPARE(desk.told(LiveEvent::Kind::Ended), 2);
    desk.list.move(7, "Erred", desk.now(), "'organization' is not a field");
    QTRY_COMPARE(desk.told(LiveEvent::Kind::NewCause), 2);
    QTRY_VERIFY(!triage.isWorking());
    QCOMPARE(desk.told(LiveEvent::Kind::NewCause), 2);
}

void TestLiveUpdates::showsAgainWhatAnotherListStillKnew()
{
    // A role is lost, the list is read meanwhile, and the role is given back: to the store those rows are no news.
    Desk desk(31);
    desk.pace.countEvery = domain::Duration::seconds(3600);
    QVERIFY(desk.run());
    const std::vector<LivingList::Item> all = desk.list.items;
    desk.list.removeOffering(OfferingB);
    desk.feed->refresh();
    QTRY_COMPARE(desk.feed->phase(), workflows::RequestFeed::Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 21);
    QVERIFY(desk.store.find(uuidOf(3)));
    desk.list.items = all;
    desk.pace.countEvery = domain::Duration{1};
    desk.live->setPace(desk.pace);
    QTRY_COMPARE(desk.feed->loaded(), 31);
    QCOMPARE(desk.feed->total(), 31);
}

void TestLiveUpdates::findsAnOfferingThatIsShownAboveAllOthers()
{
    // A role is given: its requests are newer than all that were shown, and nobody changes them.
    Desk desk(31);
    desk.pace.countEvery = domain::Duration::seconds(3600);
    QVERIFY(desk.run());
    desk.list.move(3, "Processing", desk.now()); // the cursor is past what follows
    QTRY_COMPARE(desk.store.row(*desk.store.find(uuidOf(3))).state, domain::State::Processing);
    for (int number = 101; number <= 250; ++number)
        desk.list.add(number, desk.start + number * Second, "Sent", "0ff00000000000000000000000000003").modified =
            desk.start;
    desk.pace.countEvery = domain::Duration{1};
    desk.live->setPace(desk.pace);
    QTRY_COMPARE(desk.feed->loaded(), 181);
    QCOMPARE(desk.feed->total(), 181);
}

void TestLiveUpdates::readsAListOfWhichNothingIsKnown()
{
    // A role is given to somebody who saw nothing: nobody changes those requests, so no delta tells of them.
    Desk desk(0);
    desk.pace.countEvery = domain::Duration::seconds(3600);
    QVERIFY(desk.run());
    QCOMPARE(desk.feed->loaded(), 0);
    for (int number = 1; number <= 150; ++number)
        desk.list.add(number, desk.start - number * Second).modified = desk.start - 3'600 * Second;
    desk.pace.countEvery = domain::Duration{1};
    desk.live->setPace(desk.pace);
    QTRY_COMPARE(desk.feed->loaded(), 150);
    QCOMPARE(desk.feed->total(), 150);
}

void TestLiveUpdates::tellsWhatIsProvedWhenTheServerFails()
{
    Desk desk(40);
    desk.pace.countEvery = domain::Duration::seconds(3600);
    QVERIFY(desk.run());
    desk.list.remove(6);  // of one offering
    desk.list.remove(10); // and of the other
    int asked = 0;
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        const bool isMissed = seen.path().contains(rowUuid(6)) || seen.path().contains(rowUuid(10));
        return isMissed && ++asked > 1 ? Reply::json("{\"detail\":\"down\"}", 500) : desk.list.reply(seen);
    });
    desk.pace.countEvery = domain::Duration{1};
    desk.live->setPace(desk.pace);
    QTRY_COMPARE(desk.told(LiveEvent::Kind::Gone), 1);
    QVERIFY(asked > 1);
}

void TestLiveUpdates::provesEachOfferingToBeGone()
{
    // Many requests of many offerings leave the filter while an offering is deleted, and no delta tells of them in
    // time: what is not asked for stays.
    Desk desk(0, QStringLiteral("state:sent"));
    const auto offering = [](int i) {
        return "0ffa000000000000000000000000" + QByteArray::number(i).rightJustified(4, '0');
    };
    for (int i = 0; i < 60; ++i)
        desk.list.add(i + 1, desk.start + i * Second, "Sent", offering(i % 20));
    desk.pace.countEvery = domain::Duration::seconds(3600);
    QVERIFY(desk.run());
    QCOMPARE(desk.feed->loaded(), 60);
    for (int i = 0; i < 60; ++i) {
        if (i % 20 != 7)
            desk.list.at(i + 1).row.state = "Processing";
    }
    desk.list.removeOffering(offering(7));
    desk.pace.countEvery = domain::Duration{1};
    desk.live->setPace(desk.pace);
    QTRY_COMPARE(desk.told(LiveEvent::Kind::Gone), 3);
    for (int i = 0; i < 60; ++i)
        QCOMPARE(desk.store.find(uuidOf(i + 1)).has_value(), i % 20 != 7);
}

void TestLiveUpdates::keepsWhatCameWhileTheListWasReadAgain()
{
    Desk desk(250);
    desk.pace.countEvery = domain::Duration::seconds(3600);
    QVERIFY(desk.run());
    bool once = false;
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        const bool isDelta = seen.query().hasQueryItem(QStringLiteral("modified"));
        if (!isDelta && seen.number("page", 1) == 2 && !std::exchange(once, true)) {
            // The first page was read without it.
            desk.list.add(900, desk.now());
            domain::Request row = desk.store.request(*desk.store.find(uuidOf(1)));
            row.uuid = uuidOf(900);
            row.created = row.modified = domain::Timestamp{desk.list.at(900).created};
            desk.store.merge(std::span(&row, 1), tables::Origin::Live);
        }
        return desk.list.reply(seen);
    });
    desk.feed->refresh();
    QTRY_VERIFY(once);
    QTRY_COMPARE(desk.feed->phase(), workflows::RequestFeed::Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 251);
    QVERIFY(desk.feed->scope().contains(*desk.store.find(uuidOf(900))));
}

void TestLiveUpdates::takesNothingForGoneThatOnlyMovedOn()
{
    Desk desk(300, QStringLiteral("state:sent"));
    desk.pace.countEvery = domain::Duration{1};
    QVERIFY(desk.run());
    // While it is looked for, another client moves rows: the counts differ, and nothing is gone.
    for (int round = 0; round < 30; ++round) {
        desk.list.move(round * 5 + 1, "Processing", desk.now());
        QSignalSpy polled(&desk.live->feed(), &workflows::ChangeFeed::polled);
        QTRY_VERIFY(polled.count() > 0);
    }
    QCOMPARE(desk.told(LiveEvent::Kind::Gone), 0);
    QTRY_COMPARE(desk.feed->loaded(), 270);
}

void TestLiveUpdates::asksNothingWhileNobodyIsThere()
{
    Desk desk;
    QVERIFY(desk.run());
    desk.idleMs = 20 * 60 * 1'000;
    QTRY_COMPARE(desk.live->feedPhase(), Phase::Paused);
    // Not even to find out whether the server is back.
    api::ApiError error;
    error.kind = api::ApiError::Kind::Network;
    error.call = QStringLiteral("GET /api/backend-resource-requests/");
    desk.open->session.noteFailure(error);
    desk.server.forget();
    desk.live->reconsider();
    QVERIFY(askedNothing(desk.server, *desk.client));
    desk.server.forget();
    desk.idleMs = 0;
    desk.live->noteInput();
    QTRY_VERIFY(desk.server.seen().size() > 0);
    QTRY_COMPARE(desk.live->feedPhase(), Phase::Waiting);
    desk.live->setScreenLocked(true);
    QTRY_COMPARE(desk.live->feedPhase(), Phase::Paused);
    desk.live->setScreenLocked(false);
    QTRY_COMPARE(desk.live->feedPhase(), Phase::Waiting);
}

void TestLiveUpdates::asksThroughOneBackOff()
{
    Desk desk;
    QVERIFY(desk.run());
    bool broken = true;
    desk.server.on("GET", ListPath, [&](const Seen &) {
        return broken ? Reply::html("<h1>Server Error (500)</h1>", 500) : Reply::json("[]").with("X-Result-Count", "0");
    });
    QTRY_COMPARE(desk.open->session.connectionState().kind, api::ConnectionState::Kind::ServerTrouble);
    QCOMPARE(desk.live->feedPhase(), Phase::Away);
    // users/me is well all the while: that mends nothing.
    desk.open->session.start();
    QTRY_VERIFY(desk.open->session.hasPerson());
    QCOMPARE(desk.open->session.connectionState().kind, api::ConnectionState::Kind::ServerTrouble);
    desk.server.forget();
    desk.open->session.tryNow();
    QTRY_COMPARE(desk.open->session.connectionState().failures, 2);
    QVERIFY(desk.server.count("GET", ListPath) > 0);
    broken = false;
    desk.open->session.tryNow();
    QTRY_COMPARE(desk.open->session.connectionState().kind, api::ConnectionState::Kind::Online);
    QTRY_COMPARE(desk.live->feedPhase(), Phase::Waiting);
}

void TestLiveUpdates::followsWhatWasAskedAgain()
{
    Desk desk;
    desk.list.move(1, "Erred", desk.now() - Second, "boom");
    desk.open->session.start();
    QTRY_VERIFY(desk.open->session.hasPerson());
    QVERIFY(desk.run());
    desk.server.on("POST", ListPath, [&](const Seen &) {
        desk.list.add(500, desk.now(), "Sent", OfferingA);
        Row row = desk.list.at(500).row;
        row.created = row.modified = LivingList::text(desk.list.at(500).created);
        return Reply::json(row.toJson(), 201);
    });
    session::PendingTransitions::Runner::Job job;
    job.action = domain::Action::AskAgainAnyway;
    job.before = desk.store.request(*desk.store.find(uuidOf(1)));
    QVERIFY(desk.open->pending.start(job));
    QTRY_VERIFY_WITH_TIMEOUT(desk.live->asked().isWatching(), 20'000);
    QCOMPARE(desk.live->asked().next(uuidOf(1)), uuidOf(500));
    QCOMPARE(desk.live->asked().previous(uuidOf(500)), uuidOf(1));
    desk.list.move(500, "Done", desk.now());
    QTRY_VERIFY(!desk.live->asked().isWatching());
    const auto ended = std::ranges::find(desk.events, true, &LiveEvent::askedHere);
    QVERIFY(ended != desk.events.end());
    QCOMPARE(ended->kind, LiveEvent::Kind::Ended);
    QCOMPARE(ended->row.uuid, uuidOf(500));
    QCOMPARE(ended->row.state, domain::State::Done);
    QCOMPARE(std::ranges::count(desk.events, true, &LiveEvent::askedHere), 1);
    // It stands in the journal, for the next run of the program.
    bool stands = false;
    const auto contents = archive::Journal::readFile(desk.journal->file());
    for (const archive::JournalEntry &entry : contents.entries)
        stands = stands || (entry.askedFrom == uuidOf(1) && entry.request == uuidOf(500));
    QVERIFY(stands);
}

void TestLiveUpdates::followsWhatAShellAsksFor()
{
    Desk desk;
    desk.open->session.start();
    QTRY_VERIFY(desk.open->session.hasPerson());
    QVERIFY(desk.run());
    // Another process with the same journal; what it writes no signal of this one tells.
    archive::JournalEntry line;
    line.time = domain::Timestamp::now();
    line.id = QStringLiteral("shell");
    line.server = desk.client->connection().root.toString();
    line.verb = QStringLiteral("create");
    line.askedFrom = uuidOf(1);
    archive::Journal shell(desk.journal->file());
    shell.append(line);
    desk.list.add(500, desk.now(), "Sent", OfferingA);
    line.phase = archive::JournalEntry::Phase::After;
    line.request = uuidOf(500);
    line.outcome = domain::WriteOutcome::Done;
    shell.append(line);
    QTRY_VERIFY(desk.live->asked().isWatching()); // by the next poll
    QVERIFY(desk.open->own.contains(uuidOf(500)));
    QCOMPARE(desk.live->asked().next(uuidOf(1)), uuidOf(500));
    desk.list.move(500, "Erred", desk.now(), "boom");
    QTRY_VERIFY(!desk.live->asked().isWatching());
    QCOMPARE(std::ranges::count(desk.events, true, &LiveEvent::askedHere), 1);
    // One that was refused there is nobody's.
    line.id = QStringLiteral("refused");
    line.request = {};
    line.outcome = domain::WriteOutcome::Refused;
    shell.append(line);
    QSignalSpy polled(&desk.live->feed(), &workflows::ChangeFeed::polled);
    QTRY_VERIFY(polled.count() > 2);
    QVERIFY(!desk.live->asked().isWatching());
}

void TestLiveUpdates::remembersTheChain()
{
    QTemporaryDir folder;
    archive::Journal journal(folder.filePath(QStringLiteral("journal.jsonl")));
    tables::RequestStore store;
    const auto line = [&](int from, int as, const QString &server) {
        archive::JournalEntry entry;
        entry.time = domain::Timestamp::now();
        entry.id = QString::number(as);
        entry.phase = archive::JournalEntry::Phase::After;
        entry.server = server;
        entry.verb = QStringLiteral("create");
        entry.askedFrom = uuidOf(from);
        entry.request = uuidOf(as);
        entry.outcome = domain::WriteOutcome::Done;
        QCOMPARE(archive::JournalEntry::fromLine(entry.toLine()), entry);
        journal.append(entry);
    };
    line(1, 2, QStringLiteral("https://here.test/"));
    line(2, 3, QStringLiteral("https://here.test/"));
    line(1, 4, QStringLiteral("https://elsewhere.test/"));
    session::JournalLines lines(journal);
    session::AskedAgain asked(lines, store, QStringLiteral("https://here.test/"));
    QSignalSpy changed(&asked, &session::AskedAgain::changed);
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(asked.next(uuidOf(1)), uuidOf(2));
    QCOMPARE(asked.next(uuidOf(2)), uuidOf(3));
    QCOMPARE(asked.previous(uuidOf(3)), uuidOf(2));
    QVERIFY(asked.next(uuidOf(3)).isNil());
    QVERIFY(!asked.isWatching());
}

void TestLiveUpdates::readsTheChosenRowAgain()
{
    Desk desk;
    desk.pace.open = desk.pace.quiet = desk.pace.unfocused = domain::Duration::seconds(600);
    QTRY_COMPARE(desk.feed->phase(), workflows::RequestFeed::Phase::Ready);
    desk.live->setPace(desk.pace);
    desk.live->start();
    desk.list.move(5, "Done", desk.now());
    desk.live->readAgain(uuidOf(4));
    desk.live->readAgain(uuidOf(5)); // who goes through the list reads only where they stay
    QTRY_COMPARE(desk.store.row(*desk.store.find(uuidOf(5))).state, domain::State::Done);
    QCOMPARE(desk.server.count("GET", QByteArray(ListPath) + rowUuid(4)), 0);
    desk.list.remove(6);
    desk.live->readAgain(uuidOf(6));
    QTRY_COMPARE(desk.told(LiveEvent::Kind::Gone), 1);
    QVERIFY(!desk.store.find(uuidOf(6)));
}

void TestLiveUpdates::saysOnceThatTheClockIsWrong_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("told");
    QTest::newRow("a little") << qint64(45) << "44 s behind";
    QTest::newRow("some minutes") << qint64(255) << "4 min behind";
    QTest::newRow("ten minutes, of which a second is lost on the way") << qint64(600) << "10 min behind";
}

void TestLiveUpdates::saysOnceThatTheClockIsWrong()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, told);
    Desk desk;
    qint64 offset = 0;
    desk.server.on("GET", ListPath, [&](const Seen &) {
        return Reply::json("[]")
            .with("X-Result-Count", "0")
            .with("Date", httpDate(domain::Timestamp{domain::Timestamp::now().microseconds + offset}));
    });
    desk.feed->refresh();
    QSignalSpy said(desk.live.get(), &LiveUpdates::clockDiffers);
    QVERIFY(desk.run());
    QCOMPARE(said.count(), 0);
    offset = seconds * Second;
    QTRY_COMPARE(said.count(), 1);
    const QString sentence = desk.live->clockSentence().replace(QStringLiteral("45 s"), QStringLiteral("44 s"));
    QVERIFY2(sentence.contains(told), qPrintable(sentence));
    QSignalSpy polled(&desk.live->feed(), &workflows::ChangeFeed::polled);
    QTRY_VERIFY(polled.count() > 3);
    QCOMPARE(said.count(), 1);
    QVERIFY(std::abs((desk.open->clock.now() - domain::Timestamp::now()).microseconds - offset) < 3 * Second);
}

/// From a backup: what was done since is not, and is told with the times of before. No delta shows it.
void TestLiveUpdates::showsWhatARestoredServerHas_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("how");
    QTest::newRow("found by a look") << QString() << "look";
    QTest::newRow("found by a look under a filter") << "state:processing"
                                                    << "look";
    QTest::newRow("the server was away") << QString() << "away";
    QTest::newRow("a person chose one of them") << QString() << "chosen";
    QTest::newRow("the list is read again") << QString() << "F5";
}

void TestLiveUpdates::showsWhatARestoredServerHas()
{
    QFETCH(QString, line);
    QFETCH(QString, how);
    Desk desk(60, line);
    const std::vector<LivingList::Item> backup = desk.list.items;
    for (int number = 20; number <= 31; ++number)
        desk.list.move(number, "Processing", desk.now() - 1'000 * Second + number * Second);
    desk.list.move(40, "Erred", desk.now() - 900 * Second, "kaboom");
    desk.pace.countEvery = domain::Duration::seconds(3600);
    QVERIFY(desk.run());
    if (line.isEmpty())
        QTRY_COMPARE_WITH_TIMEOUT(desk.feed->stateCounts(), (std::array<qint64, 5>{47, 12, 0, 1, 60}), 15'000);
    else
        QTRY_COMPARE(desk.feed->loaded(), 12);
    if (how == QLatin1String("look")) {
        desk.pace.countEvery = domain::Duration{1};
        desk.live->setPace(desk.pace);
        QSignalSpy polled(&desk.live->feed(), &workflows::ChangeFeed::polled);
        QTRY_VERIFY(polled.count() > 3); // what is newest is noted
        desk.list.items = backup;
    } else if (how == QLatin1String("away")) {
        desk.server.on("*", "/", Reply::closeUnheard());
        desk.server.on("GET", ListPath, Reply::closeUnheard());
        desk.server.on("HEAD", ListPath, Reply::closeUnheard());
        QTRY_VERIFY(!desk.open->session.connectionState().maySend());
        desk.list.items = backup;
        desk.list.serve(desk.server);
        desk.open->session.tryNow();
    } else {
        desk.list.items = backup;
        if (how == QLatin1String("F5"))
            desk.feed->refresh();
        else
            desk.live->readAgain(uuidOf(25));
    }
    const auto open = [&desk](domain::State state) {
        int count = 0;
        for (tables::RowIndex row = 0; row < desk.store.size(); ++row)
            count += desk.store.row(row).state == state ? 1 : 0;
        return count;
    };
    QTRY_COMPARE_WITH_TIMEOUT(open(domain::State::Processing) + open(domain::State::Erred), 0, 20'000);
    if (line.isEmpty()) {
        QCOMPARE(desk.feed->loaded(), 60);
        QTRY_COMPARE_WITH_TIMEOUT(desk.feed->stateCounts(), (std::array<qint64, 5>{60, 0, 0, 0, 60}), 15'000);
    } else {
        QTRY_COMPARE(desk.feed->loaded(), 0);
    }
    QCOMPARE(desk.told(LiveEvent::Kind::Gone), 0);
    // And goes on from there.
    desk.list.move(25, "Processing", desk.now());
    QTRY_COMPARE(desk.store.row(*desk.store.find(uuidOf(25))).state, domain::State::Processing);
}

QTEST_GUILESS_MAIN(TestLiveUpdates)
#include "tst_liveupdates.moc"
