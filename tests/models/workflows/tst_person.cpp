// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/connectiontest.h"

#include <QTest>

using namespace waldesk;
using domain::Uuid;
using workflows::personFrom;

namespace
{

Uuid uuid(quint8 number)
{
    std::array<quint8, 16> bytes{};
    bytes[15] = number;
    return Uuid::fromBytes(bytes);
}

const QString &manage()
{
    static const QString Permission = QStringLiteral("OFFERING.MANAGE_BACKEND_RESOURCES");
    return Permission;
}

api::RoleGrant grant(quint8 role, const char *name, const char *scope, quint8 scopeUuid)
{
    return {QString::fromLatin1(name), role > 0 ? uuid(role) : Uuid(), QString::fromLatin1(scope), uuid(scopeUuid), {}};
}

std::vector<api::RoleAnswer> roles()
{
    return {{uuid(1), QStringLiteral("OFFERING.MANAGER"), {manage(), QStringLiteral("OFFERING.READ")}},
            {uuid(2), QStringLiteral("CUSTOMER.OWNER"), {manage()}},
            {uuid(3), QStringLiteral("CUSTOMER.READER"), {QStringLiteral("OFFERING.READ")}}};
}

} // namespace

class TestPerson : public QObject
{
    Q_OBJECT

private slots:
    void managesWhatTheRolesPermit();
    void joinsByNameWhereThereIsNoUuid();
    void leavesOutWhatHasExpired();
    void forbidsNothingWhenRolesAreNotKnown();
    void keepsWhoItIs();
};

void TestPerson::managesWhatTheRolesPermit()
{
    api::UserAnswer user;
    user.grants = {grant(1, "x", "offering", 11),        grant(2, "x", "customer", 12), grant(3, "x", "customer", 13),
                   grant(1, "x", "serviceprovider", 14), grant(1, "x", "project", 15),  grant(9, "x", "offering", 16)};
    const domain::Person person = personFrom(user, roles(), true);
    QVERIFY(person.rolesKnown);
    QCOMPARE(person.managedOfferings, QSet<Uuid>{uuid(11)});
    QCOMPARE(person.managedCustomers, QSet<Uuid>{uuid(12)});
    QVERIFY(person.manages(uuid(11), {}));
    QVERIFY(person.manages(uuid(99), uuid(12)));
    QVERIFY(!person.manages(uuid(99), uuid(13)));
    QVERIFY(!person.manages(uuid(99), {}));
    QCOMPARE(person.roleWord(), QStringLiteral("manager"));
}

void TestPerson::joinsByNameWhereThereIsNoUuid()
{
    api::UserAnswer user;
    user.grants = {grant(0, "OFFERING.MANAGER", "offering", 11)};
    QCOMPARE(personFrom(user, roles(), true).managedOfferings, QSet<Uuid>{uuid(11)});
}

void TestPerson::leavesOutWhatHasExpired()
{
    api::UserAnswer user;
    user.grants = {grant(1, "x", "offering", 11), grant(1, "x", "offering", 12)};
    user.grants[0].expires = domain::Timestamp::now() - domain::Duration::seconds(1);
    user.grants[1].expires = domain::Timestamp::now() + domain::Duration::seconds(60);
    QCOMPARE(personFrom(user, roles(), true).managedOfferings, QSet<Uuid>{uuid(12)});
}

void TestPerson::forbidsNothingWhenRolesAreNotKnown()
{
    api::UserAnswer user;
    QVERIFY(!personFrom(user, {}, false).rolesKnown);
    QVERIFY(personFrom(user, {}, false).manages(uuid(1), {}));
    // A server that lists roles without what they permit.
    QVERIFY(!personFrom(user, {{uuid(1), QStringLiteral("A"), {}}}, true).rolesKnown);
    QVERIFY(personFrom(user, {}, true).rolesKnown);
}

void TestPerson::keepsWhoItIs()
{
    api::UserAnswer user;
    user.uuid = uuid(7);
    user.username = QStringLiteral("ada");
    user.fullName = QStringLiteral("Ada L.");
    user.isSupport = true;
    const domain::Person person = personFrom(user, {}, true);
    QCOMPARE(person.uuid, uuid(7));
    QCOMPARE(person.fullName, QStringLiteral("Ada L."));
    QCOMPARE(person.roleWord(), QStringLiteral("support"));
    user.isStaff = true;
    QCOMPARE(personFrom(user, {}, false).roleWord(), QStringLiteral("staff"));
}

QTEST_APPLESS_MAIN(TestPerson)
#include "tst_person.moc"
