// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/api/caught.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace waldesk;
using namespace waldesk::testsupport;
using api::ApiError;

Q_DECLARE_METATYPE(ApiError::Kind)
Q_DECLARE_METATYPE(Reply)

/// Writing: each write leaves once, ever, whatever happens on the way, and says whether it may have arrived.
class TestWrites : public QObject
{
    Q_OBJECT

private slots:
    void sendsWhatTheContractSays();
    void makesHostileTextSendable();
    void saysWhatIsTooLarge();
    void leavesOnceWhateverHappens_data();
    void leavesOnceWhateverHappens();
    void takesANewConnectionEachTime();
    void doesNotReachADeadServer();
    void waitsLongerThanReads();
    void anyTwoHundredIsSuccess_data();
    void anyTwoHundredIsSuccess();
    void createsARequest();
    void keepsTheTokenAtHome();
    void canNotBeTakenBack();

private:
    static domain::Uuid someUuid() { return *domain::Uuid::tryParse(QByteArrayView(rowUuid(7))); }
};

void TestWrites::sendsWhatTheContractSays()
{
    ScriptedServer server;
    server.on("POST", ListPath, Reply::json("{\"status\":\"Request state set to processing.\"}"));
    api::WaldurClient client(connectionTo(server));
    Caught<api::Nothing> start;
    client.startProcessing(someUuid(), this, start.handler());
    QVERIFY(start.waitFor());
    QVERIFY(start.hasValue());
    Seen seen = server.seen().back();
    QCOMPARE(seen.target, QByteArray(ListPath) + rowUuid(7) + "/start_processing/");
    QCOMPARE(seen.headers.value("content-length"), QByteArray("0"));
    QVERIFY(!seen.headers.contains("content-type"));

    Caught<api::Nothing> done;
    client.setDone(someUuid(), this, done.handler());
    QVERIFY(done.waitFor());
    QCOMPARE(server.seen().back().target, QByteArray(ListPath) + rowUuid(7) + "/set_done/");

    Caught<api::Nothing> erred;
    client.setErred(someUuid(), {"why", {}}, this, erred.handler());
    QVERIFY(erred.waitFor());
    seen = server.seen().back();
    QCOMPARE(seen.target, QByteArray(ListPath) + rowUuid(7) + "/set_erred/");
    QCOMPARE(seen.headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(seen.headers.value("accept-language"), QByteArray("en"));
    const QJsonObject body = QJsonDocument::fromJson(seen.body).object();
    QCOMPARE(body.keys(), QStringList({QStringLiteral("error_message"), QStringLiteral("error_traceback")}));
    QCOMPARE(body.value(QLatin1String("error_message")).toString(), QStringLiteral("why"));
    QCOMPARE(server.seen().size(), size_t(3));
}

void TestWrites::makesHostileTextSendable()
{
    ScriptedServer server;
    server.on("POST", ListPath, Reply::json("{}"));
    api::WaldurClient client(connectionTo(server));
    Caught<api::Nothing> caught;
    const QByteArray big = QByteArray("line \x1b[31m\n").repeated(500'000);
    client.setErred(someUuid(),
                    {QByteArray("a\0b\xFF"
                                "c",
                                5),
                     big},
                    this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
    const QJsonObject body = QJsonDocument::fromJson(server.seen().back().body).object();
    QCOMPARE(body.value(QLatin1String("error_message")).toString(), QStringLiteral("a\uFFFDb\uFFFDc"));
    QCOMPARE(body.value(QLatin1String("error_traceback")).toString().toUtf8(), big);
}

/// Only who wrote a text can shorten it.
void TestWrites::saysWhatIsTooLarge()
{
    ScriptedServer server;
    server.on("POST", "/", Reply::html("<h1>413 Request Entity Too Large</h1>", 413));
    api::WaldurClient client(connectionTo(server));
    Caught<api::Nothing> erred;
    client.setErred(*domain::Uuid::tryParse(QByteArrayView(rowUuid(1))), {"message", QByteArray(5'000, 'x')}, this,
                    erred.handler());
    QVERIFY(erred.waitFor() && !erred.hasValue());
    QVERIFY2(erred.error().sentence.contains(QStringLiteral("shorten the traceback")),
             qPrintable(erred.error().sentence));
    Caught<api::Nothing> done;
    client.setDone(*domain::Uuid::tryParse(QByteArrayView(rowUuid(1))), this, done.handler());
    QVERIFY(done.waitFor() && !done.hasValue());
    QVERIFY2(done.error().sentence.contains(QStringLiteral("too large (status 413)")),
             qPrintable(done.error().sentence));
}

void TestWrites::leavesOnceWhateverHappens_data()
{
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<ApiError::Kind>("kind");
    QTest::addColumn<bool>("written");
    using K = ApiError::Kind;
    QTest::newRow("closed after it was read") << Reply::closeUnheard() << K::Network << true;
    QTest::newRow("reset after it was read") << Reply::reset() << K::Network << true;
    QTest::newRow("closed in the middle of the status line") << Reply::rawBytes("HTTP/1.1 2") << K::Network << true;
    QTest::newRow("closed in the middle of the header")
        << Reply::rawBytes("HTTP/1.1 200 OK\r\nContent-Len") << K::Network << true;
    QTest::newRow("closed in the middle of the answer")
        << Reply::json("{\"status\":1}").truncatedAfter(4) << K::Network << true;
    QTest::newRow("no answer in time") << Reply::silent() << K::Timeout << true;
    QTest::newRow("a bare redirect to the slash") << Reply::redirect("/elsewhere/", 301) << K::Protocol << false;
    QTest::newRow("307 asks to send it again") << Reply::redirect("/elsewhere/", 307) << K::Protocol << false;
    QTest::newRow("308 asks to send it again") << Reply::redirect("/elsewhere/", 308) << K::Protocol << false;
    QTest::newRow("303") << Reply::redirect("/elsewhere/", 303) << K::Protocol << false;
    QTest::newRow("401 offers Basic") << Reply::json("{}", 401).with("WWW-Authenticate", "Basic realm=\"x\"") << K::Auth
                                      << false;
    QTest::newRow("401") << Reply::json("{}", 401).with("WWW-Authenticate", "Token") << K::Auth << false;
    QTest::newRow("403") << Reply::json("{}", 403) << K::Forbidden << false;
    QTest::newRow("409") << Reply::json("{\"detail\":\"Valid states for operation: Sent.\"}", 409) << K::Conflict
                         << false;
    QTest::newRow("429") << Reply::json("{}", 429).with("Retry-After", "0") << K::RateLimited << false;
    QTest::newRow("500") << Reply::html("<h1>", 500) << K::Server << true;
    QTest::newRow("502") << Reply::html("<h1>", 502) << K::Server << true;
    QTest::newRow("503") << Reply::html("<h1>", 503).with("Retry-After", "0") << K::Server << true;
    QTest::newRow("504") << Reply::html("<h1>", 504) << K::Server << true;
    QTest::newRow("a login page with 200") << Reply::html("<html>Log in</html>") << K::Protocol << true;
}

void TestWrites::leavesOnceWhateverHappens()
{
    QFETCH(Reply, reply);
    QFETCH(ApiError::Kind, kind);
    QFETCH(bool, written);
    ScriptedServer server;
    server.on("*", "/", Reply::json("[]"));
    server.on("POST", "/", reply);
    // Short for the one that waits for it; the others must not come to it on a slow machine.
    const int timeoutMs = reply.manner == Reply::Manner::Silent ? 1'000 : 30'000;
    api::WaldurClient client(connectionTo(server, timeoutMs));
    client.setLeastWriteMs(timeoutMs);
    client.setMaxBytes(1024 * 1024);
    client.setRetryDelayMs(1);
    // A warm keep-alive connection is what Qt would reuse, and resend on.
    Caught<api::Page> warm;
    client.list({}, {}, this, warm.handler());
    QVERIFY(warm.waitFor());

    Caught<api::Nothing> withBody;
    client.setErred(someUuid(), {"m", "t"}, this, withBody.handler());
    QVERIFY(withBody.waitFor());
    QVERIFY(!withBody.hasValue());
    QCOMPARE(withBody.error().kind, kind);
    QCOMPARE(withBody.error().written, written);
    QCOMPARE(server.count("POST"), 1);
    QVERIFY2(!withBody.error().sentence.contains(QLatin1Char('<')), qPrintable(withBody.error().sentence));

    Caught<api::Nothing> bare;
    client.startProcessing(someUuid(), this, bare.handler());
    QVERIFY(bare.waitFor());
    QCOMPARE(bare.error().kind, kind);
    QCOMPARE(bare.error().written, written);
    QCOMPARE(server.count("POST"), 2);
    QCOMPARE(server.count("GET"), 1);
    QCOMPARE(withBody.times(), 1);
}

void TestWrites::takesANewConnectionEachTime()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::json("[]").hangingUp());
    server.on("POST", "/", Reply::json("{}"));
    api::WaldurClient client(connectionTo(server));
    for (int i = 1; i <= 5; ++i) {
        Caught<api::Page> read;
        client.list({}, {}, this, read.handler());
        QVERIFY(read.waitFor());
        // The connection of the read is closed by now, or is just being closed.
        Caught<api::Nothing> write;
        client.setDone(someUuid(), this, write.handler());
        QVERIFY(write.waitFor());
        QVERIFY(write.hasValue());
        QCOMPARE(server.count("POST"), i);
    }
}

void TestWrites::doesNotReachADeadServer()
{
    ScriptedServer server;
    const api::Connection connection = connectionTo(server);
    server.stopListening();
    api::WaldurClient client(connection);
    Caught<api::Nothing> write;
    client.setDone(someUuid(), this, write.handler());
    QVERIFY(write.waitFor());
    QCOMPARE(write.error().kind, ApiError::Kind::Network);
    QCOMPARE(write.error().written, false);
    QVERIFY2(write.error().sentence.contains(QLatin1String("refuses")), qPrintable(write.error().sentence));
}

void TestWrites::waitsLongerThanReads()
{
    ScriptedServer server;
    server.on("POST", "/", Reply::json("{}").delayed(600));
    api::WaldurClient client(connectionTo(server, 50));
    Caught<api::Nothing> write;
    client.setDone(someUuid(), this, write.handler());
    QVERIFY(write.waitFor());
    QVERIFY(write.hasValue());
}

void TestWrites::anyTwoHundredIsSuccess_data()
{
    QTest::addColumn<Reply>("reply");
    QTest::newRow("the documented body") << Reply::json("{\"status\":\"Request state set to done.\"}");
    QTest::newRow("no body") << Reply::json("");
    QTest::newRow("no content") << Reply::empty(204);
    QTest::newRow("no JSON") << Reply::json("done");
}

void TestWrites::anyTwoHundredIsSuccess()
{
    QFETCH(Reply, reply);
    ScriptedServer server;
    server.on("POST", "/", reply);
    api::WaldurClient client(connectionTo(server));
    Caught<api::Nothing> write;
    client.setDone(someUuid(), this, write.handler());
    QVERIFY(write.waitFor());
    QVERIFY(write.hasValue());
}

void TestWrites::createsARequest()
{
    ScriptedServer server;
    Row row;
    row.number = 9;
    server.sequence("POST", ListPath,
                    {Reply::json(row.toJson(), 201), Reply::json("{\"uuid\":", 201),
                     Reply::json("{\"offering\":[\"Object does not exist.\"]}", 400)});
    api::WaldurClient client(connectionTo(server));
    Caught<api::OneRequest> good;
    client.create(someUuid(), this, good.handler());
    QVERIFY(good.waitFor());
    QCOMPARE(good.value().request.uuid.toHex(), rowUuid(9));
    QCOMPARE(server.seen().back().body, "{\"offering\":\"" + rowUuid(7) + "\"}");
    QCOMPARE(server.seen().back().target, QByteArray(ListPath));

    Caught<api::OneRequest> broken;
    client.create(someUuid(), this, broken.handler());
    QVERIFY(broken.waitFor());
    QCOMPARE(broken.error().kind, ApiError::Kind::Protocol);
    QVERIFY(broken.error().written);

    Caught<api::OneRequest> refused;
    client.create(someUuid(), this, refused.handler());
    QVERIFY(refused.waitFor());
    QCOMPARE(refused.error().kind, ApiError::Kind::Validation);
    QCOMPARE(refused.error().fields.first().first, QStringLiteral("offering"));
    QVERIFY(!refused.error().written);
}

void TestWrites::keepsTheTokenAtHome()
{
    ScriptedServer server;
    ScriptedServer other;
    server.on("POST", "/", Reply::redirect(other.url().toEncoded() + "steal?token=1", 307));
    api::WaldurClient client(connectionTo(server));
    Caught<api::Nothing> write;
    client.setDone(someUuid(), this, write.handler());
    QVERIFY(write.waitFor());
    QCOMPARE(write.error().kind, ApiError::Kind::Protocol);
    QVERIFY2(write.error().sentence.contains(other.url().toString()), qPrintable(write.error().sentence));
    QVERIFY(!write.error().sentence.contains(QLatin1String("token")));
    QCOMPARE(other.connections(), 0);
}

void TestWrites::canNotBeTakenBack()
{
    ScriptedServer server;
    server.on("POST", "/", Reply::json("{}"));
    api::WaldurClient client(connectionTo(server));
    Caught<api::Nothing> write;
    const api::Call call = client.setDone(someUuid(), this, write.handler());
    call.cancel();
    QVERIFY(call.isActive());
    QVERIFY(write.waitFor());
    QVERIFY(write.hasValue());
    QCOMPARE(server.count("POST"), 1);
}

QTEST_GUILESS_MAIN(TestWrites)
#include "tst_writes.moc"
