// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/connectionstate.h"
#include "tests/models/api/caught.h"

#include <QFile>
#include <QProcess>
#include <QScopeGuard>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTemporaryDir>

using namespace waldesk;
using namespace waldesk::testsupport;
using api::ApiError;
using Kind = api::ConnectionState::Kind;
using Script = std::function<void(ScriptedServer &)>;

namespace
{

enum class Call : quint8 { List, Count, Write };
constexpr char Token[] = "0123456789abcdef0123456789abcdef01234567";

Reply headerLines(int count)
{
    QByteArray all = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < count; ++i)
        all += "X-Line-" + QByteArray::number(i) + ": a\r\n";
    return Reply::rawBytes(all + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n[]");
}

Reply refused(const QByteArray &authenticate, const Reply &reply)
{
    return reply.with("WWW-Authenticate", authenticate);
}

/// A certificate and its key in the folder; empty when there is no openssl program.
struct Made {
    QString certificate;
    QString key;
};

bool openssl(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral("openssl"), arguments);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

/// Signed by the issuer, by itself without one. extension: lines of an extension file of openssl.
Made makeSigned(const QString &folder, const QString &name, const QString &commonName, const QByteArray &extension,
                const Made &issuer = {})
{
    const QString base = folder + QLatin1Char('/') + name;
    const Made made{base + QStringLiteral(".pem"), base + QStringLiteral(".key")};
    QFile file(base + QStringLiteral(".ext"));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    file.write(extension);
    file.close();
    const QString request = base + QStringLiteral(".req");
    QStringList sign{QStringLiteral("x509"),     QStringLiteral("-req"), QStringLiteral("-in"),  request,
                     QStringLiteral("-days"),    QStringLiteral("30"),   QStringLiteral("-out"), made.certificate,
                     QStringLiteral("-extfile"), file.fileName()};
    if (issuer.certificate.isEmpty())
        sign += {QStringLiteral("-signkey"), made.key};
    else
        sign += {QStringLiteral("-CA"), issuer.certificate, QStringLiteral("-CAkey"), issuer.key,
                 QStringLiteral("-CAcreateserial")};
    const bool isMade = openssl({QStringLiteral("req"), QStringLiteral("-newkey"), QStringLiteral("rsa:2048"),
                                 QStringLiteral("-nodes"), QStringLiteral("-keyout"), made.key, QStringLiteral("-out"),
                                 request, QStringLiteral("-subj"), QStringLiteral("/CN=") + commonName}) &&
                        openssl(sign);
    return isMade ? made : Made{};
}

api::Connection trusting(const ScriptedServer &server, const QString &caFile)
{
    api::Connection connection = connectionTo(server);
    connection.root.setScheme(QStringLiteral("https"));
    connection.root.setHost(QStringLiteral("localhost"));
    connection.caFile = caFile;
    return connection;
}

} // namespace

Q_DECLARE_METATYPE(Call)
Q_DECLARE_METATYPE(Script)
Q_DECLARE_METATYPE(waldesk::api::ConnectionState::Kind)

/// What stands between the program and the Waldur, and answers in its place; README.md says how a case is added.
class TestHostileConnection : public QObject
{
    Q_OBJECT

private slots:
    void isToldAsWhatItIs_data();
    void isToldAsWhatItIs();
    void countsWithoutTheCount_data();
    void countsWithoutTheCount();
    void keepsTheSampleOfAnUnreadableList();
    void passesOverInterimAnswers();
    void sendsAWriteOncePastInterimAnswers_data();
    void sendsAWriteOncePastInterimAnswers();
    void tellsTheProxy_data();
    void tellsTheProxy();
    void takesTheNamesOfACertificate_data();
    void takesTheNamesOfACertificate();
    void saysThatTheChainIsNotWhole();
    void findsTheApiOfAGateway_data();
    void findsTheApiOfAGateway();
};

void TestHostileConnection::isToldAsWhatItIs_data()
{
    QTest::addColumn<Call>("call");
    QTest::addColumn<Kind>("state");
    QTest::addColumn<QString>("says");
    QTest::addColumn<Script>("script");
    const auto add = [](const char *name, Call call, Kind state, const char *says, const Script &script) {
        QTest::newRow(name) << call << state << QString::fromUtf8(says) << script;
    };
    const auto list = [&add](const char *name, Kind state, const char *says, const Reply &reply) {
        add(name, Call::List, state, says, [reply](ScriptedServer &server) { server.on("GET", ListPath, reply); });
    };
    const auto change = [&add](const char *name, Kind state, const char *says, const Reply &reply) {
        add(name, Call::Write, state, says, [reply](ScriptedServer &server) { server.on("POST", "/", reply); });
    };
    const Reply page = Reply::html("<html><h1>Sign in</h1></html>", 401);

    list("an expired token", Kind::SignInNeeded, "Token has expired.",
         refused("Token", Reply::json("{\"detail\":\"Token has expired.\"}", 401)));
    list("a person who was deactivated", Kind::SignInNeeded, "User inactive or deleted.",
         refused("Token", Reply::json("{\"detail\":\"User inactive or deleted.\"}", 401)));
    list("a token refused without a word", Kind::SignInNeeded, "wrong or has expired, or your account is not active",
         refused("Token", Reply::json("{}", 401)));
    list("a Waldur that takes Bearer too", Kind::SignInNeeded, "does not accept the token",
         refused("Bearer, Token", Reply::json("{}", 401)));
    list("a gateway that asks for Basic", Kind::GatewaySignIn, "gateway in front", refused("Basic realm=\"x\"", page));
    list("a gateway that asks for Basic in JSON", Kind::GatewaySignIn, "gateway in front",
         refused("Basic realm=\"x\"", Reply::json("{\"detail\":\"no\"}", 401)));
    list("a gateway that asks for Negotiate", Kind::GatewaySignIn, "gateway in front", refused("Negotiate", page));
    list("a gateway that asks for NTLM", Kind::GatewaySignIn, "gateway in front", refused("NTLM", page));
    list("a gateway's page with 401", Kind::GatewaySignIn, "gateway in front", page);
    list("a gateway's page with 403", Kind::GatewaySignIn, "gateway in front", Reply::html("<h1>Blocked</h1>", 403));
    list("a captive network", Kind::GatewaySignIn, "gateway in front", Reply::html("<h1>Wifi</h1>", 511));
    list("a login page on this host", Kind::GatewaySignIn, "/sso/login", Reply::redirect("/sso/login?next=%2F", 302));
    list("a login page elsewhere", Kind::GatewaySignIn, "https://sso.example.org/",
         Reply::redirect("https://sso.example.org/start?state=1", 303));
    list("moved to another host", Kind::NotWaldur, "check the server's address",
         Reply::redirect("https://new.example.org/api/backend-resource-requests/", 301));
    list("a right that is missing", Kind::Forbidden, "does not permit", Reply::json("{\"detail\":\"No.\"}", 403));
    list("a proxy that was not asked for", Kind::GatewaySignIn, "gateway in front", Reply::html("x", 407));

    list("asked too often, wait is no number", Kind::RateLimited, "again in a while",
         Reply::json("{}", 429).with("Retry-After", "nan"));
    list("asked too often, wait is infinite", Kind::RateLimited, "again in a while",
         Reply::json("{}", 429).with("Retry-After", "inf"));
    list("asked too often, wait is negative", Kind::RateLimited, "again in a while",
         Reply::json("{}", 429).with("Retry-After", "-5"));
    list("asked too often, wait is huge", Kind::RateLimited, "again in a while",
         Reply::json("{}", 429).with("Retry-After", "99999999999999999999"));
    list("asked too often, wait is a fraction", Kind::RateLimited, "again in a while",
         Reply::json("{}", 429).with("Retry-After", "1e3"));
    list("asked too often, for two minutes", Kind::RateLimited, "in 120 s",
         Reply::json("{}", 429).with("Retry-After", "120"));
    list("in maintenance for an hour", Kind::ServerTrouble, "in 1 h",
         Reply::html("<h1>Maintenance</h1>", 503).with("Retry-After", "3600"));
    for (const int status : {520, 522, 525, 530})
        list(qPrintable(QStringLiteral("a proxy that does not reach the server, %1").arg(status)), Kind::ServerTrouble,
             "A proxy in front of", Reply::html("error code: 5xx", status));
    list("an error of the server", Kind::ServerTrouble, "(500)", Reply::html("<h1>Server Error (500)</h1>", 500));
    list("a gateway without its server", Kind::ServerTrouble, "(502)", Reply::html("<h1>Bad Gateway</h1>", 502));

    list("closed on every read", Kind::NoAnswer, "closed the connection without an answer", Reply::closeUnheard());
    list("reset on every read", Kind::NoAnswer, "127.0.0.1", Reply::reset());
    list("more header lines than can be read", Kind::NotWaldur, "more than 100 lines", headerLines(150));
    list("a page instead of the list", Kind::NotWaldur, "web page", Reply::html("<h1>Portal</h1>"));
    list("no list", Kind::NotWaldur, "not a list of requests", Reply::json("{}"));
    list("the token in the answer", Kind::SignInNeeded, "does not accept the token",
         Reply::json("{\"detail\":\"Authorization: Token " + QByteArray(Token) + "\"}", 401));
    list("the token in a page", Kind::ServerTrouble, "(500)",
         Reply::html("<pre>HTTP_AUTHORIZATION = 'Token " + QByteArray(Token) + "'</pre>", 500));
    list("the token in an address", Kind::NotWaldur, "sent us on",
         Reply::redirect("https://new.example.org/" + QByteArray(Token) + "/api/backend-resource-requests/", 301));

    change("a change that a gateway does not let through", Kind::Online, "does not let this call through",
           Reply::html("<h1>Not Found</h1>", 404));
    change("a method that a gateway does not let through", Kind::Online, "does not let this call through",
           Reply::html("<h1>Method Not Allowed</h1>", 405));
    change("a change of a request that is gone", Kind::Online, "does not know this", Reply::json("{}", 404));
    change("a change that a firewall blocks", Kind::Online, "gateway in front", Reply::html("<h1>WAF</h1>", 403));
    for (const int status : {301, 302, 303, 307, 308}) {
        change(qPrintable(QStringLiteral("a change sent on within this host, %1").arg(status)), Kind::Online,
               "sent us on", Reply::redirect("/other/", status));
        change(qPrintable(QStringLiteral("a change sent on to another host, %1").arg(status)), Kind::Online,
               "new.example.org", Reply::redirect("https://new.example.org/api/", status));
    }
    add("a path that closes after good reads", Call::List, Kind::GatewaySignIn, "does not let this call through",
        [](ScriptedServer &server) {
            auto first = std::make_shared<bool>(true);
            server.on("GET", ListPath, [first](const Seen &seen) {
                return std::exchange(*first, false) ? pageOf(rows(3), seen) : Reply::html("<h1>Not Found</h1>", 404);
            });
        });
    add("a login page after good reads", Call::List, Kind::GatewaySignIn, "gateway in front",
        [](ScriptedServer &server) {
            auto first = std::make_shared<bool>(true);
            server.on("GET", ListPath, [first](const Seen &seen) {
                return std::exchange(*first, false) ? pageOf(rows(3), seen) : Reply::html("<h1>Sign in</h1>");
            });
        });
}

void TestHostileConnection::isToldAsWhatItIs()
{
    QFETCH(Call, call);
    QFETCH(Kind, state);
    QFETCH(QString, says);
    QFETCH(Script, script);
    ScriptedServer server;
    script(server);
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(1);
    const domain::Uuid uuid = *domain::Uuid::tryParse(QByteArrayView("a0000000000000000000000000000001"));
    std::optional<ApiError> error;
    // The first read may be a good one: what comes after it is the case.
    for (int i = 0; i < 2 && !error; ++i) {
        if (call == Call::Write) {
            Caught<api::Nothing> caught;
            client.setDone(uuid, this, caught.handler());
            QVERIFY(caught.waitFor());
            if (!caught.hasValue())
                error = caught.error();
        } else if (call == Call::Count) {
            Caught<qint64> caught;
            client.count({}, this, caught.handler());
            QVERIFY(caught.waitFor());
            if (!caught.hasValue())
                error = caught.error();
        } else {
            Caught<api::Page> caught;
            client.list({}, {}, this, caught.handler());
            QVERIFY(caught.waitFor());
            if (!caught.hasValue())
                error = caught.error();
        }
    }
    QVERIFY(error.has_value());
    QVERIFY2(error->sentence.contains(says), qPrintable(error->sentence));
    const auto after = api::ConnectionState::online().after(*error, domain::Timestamp{1});
    QCOMPARE(after.kind, state);
    QVERIFY(error->kind != ApiError::Kind::Timeout);
    QVERIFY(!error->sentence.contains(u'<'));
    QVERIFY(!error->sentence.contains(QLatin1String(Token)));
    QVERIFY(!error->sample.contains(Token));
    for (const auto &field : error->fields)
        QVERIFY(!field.second.contains(QLatin1String(Token)));
}

void TestHostileConnection::countsWithoutTheCount_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("hasLink");
    QTest::addColumn<bool>("emptyBeyond");
    for (const int count : {0, 1, 2, 3, 4, 23, 1000}) {
        QTest::addRow("%d by the last page", count) << count << true << false;
        QTest::addRow("%d by looking for it", count) << count << false << false;
        QTest::addRow("%d by looking for it, empty pages behind", count) << count << false << true;
    }
}

void TestHostileConnection::countsWithoutTheCount()
{
    QFETCH(int, count);
    QFETCH(bool, hasLink);
    QFETCH(bool, emptyBeyond);
    ScriptedServer server;
    const QList<QByteArray> all = rows(count);
    server.on("*", ListPath, [&](const Seen &seen) {
        Reply reply = pageOf(all, seen);
        if (reply.status == 404 && emptyBeyond)
            reply = Reply::json("[]");
        reply.headers.removeIf([&](const auto &header) {
            return header.first == "X-Result-Count" || (header.first == "Link" && !hasLink);
        });
        return reply;
    });
    api::WaldurClient client(connectionTo(server));
    Caught<qint64> caught;
    client.count({}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY2(caught.hasValue(), qPrintable(caught.hasValue() ? QString() : caught.error().sentence));
    QCOMPARE(caught.value(), count);
    QVERIFY(server.count("GET") < 25);
}

void TestHostileConnection::keepsTheSampleOfAnUnreadableList()
{
    ScriptedServer server;
    server.on("GET", ListPath, Reply::json("{\"message\":\"cached by edge 7\"}"));
    api::WaldurClient client(connectionTo(server));
    Caught<api::Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QCOMPARE(caught.error().sample, QByteArray("{\"message\":\"cached by edge 7\"}"));
}

void TestHostileConnection::passesOverInterimAnswers()
{
    ScriptedServer server;
    server.on("GET", ListPath, [](const Seen &seen) {
        const Reply page = pageOf(rows(230), seen);
        return Reply::rawBytes("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" + page.head() +
                               page.body);
    });
    api::WaldurClient client(connectionTo(server));
    for (int number = 1; number <= 3; ++number) {
        Caught<api::Page> caught;
        client.list({}, {.number = number}, this, caught.handler());
        QVERIFY(caught.waitFor());
        QVERIFY2(caught.hasValue(), qPrintable(caught.hasValue() ? QString() : caught.error().sentence));
        QCOMPARE(caught.value().total, 230);
        QCOMPARE(caught.value().rows.size(), size_t(number < 3 ? 100 : 30));
        QCOMPARE(caught.value().rows.front().uuid.toHex(), rowUuid(330 - number * 100));
    }
}

void TestHostileConnection::sendsAWriteOncePastInterimAnswers_data()
{
    QTest::addColumn<bool>("onReads");
    QTest::newRow("the server sends them on reads, too") << true;
    QTest::newRow("the server sends them on writes only") << false;
}

void TestHostileConnection::sendsAWriteOncePastInterimAnswers()
{
    QFETCH(bool, onReads);
    ScriptedServer server;
    const QByteArray hints = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
    server.on("GET", ListPath, [hints, onReads](const Seen &seen) {
        const Reply page = pageOf(rows(3), seen);
        return onReads ? Reply::rawBytes(hints + page.head() + page.body) : page;
    });
    const Reply yes = Reply::json("{\"status\":\"ok\"}");
    const Reply no = Reply::json("{\"detail\":\"Valid states for operation: Sent.\"}", 409);
    bool isGood = true;
    QByteArray body;
    server.on("POST", "/", [&](const Seen &seen) {
        body = seen.body;
        const Reply &reply = isGood ? yes : no;
        return Reply::rawBytes(hints + reply.head() + reply.body);
    });
    api::WaldurClient client(connectionTo(server));
    Caught<api::Page> read;
    client.list({}, {}, this, read.handler());
    QVERIFY(read.waitFor());
    const domain::Uuid uuid = *domain::Uuid::tryParse(QByteArrayView("a0000000000000000000000000000001"));
    Caught<api::Nothing> erred;
    client.setErred(uuid, {"ours", "trace"}, this, erred.handler());
    QVERIFY(erred.waitFor());
    QVERIFY2(erred.hasValue(), qPrintable(erred.hasValue() ? QString() : erred.error().sentence));
    QVERIFY(body.contains("\"ours\"") && body.contains("\"trace\""));
    isGood = false;
    Caught<api::Nothing> refused;
    client.setDone(uuid, this, refused.handler());
    QVERIFY(refused.waitFor());
    QCOMPARE(refused.error().kind, ApiError::Kind::Conflict);
    QCOMPARE(server.count("POST"), 2);
}

void TestHostileConnection::tellsTheProxy_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("scheme"); // of the server
    QTest::addColumn<QString>("proxy");  // its kind
    QTest::addColumn<QString>("manner");
    QTest::addColumn<QString>("says");
    for (const char *scheme : {"http", "https"}) {
        const QString variable = QLatin1String(scheme) + QStringLiteral("_proxy");
        const QString server = QString::fromLatin1(scheme);
        QTest::addRow("%s, a proxy that does not run", scheme)
            << variable << server << QStringLiteral("http") << QStringLiteral("dead") << QStringLiteral(" proxy ");
        QTest::addRow("%s, a proxy that wants a password", scheme)
            << variable << server << QStringLiteral("http") << QStringLiteral("407")
            << QStringLiteral("asks for a user name and a password");
        QTest::addRow("%s, a proxy that closes", scheme)
            << variable << server << QStringLiteral("http") << QStringLiteral("close") << QStringLiteral(" proxy ");
        QTest::addRow("%s, a SOCKS proxy that does not run", scheme)
            << variable << server << QStringLiteral("socks5h") << QStringLiteral("dead") << QStringLiteral(" proxy ");
        QTest::addRow("%s, a kind of proxy that is not known", scheme)
            << variable << server << QStringLiteral("socks4") << QStringLiteral("dead")
            << QStringLiteral("of the kind socks4 (%1)").arg(variable);
    }
}

/// Nothing is said of the server by who never reached it.
void TestHostileConnection::tellsTheProxy()
{
    QFETCH(QString, variable);
    QFETCH(QString, scheme);
    QFETCH(QString, proxy);
    QFETCH(QString, manner);
    QFETCH(QString, says);
    ScriptedServer server;
    server.on("*", "",
              manner == u"407" ? Reply::html("<h1>Proxy</h1>", 407).with("Proxy-Authenticate", "Basic realm=\"x\"")
                               : Reply::closeUnheard());
    const QString place = QStringLiteral("127.0.0.1:%1").arg(server.port());
    if (manner == u"dead")
        server.stopListening();
    qputenv(variable.toLatin1().constData(), (proxy + QStringLiteral("://") + place).toLatin1());
    const auto restore = qScopeGuard([&] { qunsetenv(variable.toLatin1().constData()); });
    api::Connection connection = connectionTo(server);
    connection.root = QUrl(scheme + QStringLiteral("://waldur.invalid/"));
    connection.insecureHttp = true;
    api::WaldurClient client(connection);
    client.setRetryDelayMs(1);
    Caught<api::Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    const QString sentence = caught.error().sentence;
    QVERIFY2(sentence.contains(says), qPrintable(sentence));
    if (proxy != u"socks4")
        QVERIFY2(sentence.contains(place) && !sentence.contains(u"There is no "), qPrintable(sentence));
    // Qt waits for the answer of a proxy that closed the connection to it.
    const bool isSilent = manner == u"close" && caught.error().kind == ApiError::Kind::Timeout;
    QVERIFY(isSilent || caught.error().kind == ApiError::Kind::Network);
}

void TestHostileConnection::takesTheNamesOfACertificate_data()
{
    QTest::addColumn<QByteArray>("names");
    QTest::addColumn<bool>("good");
    QTest::newRow("the name stands in the list") << QByteArray("subjectAltName=DNS:other.test,DNS:localhost\n") << true;
    QTest::newRow("the list has other names") << QByteArray("subjectAltName=DNS:other.test\n") << false;
    QTest::newRow("the list has addresses only") << QByteArray("subjectAltName=IP:10.0.0.1\n") << false;
    QTest::newRow("there is no list") << QByteArray("basicConstraints=CA:FALSE\n") << true;
}

void TestHostileConnection::takesTheNamesOfACertificate()
{
    QFETCH(QByteArray, names);
    QFETCH(bool, good);
    QTemporaryDir folder;
    const Made made = makeSigned(folder.path(), QStringLiteral("server"), QStringLiteral("localhost"), names);
    if (made.certificate.isEmpty())
        QSKIP("there is no openssl program");
    ScriptedServer server(TestCertificate{made.certificate, made.key}.serverConfiguration());
    server.on("GET", ListPath, [](const Seen &seen) { return pageOf(rows(3), seen); });
    api::WaldurClient client(trusting(server, made.certificate));
    Caught<api::Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QCOMPARE(caught.hasValue(), good);
    if (good)
        return;
    QCOMPARE(caught.error().kind, ApiError::Kind::Tls);
    QVERIFY2(caught.error().sentence.contains(QStringLiteral("for another name")), qPrintable(caught.error().sentence));
    QCOMPARE(server.seen().size(), size_t(0)); // the token has not left
}

void TestHostileConnection::saysThatTheChainIsNotWhole()
{
    QTemporaryDir folder;
    const QByteArray authority = "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n";
    const Made root = makeSigned(folder.path(), QStringLiteral("root"), QStringLiteral("Root CA"), authority);
    if (root.certificate.isEmpty())
        QSKIP("there is no openssl program");
    const Made between =
        makeSigned(folder.path(), QStringLiteral("between"), QStringLiteral("Issuing CA 3"), authority, root);
    const Made leaf = makeSigned(folder.path(), QStringLiteral("leaf"), QStringLiteral("localhost"),
                                 "subjectAltName=DNS:localhost\n", between);
    QVERIFY(!leaf.certificate.isEmpty());
    const QSslConfiguration alone = TestCertificate{leaf.certificate, leaf.key}.serverConfiguration();
    QSslConfiguration whole = alone;
    whole.setLocalCertificateChain(alone.localCertificateChain() + QSslCertificate::fromPath(between.certificate));
    for (const bool isWhole : {false, true}) {
        ScriptedServer server(isWhole ? whole : alone);
        server.on("GET", ListPath, [](const Seen &seen) { return pageOf(rows(3), seen); });
        api::WaldurClient client(trusting(server, root.certificate));
        Caught<api::Page> caught;
        client.list({}, {}, this, caught.handler());
        QVERIFY(caught.waitFor());
        QCOMPARE(caught.hasValue(), isWhole);
        if (!isWhole)
            QVERIFY2(caught.error().sentence.contains(
                         QStringLiteral("does not send its intermediate certificate (“Issuing CA 3”)")),
                     qPrintable(caught.error().sentence));
    }
}

void TestHostileConnection::findsTheApiOfAGateway_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("list");
    QTest::newRow("the API stands at what was typed")
        << QStringLiteral("/api/waldur/") << QByteArray("/api/waldur/backend-resource-requests/");
    QTest::newRow("the API stands in its folder below")
        << QStringLiteral("/api/waldur/") << QByteArray("/api/waldur/api/backend-resource-requests/");
    QTest::newRow("a folder of another name")
        << QStringLiteral("/waldur/") << QByteArray("/waldur/backend-resource-requests/");
}

void TestHostileConnection::findsTheApiOfAGateway()
{
    QFETCH(QString, typed);
    QFETCH(QByteArray, list);
    ScriptedServer server;
    server.on("GET", list, [](const Seen &seen) { return pageOf(rows(23), seen); });
    const auto root = api::parseServerUrl(server.url().toString().chopped(1) + typed, true);
    QVERIFY(root.has_value());
    for (QUrl from = *root, last; from != last;) {
        api::Connection connection = connectionTo(server);
        connection.root = from;
        api::WaldurClient client(connection);
        for (int i = 0; i < 2; ++i) {
            Caught<api::Page> caught;
            client.list({}, {}, this, caught.handler());
            QVERIFY(caught.waitFor());
            QVERIFY2(caught.hasValue(), qPrintable(caught.hasValue() ? QString() : caught.error().sentence));
            QCOMPARE(caught.value().rows.size(), size_t(23));
        }
        // What was found is kept with the address, and is read back from it.
        last = from;
        from = *api::parseServerUrl(client.connection().root.toString(), true);
    }
}

QTEST_GUILESS_MAIN(TestHostileConnection)
#include "tst_hostileconnection.moc"
