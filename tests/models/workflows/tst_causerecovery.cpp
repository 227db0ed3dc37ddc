// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causerecovery.h"
#include "tests/models/tables/rows.h"
#include "tests/support/connections.h"
#include "tests/support/scriptedserver.h"

#include <QTest>

#include <array>

using namespace waldesk;
using namespace waldesk::testsupport;
using workflows::CauseRecovery;
using workflows::CauseTally;
using workflows::RecoveryProbe;

namespace
{

constexpr qint64 Minute = 60'000'000;

/// One offering, whose requests the probe was shown; its server is not asked.
struct Desk {
    Desk() : client(connectionTo(server.url())), probe(client, store)
    {
        QObject::connect(&store, &tables::RequestStore::merged, &probe,
                         [this](const tables::RequestStore::Merged &change) {
                             for (const tables::RowIndex row : change.all)
                                 probe.observe(row, store.row(row));
                         });
    }
    void add(domain::State state, int count, int minute)
    {
        std::vector<domain::Request> rows;
        for (int i = 0; i < count; ++i) {
            domain::Request row = sent(++number);
            row.state = state;
            row.modified = domain::Timestamp{noon().microseconds + minute * Minute};
            row.finished = row.modified;
            rows.push_back(row);
        }
        store.merge(rows);
    }

    ScriptedServer server;
    api::WaldurClient client;
    tables::RequestStore store;
    RecoveryProbe probe;
    quint32 number = 0;
};

} // namespace

class TestCauseRecovery : public QObject
{
    Q_OBJECT
private slots:
    void enoughMustHaveFinishedSince_data()
    {
        QTest::addColumn<int>("doneMeanwhile");
        QTest::addColumn<int>("doneSince");
        QTest::addColumn<bool>("recovered");
        QTest::addColumn<qint64>("oneIn");
        const auto row = [](const char *name, int doneMeanwhile, int doneSince, bool recovered, qint64 oneIn) {
            QTest::newRow(name) << doneMeanwhile << doneSince << recovered << oneIn;
        };
        row("nothing finished since", 0, 0, false, 0);
        row("each failed, one is Done since", 0, 1, true, 1);
        row("one in two failed, one is Done since", 2, 1, false, 0);
        row("one in two failed, five are Done since", 2, 5, true, 2);
        row("one in ten failed, five are Done since", 18, 5, false, 0);
        row("one in ten failed, forty are Done since", 18, 40, true, 10);
    }
    void enoughMustHaveFinishedSince()
    {
        QFETCH(int, doneMeanwhile);
        QFETCH(int, doneSince);
        Desk desk;
        desk.add(domain::State::Erred, 1, 10);
        desk.add(domain::State::Done, doneMeanwhile, 15);
        desk.add(domain::State::Erred, 1, 20);
        desk.add(domain::State::Done, doneSince, 30);
        desk.probe.setKnownFrom(noon().microseconds);
        const std::array hit{CauseTally::Share{desk.store.row(0).offering, 2, noon().microseconds + 10 * Minute,
                                               noon().microseconds + 20 * Minute}};
        const CauseRecovery recovery = workflows::recoveryOf(hit, desk.probe);
        QTEST(recovery.isRecovered, "recovered");
        QTEST(recovery.oneIn, "oneIn");
        QCOMPARE(recovery.finishedSince, recovery.isRecovered ? doneSince : 0);
    }

    void whatIsNotKnownIsAskedForAndProvesNothing()
    {
        Desk desk;
        desk.add(domain::State::Erred, 1, 10);
        desk.probe.setActive(true);
        QTRY_VERIFY(!desk.probe.isBusy());
        const qint64 time = noon().microseconds + 10 * Minute;
        const std::array hit{CauseTally::Share{desk.store.row(0).offering, 1, time, time}};
        QVERIFY(!workflows::recoveryOf(hit, desk.probe).isRecovered);
        QVERIFY(desk.probe.isBusy());
    }
};

QTEST_GUILESS_MAIN(TestCauseRecovery)
#include "tst_causerecovery.moc"
