// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/setbacksearch.h"
#include "tests/support/connections.h"
#include "tests/support/livinglist.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <limits>
#include <memory>
#include <optional>
#include <utility>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::State;
using workflows::SetBackSearch;

namespace
{

constexpr qint64 Second = 1'000'000;
constexpr qint64 Noon = LivingList::Noon;
constexpr qint64 Backup = Noon + 100'000 * Second;

domain::Uuid uuidOf(int number)
{
    return *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
}

domain::Request requestOf(const LivingList::Item &item)
{
    domain::Request request;
    request.uuid = uuidOf(item.row.number);
    request.offering = *domain::Uuid::tryParse(QByteArrayView(item.row.offering));
    request.offeringName = QString::fromUtf8(item.row.offeringName);
    request.state = domain::stateFromWire(item.row.state);
    request.created = {item.created};
    request.modified = {item.modified};
    request.error = {item.row.message, item.row.traceback};
    const auto time = [](const QByteArray &text) {
        return domain::Timestamp::tryParse(text);
    };
    request.started = time(item.row.started);
    request.finished = time(item.row.finished);
    return request;
}

/// A server, its backup, and a store that knows it as it is now.
struct Desk {
    explicit Desk(int rows, qint64 apart = Second)
    {
        for (int number = 1; number <= rows; ++number)
            list.add(number, Noon + number * apart);
        backup = list.items;
        list.serve(server);
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
        search = std::make_unique<SetBackSearch>(*client, store);
    }
    void know(tables::Origin origin = tables::Origin::Asked)
    {
        std::vector<domain::Request> known;
        for (const LivingList::Item &item : list.items)
            known.push_back(requestOf(item));
        store.merge(known, origin);
    }
    /// These rows become Processing, one a second.
    void moveOn(int first, int last, int step = 1)
    {
        for (int number = first; number <= last; number += step)
            list.move(number, "Processing", Backup + number * Second);
    }
    /// The store knows the server as it is; then that is what its backup was.
    void setBack(tables::Origin origin = tables::Origin::Asked)
    {
        know(origin);
        list.items = backup;
    }
    /// Reads one row anew, as for a person who chose it.
    void read(int number)
    {
        client->retrieve(uuidOf(number), search.get(), [this](const api::Result<api::OneRequest> &result) {
            store.merge(std::span(&result->request, 1));
        });
    }
    [[nodiscard]] bool hasFoundAll() { return wrong().isEmpty() && !search->isRunning(); }
    /// Rows of the store that are not as the server has them.
    [[nodiscard]] QList<int> wrong()
    {
        QList<int> numbers;
        for (const LivingList::Item &item : list.items) {
            const auto row = store.find(uuidOf(item.row.number));
            domain::Request known = row ? store.request(*row) : domain::Request();
            known.stateText.clear();
            if (known != requestOf(item))
                numbers << item.row.number;
        }
        return numbers;
    }

    ScriptedServer server;
    LivingList list;
    std::vector<LivingList::Item> backup;
    tables::RequestStore store;
    std::unique_ptr<api::WaldurClient> client;
    std::unique_ptr<SetBackSearch> search;
};

} // namespace

class TestSetBackSearch : public QObject
{
    Q_OBJECT

private slots:
    void readsOneRequestWhereNothingWasSetBack();
    void findsAll_data();
    void findsAll();
    void beginsWithWhatAnybodyRead();
    void looksForWhatWasKept();
    void dividesEqualTimesByUuid();
    void gathersManyRowsInSlices();
    void goesOnAfterAFailure();
    void passesWhatIsGone();
    void readsOnWithoutLinks();
    void endsWithTheStore();
};

void TestSetBackSearch::readsOneRequestWhereNothingWasSetBack()
{
    Desk desk(250);
    desk.know();
    desk.search->look();
    QTRY_COMPARE(desk.client->requestCount(), 1U);
    QTRY_VERIFY(desk.store.row(249).read > 0);
    desk.search->look();
    QTRY_COMPARE(desk.client->requestCount(), 2U);
    QVERIFY(!desk.search->isRunning());
    QCOMPARE(desk.list.pages, 0);
}

void TestSetBackSearch::findsAll_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("first"); // of the rows that moved on after the backup
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("again"); // so many rows moved on after the server was set back
    QTest::addColumn<int>("mostRequests");
    QTest::newRow("the newest one") << 60 << 60 << 1 << 0 << 8;
    QTest::newRow("twelve neighbours") << 60 << 30 << 1 << 0 << 8;
    QTest::newRow("twelve of six hundred") << 600 << 300 << 25 << 0 << 16;
    QTest::newRow("every fifth") << 600 << 5 << 5 << 0 << 16;
    QTest::newRow("all") << 450 << 1 << 1 << 0 << 14;
    QTest::newRow("the oldest and the newest") << 900 << 1 << 899 << 0 << 12;
    QTest::newRow("and the server went on since") << 600 << 5 << 5 << 40 << 16;
}

void TestSetBackSearch::findsAll()
{
    QFETCH(int, rows);
    QFETCH(int, first);
    QFETCH(int, step);
    QFETCH(int, again);
    QFETCH(int, mostRequests);
    Desk desk(rows);
    qint64 when = Backup;
    QList<int> moved;
    for (int number = first; number <= rows; number += step) {
        // Neither in the order of their creation nor against it.
        moved.insert(moved.size() / 2, number);
        desk.list.move(number, "Processing", 0);
    }
    for (const int number : moved) {
        desk.list.move(number, number % 2 == 0 ? "Processing" : "Erred", when += 3 * Second, "no such account");
    }
    desk.setBack();
    desk.search->noteGap();
    for (int i = 0; i < again; ++i) {
        desk.list.move(moved[i], "Processing", when += 7 * Second);
        const domain::Request told = requestOf(desk.list.at(moved[i]));
        desk.store.merge(std::vector{told}, tables::Origin::Live); // as the delta does
    }
    QCOMPARE(desk.wrong().size(), moved.size() - again);
    const quint64 before = desk.client->requestCount();
    desk.search->look();
    QTRY_VERIFY_WITH_TIMEOUT(desk.hasFoundAll(), 20'000);
    const quint64 asked = desk.client->requestCount() - before;
    qInfo("%lld of %d rows: %llu requests", qint64(moved.size() - again), rows, asked);
    QVERIFY2(int(asked) <= mostRequests, qPrintable(QString::number(asked)));
    // Found once.
    desk.search->look();
    QTRY_COMPARE(quint64(desk.server.seen().size()), desk.client->requestCount());
    QVERIFY(!desk.search->isRunning());
}

/// A list that is read anew, or the request that a person chose.
void TestSetBackSearch::beginsWithWhatAnybodyRead()
{
    Desk desk(400);
    desk.moveOn(40, 400, 3);
    desk.setBack();
    QSignalSpy merged(&desk.store, &tables::RequestStore::merged);
    desk.read(220);
    QTRY_VERIFY(merged.count() > 0);
    QTRY_VERIFY_WITH_TIMEOUT(desk.hasFoundAll(), 20'000);
}

/// A window that opens on what an earlier one saw, of a server that was set back in between and has gone on since.
void TestSetBackSearch::looksForWhatWasKept()
{
    Desk desk(90);
    for (int number = 50; number <= 80; ++number)
        desk.list.move(number, "Done", Backup + number * Second);
    desk.setBack(tables::Origin::Kept);
    desk.list.move(85, "Processing", Backup + 1'000 * Second);
    desk.store.merge(std::vector{requestOf(desk.list.at(85))}, tables::Origin::Live);
    desk.search->look();
    QTRY_VERIFY_WITH_TIMEOUT(desk.hasFoundAll(), 20'000);
}

void TestSetBackSearch::dividesEqualTimesByUuid()
{
    Desk desk(260, 0); // all created in one microsecond, by a script
    desk.moveOn(100, 260, 40);
    desk.setBack();
    desk.search->noteGap();
    desk.search->look();
    QTRY_VERIFY_WITH_TIMEOUT(desk.hasFoundAll(), 20'000);
}

/// What a window knows of a large server: the rows are gathered in several turns of the event loop, and one that is set
/// back meanwhile stands where it was known.
void TestSetBackSearch::gathersManyRowsInSlices()
{
    constexpr int Many = 120'000;
    constexpr int LeastTurns = 3;
    Desk desk(600);
    std::vector<domain::Request> older;
    for (int number = 1; number <= Many; ++number) {
        domain::Request request;
        request.uuid = uuidOf(100'000 + number);
        request.offering = uuidOf(1);
        request.state = State::Done;
        request.created = request.modified = {Noon - number * Second};
        older.push_back(std::move(request));
    }
    desk.store.merge(older, tables::Origin::Asked); // with lower indices: the others are gathered last
    desk.moveOn(300, 600, 25);
    desk.setBack();
    desk.search->noteGap();
    desk.search->look();
    int turns = 0;
    bool isMerged = false;
    QTimer each;
    connect(&each, &QTimer::timeout, this, [&] {
        if (!desk.search->isRunning() || desk.client->requestCount() > 1)
            return;
        ++turns;
        if (!std::exchange(isMerged, true)) {
            domain::Request told = requestOf(desk.list.at(300));
            told.read = {std::numeric_limits<quint32>::max() - 1, std::numeric_limits<quint32>::max()};
            desk.store.merge(std::vector{told}, tables::Origin::Live);
        }
    });
    each.start(0);
    QTRY_VERIFY_WITH_TIMEOUT(desk.hasFoundAll(), 20'000);
    QVERIFY2(turns >= LeastTurns, QByteArray::number(turns).constData());
    QVERIFY(isMerged);
}

void TestSetBackSearch::goesOnAfterAFailure()
{
    Desk desk(500);
    desk.moveOn(10, 500, 2);
    desk.setBack();
    desk.search->noteGap();
    int answers = 0;
    bool works = false;
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        return works || ++answers <= 3 ? desk.list.reply(seen) : Reply::html("<h1>Server Error (500)</h1>", 500);
    });
    desk.search->look();
    QTRY_VERIFY_WITH_TIMEOUT(answers > 3, 20'000);
    const quint64 asked = desk.client->requestCount();
    QVERIFY(desk.search->isRunning());
    // As each poll does: the answer that failed may still be on its way.
    QTRY_VERIFY_WITH_TIMEOUT((desk.search->goOn(), desk.client->requestCount() > asked), 20'000);
    QVERIFY(!desk.wrong().isEmpty());
    works = true;
    QTRY_VERIFY_WITH_TIMEOUT((desk.search->goOn(), desk.hasFoundAll()), 20'000);
}

void TestSetBackSearch::passesWhatIsGone()
{
    Desk desk(300);
    for (int number = 301; number <= 330; ++number)
        desk.list.add(number, Backup + number * Second); // after the backup: lost
    for (int number = 100; number <= 140; ++number)
        desk.list.move(number, "Done", Backup + (2 * number + 101) * Second);
    desk.setBack();
    desk.search->noteGap();
    desk.read(110);
    QTRY_VERIFY_WITH_TIMEOUT(desk.hasFoundAll(), 20'000);
    QVERIFY2(desk.client->requestCount() <= 14, qPrintable(QString::number(desk.client->requestCount())));
    QVERIFY(desk.store.find(uuidOf(301))); // that it is gone is for others to prove
}

/// A proxy removes them: the count tells that a page is not the last, and what is behind it is not gone.
void TestSetBackSearch::readsOnWithoutLinks()
{
    Desk desk(450);
    desk.moveOn(1, 450);
    desk.setBack();
    desk.search->noteGap();
    desk.server.on("GET", ListPath, [&desk](const Seen &seen) {
        Reply reply = desk.list.reply(seen);
        reply.headers.removeIf([](const auto &header) { return header.first == "Link"; });
        return reply;
    });
    desk.read(40);
    QTRY_VERIFY_WITH_TIMEOUT(desk.hasFoundAll(), 20'000);
}

void TestSetBackSearch::endsWithTheStore()
{
    Desk desk(100);
    desk.moveOn(10, 100);
    desk.setBack();
    desk.search->noteGap();
    // While the server sees the call for a page.
    std::optional<bool> runsOn;
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        if (!runsOn && desk.search->isRunning()) {
            desk.store.clear();
            runsOn = desk.search->isRunning();
        }
        return desk.list.reply(seen);
    });
    desk.search->look();
    QTRY_VERIFY(runsOn);
    QVERIFY(!*runsOn);
    desk.know();
    desk.search->look();
    QTRY_COMPARE(quint64(desk.server.seen().size()), desk.client->requestCount());
    QVERIFY(desk.wrong().isEmpty());
}

QTEST_GUILESS_MAIN(TestSetBackSearch)
#include "tst_setbacksearch.moc"
