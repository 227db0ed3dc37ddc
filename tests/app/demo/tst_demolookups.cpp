// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoservice.h"
#include "tests/app/demo/wireclient.h"

#include <QTest>

using namespace waldesk::demo;

namespace
{
const QByteArray offerings = "/api/marketplace-provider-offerings/";

QStringList column(const QJsonArray &rows, const char *key)
{
    QStringList values;
    for (const QJsonValue &row : rows)
        values.append(row.toObject().value(QLatin1StringView(key)).toString());
    return values;
}
} // namespace

/// What the console looks up besides requests: who one is, roles, offerings, the server itself, and signing in.
class TestDemoLookups : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theUserIsTold_data();
    void theUserIsTold();
    void fieldsAreSparse();
    void theManagersRightsFollowFromRolesAndScopes();
    void offeringsAreFiltered_data();
    void offeringsAreFiltered();
    void offeringsAreSeenByRole();
    void offeringsComeInOrderAndPages();
    void oneOfferingIsRetrieved();
    void theOfferingUrlOfEveryRequestResolves();
    void theServerTellsItself();
    void signingInGivesTheToken_data();
    void signingInGivesTheToken();
    void aNameIsLockedOutAfterFourFailures();

private:
    DemoService m_service{{0, 20, 1, 0}};
    std::unique_ptr<WireClient> m_staff;
    std::unique_ptr<WireClient> m_support;
    std::unique_ptr<WireClient> m_manager;
};

void TestDemoLookups::initTestCase()
{
    QString error;
    QVERIFY2(m_service.start(&error), qPrintable(error));
    m_staff = std::make_unique<WireClient>(m_service.url(), m_service.tokens().staff);
    m_support = std::make_unique<WireClient>(m_service.url(), m_service.tokens().support);
    m_manager = std::make_unique<WireClient>(m_service.url(), m_service.tokens().manager);
}

void TestDemoLookups::theUserIsTold_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("staff");
    QTest::addColumn<bool>("support");
    QTest::addColumn<int>("roles");
    QTest::newRow("staff") << m_service.tokens().staff << true << false << 0;
    QTest::newRow("support") << m_service.tokens().support << false << true << 0;
    QTest::newRow("manager") << m_service.tokens().manager << false << false << 2;
}

void TestDemoLookups::theUserIsTold()
{
    QFETCH(QByteArray, token);
    QFETCH(bool, staff);
    QFETCH(bool, support);
    QFETCH(int, roles);
    WireClient client(m_service.url(), token);
    const QJsonObject me = client.get("/api/users/me/").object();
    QCOMPARE(me.value(QStringLiteral("is_staff")).toBool(!staff), staff);
    QCOMPARE(me.value(QStringLiteral("is_support")).toBool(!support), support);
    QCOMPARE(me.value(QStringLiteral("token")).toString().toLatin1(), token);
    QCOMPARE(int(me.value(QStringLiteral("permissions")).toArray().size()), roles);
    QCOMPARE(me.value(QStringLiteral("uuid")).toString().size(), 32);
}

void TestDemoLookups::fieldsAreSparse()
{
    const QJsonObject me =
        m_manager->get("/api/users/me/?field=uuid&field=permissions&field=is_staff&field=nothing").object();
    QCOMPARE(me.keys(),
             QStringList({QStringLiteral("is_staff"), QStringLiteral("permissions"), QStringLiteral("uuid")}));
    const QJsonArray roles = m_staff->get("/api/roles/?field=name&field=permissions&page_size=300").array();
    QCOMPARE(roles.at(0).toObject().size(), 2);
    const QJsonArray rows = m_staff->get(offerings + "?field=uuid&field=name").array();
    QCOMPARE(rows.at(0).toObject().size(), 2);
}

void TestDemoLookups::theManagersRightsFollowFromRolesAndScopes()
{
    const QJsonArray permissions =
        m_manager->get("/api/users/me/?field=permissions").object().value(QStringLiteral("permissions")).toArray();
    const QJsonArray roles = m_manager->get("/api/roles/").array();
    QStringList scopes;
    for (const QJsonValue &value : permissions) {
        const QJsonObject permission = value.toObject();
        scopes.append(permission.value(QStringLiteral("scope_type")).toString());
        bool manages = false;
        for (const QJsonValue &role : roles) {
            if (role.toObject().value(QStringLiteral("uuid")) == permission.value(QStringLiteral("role_uuid")))
                manages = role.toObject()
                              .value(QStringLiteral("permissions"))
                              .toArray()
                              .contains(QStringLiteral("OFFERING.MANAGE_BACKEND_RESOURCES"));
        }
        QVERIFY(manages);
        QVERIFY(permission.contains(QStringLiteral("expiration_time")));
        QVERIFY(!permission.value(QStringLiteral("customer_uuid")).toString().isEmpty());
    }
    scopes.sort();
    QCOMPARE(scopes, QStringList({QStringLiteral("customer"), QStringLiteral("offering")}));
    const QStringList owned =
        column(m_manager
                   ->get(offerings + "?customer_uuid=" +
                         permissions.at(0).toObject().value(QStringLiteral("scope_uuid")).toString().toLatin1())
                   .array(),
               "name");
    QCOMPARE(owned, QStringList({QStringLiteral("SLURM Tartu CPU"), QStringLiteral("SLURM Tartu GPU")}));
}

void TestDemoLookups::offeringsAreFiltered_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("count"); // -1: 400
    QTest::newRow("all") << QByteArray() << 9;
    QTest::newRow("name, any case, any part") << QByteArray("name=tartu") << 2;
    QTest::newRow("exact name") << QByteArray("name_exact=SLURM+Riga") << 1;
    QTest::newRow("exact name of another case") << QByteArray("name_exact=slurm+riga") << 0;
    QTest::newRow("type") << QByteArray("type=Marketplace.Slurm") << 9;
    QTest::newRow("unknown type") << QByteArray("type=Nothing") << 0;
    QTest::newRow("one known type of two") << QByteArray("type=Nothing&type=Marketplace.Slurm") << 9;
    QTest::newRow("states") << QByteArray("state=Active&state=Paused") << 9;
    QTest::newRow("one state") << QByteArray("state=Paused") << 1;
    QTest::newRow("bad state") << QByteArray("state=active") << -1;
    QTest::newRow("bad order") << QByteArray("o=colour") << -1;
    QTest::newRow("bad customer") << QByteArray("customer_uuid=1") << -1;
    QTest::newRow("query over slugs") << QByteArray("query=opennebula-") << 1;
    QTest::newRow("keyword over customers") << QByteArray("keyword=latvia") << 2;
    QTest::newRow("unknown parameter") << QByteArray("colour=blue") << 9;
}

void TestDemoLookups::offeringsAreFiltered()
{
    QFETCH(QByteArray, query);
    QFETCH(int, count);
    const WireReply reply = m_staff->get(offerings + "?page_size=50&" + query);
    QCOMPARE(reply.status, count < 0 ? 400 : 200);
    if (count < 0)
        return;
    QCOMPARE(int(reply.array().size()), count);
    QCOMPARE(reply.header("X-Result-Count").toInt(), count);
}

void TestDemoLookups::offeringsAreSeenByRole()
{
    QCOMPARE(m_support->get(offerings).array().size(), 9);
    const QJsonArray seen = m_manager->get(offerings).array();
    QCOMPARE(seen.size(), 3);
    const QStringList all = column(m_staff->get(offerings).array(), "uuid");
    QCOMPARE(m_manager->get(offerings + "?uuid_list=" + all.join(QLatin1Char(',')).toLatin1()).array().size(), 3);
    QCOMPARE(m_staff->get(offerings + "?uuid_list=" + all.mid(2, 4).join(QLatin1Char(',')).toLatin1()).array().size(),
             4);
}

void TestDemoLookups::offeringsComeInOrderAndPages()
{
    QStringList names = column(m_staff->get(offerings + "?o=-name").array(), "name");
    QCOMPARE(names.constFirst(), QStringLiteral("SLURM Tartu GPU"));
    std::reverse(names.begin(), names.end());
    QCOMPARE(column(m_staff->get(offerings).array(), "name"), names);
    const WireReply second = m_staff->get(offerings + "?page_size=4&page=2");
    QCOMPARE(column(second.array(), "name"), names.mid(4, 4));
    QVERIFY(second.header("Link").contains("rel=\"next\""));
    QCOMPARE(m_staff->get(offerings + "?page_size=4&page=4").status, 404);
}

void TestDemoLookups::oneOfferingIsRetrieved()
{
    const QJsonObject row = m_staff->get(offerings + "?name=kaunas").array().at(0).toObject();
    const QByteArray uuid = row.value(QStringLiteral("uuid")).toString().toLatin1();
    const QJsonObject detail = m_staff->get(offerings + uuid + "/?field=components&field=customer_uuid").object();
    QCOMPARE(detail.size(), 2);
    QCOMPARE(detail.value(QStringLiteral("customer_uuid")), row.value(QStringLiteral("customer_uuid")));
    QVERIFY(!detail.value(QStringLiteral("components")).toArray().isEmpty());
    QCOMPARE(m_manager->get(offerings + uuid + '/').status, 404);
}

void TestDemoLookups::theOfferingUrlOfEveryRequestResolves()
{
    const QByteArray shelf = "/api/marketplace-public-offerings/";
    for (WireClient *client : {m_staff.get(), m_support.get(), m_manager.get()}) {
        QCOMPARE(client->get(shelf + "?page_size=100").array().size(), 9);
        QCOMPARE(client->get(shelf + "?name=kaunas&field=name").array().at(0).toObject().keys(),
                 QStringList{QStringLiteral("name")});
        QSet<QString> urls;
        for (const QJsonValue &row : client->get("/api/backend-resource-requests/?page_size=300").array())
            urls.insert(row.toObject().value(QStringLiteral("offering_url")).toString());
        QVERIFY(!urls.isEmpty());
        for (const QString &url : std::as_const(urls)) {
            const WireReply reply = client->get(QUrl(url).path().toLatin1());
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.object().value(QStringLiteral("url")).toString(), url);
        }
    }
    QCOMPARE(m_staff->get(shelf + "00000000000000000000000000000000/").status, 404);
}

void TestDemoLookups::theServerTellsItself()
{
    WireClient nobody(m_service.url(), {});
    const WireReply reply = nobody.get("/api/configuration/");
    QCOMPARE(reply.status, 200);
    const QJsonObject core = reply.object().value(QStringLiteral("WALDUR_CORE")).toObject();
    QVERIFY(!core.value(QStringLiteral("SITE_NAME")).toString().isEmpty());
    QVERIFY(core.value(QStringLiteral("HOMEPORT_URL")).toString().startsWith(QStringLiteral("https://")));
    QCOMPARE(nobody.get("/api/version/").status, 401);
    QCOMPARE(nobody.get("/api/").status, 401);
    QVERIFY(m_manager->get("/api/").object().contains(QStringLiteral("backend-resource-requests")));
    QVERIFY(m_staff->get("/api/version/").object().contains(QStringLiteral("latest_version")));
    QVERIFY(m_manager->get("/api/version/").object().contains(QStringLiteral("version")));
    QVERIFY(!m_manager->get("/api/version/").object().contains(QStringLiteral("latest_version")));
}

void TestDemoLookups::signingInGivesTheToken_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("right") << QByteArray("{\"username\": \"mari\", \"password\": \"demo\"}") << 200;
    QTest::newRow("wrong") << QByteArray("{\"username\": \"mari\", \"password\": \"x\"}") << 401;
    QTest::newRow("nobody") << QByteArray("{\"username\": \"x\", \"password\": \"demo\"}") << 401;
    QTest::newRow("half") << QByteArray("{\"username\": \"mari\"}") << 400;
}

void TestDemoLookups::signingInGivesTheToken()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    WireClient nobody(m_service.url(), {});
    const WireReply reply = nobody.post("/api-auth/password/", body);
    QCOMPARE(reply.status, status);
    if (status == 200)
        QCOMPARE(reply.object().value(QStringLiteral("token")).toString().toLatin1(), m_service.tokens().support);
}

void TestDemoLookups::aNameIsLockedOutAfterFourFailures()
{
    WireClient nobody(m_service.url(), {});
    const QByteArray wrong = "{\"username\": \"karl\", \"password\": \"x\"}";
    for (int i = 0; i < 4; ++i)
        QCOMPARE(nobody.post("/api-auth/password/", wrong).body,
                 QByteArray("{\"detail\":\"Invalid username/password.\"}"));
    const WireReply locked = nobody.post("/api-auth/password/", "{\"username\": \"karl\", \"password\": \"demo\"}");
    QCOMPARE(locked.status, 401);
    QCOMPARE(locked.body, QByteArray("{\"detail\":\"Username is locked out. Try in 10 minutes.\"}"));
    QCOMPARE(m_manager->get("/api/users/me/").status, 200); // the token is another matter
}

QTEST_GUILESS_MAIN(TestDemoLookups)
#include "tst_demolookups.moc"
