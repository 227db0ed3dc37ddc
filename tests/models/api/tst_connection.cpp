// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/connection.h"

#include <QTest>

using namespace waldesk;

/// What people type and paste to reach a server.
class TestConnection : public QObject
{
    Q_OBJECT

private slots:
    void readsAServer_data();
    void readsAServer();
    void refusesAServer_data();
    void refusesAServer();
    void takesPlainHttpOnlyByConsent();
    void readsAToken_data();
    void readsAToken();
    void namesTheServer();
    void marksTheToken();
};

void TestConnection::readsAServer_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("root");
    const auto row = [](const char *name, const char *typed, const char *root) {
        QTest::newRow(name) << QString::fromUtf8(typed) << QString::fromUtf8(root);
    };
    row("a host", "waldur.example.org", "https://waldur.example.org/");
    row("a host with blanks around", "  waldur.example.org \n", "https://waldur.example.org/");
    row("a root", "https://waldur.example.org/", "https://waldur.example.org/");
    row("the API's root", "https://waldur.example.org/api", "https://waldur.example.org/");
    row("the API's root with a slash", "https://waldur.example.org/api/", "https://waldur.example.org/");
    row("slashes at the end", "https://waldur.example.org//", "https://waldur.example.org/");
    row("the list itself", "https://h.example/api/backend-resource-requests/", "https://h.example/");
    row("one request", "https://h.example/api/backend-resource-requests/a0000000000000000000000000000001/",
        "https://h.example/");
    row("a prefix", "https://h.example/waldur/api/", "https://h.example/waldur/");
    row("a prefix without the API", "https://h.example/waldur", "https://h.example/waldur/");
    row("a login page", "https://h.example/login/", "https://h.example/");
    row("a folder of a gateway named api", "https://gw.example/api/waldur/", "https://gw.example/api/waldur/");
    row("the API in a folder of a gateway", "https://gw.example/api/waldur/api/", "https://gw.example/api/waldur/");
    row("a list in a folder of a gateway", "https://gw.example/api/waldur/api/backend-resource-requests/",
        "https://gw.example/api/waldur/");
    row("another list of the API", "https://h.example/api/marketplace-orders/", "https://h.example/");
    row("where a gateway shows the API", "https://gw.example/api/waldur/#api-root",
        "https://gw.example/api/waldur/#api-root");
    row("a fragment", "https://h.example/#top", "https://h.example/");
    row("a port", "h.example:8443", "https://h.example:8443/");
    row("this machine", "localhost:8000/api", "http://localhost:8000/");
    row("this machine by number", "127.0.0.1:8000", "http://127.0.0.1:8000/");
    row("this machine in IPv6", "[::1]:8000", "http://[::1]:8000/");
    row("this machine by http", "http://127.0.0.1:8000/", "http://127.0.0.1:8000/");
    row("this machine by https", "https://localhost/", "https://localhost/");
    row("capitals", "HTTPS://Waldur.Example.ORG/", "https://waldur.example.org/");
    row("a name in another script", "https://jõgi.example/", "https://jõgi.example/");
}

void TestConnection::readsAServer()
{
    QFETCH(QString, typed);
    QFETCH(QString, root);
    const api::Result<QUrl> result = api::parseServerUrl(typed, false);
    QVERIFY2(result.has_value(), result.has_value() ? "" : qPrintable(result.error().sentence));
    QCOMPARE(result.value(), QUrl(root));
}

void TestConnection::refusesAServer_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *name, const char *typed, const char *said) {
        QTest::newRow(name) << QString::fromUtf8(typed) << QString::fromUtf8(said);
    };
    row("nothing", "  ", "Type the address");
    row("credentials", "https://anna:secret@h.example/", "user name");
    row("credentials without a scheme", "anna:secret@h.example", "user name");
    row("another scheme", "ftp://h.example/", "ftp");
    row("a script", "javascript://h.example/", "javascript");
    row("a query", "https://h.example/?token=1", "query");
    row("plain http to another machine", "http://h.example/", "token");
    row("plain http to a name that begins like this machine", "http://localhost.example.org/", "token");
    row("plain http to a number that looks like this machine", "http://127.0.0.1.example.org/", "token");
    row("a blank inside", "h. example", "blank");
    row("a line break inside", "https://h.example/\nx", "blank");
    row("no host", "https://", "not the address");
    row("a port that is none", "https://h.example:99999/", "not the address");
    row("a port that is a word", "h.example:abc", "not the address");
    row("a path alone", "/api/", "not the address");
}

void TestConnection::refusesAServer()
{
    QFETCH(QString, typed);
    QFETCH(QString, said);
    const api::Result<QUrl> result = api::parseServerUrl(typed, false);
    QVERIFY2(!result.has_value(), result.has_value() ? qPrintable(result.value().toString()) : "");
    QCOMPARE(result.error().kind, api::ApiError::Kind::Validation);
    QVERIFY2(result.error().sentence.contains(said), qPrintable(result.error().sentence));
    QVERIFY(!result.error().sentence.contains(QLatin1String("secret")));
}

void TestConnection::takesPlainHttpOnlyByConsent()
{
    const api::Result<QUrl> result = api::parseServerUrl(QStringLiteral("http://h.example/api/"), true);
    QVERIFY(result.has_value());
    QCOMPARE(result.value(), QUrl(QStringLiteral("http://h.example/")));
}

void TestConnection::readsAToken_data()
{
    QTest::addColumn<QByteArray>("typed");
    QTest::addColumn<QByteArray>("token");
    QTest::newRow("forty digits") << QByteArray("0123456789abcdef0123456789abcdef01234567")
                                  << QByteArray("0123456789abcdef0123456789abcdef01234567");
    QTest::newRow("a newline at the end") << QByteArray("abc\r\n") << QByteArray("abc");
    QTest::newRow("a bearer token") << QByteArray("eyJ.a-b_c=.d") << QByteArray("eyJ.a-b_c=.d");
    QTest::newRow("nothing") << QByteArray(" \n") << QByteArray();
    QTest::newRow("the word before it") << QByteArray("Token abc") << QByteArray();
    QTest::newRow("a newline inside") << QByteArray("abc\nX-Evil: 1") << QByteArray();
    QTest::newRow("a carriage return inside") << QByteArray("abc\rdef") << QByteArray();
    QTest::newRow("a tab inside") << QByteArray("abc\tdef") << QByteArray();
    QTest::newRow("a NUL inside") << QByteArray("abc\0def", 7) << QByteArray();
    QTest::newRow("a letter that is not ASCII") << QByteArray("abc\xC3\xA9") << QByteArray();
}

void TestConnection::readsAToken()
{
    QFETCH(QByteArray, typed);
    QFETCH(QByteArray, token);
    const api::Result<QByteArray> result = api::parseToken(typed);
    QCOMPARE(result.has_value(), !token.isEmpty());
    if (result.has_value())
        QCOMPARE(result.value(), token);
    else
        QVERIFY(!result.error().sentence.isEmpty() && !result.error().sentence.contains(QLatin1String("abc")));
}

void TestConnection::namesTheServer()
{
    api::Connection connection;
    connection.root = QUrl(QStringLiteral("https://waldur.example.org/x/"));
    QCOMPARE(connection.serverName(), QStringLiteral("waldur.example.org"));
    connection.root = QUrl(QStringLiteral("http://[::1]:8000/"));
    QCOMPARE(connection.serverName(), QStringLiteral("[::1]:8000"));
}

void TestConnection::marksTheToken()
{
    api::Connection one;
    one.token = "0123456789abcdef0123456789abcdef01234567";
    api::Connection same = one;
    same.root = QUrl(QStringLiteral("https://elsewhere.example.org/"));
    api::Connection other = one;
    other.token = "0123456789abcdef0123456789abcdef01234568";
    QCOMPARE(same.tokenMark(), one.tokenMark());
    QVERIFY(other.tokenMark() != one.tokenMark());
    QVERIFY(one.tokenMark() != 0 && api::Connection().tokenMark() != 0);
}

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
