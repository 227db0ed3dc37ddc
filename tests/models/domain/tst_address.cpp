// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/address.h"

#include <QTest>

using namespace waldesk::domain;
using namespace Qt::StringLiterals;

class TestAddress : public QObject
{
    Q_OBJECT
private slots:
    void findsItsTarget_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("target"); // -1: none
        QTest::addColumn<QString>("uuidOrLine");
        QTest::addColumn<QString>("profile");
        const QString hex = u"a1b2c3d477aa4f0e9c5510e0c9d1f2ab"_s;
        const int request = int(Address::Target::Request);
        const int offering = int(Address::Target::Offering);
        const int query = int(Address::Target::Query);
        QTest::newRow("a uuid as the server prints it") << hex << request << hex << QString();
        QTest::newRow("a dashed upper-case uuid between blanks")
            << u"  A1B2C3D4-77AA-4F0E-9C55-10E0C9D1F2AB\n"_s << request << hex << QString();
        QTest::newRow("the request's API URL")
            << u"https://waldur.example.org/api/backend-resource-requests/"_s + hex + u'/' << request << hex
            << QString();
        QTest::newRow("one of its actions")
            << u"https://waldur.example.org/api/backend-resource-requests/"_s + hex + u"/set_done/"_s << request << hex
            << QString();
        QTest::newRow("an API under a prefix")
            << u"http://127.0.0.1:8000/waldur/api/backend-resource-requests/"_s + hex + u'/' << request << hex
            << QString();
        QTest::newRow("a portal's offering, first uuid is the customer's")
            << u"https://portal.example.org/providers/00000000000000000000000000000001/marketplace-provider-offering-details/"_s +
                   hex + u"/?tab=resources"_s
            << offering << hex << QString();
        QTest::newRow("an administrator's offering")
            << u"https://portal.example.org/administration/offerings/"_s + hex << offering << hex << QString();
        QTest::newRow("the offering's API URL")
            << u"https://waldur.example.org/api/marketplace-public-offerings/"_s + hex + u'/' << offering << hex
            << QString();
        QTest::newRow("our link to a request") << u"waldesk://prod/request/"_s + hex << request << hex << u"prod"_s;
        QTest::newRow("our link to a query") << u"waldesk://prod/query?q=state%3Aerred%20%22a%2Bb%22"_s << query
                                             << u"state:erred \"a+b\""_s << u"prod"_s;
        QTest::newRow("words") << u"slurm riga"_s << -1 << QString() << QString();
        QTest::newRow("nothing") << QString() << -1 << QString() << QString();
        QTest::newRow("31 digits") << hex.chopped(1) << -1 << QString() << QString();
        QTest::newRow("another page of the portal")
            << u"https://portal.example.org/profile/"_s << -1 << QString() << QString();
        QTest::newRow("our link to nowhere") << u"waldesk://prod/request/xyz"_s << -1 << QString() << QString();
        QTest::newRow("a script") << u"javascript:alert(1)"_s << -1 << QString() << QString();
    }

    void findsItsTarget()
    {
        QFETCH(QString, text);
        QFETCH(int, target);
        QFETCH(QString, uuidOrLine);
        QFETCH(QString, profile);
        const auto address = Address::tryParse(text);
        QCOMPARE(address.has_value(), target >= 0);
        if (!address) {
            return;
        }
        QCOMPARE(int(address->target), target);
        QCOMPARE(address->target == Address::Target::Query ? address->line : address->uuid.toString(), uuidOrLine);
        QCOMPARE(address->profile, profile);
    }

    void linksReadBack_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("a plain query") << u"state:erred"_s;
        QTest::newRow("signs that mean something in a URL") << u"text:\"a+b&c=d#e%20f\" -offering:Ж*"_s;
        QTest::newRow("an empty query") << QString();
    }

    void linksReadBack()
    {
        QFETCH(QString, line);
        Address query;
        query.target = Address::Target::Query;
        query.line = line;
        query.profile = u"prod"_s;
        QCOMPARE(Address::tryParse(query.toLink()), std::optional(query));
        Address request;
        request.uuid = *Uuid::tryParse(QByteArrayView("a1b2c3d477aa4f0e9c5510e0c9d1f2ab"));
        QCOMPARE(Address::tryParse(request.toLink()), std::optional(request));
    }
};

QTEST_GUILESS_MAIN(TestAddress)
#include "tst_address.moc"
