// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoservice.h"
#include "tests/app/demo/wireclient.h"

#include <QMap>
#include <QTest>

#include <array>

using namespace waldesk::demo;

namespace
{
const QByteArray list = "/api/backend-resource-requests/";
const QByteArray bothTexts = "{\"error_message\": \"m\", \"error_traceback\": \"t\"}";
} // namespace

/// Creating and moving requests: the state machine, the bodies, the order of the checks, who may do what.
class TestDemoActions : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void createAnswersTheNewRow();
    void createRefuses_data();
    void createRefuses();
    void createAcceptsFormsAndEveryUuid_data();
    void createAcceptsFormsAndEveryUuid();
    void theStatesAllow_data();
    void theStatesAllow();
    void aTransitionMovesTheRow();
    void erringOverwrites();
    void erredTextsAreRead_data();
    void erredTextsAreRead();
    void erredTextsAreRefused_data();
    void erredTextsAreRefused();
    void aMissingKeyIsAServerError_data();
    void aMissingKeyIsAServerError();
    void theStateIsCheckedBeforeTheBody();
    void aBodyOfAnotherTypeIsRefused();
    void aBigTracebackIsKept();
    void requestsAreFoundByEveryForm();
    void filtersCountOnDetailRoutes_data();
    void filtersCountOnDetailRoutes();
    void onePersonWinsWithoutRaces();
    void severalWinWithRaces();
    void anUpdateIsLostWithRaces();
    void peopleWhoLeaveBeforeTheAnswerHurtNobodyWithRaces();
    void supportSeesAllAndMayNothing();
    void theManagerSeesAndMovesOwnRows();

private:
    QByteArray offering(const QByteArray &name)
    {
        const QJsonArray rows = m_staff->get("/api/marketplace-provider-offerings/?name_exact=" + name).array();
        return rows.at(0).toObject().value(QStringLiteral("uuid")).toString().toLatin1();
    }
    /// A new request of the offering, brought into the state; its uuid.
    QByteArray make(const QByteArray &state, const QByteArray &name = "SLURM+Tartu+CPU")
    {
        const QByteArray body = "{\"offering\": \"" + offering(name) + "\"}";
        const QByteArray uuid = m_staff->post(list, body).object().value(QStringLiteral("uuid")).toString().toLatin1();
        if (state == "Processing" || state == "Done")
            m_staff->post(list + uuid + "/start_processing/");
        if (state == "Done")
            m_staff->post(list + uuid + "/set_done/");
        if (state == "Erred")
            m_staff->post(list + uuid + "/set_erred/", bothTexts);
        return uuid;
    }
    QJsonObject row(const QByteArray &uuid) { return m_staff->get(list + uuid + '/').object(); }
    QString field(const QByteArray &uuid, const char *key)
    {
        return row(uuid).value(QLatin1StringView(key)).toString();
    }

    DemoService m_service{{0, 200, 3, 0}};
    std::unique_ptr<WireClient> m_staff;
    std::unique_ptr<WireClient> m_support;
    std::unique_ptr<WireClient> m_manager;
};

void TestDemoActions::initTestCase()
{
    QString error;
    QVERIFY2(m_service.start(&error), qPrintable(error));
    m_staff = std::make_unique<WireClient>(m_service.url(), m_service.tokens().staff);
    m_support = std::make_unique<WireClient>(m_service.url(), m_service.tokens().support);
    m_manager = std::make_unique<WireClient>(m_service.url(), m_service.tokens().manager);
}

void TestDemoActions::createAnswersTheNewRow()
{
    const WireReply reply = m_staff->post(list, "{\"offering\": \"" + offering("MOAB+Kaunas") +
                                                    "\", \"state\": \"Done\", \"error_message\": \"x\"}");
    QCOMPARE(reply.status, 201);
    const QJsonObject made = reply.object();
    QCOMPARE(made.size(), 12);
    QCOMPARE(made.value(QStringLiteral("state")).toString(), QStringLiteral("Sent"));
    QCOMPARE(made.value(QStringLiteral("error_message")).toString(), QString());
    QVERIFY(made.value(QStringLiteral("started")).isNull());
    QVERIFY(made.value(QStringLiteral("finished")).isNull());
    QCOMPARE(QString::fromLatin1(reply.header("Location")), made.value(QStringLiteral("url")).toString());
    QCOMPARE(m_staff->get(list).array().at(0).toObject(), made); // on top of the list
}

void TestDemoActions::createRefuses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("answer");
    const QByteArray required = "{\"offering\":[\"This field is required.\"]}";
    const QByteArray null = "{\"offering\":[\"This field may not be null.\"]}";
    QTest::newRow("nothing") << QByteArray() << required;
    QTest::newRow("an empty object") << QByteArray("{}") << required;
    QTest::newRow("null") << QByteArray("{\"offering\": null}") << null;
    QTest::newRow("an empty text") << QByteArray("{\"offering\": \"\"}") << null;
    QTest::newRow("a malformed uuid") << QByteArray("{\"offering\": \"zz\"}")
                                      << QByteArray("{\"offering\":[\"Object with uuid=zz does not exist.\"]}");
    QTest::newRow("an unknown uuid")
        << QByteArray("{\"offering\": \"00000000000000000000000000000001\"}")
        << QByteArray("{\"offering\":[\"Object with uuid=00000000000000000000000000000001 does not exist.\"]}");
    QTest::newRow("a list") << QByteArray("[]")
                            << QByteArray(
                                   "{\"non_field_errors\":[\"Invalid data. Expected a dictionary, but got list.\"]}");
}

void TestDemoActions::createRefuses()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, answer);
    const WireReply reply = m_staff->post(list, body);
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.body, answer);
    QCOMPARE(m_support->post(list, body).status, 403); // who may not is told so before what is wrong
    QCOMPARE(m_manager->post(list, body).status, 403);
}

void TestDemoActions::createAcceptsFormsAndEveryUuid_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("dashed");
    QTest::newRow("JSON") << QByteArray("application/json") << QByteArray("{\"offering\":\"") << QByteArray("\"}")
                          << false;
    QTest::newRow("JSON with a charset") << QByteArray("application/json; charset=utf-8")
                                         << QByteArray("{\"offering\":\"") << QByteArray("\"}") << true;
    QTest::newRow("form") << QByteArray("application/x-www-form-urlencoded") << QByteArray("offering=") << QByteArray()
                          << true;
    QTest::newRow("multipart") << QByteArray("multipart/form-data; boundary=xx")
                               << QByteArray("--xx\r\nContent-Disposition: form-data; name=\"offering\"\r\n\r\n")
                               << QByteArray("\r\n--xx--\r\n") << false;
}

void TestDemoActions::createAcceptsFormsAndEveryUuid()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(bool, dashed);
    QByteArray uuid = offering("SLURM+Riga").toUpper();
    if (dashed) {
        for (const int at : {20, 16, 12, 8})
            uuid.insert(at, '-');
    }
    QCOMPARE(m_staff->post(list, before + uuid + after, type).status, 201);
}

void TestDemoActions::theStatesAllow_data()
{
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QByteArray>("action");
    QTest::addColumn<QByteArray>("refusal");
    const QByteArray sent = "{\"detail\":\"Valid states for operation: Sent.\"}";
    const QByteArray processing = "{\"detail\":\"Valid states for operation: Processing.\"}";
    const QByteArray start = "start_processing";
    const QByteArray done = "set_done";
    const QByteArray erred = "set_erred";
    QTest::newRow("start of Sent") << QByteArray("Sent") << start << QByteArray();
    QTest::newRow("start of Processing") << QByteArray("Processing") << start << sent;
    QTest::newRow("start of Done") << QByteArray("Done") << start << sent;
    QTest::newRow("start of Erred") << QByteArray("Erred") << start << sent;
    QTest::newRow("done of Sent") << QByteArray("Sent") << done << processing;
    QTest::newRow("done of Processing") << QByteArray("Processing") << done << QByteArray();
    QTest::newRow("done of Done") << QByteArray("Done") << done << processing;
    QTest::newRow("done of Erred") << QByteArray("Erred") << done << processing;
    for (const char *state : {"Sent", "Processing", "Done", "Erred"})
        QTest::newRow(qPrintable(QStringLiteral("erred of ") + QLatin1StringView(state)))
            << QByteArray(state) << erred << QByteArray();
}

void TestDemoActions::theStatesAllow()
{
    QFETCH(QByteArray, state);
    QFETCH(QByteArray, action);
    QFETCH(QByteArray, refusal);
    const QByteArray uuid = make(state);
    const QJsonObject before = row(uuid);
    QCOMPARE(before.value(QStringLiteral("state")).toString().toLatin1(), state);
    const WireReply reply =
        m_staff->post(list + uuid + '/' + action + '/', action == "set_erred" ? bothTexts : QByteArray());
    QCOMPARE(reply.status, refusal.isEmpty() ? 200 : 409);
    if (refusal.isEmpty())
        return;
    QCOMPARE(reply.body, refusal);
    QCOMPARE(row(uuid), before);
}

void TestDemoActions::aTransitionMovesTheRow()
{
    const QByteArray uuid = make("Sent");
    QString modified = field(uuid, "modified");
    QCOMPARE(m_staff->post(list + uuid + "/start_processing/").body,
             QByteArray("{\"status\":\"Request state set to processing.\"}"));
    QCOMPARE(field(uuid, "state"), QStringLiteral("Processing"));
    QVERIFY(!field(uuid, "started").isEmpty());
    QVERIFY(row(uuid).value(QStringLiteral("finished")).isNull());
    QVERIFY(field(uuid, "modified") > modified);
    modified = field(uuid, "modified");
    QCOMPARE(m_staff->post(list + uuid + "/set_done/").body, QByteArray("{\"status\":\"Request state set to done.\"}"));
    QCOMPARE(field(uuid, "state"), QStringLiteral("Done"));
    QVERIFY(field(uuid, "finished") > field(uuid, "started"));
    QVERIFY(field(uuid, "modified") > modified);
}

void TestDemoActions::erringOverwrites()
{
    const QByteArray uuid = make("Done");
    const QString finished = field(uuid, "finished");
    QCOMPARE(m_staff->post(list + uuid + "/set_erred/", bothTexts).body,
             QByteArray("{\"status\":\"Request state set to erred.\"}"));
    QCOMPARE(field(uuid, "state"), QStringLiteral("Erred"));
    QCOMPARE(field(uuid, "error_message"), QStringLiteral("m"));
    QVERIFY(field(uuid, "finished") > finished);
    m_staff->post(list + uuid + "/set_erred/", "{\"error_message\": \"\", \"error_traceback\": \"\"}");
    QCOMPARE(field(uuid, "error_message"), QString());
    QCOMPARE(field(uuid, "error_traceback"), QString());
    const QByteArray fresh = make("Erred");
    QVERIFY(row(fresh).value(QStringLiteral("started")).isNull());
    QVERIFY(!field(fresh, "finished").isEmpty());
}

void TestDemoActions::erredTextsAreRead_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("kept");
    QTest::newRow("blanks around") << QByteArray("\"  a\\n b \\n\"") << QStringLiteral("a\n b");
    QTest::newRow("a number") << QByteArray("42") << QStringLiteral("42");
    QTest::newRow("a fraction") << QByteArray("1.5") << QStringLiteral("1.5");
    QTest::newRow("other scripts") << QByteArray("\"õ 错误 שגיאה\"") << QStringLiteral("õ 错误 שגיאה");
    QTest::newRow("escapes") << QByteArray("\"\\u001b[31m\\\" \\\\ \\u2028 x\"")
                             << QStringLiteral("\u001b[31m\" \\ \u2028 x");
}

void TestDemoActions::erredTextsAreRead()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, kept);
    const QByteArray uuid = make("Sent");
    const QByteArray body = "{\"error_message\": " + json + ", \"error_traceback\": " + json + '}';
    QCOMPARE(m_staff->post(list + uuid + "/set_erred/", body).status, 200);
    QCOMPARE(field(uuid, "error_message"), kept);
    QCOMPARE(field(uuid, "error_traceback"), kept);
}

void TestDemoActions::erredTextsAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("problem");
    QTest::newRow("null") << QByteArray("null") << QByteArray("This field may not be null.");
    QTest::newRow("an object") << QByteArray("{}") << QByteArray("Not a valid string.");
    QTest::newRow("a list") << QByteArray("[1]") << QByteArray("Not a valid string.");
    QTest::newRow("a flag") << QByteArray("true") << QByteArray("Not a valid string.");
    QTest::newRow("NUL") << QByteArray("\"a\\u0000b\"") << QByteArray("Null characters are not allowed.");
}

void TestDemoActions::erredTextsAreRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, problem);
    const QByteArray uuid = make("Sent");
    const WireReply reply = m_staff->post(list + uuid + "/set_erred/",
                                          "{\"error_message\": " + json + ", \"error_traceback\": " + json + '}');
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.body, "{\"error_message\":[\"" + problem + "\"],\"error_traceback\":[\"" + problem + "\"]}");
    QCOMPARE(field(uuid, "state"), QStringLiteral("Sent"));
}

void TestDemoActions::aMissingKeyIsAServerError_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no body") << QByteArray();
    QTest::newRow("no keys") << QByteArray("{}");
    QTest::newRow("no traceback") << QByteArray("{\"error_message\": \"m\"}");
    QTest::newRow("no message") << QByteArray("{\"error_traceback\": \"t\"}");
}

void TestDemoActions::aMissingKeyIsAServerError()
{
    QFETCH(QByteArray, body);
    const QByteArray uuid = make("Sent");
    const QJsonObject before = row(uuid);
    const WireReply reply = m_staff->post(list + uuid + "/set_erred/", body);
    QCOMPARE(reply.status, 500);
    QVERIFY(reply.header("Content-Type").startsWith("text/html"));
    QVERIFY(reply.body.contains("<h1>Server Error (500)</h1>"));
    QCOMPARE(row(uuid), before);
}

void TestDemoActions::theStateIsCheckedBeforeTheBody()
{
    QCOMPARE(m_staff->post(list + make("Done") + "/start_processing/", "{broken").status, 409);
    const WireReply broken = m_staff->post(list + make("Sent") + "/set_erred/", "{broken");
    QCOMPARE(broken.status, 400);
    QVERIFY(
        broken.object().value(QStringLiteral("detail")).toString().startsWith(QStringLiteral("JSON parse error - ")));
    QCOMPARE(m_support->post(list + make("Done") + "/start_processing/").status, 403);
    QCOMPARE(m_support->post(list + "00000000000000000000000000000000/start_processing/").status, 404);
}

void TestDemoActions::aBodyOfAnotherTypeIsRefused()
{
    const WireReply reply = m_staff->post(list + make("Sent") + "/set_erred/", "text", "text/plain");
    QCOMPARE(reply.status, 415);
    QCOMPARE(reply.body, QByteArray("{\"detail\":\"Unsupported media type \\\"text/plain\\\" in request.\"}"));
    QCOMPARE(m_staff->post(list, "text", "text/plain").status, 415);
}

void TestDemoActions::aBigTracebackIsKept()
{
    const QByteArray uuid = make("Sent");
    const QByteArray traceback(2'700'000, 'x');
    QCOMPARE(m_staff
                 ->post(list + uuid + "/set_erred/",
                        "{\"error_message\": \"m\", \"error_traceback\": \"" + traceback + "\"}")
                 .status,
             200);
    QCOMPARE(field(uuid, "error_traceback").size(), traceback.size());
}

void TestDemoActions::requestsAreFoundByEveryForm()
{
    const QByteArray hex = make("Sent");
    QByteArray dashed = hex;
    for (const int at : {20, 16, 12, 8})
        dashed.insert(at, '-');
    for (const QByteArray &form : {hex, dashed, hex.toUpper(), dashed.toUpper()})
        QCOMPARE(field(form, "uuid").toLatin1(), hex);
    const QByteArray missing = "{\"detail\":\"No BackendResourceRequest matches the given query.\"}";
    for (const QByteArray &form : {QByteArray("00000000000000000000000000000000"), QByteArray("nonsense")}) {
        const WireReply reply = m_staff->get(list + form + '/');
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.body, missing);
    }
}

void TestDemoActions::filtersCountOnDetailRoutes_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::newRow("a filter that matches") << QByteArray("?state=Sent") << 200;
    QTest::newRow("one that does not") << QByteArray("?state=Erred") << 404;
    QTest::newRow("a bad one") << QByteArray("?state=x") << 400;
    QTest::newRow("one that is unknown") << QByteArray("?colour=blue") << 200;
}

void TestDemoActions::filtersCountOnDetailRoutes()
{
    QFETCH(QByteArray, query);
    QFETCH(int, status);
    const QByteArray uuid = make("Sent");
    QCOMPARE(m_staff->get(list + uuid + '/' + query).status, status);
    QCOMPARE(m_staff->post(list + uuid + "/start_processing/" + query).status, status);
    const QByteArray other = make("Sent");
    QCOMPARE(m_staff->post(list + other + "/set_erred/" + query, bothTexts).status, 200);
}

namespace
{
/// Several people who act on one row at the same time.
class Crowd
{
public:
    explicit Crowd(const DemoService &service)
        : m_clients{WireClient(service.url(), service.tokens().staff),
                    WireClient(service.url(), service.tokens().staff),
                    WireClient(service.url(), service.tokens().staff)}
    {
        m_offering = m_clients[0]
                         .get("/api/marketplace-provider-offerings/?name=Tallinn")
                         .array()
                         .at(0)
                         .toObject()
                         .value(QStringLiteral("uuid"))
                         .toString()
                         .toLatin1();
    }

    QByteArray make()
    {
        const WireReply reply = m_clients[0].post(list, "{\"offering\": \"" + m_offering + "\"}");
        return reply.object().value(QStringLiteral("uuid")).toString().toLatin1();
    }

    QList<int> act(const QByteArray &uuid, const QList<QByteArray> &actions)
    {
        for (std::size_t i = 0; i < std::size_t(actions.size()); ++i) {
            const QByteArray &action = actions[qsizetype(i)];
            m_clients[i].begin("POST", list + uuid + '/' + action + '/',
                               action == "set_erred" ? bothTexts : QByteArray());
        }
        QList<int> statuses;
        for (std::size_t i = 0; i < std::size_t(actions.size()); ++i)
            statuses << m_clients[i].answer(false).status;
        return statuses;
    }

    QJsonObject row(const QByteArray &uuid) { return m_clients[0].get(list + uuid + '/').object(); }

private:
    std::array<WireClient, 3> m_clients;
    QByteArray m_offering;
};
} // namespace

void TestDemoActions::onePersonWinsWithoutRaces()
{
    DemoService service({0, 10, 1, 0});
    QVERIFY(service.start(nullptr));
    Crowd crowd(service);
    for (int round = 0; round < 10; ++round) {
        const QByteArray uuid = crowd.make();
        const QList<int> statuses = crowd.act(uuid, QList<QByteArray>(3, "start_processing"));
        QCOMPARE(statuses.count(200), 1);
        QCOMPARE(statuses.count(409), 2);
    }
}

void TestDemoActions::severalWinWithRaces()
{
    DemoService service({0, 10, 1, 0, true});
    QVERIFY(service.start(nullptr));
    Crowd crowd(service);
    QMap<int, int> seen;
    for (int round = 0; round < 30; ++round) {
        const QByteArray uuid = crowd.make();
        const QList<int> statuses = crowd.act(uuid, QList<QByteArray>(3, "start_processing"));
        QVERIFY(statuses.contains(200));
        for (const int status : statuses)
            ++seen[status];
        QCOMPARE(crowd.row(uuid).value(QStringLiteral("state")).toString(), QStringLiteral("Processing"));
    }
    QVERIFY2(seen.value(200) > 30, qPrintable(QString::number(seen.value(200))));
    QVERIFY(seen.value(500) > 0);
    QCOMPARE(seen.value(200) + seen.value(409) + seen.value(500), 90);
}

void TestDemoActions::peopleWhoLeaveBeforeTheAnswerHurtNobodyWithRaces()
{
    DemoService service({0, 10, 1, 0, true});
    QVERIFY(service.start(nullptr));
    Crowd crowd(service);
    QList<QByteArray> uuids;
    for (int i = 0; i < 8; ++i) {
        const QByteArray uuid = crowd.make();
        WireClient hasty(service.url(), service.tokens().staff);
        hasty.begin("POST", list + uuid + "/start_processing/", {});
        uuids << uuid;
    }
    for (const QByteArray &uuid : std::as_const(uuids))
        QTRY_COMPARE(crowd.row(uuid).value(QStringLiteral("state")).toString(), QStringLiteral("Processing"));
    QCOMPARE(crowd.act(uuids.constFirst(), {"set_done"}), QList<int>{200});
}

void TestDemoActions::anUpdateIsLostWithRaces()
{
    DemoService service({0, 10, 1, 0, true});
    QVERIFY(service.start(nullptr));
    Crowd crowd(service);
    int lost = 0;
    int kept = 0;
    for (int round = 0; round < 40; ++round) {
        const QByteArray uuid = crowd.make();
        if (crowd.act(uuid, {"start_processing", "set_erred"}) != QList<int>{200, 200})
            continue;
        const QJsonObject row = crowd.row(uuid);
        const bool erred = row.value(QStringLiteral("state")).toString() == QStringLiteral("Erred");
        QCOMPARE(row.value(QStringLiteral("error_message")).toString().isEmpty(), !erred);
        ++(erred ? kept : lost);
    }
    QVERIFY(lost > 0);
    QVERIFY(kept > 0);
}

void TestDemoActions::supportSeesAllAndMayNothing()
{
    QCOMPARE(m_support->head(list).header("X-Result-Count"), m_staff->head(list).header("X-Result-Count"));
    const QByteArray uuid = make("Sent");
    QCOMPARE(m_support->get(list + uuid + '/').status, 200);
    for (const char *action : {"start_processing", "set_done", "set_erred"}) {
        const WireReply reply = m_support->post(list + uuid + '/' + action + '/', bothTexts);
        QCOMPARE(reply.status, 403);
        QCOMPARE(reply.body, QByteArray("{\"detail\":\"You do not have permission to perform this action.\"}"));
    }
    QCOMPARE(field(uuid, "state"), QStringLiteral("Sent"));
}

void TestDemoActions::theManagerSeesAndMovesOwnRows()
{
    const QByteArray own = make("Sent", "SLURM+Tartu+GPU");
    const QByteArray single = make("Sent", "SLURM+Riga");
    const QByteArray sibling = make("Sent", "OpenNebula+Riga"); // same customer, other offering
    const QByteArray foreign = make("Sent", "MOAB+Kaunas");
    QCOMPARE(m_manager->post(list + own + "/start_processing/").status, 200);
    QCOMPARE(m_manager->post(list + single + "/set_erred/", bothTexts).status, 200);
    for (const QByteArray &uuid : {sibling, foreign}) {
        QCOMPARE(m_manager->get(list + uuid + '/').status, 404);
        QCOMPARE(m_manager->post(list + uuid + "/start_processing/").status, 404);
        QCOMPARE(m_manager->post(list + uuid + "/set_erred/", bothTexts).status, 404);
    }
    const int seen = m_manager->head(list).header("X-Result-Count").toInt();
    QVERIFY(seen > 0 && seen < m_staff->head(list).header("X-Result-Count").toInt());
    const QSet<QString> names{QStringLiteral("SLURM Tartu CPU"), QStringLiteral("SLURM Tartu GPU"),
                              QStringLiteral("SLURM Riga")};
    for (const QJsonValue &value : m_manager->get(list + "?page_size=300").array())
        QVERIFY(names.contains(value.toObject().value(QStringLiteral("offering_name")).toString()));
}

QTEST_GUILESS_MAIN(TestDemoActions)
#include "tst_demoactions.moc"
