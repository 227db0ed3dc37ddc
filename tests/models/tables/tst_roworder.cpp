// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/roworder.h"
#include "tests/models/tables/rows.h"

#include <QTest>

using namespace waldesk::domain;
using namespace waldesk::tables;
using namespace waldesk::testsupport;
using Model = RequestTableModel;

class TestRowOrder : public QObject
{
    Q_OBJECT

private slots:
    void sortsAsItCompares_data();
    void sortsAsItCompares();
    void insertsInPlace();
};

void TestRowOrder::sortsAsItCompares_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<int>("order");
    for (int column = 0; column < Model::ColumnCount; ++column) {
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder})
            QTest::addRow("%s %d", qPrintable(Model::columnKey(Model::Column(column))), int(order))
                << column << int(order);
    }
}

void TestRowOrder::sortsAsItCompares()
{
    QFETCH(int, column);
    QFETCH(int, order);
    QRandomGenerator random(11);
    RequestStore store;
    std::vector<Request> requests = randomRequests(random, 17'000);
    for (size_t i = 0; i < requests.size(); i += 5)
        requests[i].created = noon(); // equal times are ordered by uuid
    store.merge(requests);
    std::vector<RowIndex> rows(store.size());
    for (RowIndex row = 0; row < store.size(); ++row)
        rows[row] = row;
    std::ranges::sort(rows, [&](RowIndex a, RowIndex b) { return RowOrder::newer(store, a, b); });

    RowOrder rule(store, {Model::Column(column), Qt::SortOrder(order)}, noon());
    std::vector<RowIndex> expected = rows;
    std::ranges::sort(expected, [&](RowIndex a, RowIndex b) { return rule.before(a, b); });
    for (size_t i = 1; i < expected.size(); ++i) {
        if (!rule.before(expected[i - 1], expected[i]) || rule.before(expected[i], expected[i - 1]))
            QFAIL("not strict");
    }
    if (rule.byCreated())
        return; // never sorted: the rows are visited in this order
    RowSort sort(rule, rows);
    int steps = 1;
    while (!sort.step())
        ++steps;
    QVERIFY(steps > 3); // cut into pieces
    QVERIFY(sort.take() == expected);
}

void TestRowOrder::insertsInPlace()
{
    QRandomGenerator random(3);
    for (int round = 0; round < 200; ++round) {
        std::vector<RowIndex> rows;
        std::vector<RowIndex> added;
        std::vector<RowIndex> all;
        for (RowIndex i = 0; i < 60; ++i) {
            const int where = random.bounded(3);
            if (where == 0)
                continue;
            (where == 1 ? rows : added).push_back(i);
            all.push_back(i);
        }
        insertSorted(rows, added, std::less<>());
        QVERIFY(rows == all);
    }
}

QTEST_GUILESS_MAIN(TestRowOrder)
#include "tst_roworder.moc"
