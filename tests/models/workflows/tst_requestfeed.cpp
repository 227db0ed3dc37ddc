// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/requestfeed.h"
#include "tests/support/askednothing.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"
#include "tests/support/requests.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using workflows::RequestFeed;
using Phase = RequestFeed::Phase;

namespace
{

struct Desk {
    explicit Desk(int count = 250) : all(rows(count))
    {
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
        feed = std::make_unique<RequestFeed>(*client, store);
        server.on("GET", ListPath, [this](const Seen &seen) { return pageOf(all, seen); });
        server.on("HEAD", ListPath, [this](const Seen &seen) {
            const QString state = seen.query().queryItemValue(QStringLiteral("state"));
            const int number = state.isEmpty() ? int(all.size()) : int(state.size());
            return Reply::json({}).with("X-Result-Count", QByteArray::number(number));
        });
    }
    /// The numbers of the list's pages that were asked for, in that order. What has changed meanwhile is another list.
    [[nodiscard]] QList<int> pages() const
    {
        QList<int> numbers;
        for (const Seen &seen : server.seen()) {
            const bool isOfChanges = seen.query().hasQueryItem(QStringLiteral("modified"));
            if (seen.method == "GET" && seen.path() == ListPath && !isOfChanges)
                numbers.append(seen.number("page", 1));
        }
        return numbers;
    }

    ScriptedServer server;
    QList<QByteArray> all;
    std::unique_ptr<api::WaldurClient> client;
    tables::RequestStore store;
    std::unique_ptr<RequestFeed> feed;
};

} // namespace

class TestRequestFeed : public QObject
{
    Q_OBJECT

private slots:
    void loadsAll();
    void handsOnTheFirstPageFirst();
    void stopsAtTheLimitAndGoesOn();
    void asksNothingForAFilterThatWorksHere();
    void asksNothingWhenOnlyTheClockMoved();
    void dropsTheOlderQuery();
    void keepsRowsWhenAPageFails();
    void goesOnAfterALostToken();
    void isCancelled();
    void refreshes();
    void keepsTheOldRowsWhenARefreshFails();
    void countsStates();
    void countsFollowWhatTheWalkReads();
    void countsAreAskedAgainForANewRowThatOthersRead();
    void leavesCountsAloneWhenOnlyTheStateChanges();
    void theStripAndTheLineSayOneNumber_data();
    void theStripAndTheLineSayOneNumber();
    void fetchesAWholeUuid();
    void knowsThatAWholeUuidIsGone();
    void asksNothingForTheImpossible();
    void namesRowsThatCanNotBeRead();
};

void TestRequestFeed::loadsAll()
{
    Desk desk;
    QSignalSpy merged(&desk.store, &tables::RequestStore::merged);
    QSignalSpy answered(desk.feed.get(), &RequestFeed::answered);
    QCOMPARE(desk.feed->phase(), Phase::Idle);
    desk.feed->setQuery(split(""));
    QCOMPARE(desk.feed->phase(), Phase::Loading);
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 250);
    QCOMPARE(desk.feed->total(), 250);
    QVERIFY(desk.feed->isComplete());
    QCOMPARE(desk.store.size(), tables::RowIndex(250));
    QCOMPARE(merged.count(), 3); // once a page
    QVERIFY(answered.count() >= 3);
    QVERIFY(desk.feed->lastSuccess().microseconds > 0);
}

void TestRequestFeed::handsOnTheFirstPageFirst()
{
    Desk desk;
    int pagesAtFirstRow = 0;
    connect(&desk.store, &tables::RequestStore::merged, this, [&] {
        if (pagesAtFirstRow == 0)
            pagesAtFirstRow = int(desk.pages().size());
    });
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(pagesAtFirstRow, 1);
}

void TestRequestFeed::stopsAtTheLimitAndGoesOn()
{
    Desk desk(950);
    desk.feed->setAutomaticLimit(200);
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 200);
    QCOMPARE(desk.feed->total(), 950);
    QVERIFY(!desk.feed->isComplete());
    desk.server.forget();
    desk.feed->loadAll();
    QCOMPARE(desk.feed->phase(), Phase::Loading);
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 950);
    QVERIFY(desk.feed->isComplete());
    QVERIFY(!desk.pages().contains(1)); // it goes on where it stopped
    desk.server.forget();
    desk.feed->loadAll();
    QCOMPARE(desk.feed->phase(), Phase::Ready);
}

void TestRequestFeed::asksNothingForAFilterThatWorksHere()
{
    Desk desk;
    desk.feed->setQuery(split("state:sent"));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QTRY_VERIFY(desk.feed->stateCounts().back() >= 0);
    desk.server.forget();
    desk.feed->setQuery(split("state:sent refused"));
    QCOMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 250);
    desk.feed->setQuery(split("state:sent took:>2h -offering:okd*"));
    QCOMPARE(desk.feed->phase(), Phase::Ready);
    QVERIFY(askedNothing(desk.server, *desk.client));
}

void TestRequestFeed::asksNothingWhenOnlyTheClockMoved()
{
    Desk desk;
    const auto at = [](const char *line, const char *now) {
        domain::QueryContext context;
        context.now = *domain::Timestamp::tryParse(now);
        return std::get<domain::Query>(domain::Query::parse(QString::fromUtf8(line))).split(context);
    };
    desk.feed->setQuery(at("created:2d", "2026-11-01T00:00:00.123456Z"));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QTRY_VERIFY(desk.feed->stateCounts().back() >= 0);
    desk.server.forget();
    desk.feed->setQuery(at("created:2d refused", "2026-11-01T00:01:00.654321Z"));
    QCOMPARE(desk.feed->phase(), Phase::Ready);
    desk.feed->setQuery(at("created:3d refused", "2026-11-01T00:01:00.654321Z"));
    QCOMPARE(desk.feed->phase(), Phase::Loading);
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    desk.feed->setQuery(at("created:>2026-10-01T10:00:00Z", "2026-11-01T00:01:00.654321Z"));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    desk.feed->setQuery(at("created:>2026-10-01T10:00:01Z", "2026-11-01T00:01:00.654321Z"));
    QCOMPARE(desk.feed->phase(), Phase::Loading); // a second that was typed counts
}

void TestRequestFeed::dropsTheOlderQuery()
{
    Desk desk(300);
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        const bool slow = !seen.query().hasQueryItem(QStringLiteral("state"));
        return slow ? pageOf(desk.all, seen).held() : pageOf(rows(3), seen);
    });
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.server.held(), 1);
    desk.feed->setQuery(split("state:erred"));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->total(), 3);
    // What is still under way changes nothing.
    QSignalSpy progressed(desk.feed.get(), &RequestFeed::progressed);
    desk.feed->setQuery(split("state:erred here"));
    QTRY_COMPARE(desk.server.held(), 0); // nobody waits for it any more
    QCOMPARE(progressed.count(), 0);
    QCOMPARE(desk.feed->total(), 3);
    QCOMPARE(desk.store.size(), tables::RowIndex(3));
}

void TestRequestFeed::keepsRowsWhenAPageFails()
{
    Desk desk(500);
    bool broken = true;
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        return broken && seen.number("page", 1) == 3 ? Reply::html("<h1>Bad gateway</h1>", 502)
                                                     : pageOf(desk.all, seen);
    });
    QSignalSpy failed(desk.feed.get(), &RequestFeed::failed);
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.feed->phase(), Phase::Failed);
    QCOMPARE(failed.count(), 1);
    QVERIFY(desk.feed->loaded() >= 200);
    QVERIFY(desk.feed->error());
    QCOMPARE(desk.feed->error()->kind, api::ApiError::Kind::Server);
    broken = false;
    desk.server.forget();
    desk.feed->retry();
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 500);
    QVERIFY(!desk.feed->error());
    QVERIFY(!desk.pages().contains(1)); // the page that failed and those behind it
}

void TestRequestFeed::goesOnAfterALostToken()
{
    Desk desk(300);
    bool expired = true;
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        return expired && seen.number("page", 1) > 1
                   ? Reply::json("{\"detail\":\"Token has expired.\"}", 401).with("WWW-Authenticate", "Token")
                   : pageOf(desk.all, seen);
    });
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.feed->phase(), Phase::Failed);
    QCOMPARE(desk.feed->error()->kind, api::ApiError::Kind::Auth);
    QCOMPARE(desk.feed->loaded(), 100);
    expired = false;
    desk.feed->retry();
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 300);
}

void TestRequestFeed::isCancelled()
{
    Desk desk(900);
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        return seen.number("page", 1) > 1 ? Reply::silent() : pageOf(desk.all, seen);
    });
    desk.feed->setQuery(split(""));
    QTRY_VERIFY(desk.pages().size() > 1);
    desk.feed->cancel();
    QCOMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 100);
    QVERIFY(!desk.feed->isComplete());
    desk.server.on("GET", ListPath, [&](const Seen &seen) { return pageOf(desk.all, seen); });
    desk.feed->loadAll();
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 900);
}

void TestRequestFeed::refreshes()
{
    Desk desk(150);
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    Row changed;
    changed.number = 150;
    changed.state = "Processing";
    changed.modified = "2026-11-01T00:00:00Z";
    Row fresh;
    fresh.number = 151;
    desk.all[0] = changed.toJson();
    desk.all.removeLast(); // its offering was deleted
    desk.all.prepend(fresh.toJson());
    QSignalSpy cleared(&desk.store, &tables::RequestStore::cleared);
    QSignalSpy progressed(desk.feed.get(), &RequestFeed::progressed);
    connect(desk.feed.get(), &RequestFeed::progressed, this, [&] { QVERIFY(desk.feed->loaded() >= 150); });
    desk.feed->refresh();
    QCOMPARE(desk.feed->phase(), Phase::Loading);
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 150);
    QCOMPARE(desk.store.size(), tables::RowIndex(151));
    QCOMPARE(desk.store.request(*desk.store.find(*domain::Uuid::tryParse(QByteArrayView(rowUuid(150))))).state,
             domain::State::Processing);
    QCOMPARE(cleared.count(), 0);
    QVERIFY(progressed.count() > 0);
}

void TestRequestFeed::keepsTheOldRowsWhenARefreshFails()
{
    Desk desk(150);
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    const domain::Timestamp before = desk.feed->lastSuccess();
    desk.server.on("GET", ListPath, Reply::closeUnheard());
    desk.feed->refresh();
    QTRY_COMPARE(desk.feed->phase(), Phase::Failed);
    QCOMPARE(desk.feed->loaded(), 150);
    QCOMPARE(desk.store.size(), tables::RowIndex(150));
    QCOMPARE(desk.feed->lastSuccess(), before);
    desk.server.on("GET", ListPath, [&](const Seen &seen) { return pageOf(desk.all, seen); });
    desk.feed->retry();
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 150);
    QVERIFY(desk.feed->isComplete());
}

void TestRequestFeed::countsStates()
{
    Desk desk(40);
    desk.feed->setQuery(split("state:erred created:>2026-01-01"));
    QCOMPARE(desk.feed->stateCounts(), (std::array<qint64, 5>{-1, -1, -1, -1, -1}));
    QTRY_COMPARE(desk.feed->stateCounts(), (std::array<qint64, 5>{4, 10, 4, 5, 40}));
    QCOMPARE(desk.server.count("HEAD"), 5);
    for (const Seen &seen : desk.server.seen()) {
        if (seen.method == "HEAD")
            QVERIFY(seen.query().hasQueryItem(QStringLiteral("created")));
    }
    desk.feed->refresh();
    QTRY_COMPARE(desk.server.count("HEAD"), 10);
    QCOMPARE(desk.feed->stateCounts().back(), 40); // the old counts stay meanwhile
}

/// A row that the updates told of and the walk reads again later: it was counted as it was then.
void TestRequestFeed::countsFollowWhatTheWalkReads()
{
    Desk desk(950);
    desk.feed->setAutomaticLimit(200);
    desk.feed->setQuery(split(""));
    const std::array<qint64, 5> counted{4, 10, 4, 5, 950};
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QTRY_COMPARE(desk.feed->stateCounts(), counted);
    bool isKnown = false;
    desk.client->list({}, {.number = 10}, this, [&](const api::Result<api::Page> &page) {
        QVERIFY(page);
        desk.store.merge(page->rows);
        isKnown = true;
    });
    QTRY_VERIFY(isKnown);
    QCOMPARE(desk.feed->stateCounts(), counted);
    const auto later = domain::Timestamp::now() + domain::Duration::seconds(60);
    Row moved;
    moved.number = 50;
    moved.state = "Processing";
    moved.modified = moved.started = later.toServerText().toLatin1();
    desk.all[950 - 50] = moved.toJson();
    Row old = moved; // as long ago as the counts: they have it
    old.number = 40;
    old.modified = old.started = "2026-01-01T00:00:00Z";
    desk.all[950 - 40] = old.toJson();
    desk.feed->loadAll();
    QTRY_VERIFY(desk.feed->isComplete());
    QCOMPARE(desk.feed->stateCounts(), (std::array<qint64, 5>{3, 11, 4, 5, 950}));
}

void TestRequestFeed::countsAreAskedAgainForANewRowThatOthersRead()
{
    Desk desk(40);
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QTRY_COMPARE(desk.feed->stateCounts().back(), 40);
    domain::Request made = desk.store.request(0);
    made.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(77)));
    desk.store.merge(std::vector{made}); // as old as the others: it was counted
    made.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(78)));
    made.created = made.modified = domain::Timestamp::now() + domain::Duration::seconds(60);
    Row newest;
    newest.number = 78;
    desk.all.prepend(newest.toJson());
    QCOMPARE(desk.server.count("HEAD"), 5);
    desk.store.merge(std::vector{made});
    QTRY_COMPARE(desk.feed->stateCounts().back(), 41);
    QCOMPARE(desk.server.count("HEAD"), 10);
}

void TestRequestFeed::theStripAndTheLineSayOneNumber_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("secondsAhead");
    QTest::newRow("all, surely not counted yet") << QByteArray() << 60;
    QTest::newRow("all, perhaps counted already") << QByteArray() << 0;
    QTest::newRow("one state, surely not counted yet") << QByteArray("state:sent") << 60;
    QTest::newRow("one state, perhaps counted already") << QByteArray("state:sent") << 0;
}

/// A list of which not all is loaded, while the updates find new rows, changed ones and lost ones.
void TestRequestFeed::theStripAndTheLineSayOneNumber()
{
    QFETCH(QByteArray, line);
    QFETCH(int, secondsAhead);
    Desk desk(950);
    desk.feed->setAutomaticLimit(200);
    desk.feed->setQuery(split(line.constData()));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    const size_t place = line.isEmpty() ? 4 : 0;
    QTRY_VERIFY(desk.feed->stateCounts()[place] >= 0);
    const auto differs = [&] { // the rows that are here are known to be there, whatever was counted
        const qint64 strip = std::max(desk.feed->stateCounts()[place], desk.feed->loaded());
        return strip == desk.feed->total() ? QString() : QStringLiteral("%1 and %2").arg(strip).arg(desk.feed->total());
    };
    QVERIFY2(differs().isEmpty(), qPrintable(differs()));
    std::vector<domain::Request> made(16, desk.store.request(0));
    for (size_t i = 0; i < made.size(); ++i) {
        made[i].uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(2'000 + int(i))));
        made[i].state = domain::State::Sent;
        made[i].created = made[i].modified = domain::Timestamp::now() + domain::Duration::seconds(secondsAhead);
    }
    desk.store.merge(made, tables::Origin::Live);
    QVERIFY2(differs().isEmpty(), qPrintable(differs()));
    for (domain::Request &row : made) {
        row.state = domain::State::Done;
        row.modified.microseconds += 1'000'000;
    }
    desk.store.merge(made, tables::Origin::Live);
    QVERIFY2(differs().isEmpty(), qPrintable(differs()));
    desk.store.remove(std::vector{*desk.store.find(made.front().uuid), *desk.store.find(made.back().uuid)});
    QVERIFY2(differs().isEmpty(), qPrintable(differs()));
}

void TestRequestFeed::leavesCountsAloneWhenOnlyTheStateChanges()
{
    Desk desk(40);
    desk.feed->setQuery(split("state:erred"));
    QTRY_COMPARE(desk.feed->stateCounts().back(), 40);
    QSignalSpy counts(desk.feed.get(), &RequestFeed::countsChanged);
    desk.feed->setQuery(split("state:sent"));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    // Another feed that begins now and counts: this one would have counted before.
    tables::RequestStore store;
    RequestFeed other(*desk.client, store);
    other.setQuery(split("state:erred"));
    QTRY_COMPARE(other.stateCounts().back(), 40);
    QCOMPARE(desk.server.count("HEAD"), 10);
    QCOMPARE(counts.count(), 0);
    // Typing asks once, when it pauses.
    desk.feed->setQuery(split("created:>2026-01-01"));
    desk.feed->setQuery(split("created:>2026-01-02"));
    desk.feed->setQuery(split("created:>2026-01-03"));
    QTRY_VERIFY(counts.count() > 0);
    QTRY_COMPARE(desk.feed->stateCounts().back(), 40);
    QCOMPARE(desk.server.count("HEAD"), 15);
}

void TestRequestFeed::fetchesAWholeUuid()
{
    Desk desk;
    Row row;
    row.number = 77;
    row.state = "Erred";
    desk.server.on("GET", QByteArray(ListPath) + rowUuid(77), Reply::json(row.toJson()));
    desk.feed->setQuery(split("uuid:" + rowUuid(77)));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 1);
    QCOMPARE(desk.feed->total(), 1);
    QVERIFY(desk.feed->isComplete());
    QVERIFY(desk.pages().isEmpty());
    QCOMPARE(desk.feed->stateCounts(), (std::array<qint64, 5>{0, 0, 0, 1, 1}));
}

void TestRequestFeed::knowsThatAWholeUuidIsGone()
{
    Desk desk;
    desk.server.on("GET", QByteArray(ListPath) + rowUuid(77), Reply::json("{\"detail\":\"Not found.\"}", 404));
    desk.feed->setQuery(split("uuid:" + rowUuid(77)));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->total(), 0);
    QVERIFY(!desk.feed->error());
    desk.server.on("GET", QByteArray(ListPath) + rowUuid(77), Reply::closeUnheard());
    desk.feed->refresh();
    QTRY_COMPARE(desk.feed->phase(), Phase::Failed);
    Row row;
    row.number = 77;
    desk.server.on("GET", QByteArray(ListPath) + rowUuid(77), Reply::json(row.toJson()));
    desk.feed->retry();
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->total(), 1);
}

void TestRequestFeed::asksNothingForTheImpossible()
{
    Desk desk;
    desk.feed->setQuery(split("state:sent -state:sent"));
    QCOMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->total(), 0);
    QVERIFY(desk.feed->isComplete());
    desk.feed->refresh();
    desk.feed->loadAll();
    QVERIFY(askedNothing(desk.server, *desk.client));
}

void TestRequestFeed::namesRowsThatCanNotBeRead()
{
    Desk desk(20);
    desk.all[3] = "{\"uuid\":7}";
    desk.feed->setQuery(split(""));
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->loaded(), 19);
    QCOMPARE(desk.feed->skipped().size(), 1);
    desk.feed->refresh();
    QTRY_COMPARE(desk.feed->phase(), Phase::Ready);
    QCOMPARE(desk.feed->skipped().size(), 1);
}

QTEST_GUILESS_MAIN(TestRequestFeed)
#include "tst_requestfeed.moc"
