// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/api/caught.h"

#include <QLocale>
#include <QNetworkProxy>
#include <QScopeGuard>
#include <QTemporaryDir>

using namespace waldesk;
using namespace waldesk::testsupport;
using api::ApiError;
using api::Page;

Q_DECLARE_METATYPE(ApiError::Kind)
Q_DECLARE_METATYPE(Reply)

/// Reading: what is asked, what is made of each answer, who is asked again.
class TestWaldurClient : public QObject
{
    Q_OBJECT

private slots:
    void asksAsTheContractSays();
    void listsAPage();
    void keepsTheBytesOfEachRow();
    void retrievesOne();
    void countsByHead();
    void countsByGetWhereHeadIsRefused();
    void countsWithoutTheHeader_data();
    void countsWithoutTheHeader();
    void countsWhatAProxyMakesOfTheLastPage_data();
    void countsWhatAProxyMakesOfTheLastPage();
    void aFailureBesideTheLastPageIsNoCount();
    void asksByHeadAgainOnceTheHeaderIsBack();
    void tellsWhetherThereMayBeANextPage_data();
    void tellsWhetherThereMayBeANextPage();
    void findsWhetherAnyMatches_data();
    void findsWhetherAnyMatches();
    void errorsByStatus_data();
    void errorsByStatus();
    void errorBodies_data();
    void errorBodies();
    void wrongBodies_data();
    void wrongBodies();
    void asksAgainAtMostTwice_data();
    void asksAgainAtMostTwice();
    void waitsAsLongAsTheServerSays();
    void followsRedirectsOnTheSameOriginOnly();
    void passesProxiesOnThisMachine_data();
    void passesProxiesOnThisMachine();
    void givesUpOnASilentServer();
    void givesUpOnADrippingServer();
    void cutsOffAHugeAnswer();
    void asksATooLargePageInPieces();
    void decodesABigPageElsewhere();
    void readsThePersonAndRoles();
    void looksUpOfferings();
    void readsVersionAndConfiguration();
    void probesForBefore();
    void tellsTheClock();
    void refusesABadCaFile();
    void checksTheCertificate();

private:
    template <typename T>
    static ApiError failureOf(const Caught<T> &caught)
    {
        return caught.waitFor() && !caught.hasValue() ? caught.error() : ApiError();
    }
    static domain::Uuid someUuid() { return *domain::Uuid::tryParse(QByteArrayView(rowUuid(7))); }
};

void TestWaldurClient::asksAsTheContractSays()
{
    ScriptedServer server;
    server.on("GET", ListPath, Reply::json("[]").with("Set-Cookie", "sessionid=1; Path=/"));
    api::WaldurClient client(connectionTo(server));
    domain::ListFilter filter;
    filter.states = {domain::State::Sent, domain::State::Erred};
    for (int i = 0; i < 2; ++i) {
        Caught<Page> caught;
        client.list(filter, {3, 50, false}, this, caught.handler());
        QCOMPARE(caught.times(), 0);
        QVERIFY(caught.waitFor());
        QVERIFY(caught.hasValue());
    }
    const Seen seen = server.seen().back();
    QCOMPARE(seen.path(), QByteArray(ListPath));
    QCOMPARE(seen.query().allQueryItemValues(QStringLiteral("state")),
             QStringList({QStringLiteral("Sent"), QStringLiteral("Erred")}));
    QCOMPARE(seen.number("page", 0), 3);
    QCOMPARE(seen.number("page_size", 0), 50);
    QCOMPARE(seen.headers.value("authorization"), QByteArray("Token 0123456789abcdef0123456789abcdef01234567"));
    QCOMPARE(seen.headers.value("accept"), QByteArray("application/json"));
    QCOMPARE(seen.headers.value("accept-language"), QByteArray("en"));
    QCOMPARE(seen.headers.value("user-agent"), QByteArray("Waldesk/" WALDESK_VERSION));
    QVERIFY(!seen.headers.contains("content-type"));
    QVERIFY(!seen.headers.contains("cookie"));
    QVERIFY(seen.body.isEmpty());
}

void TestWaldurClient::listsAPage()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(250);
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    api::WaldurClient client(connectionTo(server));
    Caught<Page> caught;
    client.list({}, {2, 100, false}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
    QCOMPARE(caught.value().rows.size(), size_t(100));
    QCOMPARE(caught.value().rows.front().uuid.toHex(), rowUuid(150));
    QCOMPARE(caught.value().total, 250);
    QVERIFY(caught.value().hasNext);
    QVERIFY(caught.value().raw.empty());
    QCOMPARE(caught.times(), 1);
}

void TestWaldurClient::keepsTheBytesOfEachRow()
{
    ScriptedServer server;
    Row odd;
    odd.message = "caf\xC3\xA9 \"quoted\"";
    odd.extra = ",\"later\": {\"a\": [1, 2 ]} ";
    const QList<QByteArray> all{odd.toJson(), rows(1).first()};
    server.on("GET", ListPath, Reply::json("[ " + all.join(" ,\n ") + " ]\n"));
    api::WaldurClient client(connectionTo(server));
    Caught<Page> caught;
    client.list({}, {1, 100, true}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QCOMPARE(caught.value().raw, (std::vector<QByteArray>{all.at(0), all.at(1)}));
}

void TestWaldurClient::retrievesOne()
{
    ScriptedServer server;
    Row row;
    row.number = 7;
    row.state = "Erred";
    row.traceback = "Traceback\n";
    server.on("GET", QByteArray(ListPath) + rowUuid(7) + '/', Reply::json(row.toJson()));
    api::WaldurClient client(connectionTo(server));
    Caught<api::OneRequest> caught;
    client.retrieve(someUuid(), this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
    QCOMPARE(caught.value().request.state, domain::State::Erred);
    QCOMPARE(caught.value().request.error.traceback, QByteArray("Traceback\n"));
    QCOMPARE(caught.value().raw, row.toJson());
}

void TestWaldurClient::countsByHead()
{
    ScriptedServer server;
    server.on("HEAD", ListPath, [](const Seen &request) { return pageOf(rows(42), request); });
    api::WaldurClient client(connectionTo(server));
    for (int i = 0; i < 2; ++i) {
        Caught<qint64> caught;
        client.count({}, this, caught.handler());
        QVERIFY(caught.waitFor());
        QCOMPARE(caught.value(), 42);
    }
    QCOMPARE(server.seen().back().number("page_size", 0), 1);
    QCOMPARE(server.connections(), 1);
}

void TestWaldurClient::countsByGetWhereHeadIsRefused()
{
    ScriptedServer server;
    server.on("HEAD", ListPath, Reply::html("", 405));
    server.on("GET", ListPath, [](const Seen &request) { return pageOf(rows(42), request); });
    api::WaldurClient client(connectionTo(server));
    Caught<qint64> caught;
    client.count({}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QCOMPARE(caught.value(), 42);
    QCOMPARE(server.seen().back().number("page_size", 0), 1);
}

namespace
{

/// A page of one row each, as a proxy passes it on that removes the headers.
Reply stripped(int count, const Seen &seen, const QByteArrayList &removed)
{
    const int page = seen.number("page", 1);
    if (page > 1 && page > count)
        return Reply::json("{\"detail\":\"Invalid page.\"}", 404);
    Row row;
    row.number = page;
    const QByteArray last = QByteArray::number(std::max(count, 1));
    Reply reply = Reply::json(count == 0 ? QByteArray("[]") : '[' + row.toJson() + ']')
                      .with("X-Result-Count", QByteArray::number(count))
                      .with("Link", "<https://w.example/?page=" + last + "&page_size=1>; rel=\"last\"");
    reply.headers.removeIf([&](const auto &header) { return removed.contains(header.first); });
    if (seen.method == "HEAD")
        reply.body.clear();
    return reply;
}

} // namespace

void TestWaldurClient::countsWithoutTheHeader_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("expected");
    QTest::addColumn<bool>("hasLink");
    QTest::addColumn<int>("requests"); // at most; of the second counting on the connection
    QTest::newRow("as expected") << 100'000 << 100'000 << false << 2;
    QTest::newRow("none, as expected") << 0 << 0 << false << 1;
    QTest::newRow("a few more") << 100'003 << 100'000 << false << 6;
    QTest::newRow("a few less") << 99'997 << 100'000 << false << 5;
    QTest::newRow("far off") << 100'000 << 10 << false << 29;
    QTest::newRow("nothing is expected") << 1'000 << -1 << false << 17;
    QTest::newRow("by the last page") << 100'000 << -1 << true << 1;
    QTest::newRow("by the last page, as expected") << 100'000 << 100'000 << true << 1;
    QTest::newRow("one, by the last page") << 1 << -1 << true << 1;
    QTest::newRow("none, with a last page") << 0 << -1 << true << 1;
}

void TestWaldurClient::countsWithoutTheHeader()
{
    QFETCH(int, count);
    QFETCH(int, expected);
    QFETCH(bool, hasLink);
    QFETCH(int, requests);
    QByteArrayList removed{"X-Result-Count"};
    if (!hasLink)
        removed.append("Link");
    ScriptedServer server;
    server.on("*", ListPath, [&](const Seen &seen) { return stripped(count, seen, removed); });
    api::WaldurClient client(connectionTo(server));
    for (int turn = 0; turn < 2; ++turn) {
        server.forget();
        Caught<qint64> caught;
        client.count({}, expected, this, caught.handler());
        QVERIFY(caught.waitFor());
        QVERIFY(caught.hasValue());
        QCOMPARE(caught.value(), count);
        QCOMPARE(server.count("HEAD"), turn == 0 ? 1 : 0);
    }
    QVERIFY2(server.count("GET") <= requests, QByteArray::number(server.count("GET")).constData());
}

void TestWaldurClient::countsWhatAProxyMakesOfTheLastPage_data()
{
    QTest::addColumn<Reply>("beyond"); // what the proxy answers behind the last page
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("expected");
    QTest::addColumn<int>("requests"); // at most; 0: a failure
    const QByteArray detail = "{\"detail\":\"Invalid page.\"}";
    const QList<std::pair<const char *, Reply>> proxies{
        {"404 in HTML", Reply::html("<h1>Not Found</h1>", 404)},
        {"a web page", Reply::html("<h1>Welcome</h1>", 200)},
        {"400", Reply::json(detail, 400)},
        {"an empty list", Reply::json("[]")},
        {"502", Reply::html("<h1>Bad Gateway</h1>", 502)},
    };
    for (const auto &[name, reply] : proxies) {
        const bool isEmptyList = reply.body == "[]";
        const bool isFailure = reply.status == 502;
        const auto add = [&, name = name, reply = reply](const char *what, int count, int expected, int requests) {
            QTest::addRow("%s, %s", name, what) << reply << count << expected << (isFailure ? 0 : requests);
        };
        add("as expected", 1'000, 1'000, isEmptyList ? 2 : 3);
        add("three more", 1'003, 1'000, 6);
        add("three less", 997, 1'000, isEmptyList ? 5 : 6);
        add("one", 1, -1, isEmptyList ? 2 : 3);
    }
    QTest::newRow("404 in HTML, of any page") << Reply::html("<h1>Not Found</h1>", 404) << -1 << 1'000 << 0;
}

/// Behind the last page only: what is said of the first one, or of one that was there just before, is a failure.
void TestWaldurClient::countsWhatAProxyMakesOfTheLastPage()
{
    QFETCH(Reply, beyond);
    QFETCH(int, count);
    QFETCH(int, expected);
    QFETCH(int, requests);
    ScriptedServer server;
    server.on("*", ListPath, [&](const Seen &seen) {
        const bool isBeyond = count < 0 || seen.number("page", 1) > count;
        return isBeyond ? beyond : stripped(count, seen, {"X-Result-Count", "Link"});
    });
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(1);
    Caught<qint64> caught;
    client.count({}, expected, this, caught.handler());
    QVERIFY(caught.waitFor());
    QCOMPARE(caught.hasValue(), requests > 0);
    if (requests == 0)
        return;
    QCOMPARE(caught.value(), count);
    QVERIFY2(server.count("GET") <= requests, QByteArray::number(server.count("GET")).constData());
}

/// The gateway begins to fail between two pages.
void TestWaldurClient::aFailureBesideTheLastPageIsNoCount()
{
    ScriptedServer server;
    int asked = 0;
    server.on("*", ListPath, [&](const Seen &seen) {
        const bool fails = seen.method == "GET" && ++asked > 1;
        return fails ? Reply::html("<h1>Not Found</h1>", 404) : stripped(1'000, seen, {"X-Result-Count", "Link"});
    });
    api::WaldurClient client(connectionTo(server));
    Caught<qint64> caught;
    client.count({}, 900, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(!caught.hasValue());
}

void TestWaldurClient::asksByHeadAgainOnceTheHeaderIsBack()
{
    ScriptedServer server;
    QByteArrayList removed{"X-Result-Count", "Link"};
    server.on("*", ListPath, [&](const Seen &seen) { return stripped(7, seen, removed); });
    api::WaldurClient client(connectionTo(server));
    QList<int> heads;
    QList<int> gets;
    for (int turn = 0; turn < 4; ++turn) {
        if (turn == 2)
            removed.clear();
        server.forget();
        Caught<qint64> caught;
        client.count({}, 7, this, caught.handler());
        QVERIFY(caught.waitFor());
        QVERIFY(caught.hasValue());
        QCOMPARE(caught.value(), 7);
        heads.append(server.count("HEAD"));
        gets.append(server.count("GET"));
    }
    QCOMPARE(heads, (QList<int>{1, 0, 0, 1}));
    QCOMPARE(gets, (QList<int>{2, 2, 1, 0}));
}

void TestWaldurClient::tellsWhetherThereMayBeANextPage_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("largest"); // page_size is clamped to this
    QTest::addColumn<QByteArrayList>("removed");
    QTest::addColumn<QList<bool>>("told"); // by page
    const QByteArrayList count{"X-Result-Count"};
    const QByteArrayList both{"X-Result-Count", "Link"};
    QTest::newRow("all headers, a full last page") << 200 << 100 << 300 << QByteArrayList() << QList{true, false};
    QTest::newRow("Link alone, a full last page") << 200 << 100 << 300 << count << QList{true, false};
    QTest::newRow("neither, a short last page") << 150 << 100 << 300 << both << QList{true, false};
    QTest::newRow("neither, a full last page") << 200 << 100 << 300 << both << QList{true, true};
    QTest::newRow("neither, small pages") << 60 << 50 << 300 << both << QList{true, false};
    QTest::newRow("neither, one short page") << 7 << 300 << 300 << both << QList{false};
    QTest::newRow("neither, no row") << 0 << 100 << 300 << both << QList{false};
    QTest::newRow("neither, clamped") << 250 << 300 << 100 << both << QList{true, true, false};
    QTest::newRow("neither, not clamped") << 400 << 300 << 300 << both << QList{true, false};
}

void TestWaldurClient::tellsWhetherThereMayBeANextPage()
{
    QFETCH(int, count);
    QFETCH(int, size);
    QFETCH(int, largest);
    QFETCH(QByteArrayList, removed);
    QFETCH(QList<bool>, told);
    ScriptedServer server;
    server.on("GET", ListPath, [&, all = rows(count)](const Seen &seen) {
        Reply reply = pageOf(all, seen, largest);
        reply.headers.removeIf([&](const auto &header) { return removed.contains(header.first); });
        return reply;
    });
    api::WaldurClient client(connectionTo(server));
    for (int number = 1; number <= told.size(); ++number) {
        Caught<Page> caught;
        client.list({}, {.number = number, .size = size}, this, caught.handler());
        QVERIFY(caught.waitFor());
        QVERIFY(caught.hasValue());
        QCOMPARE(caught.value().hasNext, told.at(number - 1));
    }
}

void TestWaldurClient::findsWhetherAnyMatches_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArrayList>("removed");
    for (const int count : {0, 1, 100'000}) {
        QTest::addRow("%d", count) << count << QByteArrayList();
        QTest::addRow("%d without the count", count) << count << QByteArrayList{"X-Result-Count"};
        QTest::addRow("%d without the count and links", count) << count << QByteArrayList{"X-Result-Count", "Link"};
    }
}

void TestWaldurClient::findsWhetherAnyMatches()
{
    QFETCH(int, count);
    QFETCH(QByteArrayList, removed);
    ScriptedServer server;
    server.on("*", ListPath, [&](const Seen &seen) { return stripped(count, seen, removed); });
    api::WaldurClient client(connectionTo(server));
    Caught<bool> caught;
    client.anyMatch({}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
    QCOMPARE(caught.value(), count > 0);
    QVERIFY(server.count("GET") <= 1);
}

void TestWaldurClient::errorsByStatus_data()
{
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<ApiError::Kind>("kind");
    QTest::addColumn<QString>("said");
    using K = ApiError::Kind;
    const QByteArray detail = "{\"detail\":\"Palun logi sisse.\"}";
    QTest::newRow("401 asks for a new token") << Reply::json(detail, 401) << K::Auth << QStringLiteral("token");
    QTest::newRow("401 that offers Basic too")
        << Reply::json(detail, 401).with("WWW-Authenticate", "Token, Basic realm=x") << K::Auth
        << QStringLiteral("token");
    QTest::newRow("403 is about rights") << Reply::json(detail, 403) << K::Forbidden << QStringLiteral("permit");
    QTest::newRow("404 as JSON is a missing object")
        << Reply::json(detail, 404) << K::NotFound << QStringLiteral("does not know");
    QTest::newRow("404 as HTML is a missing endpoint")
        << Reply::html("<h1>Not Found</h1>", 404) << K::Protocol << QStringLiteral("7.9.0");
    QTest::newRow("405") << Reply::json(detail, 405) << K::Validation << QStringLiteral("Palun");
    QTest::newRow("406") << Reply::json(detail, 406) << K::Validation << QStringLiteral("Palun");
    QTest::newRow("409") << Reply::json(detail, 409) << K::Conflict << QStringLiteral("another state");
    QTest::newRow("413 from a proxy") << Reply::html("<h1>x</h1>", 413) << K::Validation << QStringLiteral("too large");
    QTest::newRow("415") << Reply::json(detail, 415) << K::Validation << QStringLiteral("Palun");
    QTest::newRow("424") << Reply::json(detail, 424) << K::Validation << QStringLiteral("Palun");
    QTest::newRow("429 with a long wait")
        << Reply::json(detail, 429).with("Retry-After", "90") << K::RateLimited << QStringLiteral("90 s");
    QTest::newRow("500 as HTML") << Reply::html("<h1>Server Error (500)</h1>", 500) << K::Server
                                 << QStringLiteral("(500)");
    QTest::newRow("502 as HTML") << Reply::html("<h1>Bad Gateway</h1>", 502) << K::Server << QStringLiteral("(502)");
    QTest::newRow("503 as JSON") << Reply::json(detail, 503) << K::Server << QStringLiteral("(503)");
    QTest::newRow("504 as HTML") << Reply::html("<h1>x</h1>", 504) << K::Server << QStringLiteral("(504)");
    QTest::newRow("a status nobody knows")
        << Reply::html("<h1>x</h1>", 299) << K::Protocol << QStringLiteral("web page");
    QTest::newRow("an empty 204") << Reply::empty(204) << K::Protocol << QStringLiteral("nothing");
    QTest::newRow("a redirect to another origin") << Reply::redirect("https://elsewhere.example/?token=x", 302)
                                                  << K::Protocol << QStringLiteral("https://elsewhere.example");
    QTest::newRow("a redirect to nowhere") << Reply::empty(302) << K::Protocol << QStringLiteral("nowhere");
}

void TestWaldurClient::errorsByStatus()
{
    QFETCH(Reply, reply);
    QFETCH(ApiError::Kind, kind);
    QFETCH(QString, said);
    ScriptedServer server;
    server.on("GET", ListPath, reply);
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(1);
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    const ApiError error = failureOf(caught);
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.status, reply.status);
    QCOMPARE(error.call, QStringLiteral("GET /api/backend-resource-requests/"));
    QVERIFY2(error.sentence.contains(said), qPrintable(error.sentence));
    QVERIFY(!error.sentence.contains(QLatin1Char('<')));
    QVERIFY(!error.sentence.contains(QLatin1String("0123456789abcdef")));
    QVERIFY(!error.sentence.contains(QLatin1Char('\n')));
    QVERIFY(!error.written);
}

void TestWaldurClient::errorBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("told");
    QTest::newRow("a list by field") << QByteArray("{\"state\":[\"No.\",\"Never.\"]}")
                                     << QStringLiteral("state=No.|state=Never.");
    QTest::newRow("a text by field") << QByteArray("{\"plan\":\"Plan is required.\"}")
                                     << QStringLiteral("plan=Plan is required.");
    QTest::newRow("a bare list") << QByteArray("[\"Imported already.\"]") << QStringLiteral("=Imported already.");
    QTest::newRow("detail") << QByteArray("{\"detail\":\"JSON parse error\"}") << QStringLiteral("=JSON parse error");
    QTest::newRow("no field") << QByteArray("{\"non_field_errors\":[\"Bad.\"]}") << QStringLiteral("=Bad.");
    QTest::newRow("nested") << QByteArray("{\"a\":{\"b\":[\"Bad.\"]}}") << QStringLiteral("a.b=Bad.");
    QTest::newRow("numbers and nulls") << QByteArray("{\"a\":[1,null]}") << QStringLiteral("a=1");
    QTest::newRow("a bad byte in it") << QByteArray("{\"a\":\"x\xFF\"}") << QStringLiteral("a=x\uFFFD");
    QTest::newRow("not JSON although it says so") << QByteArray("<h1>") << QStringLiteral("");
    QTest::newRow("nothing") << QByteArray() << QStringLiteral("");
}

void TestWaldurClient::errorBodies()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, told);
    ScriptedServer server;
    server.on("GET", ListPath, Reply::json(body, 400));
    api::WaldurClient client(connectionTo(server));
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    const ApiError error = failureOf(caught);
    QCOMPARE(error.kind, ApiError::Kind::Validation);
    QStringList fields;
    for (const auto &field : error.fields)
        fields += field.first + QLatin1Char('=') + field.second;
    QCOMPARE(fields.join(QLatin1Char('|')), told);
    QCOMPARE(error.sample, body);
}

void TestWaldurClient::wrongBodies_data()
{
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<ApiError::Kind>("kind");
    QTest::addColumn<QString>("said");
    using K = ApiError::Kind;
    const QByteArray whole = "[" + rows(1).first() + "]";
    QTest::newRow("a web page") << Reply::html("<html>Log in</html>") << K::Protocol << QStringLiteral("web page");
    QTest::newRow("a web page that claims to be JSON")
        << Reply::json("\n <html>") << K::Protocol << QStringLiteral("web page");
    QTest::newRow("not JSON") << Reply::json("hello") << K::Protocol << QStringLiteral("not JSON");
    QTest::newRow("words in brackets") << Reply::json("[hello]") << K::Protocol << QStringLiteral("not JSON");
    QTest::newRow("an object") << Reply::json("{\"a\":1}") << K::Protocol << QStringLiteral("not a list");
    QTest::newRow("an envelope") << Reply::json("{\"count\":1,\"results\":[]}") << K::Protocol
                                 << QStringLiteral("results");
    QTest::newRow("a number") << Reply::json("5") << K::Protocol << QStringLiteral("not a list");
    QTest::newRow("nothing") << Reply::json("") << K::Protocol << QStringLiteral("nothing");
    QTest::newRow("half of it") << Reply::json(whole.left(whole.size() / 2)) << K::Protocol
                                << QStringLiteral("ends in the middle");
    QTest::newRow("all but the last bracket")
        << Reply::json(whole.chopped(1)) << K::Protocol << QStringLiteral("ends in the middle");
    QTest::newRow("the connection closed half-way")
        << Reply::json(whole).truncatedAfter(40) << K::Network << QStringLiteral("middle of its answer");
}

void TestWaldurClient::wrongBodies()
{
    QFETCH(Reply, reply);
    QFETCH(ApiError::Kind, kind);
    QFETCH(QString, said);
    ScriptedServer server;
    server.on("GET", ListPath, reply);
    api::WaldurClient client(connectionTo(server));
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    const ApiError error = failureOf(caught);
    QCOMPARE(error.kind, kind);
    QVERIFY2(error.sentence.contains(said), qPrintable(error.sentence));
    // What came whole is as it is; the rest may come with another try.
    QCOMPARE(server.count("GET"), kind == ApiError::Kind::Network ? 3 : 1);
}

void TestWaldurClient::asksAgainAtMostTwice_data()
{
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<int>("times");
    QTest::newRow("502") << Reply::html("", 502) << 3;
    QTest::newRow("503") << Reply::html("", 503) << 3;
    QTest::newRow("504") << Reply::html("", 504) << 3;
    QTest::newRow("429") << Reply::json("{}", 429).with("Retry-After", "0") << 3;
    QTest::newRow("429 with a date of the past")
        << Reply::json("{}", 429).with("Retry-After", "Mon, 23 Nov 2020 10:00:00 GMT") << 3;
    QTest::newRow("429 that asks for more patience than we have")
        << Reply::json("{}", 429).with("Retry-After", "61") << 1;
    QTest::newRow("500 is not a matter of waiting") << Reply::html("", 500) << 1;
    QTest::newRow("400") << Reply::json("{}", 400) << 1;
    QTest::newRow("closed without a word") << Reply::closeUnheard() << 3;
    QTest::newRow("reset") << Reply::reset() << 3;
    QTest::newRow("closed in the middle of the body")
        << Reply::json("[" + rows(1).first() + "]").truncatedAfter(40) << 3;
    QTest::newRow("closed in the middle of the header") << Reply::rawBytes("HTTP/1.1 200 OK\r\nContent-Le") << 3;
}

void TestWaldurClient::asksAgainAtMostTwice()
{
    QFETCH(Reply, reply);
    QFETCH(int, times);
    ScriptedServer server;
    server.on("GET", ListPath, reply);
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(1);
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(!caught.hasValue());
    QCOMPARE(server.count("GET"), times);
    if (times == 1)
        return;

    server.sequence("GET", ListPath, {reply, reply, Reply::json("[]")});
    Caught<Page> good;
    client.list({}, {}, this, good.handler());
    QVERIFY(good.waitFor());
    QVERIFY(good.hasValue());
}

void TestWaldurClient::waitsAsLongAsTheServerSays()
{
    ScriptedServer server;
    server.sequence("GET", ListPath, {Reply::json("{}", 429).with("Retry-After", "1"), Reply::json("[]")});
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(100'000);
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
}

void TestWaldurClient::followsRedirectsOnTheSameOriginOnly()
{
    ScriptedServer server;
    ScriptedServer other;
    server.on("GET", ListPath, Reply::redirect("/moved/"));
    server.on("GET", "/moved/", Reply::json("[]"));
    server.on("GET", "/api/version/", Reply::redirect(other.url().toEncoded()));
    server.on("GET", "/api/configuration/", Reply::redirect("/api/configuration/"));
    api::WaldurClient client(connectionTo(server));
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());

    Caught<QString> away;
    client.version(this, away.handler());
    QCOMPARE(failureOf(away).kind, ApiError::Kind::Protocol);
    QCOMPARE(other.connections(), 0);

    Caught<api::Configuration> circle;
    client.configuration(this, circle.handler());
    QCOMPARE(failureOf(circle).kind, ApiError::Kind::Protocol);
    QCOMPARE(server.count("GET", "/api/configuration/"), 4);
}

void TestWaldurClient::passesProxiesOnThisMachine_data()
{
    QTest::addColumn<QString>("host");
    for (const char *host : {"127.0.0.1", "localhost", "LOCALHOST"})
        QTest::newRow(host) << QString::fromLatin1(host);
}

void TestWaldurClient::passesProxiesOnThisMachine()
{
    QFETCH(QString, host);
    ScriptedServer server;
    server.on("GET", ListPath, Reply::json("[]"));
    constexpr quint16 Discard = 9;
    const auto restore =
        qScopeGuard([before = QNetworkProxy::applicationProxy()] { QNetworkProxy::setApplicationProxy(before); });
    QNetworkProxy::setApplicationProxy({QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), Discard});
    api::Connection connection = connectionTo(server);
    connection.root.setHost(host);
    api::WaldurClient client(connection);
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
}

void TestWaldurClient::givesUpOnASilentServer()
{
    ScriptedServer server;
    server.on("GET", ListPath, Reply::silent());
    api::WaldurClient client(connectionTo(server, 1'000)); // so that a slow machine has sent it by then
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    QCOMPARE(failureOf(caught).kind, ApiError::Kind::Timeout);
    QCOMPARE(server.count("GET"), 1);
}

void TestWaldurClient::givesUpOnADrippingServer()
{
    ScriptedServer server;
    server.on("GET", ListPath, Reply::json(QByteArray(1'000'000, ' ')).dripping(10, 5));
    api::WaldurClient client(connectionTo(server, 1'500)); // no pause of a slow machine is as long
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    const ApiError error = failureOf(caught);
    QCOMPARE(error.kind, ApiError::Kind::Timeout);
    QVERIFY2(error.sentence.contains(QLatin1String("too slowly")), qPrintable(error.sentence));
}

void TestWaldurClient::cutsOffAHugeAnswer()
{
    ScriptedServer server;
    Reply endless = Reply::huge(300);
    endless.noLength = true;
    server.on("GET", "/api/backend-resource-requests/a", endless);
    server.on("GET", "/api/backend-resource-requests/b", Reply::huge(300));
    api::WaldurClient client(connectionTo(server));
    client.setMaxBytes(4LL * 1024 * 1024);
    for (const char *start : {"a", "b"}) {
        const QByteArray uuid = start + QByteArray(31, '0');
        const qint64 before = server.bytesSent();
        Caught<api::OneRequest> caught;
        client.retrieve(*domain::Uuid::tryParse(QByteArrayView(uuid)), this, caught.handler());
        const ApiError error = failureOf(caught);
        QCOMPARE(error.kind, ApiError::Kind::Protocol);
        QVERIFY2(error.sentence.contains(QLatin1String("larger than 4 MiB")), qPrintable(error.sentence));
        QVERIFY(error.sample.size() <= 64 * 1024);
        QVERIFY(server.bytesSent() - before < 100LL * 1024 * 1024);
    }
}

void TestWaldurClient::asksATooLargePageInPieces()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(130);
    Row big;
    big.number = 130 - 57;
    big.traceback = QByteArray(200'000, 'x');
    all[57] = big.toJson();
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    api::WaldurClient client(connectionTo(server));
    client.setMaxBytes(100'000);
    Caught<Page> caught;
    client.list({}, {1, 100, true}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
    const Page &page = caught.value();
    QCOMPARE(page.number, 1);
    QCOMPARE(page.total, 130);
    QVERIFY(page.hasNext);
    QCOMPARE(page.skipped.size(), 1);
    QVERIFY2(page.skipped.first().contains(QLatin1String("Row 58 ")), qPrintable(page.skipped.first()));
    QCOMPARE(page.rows.size(), size_t(99));
    QCOMPARE(page.raw.size(), size_t(99));
    for (size_t i = 0; i < 99; ++i)
        QCOMPARE(page.raw[i], all.at(int(i < 57 ? i : i + 1)));

    // The same when the list ends inside the page.
    all = all.mid(50, 15);
    Caught<Page> last;
    client.list({}, {1, 100, false}, this, last.handler());
    QVERIFY(last.waitFor());
    QVERIFY(last.hasValue());
    QCOMPARE(last.value().rows.size(), size_t(14));
    QVERIFY(!last.value().hasNext);
}

void TestWaldurClient::decodesABigPageElsewhere()
{
    ScriptedServer server;
    QList<QByteArray> all = rows(3);
    Row big;
    big.number = 2;
    big.traceback = QByteArray("\u001b[31m<b>\xE2\x80\xAE\xC3\xA9").repeated(400'000);
    all[1] = big.toJson();
    auto context = std::make_unique<QObject>();
    int asked = 0;
    server.on("GET", ListPath, [&](const Seen &request) {
        if (++asked == 2)
            context.reset(); // before the answer leaves: a quick machine may have decoded it a moment later
        return pageOf(all, request);
    });
    api::WaldurClient client(connectionTo(server));
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
    QCOMPARE(caught.value().rows.size(), size_t(3));
    QCOMPARE(caught.value().rows[1].error.traceback, big.traceback);
    QCOMPARE(caught.value().rows[0].offeringName.constData(), caught.value().rows[2].offeringName.constData());

    // The one who asked may be gone when it is decoded.
    Caught<Page> dropped;
    client.list({}, {}, context.get(), dropped.handler());
    QTRY_COMPARE(asked, 2);
    Caught<Page> after;
    client.list({}, {}, this, after.handler());
    QVERIFY(after.waitFor());
    QCOMPARE(dropped.times(), 0);
}

void TestWaldurClient::readsThePersonAndRoles()
{
    ScriptedServer server;
    server.on(
        "GET", "/api/users/me/",
        Reply::json("{\"uuid\":\"" + rowUuid(1) +
                    "\",\"username\":\"anna\",\"full_name\":\"Anna A\",\"is_staff\":false,\"is_support\":true,"
                    "\"token_expires_at\":null,\"permissions\":[{\"role_name\":\"OFFERING.MANAGER\",\"role_uuid\":\"" +
                    rowUuid(2) + "\",\"scope_type\":\"offering\",\"scope_uuid\":\"" + rowUuid(3) +
                    "\",\"expiration_time\":\"2027-01-01T00:00:00Z\"},7]}"));
    server.on("GET", "/api/roles/", [](const Seen &request) {
        QList<QByteArray> roles;
        for (int i = 1; i <= 150; ++i)
            roles.append("{\"uuid\":\"" + rowUuid(i) + "\",\"name\":\"R\",\"permissions\":[\"A.B\",\"C.D\"]}");
        return pageOf(roles, request);
    });
    api::WaldurClient client(connectionTo(server));
    Caught<api::UserAnswer> user;
    client.currentUser(this, user.handler());
    QVERIFY(user.waitFor());
    QVERIFY(user.hasValue());
    QVERIFY(user.value().isSupport);
    QCOMPARE(user.value().grants.front().scope.toHex(), rowUuid(3));
    QVERIFY(user.value().grants.front().expires.has_value());
    QVERIFY(!user.value().tokenExpires.has_value());
    const QStringList fields = server.seen().back().query().allQueryItemValues(QStringLiteral("field"));
    QVERIFY(fields.contains(QStringLiteral("permissions")) && !fields.contains(QStringLiteral("token")));

    Caught<std::vector<api::RoleAnswer>> roles;
    client.roles(this, roles.handler());
    QVERIFY(roles.waitFor());
    QCOMPARE(roles.value().size(), size_t(150));
    QCOMPARE(roles.value().back().permissions, QStringList({QStringLiteral("A.B"), QStringLiteral("C.D")}));

    server.on("GET", "/api/roles/", Reply::json("{}", 403));
    Caught<std::vector<api::RoleAnswer>> refused;
    client.roles(this, refused.handler());
    QCOMPARE(failureOf(refused).kind, ApiError::Kind::Forbidden);
}

void TestWaldurClient::looksUpOfferings()
{
    ScriptedServer server;
    const QByteArray row =
        "{\"uuid\":\"" + rowUuid(5) + "\",\"name\":\"A+B\",\"customer_uuid\":null,\"state\":\"Active\"}";
    server.on("GET", "/api/marketplace-provider-offerings/", Reply::json("[" + row + "]").with("X-Result-Count", "1"));
    server.on("GET", "/api/marketplace-provider-offerings/" + rowUuid(5) + "/", Reply::json(row));
    api::WaldurClient client(connectionTo(server));
    Caught<api::OfferingPage> page;
    client.offerings(QStringLiteral("A+B & 50%"), 1, this, page.handler());
    QVERIFY(page.waitFor());
    QCOMPARE(page.value().rows.front().name, QStringLiteral("A+B"));
    QCOMPARE(page.value().total, 1);
    QVERIFY2(server.seen().back().target.contains("name=A%2BB%20%26%2050%25"), server.seen().back().target.constData());
    Caught<api::Offering> one;
    client.offering(*domain::Uuid::tryParse(QByteArrayView(rowUuid(5))), this, one.handler());
    QVERIFY(one.waitFor());
    QVERIFY(one.value().customer.isNil());
}

void TestWaldurClient::readsVersionAndConfiguration()
{
    ScriptedServer server;
    server.on("GET", "/api/version/", Reply::json("{\"version\":\"8.1.3-rc.2.dev4\"}"));
    server.sequence(
        "GET", "/api/configuration/",
        {Reply::json("{\"WALDUR_CORE\":{\"SITE_NAME\":\"Puhuri\",\"HOMEPORT_URL\":\"https://portal.example.org/\"}}"),
         Reply::json("{\"WALDUR_CORE\":{\"HOMEPORT_URL\":\"https://example.com/\"}}")});
    api::WaldurClient client(connectionTo(server));
    Caught<QString> version;
    client.version(this, version.handler());
    QVERIFY(version.waitFor());
    QCOMPARE(version.value(), QStringLiteral("8.1.3-rc.2.dev4"));
    Caught<api::Configuration> first;
    client.configuration(this, first.handler());
    QVERIFY(first.waitFor());
    QCOMPARE(first.value().siteName, QStringLiteral("Puhuri"));
    QCOMPARE(first.value().homeport, QUrl(QStringLiteral("https://portal.example.org/")));
    Caught<api::Configuration> second;
    client.configuration(this, second.handler());
    QVERIFY(second.waitFor());
    QVERIFY(second.value().homeport.isEmpty());
}

void TestWaldurClient::probesForBefore()
{
    ScriptedServer server;
    server.sequence("GET", ListPath,
                    {Reply::json("{\"created_before\":[\"Enter a valid date/time.\"]}", 400), Reply::json("[]"),
                     Reply::json("{\"detail\":\"x\"}", 403)});
    api::WaldurClient client(connectionTo(server));
    Caught<bool> newer;
    client.knowsBefore(this, newer.handler());
    QVERIFY(newer.waitFor() && newer.hasValue());
    QCOMPARE(newer.value(), true);
    Caught<bool> older;
    client.knowsBefore(this, older.handler());
    QVERIFY(older.waitFor() && older.hasValue());
    QCOMPARE(older.value(), false);
    Caught<bool> refused;
    client.knowsBefore(this, refused.handler());
    QCOMPARE(failureOf(refused).kind, ApiError::Kind::Forbidden);
}

void TestWaldurClient::tellsTheClock()
{
    ScriptedServer server;
    const QDateTime ahead = QDateTime::currentDateTimeUtc().addSecs(3600);
    const QString date = QLocale::c().toString(ahead, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    server.on("GET", ListPath, Reply::json("[]").with("Date", date.toLatin1()));
    api::WaldurClient client(connectionTo(server));
    QVERIFY(!client.clockOffset());
    Caught<Page> caught;
    client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    const qint64 seconds = client.clockOffset()->microseconds / 1'000'000;
    QVERIFY2(seconds > 3500 && seconds < 3700, qPrintable(QString::number(seconds)));
}

void TestWaldurClient::refusesABadCaFile()
{
    ScriptedServer server;
    api::Connection connection = connectionTo(server);
    for (const QString &file : {QStringLiteral("/nowhere/ca.pem"), QStringLiteral(WALDESK_SOURCE_DIR "/LICENSE")}) {
        connection.caFile = file;
        api::WaldurClient client(connection);
        Caught<Page> caught;
        client.list({}, {}, this, caught.handler());
        QCOMPARE(caught.times(), 0);
        const ApiError error = failureOf(caught);
        QCOMPARE(error.kind, ApiError::Kind::Tls);
        QVERIFY2(error.sentence.contains(file), qPrintable(error.sentence));
    }
    QCOMPARE(server.connections(), 0);
}

void TestWaldurClient::checksTheCertificate()
{
    QTemporaryDir folder;
    struct Case {
        QString host;
        int days;
        bool known;
        QString said;
    };
    const std::vector<Case> cases{{QStringLiteral("127.0.0.1"), 30, true, QString()},
                                  {QStringLiteral("127.0.0.1"), 30, false, QStringLiteral("signed by nobody")},
                                  {QStringLiteral("waldur.example.org"), 30, true, QStringLiteral("another name")},
                                  {QStringLiteral("127.0.0.1"), -1, true, QStringLiteral("expired")}};
    for (const Case &one : cases) {
        const TestCertificate made = makeCertificate(folder.path(), one.host, one.days);
        if (made.certFile.isEmpty())
            QSKIP("there is no openssl program to make a certificate with");
        ScriptedServer server(made.serverConfiguration());
        server.on("*", "/", Reply::json("[]"));
        api::Connection connection = connectionTo(server);
        connection.caFile = one.known ? made.certFile : QString();
        api::WaldurClient client(connection);
        Caught<Page> caught;
        client.list({}, {}, this, caught.handler());
        QVERIFY(caught.waitFor());
        QCOMPARE(caught.hasValue(), one.said.isEmpty());
        if (caught.hasValue())
            continue;
        QCOMPARE(caught.error().kind, ApiError::Kind::Tls);
        QVERIFY2(caught.error().sentence.contains(one.said), qPrintable(caught.error().sentence));
        QCOMPARE(server.count("GET"), 0);
    }
}

QTEST_GUILESS_MAIN(TestWaldurClient)
#include "tst_waldurclient.moc"
