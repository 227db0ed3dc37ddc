// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/connectiontest.h"
#include "tests/support/builders.h"

#include <QSignalSpy>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using workflows::ConnectionTest;
using Line = ConnectionTest::Line;
using Mark = ConnectionTest::Mark;

namespace
{

constexpr char Me[] = "/api/users/me/";
constexpr char Page[] = "<!doctype html><html><body><app-root></app-root></body></html>";

QByteArray user(bool staff, bool support, const QByteArray &permissions = "[]")
{
    const auto word = [](bool is) {
        return QByteArray(is ? "true" : "false");
    };
    return "{\"uuid\":\"a0000000000000000000000000000001\",\"username\":\"mari\",\"full_name\":\"Mari Tamm\","
           "\"is_staff\":" +
           word(staff) + ",\"is_support\":" + word(support) + ",\"permissions\":" + permissions + "}";
}

/// A Waldur that lets everything be read.
void answerAll(ScriptedServer &server, const QByteArray &prefix = {})
{
    server.on("GET", prefix + "/api/configuration/", Reply::json("{\"WALDUR_CORE\":{\"SITE_NAME\":\"HPC Cloud\"}}"));
    server.on("GET", prefix + Me, Reply::json(user(true, false)));
    server.on("GET", prefix + "/api/roles/",
              Reply::json("[{\"uuid\":\"b0000000000000000000000000000001\",\"name\":\"R\",\"permissions\":"
                          "[\"OFFERING.MANAGE_BACKEND_RESOURCES\"]}]")
                  .with("X-Result-Count", "1"));
    server.on("GET", prefix + ListPath, [](const Seen &seen) { return pageOf(rows(23), seen); });
}

struct Run {
    explicit Run(const QUrl &root, int timeoutMs = 5'000, const QString &caFile = {})
    {
        api::Connection connection;
        connection.root = root;
        connection.token = "0123456789abcdef0123456789abcdef01234567";
        connection.timeoutMs = timeoutMs;
        connection.caFile = caFile;
        test = std::make_unique<ConnectionTest>(connection);
        QObject::connect(test.get(), &ConnectionTest::finished, test.get(), [this] { ++finished; });
        test->start();
    }
    [[nodiscard]] ConnectionTest::LineState line(Line which) const { return test->lines()[size_t(which)]; }
    [[nodiscard]] QString words(Line which) const { return line(which).title + u'|' + line(which).detail; }

    std::unique_ptr<ConnectionTest> test;
    int finished = 0;
};

} // namespace

class TestConnectionTest : public QObject
{
    Q_OBJECT

private slots:
    void succeeds();
    void saysWhatOneMayDo_data();
    void saysWhatOneMayDo();
    void saysWhyALineFails_data();
    void saysWhyALineFails();
    void saysThatNobodyListens();
    void saysThatThereIsNoSuchName();
    void saysThatNobodyAnswers();
    void saysWhatIsWrongWithTheCertificate();
    void findsTheApiBesideThePortal();
    void isCancelled();
    void saysWhatStandsBehindThePort_data();
    void saysWhatStandsBehindThePort();
    void triesBothWordsBeforeTheToken_data();
    void triesBothWordsBeforeTheToken();
    void saysThatTheHeaderIsMissing();
};

void TestConnectionTest::succeeds()
{
    ScriptedServer server;
    answerAll(server);
    Run run(server.url());
    QCOMPARE(run.line(Line::Reached).mark, Mark::Running);
    QCOMPARE(run.line(Line::Rights).mark, Mark::Waiting);
    QTRY_COMPARE(run.finished, 1);
    QVERIFY(run.test->succeeded());
    QVERIFY(run.words(Line::Reached).contains(QStringLiteral("HPC Cloud")));
    QVERIFY(run.words(Line::Reached).contains(QStringLiteral("not encrypted")));
    QCOMPARE(run.words(Line::Token), QStringLiteral("Token accepted|Mari Tamm"));
    QVERIFY(run.words(Line::Requests).contains(QStringLiteral("23 request")));
    QCOMPARE(run.line(Line::Rights).mark, Mark::Good);
    QVERIFY(run.test->person().isStaff);
    QCOMPARE(run.test->connection().root, server.url());
    for (const Seen &seen : server.seen())
        QVERIFY(seen.method == "GET"); // a test changes nothing
}

void TestConnectionTest::saysWhatOneMayDo_data()
{
    QTest::addColumn<QByteArray>("me");
    QTest::addColumn<int>("roles"); // status
    QTest::addColumn<bool>("note");
    QTest::addColumn<QString>("says");
    const QByteArray grant = "[{\"role_name\":\"R\",\"role_uuid\":\"b0000000000000000000000000000001\",\"scope_type\":"
                             "\"offering\",\"scope_uuid\":\"c0000000000000000000000000000001\"}]";
    QTest::newRow("staff") << user(true, true) << 200 << false << QStringLiteral("change and ask again");
    QTest::newRow("support") << user(false, true) << 200 << true << QStringLiteral("You may read, not change");
    QTest::newRow("manager") << user(false, false, grant) << 200 << false << QStringLiteral("manager of 1 offering");
    QTest::newRow("manager and support") << user(false, true, grant) << 200 << false << QStringLiteral("manager of 1");
    QTest::newRow("nobody") << user(false, false) << 200 << true << QStringLiteral("no role");
    QTest::newRow("roles refused") << user(false, false) << 403 << true << QStringLiteral("not known");
    QTest::newRow("no roles here") << user(false, false) << 404 << true << QStringLiteral("not known");
}

void TestConnectionTest::saysWhatOneMayDo()
{
    QFETCH(QByteArray, me);
    QFETCH(int, roles);
    QFETCH(bool, note);
    QFETCH(QString, says);
    ScriptedServer server;
    answerAll(server);
    server.on("GET", Me, Reply::json(me));
    if (roles != 200)
        server.on("GET", "/api/roles/", Reply::json("{\"detail\":\"No.\"}", roles));
    Run run(server.url());
    QTRY_COMPARE(run.finished, 1);
    QVERIFY(run.test->succeeded());
    QCOMPARE(run.line(Line::Rights).mark, note ? Mark::Note : Mark::Good);
    QVERIFY2(run.words(Line::Rights).contains(says), qPrintable(run.words(Line::Rights)));
}

void TestConnectionTest::saysWhyALineFails_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("kind"); // 0: JSON, 1: HTML, 2: redirect, 3: closed
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("says");
    const QByteArray configuration = "/api/configuration/";
    QTest::newRow("a portal answers with its page")
        << configuration << 1 << 200 << int(Line::Reached) << QStringLiteral("portal or another web site, not the API");
    QTest::newRow("another web server") << configuration << 1 << 404 << int(Line::Reached)
                                        << QStringLiteral("is not a Waldur");
    QTest::newRow("sent on to a login page elsewhere")
        << configuration << 2 << 302 << int(Line::Reached) << QStringLiteral("elsewhere.test");
    QTest::newRow("a gateway's own 401") << configuration << 1 << 401 << int(Line::Reached)
                                         << QStringLiteral("A gateway in front of");
    QTest::newRow("a gateway's 401 for the token")
        << QByteArray(Me) << 1 << 401 << int(Line::Token) << QStringLiteral("A gateway in front of");
    QTest::newRow("a proxy's 502") << configuration << 1 << 502 << int(Line::Reached)
                                   << QStringLiteral("was not reached");
    QTest::newRow("closes the connection")
        << configuration << 3 << 0 << int(Line::Reached) << QStringLiteral("was not reached");
    QTest::newRow("401") << QByteArray(Me) << 0 << 401 << int(Line::Token) << QStringLiteral("was not accepted");
    QTest::newRow("403") << QByteArray(Me) << 0 << 403 << int(Line::Token) << QStringLiteral("was not accepted");
    QTest::newRow("500 for the token") << QByteArray(Me) << 1 << 500 << int(Line::Token)
                                       << QStringLiteral("could not be checked");
    QTest::newRow("too old") << QByteArray(ListPath) << 1 << 404 << int(Line::Requests) << QStringLiteral("7.9.0");
    QTest::newRow("the list is forbidden")
        << QByteArray(ListPath) << 0 << 403 << int(Line::Requests) << QStringLiteral("not readable");
}

void TestConnectionTest::saysWhyALineFails()
{
    QFETCH(QByteArray, path);
    QFETCH(int, kind);
    QFETCH(int, status);
    QFETCH(int, line);
    QFETCH(QString, says);
    ScriptedServer server;
    answerAll(server);
    const QList<Reply> replies{Reply::json("{\"detail\":\"No.\"}", status), Reply::html(Page, status),
                               Reply::redirect("https://elsewhere.test/", status), Reply::closeUnheard()};
    server.on("GET", path, replies[kind]);
    Run run(server.url());
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 15'000);
    QVERIFY(!run.test->succeeded());
    for (int i = 0; i < 4; ++i)
        QCOMPARE(run.line(Line(i)).mark, i < line ? Mark::Good : i == line ? Mark::Bad : Mark::Skipped);
    QVERIFY2(run.words(Line(line)).contains(says), qPrintable(run.words(Line(line))));
    QVERIFY(!run.words(Line(line)).contains(QStringLiteral("0123456789abcdef")));
}

void TestConnectionTest::saysThatNobodyListens()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const quint16 port = taken.serverPort();
    taken.close();
    Run run(QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(port)));
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 15'000);
    QCOMPARE(run.line(Line::Reached).mark, Mark::Bad);
    QVERIFY2(run.words(Line::Reached).contains(QStringLiteral("refuses")), qPrintable(run.words(Line::Reached)));
    QCOMPARE(run.line(Line::Token).mark, Mark::Skipped);
}

void TestConnectionTest::saysThatThereIsNoSuchName()
{
    Run run(QUrl(QStringLiteral("https://no-such-name.invalid/")));
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 30'000);
    QCOMPARE(run.line(Line::Reached).mark, Mark::Bad);
    QVERIFY(run.words(Line::Reached).contains(QStringLiteral("no-such-name.invalid")));
}

void TestConnectionTest::saysThatNobodyAnswers()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::silent());
    Run run(server.url(), 150);
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 15'000);
    QVERIFY2(run.words(Line::Reached).contains(QStringLiteral("did not answer")), qPrintable(run.words(Line::Reached)));
}

void TestConnectionTest::saysWhatIsWrongWithTheCertificate()
{
    QTemporaryDir folder;
    const TestCertificate certificate = makeCertificate(folder.path(), QStringLiteral("127.0.0.1"));
    if (certificate.certFile.isEmpty())
        QSKIP("there is no openssl program");
    ScriptedServer server(certificate.serverConfiguration());
    answerAll(server);
    Run run(server.url());
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 15'000);
    QCOMPARE(run.line(Line::Reached).mark, Mark::Bad);
    QVERIFY2(run.words(Line::Reached).contains(QStringLiteral("certificate")), qPrintable(run.words(Line::Reached)));
    Run trusting(server.url(), 5'000, certificate.certFile);
    QTRY_COMPARE_WITH_TIMEOUT(trusting.finished, 1, 15'000);
    QVERIFY2(trusting.test->succeeded(), qPrintable(trusting.words(Line::Reached)));
    QVERIFY(!trusting.words(Line::Reached).contains(QStringLiteral("not encrypted")));
}

void TestConnectionTest::findsTheApiBesideThePortal()
{
    ScriptedServer server;
    answerAll(server);
    server.on("GET", "/portal/", Reply::html(Page));
    QUrl typed = server.url();
    typed.setPath(QStringLiteral("/portal/"));
    Run run(typed);
    QTRY_COMPARE(run.finished, 1);
    QVERIFY2(run.test->succeeded(), qPrintable(run.words(Line::Reached)));
    QCOMPARE(run.test->connection().root, server.url());
    QVERIFY(run.words(Line::Reached).contains(QStringLiteral("a portal was typed")));
    // An API under a path stays where it is.
    ScriptedServer prefixed;
    answerAll(prefixed, "/waldur");
    QUrl root = prefixed.url();
    root.setPath(QStringLiteral("/waldur/"));
    Run second(root);
    QTRY_COMPARE(second.finished, 1);
    QVERIFY(second.test->succeeded());
    QCOMPARE(second.test->connection().root, root);
}

void TestConnectionTest::isCancelled()
{
    ScriptedServer server;
    answerAll(server);
    server.on("GET", Me, Reply::silent());
    Run run(server.url());
    QTRY_COMPARE(server.count("GET", Me), 1);
    run.test->cancel();
    QCOMPARE(run.finished, 1);
    QVERIFY(!run.test->succeeded());
    QCOMPARE(run.line(Line::Token).mark, Mark::Skipped);
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(run.finished, 1);
    run.test->cancel();
    QCOMPARE(run.finished, 1);
}

void TestConnectionTest::saysWhatStandsBehindThePort_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QByteArray>("greeting"); // sent at once
    QTest::addColumn<QByteArray>("answer");   // sent to what is asked
    QTest::addColumn<QString>("says");
    const QByteArray alert("\x15\x03\x01\x00\x02\x02\x16", 7);
    QTest::newRow("ssh") << QStringLiteral("http") << QByteArray("SSH-2.0-OpenSSH_9.2p1\r\n") << QByteArray()
                         << QStringLiteral("greets with “SSH-2.0-OpenSSH_9.2p1”");
    QTest::newRow("ssh for https") << QStringLiteral("https") << QByteArray("SSH-2.0-OpenSSH_9.2p1\r\n") << QByteArray()
                                   << QStringLiteral("greets with “SSH-2.0-OpenSSH_9.2p1”");
    QTest::newRow("a TLS port for http") << QStringLiteral("http") << QByteArray() << alert
                                         << QStringLiteral("expects https");
    QTest::newRow("closes without a byte") << QStringLiteral("http") << QByteArray() << QByteArray()
                                           << QStringLiteral("closed the connection without an answer");
    QTest::newRow("http for https") << QStringLiteral("https") << QByteArray()
                                    << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n")
                                    << QStringLiteral("speaks no TLS");
}

void TestConnectionTest::saysWhatStandsBehindThePort()
{
    QFETCH(QString, scheme);
    QFETCH(QByteArray, greeting);
    QFETCH(QByteArray, answer);
    QFETCH(QString, says);
    QTcpServer port;
    connect(&port, &QTcpServer::newConnection, &port, [&] {
        while (QTcpSocket *socket = port.nextPendingConnection()) {
            socket->write(greeting);
            connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                socket->readAll();
                socket->write(answer);
                socket->disconnectFromHost();
            });
        }
    });
    QVERIFY(port.listen(QHostAddress::LocalHost));
    Run run(QUrl(QStringLiteral("%1://127.0.0.1:%2/").arg(scheme).arg(port.serverPort())));
    QTRY_COMPARE_WITH_TIMEOUT(run.finished, 1, 30'000);
    QCOMPARE(run.line(Line::Reached).mark, Mark::Bad);
    QVERIFY2(run.words(Line::Reached).contains(says), qPrintable(run.words(Line::Reached)));
}

void TestConnectionTest::triesBothWordsBeforeTheToken_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("taken"); // empty: none
    QTest::newRow("Token is taken") << QByteArray("Token") << QByteArray("Token");
    QTest::newRow("Bearer is taken") << QByteArray("Token") << QByteArray("Bearer");
    QTest::newRow("Token is taken, Bearer was given") << QByteArray("Bearer") << QByteArray("Token");
    QTest::newRow("any case of the word") << QByteArray("bearer") << QByteArray("bearer");
    QTest::newRow("none is taken") << QByteArray("Token") << QByteArray();
}

void TestConnectionTest::triesBothWordsBeforeTheToken()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, taken);
    ScriptedServer server;
    answerAll(server);
    server.on("GET", Me, [taken](const Seen &seen) {
        const bool isTaken = !taken.isEmpty() && seen.headers.value("authorization").startsWith(taken + ' ');
        return isTaken ? Reply::json(user(true, false)) : Reply::json("{\"detail\":\"Invalid token.\"}", 401);
    });
    api::Connection connection;
    connection.root = server.url();
    connection.token = "0123456789abcdef0123456789abcdef01234567";
    connection.schemeWord = given;
    ConnectionTest test(connection);
    QSignalSpy finished(&test, &ConnectionTest::finished);
    test.start();
    QVERIFY(finished.wait(20'000));
    QCOMPARE(test.succeeded(), !taken.isEmpty());
    // What works is what is kept; when none does, what was given.
    QCOMPARE(test.connection().schemeWord, taken.isEmpty() ? given : taken);
    const QString detail = test.lines()[size_t(Line::Token)].detail;
    if (taken.isEmpty())
        QVERIFY2(detail.contains(QStringLiteral("Invalid token.")) && detail.contains(QStringLiteral("Bearer")),
                 qPrintable(detail));
    else if (taken != given)
        QVERIFY2(detail.contains(QString::fromLatin1(taken)), qPrintable(detail));
}

void TestConnectionTest::saysThatTheHeaderIsMissing()
{
    ScriptedServer server;
    answerAll(server);
    server.on("*", ListPath, [](const Seen &seen) {
        Reply reply = pageOf(rows(23), seen);
        reply.headers.removeIf([](const auto &header) { return header.first == "X-Result-Count"; });
        return reply;
    });
    Run run(server.url());
    QTRY_COMPARE(run.finished, 1);
    QVERIFY(run.test->succeeded());
    QVERIFY2(run.words(Line::Requests).contains(QStringLiteral("23 request")), qPrintable(run.words(Line::Requests)));
    QVERIFY(run.words(Line::Requests).contains(QStringLiteral("X-Result-Count")));
}

QTEST_GUILESS_MAIN(TestConnectionTest)
#include "tst_connectiontest.moc"
