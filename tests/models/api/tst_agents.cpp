// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/api/caught.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace waldesk;
using namespace waldesk::testsupport;
using api::ApiError;
using domain::Agent;
using domain::AgentConnections;
using domain::BackendResourceFilter;
using domain::EventQueue;
using domain::Uuid;
using Agents = std::optional<std::vector<Agent>>;

namespace
{

constexpr char Identities[] = "/api/marketplace-site-agent-identities/";
constexpr char Services[] = "/api/marketplace-site-agent-services/";
constexpr char Stats[] = "/api/marketplace-site-agent-connection-stats/";
constexpr char Queues[] = "/api/event-subscription-queues/";
constexpr char Resources[] = "/api/backend-resources/";

Uuid uuid(const char *hex)
{
    return Uuid::tryParse(QByteArrayView(hex)).value();
}

const Uuid Tartu = uuid("0ff00000000000000000000000000001");
const Uuid One = uuid("5e500000000000000000000000000001");

} // namespace

/// What may not be shown is absent; what is shown is read whatever stands beside it; what is written is sent once.
class TestAgents : public QObject
{
    Q_OBJECT

private slots:
    void readsIdentities();
    void readsConnections_data();
    void readsConnections();
    void readsQueuesAndServices();
    void whatIsNotShownIsAbsent_data();
    void whatIsNotShownIsAbsent();
    void noAnswerIsAnError_data();
    void noAnswerIsAnError();
    void aBrokerThatIsDownIsSaid();
    void oddMembersAreAbsent_data();
    void oddMembersAreAbsent();
    void listsBackendResources();
    void readsPlans();
    void importsOnce_data();
    void importsOnce();
    void dismissesOnce_data();
    void dismissesOnce();
};

void TestAgents::readsIdentities()
{
    ScriptedServer server;
    server.on("GET", Identities, Reply::json(R"([
        {"uuid":"a9e00000000000000000000000000001","offering":"0ff00000000000000000000000000001","name":"agent-1",
         "version":"1.0.7","last_restarted":"2026-11-01T10:00:00Z","modified":"2026-11-01T10:00:05.5Z",
         "dependencies":[{"x":1}],"later":{"unknown":true},
         "services":[{"uuid":"5e000000-0000-0000-0000-000000000001","name":"event_process-importable_resources",
                      "mode":"event_process","state":"Active","modified":"2026-11-02T10:00:00Z",
                      "processors":[{"backend_type":"slurm"},{"backend_type":null}]}]},
        {"uuid":"a9e00000000000000000000000000002","offering":"0ff00000000000000000000000000009","name":"of another"}])"));
    api::WaldurClient client(connectionTo(server));
    Caught<Agents> caught;
    client.agentIdentities(Tartu, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue() && caught.value());
    QCOMPARE(caught.value()->size(), size_t(1)); // an older server ignores the filter
    const Agent &agent = caught.value()->front();
    QCOMPARE(agent.version, QStringLiteral("1.0.7"));
    QCOMPARE(agent.lastRestarted, domain::Timestamp::tryParse("2026-11-01T10:00:00Z"));
    QCOMPARE(agent.lastSign(), domain::Timestamp::tryParse("2026-11-02T10:00:00Z"));
    QCOMPARE(agent.services.front().backends, std::vector{QStringLiteral("slurm")});
    QVERIFY(!agent.deliveryBlocked && !agent.queues);
    QCOMPARE(server.seen().front().query().queryItemValue(QStringLiteral("offering_uuid")), Tartu.toString());
}

void TestAgents::readsConnections_data()
{
    QTest::addColumn<QByteArray>("body");
    const QByteArray agents = R"([{"uuid":"a9e00000-0000-0000-0000-000000000001",
        "offering_uuid":"0ff00000-0000-0000-0000-000000000001","offering_name":"SLURM","name":"agent-1","version":null,
        "last_restarted":"2026-11-01T10:00:00Z","delivery_blocked_reason":"expired","services":[],
        "event_subscriptions":[{"rmq_connection":null}],
        "queues":[{"name":"q1","messages":4,"consumers":0,"object_type":"importable_resources","kind":"legacy"},
                  {"name":"q2","messages":"2","consumers":"1","object_type":null,"kind":"consumer"}]}])";
    QTest::newRow("with its envelope") << "{\"agents\":" + agents + ",\"summary\":{\"total_agents\":1}}";
    QTest::newRow("a bare list") << agents;
}

void TestAgents::readsConnections()
{
    QFETCH(QByteArray, body);
    ScriptedServer server;
    server.on("GET", Stats, Reply::json(body));
    api::WaldurClient client(connectionTo(server));
    Caught<AgentConnections> caught;
    client.agentConnections(this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue() && caught.value().shown && !caught.value().brokerDown);
    const Agent &agent = caught.value().agents.front();
    QCOMPARE(agent.offering, Tartu);
    QCOMPARE(agent.deliveryBlocked, QStringLiteral("expired"));
    QVERIFY(agent.version.isEmpty());
    QCOMPARE(agent.queues->size(), size_t(2));
    QCOMPARE(agent.queues->at(0), (EventQueue{QStringLiteral("q1"), domain::ImportableResources, 4, 0}));
    QCOMPARE(agent.queues->at(1), (EventQueue{QStringLiteral("q2"), QString(), 2, 1}));
}

void TestAgents::readsQueuesAndServices()
{
    ScriptedServer server;
    server.on("GET", Queues,
              Reply::json(R"([{"uuid":"1","queue_name":"subscription_a","object_type":"importable_resources"}, 7])"));
    server.on("GET", Services, Reply::json(R"([{"name":"s","state":"Error"}])"));
    api::WaldurClient client(connectionTo(server));
    Caught<std::optional<std::vector<EventQueue>>> queues;
    Caught<std::optional<std::vector<domain::AgentService>>> services;
    client.eventQueues(Tartu, this, queues.handler());
    client.agentServices(One, this, services.handler());
    QVERIFY(queues.waitFor() && services.waitFor());
    QCOMPARE(queues.value()->size(), size_t(1));
    QCOMPARE(queues.value()->front().name, QStringLiteral("subscription_a"));
    QVERIFY(!queues.value()->front().consumers);
    QCOMPARE(services.value()->front().state, QStringLiteral("Error"));
}

void TestAgents::whatIsNotShownIsAbsent_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("html");
    QTest::newRow("forbidden") << QByteArray(R"({"detail":"You do not have permission."})") << 403 << false;
    QTest::newRow("an old version") << QByteArray("<h1>Not Found</h1>") << 404 << true;
    QTest::newRow("not found in JSON") << QByteArray(R"({"detail":"Not found."})") << 404 << false;
    QTest::newRow("not allowed") << QByteArray(R"({"detail":"Method \"GET\" not allowed."})") << 405 << false;
    QTest::newRow("a filter it does not take")
        << QByteArray(R"({"offering_uuid":["Enter a valid UUID."]})") << 400 << false;
    QTest::newRow("a disabled extension") << QByteArray(R"({"detail":"Extension is disabled."})") << 424 << false;
    QTest::newRow("a web page") << QByteArray("<html>Welcome</html>") << 200 << true;
    QTest::newRow("nothing") << QByteArray() << 200 << false;
    QTest::newRow("a word") << QByteArray("\"soon\"") << 200 << false;
    QTest::newRow("null") << QByteArray("null") << 200 << false;
    QTest::newRow("an object of another shape") << QByteArray(R"({"agents":{"count":3},"results":7})") << 200 << false;
    QTest::newRow("cut off") << QByteArray(R"([{"uuid":"a9)") << 200 << false;
}

void TestAgents::whatIsNotShownIsAbsent()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(bool, html);
    ScriptedServer server;
    server.on("GET", "/api/version/", Reply::json(R"({"version":"8.0.5"})"));
    server.on("GET", "/api/marketplace", html ? Reply::html(body, status) : Reply::json(body, status));
    server.on("GET", Queues, html ? Reply::html(body, status) : Reply::json(body, status));
    api::WaldurClient client(connectionTo(server));
    Caught<QString> version; // the place of the API is known, as everywhere in real life
    client.version(this, version.handler());
    QVERIFY(version.waitFor());
    Caught<Agents> agents;
    Caught<AgentConnections> connections;
    Caught<std::optional<std::vector<EventQueue>>> queues;
    Caught<std::optional<std::vector<domain::AgentService>>> services;
    client.agentIdentities(Tartu, this, agents.handler());
    client.agentConnections(this, connections.handler());
    client.eventQueues(Tartu, this, queues.handler());
    client.agentServices(One, this, services.handler());
    QVERIFY(agents.waitFor() && connections.waitFor() && queues.waitFor() && services.waitFor());
    QVERIFY(agents.hasValue() && !agents.value());
    QVERIFY(connections.hasValue() && !connections.value().shown && !connections.value().brokerDown);
    QVERIFY(queues.hasValue() && !queues.value());
    QVERIFY(services.hasValue() && !services.value());
}

void TestAgents::noAnswerIsAnError_data()
{
    QTest::addColumn<int>("status"); // 0: the connection is closed
    QTest::addColumn<ApiError::Kind>("kind");
    QTest::newRow("closed") << 0 << ApiError::Kind::Network;
    QTest::newRow("the token is not taken") << 401 << ApiError::Kind::Auth;
    QTest::newRow("a server that failed") << 500 << ApiError::Kind::Server;
    QTest::newRow("a gateway without a server") << 503 << ApiError::Kind::Server;
}

void TestAgents::noAnswerIsAnError()
{
    QFETCH(int, status);
    ScriptedServer server;
    server.on("GET", "/", status == 0 ? Reply::closeUnheard() : Reply::html("<h1>no</h1>", status));
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(1);
    Caught<Agents> agents;
    Caught<AgentConnections> connections;
    client.agentIdentities(Tartu, this, agents.handler());
    client.agentConnections(this, connections.handler());
    QVERIFY(agents.waitFor() && connections.waitFor());
    QVERIFY(!agents.hasValue() && !connections.hasValue());
    QTEST(agents.error().kind, "kind");
    QTEST(connections.error().kind, "kind");
}

void TestAgents::aBrokerThatIsDownIsSaid()
{
    ScriptedServer server;
    server.on("GET", Stats, Reply::json(R"({"detail":"RabbitMQ is unavailable."})", 503));
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(1);
    Caught<AgentConnections> caught;
    client.agentConnections(this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue() && caught.value().brokerDown);
}

void TestAgents::oddMembersAreAbsent_data()
{
    QTest::addColumn<QByteArray>("member");
    for (const char *member :
         {R"("uuid":null)", R"("uuid":17)", R"("name":{"x":1})", R"("version":1.5)", R"("last_restarted":"yesterday")",
          R"("last_restarted":0)", R"("services":null)", R"("services":{"a":1})", R"("services":[null,3,"x",[]])",
          R"("queues":"none")", R"("queues":[null,{"consumers":-1,"messages":1.5,"name":[]}])",
          R"("delivery_blocked_reason":7)", R"("delivery_blocked_reason":[])", R"("offering_uuid":"no uuid")"})
        QTest::newRow(member) << QByteArray(member);
}

void TestAgents::oddMembersAreAbsent()
{
    QFETCH(QByteArray, member);
    ScriptedServer server;
    server.on("GET", "/api/marketplace", Reply::json("[{" + member + "}]"));
    api::WaldurClient client(connectionTo(server));
    Caught<Agents> agents;
    Caught<AgentConnections> connections;
    client.agentIdentities(Tartu, this, agents.handler());
    client.agentConnections(this, connections.handler());
    QVERIFY(agents.waitFor() && connections.waitFor());
    QVERIFY(agents.hasValue() && agents.value() && agents.value()->size() == 1);
    QVERIFY(connections.hasValue() && connections.value().agents.size() == 1);
    const Agent &agent = connections.value().agents.front();
    QVERIFY(agent.uuid.isNil() && !agent.lastSign() && !agent.deliveryBlocked);
    for (const EventQueue &queue : agent.queues.value_or(std::vector<EventQueue>()))
        QVERIFY(!queue.consumers && !queue.messages && queue.name.isEmpty());
}

void TestAgents::listsBackendResources()
{
    ScriptedServer server;
    server.on("GET", Resources,
              Reply::json(R"([{"uuid":"5e500000000000000000000000000001","name":"hpc_geo","backend_id":"hpc_geo",
                  "created":"2026-11-01T10:00:00.000001Z","project":"11110000000000000000000000000001",
                  "project_name":"Geology","offering":"0ff00000000000000000000000000001","offering_name":"SLURM",
                  "backend_metadata":{"limits":{"cpu":12,"mem":1.5,"odd":{}},"more":1}},
                  {"uuid":"no uuid","created":"2026-11-01T10:00:00Z"},
                  {"uuid":"5e500000000000000000000000000002","created":null},
                  {"uuid":"5e500000000000000000000000000003","created":"2026-11-01T09:00:00Z"}])")
                  .with("X-Result-Count", "4"));
    api::WaldurClient client(connectionTo(server));
    BackendResourceFilter filter;
    filter.offering = Tartu;
    filter.exactName = QStringLiteral("a+b & c");
    filter.createdFrom = domain::Timestamp::tryParse("2026-11-01T00:00:00Z");
    filter.createdTo = domain::Timestamp::tryParse("2026-11-02T00:00:00Z");
    Caught<api::BackendResourcePage> caught;
    client.backendResources(filter, 3, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
    QCOMPARE(caught.value().total, 4);
    QCOMPARE(caught.value().rows.size(), size_t(2));
    const domain::BackendResource &first = caught.value().rows.front();
    QCOMPARE(first.created.microseconds % 10, 1);
    QCOMPARE(first.projectName, QStringLiteral("Geology"));
    QCOMPARE(first.limits.size(), size_t(2));
    QCOMPARE(first.limits.at(1).second, QStringLiteral("1.5"));
    const QUrlQuery query = server.seen().front().query();
    const auto value = [&query](const char *key) {
        return query.queryItemValue(QLatin1String(key), QUrl::FullyDecoded);
    };
    QCOMPARE(value("offering_uuid"), Tartu.toString());
    QCOMPARE(value("name_exact"), filter.exactName);
    QCOMPARE(value("created"), QStringLiteral("2026-11-01T00:00:00.000000Z"));
    QCOMPARE(value("created_before"), QStringLiteral("2026-11-02T00:00:00.000000Z"));
    QCOMPARE(value("o"), QStringLiteral("-created"));
    QCOMPARE(value("page"), QStringLiteral("3"));
}

void TestAgents::readsPlans()
{
    ScriptedServer server;
    server.on("GET", "/api/marketplace-provider-offerings/",
              Reply::json(R"({"plans":[{"uuid":"91a00000000000000000000000000001","name":"Basic","prices":{}},
                  {"name":"without a uuid"},null],"shared":true,"customer_uuid":null})"));
    api::WaldurClient client(connectionTo(server));
    Caught<api::OfferingPlans> caught;
    client.offeringPlans(Tartu, this, caught.handler());
    QVERIFY(caught.waitFor());
    QVERIFY(caught.hasValue());
    QCOMPARE(caught.value().plans.size(), size_t(1));
    QCOMPARE(caught.value().plans.front().name, QStringLiteral("Basic"));
    QCOMPARE(caught.value().shared, true);
    QCOMPARE(server.seen().front().query().allQueryItemValues(QStringLiteral("field")).size(), 3);
}

void TestAgents::importsOnce_data()
{
    QTest::addColumn<QByteArray>("plan");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<int>("status"); // 0: the connection is closed
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("says"); // of the error; empty: it is done
    const QByteArray planned = R"({"plan":"91a00000000000000000000000000001"})";
    const QByteArray plan = "91a00000000000000000000000000001";
    QTest::newRow("with a plan") << plan << planned << 201
                                 << QByteArray(R"({"uuid":"4e500000000000000000000000000001","name":"hpc_geo"})")
                                 << QString();
    QTest::newRow("without a plan") << QByteArray() << QByteArray("{}") << 201 << QByteArray("{}") << QString();
    QTest::newRow("one sentence for the field")
        << QByteArray() << QByteArray("{}") << 400
        << QByteArray(R"({"plan":"Plan is required when importing resources."})")
        << QStringLiteral("Plan is required when importing resources.");
    QTest::newRow("a list for the field")
        << plan << planned << 400 << QByteArray(R"({"plan":["Object with uuid=x does not exist."]})")
        << QStringLiteral("does not exist");
    QTest::newRow("a bare list") << plan << planned << 400 << QByteArray(R"(["Resource has been imported already."])")
                                 << QStringLiteral("imported already");
    QTest::newRow("not staff") << plan << planned << 403 << QByteArray(R"({"detail":"no"})") << QStringLiteral(" ");
    QTest::newRow("a gateway") << plan << planned << 502 << QByteArray("<html>") << QStringLiteral(" ");
    QTest::newRow("lost") << plan << planned << 0 << QByteArray() << QStringLiteral(" ");
}

void TestAgents::importsOnce()
{
    QFETCH(QByteArray, plan);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, says);
    ScriptedServer server;
    server.on("POST", Resources,
              status == 0            ? Reply::closeUnheard()
              : body.startsWith('<') ? Reply::html(body, status)
                                     : Reply::json(body, status));
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(1);
    Caught<api::ImportedResource> caught;
    client.importResource(One, Uuid::tryParse(QByteArrayView(plan)), this, caught.handler());
    QVERIFY(caught.waitFor());
    QCOMPARE(server.count("POST"), 1);
    QCOMPARE(server.seen().front().path(), Resources + One.toHex() + "/import_resource/");
    QTEST(server.seen().front().body, "sent");
    QCOMPARE(caught.hasValue(), says.isEmpty());
    if (!caught.hasValue()) {
        QString all = caught.error().sentence;
        for (const auto &[field, text] : caught.error().fields)
            all += u' ' + text;
        QVERIFY2(all.contains(says), qPrintable(all));
    } else {
        QCOMPARE(caught.value().uuid.isNil(), plan.isEmpty());
    }
}

void TestAgents::dismissesOnce_data()
{
    QTest::addColumn<int>("status"); // 0: the connection is closed
    QTest::addColumn<bool>("done");
    QTest::newRow("deleted") << 204 << true;
    QTest::newRow("gone already") << 404 << false;
    QTest::newRow("not allowed") << 403 << false;
    QTest::newRow("a server that failed") << 503 << false;
    QTest::newRow("lost") << 0 << false;
}

void TestAgents::dismissesOnce()
{
    QFETCH(int, status);
    ScriptedServer server;
    server.on("DELETE", Resources, status == 0 ? Reply::closeUnheard() : Reply::empty(status));
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(1);
    Caught<domain::Nothing> caught;
    client.dismissResource(One, this, caught.handler());
    QVERIFY(caught.waitFor());
    QCOMPARE(server.count("DELETE"), 1);
    QCOMPARE(server.seen().front().path(), Resources + One.toHex() + '/');
    QTEST(caught.hasValue(), "done");
}

QTEST_GUILESS_MAIN(TestAgents)
#include "tst_agents.moc"
