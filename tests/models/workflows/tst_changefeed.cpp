// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/changefeed.h"
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
using workflows::ChangeFeed;
using workflows::LiveEvent;
using workflows::PollPace;
using workflows::PollSituation;
using Kind = LiveEvent::Kind;

namespace
{

constexpr qint64 Second = 1'000'000;
constexpr qint64 Noon = LivingList::Noon;

PollPace quickPace()
{
    PollPace pace;
    pace.open = pace.quiet = pace.unfocused = domain::Duration{20'000};
    pace.retry.first = domain::Duration{10'000};
    pace.retry.longest = domain::Duration{80'000};
    return pace;
}

struct Desk {
    explicit Desk(int rows = 3)
    {
        for (int number = 1; number <= rows; ++number)
            list.add(number, Noon + number * Second);
        list.serve(server);
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
        feed = std::make_unique<ChangeFeed>(*client, store);
        feed->setClock([this] { return now; });
        feed->setTicks([this] { return now.microseconds + setBackBy; });
        feed->setSituation([this] { return situation; });
        QObject::connect(feed.get(), &ChangeFeed::found, feed.get(), [this](const std::vector<LiveEvent> &more) {
            events.insert(events.end(), more.begin(), more.end());
        });
    }
    /// The store as after a first load.
    [[nodiscard]] bool load()
    {
        bool done = false;
        client->list({}, {}, feed.get(), [&](const api::Result<api::Page> &page) {
            store.merge(page->rows);
            done = true;
        });
        const bool came = QTest::qWaitFor([&done] { return done; }, 20'000);
        server.forget();
        return came;
    }
    [[nodiscard]] bool poll()
    {
        QSignalSpy polled(feed.get(), &ChangeFeed::polled);
        feed->pollNow();
        return QTest::qWaitFor([&polled] { return polled.count() > 0; }, 20'000);
    }
    [[nodiscard]] QStringList told() const
    {
        QStringList lines;
        for (const LiveEvent &event : events)
            lines << QStringLiteral("%1 %2 %3>%4")
                         .arg(workflows::liveEventWord(event.kind))
                         .arg(event.row.uuid.toString().right(4).toInt())
                         .arg(stateName(event.before), stateName(event.row.state));
        return lines;
    }
    [[nodiscard]] QStringList asked() const
    {
        QStringList bounds;
        for (const Seen &seen : server.seen())
            bounds << seen.query().queryItemValue(QStringLiteral("modified"), QUrl::FullyDecoded);
        return bounds;
    }

    ScriptedServer server;
    LivingList list;
    std::unique_ptr<api::WaldurClient> client;
    tables::RequestStore store;
    domain::Timestamp now{Noon + 60 * Second};
    qint64 setBackBy = 0; ///< the clock, so far
    PollSituation situation;
    std::unique_ptr<ChangeFeed> feed;
    std::vector<LiveEvent> events;
};

} // namespace

class TestChangeFeed : public QObject
{
    Q_OBJECT

private slots:
    void paces_data();
    void paces();
    void readsItsNumbersFromSettings();
    void beginsWhereTheFirstRowsWereRead();
    void asksFromTheCursorWithAnOverlap();
    void tellsWhatHappened();
    void tellsNothingTwice();
    void tellsNothingThatNobodyCouldSee();
    void readsAllPagesBeforeTheCursorMoves();
    void readsAgainWhatChangedWhileItsPagesWereRead();
    void keepsTheCursorWhenAPageFails();
    void isNotLedAstrayByARowFromTheFuture();
    void missesNothingBehindANodeThatIsAhead();
    void missesNothingWhenTheClockIsSetBack_data();
    void missesNothingWhenTheClockIsSetBack();
    void readsAnHourBehindAKeptCursorFromTheFuture();
    void readsAgainWhatAnotherAnswerOvertook();
    void neverPollsTwiceAtOnce();
    void tellsSinceWhenItAwaitsAnAnswer();
    void stopsOn401AndResumes();
    void waitsWhileTheServerIsAway();
    void pausesWhileNobodyIsThere();
    void startsFromAKeptCursor();
};

void TestChangeFeed::paces_data()
{
    QTest::addColumn<PollSituation>("situation");
    QTest::addColumn<qint64>("seconds"); // -1: paused
    const auto row = [](const char *name, qint64 seconds, const std::function<void(PollSituation &)> &make) {
        PollSituation situation;
        make(situation);
        QTest::newRow(name) << situation << seconds;
    };
    row("nothing open in sight", 30, [](PollSituation &) {});
    row("an open row in sight", 5, [](PollSituation &s) { s.openInSight = true; });
    row("another window has the focus", 120, [](PollSituation &s) { s.focused = false; });
    row("unfocused, though a row is open", 120, [](PollSituation &s) {
        s.focused = false;
        s.openInSight = true;
    });
    row("just before the pause", 30, [](PollSituation &s) { s.sinceInput = domain::Duration::seconds(899); });
    row("nobody there for a quarter of an hour", -1,
        [](PollSituation &s) { s.sinceInput = domain::Duration::seconds(900); });
    row("a locked screen", -1, [](PollSituation &s) { s.screenLocked = true; });
    row("a refused token", -1, [](PollSituation &s) { s.tokenRefused = true; });
    row("one failure, open row", 5, [](PollSituation &s) {
        s.openInSight = true;
        s.failures = 1;
    });
    row("three failures, open row", 20, [](PollSituation &s) {
        s.openInSight = true;
        s.failures = 3;
    });
    row("a failure makes nothing quicker", 30, [](PollSituation &s) { s.failures = 1; });
    row("failures for ever", 300, [](PollSituation &s) { s.failures = 1'000'000; });
    row("the server's wish", 77, [](PollSituation &s) {
        s.failures = 1;
        s.wish = domain::Duration::seconds(77);
    });
    row("a wish beyond all measure", 300, [](PollSituation &s) {
        s.failures = 1;
        s.wish = domain::Duration::seconds(1'000'000);
    });
}

void TestChangeFeed::paces()
{
    QFETCH(PollSituation, situation);
    QFETCH(qint64, seconds);
    const auto delay = pollDelay(PollPace(), situation);
    QCOMPARE(delay ? delay->microseconds / Second : -1, seconds);
    // Jitter only ever adds, a fifth at most, and never more than the longest wait.
    if (delay) {
        const auto late = pollDelay(PollPace(), situation, 1.0);
        QVERIFY(*late >= *delay);
        QVERIFY(late->microseconds <= std::max(delay->microseconds * 6 / 5, 300 * Second));
    }
}

void TestChangeFeed::readsItsNumbersFromSettings()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat);
    QCOMPARE(PollPace::read(settings), PollPace());
    settings.setValue(QStringLiteral("live/open"), 2.5);
    settings.setValue(QStringLiteral("live/quiet"), QStringLiteral("soon"));
    settings.setValue(QStringLiteral("live/unfocused"), -3);
    settings.setValue(QStringLiteral("live/on"), false);
    PollPace expected;
    expected.open = domain::Duration{2'500'000};
    expected.on = false;
    QCOMPARE(PollPace::read(settings), expected);
}

void TestChangeFeed::beginsWhereTheFirstRowsWereRead()
{
    Desk desk;
    QVERIFY(!desk.feed->startingPoint());
    QVERIFY(desk.load());
    const std::optional<domain::Timestamp> start = desk.feed->startingPoint();
    // However late it is asked for.
    const domain::Timestamp readAt = std::exchange(desk.now, {Noon + 9 * 24 * 3600 * Second});
    QCOMPARE(desk.feed->startingPoint(), start);
    QVERIFY(start && *start <= domain::Timestamp{Noon + 3 * Second});
    QVERIFY(readAt - *start <= domain::Duration::seconds(3600));
    desk.now = readAt;
    desk.feed->start();
    QVERIFY(desk.poll());
    QCOMPARE(desk.feed->startingPoint(), desk.feed->cursor());
    QCOMPARE(desk.feed->cursor()->microseconds, Noon + 3 * Second);
    QVERIFY(desk.events.empty());
    // A list of old rows is no reason to read everything that has changed since.
    Desk old;
    QVERIFY(old.load());
    old.now = {Noon + 48 * 3600 * Second};
    old.feed->start();
    QVERIFY(old.poll());
    QCOMPARE(old.asked().constFirst(), domain::Timestamp{Noon + (47 * 3600 - 5) * Second}.toWire());
}

void TestChangeFeed::asksFromTheCursorWithAnOverlap()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.feed->start();
    QVERIFY(desk.poll());
    desk.list.move(2, "Processing", Noon + 20 * Second + 123'456);
    QVERIFY(desk.poll());
    QVERIFY(desk.poll());
    const QStringList asked = desk.asked();
    QCOMPARE(asked.size(), 3); // each poll is one request
    QCOMPARE(asked.at(1), QStringLiteral("2026-08-01T09:59:58.000000Z"));
    QCOMPARE(asked.at(2), QStringLiteral("2026-08-01T10:00:15.123456Z"));
    QCOMPARE(desk.feed->cursor()->microseconds, Noon + 20 * Second + 123'456);
    QCOMPARE(desk.server.seen().back().query().queryItemValue(QStringLiteral("o")), QStringLiteral("created"));
    QVERIFY(!desk.server.seen().back().query().hasQueryItem(QStringLiteral("state")));
}

void TestChangeFeed::tellsWhatHappened()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.feed->start();
    QVERIFY(desk.poll());
    desk.list.move(1, "Processing", Noon + 11 * Second);
    desk.list.move(2, "Erred", Noon + 12 * Second, "boom");
    desk.list.add(4, Noon + 13 * Second);
    desk.list.add(5, Noon + 14 * Second, "Done");
    // Created long ago, never seen here: what it was before is not known.
    desk.list.add(6, Noon - 7200 * Second);
    desk.list.move(6, "Done", Noon + 15 * Second);
    desk.list.add(7, Noon - 7200 * Second);
    desk.list.move(7, "Processing", Noon + 15 * Second);
    QVERIFY(desk.poll());
    QStringList told = desk.told();
    told.sort();
    QCOMPARE(told, QStringList({QStringLiteral("changed 1 Sent>Processing"),
                                QStringLiteral("changed 7 Unknown>Processing"), QStringLiteral("ended 2 Sent>Erred"),
                                QStringLiteral("ended 5 Unknown>Done"), QStringLiteral("ended 6 Unknown>Done"),
                                QStringLiteral("new 4 Unknown>Sent"), QStringLiteral("new 5 Unknown>Done")}));
    QCOMPARE(desk.store.row(*desk.store.find(desk.events.front().row.uuid)).state, desk.events.front().row.state);
}

void TestChangeFeed::tellsNothingTwice()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.feed->start();
    desk.list.move(1, "Processing", Noon + 11 * Second);
    for (int i = 0; i < 4; ++i)
        QVERIFY(desk.poll());
    QCOMPARE(desk.told().size(), 1);
}

void TestChangeFeed::tellsNothingThatNobodyCouldSee()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.feed->start();
    QVERIFY(desk.poll());
    desk.list.at(1).modified = Noon + 11 * Second; // saved again, as the server does
    QVERIFY(desk.poll());
    QVERIFY(desk.events.empty());
    QCOMPARE(desk.feed->cursor()->microseconds, Noon + 11 * Second);
}

void TestChangeFeed::readsAllPagesBeforeTheCursorMoves()
{
    Desk desk(250);
    QVERIFY(desk.load());
    desk.now = {Noon + 3000 * Second};
    desk.feed->setCursor({Noon + 250 * Second});
    desk.feed->start();
    for (int number = 1; number <= 250; ++number)
        desk.list.move(number, "Processing", Noon + (1000 + number) * Second);
    // What is created while the pages are read pushes nothing out: every row comes.
    bool once = false;
    bool reads = true;
    connect(desk.feed.get(), &ChangeFeed::answered, desk.feed.get(), [&] {
        if (reads)
            QCOMPARE(desk.feed->cursor()->microseconds, Noon + 250 * Second);
        if (!std::exchange(once, true)) {
            for (int number = 301; number <= 330; ++number)
                desk.list.add(number, Noon + (number - 300) * 7 * Second).modified = Noon + 2000 * Second;
        }
    });
    QVERIFY(desk.poll());
    reads = false;
    int processing = 0;
    for (tables::RowIndex row = 0; row < desk.store.size(); ++row)
        processing += desk.store.row(row).state == domain::State::Processing ? 1 : 0;
    QCOMPARE(processing, 250);
    QVERIFY(desk.feed->cursor()->microseconds >= Noon + 1250 * Second);
    QVERIFY(desk.poll());
    QCOMPARE(int(desk.store.size()), 280);
}

void TestChangeFeed::readsAgainWhatChangedWhileItsPagesWereRead()
{
    // A slow server: ten seconds from the first page to the last.
    Desk desk(250);
    QVERIFY(desk.load());
    desk.now = {Noon + 1000 * Second};
    desk.feed->setCursor({Noon});
    desk.feed->start();
    for (int number = 1; number <= 250; ++number)
        desk.list.at(number).modified = Noon + 999 * Second;
    bool once = false;
    connect(desk.feed.get(), &ChangeFeed::answered, desk.feed.get(), [&] {
        if (std::exchange(once, true))
            return;
        desk.now = {Noon + 1010 * Second};
        desk.list.move(7, "Processing", Noon + 1001 * Second); // stands on the page that was read
        desk.list.move(240, "Processing", Noon + 1009 * Second);
    });
    QVERIFY(desk.poll());
    QVERIFY(once);
    QVERIFY(desk.poll());
    QCOMPARE(desk.store.row(*desk.store.find(*domain::Uuid::tryParse(QByteArrayView(rowUuid(7))))).state,
             domain::State::Processing);
}

void TestChangeFeed::keepsTheCursorWhenAPageFails()
{
    Desk desk(150);
    desk.now = {Noon + 3000 * Second};
    desk.feed->setCursor({Noon});
    desk.feed->setPace(quickPace());
    desk.feed->start();
    QSignalSpy failed(desk.feed.get(), &ChangeFeed::failed);
    bool broken = true;
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        return broken && seen.number("page", 1) == 2 ? Reply::html("<h1>Server Error (500)</h1>", 500)
                                                     : pageOf(rows(150), seen);
    });
    desk.feed->pollNow();
    QTRY_VERIFY_WITH_TIMEOUT(failed.count() >= 1, 20'000); // it tries again within milliseconds
    QCOMPARE(desk.feed->cursor()->microseconds, Noon);
    QCOMPARE(desk.store.size(), 100U); // what came stays
    broken = false;
    // It goes on by itself, after a wait.
    QTRY_COMPARE_WITH_TIMEOUT(desk.store.size(), 150U, 20'000);
}

void TestChangeFeed::isNotLedAstrayByARowFromTheFuture()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.feed->start();
    QVERIFY(desk.poll());
    desk.list.add(9, Noon + 12 * Second).modified = Noon + 365LL * 24 * 3600 * Second;
    QVERIFY(desk.poll());
    QCOMPARE(desk.told(), QStringList(QStringLiteral("new 9 Unknown>Sent")));
    desk.list.move(1, "Processing", Noon + 13 * Second);
    QVERIFY(desk.poll());
    QCOMPARE(desk.told().size(), 2);
}

/// Of several nodes one has a clock that is some minutes ahead: what the others write is earlier than the cursor.
void TestChangeFeed::missesNothingBehindANodeThatIsAhead()
{
    Desk desk(10);
    QVERIFY(desk.load());
    desk.feed->start();
    QVERIFY(desk.poll());
    desk.now = {Noon + 100 * Second};
    desk.list.move(3, "Processing", Noon + (95 + 300) * Second); // by the one that is ahead
    QVERIFY(desk.poll());
    QCOMPARE(desk.told(), QStringList(QStringLiteral("changed 3 Sent>Processing")));
    for (int number = 4; number <= 8; ++number) {
        desk.now.microseconds += 30 * Second;
        desk.list.move(number, "Processing", desk.now.microseconds - 20 * Second);
        QVERIFY(desk.poll());
        QCOMPARE(desk.told().last(), QStringLiteral("changed %1 Sent>Processing").arg(number));
        QCOMPARE(desk.told().size(), number - 2);
    }
    // What the next window begins with is no later than what was told.
    QVERIFY(*desk.feed->cursor() <= desk.now);
    // Nobody pays for it once the time has come.
    desk.now = {Noon + 1'000 * Second};
    QVERIFY(desk.poll());
    QVERIFY(desk.poll());
    desk.server.forget();
    desk.list.rowsGiven = 0;
    QVERIFY(desk.poll());
    QCOMPARE(desk.list.rowsGiven, 1);
}

/// By ten minutes, while a window is open: what is written from then on is earlier than what was written before.
void TestChangeFeed::missesNothingWhenTheClockIsSetBack_data()
{
    QTest::addColumn<bool>("isKnown");
    QTest::newRow("another answer told it") << true;
    QTest::newRow("the poll's answer tells it") << false;
}

void TestChangeFeed::missesNothingWhenTheClockIsSetBack()
{
    QFETCH(bool, isKnown);
    Desk desk(10);
    desk.now = {Noon + 3'000 * Second};
    desk.list.move(1, "Processing", desk.now.microseconds - 2 * Second);
    QVERIFY(desk.load());
    desk.feed->start();
    QVERIFY(desk.poll());
    QSignalSpy setBack(desk.feed.get(), &ChangeFeed::clockSetBack);
    // Between two polls, and some rows move before the next one. Another call may have told the time of now, or the
    // answer to the next poll does.
    desk.now.microseconds += 30 * Second;
    const auto setClockBack = [&desk] {
        desk.now.microseconds -= 600 * Second;
        desk.setBackBy += 600 * Second;
    };
    if (isKnown)
        setClockBack();
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        if (desk.setBackBy == 0)
            setClockBack();
        return desk.list.reply(seen);
    });
    desk.list.move(1, "Done", Noon + 2'410 * Second);
    desk.list.move(2, "Processing", Noon + 2'420 * Second);
    desk.list.add(11, Noon + 2'425 * Second);
    QVERIFY(desk.poll());
    QCOMPARE(setBack.count(), 1);
    for (int number = 3; number <= 6; ++number) {
        desk.now.microseconds += 30 * Second;
        desk.list.move(number, "Processing", desk.now.microseconds - 10 * Second);
        QVERIFY(desk.poll());
    }
    QCOMPARE(setBack.count(), 1);
    QStringList told = desk.told();
    told.sort();
    QCOMPARE(told.join(u'\n'), QStringLiteral("changed 2 Sent>Processing\nchanged 3 Sent>Processing\n"
                                              "changed 4 Sent>Processing\nchanged 5 Sent>Processing\n"
                                              "changed 6 Sent>Processing\nended 1 Processing>Done\n"
                                              "new 11 Unknown>Sent"));
}

/// The clock was set back, or a node's was ahead, while no window was open.
void TestChangeFeed::readsAnHourBehindAKeptCursorFromTheFuture()
{
    Desk desk(10);
    desk.now = {Noon + 9'000 * Second};
    desk.list.move(4, "Processing", Noon + 8'900 * Second);
    desk.feed->catchUpFrom({Noon + 9'300 * Second});
    desk.feed->start();
    QVERIFY(desk.poll());
    QCOMPARE(desk.asked(), QStringList(QString::fromLatin1(LivingList::text(Noon + (9'000 - 3'600 - 5) * Second))));
    QVERIFY(desk.store.find(*domain::Uuid::tryParse(QByteArrayView(rowUuid(4)))));
    QVERIFY(desk.told().isEmpty()); // no news of this window
}

/// A node whose clock is behind writes an earlier `modified`, while another call is under way that still has the row as
/// it was: which of the two answers is the newer one can not be told, and the row is refused.
void TestChangeFeed::readsAgainWhatAnotherAnswerOvertook()
{
    Desk desk(9);
    QVERIFY(desk.load());
    desk.feed->start();
    QVERIFY(desk.poll());
    const QByteArray before = LivingList::json(desk.list.at(9));
    desk.list.move(9, "Processing", Noon + 5 * Second);
    desk.list.move(2, "Processing", Noon + 50 * Second); // the cursor moves
    const QByteArray path = ListPath + rowUuid(9);
    desk.server.on("GET", ListPath, [&desk](const Seen &seen) { return desk.list.reply(seen).held(); });
    desk.server.on("GET", path, Reply::json(before));
    const domain::Uuid row = *domain::Uuid::tryParse(QByteArrayView(rowUuid(9)));
    bool isRead = false;
    desk.client->retrieve(row, desk.feed.get(), [&](const api::Result<api::OneRequest> &result) {
        desk.store.merge(std::span(&result->request, 1));
        isRead = true;
    });
    QSignalSpy polled(desk.feed.get(), &ChangeFeed::polled);
    desk.feed->pollNow(); // both are under way
    QTRY_VERIFY(isRead && desk.server.held() == 1);
    desk.server.on("GET", ListPath, [&desk](const Seen &seen) { return desk.list.reply(seen); });
    desk.server.releaseAll();
    QTRY_COMPARE(polled.count(), 1);
    QCOMPARE(desk.store.request(*desk.store.find(row)).state, domain::State::Sent);
    QVERIFY(desk.poll());
    QCOMPARE(desk.store.request(*desk.store.find(row)).state, domain::State::Processing);
}

void TestChangeFeed::neverPollsTwiceAtOnce()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.server.on("GET", ListPath, [&](const Seen &seen) { return pageOf(rows(3), seen).delayed(60); });
    desk.feed->setPace(quickPace());
    desk.feed->start();
    QSignalSpy polled(desk.feed.get(), &ChangeFeed::polled);
    desk.feed->pollNow();
    desk.feed->pollNow();
    desk.feed->retry();
    QTRY_VERIFY(polled.count() >= 3); // one by hand, then by themselves
    QCOMPARE(desk.server.mostAtOnce(), 1);
}

void TestChangeFeed::tellsSinceWhenItAwaitsAnAnswer()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.feed->start();
    QVERIFY(!desk.feed->awaitedSince());
    desk.server.on("GET", ListPath, Reply::silent());
    const domain::Timestamp before = domain::Timestamp::now();
    desk.feed->pollNow();
    QTRY_COMPARE(desk.server.count("GET", ListPath), 1);
    QVERIFY(desk.feed->awaitedSince() && *desk.feed->awaitedSince() >= before);
    QSignalSpy failed(desk.feed.get(), &ChangeFeed::failed);
    desk.server.closeConnections();
    desk.server.stopListening();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!desk.feed->awaitedSince());
}

void TestChangeFeed::stopsOn401AndResumes()
{
    Desk desk;
    QVERIFY(desk.load());
    bool refuse = true;
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        return refuse ? Reply::json("{\"detail\":\"Invalid token.\"}", 401) : pageOf(rows(3), seen);
    });
    QSignalSpy failed(desk.feed.get(), &ChangeFeed::failed);
    desk.feed->setPace(quickPace());
    desk.feed->start();
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(desk.feed->phase(), ChangeFeed::Phase::Refused);
    desk.server.forget();
    desk.feed->reconsider();
    desk.feed->pollNow();
    QVERIFY(askedNothing(desk.server, *desk.client));
    QVERIFY(!desk.feed->nextPoll());
    refuse = false;
    QSignalSpy polled(desk.feed.get(), &ChangeFeed::polled);
    desk.feed->retry();
    QTRY_VERIFY(polled.count() >= 2);
}

void TestChangeFeed::waitsWhileTheServerIsAway()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.feed->setPace(quickPace());
    desk.feed->start();
    desk.feed->setAway(true);
    QCOMPARE(desk.feed->phase(), ChangeFeed::Phase::Away);
    desk.feed->pollNow();
    QVERIFY(askedNothing(desk.server, *desk.client));
    QSignalSpy polled(desk.feed.get(), &ChangeFeed::polled);
    desk.feed->setAway(false);
    QTRY_VERIFY(polled.count() >= 1);
}

void TestChangeFeed::pausesWhileNobodyIsThere()
{
    Desk desk;
    QVERIFY(desk.load());
    desk.feed->setPace(quickPace());
    desk.feed->start();
    QSignalSpy polled(desk.feed.get(), &ChangeFeed::polled);
    QTRY_VERIFY(polled.count() >= 1);
    desk.situation.screenLocked = true; // the timer that is running does not know it yet
    QTRY_COMPARE(desk.feed->phase(), ChangeFeed::Phase::Paused);
    const auto count = polled.count();
    // By hand it is read also now, once.
    desk.feed->pollNow();
    QTRY_COMPARE(polled.count(), count + 1);
    QCOMPARE(desk.feed->phase(), ChangeFeed::Phase::Paused);
    desk.situation.screenLocked = false;
    desk.feed->reconsider();
    QTRY_VERIFY(polled.count() > count + 1);
}

void TestChangeFeed::startsFromAKeptCursor()
{
    Desk desk;
    desk.feed->setCursor({Noon + 2 * Second + 6 * Second});
    desk.list.move(3, "Done", Noon + 30 * Second);
    desk.feed->start();
    QVERIFY(desk.poll());
    QCOMPARE(desk.store.size(), 1U);
    QCOMPARE(desk.feed->cursor()->microseconds, Noon + 30 * Second);
}

QTEST_GUILESS_MAIN(TestChangeFeed)
#include "tst_changefeed.moc"
