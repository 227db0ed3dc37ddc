// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/foundlistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace Qt::StringLiterals;
using domain::BackendResource;
using domain::Timestamp;
using tables::FoundListModel;

namespace
{

Timestamp now()
{
    return Timestamp::tryParse("2026-11-10T12:00:00Z").value();
}

BackendResource resource(int number)
{
    BackendResource one;
    one.uuid = *domain::Uuid::tryParse(QByteArrayView(QByteArray::number(number).rightJustified(32, '0')));
    one.name = u"alloc-%1"_s.arg(number);
    one.backendId = u"id-%1"_s.arg(number);
    one.projectName = u"Project %1"_s.arg(number);
    one.created = {now().microseconds - number * 60'000'000LL};
    one.limits = {{u"cpu"_s, u"100"_s}, {u"ram"_s, u"2"_s}};
    return one;
}

QStringList shown(const FoundListModel &model)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(); ++row)
        lines << (model.isHeading(row) ? u"[%1]"_s.arg(model.index(row, 0).data(tables::HeadingCountRole).toInt())
                                       : model.at(row)->name);
    return lines;
}

} // namespace

class TestFoundListModel : public QObject
{
    Q_OBJECT
private slots:
    void whatWasFoundComesFirstAndOnce()
    {
        FoundListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setResources({resource(1), resource(2)}, {resource(3), resource(1), resource(4), resource(2)});
        QCOMPARE(shown(model),
                 QStringList({u"[2]"_s, u"alloc-1"_s, u"alloc-2"_s, u"[2]"_s, u"alloc-3"_s, u"alloc-4"_s}));
        model.setResources({}, {resource(3)});
        QCOMPARE(shown(model), QStringList({u"[1]"_s, u"alloc-3"_s}));
        model.setResources({}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void theSameListsChangeNothing()
    {
        FoundListModel model;
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setResources({resource(1)}, {});
        model.setResources({resource(1)}, {resource(1)});
        QCOMPARE(reset.count(), 1);
    }

    void cellsSayNameProjectLimitsAndAge()
    {
        FoundListModel model;
        model.setNow(now());
        BackendResource nameless = resource(5);
        nameless.name.clear();
        nameless.projectName.clear();
        model.setResources({nameless}, {});
        QCOMPARE(model.index(1, FoundListModel::NameColumn).data().toString(), u"id-5"_s);
        QCOMPARE(model.index(1, FoundListModel::ProjectColumn).data().toString(), u"(no project)"_s);
        QCOMPARE(model.index(1, FoundListModel::LimitsColumn).data().toString(), u"cpu 100, ram 2"_s);
        QCOMPARE(model.index(1, FoundListModel::AgeColumn).data().toString(), u"5 min"_s);
    }

    void copiedLinesHoldTheirCells()
    {
        FoundListModel model;
        BackendResource hostile = resource(1);
        hostile.name = u"a\tb\nc\u202Ed"_s;
        model.setResources({hostile, resource(2)}, {});
        const QString text = model.asText({0, 1, 2, 9});
        QCOMPARE(text.count(u'\n'), 2);
        QCOMPARE(text.count(u'\t'), 8);
        QVERIFY(!text.contains(QChar(0x202E)));
        QVERIFY(text.contains(u"Project 2\tcpu 100, ram 2\tid-2\t"_s));
        QVERIFY(model.asText({0}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestFoundListModel)
#include "tst_foundlistmodel.moc"
