// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/causelistmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using tables::CauseGroup;
using tables::CauseKind;
using tables::CauseListModel;
using Order = CauseListModel::Order;

namespace
{

std::shared_ptr<const CauseGroup> cause(const QByteArray &key, CauseKind kind, qint64 last, qint64 count = 1)
{
    auto group = std::make_shared<CauseGroup>();
    group->key = key;
    group->kind = kind;
    group->last = {last};
    group->count = count;
    group->title = QStringLiteral("title of %1").arg(QString::fromLatin1(key));
    return group;
}

QByteArray shown(const CauseListModel &model)
{
    QByteArrayList words;
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto section = model.sectionAt(row);
        words.append(section ? '[' + section->title().toLatin1() + ']' : model.groupAt(row)->key);
    }
    return words.join(' ');
}

} // namespace

class TestCauseListModel : public QObject
{
    Q_OBJECT
private slots:
    void sectionsStandAboveTheirCauses()
    {
        CauseListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setGroups({cause("o1", CauseKind::Ongoing, 5), cause("n1", CauseKind::New, 3, 14),
                         cause("n2", CauseKind::New, 4, 11), cause("r", CauseKind::Recovered, 9)});
        QCOMPARE(shown(model), QByteArray("[New] n1 n2 [Ongoing] o1 [Recovered]"));
        QCOMPARE(model.sectionAt(0)->causes, 2);
        QCOMPARE(model.sectionAt(0)->errors, 25);
        QVERIFY(!(model.flags(model.index(0)) & Qt::ItemIsSelectable));
        QVERIFY(model.flags(model.index(1)) & Qt::ItemIsSelectable);
        QCOMPARE(model.rowOf("n1"), 1);
        QCOMPARE(model.rowOf("r"), -1);
        QVERIFY(model.find("r"));
        model.setFolded(CauseKind::Recovered, false);
        QCOMPARE(shown(model), QByteArray("[New] n1 n2 [Ongoing] o1 [Recovered] r"));
        model.setFolded(CauseKind::New, true);
        QCOMPARE(shown(model), QByteArray("[New] [Ongoing] o1 [Recovered] r"));
        model.setGroups({});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(reset.count(), 0);
    }

    void aRowThatIsShownKeepsItsPlace()
    {
        CauseListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setSortKey(CauseListModel::SortKey::LastSeen);
        model.setGroups({cause("a", CauseKind::New, 5), cause("b", CauseKind::New, 3), cause("c", CauseKind::New, 1)});
        const QPersistentModelIndex current = model.index(model.rowOf("b"));
        model.setGroups({cause("a", CauseKind::New, 5), cause("b", CauseKind::New, 3), cause("c", CauseKind::New, 9, 7),
                         cause("d", CauseKind::New, 8)});
        QCOMPARE(shown(model), QByteArray("[New] d a b c"));
        QCOMPARE(current.row(), 3);
        QCOMPARE(model.groupAt(4)->count, 7);
        model.setGroups({cause("a", CauseKind::New, 5), cause("b", CauseKind::Ongoing, 3),
                         cause("c", CauseKind::New, 9), cause("d", CauseKind::New, 8)},
                        Order::Anew);
        QCOMPARE(shown(model), QByteArray("[New] c d a [Ongoing] b"));
        QVERIFY(current.isValid());
        QCOMPARE(current.row(), 5);
        QCOMPARE(current.data(CauseListModel::KindRole).toInt(), int(CauseKind::Ongoing));
    }

    void whatComesByItselfMovesNothing()
    {
        CauseListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy held(&model, &CauseListModel::heldChanged);
        model.setGroups(
            {cause("a", CauseKind::New, 5), cause("b", CauseKind::New, 3), cause("o", CauseKind::Ongoing, 3)});
        const QPersistentModelIndex current = model.index(2);
        // A new cause, one that is back, one that has recovered, and more errors of one that is shown.
        const std::vector<std::shared_ptr<const CauseGroup>> next{
            cause("a", CauseKind::Recovered, 5), cause("b", CauseKind::New, 9, 40), cause("o", CauseKind::Ongoing, 3),
            cause("c", CauseKind::New, 10, 50), cause("d", CauseKind::Back, 11)};
        model.setGroups(next, Order::Hold);
        QCOMPARE(shown(model), QByteArray("[New] a b [Ongoing] o"));
        QCOMPARE(model.groupAt(2)->count, 40);
        QCOMPARE(current.row(), 2);
        QCOMPARE(model.heldCount(), 2);
        QCOMPARE(model.movedCount(), 1);
        QCOMPARE(held.count(), 1);
        // The numbers are those of the server, and say why there are fewer rows.
        QCOMPARE(model.sectionAt(0)->causes, 2);
        QCOMPARE(model.sectionAt(0)->errors, 90);
        QVERIFY2(model.sectionAt(0)->summary().contains(QStringLiteral("not shown yet")),
                 qPrintable(model.sectionAt(0)->summary()));
        // The same once more changes nothing; without errors a cause leaves.
        model.setGroups(next, Order::Hold);
        QCOMPARE(held.count(), 1);
        model.setGroups({next[0], next[1], next[3], next[4]}, Order::Hold);
        QCOMPARE(shown(model), QByteArray("[New] a b"));
        model.showHeld();
        QCOMPARE(shown(model), QByteArray("[New] c b [Back] d [Recovered]"));
        QCOMPARE(model.heldCount() + model.movedCount(), 0);
        QCOMPARE(held.count(), 2);
        QVERIFY(!model.sectionAt(0)->summary().contains(QStringLiteral("not shown yet")));
        QCOMPARE(current.row(), 2);
    }

    void whatAPersonSaidOfIsMovedAtOnce()
    {
        CauseListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setGroups({cause("a", CauseKind::New, 5), cause("b", CauseKind::New, 3)});
        model.setGroups({cause("a", CauseKind::Ongoing, 5), cause("b", CauseKind::New, 3),
                         cause("u", CauseKind::New, 1), cause("x", CauseKind::New, 1)},
                        Order::Hold, {"a", "u"});
        QCOMPARE(shown(model), QByteArray("[New] b u [Ongoing] a"));
        QCOMPARE(model.heldCount(), 1);
        QCOMPARE(model.movedCount(), 0);
    }

    void noRowMovesWhileLive()
    {
        QRandomGenerator random(10);
        CauseListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setFolded(CauseKind::Recovered, false);
        for (int step = 0; step < 300; ++step) {
            std::vector<std::shared_ptr<const CauseGroup>> groups;
            for (int i = 0; i < 20; ++i) {
                if (random.bounded(6) > 0)
                    groups.push_back(cause("k" + QByteArray::number(i), CauseKind(random.bounded(4)),
                                           random.bounded(99), 1 + random.bounded(9)));
            }
            const bool live = step % 10 > 0;
            QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
            QSignalSpy layout(&model, &QAbstractItemModel::layoutChanged);
            model.setGroups(groups, live ? Order::Hold : Order::Anew);
            qint64 causes = 0;
            int rows = 0;
            for (int row = 0; row < model.rowCount(); ++row) {
                if (const auto section = model.sectionAt(row))
                    causes += section->causes;
                else
                    ++rows;
            }
            QCOMPARE(rows + model.heldCount(), int(groups.size()));
            if (live) {
                QCOMPARE(inserted.count() + layout.count(), 0);
                continue;
            }
            QCOMPARE(causes, qint64(groups.size()));
            QCOMPARE(model.heldCount() + model.movedCount(), 0);
        }
    }

    void orders_data()
    {
        using Key = CauseListModel::SortKey;
        QTest::addColumn<Key>("key");
        QTest::addColumn<QByteArray>("order");
        QTest::newRow("an outage goes before the oddities")
            << Key::Impact << QByteArray("[New] outage twice late early");
        QTest::newRow("last seen") << Key::LastSeen << QByteArray("[New] late outage early twice");
        QTest::newRow("first seen") << Key::FirstSeen << QByteArray("[New] early late outage twice");
        QTest::newRow("offerings") << Key::Offerings << QByteArray("[New] outage twice late early");
        QTest::newRow("who must act") << Key::Who << QByteArray("[New] late outage twice early");
    }

    void orders()
    {
        QFETCH(CauseListModel::SortKey, key);
        QFETCH(QByteArray, order);
        const auto make = [](const char *name, qint64 first, qint64 last, qint64 count, size_t offerings,
                             const char *who) {
            auto group = std::make_shared<CauseGroup>(*cause(name, CauseKind::New, last, count));
            group->first = {first};
            group->offerings.resize(offerings);
            group->known.whoName = QString::fromLatin1(who);
            return group;
        };
        CauseListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const std::vector<std::shared_ptr<const CauseGroup>> groups{
            make("early", 9, 4, 1, 1, ""), make("outage", 3, 8, 10, 3, "Site operator"),
            make("late", 5, 9, 1, 1, "Agent"), make("twice", 1, 2, 1, 2, "Site operator")};
        model.setSortKey(key);
        model.setGroups(groups);
        QCOMPARE(shown(model), order);
        CauseListModel later;
        later.setGroups(groups);
        later.setSortKey(key);
        QCOMPARE(shown(later), order);
    }

    void onlyWhatDiffersIsTold()
    {
        CauseListModel model;
        model.setGroups({cause("a", CauseKind::New, 5), cause("b", CauseKind::New, 3)});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.setGroups({cause("a", CauseKind::New, 5), cause("b", CauseKind::New, 3)});
        QCOMPARE(changed.count(), 0);
        model.setGroups({cause("a", CauseKind::New, 5), cause("b", CauseKind::New, 4)});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().at(0).toModelIndex().row(), 2);
        QCOMPARE(inserted.count(), 0);
    }

    void whatDoesNotFitIsCounted()
    {
        CauseListModel model;
        model.setMostRows(2);
        model.setGroups(
            {cause("a", CauseKind::New, 1, 10), cause("b", CauseKind::New, 3), cause("c", CauseKind::New, 2)});
        QCOMPARE(shown(model), QByteArray("[New] a b"));
        QCOMPARE(model.sectionAt(0)->hidden, 1);
        QCOMPARE(model.sectionAt(0)->errors, 12);
    }

    void aLongLifeKeepsTheModelWhole()
    {
        CauseListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QRandomGenerator random(4);
        for (int turn = 0; turn < 200; ++turn) {
            std::vector<std::shared_ptr<const CauseGroup>> groups;
            for (int key = 0; key < 30; ++key) {
                if (random.bounded(3) > 0)
                    groups.push_back(
                        cause("k" + QByteArray::number(key), CauseKind(random.bounded(4)), random.bounded(100)));
            }
            QPersistentModelIndex kept;
            QByteArray keptKey;
            if (model.rowCount() > 2 && model.groupAt(2)) {
                kept = model.index(2);
                keptKey = model.groupAt(2)->key;
            }
            const size_t count = groups.size();
            model.setGroups(std::move(groups), random.bounded(2) == 0 ? Order::Keep : Order::Anew);
            if (kept.isValid())
                QCOMPARE(model.groupAt(kept.row())->key, keptKey);
            model.setFolded(CauseKind(random.bounded(4)), random.bounded(2) == 0);
            size_t causes = 0;
            for (int row = 0; row < model.rowCount(); ++row)
                causes += model.groupAt(row) ? 1U : 0U;
            QVERIFY(causes <= count);
        }
    }
};

QTEST_GUILESS_MAIN(TestCauseListModel)
#include "tst_causelistmodel.moc"
