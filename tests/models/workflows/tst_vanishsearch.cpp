// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/vanishsearch.h"
#include "tests/support/connections.h"
#include "tests/support/livinglist.h"

#include <QTest>

#include <array>
#include <cmath>
#include <memory>
#include <optional>

using namespace waldesk;
using namespace waldesk::testsupport;
using workflows::VanishSearch;

namespace
{

constexpr qint64 Second = 1'000'000;
constexpr qint64 Noon = LivingList::Noon;

QByteArray offering(int number)
{
    return QByteArray("0ff0000000000000000000000000") + QByteArray::number(number).rightJustified(4, '0');
}

struct Desk {
    /// Rows of `offerings` offerings, one after the other, and the store knows them all.
    explicit Desk(int rows, int offerings = 10)
    {
        std::vector<domain::Request> known;
        for (int number = 1; number <= rows; ++number) {
            const LivingList::Item &item =
                list.add(number, Noon + number * Second, "Sent", offering(number % offerings));
            domain::Request request;
            request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
            request.offering = *domain::Uuid::tryParse(QByteArrayView(item.row.offering));
            request.state = domain::State::Sent;
            request.created = request.modified = {item.created};
            known.push_back(request);
        }
        rowsKnown = store.merge(known).all;
        list.serve(server);
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
        search = std::make_unique<VanishSearch>(*client, store);
    }
    [[nodiscard]] bool look(const domain::ListFilter &filter = {})
    {
        result.reset();
        search->start(filter, rowsKnown, [this](const api::Result<VanishSearch::Found> &found) { result = found; });
        return QTest::qWaitFor([this] { return result.has_value(); }, 30'000);
    }
    [[nodiscard]] QList<int> lost() const
    {
        QList<int> numbers;
        for (const tables::RowIndex row : (*result)->lost)
            numbers << int((store.row(row).created - Noon) / Second);
        std::ranges::sort(numbers);
        return numbers;
    }

    ScriptedServer server;
    LivingList list;
    tables::RequestStore store;
    std::vector<tables::RowIndex> rowsKnown;
    std::unique_ptr<api::WaldurClient> client;
    std::unique_ptr<VanishSearch> search;
    std::optional<api::Result<VanishSearch::Found>> result;
};

} // namespace

class TestVanishSearch : public QObject
{
    Q_OBJECT

private slots:
    void asksOneCountWhenNothingVanished();
    void findsOne_data();
    void findsOne();
    void findsOneThroughAProxyThatRemovesHeaders();
    void findsALostOfferingInFewRequests();
    void findsSeveral();
    void findsWhatMayBeSeenNow();
    void findsOneThatWentForOneThatCame_data();
    void findsOneThatWentForOneThatCame();
    void costsWhatTheDocumentSays_data();
    void costsWhatTheDocumentSays();
    void namesOnlyRowsOfTheStore();
    void findsRowsAboveAllThatAreKnown();
    void dividesEqualTimesNowhere_data();
    void dividesEqualTimesNowhere();
    void staysWithinTheFilter();
    void failsAsTheServerDoes();
};

void TestVanishSearch::asksOneCountWhenNothingVanished()
{
    Desk desk(3'000);
    QVERIFY(desk.look());
    QVERIFY((*desk.result)->agrees);
    QVERIFY((*desk.result)->lost.empty());
    QCOMPARE(desk.list.counts, 1);
    QCOMPARE(desk.list.pages, 0);
}

void TestVanishSearch::findsOne_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("the oldest") << 1;
    QTest::newRow("one in the middle") << 1'234;
    QTest::newRow("one of the newest page") << 2'990;
    QTest::newRow("the newest") << 3'000;
}

void TestVanishSearch::findsOne()
{
    QFETCH(int, number);
    Desk desk(3'000);
    desk.list.remove(number);
    QVERIFY(desk.look());
    QCOMPARE(desk.lost(), QList<int>{number});
    QVERIFY((*desk.result)->agrees);
    QCOMPARE(desk.list.pages, 1);
    QVERIFY2(desk.list.counts <= 14, qPrintable(QString::number(desk.list.counts)));
}

/// A full page without a Link is not the end of the list: what lies behind it is not lost.
void TestVanishSearch::findsOneThroughAProxyThatRemovesHeaders()
{
    Desk desk(3'000);
    desk.server.on("*", ListPath, [&desk](const Seen &seen) {
        Reply reply = desk.list.reply(seen);
        reply.headers.removeIf(
            [](const auto &header) { return header.first == "X-Result-Count" || header.first == "Link"; });
        if (seen.method == "HEAD")
            reply.body.clear();
        return reply;
    });
    for (const int number : {1'234, 2'900}) {
        desk.list.remove(number);
        QVERIFY(desk.look());
        QCOMPARE(desk.lost(), QList<int>{number});
        QVERIFY((*desk.result)->agrees);
        std::erase(desk.rowsKnown, (*desk.result)->lost.front());
    }
}

void TestVanishSearch::findsALostOfferingInFewRequests()
{
    Desk desk(3'000, 10);
    desk.list.removeOffering(offering(7));
    QVERIFY(desk.look());
    QCOMPARE((*desk.result)->lost.size(), size_t(300));
    QVERIFY((*desk.result)->agrees);
    QCOMPARE(desk.list.pages, 1);
    QVERIFY2((*desk.result)->requests <= 15, qPrintable(QString::number((*desk.result)->requests)));
}

void TestVanishSearch::findsSeveral()
{
    Desk desk(3'000);
    for (const int number : {5, 6, 700, 1'500, 1'501, 2'999})
        desk.list.remove(number);
    QVERIFY(desk.look());
    QCOMPARE(desk.lost(), QList<int>({5, 6, 700, 1'500, 1'501, 2'999}));
    QVERIFY((*desk.result)->agrees);
}

void TestVanishSearch::findsWhatMayBeSeenNow()
{
    Desk desk(500);
    desk.list.add(9'001, Noon + 123 * Second + 1);
    desk.list.add(9'002, Noon - 3600 * Second); // older than all that is known
    QVERIFY(desk.look());
    QCOMPARE((*desk.result)->unknown.size(), size_t(2));
    QVERIFY((*desk.result)->lost.empty());
    QVERIFY((*desk.result)->agrees);
}

void TestVanishSearch::findsOneThatWentForOneThatCame_data()
{
    QTest::addColumn<int>("gone");
    QTest::addColumn<qint64>("came");
    QTest::addColumn<int>("bound");
    QTest::newRow("far apart") << 200 << 900 * Second + 1 << 500;
    QTest::newRow("the other way round") << 900 << 200 * Second + 1 << 500;
    QTest::newRow("beside each other") << 500 << 502 * Second + 1 << 502;
    QTest::newRow("older than all that is known") << 700 << -3600 * Second << 300;
}

void TestVanishSearch::findsOneThatWentForOneThatCame()
{
    QFETCH(int, gone);
    QFETCH(qint64, came);
    QFETCH(int, bound);
    Desk desk(1'000);
    desk.list.remove(gone);
    desk.list.add(9'001, Noon + came);
    QVERIFY(desk.look());
    QVERIFY((*desk.result)->agrees); // the totals say nothing
    QVERIFY((*desk.result)->lost.empty());
    desk.result.reset();
    desk.search->start(
        {}, desk.rowsKnown, [&desk](const api::Result<VanishSearch::Found> &found) { desk.result = found; },
        domain::Timestamp{Noon + bound * Second});
    QTRY_VERIFY(desk.result.has_value());
    QCOMPARE(desk.lost(), QList<int>{gone});
    QCOMPARE((*desk.result)->unknown.size(), size_t(1));
    QVERIFY((*desk.result)->agrees);
}

void TestVanishSearch::costsWhatTheDocumentSays_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("requests");
    QTest::newRow("2 000") << 2'000 << 15;
    QTest::newRow("100 000") << 100'000 << 20;
    QTest::newRow("1 000 000") << 1'000'000 << 24;
}

/// docs/live.md, "What vanished": of a server that only counts, so that a million rows are cheap.
void TestVanishSearch::costsWhatTheDocumentSays()
{
    QFETCH(int, rows);
    QFETCH(int, requests);
    constexpr int Offerings = 400;
    constexpr int Deleted = 7;
    ScriptedServer server;
    tables::RequestStore store;
    std::vector<domain::Request> known(static_cast<size_t>(rows));
    std::array<domain::Uuid, Offerings> offerings;
    for (int number = 0; number < Offerings; ++number)
        offerings[size_t(number)] = *domain::Uuid::tryParse(QByteArrayView(offering(number)));
    for (int number = 1; number <= rows; ++number) {
        domain::Request &row = known[size_t(number - 1)];
        row.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
        row.offering = offerings[size_t(number % Offerings)];
        row.state = domain::State::Sent;
        row.created = row.modified = {Noon + number * Second};
    }
    const std::vector<tables::RowIndex> all = store.merge(known).all;
    known = {};
    const auto firstOf = [](const Seen &seen) {
        const QByteArray bound = seen.query().queryItemValue(QStringLiteral("created"), QUrl::FullyDecoded).toLatin1();
        const auto from = domain::Timestamp::tryParse(bound);
        return from ? int((from->microseconds - Noon + Second - 1) / Second) : 1;
    };
    // Of 1..n those that are numbers of the deleted offering.
    const auto deletedUpTo = [](int n) {
        return n < Deleted ? 0 : (n - Deleted) / Offerings + 1;
    };
    int asked = 0;
    server.on("HEAD", ListPath, [&](const Seen &seen) {
        ++asked;
        const int first = std::max(1, firstOf(seen));
        const QByteArray of = seen.query().queryItemValue(QStringLiteral("offering_uuid")).toLatin1();
        const int left = rows - first + 1 - (deletedUpTo(rows) - deletedUpTo(first - 1));
        return Reply::json({}).with("X-Result-Count", QByteArray::number(of == offering(Deleted) ? 0 : left));
    });
    server.on("GET", ListPath, [&](const Seen &seen) {
        ++asked;
        const int first = std::max(1, firstOf(seen));
        QList<QByteArray> page;
        for (int number = first; number <= rows; ++number) {
            Row row;
            row.number = number;
            row.state = "Sent";
            row.offering = offering(number % Offerings);
            row.created = row.modified = LivingList::text(Noon + number * Second);
            if (number % Offerings != Deleted)
                page.append(page.size() < 100 ? row.toJson() : QByteArray("{}"));
            if (page.size() > 100)
                break;
        }
        return pageOf(page, seen);
    });
    api::WaldurClient client(connectionTo(server.url()));
    VanishSearch search(client, store);
    std::optional<VanishSearch::Found> found;
    search.start({}, all, [&found](const api::Result<VanishSearch::Found> &result) {
        if (result)
            found = *result;
    });
    QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), 60'000);
    QCOMPARE(int(found->lost.size()), deletedUpTo(rows));
    QVERIFY(found->agrees);
    QCOMPARE(found->requests, asked);
    // And one by uuid and one count of the offering, which the live updates ask before they drop any.
    QVERIFY2(asked + 2 <= requests, qPrintable(QStringLiteral("%1 requests").arg(asked)));
}

void TestVanishSearch::namesOnlyRowsOfTheStore()
{
    // A role comes and goes while it is looked: what was met on one page is gone on the next.
    Desk desk(300);
    for (int number = 1; number <= 3; ++number)
        desk.list.add(900 + number, Noon + 100 * Second + number);
    desk.server.on("GET", ListPath, [&](const Seen &seen) {
        Reply reply = desk.list.reply(seen);
        for (int number = 1; number <= 3; ++number)
            desk.list.remove(900 + number);
        return reply;
    });
    QVERIFY(desk.look());
    for (const tables::RowIndex row : (*desk.result)->lost)
        QVERIFY(row < desk.store.size());
    QVERIFY((*desk.result)->lost.empty());
    QVERIFY((*desk.result)->unknown.empty());
}

void TestVanishSearch::findsRowsAboveAllThatAreKnown()
{
    Desk desk(500);
    for (int number = 9'001; number < 9'010; ++number)
        desk.list.add(number, Noon + number * Second);
    desk.list.remove(250);
    QVERIFY(desk.look());
    QCOMPARE(desk.lost(), QList<int>{250});
    QCOMPARE((*desk.result)->unknown.size(), size_t(9)); // shown again, or new
}

void TestVanishSearch::dividesEqualTimesNowhere_data()
{
    QTest::addColumn<int>("rows"); // of one microsecond
    QTest::addColumn<int>("gone");
    QTest::newRow("less than a page") << 60 << 130;
    QTest::newRow("more than a page") << 160 << 130;
    QTest::newRow("more than two pages, on the last one") << 350 << 449;
}

void TestVanishSearch::dividesEqualTimesNowhere()
{
    QFETCH(int, rows);
    QFETCH(int, gone);
    Desk desk(10);
    std::vector<domain::Request> same;
    for (int number = 100; number < 100 + rows; ++number) {
        desk.list.add(number, Noon + 5 * Second, "Sent", offering(1));
        domain::Request request;
        request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
        request.offering = *domain::Uuid::tryParse(QByteArrayView(offering(1)));
        request.state = domain::State::Sent;
        request.created = request.modified = {Noon + 5 * Second};
        same.push_back(request);
    }
    const auto more = desk.store.merge(same).all;
    desk.rowsKnown.insert(desk.rowsKnown.end(), more.begin(), more.end());
    desk.list.remove(gone);
    desk.list.add(900, Noon + 5 * Second);
    desk.list.add(901, Noon + 5 * Second);
    QVERIFY(desk.look());
    QVERIFY((*desk.result)->agrees);
    QCOMPARE((*desk.result)->lost.size(), size_t(1));
    QCOMPARE(desk.store.row((*desk.result)->lost.front()).uuid.toHex(), rowUuid(gone));
    QCOMPARE((*desk.result)->unknown.size(), size_t(2));
}

void TestVanishSearch::staysWithinTheFilter()
{
    Desk desk(400);
    domain::ListFilter filter;
    filter.createdFrom = domain::Timestamp{Noon + 201 * Second};
    std::erase_if(desk.rowsKnown,
                  [&](tables::RowIndex row) { return desk.store.row(row).created < Noon + 201 * Second; });
    desk.list.remove(100); // outside
    desk.list.remove(300);
    QVERIFY(desk.look(filter));
    QCOMPARE(desk.lost(), QList<int>{300});
    QVERIFY((*desk.result)->agrees);
}

void TestVanishSearch::failsAsTheServerDoes()
{
    Desk desk(300);
    desk.server.on("*", ListPath, Reply::json("{\"detail\":\"No.\"}", 403));
    QVERIFY(desk.look());
    QVERIFY(!*desk.result);
    QCOMPARE(desk.result->error().kind, api::ApiError::Kind::Forbidden);
    QVERIFY(!desk.search->isRunning());
}

QTEST_GUILESS_MAIN(TestVanishSearch)
#include "tst_vanishsearch.moc"
