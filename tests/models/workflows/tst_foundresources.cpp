// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/foundresources.h"

#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::Request;
using domain::State;
using domain::Timestamp;
using domain::Uuid;
using workflows::FoundResources;

namespace
{

constexpr char Resources[] = "/api/backend-resources/";
constexpr qint64 Second = 1'000'000;

Timestamp start()
{
    return Timestamp::tryParse("2026-11-10T12:00:00Z").value();
}

Timestamp after(qint64 seconds)
{
    return {start().microseconds + seconds * Second};
}

const QByteArray OfferingHex = "0ff00000000000000000000000000001";

/// Started at start(), finished a minute later.
Request done()
{
    Request request;
    request.state = State::Done;
    request.offering = Uuid::tryParse(QByteArrayView(OfferingHex)).value();
    request.created = after(-5);
    request.started = start();
    request.finished = after(60);
    return request;
}

QByteArray resource(int number, qint64 seconds)
{
    return "{\"uuid\":\"" + rowUuid(number) + "\",\"name\":\"r" + QByteArray::number(number) + "\",\"offering\":\"" +
           OfferingHex + "\",\"created\":\"" + after(seconds).toServerText().toUtf8() + "\"}";
}

class Answer
{
public:
    explicit Answer(ScriptedServer &server)
    {
        m_client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        m_client->setRetryDelayMs(1);
    }

    bool read(const Request &request)
    {
        QObject context;
        result.reset();
        workflows::readFoundResources(*m_client, request, &context,
                                      [this](const api::Result<FoundResources> &found) { result = found; });
        return QTest::qWaitFor([this] { return result.has_value(); }, 20'000);
    }

    std::optional<api::Result<FoundResources>> result;

private:
    std::unique_ptr<api::WaldurClient> m_client;
};

} // namespace

class TestFoundResources : public QObject
{
    Q_OBJECT

private slots:
    void whatLiesInItsTimeWasFound_data();
    void whatLiesInItsTimeWasFound();
    void foundAndWaitingAreTold();
    void manyPagesAreRead();
    void moreThanIsReadIsSaid();
    void whatMayNotBeSeenIsNotShown_data();
    void whatMayNotBeSeenIsNotShown();
    void aServerThatFailsIsAnError();
    void neverRunsWithoutItsContext();
    void nothingFoundHasThreeReasons();
};

void TestFoundResources::whatLiesInItsTimeWasFound_data()
{
    QTest::addColumn<qint64>("created"); // seconds after its start
    QTest::addColumn<bool>("sameOffering");
    QTest::addColumn<State>("state");
    QTest::addColumn<bool>("found");
    QTest::newRow("while it worked") << 30LL << true << State::Done << true;
    QTest::newRow("at its start") << 0LL << true << State::Done << true;
    QTest::newRow("at its end") << 60LL << true << State::Done << true;
    QTest::newRow("before it") << -1LL << true << State::Done << false;
    QTest::newRow("after it") << 61LL << true << State::Done << false;
    QTest::newRow("of another offering") << 30LL << false << State::Done << false;
    QTest::newRow("by a request that failed") << 30LL << true << State::Erred << false;
}

void TestFoundResources::whatLiesInItsTimeWasFound()
{
    QFETCH(qint64, created);
    QFETCH(bool, sameOffering);
    QFETCH(State, state);
    Request request = done();
    request.state = state;
    domain::BackendResource one;
    one.offering = sameOffering ? request.offering : Uuid();
    one.created = after(created);
    QTEST(mayBeFoundBy(one, request), "found");
    request.finished.reset();
    QVERIFY(!mayBeFoundBy(one, request));
}

void TestFoundResources::foundAndWaitingAreTold()
{
    ScriptedServer server;
    server.on("GET", Resources, [](const Seen &seen) {
        return pageOf({resource(4, 90), resource(3, 40), resource(2, 20), resource(1, -600)}, seen);
    });
    Answer answer(server);
    QVERIFY(answer.read(done()));
    const FoundResources &found = answer.result->value();
    QVERIFY(found.shown && found.isWhole);
    QCOMPARE(found.waitingTotal, 4);
    QCOMPARE(found.waiting.size(), size_t(4));
    QCOMPARE(found.found.size(), size_t(2));
    QCOMPARE(found.found.front().name, QStringLiteral("r3")); // newest first
    QCOMPARE(server.count("GET"), 1);
    QCOMPARE(server.seen().front().query().queryItemValue(QStringLiteral("offering_uuid")).toLatin1(), OfferingHex);
}

void TestFoundResources::manyPagesAreRead()
{
    QList<QByteArray> all;
    for (int i = 250; i > 0; --i)
        all += resource(i, i <= 150 ? i / 10 : 1000 + i);
    ScriptedServer server;
    server.on("GET", Resources, [all](const Seen &seen) { return pageOf(all, seen); });
    Answer answer(server);
    QVERIFY(answer.read(done()));
    QCOMPARE(answer.result->value().waitingTotal, 250);
    QCOMPARE(answer.result->value().found.size(), size_t(150));
    QCOMPARE(server.count("GET"), 3);
}

void TestFoundResources::moreThanIsReadIsSaid()
{
    // 1 200 newer ones stand before the three of the request, and the server ignores created_before.
    QList<QByteArray> oldestFirst;
    for (int i = 1; i <= 3; ++i)
        oldestFirst += resource(i, 10 * i);
    for (int i = 4; i <= 1'203; ++i)
        oldestFirst += resource(i, 1'000 + i);
    QList<QByteArray> newestFirst = oldestFirst;
    std::reverse(newestFirst.begin(), newestFirst.end());
    ScriptedServer server;
    server.on("GET", Resources, [=](const Seen &seen) {
        const bool ascending = seen.query().queryItemValue(QStringLiteral("o")) == QLatin1String("created");
        return pageOf(ascending ? oldestFirst : newestFirst, seen);
    });
    Answer answer(server);
    QVERIFY(answer.read(done()));
    const FoundResources &found = answer.result->value();
    QVERIFY(!found.isWhole);
    QCOMPARE(found.waitingTotal, 1'203);
    QCOMPARE(found.waiting.size(), size_t(1'000));
    QCOMPARE(found.found.size(), size_t(3));
    QCOMPARE(found.found.front().name, QStringLiteral("r3"));
    QCOMPARE(server.count("GET"), 11);
}

void TestFoundResources::whatMayNotBeSeenIsNotShown_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("forbidden") << 403;
    QTest::newRow("no such end point") << 404;
}

void TestFoundResources::whatMayNotBeSeenIsNotShown()
{
    QFETCH(int, status);
    ScriptedServer server;
    server.on("GET", Resources, Reply::json(R"({"detail":"no"})", status));
    Answer answer(server);
    QVERIFY(answer.read(done()));
    QVERIFY(answer.result->has_value() && !answer.result->value().shown);
}

void TestFoundResources::aServerThatFailsIsAnError()
{
    ScriptedServer server;
    server.on("GET", Resources, [](const Seen &seen) {
        if (seen.number("page", 1) > 1)
            return Reply::html("<h1>Server Error (500)</h1>", 500);
        QList<QByteArray> all;
        for (int i = 150; i > 0; --i)
            all += resource(i, i);
        return pageOf(all, seen);
    });
    Answer answer(server);
    QVERIFY(answer.read(done()));
    QVERIFY(!answer.result->has_value());
    QCOMPARE(answer.result->error().kind, api::ApiError::Kind::Server);
}

void TestFoundResources::neverRunsWithoutItsContext()
{
    ScriptedServer server;
    server.on("GET", Resources, Reply::silent());
    api::Connection connection;
    connection.root = server.url();
    api::WaldurClient client(connection);
    auto context = std::make_unique<QObject>();
    bool ran = false;
    workflows::readFoundResources(client, done(), context.get(), [&ran](const auto &) { ran = true; });
    QTRY_COMPARE(server.count("GET"), 1);
    context.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    QVERIFY(!ran);
}

void TestFoundResources::nothingFoundHasThreeReasons()
{
    QCOMPARE(domain::whyNothingWasFound(0).size(), 3);
    QCOMPARE(domain::whyNothingWasFound(3).size(), 3);
    QVERIFY(domain::whyNothingWasFound(0).front() != domain::whyNothingWasFound(3).front());
}

QTEST_GUILESS_MAIN(TestFoundResources)
#include "tst_foundresources.moc"
