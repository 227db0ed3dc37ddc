// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoservice.h"
#include "tests/app/demo/wireclient.h"

#include <QDateTime>
#include <QTest>

using namespace waldesk::demo;

namespace
{
const QByteArray list = "/api/backend-resource-requests/";
}

/// The simulated agents, at two hundred times their pace, and the calls of a real one.
class TestDemoAgent : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aNewRequestIsPickedUpAndEnds();
    void someEndErredWithATraceback();
    void whatWasUnderWayAtTheStartGoesOn();
    void nobodyListensForOneOffering();
    void oneAgentDiesHalfWay();
    void oneDeliversTwice();
    void aPersonWhoIsFasterIsLeftAlone();
    void withoutAnAgentNothingMoves();
    void theCallsOfARealAgentAreAnswered();
    void agentsShowWhoIsAlive();
    void connectionsAreForSupport();
    void managersSeeTheirOwnAgents();
    void aBrokerThatIsDownIsSaid();
    void doneRequestsHaveFoundResources();
    void foundResourcesAreFiltered_data();
    void foundResourcesAreFiltered();
    void importsObeyTheRules();

private:
    QByteArray offering(WireClient &client, const QByteArray &name)
    {
        const QJsonArray rows = client.get("/api/marketplace-provider-offerings/?name_exact=" + name).array();
        return rows.at(0).toObject().value(QStringLiteral("uuid")).toString().toLatin1();
    }
    QByteArray make(WireClient &client, const QByteArray &name)
    {
        const WireReply reply = client.post(list, "{\"offering\": \"" + offering(client, name) + "\"}");
        return reply.object().value(QStringLiteral("uuid")).toString().toLatin1();
    }
    QString state(const QByteArray &uuid) { return field(uuid, "state"); }
    QString field(const QByteArray &uuid, const char *key)
    {
        return m_client->get(list + uuid + '/').object().value(QLatin1StringView(key)).toString();
    }
    int count(WireClient &client, const QByteArray &query)
    {
        return client.head(list + '?' + query).header("X-Result-Count").toInt();
    }

    DemoService m_service{{0, 200, 1, 200}};
    std::unique_ptr<WireClient> m_client;
};

void TestDemoAgent::initTestCase()
{
    QString error;
    QVERIFY2(m_service.start(&error), qPrintable(error));
    m_client = std::make_unique<WireClient>(m_service.url(), m_service.tokens().staff);
}

void TestDemoAgent::aNewRequestIsPickedUpAndEnds()
{
    const QByteArray uuid = make(*m_client, "SLURM+Tartu+CPU");
    QCOMPARE(state(uuid), QStringLiteral("Sent"));
    QTRY_VERIFY(state(uuid) == u"Done" || state(uuid) == u"Erred");
    QVERIFY(!field(uuid, "started").isEmpty());
    QVERIFY(field(uuid, "finished") > field(uuid, "started"));
}

void TestDemoAgent::someEndErredWithATraceback()
{
    QList<QByteArray> made;
    for (int i = 0; i < 40; ++i)
        made.append(make(*m_client, "SLURM+Tallinn"));
    int done = 0;
    int erred = 0;
    for (const QByteArray &uuid : made) {
        QTRY_VERIFY(state(uuid) == u"Done" || state(uuid) == u"Erred");
        if (state(uuid) == u"Done") {
            ++done;
            QVERIFY(field(uuid, "error_traceback").isEmpty());
        } else {
            ++erred;
            QVERIFY(!field(uuid, "error_traceback").isEmpty());
        }
    }
    QVERIFY(done > erred);
    QVERIFY(erred > 0);
}

void TestDemoAgent::whatWasUnderWayAtTheStartGoesOn()
{
    // The two newest of the start are carried on; the stuck ones below them never move.
    DemoService service({0, 200, 1, 200});
    QVERIFY(service.start(nullptr));
    WireClient client(service.url(), service.tokens().staff);
    DemoService still({0, 200, 1, 0});
    QVERIFY(still.start(nullptr));
    WireClient resting(still.url(), still.tokens().staff);
    const int sent = count(resting, "state=Sent");
    const int processing = count(resting, "state=Processing");
    QTRY_COMPARE(count(client, "state=Sent"), sent - 1);
    QTRY_COMPARE(count(client, "state=Processing"), processing - 1);
}

void TestDemoAgent::nobodyListensForOneOffering()
{
    const QByteArray uuid = make(*m_client, "DigitalOcean+EU");
    const QByteArray other = make(*m_client, "SLURM+Riga");
    QTRY_VERIFY(state(other) == u"Done" || state(other) == u"Erred");
    QCOMPARE(state(uuid), QStringLiteral("Sent"));
}

void TestDemoAgent::oneAgentDiesHalfWay()
{
    const QByteArray uuid = make(*m_client, "MUP+Helsinki");
    QTRY_COMPARE(state(uuid), QStringLiteral("Processing"));
    const QByteArray other = make(*m_client, "SLURM+Riga");
    QTRY_VERIFY(state(other) == u"Done" || state(other) == u"Erred");
    QCOMPARE(state(uuid), QStringLiteral("Processing"));
}

void TestDemoAgent::oneDeliversTwice()
{
    const QByteArray uuid = make(*m_client, "OKD+Vilnius");
    QTRY_COMPARE(state(uuid), QStringLiteral("Erred"));
    const QString message = field(uuid, "error_message");
    QVERIFY(message.startsWith(QStringLiteral("Unexpected status code: 409\n")));
    QVERIFY(message.contains(QStringLiteral("Valid states for operation: Sent.")));
    QVERIFY(message.contains(QString::fromLatin1(uuid)));
    QVERIFY(field(uuid, "error_traceback").endsWith(message));
}

void TestDemoAgent::aPersonWhoIsFasterIsLeftAlone()
{
    const QByteArray uuid = make(*m_client, "SLURM+Tartu+GPU");
    QCOMPARE(
        m_client->post(list + uuid + "/set_erred/", "{\"error_message\":\"mine\",\"error_traceback\":\"\"}").status,
        200);
    const QByteArray other = make(*m_client, "SLURM+Tartu+GPU");
    QTRY_VERIFY(state(other) == u"Done" || state(other) == u"Erred");
    QCOMPARE(field(uuid, "error_message"), QStringLiteral("mine"));
    QCOMPARE(state(uuid), QStringLiteral("Erred"));
}

void TestDemoAgent::withoutAnAgentNothingMoves()
{
    DemoService still({0, 50, 1, 0});
    QVERIFY(still.start(nullptr));
    WireClient client(still.url(), still.tokens().staff);
    const QByteArray uuid = make(client, "SLURM+Tartu+CPU");
    const QByteArray before = client.get(list + "?page_size=300").body;
    const QByteArray other = make(*m_client, "SLURM+Riga"); // a clock that needs no waiting
    QTRY_VERIFY(state(other) == u"Done" || state(other) == u"Erred");
    QCOMPARE(client.get(list + "?page_size=300").body, before);
    QVERIFY(before.contains(uuid));
}

void TestDemoAgent::theCallsOfARealAgentAreAnswered()
{
    DemoService still({0, 50, 1, 0});
    QVERIFY(still.start(nullptr));
    WireClient agent(still.url(), still.tokens().manager);
    const QByteArray place = offering(agent, "SLURM+Riga");
    const auto value = [](const QJsonObject &object, const char *key) {
        return object.value(QLatin1StringView(key)).toString().toLatin1();
    };
    const auto has = [](const QJsonObject &object, const QList<const char *> &keys) {
        for (const char *key : keys) {
            if (!object.contains(QLatin1StringView(key)) || object.value(QLatin1StringView(key)).isNull())
                return false;
        }
        return true;
    };
    const QByteArray identities = "/api/marketplace-site-agent-identities/";
    const QByteArray name = "agent-" + place;
    QCOMPARE(agent.get(identities + "?name=" + name).body, QByteArray("[]"));
    const QByteArray self = "{\"offering\":\"" + place + "\",\"name\":\"" + name +
                            "\",\"version\":\"1.0.7\",\"last_restarted\":\"2026-08-01T10:00:00Z\",\"dependencies\":[]}";
    const WireReply made = agent.post(identities, self);
    QCOMPARE(made.status, 201);
    QVERIFY(has(made.object(), {"uuid", "url", "offering", "created_by", "name", "created", "modified", "services"}));
    const QByteArray identity = value(made.object(), "uuid");
    QCOMPARE(agent.get(identities + "?name=" + name).array().size(), 1);
    QCOMPARE(agent.send("PUT", identities + identity + '/', self).status, 200);

    const QJsonObject queue =
        agent.post(identities + identity + "/register_queue/", "{\"object_types\":[\"importable_resources\"]}")
            .object();
    QVERIFY(has(queue, {"rmq_username", "queue_name", "vhost", "observable_object_types"}));
    QCOMPARE(value(queue, "queue_name"), "consumer_" + identity);
    const QByteArray service = "{\"name\":\"event_process-importable_resources\",\"mode\":\"event_process\"}";
    const QJsonObject registered = agent.post(identities + identity + "/register_service/", service).object();
    QVERIFY(has(registered,
                {"uuid", "url", "identity", "identity_name", "name", "state", "created", "modified", "processors"}));
    QCOMPARE(value(agent.post(identities + identity + "/register_service/", service).object(), "uuid"),
             value(registered, "uuid"));
    const QJsonObject processor =
        agent
            .post("/api/marketplace-site-agent-services/" + value(registered, "uuid") + "/register_processor/",
                  "{\"name\":\"OfferingImportableResourcesProcessor\",\"backend_type\":\"slurm\",\"backend_version\":"
                  "\"1\"}")
            .object();
    QVERIFY(has(processor, {"uuid", "url", "service", "service_name", "name", "backend_type", "created", "modified"}));

    const QByteArray customer =
        value(agent.get("/api/marketplace-provider-offerings/" + place + '/').object(), "customer_uuid");
    QCOMPARE(agent.get("/api/marketplace-service-providers/?field=uuid&customer_uuid=" + customer).array().size(), 1);
    QVERIFY(!agent.get("/api/marketplace-provider-resources/?state=OK&state=Erred&page_size=100&offering_uuid=" + place)
                 .array()
                 .isEmpty());
    QCOMPARE(agent.get("/api/projects/?field=uuid&slug=nobody").body, QByteArray("[]"));
    const QByteArray project = value(agent.get("/api/projects/?field=uuid&slug=geo").array().at(0).toObject(), "uuid");
    const QByteArray found = "/api/backend-resources/";
    const QByteArray query = "?page_size=100&backend_id=hpc_1&offering_uuid=" + place + "&project_uuid=" + project;
    QCOMPARE(agent.get(found + query).body, QByteArray("[]"));
    const WireReply resource =
        agent.post(found, "{\"name\":\"hpc_1\",\"backend_id\":\"hpc_1\",\"project\":\"" + project +
                              "\",\"offering\":\"" + place + "\",\"backend_metadata\":{\"limits\":{\"cpu\":4}}}");
    QCOMPARE(resource.status, 201);
    QVERIFY(has(resource.object(), {"url", "uuid", "name", "created", "modified", "project", "project_name",
                                    "project_url", "offering", "offering_name", "offering_url"}));
    QCOMPARE(agent.get(found + query).array().size(), 1);
    WireClient support(still.url(), still.tokens().support);
    const QByteArray path = found + value(resource.object(), "uuid") + '/';
    QCOMPARE(support.get(path).status, 403);
    QCOMPARE(agent.send("PATCH", path).status, 405);
    QCOMPARE(agent.send("DELETE", path).status, 204);
    QCOMPARE(agent.get(path).status, 404);
}

void TestDemoAgent::agentsShowWhoIsAlive()
{
    DemoService still({0, 640, 1, 0});
    QVERIFY(still.start(nullptr));
    WireClient staff(still.url(), still.tokens().staff);
    const auto identity = [&](const QByteArray &name) {
        const QByteArray path = "/api/marketplace-site-agent-identities/?offering_uuid=" + offering(staff, name);
        return staff.get(path).array();
    };
    const auto time = [](const QJsonValue &value) {
        return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    };
    const auto sign = [&](const QByteArray &name) {
        const QJsonObject agent = identity(name).at(0).toObject();
        const QJsonObject service = agent.value(QStringLiteral("services")).toArray().at(0).toObject();
        return time(service.value(QStringLiteral("modified")));
    };
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(identity("DigitalOcean+EU").isEmpty());
    QCOMPARE(identity("SLURM+Riga").size(), 1);
    QVERIFY(sign("SLURM+Riga").secsTo(now) <= 120);
    QVERIFY(sign("MOAB+Kaunas").secsTo(now) < 4 * 3600);
    // The one that died half-way came up again after it had started what it left.
    const QJsonArray left =
        staff.get(list + "?state=Processing&o=-created&offering_uuid=" + offering(staff, "MUP+Helsinki")).array();
    QVERIFY(!left.isEmpty());
    const QDateTime restarted = time(identity("MUP+Helsinki").at(0).toObject().value(QStringLiteral("last_restarted")));
    for (const QJsonValue &row : left)
        QVERIFY(restarted > time(row.toObject().value(QStringLiteral("started"))));
    QVERIFY(restarted <= now.addSecs(2));
}

void TestDemoAgent::connectionsAreForSupport()
{
    const QByteArray path = "/api/marketplace-site-agent-connection-stats/";
    DemoService still({0, 640, 1, 0});
    QVERIFY(still.start(nullptr));
    WireClient manager(still.url(), still.tokens().manager);
    QCOMPARE(manager.get(path).status, 403);
    WireClient support(still.url(), still.tokens().support);
    const QJsonObject stats = support.get(path).object();
    const QJsonArray agents = stats.value(QStringLiteral("agents")).toArray();
    QCOMPARE(agents.size(), 8);
    QCOMPARE(stats.value(QStringLiteral("summary")).toObject().value(QStringLiteral("disconnected_agents")).toInt(), 1);
    for (const QJsonValue &value : agents) {
        const QJsonObject agent = value.toObject();
        const QJsonObject queue = agent.value(QStringLiteral("queues")).toArray().at(0).toObject();
        const bool dead = agent.value(QStringLiteral("offering_name")) == QStringLiteral("MOAB Kaunas");
        QCOMPARE(queue.value(QStringLiteral("consumers")).toInt(), dead ? 0 : 1);
        QCOMPARE(queue.value(QStringLiteral("messages")).toInt() > 0, dead);
        QCOMPARE(queue.value(QStringLiteral("object_type")).toString(), QStringLiteral("importable_resources"));
        QCOMPARE(agent.value(QStringLiteral("delivery_blocked_reason")).isNull(), !dead);
        QCOMPARE(agent.value(QStringLiteral("uuid")).toString().size(), 36);
    }
    QCOMPARE(support.send("POST", path).status, 405);
}

void TestDemoAgent::managersSeeTheirOwnAgents()
{
    DemoService still({0, 50, 1, 0});
    QVERIFY(still.start(nullptr));
    WireClient staff(still.url(), still.tokens().staff);
    WireClient manager(still.url(), still.tokens().manager);
    for (const QByteArray &path : {QByteArray("/api/marketplace-site-agent-identities/?page_size=50"),
                                   QByteArray("/api/marketplace-site-agent-services/?page_size=50"),
                                   QByteArray("/api/event-subscription-queues/?page_size=50")}) {
        QCOMPARE(staff.get(path).array().size(), 8);
        QCOMPARE(manager.get(path).array().size(), 3);
    }
    const QByteArray one = "/api/event-subscription-queues/?object_type=importable_resources&offering_uuid=";
    QCOMPARE(staff.get(one + offering(staff, "SLURM+Riga")).array().size(), 1);
    QCOMPARE(staff.get(one + offering(staff, "DigitalOcean+EU")).array().size(), 0);
    QCOMPARE(staff.get("/api/event-subscription-queues/?object_type=order").array().size(), 0);
}

void TestDemoAgent::aBrokerThatIsDownIsSaid()
{
    Settings settings{0, 50, 1, 0};
    settings.brokerDown = true;
    DemoService still(settings);
    QVERIFY(still.start(nullptr));
    WireClient staff(still.url(), still.tokens().staff);
    const WireReply reply = staff.get("/api/marketplace-site-agent-connection-stats/");
    QCOMPARE(reply.status, 503);
    QVERIFY(reply.object().contains(QStringLiteral("detail")));
    QCOMPARE(staff.get("/api/marketplace-site-agent-identities/?page_size=50").array().size(), 8);
}

void TestDemoAgent::doneRequestsHaveFoundResources()
{
    DemoService still({0, 640, 1, 0});
    QVERIFY(still.start(nullptr));
    WireClient staff(still.url(), still.tokens().staff);
    int some = 0;
    int none = 0;
    for (const QJsonValue &value : staff.get(list + "?state=Done&page_size=60").array()) {
        const auto text = [&](const char *key) {
            return value.toObject().value(QLatin1StringView(key)).toString().toLatin1();
        };
        const QByteArray query = "?offering_uuid=" + text("offering") + "&created=" + text("started") +
                                 "&created_before=" + text("finished");
        const int found = staff.head("/api/backend-resources/" + query).header("X-Result-Count").toInt();
        ++(found > 0 ? some : none);
    }
    QVERIFY(some > 5);
    QVERIFY(none > 5);
    // What the simulated agent ends has found some, too.
    const int before = m_client->head("/api/backend-resources/").header("X-Result-Count").toInt();
    for (int i = 0; i < 12; ++i)
        make(*m_client, "SLURM+Riga");
    QTRY_VERIFY(m_client->head("/api/backend-resources/").header("X-Result-Count").toInt() > before);
}

void TestDemoAgent::foundResourcesAreFiltered_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("status");
    QTest::newRow("not a time") << QByteArray("created=soon") << 400;
    QTest::newRow("not a time above") << QByteArray("created_before=soon") << 400;
    QTest::newRow("not an order") << QByteArray("o=name") << 400;
    QTest::newRow("what it does not know") << QByteArray("colour=red") << 200;
    QTest::newRow("a page that is not there") << QByteArray("page=9999") << 404;
}

void TestDemoAgent::foundResourcesAreFiltered()
{
    QFETCH(QByteArray, query);
    const QByteArray path = "/api/backend-resources/";
    QTEST(m_client->get(path + '?' + query).status, "status");
    const QJsonArray newest = m_client->get(path + "?page_size=300").array();
    const QJsonArray oldest = m_client
                                  ->get(path + "?o=created&page_size=300&created_before=" +
                                        newest.at(0).toObject().value(QStringLiteral("created")).toString().toLatin1())
                                  .array();
    QVERIFY(oldest.size() >= 10);
    const auto created = [](const QJsonArray &rows, qsizetype at) {
        return QDateTime::fromString(rows.at(at).toObject().value(QStringLiteral("created")).toString(),
                                     Qt::ISODateWithMs);
    };
    for (qsizetype i = 1; i < oldest.size(); ++i)
        QVERIFY(created(oldest, i - 1) <= created(oldest, i));
    for (qsizetype i = 1; i < newest.size(); ++i)
        QVERIFY(created(newest, i - 1) >= created(newest, i));
    const QByteArray name = newest.at(0).toObject().value(QStringLiteral("name")).toString().toLatin1();
    QVERIFY(!m_client->get(path + "?name_exact=" + name).array().isEmpty());
    QVERIFY(m_client->get(path + "?name_exact=" + name.chopped(1) + '~').array().isEmpty());
}

void TestDemoAgent::importsObeyTheRules()
{
    DemoService still({0, 640, 1, 0});
    QVERIFY(still.start(nullptr));
    WireClient staff(still.url(), still.tokens().staff);
    WireClient manager(still.url(), still.tokens().manager);
    const QByteArray resources = "/api/backend-resources/";
    const QByteArray place = offering(staff, "SLURM+Tartu+CPU");
    const QByteArray own = staff.get("/api/marketplace-provider-offerings/" + place + "/?field=plans&field=shared")
                               .object()
                               .value(QStringLiteral("plans"))
                               .toArray()
                               .at(0)
                               .toObject()
                               .value(QStringLiteral("uuid"))
                               .toString()
                               .toLatin1();
    const QByteArray project = staff.get("/api/projects/?slug=geo")
                                   .array()
                                   .at(0)
                                   .toObject()
                                   .value(QStringLiteral("uuid"))
                                   .toString()
                                   .toLatin1();
    const auto discovered = [&](const QByteArray &name, const QByteArray &at) {
        const QByteArray body = "{\"name\":\"" + name + "\",\"backend_id\":\"" + name + "\",\"project\":\"" + project +
                                "\",\"offering\":\"" + at + "\",\"backend_metadata\":{\"limits\":{\"cpu\":4}}}";
        return staff.post(resources, body).object().value(QStringLiteral("uuid")).toString().toLatin1();
    };
    const QByteArray one = resources + discovered("a", place) + "/import_resource/";
    const QByteArray planned = "{\"plan\":\"" + own + "\"}";
    QCOMPARE(manager.post(one, planned).status, 403);
    const WireReply planless = staff.post(one, "{}");
    QCOMPARE(planless.status, 400);
    QVERIFY(planless.object().value(QStringLiteral("plan")).isString());
    const WireReply unknown = staff.post(one, "{\"plan\":\"00000000000000000000000000000000\"}");
    QCOMPARE(unknown.status, 400);
    QVERIFY(unknown.object().value(QStringLiteral("plan")).isArray());
    const WireReply imported = staff.post(one, planned);
    QCOMPARE(imported.status, 201);
    QCOMPARE(imported.object().value(QStringLiteral("name")).toString(), QStringLiteral("a"));
    QCOMPARE(staff.post(one, planned).status, 404); // the record is gone
    const WireReply again = staff.post(resources + discovered("a", place) + "/import_resource/", planned);
    QCOMPARE(again.status, 400);
    QCOMPARE(again.array().size(), 1);
    QVERIFY(staff.get("/api/marketplace-provider-resources/?page_size=100&offering_uuid=" + place)
                .body.contains(imported.object().value(QStringLiteral("uuid")).toString().toLatin1()));
    const QByteArray priv = offering(staff, "MUP+Helsinki"); // not shared: no plan is needed
    QCOMPARE(staff.post(resources + discovered("b", priv) + "/import_resource/", "{}").status, 201);
}

QTEST_GUILESS_MAIN(TestDemoAgent)
#include "tst_demoagent.moc"
