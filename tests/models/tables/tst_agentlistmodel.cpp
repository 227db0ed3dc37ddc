// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/agentlistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using domain::Timestamp;
using domain::Uuid;
using tables::AgentListModel;
using tables::AgentsOfOffering;

namespace
{

constexpr qint64 Minute = 60'000'000;

Timestamp now()
{
    return Timestamp::tryParse("2026-11-10T12:00:00Z").value();
}

Uuid numbered(int number)
{
    return Uuid::tryParse(QByteArrayView(QByteArray::number(number).rightJustified(32, '0'))).value();
}

domain::Agent agent(int number, const QString &name, qint64 minutes)
{
    domain::Agent agent;
    agent.uuid = numbered(100 + number);
    agent.name = name;
    agent.version = u"0.9.%1"_s.arg(number);
    agent.modified = Timestamp{now().microseconds - minutes * Minute};
    agent.services = {{numbered(200 + number), u"s"_s, u"event_process"_s, u"Active"_s, {}, {}}};
    return agent;
}

AgentsOfOffering offering(int number, const QString &name, std::optional<std::vector<domain::Agent>> agents,
                          std::optional<std::vector<domain::EventQueue>> queues = std::nullopt)
{
    AgentsOfOffering of;
    of.offering = numbered(number);
    of.name = name;
    of.facts.emplace();
    of.facts->agents = std::move(agents);
    of.facts->queues = std::move(queues);
    of.facts->asked = now();
    return of;
}

QStringList shown(const AgentListModel &model, AgentListModel::Column column)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts << model.index(row, column).data().toString();
    return texts;
}

} // namespace

class TestAgentListModel : public QObject
{
    Q_OBJECT
private slots:
    void whatNobodyListensForComesFirst()
    {
        AgentListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const std::vector<domain::EventQueue> read{{u"q"_s, u"importable_resources"_s, 2, 1}};
        const std::vector<domain::EventQueue> unread{{u"q"_s, u"importable_resources"_s, 3, 0}};
        AgentsOfOffering unasked;
        unasked.offering = numbered(9);
        unasked.name = u"Unasked"_s;
        AgentsOfOffering busy = offering(6, u"Zulu"_s, std::vector<domain::Agent>());
        busy.stuck = 4;
        model.setOfferings({offering(1, u"Alive"_s, std::vector{agent(1, u"one"_s, 1), agent(2, u"two"_s, 2)}, read),
                            offering(2, u"Absent"_s, std::vector<domain::Agent>()),
                            offering(3, u"Silent"_s, std::vector{agent(3, u"three"_s, 600)}), unasked,
                            offering(4, u"Hidden"_s, std::nullopt),
                            offering(5, u"Deaf"_s, std::vector{agent(5, u"five"_s, 1)}, unread), busy},
                           now(), {});
        QCOMPARE(shown(model, AgentListModel::OfferingColumn),
                 QStringList({u"Zulu"_s, u"Absent"_s, u"Deaf"_s, u"Silent"_s, u"Hidden"_s, u"Unasked"_s, u"Alive"_s,
                              u"Alive"_s}));
        QCOMPARE(shown(model, AgentListModel::AgentColumn),
                 QStringList({u"none registered"_s, u"none registered"_s, u"five"_s, u"three"_s, u"not shown"_s,
                              QString(), u"one"_s, u"two"_s}));
        QCOMPARE(model.index(2, AgentListModel::QueuesColumn).data().toString(),
                 u"importable_resources: 3 message(s), 0 consumer(s)"_s);
        QCOMPARE(model.index(2, AgentListModel::LastSignColumn).data().toString(), u"1 min ago"_s);
        QCOMPARE(model.index(2, AgentListModel::ModeColumn).data().toString(), u"event_process"_s);
        QCOMPARE(model.index(2, AgentListModel::VersionColumn).data().toString(), u"0.9.5"_s);
        QVERIFY(!model.index(2, AgentListModel::OutlookColumn).data(tables::StuckRole).toString().isEmpty());
        QVERIFY(model.index(6, AgentListModel::OutlookColumn).data(tables::StuckRole).toString().isEmpty());
    }

    void whatIsChosenStaysWhateverIsAnswered_data()
    {
        using Agents = std::optional<std::vector<domain::Agent>>;
        QTest::addColumn<Agents>("before"); // of the offering in the middle; the others have an agent that lives
        QTest::addColumn<Agents>("after");
        QTest::addColumn<QString>("chosen"); // the agent of the row that is chosen before
        QTest::addColumn<int>("row");        // where it stands after that; -1: nowhere
        const Agents none = std::vector<domain::Agent>();
        const Agents one = std::vector{agent(2, u"two"_s, 1)};
        const Agents silent = std::vector{agent(2, u"two"_s, 600)};
        const Agents both = std::vector{agent(1, u"one"_s, 1), agent(2, u"two"_s, 1)};
        const QString unknown = u"not shown"_s;
        QTest::newRow("a later sign of life") << one << Agents(std::vector{agent(2, u"two"_s, 2)}) << u"two"_s << 1;
        QTest::newRow("it falls silent, and goes up") << one << silent << u"two"_s << 0;
        QTest::newRow("it is back, and goes down") << silent << one << u"two"_s << 1;
        QTest::newRow("another one comes before it") << one << both << u"two"_s << 2;
        QTest::newRow("the one before it leaves") << both << one << u"two"_s << 1;
        QTest::newRow("it leaves, and another one stays") << both << one << u"one"_s << -1;
        QTest::newRow("all leave") << one << none << u"two"_s << 0;
        QTest::newRow("the first comes") << none << both << u"none registered"_s << 1;
        QTest::newRow("it is answered") << Agents() << both << unknown << 1;
        QTest::newRow("it is another agent") << one << Agents(std::vector{agent(1, u"one"_s, 1)}) << u"two"_s << 1;
    }

    void whatIsChosenStaysWhateverIsAnswered()
    {
        using Agents = std::optional<std::vector<domain::Agent>>;
        QFETCH(Agents, before);
        QFETCH(Agents, after);
        QFETCH(QString, chosen);
        QFETCH(int, row);
        AgentListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const auto list = [](const Agents &agents) {
            return std::vector{offering(1, u"A"_s, std::vector{agent(7, u"seven"_s, 1)}), offering(2, u"B"_s, agents),
                               offering(3, u"C"_s, std::vector{agent(8, u"eight"_s, 1)})};
        };
        model.setOfferings(list(before), now(), {});
        const auto at = shown(model, AgentListModel::AgentColumn).indexOf(chosen);
        QVERIFY(at >= 0);
        const QPersistentModelIndex index = model.index(int(at), 0);
        const QPersistentModelIndex beside =
            model.index(int(shown(model, AgentListModel::AgentColumn).indexOf(u"eight")), 0);
        model.setOfferings(list(after), now(), {});
        QCOMPARE(index.isValid() ? index.row() : -1, row);
        if (row >= 0)
            QCOMPARE(index.data().toString(), u"B"_s);
        QCOMPARE(beside.data().toString(), u"C"_s);
        QCOMPARE(reset.count(), 0);
        AgentListModel fresh;
        fresh.setOfferings(list(after), now(), {});
        for (int column = 0; column < AgentListModel::ColumnCount; ++column)
            QCOMPARE(shown(model, AgentListModel::Column(column)), shown(fresh, AgentListModel::Column(column)));
        model.setOfferings({}, now(), {});
        QCOMPARE(model.rowCount(), 0);
    }

    void anAgentThatIsListedTwiceHasOneRow()
    {
        AgentListModel model;
        model.setOfferings({offering(1, u"A"_s, std::vector{agent(1, u"one"_s, 1), agent(1, u"one"_s, 1)})}, now(), {});
        QCOMPARE(model.rowCount(), 1);
    }

    void copiedLinesHoldTheirCells()
    {
        AgentListModel model;
        model.setOfferings({offering(1, u"a\tb\nc"_s, std::vector{agent(1, u"ag\u202Ent"_s, 1)})}, now(), {});
        const QString text = model.asText({0, 7});
        QCOMPARE(text.count(u'\n'), 1);
        QCOMPARE(text.count(u'\t'), int(AgentListModel::ColumnCount));
        QVERIFY(!text.contains(QChar(0x202E)));
    }
};

QTEST_GUILESS_MAIN(TestAgentListModel)
#include "tst_agentlistmodel.moc"
