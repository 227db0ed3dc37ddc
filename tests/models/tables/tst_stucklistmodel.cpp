// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/stucklistmodel.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace waldesk;
using domain::StuckReason;
using domain::Timestamp;
using domain::Uuid;
using tables::StuckListModel;
using tables::StuckRow;

namespace
{

Uuid uuidOf(int number, int kind = 0)
{
    return Uuid::tryParse(QByteArrayView(QByteArray::number(kind * 1'000'000 + number).rightJustified(32, '0')))
        .value();
}

StuckRow row(int number, int hours, StuckReason::Kind kind, int offering)
{
    constexpr qint64 Hour = 3'600'000'000;
    StuckRow row;
    row.request.uuid = uuidOf(number);
    row.request.offering = uuidOf(offering, 1);
    row.stuck.since = Timestamp{1'000'000 * Hour - hours * Hour};
    row.stuck.elapsed = domain::Duration{hours * Hour};
    row.reason.kind = kind;
    row.reason.words = QStringLiteral("why");
    row.offeringName = QStringLiteral("Offering %1").arg(offering);
    row.request.state = kind == StuckReason::Kind::AgentRestarted ? domain::State::Processing : domain::State::Sent;
    return row;
}

/// `[heading]` and the numbers of requests, from top to bottom.
QStringList shown(const StuckListModel &model)
{
    QStringList lines;
    for (int at = 0; at < model.rowCount(); ++at) {
        const QModelIndex index = model.index(at, 0);
        lines << (model.isHeading(at) ? QStringLiteral("[%1 %2]").arg(index.data(tables::HeadingRole).toString(),
                                                                      index.data(tables::HeadingCountRole).toString())
                                      : QString::number(model.uuidAt(at).toString().right(6).toInt()));
    }
    return lines;
}

} // namespace

class TestStuckListModel : public QObject
{
    Q_OBJECT
private slots:
    void sectionsStandByTheirOldestRequest()
    {
        using enum StuckReason::Kind;
        StuckListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setRows({row(1, 5, NobodyListens, 1), row(2, 90, AgentRestarted, 2), row(3, 7, NobodyListens, 1),
                       row(4, 6, NobodyListens, 2)});
        QCOMPARE(shown(model),
                 QStringList({QStringLiteral("[The agent restarted \u00B7 Offering 2 1]"), QStringLiteral("2"),
                              QStringLiteral("[Nobody listens \u00B7 Offering 1 2]"), QStringLiteral("3"),
                              QStringLiteral("1"), QStringLiteral("[Nobody listens \u00B7 Offering 2 1]"),
                              QStringLiteral("4")}));
        QCOMPARE(model.requestCount(), 4);
        QVERIFY(!(model.flags(model.index(0, 0)) & Qt::ItemIsSelectable));
        QVERIFY(model.flags(model.index(1, 0)) & Qt::ItemIsSelectable);
        QVERIFY(model.uuidAt(0).isNil());
        QCOMPARE(model.rowOf(Uuid()), -1);
    }

    /// A broker that was down over night leaves thousands.
    void manyRowsComeAndGoAtOnce()
    {
        constexpr int Many = 4'000;
        StuckListModel model;
        std::vector<StuckRow> rows;
        for (int number = 1; number <= Many; ++number)
            rows.push_back(row(number, number, StuckReason::Kind::BrokerDown, number % 2));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy moved(&model, &QAbstractItemModel::layoutChanged);
        model.setRows(rows);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.requestCount(), Many);
        model.setRows(rows);
        QCOMPARE(inserted.count() + removed.count() + moved.count(), 1);
        // One offering was closed as a whole.
        std::erase_if(rows, [](const StuckRow &each) { return each.request.offering == uuidOf(0, 1); });
        model.setRows(rows);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(model.rowCount(), 1 + Many / 2);
        model.setRows({});
        QCOMPARE(removed.count(), 2);
        QCOMPARE(model.rowCount(), 0);
    }

    void aNameOfTheServerStaysPlain()
    {
        StuckListModel model;
        StuckRow hostile = row(1, 5, StuckReason::Kind::Unknown, 1);
        hostile.offeringName = QStringLiteral("a\u202Eb\nc");
        model.setRows({hostile});
        const QString heading = model.index(0, 0).data(tables::HeadingRole).toString();
        QVERIFY2(!heading.contains(QChar(0x202E)), qPrintable(heading));
    }

    void whatIsChosenSurvivesEveryChange()
    {
        StuckListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QRandomGenerator random(7);
        std::vector<StuckRow> all;
        for (int round = 0; round < 120; ++round) {
            std::vector<StuckRow> next;
            for (int number = 1; number <= 12; ++number) {
                if (number == 1 || random.bounded(3) > 0)
                    next.push_back(row(number, 1 + random.bounded(50), StuckReason::Kind(random.bounded(4)),
                                       1 + random.bounded(3)));
            }
            const QPersistentModelIndex chosen = model.index(model.rowOf(uuidOf(1)), 2);
            const bool had = chosen.isValid();
            model.setRows(next);
            QCOMPARE(model.requestCount(), int(next.size()));
            if (had) {
                QVERIFY(chosen.isValid());
                QCOMPARE(model.uuidAt(chosen.row()), uuidOf(1));
            }
            // Each heading counts what stands below it, and within a section the oldest is first.
            int left = 0;
            for (int at = 0; at < model.rowCount(); ++at) {
                if (model.isHeading(at)) {
                    QCOMPARE(left, 0);
                    left = model.index(at, 0).data(tables::HeadingCountRole).toInt();
                    QVERIFY(left > 0);
                } else {
                    --left;
                }
            }
            QCOMPARE(left, 0);
        }
        QCOMPARE(reset.count(), 0);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void whatIsAboutToHappenStandsInTheRow()
    {
        StuckListModel model;
        model.setRows({row(1, 5, StuckReason::Kind::Unknown, 1)});
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setPending(uuidOf(1), QStringLiteral("Erred in 4 s"));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(1, 0).data(tables::PendingRole).toString(), QStringLiteral("Erred in 4 s"));
        model.setPending(uuidOf(1), {});
        QVERIFY(model.index(1, 0).data(tables::PendingRole).toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestStuckListModel)
#include "tst_stucklistmodel.moc"
