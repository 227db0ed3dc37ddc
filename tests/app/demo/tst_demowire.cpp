// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoservice.h"
#include "tests/app/demo/wireclient.h"

#include <QTest>

using namespace waldesk::demo;

namespace
{
const QByteArray list = "/api/backend-resource-requests/";
}

/// What stands on the wire: bodies, headers and connections rather than meaning.
class TestDemoWire : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theAddressIsOfThisMachine();
    void aPortInUseIsSaidInOneSentence();
    void aServiceEndsWithItsObject();
    void headSendsNoBodyAndTheConnectionLivesOn();
    void aMissingSlashIsRedirectedWithAnEmptyPage_data();
    void aMissingSlashIsRedirectedWithAnEmptyPage();
    void anUnknownPathIsAPage_data();
    void anUnknownPathIsAPage();
    void authorizationIsRefused_data();
    void authorizationIsRefused();
    void theTokenKeywordIgnoresCase();
    void acceptIsHonoured_data();
    void acceptIsHonoured();
    void methodsAreRefused_data();
    void methodsAreRefused();
    void theCheckOfTheTokenComesBeforeTheMethod();
    void staffMayActAsAnother();
    void onlyNamesOfThisMachineAreAnswered_data();
    void onlyNamesOfThisMachineAreAnswered();
    void eachServiceHasTokensOfItsOwn();

private:
    DemoService m_service{{0, 100, 1, 0}};
};

void TestDemoWire::initTestCase()
{
    QString error;
    QVERIFY2(m_service.start(&error), qPrintable(error));
}

void TestDemoWire::theAddressIsOfThisMachine()
{
    QCOMPARE(m_service.url().host(), QStringLiteral("127.0.0.1"));
    QCOMPARE(m_service.url().path(), QStringLiteral("/"));
    QVERIFY(m_service.url().port() > 0);
    const Tokens tokens = m_service.tokens();
    for (const QByteArray &token : {tokens.staff, tokens.support, tokens.manager}) {
        QCOMPARE(token.size(), 40);
        QCOMPARE(QByteArray::fromHex(token).toHex(), token);
    }
}

void TestDemoWire::aPortInUseIsSaidInOneSentence()
{
    DemoService second({static_cast<quint16>(m_service.url().port()), 10, 1, 0});
    QString error;
    QVERIFY(!second.start(&error));
    QVERIFY2(error.contains(QString::number(m_service.url().port())), qPrintable(error));
    QCOMPARE(error.count(QLatin1Char('\n')), 0);
    QVERIFY(error.endsWith(QLatin1Char('.')));
    QVERIFY(second.url().isEmpty());
}

void TestDemoWire::aServiceEndsWithItsObject()
{
    quint16 port = 0;
    {
        DemoService brief({0, 10, 1, 1});
        QVERIFY(brief.start(nullptr));
        port = static_cast<quint16>(brief.url().port());
    }
    DemoService again({port, 10, 1, 1});
    QString error;
    QVERIFY2(again.start(&error), qPrintable(error));
    QVERIFY(again.start(&error)); // a second start changes nothing
}

void TestDemoWire::headSendsNoBodyAndTheConnectionLivesOn()
{
    WireClient client(m_service.url(), m_service.tokens().staff);
    for (const QByteArray &path : {list, list + "?state=Erred", QByteArray("/api/users/me/"), list + "?state=bad",
                                   QByteArray("/api/nothing/"), list + "?page=99999"}) {
        const WireReply reply = client.head(path);
        QVERIFY(reply.status != 0);
        QCOMPARE(client.surplus(), QByteArray());
    }
    const WireReply count = client.head(list);
    QCOMPARE(count.status, 200);
    QCOMPARE(count.header("X-Result-Count"), QByteArray("100"));
    QVERIFY(count.header("Link").contains("rel=\"last\""));
    QCOMPARE(client.get(list).array().size(), 10);
    QVERIFY(client.isConnected());
    QCOMPARE(client.head(list + "?state=bad").header("X-Result-Count"), QByteArray());
}

void TestDemoWire::aMissingSlashIsRedirectedWithAnEmptyPage_data()
{
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("GET of the list") << QByteArray("GET") << QByteArray("/api/backend-resource-requests") << list;
    QTest::newRow("GET with a query") << QByteArray("GET")
                                      << QByteArray("/api/backend-resource-requests?state=Sent&o=created")
                                      << list + "?state=Sent&o=created";
    QTest::newRow("POST of the list") << QByteArray("POST") << QByteArray("/api/backend-resource-requests") << list;
    QTest::newRow("POST of an action") << QByteArray("POST") << list + "00000000000000000000000000000000/set_done"
                                       << list + "00000000000000000000000000000000/set_done/";
}

void TestDemoWire::aMissingSlashIsRedirectedWithAnEmptyPage()
{
    QFETCH(QByteArray, verb);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, location);
    WireClient client(m_service.url(), m_service.tokens().staff);
    const WireReply reply = client.send(verb, path);
    QCOMPARE(reply.status, 301);
    QCOMPARE(reply.header("Location"), location);
    QVERIFY(reply.header("Content-Type").startsWith("text/html"));
    QCOMPARE(reply.body, QByteArray());
}

void TestDemoWire::anUnknownPathIsAPage_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("another endpoint") << QByteArray("/api/openings/");
    QTest::newRow("another endpoint without its slash") << QByteArray("/api/openings");
    QTest::newRow("below a request") << list + "00000000000000000000000000000000/retry/";
    QTest::newRow("the root") << QByteArray("/");
}

void TestDemoWire::anUnknownPathIsAPage()
{
    QFETCH(QByteArray, path);
    WireClient client(m_service.url(), m_service.tokens().staff);
    const WireReply reply = client.get(path);
    QCOMPARE(reply.status, 404);
    QVERIFY(reply.header("Content-Type").startsWith("text/html"));
    QVERIFY(reply.body.contains("<h1>Not Found</h1>"));
}

void TestDemoWire::authorizationIsRefused_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QString>("text");
    const QString absent = QStringLiteral("Authentication credentials were not provided.");
    QTest::newRow("no header") << QByteArray() << absent;
    QTest::newRow("another scheme") << QByteArray("Authorization: Basic YTpi\r\n") << absent;
    QTest::newRow("keyword alone") << QByteArray("Authorization: Token\r\n")
                                   << QStringLiteral("Invalid token. No credentials provided.");
    QTest::newRow("spaces in the token") << QByteArray("Authorization: Token a b\r\n")
                                         << QStringLiteral("Invalid token. Token string should not contain spaces.");
    QTest::newRow("a wrong token") << QByteArray("Authorization: Token 0123\r\n") << QStringLiteral("Invalid token.");
}

void TestDemoWire::authorizationIsRefused()
{
    QFETCH(QByteArray, header);
    QFETCH(QString, text);
    WireClient client(m_service.url(), {});
    const WireReply reply = client.send("GET", list, {}, {}, header);
    QCOMPARE(reply.status, 401);
    QCOMPARE(reply.header("WWW-Authenticate"), QByteArray("Token"));
    QCOMPARE(reply.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(reply.object().value(QStringLiteral("detail")).toString(), text);
    QCOMPARE(client.send("GET", list + "?x-auth-token=" + m_service.tokens().staff, {}, {}, {}).status, 401);
}

void TestDemoWire::theTokenKeywordIgnoresCase()
{
    WireClient client(m_service.url(), {});
    for (const char *word : {"token ", "TOKEN ", "Token "}) {
        const QByteArray header = "Authorization: " + QByteArray(word) + m_service.tokens().support + "\r\n";
        QCOMPARE(client.send("GET", list, {}, {}, header).status, 200);
    }
}

void TestDemoWire::acceptIsHonoured_data()
{
    QTest::addColumn<QByteArray>("accept");
    QTest::addColumn<int>("status");
    QTest::newRow("JSON") << QByteArray("application/json") << 200;
    QTest::newRow("anything") << QByteArray("*/*") << 200;
    QTest::newRow("JSON among others") << QByteArray("text/html, application/json;q=0.9") << 200;
    QTest::newRow("HTML") << QByteArray("text/html") << 406;
    QTest::newRow("CSV") << QByteArray("text/csv") << 406;
}

void TestDemoWire::acceptIsHonoured()
{
    QFETCH(QByteArray, accept);
    QFETCH(int, status);
    WireClient client(m_service.url(), m_service.tokens().staff);
    const WireReply reply = client.send("GET", list, {}, {}, "Accept: " + accept + "\r\n");
    QCOMPARE(reply.status, status);
    if (status == 406)
        QCOMPARE(reply.body, QByteArray("{\"detail\":\"Could not satisfy the request Accept header.\"}"));
}

void TestDemoWire::methodsAreRefused_data()
{
    QTest::addColumn<QByteArray>("verb");
    QTest::addColumn<QByteArray>("path");
    const QByteArray request = list + "00000000000000000000000000000000/";
    QTest::newRow("DELETE of a request") << QByteArray("DELETE") << request;
    QTest::newRow("PUT of a request") << QByteArray("PUT") << request;
    QTest::newRow("PATCH of a request") << QByteArray("PATCH") << request;
    QTest::newRow("POST of a request") << QByteArray("POST") << request;
    QTest::newRow("DELETE of the list") << QByteArray("DELETE") << list;
    QTest::newRow("GET of an action") << QByteArray("GET") << request + "set_done/";
}

void TestDemoWire::methodsAreRefused()
{
    QFETCH(QByteArray, verb);
    QFETCH(QByteArray, path);
    WireClient client(m_service.url(), m_service.tokens().staff);
    const WireReply reply = client.send(verb, path);
    QCOMPARE(reply.status, 405);
    QCOMPARE(reply.body, "{\"detail\":\"Method \\\"" + verb + "\\\" not allowed.\"}");
    QVERIFY(!reply.header("Allow").isEmpty());
}

void TestDemoWire::theCheckOfTheTokenComesBeforeTheMethod()
{
    WireClient client(m_service.url(), {});
    QCOMPARE(client.send("DELETE", list).status, 401);
}

void TestDemoWire::staffMayActAsAnother()
{
    WireClient staff(m_service.url(), m_service.tokens().staff);
    WireClient manager(m_service.url(), m_service.tokens().manager);
    const QByteArray me = "/api/users/me/?field=uuid&field=username";
    const QByteArray uuid = manager.get(me).object().value(QStringLiteral("uuid")).toString().toLatin1();
    const QByteArray header = "X-Impersonated-User-Uuid: " + uuid + "\r\n";
    const WireReply acted = staff.send("GET", me, {}, {}, header);
    QCOMPARE(acted.object().value(QStringLiteral("uuid")).toString().toLatin1(), uuid);
    QVERIFY(!acted.header("X-Impersonator-Uuid").isEmpty());
    const WireReply unknown = staff.send("GET", me, {}, {}, "X-Impersonated-User-Uuid: 12\r\n");
    QCOMPARE(unknown.object().value(QStringLiteral("username")).toString(), QStringLiteral("ada"));
    QVERIFY(unknown.header("X-Impersonator-Uuid").isEmpty());
    const WireReply refused = manager.send("GET", me, {}, {}, header);
    QVERIFY(refused.header("X-Impersonator-Uuid").isEmpty());
}

void TestDemoWire::onlyNamesOfThisMachineAreAnswered_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("answered");
    for (const char *host :
         {"127.0.0.1", "127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8080", "127.8.8.8"})
        QTest::newRow(host) << QByteArray(host) << true;
    for (const char *host : {"example.org", "localhost.example.org", "127.0.0.1.example.org", "192.168.0.1", "0.0.0.0",
                             "example.org:8080", "[fe80::1]", "127.0.0.1@example.org"})
        QTest::newRow(host) << QByteArray(host) << false;
}

void TestDemoWire::onlyNamesOfThisMachineAreAnswered()
{
    QFETCH(QByteArray, host);
    QFETCH(bool, answered);
    WireClient client(m_service.url(), m_service.tokens().staff);
    client.setHost(host);
    const WireReply reply = client.get(list);
    QCOMPARE(reply.status, answered ? 200 : 400);
    QCOMPARE(reply.body.contains("uuid"), answered);
}

void TestDemoWire::eachServiceHasTokensOfItsOwn()
{
    const DemoService other({0, 10, 1, 0});
    QVERIFY(other.tokens().staff != m_service.tokens().staff);
    QVERIFY(other.tokens().support != other.tokens().manager);
    QVERIFY(other.tokens().staff != other.tokens().manager);
    WireClient client(m_service.url(), other.tokens().staff);
    QCOMPARE(client.get(list).status, 401);
}

QTEST_GUILESS_MAIN(TestDemoWire)
#include "tst_demowire.moc"
