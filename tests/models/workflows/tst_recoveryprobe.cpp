// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/recoveryprobe.h"
#include "tests/support/askednothing.h"
#include "tests/support/builders.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using testsupport::Reply;
using testsupport::Seen;
using workflows::RecoveryProbe;

namespace
{

constexpr qint64 Minute = 60'000'000;
constexpr qint64 Noon = 1'785'578'400'000'000;

domain::Uuid offeringUuid(int number)
{
    return *domain::Uuid::tryParse(QByteArrayView(testsupport::rowUuid(9'000 + number)));
}

domain::Request doneRow(int number, int offering, qint64 finished)
{
    domain::Request row;
    row.uuid = *domain::Uuid::tryParse(QByteArrayView(testsupport::rowUuid(number)));
    row.offering = offeringUuid(offering);
    row.offeringName = QStringLiteral("Offering %1").arg(offering);
    row.state = domain::State::Done;
    row.created = row.modified = domain::Timestamp{finished};
    row.finished = domain::Timestamp{finished};
    return row;
}

/// A server that has more Done requests of each offering than a page holds: no answer tells of all times.
struct Desk {
    explicit Desk(int offerings)
    {
        connection.root = server.url();
        connection.token = "0123456789abcdef0123456789abcdef01234567";
        client = std::make_unique<api::WaldurClient>(connection);
        probe = std::make_unique<RecoveryProbe>(*client, store);
        QObject::connect(&store, &tables::RequestStore::merged, probe.get(),
                         [this](const tables::RequestStore::Merged &change) {
                             for (const tables::RowIndex row : change.all)
                                 probe->observe(row, store.row(row));
                         });
        server.on("GET", "/api/version/", Reply::json("{\"version\":\"8.0.9\"}"));
        server.on("GET", testsupport::ListPath, [this](const Seen &seen) {
            asked.append(seen.query().queryItemValue(QStringLiteral("offering_uuid")));
            return Reply::json("[]").with("X-Result-Count", "500");
        });
        for (int i = 0; i < offerings; ++i)
            ids.push_back(store.keepOffering(offeringUuid(i), QStringLiteral("Offering %1").arg(i)));
    }
    [[nodiscard]] bool settle() const
    {
        QSignalSpy settled(probe.get(), &RecoveryProbe::settled);
        return settled.wait(20'000) && !probe->isBusy();
    }

    testsupport::ScriptedServer server;
    api::Connection connection;
    std::unique_ptr<api::WaldurClient> client;
    tables::RequestStore store;
    std::unique_ptr<RecoveryProbe> probe;
    std::vector<tables::OfferingId> ids;
    QStringList asked;
};

} // namespace

class TestRecoveryProbe : public QObject
{
    Q_OBJECT
private slots:
    void theRequestsOfARoundAreLimited_data()
    {
        QTest::addColumn<int>("offerings");
        QTest::addColumn<int>("times");
        QTest::newRow("one busy offering with hundreds of causes") << 1 << 300;
        QTest::newRow("hundreds of offerings with one cause") << 300 << 1;
        QTest::newRow("many of both") << 60 << 40;
    }

    void theRequestsOfARoundAreLimited()
    {
        QFETCH(int, offerings);
        QFETCH(int, times);
        Desk desk(offerings);
        desk.probe->setActive(true);
        for (const tables::OfferingId id : desk.ids) {
            for (int i = 0; i < times; ++i)
                desk.probe->request(id, Noon + i * Minute);
        }
        QVERIFY(desk.settle());
        QCOMPARE(desk.asked.size(), RecoveryProbe::MostAsked);
        // Offerings take turns.
        QCOMPARE(QSet<QString>(desk.asked.begin(), desk.asked.end()).size(),
                 std::min(offerings, RecoveryProbe::MostAsked));
        // What is asked for now waits until the errors are read again.
        desk.server.forget();
        desk.probe->request(desk.ids.front(), Noon - Minute);
        QVERIFY(desk.settle());
        QVERIFY(testsupport::askedNothing(desk.server, *desk.client));
    }

    void theNextRoundGoesOnWithTheOthers()
    {
        Desk desk(RecoveryProbe::MostAsked + 10);
        desk.probe->setActive(true);
        for (const tables::OfferingId id : desk.ids) {
            desk.probe->request(id, Noon);
            desk.probe->request(id, Noon + Minute);
        }
        QVERIFY(desk.settle());
        const QStringList first = std::exchange(desk.asked, {});
        desk.probe->invalidateNegatives();
        QVERIFY(desk.settle());
        QCOMPARE(desk.asked.size(), RecoveryProbe::MostAsked);
        for (int i = 0; i < 10; ++i)
            QVERIFY(!first.contains(desk.asked[i]));
    }

    void nothingIsAskedWhereTheStoreHasAll()
    {
        Desk desk(2);
        desk.probe->setActive(true);
        desk.probe->setKnownFrom(Noon);
        std::vector<domain::Request> rows;
        for (int i = 1; i <= 5; ++i)
            rows.push_back(doneRow(i, 0, Noon + i * Minute));
        desk.store.merge(rows);
        for (const tables::OfferingId id : desk.ids)
            desk.probe->request(id, Noon + 2 * Minute);
        QVERIFY(desk.settle());
        QVERIFY(testsupport::askedNothing(desk.server, *desk.client));
        const auto since = desk.probe->doneAfter(desk.ids[0], Noon + 2 * Minute);
        QVERIFY(since.exact);
        QCOMPARE(since.atLeast, 3);
        const auto none = desk.probe->doneAfter(desk.ids[1], Noon + 2 * Minute);
        QVERIFY(none.exact);
        QCOMPARE(none.atLeast, 0);
        QCOMPARE(desk.probe->finishedWithin(desk.ids[0], Noon + Minute, Noon + 3 * Minute), std::optional<qint64>(3));
        // Before that it is asked as ever, and what comes live is known at once.
        QVERIFY(!desk.probe->doneAfter(desk.ids[0], Noon - Minute).exact);
        desk.probe->invalidateNegatives();
        QVERIFY(desk.probe->doneAfter(desk.ids[1], Noon + 2 * Minute).exact);
        desk.store.merge(std::vector{doneRow(6, 1, Noon + 6 * Minute)}, tables::Origin::Live);
        QCOMPARE(desk.probe->doneAfter(desk.ids[1], Noon + 2 * Minute).atLeast, 1);
        desk.probe->request(desk.ids[0], Noon - Minute);
        QVERIFY(desk.settle());
        QCOMPARE(desk.asked.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestRecoveryProbe)
#include "tst_recoveryprobe.moc"
