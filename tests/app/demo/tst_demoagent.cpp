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

QTEST_GUILESS_MAIN(TestDemoAgent)
#include "tst_demoagent.moc"
