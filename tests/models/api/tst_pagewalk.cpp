// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/pagewalk.h"

#include "tests/models/api/caught.h"
#include "tests/support/askednothing.h"

#include <QSignalSpy>
#include <QTimeZone>

#include <numeric>
#include <random>

using namespace waldesk;
using namespace waldesk::testsupport;
using api::ApiError;
using api::Page;
using api::PageWalk;

namespace
{

/// A list that changes between any two answers: rows are made, vanish, leave the filter and come into it.
class ChangingList
{
public:
    ChangingList(unsigned seed, int rows, bool knowsModified) : m_random(seed), m_knowsModified(knowsModified)
    {
        for (int i = 0; i < rows; ++i)
            make();
        for (Item &item : m_items)
            item.modified = item.created;
    }

    Reply answer(const Seen &request)
    {
        const QUrlQuery query = request.query();
        const bool oldest = query.queryItemValue(QStringLiteral("o")) == QLatin1String("created");
        const auto since = domain::Timestamp::tryParse(
            query.queryItemValue(QStringLiteral("modified"), QUrl::FullyDecoded).toLatin1());
        const QStringList states = query.allQueryItemValues(QStringLiteral("state"));
        QList<QByteArray> all;
        for (const Item &item : m_items) {
            const bool isNew =
                !since || !m_knowsModified || *domain::Timestamp::tryParse(time(item.modified)) >= *since;
            if (isNew && (states.isEmpty() || states.contains(QString::fromLatin1(item.state))))
                all.append(json(item));
        }
        if (!oldest)
            std::ranges::reverse(all);
        const Reply reply = pageOf(all, request);
        m_told = m_items;
        for (int i = 0; i < between && changesLeft > 0; ++i, --changesLeft)
            change();
        return reply;
    }
    /// What the newest answer was made of.
    [[nodiscard]] QSet<QByteArray> uuids(const QByteArray &state) const
    {
        QSet<QByteArray> all;
        for (const Item &item : m_told) {
            if (state.isEmpty() || item.state == state)
                all.insert(rowUuid(item.number));
        }
        return all;
    }
    /// Rows that were in the list at all times.
    [[nodiscard]] QSet<QByteArray> lasting(const QByteArray &state) const
    {
        QSet<QByteArray> all;
        for (const Item &item : m_items) {
            if (!item.isNew && !item.wasChanged && (state.isEmpty() || item.state == state))
                all.insert(rowUuid(item.number));
        }
        return all;
    }
    void begin()
    {
        for (Item &item : m_items)
            item.isNew = item.wasChanged = false;
    }

    int between = 0;
    int changesLeft = 0;
    bool mayVanish = true;

private:
    struct Item {
        int number = 0;
        int created = 0; ///< seconds
        int modified = 0;
        QByteArray state = "Sent";
        bool isNew = true;
        bool wasChanged = false;
    };

    static QByteArray time(int second)
    {
        return QDateTime::fromSecsSinceEpoch(1'780'000'000 + second, QTimeZone::utc()).toString(Qt::ISODate).toLatin1();
    }
    static QByteArray json(const Item &item)
    {
        Row row;
        row.number = item.number;
        row.state = item.state;
        row.created = time(item.created);
        row.modified = time(item.modified);
        return row.toJson();
    }
    void make()
    {
        m_now += 1;
        m_items.push_back({++m_last, m_now, m_now, m_random() % 3 == 0 ? "Processing" : "Sent", true, false});
    }
    void change()
    {
        m_now += 1;
        const unsigned kind = m_random() % 4;
        if (kind == 0 || m_items.empty()) {
            make();
            return;
        }
        const size_t which = m_random() % m_items.size();
        if (kind == 1 && mayVanish) {
            m_items.erase(m_items.begin() + qsizetype(which));
            return;
        }
        m_items[which].state = m_items[which].state == "Sent" ? "Processing" : "Sent";
        m_items[which].modified = m_now;
        m_items[which].wasChanged = true;
    }

    std::mt19937 m_random;
    bool m_knowsModified;
    std::vector<Item> m_told;
    std::vector<Item> m_items;
    int m_now = 0;
    int m_last = 0;
};

/// A walk on a client of its own, and what it hands on.
class RecordedWalk
{
public:
    explicit RecordedWalk(const ScriptedServer &server, PageWalk::Options options = {}, domain::ListFilter filter = {})
        : client(connectionTo(server)), m_walk(client, std::move(filter), options),
          stopped(&m_walk, &PageWalk::stopped), failed(&m_walk, &PageWalk::failed)
    {
        QObject::connect(&m_walk, &PageWalk::pageReady, &m_walk, [this](const Page &page) {
            numbers.append(page.number);
            for (const domain::Request &row : page.rows)
                uuids.append(row.uuid.toHex());
        });
    }
    /// Starts it, or lets it go on; true: it stopped.
    [[nodiscard]] bool run()
    {
        m_walk.start();
        return waitForStop();
    }
    [[nodiscard]] bool waitForStop() { return stopped.wait(60'000); }
    PageWalk *operator->() { return &m_walk; }
    PageWalk *get() { return &m_walk; }
    [[nodiscard]] QSet<QByteArray> distinct() const { return {uuids.begin(), uuids.end()}; }

    api::WaldurClient client;

private:
    PageWalk m_walk;

public:
    QSignalSpy stopped;
    QSignalSpy failed;
    QList<int> numbers; ///< of pages, in the order in which they came
    QList<QByteArray> uuids;
};

QList<QByteArray> uuidsFrom(int highest, int lowest)
{
    QList<QByteArray> all;
    for (int number = highest; number >= lowest; --number)
        all.append(rowUuid(number));
    return all;
}

} // namespace

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
    void readsClampedPagesWithoutHeaders_data();
    void readsClampedPagesWithoutHeaders();
    void goesOnWithThePageThatFailed();
    void tellsAMissingEndpoint();
    void isSilentAfterCancel();
    void survivesBeingDeletedByItsListener();
    void goesOnWhenNothingTellsTheEnd();
    void readsTogetherWhatWasCreatedAtOnce_data();
    void readsTogetherWhatWasCreatedAtOnce();
    void endsWithWhatAProxyMakesOfTheLastPage_data();
    void endsWithWhatAProxyMakesOfTheLastPage();
    void losesNothingWhileTheListChanges_data();
    void losesNothingWhileTheListChanges();
    void readsATornBorderAgain();
    void tellsWhoLeft();
    void aListThatNeverRestsEndsWithASentence();
    void endsWhenPagesRepeat_data();
    void endsWhenPagesRepeat();
    void asksForOnePageMoreThanCounted_data();
    void asksForOnePageMoreThanCounted();
    void readsOnWhereTheCountIsTooLow_data();
    void readsOnWhereTheCountIsTooLow();
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
    RecordedWalk walk(server);
    walk->start();
    QVERIFY(walk->isRunning());
    QVERIFY(walk.waitForStop());
    QCOMPARE(walk.uuids, uuidsFrom(count, 1));
    QList<int> expected(walk.numbers.size());
    std::iota(expected.begin(), expected.end(), 1);
    QCOMPARE(walk.numbers, expected);
    QVERIFY(walk->isComplete());
    QVERIFY(!walk->isRunning());
    QCOMPARE(walk->total(), qint64(count));
    QCOMPARE(walk->seen(), qint64(count));
    const int size = std::min(100, largest);
    const int pages = std::max(1, (count + size - 1) / size);
    // Where there is a border, one request more tells that nothing has changed.
    QCOMPARE(server.count("GET"), pages > 1 ? pages + 1 : 1);
    QCOMPARE(walk.stopped.count(), 1);
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
        const Reply page = pageOf(all, request);
        return asked <= 5 ? page.held() : page;
    });
    RecordedWalk walk(server);
    connect(walk.get(), &PageWalk::pageReady, this, [&] { ++handed; });
    walk->start();
    QTRY_COMPARE(server.held(), 1);
    server.forget();
    QVERIFY(askedNothing(server, walk.client));
    server.releaseAll();
    QTRY_COMPARE(server.held(), 4);
    for (int i = 0; i < 4; ++i)
        server.release(ScriptedServer::Held::Newest);
    QVERIFY(walk.waitForStop());
    QVERIFY(!early);
    QCOMPARE(server.mostAtOnce(), 4);
    QCOMPARE(walk.uuids, uuidsFrom(2000, 1));
}

void TestPageWalk::stopsAtTheLimitAndGoesOn()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(1000);
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    RecordedWalk walk(server, {100, 300, false, 4});
    QVERIFY(walk.run());
    QCOMPARE(walk->seen(), 300);
    QVERIFY(!walk->isComplete());
    QCOMPARE(server.count("GET"), 3 + 1); // the last asks what has changed
    walk->raiseLimit(301);
    QVERIFY(walk.waitForStop());
    QCOMPARE(walk->seen(), 400);
    walk->raiseLimit(-1);
    QVERIFY(walk.waitForStop());
    QVERIFY(walk->isComplete());
    QCOMPARE(walk.uuids, uuidsFrom(1000, 1));
    QCOMPARE(server.count("GET"), 10 + 3);
    QVERIFY(walk.run());
    QCOMPARE(server.count("GET"), 10 + 3);
}

void TestPageWalk::keepsTheBytesBesideTheRows()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(150);
    all[120] = all[3];
    all[130] = "5";
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    RecordedWalk walk(server, {100, -1, true, 4});
    QList<QByteArray> raw;
    connect(walk.get(), &PageWalk::pageReady, this, [&](const Page &page) {
        QCOMPARE(page.raw.size(), page.rows.size());
        raw += QList<QByteArray>(page.raw.begin(), page.raw.end());
    });
    QVERIFY(walk.run());
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
    RecordedWalk walk(server);
    QVERIFY(walk.run());
    QCOMPARE(walk.uuids.mid(0, 250), uuidsFrom(250, 1));
    // Those that were made meanwhile come last.
    QCOMPARE(walk.uuids.mid(250), uuidsFrom(253, 251));
    QCOMPARE(walk->total(), 253);
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
    RecordedWalk walk(server);
    QVERIFY(walk.run());
    // 320..101 are newer than what page 1 showed or older: all of 200..1 came, and nothing twice.
    QCOMPARE(walk.distinct().size(), walk.uuids.size());
    for (const QByteArray &uuid : uuidsFrom(200, 1))
        QVERIFY(walk.uuids.contains(uuid));
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
    RecordedWalk walk(server, {100, -1, false, 1});
    QVERIFY(walk.run());
    QCOMPARE(walk.distinct().size(), 500);
    QCOMPARE(walk.uuids.size(), 500);
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
    RecordedWalk walk(server);
    QVERIFY(walk.run());
    QVERIFY(walk->isComplete());
    QCOMPARE(walk.failed.count(), 0);
    QCOMPARE(walk.distinct().size(), walk.uuids.size());
    for (const QByteArray &uuid : uuidsFrom(230, 1))
        QVERIFY2(walk.uuids.contains(uuid), uuid.constData());
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
    RecordedWalk walk(server);
    walk->start();
    QVERIFY(walk.failed.wait(20'000));
    QCOMPARE(walk.failed.first().first().value<ApiError>().kind, ApiError::Kind::Auth);
    QCOMPARE(walk->seen(), 300);
    QVERIFY(!walk->isRunning());
    QVERIFY(!walk->isComplete());
    broken = false;
    QVERIFY(walk.run());
    QCOMPARE(walk.uuids, uuidsFrom(730, 1));
    QCOMPARE(walk.failed.count(), 1);
}

void TestPageWalk::tellsAMissingEndpoint()
{
    ScriptedServer server;
    RecordedWalk walk(server);
    walk->start();
    QVERIFY(walk.failed.wait(20'000));
    QCOMPARE(walk.failed.first().first().value<ApiError>().kind, ApiError::Kind::Protocol);
}

void TestPageWalk::isSilentAfterCancel()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(1000);
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    RecordedWalk walk(server);
    connect(
        walk.get(), &PageWalk::pageReady, walk.get(),
        [&](const Page &page) {
            if (page.number == 2)
                walk->cancel();
        },
        Qt::DirectConnection);
    walk->start();
    QTRY_COMPARE(walk.numbers.size(), 2);
    QVERIFY(!walk->isRunning());
    Caught<Page> after;
    walk.client.list({}, {}, this, after.handler());
    QVERIFY(after.waitFor());
    QCOMPARE(walk.numbers.size(), 2);
    QCOMPARE(walk.stopped.count() + walk.failed.count(), 0);
    walk->start();
    QTRY_VERIFY(walk->isComplete());
    QCOMPARE(walk.uuids, uuidsFrom(1000, 1));
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
    RecordedWalk walk(server);
    QVERIFY(walk.run());
    QCOMPARE(walk.uuids, uuidsFrom(330, 1));
    QCOMPARE(walk->total(), -1);
}

void TestPageWalk::readsTogetherWhatWasCreatedAtOnce_data()
{
    QTest::addColumn<int>("first"); // the newest of those that were created at once
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("hasCount");
    QTest::addColumn<qint64>("limit");
    QTest::addColumn<int>("pages"); // asked for, but for what has changed
    QTest::addRow("none") << 250 << 1 << true << qint64(-1) << 3;
    QTest::addRow("inside a page") << 240 << 40 << true << qint64(-1) << 3;
    QTest::addRow("over a border") << 170 << 40 << true << qint64(-1) << 9;
    QTest::addRow("over a border, and no count") << 170 << 40 << false << qint64(-1) << 9;
    QTest::addRow("over the border of a part") << 170 << 40 << true << qint64(200) << 9;
    QTest::addRow("over two borders") << 170 << 99 << true << qint64(-1) << 9;
    QTest::addRow("at both borders") << 160 << 20 << true << qint64(-1) << 9;
}

/// The server orders by nothing but the time: two answers have two orders.
void TestPageWalk::readsTogetherWhatWasCreatedAtOnce()
{
    QFETCH(int, first);
    QFETCH(int, rows);
    QFETCH(bool, hasCount);
    QFETCH(qint64, limit);
    QFETCH(int, pages);
    const auto timeOf = [&](int number) {
        const int shown = number <= first && number > first - rows ? first : number;
        return domain::Timestamp{(1'780'000'000 + qint64(shown)) * 1'000'000};
    };
    ScriptedServer server;
    std::mt19937 random(1);
    server.on("GET", ListPath, [&](const Seen &request) {
        const QUrlQuery query = request.query();
        const auto since =
            domain::Timestamp::tryParse(query.queryItemValue(QStringLiteral("created"), QUrl::FullyDecoded).toLatin1());
        std::vector<int> numbers(250);
        std::iota(numbers.begin(), numbers.end(), 1);
        std::shuffle(numbers.begin(), numbers.end(), random);
        const bool isOldestFirst = query.queryItemValue(QStringLiteral("o")) == QLatin1String("created");
        std::ranges::stable_sort(
            numbers, [&](int a, int b) { return isOldestFirst ? timeOf(a) < timeOf(b) : timeOf(b) < timeOf(a); });
        QList<QByteArray> all;
        for (const int number : numbers) {
            if (since && timeOf(number) < *since)
                continue;
            Row row;
            row.number = number;
            row.created = row.modified = timeOf(number).toWire().toLatin1();
            all.append(row.toJson());
        }
        if (query.hasQueryItem(QStringLiteral("modified")))
            all.clear(); // nothing changed
        Reply reply = pageOf(all, request);
        if (!hasCount)
            reply.headers.removeIf([](const auto &header) { return header.first == "X-Result-Count"; });
        return reply;
    });
    for (int turn = 0; turn < 10; ++turn) {
        server.forget();
        PageWalk::Options options;
        options.limit = limit;
        RecordedWalk walk(server, options);
        QVERIFY(walk.run());
        const QSet<QByteArray> found = walk.distinct();
        QCOMPARE(found.size(), walk.uuids.size());
        // Of a part: all that is newer than where it ends.
        for (const QByteArray &uuid : uuidsFrom(250, limit < 0 ? 1 : 51))
            QVERIFY2(found.contains(uuid), uuid.constData());
        QVERIFY(walk->sentence().isEmpty());
        const auto isOfList = [](const Seen &seen) {
            return !seen.query().hasQueryItem(QStringLiteral("modified"));
        };
        const auto asked = std::ranges::count_if(server.seen(), isOfList);
        QVERIFY2(asked <= pages, QByteArray::number(qint64(asked)).constData());
    }
}

void TestPageWalk::endsWithWhatAProxyMakesOfTheLastPage_data()
{
    QTest::addColumn<Reply>("beyond"); // what the proxy answers behind the last page
    QTest::addColumn<bool>("hasCount");
    QTest::addColumn<bool>("fails");
    const QByteArray detail = "{\"detail\":\"Invalid page.\"}";
    const Reply webPage = Reply::html("<h1>Not Found</h1>", 404);
    QTest::addRow("404 as the server says it") << Reply::json(detail, 404) << false << false;
    QTest::addRow("404 in HTML") << webPage << false << false;
    QTest::addRow("400") << Reply::json(detail, 400) << false << false;
    QTest::addRow("an empty list") << Reply::json("[]") << false << false;
    // A login page instead of any answer is no end.
    QTest::addRow("another page") << Reply::html("<h1>Welcome</h1>", 200) << false << true;
    QTest::addRow("404 in HTML of a page that is counted") << webPage << true << true;
}

void TestPageWalk::endsWithWhatAProxyMakesOfTheLastPage()
{
    QFETCH(Reply, beyond);
    QFETCH(bool, hasCount);
    QFETCH(bool, fails);
    ScriptedServer server;
    // Full pages: nothing but the one behind them tells that there is no more.
    const QList<QByteArray> all = rows(300);
    server.on("GET", ListPath, [&](const Seen &request) {
        if (request.number("page", 1) > (hasCount ? 2 : 3))
            return beyond;
        Reply reply = pageOf(all, request);
        if (!hasCount)
            reply.headers.removeIf([](const auto &header) { return header.first != "Content-Type"; });
        return reply;
    });
    RecordedWalk walk(server);
    walk->start();
    QTRY_COMPARE(walk.stopped.count() + walk.failed.count(), 1);
    QCOMPARE(walk.failed.count(), fails ? 1 : 0);
    QCOMPARE(walk->isComplete(), !fails);
    QCOMPARE(walk.uuids, uuidsFrom(300, hasCount ? 101 : 1));
}

void TestPageWalk::losesNothingWhileTheListChanges_data()
{
    QTest::addColumn<bool>("oldestFirst");
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<bool>("knowsModified");
    QTest::addColumn<bool>("mayVanish");
    for (int i = 0; i < 16; ++i) {
        const bool oldest = i & 1;
        const QByteArray state = i & 2 ? "Sent" : "";
        QTest::addRow("%s, %s, %s, %s", oldest ? "oldest first" : "newest first", state.isEmpty() ? "all" : "one state",
                      i & 4 ? "modified is a filter" : "modified is ignored", i & 8 ? "rows vanish" : "rows stay")
            << oldest << state << bool(i & 4) << bool(i & 8);
    }
}

void TestPageWalk::losesNothingWhileTheListChanges()
{
    QFETCH(bool, oldestFirst);
    QFETCH(QByteArray, state);
    QFETCH(bool, knowsModified);
    QFETCH(bool, mayVanish);
    constexpr int Schedules = 63; // of each kind: a thousand
    for (unsigned seed = 1; seed <= Schedules; ++seed) {
        ScriptedServer server;
        ChangingList list(seed, 25 + int(seed % 40), knowsModified);
        list.begin();
        list.between = 1 + int(seed % 4);
        list.changesLeft = 6 + int(seed % 17);
        list.mayVanish = mayVanish;
        server.on("GET", ListPath, [&](const Seen &request) { return list.answer(request); });
        domain::ListFilter filter;
        if (oldestFirst)
            filter.order = domain::ListFilter::Order::OldestFirst;
        if (!state.isEmpty())
            filter.states = {domain::State::Sent};
        RecordedWalk walk(server, {10, -1, false, 1 + int(seed % 4)}, filter);
        QSet<QByteArray> here;
        connect(walk.get(), &PageWalk::pageReady, this, [&](const Page &page) {
            for (const domain::Request &row : page.rows) {
                QVERIFY2(!here.contains(row.uuid.toHex()), "handed on twice");
                here.insert(row.uuid.toHex());
            }
        });
        connect(walk.get(), &PageWalk::leftMeanwhile, this, [&](const std::vector<domain::Request> &rows) {
            for (const domain::Request &row : rows)
                QVERIFY2(here.remove(row.uuid.toHex()), "was never handed on");
        });
        QVERIFY(walk.run());
        QVERIFY(walk->isComplete());
        QCOMPARE(walk->seen(), qint64(here.size()));
        const QByteArray where = "seed " + QByteArray::number(seed) + ": " + walk->sentence().toUtf8();
        if (!walk->sentence().isEmpty()) {
            // Rows that vanish without a trace are told. All else must be found: the list comes to rest.
            QVERIFY2(mayVanish || !knowsModified, where.constData());
        } else {
            QVERIFY2(walk->seen() == walk->total(), where.constData());
        }
        // Where a change leaves no trace, a row that goes and one that comes can cancel each other out.
        if (walk->missing() == 0 && knowsModified && !mayVanish)
            QVERIFY2(here.contains(list.lasting(state)), where.constData());
        if (walk->sentence().isEmpty() && knowsModified && !mayVanish)
            QVERIFY2(here == list.uuids(state), where.constData());
    }
}

void TestPageWalk::readsATornBorderAgain()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(300);
    server.on("GET", ListPath, [&](const Seen &request) {
        // Page 3 was read before a request was made and page 2 after it: row 100 stands on neither.
        if (request.number("page", 1) == 2 && request.number("page_size", 10) == 100 && all.size() == 300)
            return pageOf(rows(301), request);
        const Reply reply = pageOf(all, request);
        if (request.number("page", 1) == 3)
            all = rows(301);
        return reply;
    });
    RecordedWalk walk(server);
    QVERIFY(walk.run());
    QCOMPARE(walk->sentence(), QString());
    QCOMPARE(walk->seen(), 301);
    QCOMPARE(walk->total(), 301);
    QCOMPARE(walk.distinct().size(), 301);
}

void TestPageWalk::tellsWhoLeft()
{
    ScriptedServer server;
    ChangingList list(7, 40, true);
    list.between = 1;
    list.changesLeft = 12;
    list.mayVanish = false;
    server.on("GET", ListPath, [&](const Seen &request) { return list.answer(request); });
    domain::ListFilter filter;
    filter.states = {domain::State::Sent};
    RecordedWalk walk(server, {10, -1, false, 1}, filter);
    int left = 0;
    connect(walk.get(), &PageWalk::leftMeanwhile, this, [&](const std::vector<domain::Request> &rows) {
        for (const domain::Request &row : rows)
            QCOMPARE(row.state, domain::State::Processing);
        left += int(rows.size());
    });
    QVERIFY(walk.run());
    QVERIFY(left > 0);
    QCOMPARE(walk->sentence(), QString());
}

void TestPageWalk::aListThatNeverRestsEndsWithASentence()
{
    ScriptedServer server;
    ChangingList list(3, 45, true);
    list.between = 1;
    list.changesLeft = 1'000'000;
    list.mayVanish = false;
    server.on("GET", ListPath, [&](const Seen &request) { return list.answer(request); });
    RecordedWalk walk(server, {10, -1, false, 4});
    QVERIFY(walk.run());
    QVERIFY(server.count("GET") < 400);
    QVERIFY(!walk->sentence().isEmpty() || walk->seen() == walk->total());
}

void TestPageWalk::endsWhenPagesRepeat_data()
{
    QTest::addColumn<int>("claimed");
    QTest::addColumn<bool>("tellsCount");
    QTest::addColumn<qint64>("limit");
    QTest::addColumn<int>("mostRequests");
    QTest::addColumn<bool>("whole");
    QTest::newRow("page is ignored, and the list is long") << 100'000 << true << qint64(-1) << 6 << false;
    QTest::newRow("page is ignored, with a limit") << 1'000 << true << qint64(350) << 6 << false;
    QTest::newRow("a next page for ever, one page counted") << 100 << true << qint64(-1) << 3 << true;
    QTest::newRow("a next page for ever, nothing counted") << 100 << false << qint64(-1) << 3 << false;
    QTest::newRow("a next page for ever, with a limit") << 100 << false << qint64(500) << 3 << false;
}

void TestPageWalk::endsWhenPagesRepeat()
{
    QFETCH(int, claimed);
    QFETCH(bool, tellsCount);
    QFETCH(qint64, limit);
    QFETCH(int, mostRequests);
    QFETCH(bool, whole);
    ScriptedServer server;
    server.on("GET", ListPath, [&](const Seen &) {
        Reply reply = Reply::json(jsonArray(rows(100))).with("Link", "<https://h/?page=2>; rel=\"next\"");
        return tellsCount ? reply.with("X-Result-Count", QByteArray::number(claimed)) : reply;
    });
    RecordedWalk walk(server, {100, limit, false, 4});
    QVERIFY(walk.run());
    QVERIFY(walk->isComplete());
    QCOMPARE(walk.uuids, uuidsFrom(100, 1));
    QVERIFY2(walk->sentence().contains(QStringLiteral("the same rows again")), qPrintable(walk->sentence()));
    // Nobody has said how many there are: "100 of 100" would be an invention.
    QCOMPARE(walk->sentence().contains(QStringLiteral("is not told")), !tellsCount);
    QVERIFY2(claimed < 100'000 || walk->sentence().contains(QStringLiteral("100 of 100\u00A0000")),
             qPrintable(walk->sentence()));
    QCOMPARE(walk->isWhole(), whole);
    QVERIFY2(server.count("GET") <= mostRequests, QByteArray::number(server.count("GET")).constData());
    QVERIFY(!walk->isRunning());
}

void TestPageWalk::readsClampedPagesWithoutHeaders_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("largest");
    for (const int count : {0, 99, 100, 101, 300, 650}) {
        QTest::addRow("%d rows, a hundred a page", count) << count << 100;
        QTest::addRow("%d rows, three hundred a page", count) << count << 300;
    }
}

/// Neither a count nor a Link: a page that is shorter than was asked for may be a clamped one (contract 2).
void TestPageWalk::readsClampedPagesWithoutHeaders()
{
    QFETCH(int, count);
    QFETCH(int, largest);
    ScriptedServer server;
    server.on("GET", ListPath, [&, all = rows(count)](const Seen &request) {
        if (request.query().hasQueryItem(QStringLiteral("modified")))
            return Reply::json("[]");
        Reply reply = pageOf(all, request, largest);
        reply.headers.removeIf(
            [](const auto &header) { return header.first == "X-Result-Count" || header.first == "Link"; });
        return reply;
    });
    RecordedWalk walk(server, {.pageSize = 300});
    QVERIFY(walk.run());
    QCOMPARE(walk.uuids, uuidsFrom(count, 1));
    QVERIFY(walk->isWhole());
}

void TestPageWalk::asksForOnePageMoreThanCounted_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArray>("beyond");
    for (const int count : {0, 1, 100, 101, 730}) {
        QTest::addRow("%d rows, empty pages behind them", count) << count << QByteArray("[]");
        QTest::addRow("%d rows, 404 behind them", count) << count << QByteArray();
    }
}

void TestPageWalk::asksForOnePageMoreThanCounted()
{
    QFETCH(int, count);
    QFETCH(QByteArray, beyond);
    ScriptedServer server;
    const QList<QByteArray> all = rows(count);
    server.on("GET", ListPath, [&](const Seen &request) {
        Reply reply = pageOf(all, request);
        if (reply.status == 404)
            reply = beyond.isEmpty() ? reply : Reply::json(beyond);
        reply.headers.removeIf([](const auto &header) { return header.first != "Content-Type"; });
        return reply.with("X-Result-Count", QByteArray::number(count))
            .with("Link", "<https://h/?page=9>; rel=\"next\"");
    });
    RecordedWalk walk(server);
    QVERIFY(walk.run());
    QCOMPARE(walk.uuids, uuidsFrom(count, 1));
    QCOMPARE(walk->sentence(), QString());
    QVERIFY(server.count("GET") <= (count + 99) / 100 + 2);
}

void TestPageWalk::readsOnWhereTheCountIsTooLow_data()
{
    QTest::addColumn<int>("told");
    QTest::addColumn<int>("fromPage");
    for (const int told : {0, 1, 99, 100, 350, 600, 729})
        QTest::addRow("%d told of 730", told) << told << 1;
    QTest::addRow("too low from page 3 on") << 150 << 3;
}

/// The rows and the next page of an answer prove its count wrong: nothing is lost, and nothing is said to have left.
void TestPageWalk::readsOnWhereTheCountIsTooLow()
{
    QFETCH(int, told);
    QFETCH(int, fromPage);
    constexpr int All = 730;
    ScriptedServer server;
    const QList<QByteArray> all = rows(All);
    server.on("GET", ListPath, [&](const Seen &request) {
        Reply reply = pageOf(all, request);
        if (reply.status == 404)
            return reply;
        const int page = request.number("page", 1);
        reply.headers.removeIf([](const auto &header) { return header.first == "X-Result-Count"; });
        return reply.with("X-Result-Count", QByteArray::number(page >= fromPage ? told : All));
    });
    RecordedWalk walk(server);
    QVERIFY(walk.run());
    QCOMPARE(walk.uuids, uuidsFrom(All, 1));
    QCOMPARE(walk->sentence(), QString());
    QCOMPARE(walk->total(), qint64(-1));
    QVERIFY(walk->isWhole());
    QVERIFY2(server.count("GET") < 60, QByteArray::number(server.count("GET")).constData());
}

QTEST_GUILESS_MAIN(TestPageWalk)
#include "tst_pagewalk.moc"
