// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/pagewalk.h"

#include "tests/models/api/caught.h"

#include <QSignalSpy>

#include <numeric>

using namespace waldesk;
using namespace waldesk::testsupport;
using api::ApiError;
using api::Page;
using api::PageWalk;

/// Walking a list that other people change meanwhile.
class TestPageWalk : public QObject
{
    Q_OBJECT

private slots:
    void handsOnEveryRowOnceInOrder_data();
    void handsOnEveryRowOnceInOrder();
    void asksForPageOneAloneAndThenAtMostFour();
    void stopsAtTheLimitAndGoesOn();
    void keepsTheBytesBesideTheRows();
    void dropsRowsThatCameTwice();
    void seesRowsThatCameMeanwhile();
    void findsRowsThatMovedUp();
    void endsWhereThePagesEnd();
    void goesOnWithThePageThatFailed();
    void tellsAMissingEndpoint();
    void isSilentAfterCancel();
    void survivesBeingDeletedByItsListener();
    void goesOnWhenNothingTellsTheEnd();

private:
    struct Walked {
        explicit Walked(PageWalk &walk)
        {
            QObject::connect(&walk, &PageWalk::pageReady, &walk, [this](const Page &page) {
                numbers.append(page.number);
                for (const domain::Request &row : page.rows)
                    uuids.append(row.uuid.toHex());
                skipped += page.skipped;
                raw += int(page.raw.size());
            });
        }
        QList<int> numbers;
        QList<QByteArray> uuids;
        QStringList skipped;
        int raw = 0;
    };
    static QList<QByteArray> uuidsFrom(int highest, int lowest)
    {
        QList<QByteArray> all;
        for (int number = highest; number >= lowest; --number)
            all.append(rowUuid(number));
        return all;
    }
};

void TestPageWalk::handsOnEveryRowOnceInOrder_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("largest");
    QTest::newRow("no rows") << 0 << 300;
    QTest::newRow("one row") << 1 << 300;
    QTest::newRow("exactly one page") << 100 << 300;
    QTest::newRow("one row more than a page") << 101 << 300;
    QTest::newRow("many pages") << 1234 << 300;
    QTest::newRow("a server that gives at most 50 a page") << 420 << 50;
    QTest::newRow("a server that gives at most 33 a page") << 420 << 33;
}

void TestPageWalk::handsOnEveryRowOnceInOrder()
{
    QFETCH(int, count);
    QFETCH(int, largest);
    ScriptedServer server;
    const QList<QByteArray> all = rows(count);
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request, largest); });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    walk.start();
    QVERIFY(walk.isRunning());
    QVERIFY(stopped.wait());
    QCOMPARE(walked.uuids, uuidsFrom(count, 1));
    QList<int> expected(walked.numbers.size());
    std::iota(expected.begin(), expected.end(), 1);
    QCOMPARE(walked.numbers, expected);
    QVERIFY(walk.isComplete());
    QVERIFY(!walk.isRunning());
    QCOMPARE(walk.total(), qint64(count));
    QCOMPARE(walk.seen(), qint64(count));
    const int size = std::min(100, largest);
    QCOMPARE(server.count("GET"), std::max(1, (count + size - 1) / size));
    QCOMPARE(stopped.count(), 1);
}

void TestPageWalk::asksForPageOneAloneAndThenAtMostFour()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(2000);
    int asked = 0;
    int handed = 0;
    bool early = false;
    server.on("GET", ListPath, [&](const Seen &request) {
        early = early || (++asked > 1 && handed == 0);
        return pageOf(all, request).delayed(20 - asked);
    });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    connect(&walk, &PageWalk::pageReady, this, [&] { ++handed; });
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    walk.start();
    QVERIFY(stopped.wait());
    QVERIFY(!early);
    QCOMPARE(server.mostAtOnce(), 4);
    QCOMPARE(walked.uuids, uuidsFrom(2000, 1));
}

void TestPageWalk::stopsAtTheLimitAndGoesOn()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(1000);
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {100, 300, false, 4});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    walk.start();
    QVERIFY(stopped.wait());
    QCOMPARE(walk.seen(), 300);
    QVERIFY(!walk.isComplete());
    QCOMPARE(server.count("GET"), 3);
    walk.raiseLimit(301);
    QVERIFY(stopped.wait());
    QCOMPARE(walk.seen(), 400);
    walk.raiseLimit(-1);
    QVERIFY(stopped.wait());
    QVERIFY(walk.isComplete());
    QCOMPARE(walked.uuids, uuidsFrom(1000, 1));
    QCOMPARE(server.count("GET"), 10);
    walk.start();
    QVERIFY(stopped.wait());
    QCOMPARE(server.count("GET"), 10);
}

void TestPageWalk::keepsTheBytesBesideTheRows()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(150);
    all[120] = all[3];
    all[130] = "5";
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {100, -1, true, 4});
    QList<QByteArray> raw;
    connect(&walk, &PageWalk::pageReady, this, [&](const Page &page) {
        QCOMPARE(page.raw.size(), page.rows.size());
        raw += QList<QByteArray>(page.raw.begin(), page.raw.end());
    });
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    walk.start();
    QVERIFY(stopped.wait());
    all.removeAt(130);
    all.removeAt(120);
    QCOMPARE(raw, all);
}

void TestPageWalk::dropsRowsThatCameTwice()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(250);
    server.on("GET", ListPath, [&](const Seen &request) {
        const Reply reply = pageOf(all, request);
        if (request.number("page", 1) == 1) {
            // Three requests are made right after the first page was read.
            const QList<QByteArray> more = rows(253);
            all = more;
        }
        return reply;
    });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    walk.start();
    QVERIFY(stopped.wait());
    QCOMPARE(walked.uuids, uuidsFrom(250, 1));
    QCOMPARE(walk.total(), 253);
}

void TestPageWalk::seesRowsThatCameMeanwhile()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(200);
    server.on("GET", ListPath, [&](const Seen &request) {
        const Reply reply = pageOf(all, request);
        if (request.number("page", 1) == 1) {
            const QList<QByteArray> more = rows(320);
            all = more;
        }
        return reply;
    });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    walk.start();
    QVERIFY(stopped.wait());
    // 320..101 are newer than what page 1 showed or older: all of 200..1 came, and nothing twice.
    QCOMPARE(QSet<QByteArray>(walked.uuids.begin(), walked.uuids.end()).size(), walked.uuids.size());
    for (const QByteArray &uuid : uuidsFrom(200, 1))
        QVERIFY(walked.uuids.contains(uuid));
}

void TestPageWalk::findsRowsThatMovedUp()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(500);
    server.on("GET", ListPath, [&](const Seen &request) {
        const Reply reply = pageOf(all, request);
        if (request.number("page", 1) == 2 && all.size() == 500)
            all.remove(10, 7); // these leave the filter: what follows moves up over the edge of page 2
        return reply;
    });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {100, -1, false, 1});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    walk.start();
    QVERIFY(stopped.wait());
    QCOMPARE(QSet<QByteArray>(walked.uuids.begin(), walked.uuids.end()).size(), 500);
    QCOMPARE(walked.uuids.size(), 500);
}

void TestPageWalk::endsWhereThePagesEnd()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(430);
    server.on("GET", ListPath, [&](const Seen &request) {
        const Reply reply = pageOf(all, request);
        if (all.size() == 430)
            all.remove(0, 200);
        return reply;
    });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    QSignalSpy failed(&walk, &PageWalk::failed);
    walk.start();
    QVERIFY(stopped.wait());
    QVERIFY(walk.isComplete());
    QCOMPARE(failed.count(), 0);
    QCOMPARE(QSet<QByteArray>(walked.uuids.begin(), walked.uuids.end()).size(), walked.uuids.size());
    for (const QByteArray &uuid : uuidsFrom(230, 1))
        QVERIFY2(walked.uuids.contains(uuid), uuid.constData());
}

void TestPageWalk::goesOnWithThePageThatFailed()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(730);
    bool broken = true;
    server.on("GET", ListPath, [&](const Seen &request) {
        const bool breaks = broken && request.number("page", 1) == 4;
        return breaks ? Reply::json("{\"detail\":\"Token has expired.\"}", 401) : pageOf(all, request);
    });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    QSignalSpy failed(&walk, &PageWalk::failed);
    walk.start();
    QVERIFY(failed.wait());
    QCOMPARE(failed.first().first().value<ApiError>().kind, ApiError::Kind::Auth);
    QCOMPARE(walk.seen(), 300);
    QVERIFY(!walk.isRunning());
    QVERIFY(!walk.isComplete());
    broken = false;
    walk.start();
    QVERIFY(stopped.wait());
    QCOMPARE(walked.uuids, uuidsFrom(730, 1));
    QCOMPARE(failed.count(), 1);
}

void TestPageWalk::tellsAMissingEndpoint()
{
    ScriptedServer server;
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    QSignalSpy failed(&walk, &PageWalk::failed);
    walk.start();
    QVERIFY(failed.wait());
    QCOMPARE(failed.first().first().value<ApiError>().kind, ApiError::Kind::Protocol);
}

void TestPageWalk::isSilentAfterCancel()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(1000);
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    QSignalSpy failed(&walk, &PageWalk::failed);
    connect(
        &walk, &PageWalk::pageReady, &walk,
        [&](const Page &page) {
            if (page.number == 2)
                walk.cancel();
        },
        Qt::DirectConnection);
    walk.start();
    QTRY_COMPARE(walked.numbers.size(), 2);
    QVERIFY(!walk.isRunning());
    Caught<Page> after;
    client.list({}, {}, this, after.handler());
    QVERIFY(after.waitFor());
    QCOMPARE(walked.numbers.size(), 2);
    QCOMPARE(stopped.count() + failed.count(), 0);
    walk.start();
    QTRY_VERIFY(walk.isComplete());
    QCOMPARE(walked.uuids, uuidsFrom(1000, 1));
}

void TestPageWalk::survivesBeingDeletedByItsListener()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(300);
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    api::WaldurClient client(connectionTo(server));
    int gone = 0;
    for (int page = 1; page <= 3; ++page) {
        auto *walk = new PageWalk(client, {}, {});
        connect(walk, &PageWalk::pageReady, this, [walk, page, &gone](const Page &came) {
            if (came.number != page)
                return;
            ++gone;
            delete walk;
        });
        walk->start();
    }
    auto *last = new PageWalk(client, {}, {});
    connect(last, &PageWalk::stopped, this, [last, &gone] {
        ++gone;
        delete last;
    });
    last->start();
    QTRY_COMPARE(gone, 4);
}

void TestPageWalk::goesOnWhenNothingTellsTheEnd()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(330);
    server.on("GET", ListPath, [&](const Seen &request) {
        Reply reply = pageOf(all, request);
        reply.headers.removeIf([](const auto &header) { return header.first != "Content-Type"; });
        return reply;
    });
    api::WaldurClient client(connectionTo(server));
    PageWalk walk(client, {}, {});
    Walked walked(walk);
    QSignalSpy stopped(&walk, &PageWalk::stopped);
    walk.start();
    QVERIFY(stopped.wait());
    QCOMPARE(walked.uuids, uuidsFrom(330, 1));
    QCOMPARE(walk.total(), -1);
}

QTEST_GUILESS_MAIN(TestPageWalk)
#include "tst_pagewalk.moc"
