// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requesttablemodel.h"
#include "tests/models/tables/rows.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <algorithm>

using namespace waldesk::domain;
using namespace waldesk::tables;
using namespace waldesk::testsupport;
using Model = RequestTableModel;

namespace
{

constexpr Model::Sorting NewestFirst{};

std::vector<Request> newestFirst(quint32 from, quint32 count)
{
    std::vector<Request> page;
    for (quint32 i = 0; i < count; ++i)
        page.push_back(sent(from - i));
    return page;
}

/// A model on a store under the tester, for the whole life of one test.
struct Table {
    Table() { model.setNow(noon()); }
    [[nodiscard]] QString text(int row, int column) const
    {
        return model.index(row, column).data(Qt::DisplayRole).toString();
    }
    [[nodiscard]] QVariant role(int row, int role) const { return model.index(row, 0).data(role); }
    [[nodiscard]] std::vector<Uuid> uuids() const
    {
        std::vector<Uuid> all;
        for (int row = 0; row < model.rowCount(); ++row)
            all.push_back(model.uuidAt(row));
        return all;
    }

    RequestStore store;
    Model model{store};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

} // namespace

class TestRequestTableModel : public QObject
{
    Q_OBJECT

private slots:
    void showsWhatPasses();
    void appendsAPageInOnePiece();
    void putsNewRowsInTheirPlace();
    void keepsAChangedRowInItsPlace();
    void keepsWhatWasActedOn();
    void keepsANewRowThatDoesNotPass();
    void sortsWithoutAReset();
    void cutsLongWork();
    void dropsTheOlderQuery();
    void takesRowsWhileItEvaluates();
    void gathersPages();
    void showsTheLastPageWithoutWaitingForAnother();
    void leavesTheRowsOfOneQueryAloneForTheNext();
    void takesManyRowsInAnyOrder();
    void letsLiveRowsWait();
    void dropsAWaitingRowThatNoLongerPasses();
    void theClockMovesNoRow_data();
    void theClockMovesNoRow();
    void showsLiveRowsWhereNothingWouldMove();
    void losesWhatIsGone();
    void keepsTheRowThatIsReadWhenItIsGone();
    void livesAnyLife();
    void saysWhatARowSays_data();
    void saysWhatARowSays();
    void tellsTimes();
    void answersEveryRole();
    void tamesHostileText();
    void showsTitlesAndNames();
    void ordersByTheTitlesThatAreShown();
    void describesItsColumns();
    void followsTheStore();
};

void TestRequestTableModel::showsWhatPasses()
{
    Table t;
    t.store.merge(std::vector{sent(1), erred(2, "refused"), erred(3, "denied"), moved(sent(4), State::Done)});
    QSignalSpy reset(&t.model, &Model::modelReset);
    QSignalSpy evaluated(&t.model, &Model::evaluated);
    t.model.setQuery(split(QStringLiteral("state:erred")), NewestFirst);
    QCOMPARE(reset.count(), 1);
    QCOMPARE(evaluated.count(), 1);
    QVERIFY(!t.model.isEvaluating());
    QCOMPARE(t.uuids(), (std::vector{uuidOf(3), uuidOf(2)}));
    QCOMPARE(t.model.matchCount(), 2);
    QCOMPARE(t.model.rowOf(uuidOf(2)), 1);
    QCOMPARE(t.model.rowOf(uuidOf(1)), -1);
    t.model.setQuery(split(QStringLiteral("state:erred REFUSED")), NewestFirst);
    QCOMPARE(t.uuids(), std::vector{uuidOf(2)});
    t.model.setQuery(split(QStringLiteral("state:sent -state:sent")), NewestFirst);
    QCOMPARE(t.model.rowCount(), 0);
    t.model.setQuery({}, {Model::CreatedColumn, Qt::AscendingOrder});
    QCOMPARE(t.uuids(), (std::vector{uuidOf(1), uuidOf(2), uuidOf(3), uuidOf(4)}));
    QVERIFY(!t.model.storeRow(4));
    QVERIFY(t.model.uuidAt(-1).isNil());
}

void TestRequestTableModel::appendsAPageInOnePiece()
{
    Table t;
    QSignalSpy inserted(&t.model, &Model::rowsInserted);
    t.store.merge(newestFirst(300, 100));
    QCOMPARE(inserted.count(), 1); // the first page at once
    t.store.merge(newestFirst(200, 100));
    QTRY_COMPARE(inserted.count(), 2);
    QCOMPARE(inserted[1][1].toInt(), 100);
    QCOMPARE(inserted[1][2].toInt(), 199);
}

void TestRequestTableModel::putsNewRowsInTheirPlace()
{
    Table t;
    t.store.merge(std::vector{sent(10), sent(20), sent(30)});
    QSignalSpy inserted(&t.model, &Model::rowsInserted);
    QSignalSpy reset(&t.model, &Model::modelReset);
    const QPersistentModelIndex middle(t.model.index(1, 0));
    t.store.merge(std::vector{sent(40), sent(25), sent(24), sent(5)});
    QCOMPARE(t.uuids(),
             (std::vector{uuidOf(40), uuidOf(30), uuidOf(25), uuidOf(24), uuidOf(20), uuidOf(10), uuidOf(5)}));
    QCOMPARE(inserted.count(), 3); // 25 and 24 stand together
    QCOMPARE(middle.row(), 4);
    QCOMPARE(reset.count(), 0);
}

void TestRequestTableModel::keepsAChangedRowInItsPlace()
{
    Table t;
    t.store.merge(std::vector{sent(1), sent(2), sent(3)});
    t.model.setQuery(split(QStringLiteral("state:sent")), {Model::ModifiedColumn, Qt::DescendingOrder});
    QSignalSpy changed(&t.model, &Model::dataChanged);
    t.store.merge(std::vector{moved(sent(1), State::Sent)});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(t.model.rowOf(uuidOf(1)), 2);
    QVERIFY(t.role(2, ChangedRole).toLongLong() > 0);
    QCOMPARE(t.role(1, ChangedRole).toLongLong(), 0);
    // It no longer passes: it stays until the next query, and is not counted.
    t.store.merge(std::vector{moved(sent(2), State::Processing)});
    QCOMPARE(t.model.rowCount(), 3);
    QCOMPARE(t.model.matchCount(), 2);
    QVERIFY(t.role(t.model.rowOf(uuidOf(2)), DimmedRole).toBool());
    // It passes again.
    t.store.merge(std::vector{moved(moved(sent(2), State::Processing), State::Sent)});
    QVERIFY(!t.role(t.model.rowOf(uuidOf(2)), DimmedRole).toBool());
    t.store.merge(std::vector{moved(sent(3), State::Done)});
    t.model.setQuery(split(QStringLiteral("state:sent")), NewestFirst);
    QCOMPARE(t.model.rowCount(), 2);
    // A row that starts to pass comes in.
    t.store.merge(std::vector{moved(moved(sent(3), State::Done), State::Sent)});
    QCOMPARE(t.model.rowOf(uuidOf(3)), 0);
}

void TestRequestTableModel::keepsWhatWasActedOn()
{
    Table t;
    t.store.merge(std::vector{sent(1), sent(2)});
    t.model.setQuery(split(QStringLiteral("state:sent")), NewestFirst);
    t.model.keepVisible(uuidOf(1));
    t.model.setPending(uuidOf(1), QStringLiteral("Erred in 4 s"));
    QCOMPARE(t.role(1, PendingRole).toString(), QStringLiteral("Erred in 4 s"));
    QCOMPARE(t.role(1, Qt::AccessibleTextRole).toString(), QStringLiteral("Sent, Erred in 4 s"));
    t.model.setPending(uuidOf(1), {});
    QVERIFY(t.role(1, PendingRole).toString().isEmpty());
    t.store.merge(std::vector{moved(sent(1), State::Erred)});
    QVERIFY(t.role(1, DimmedRole).toBool());
    QCOMPARE(t.model.rowOf(uuidOf(1)), 1);
}

void TestRequestTableModel::keepsANewRowThatDoesNotPass()
{
    Table t;
    t.store.merge(std::vector{erred(1, "x"), sent(7)});
    t.model.setQuery(split(QStringLiteral("state:erred")), NewestFirst);
    t.model.keepVisible(uuidOf(2)); // asked again: the new row is Sent
    t.store.merge(std::vector{sent(2)});
    QCOMPARE(t.uuids(), (std::vector{uuidOf(2), uuidOf(1)}));
    QVERIFY(t.role(0, DimmedRole).toBool());
    t.model.keepVisible(uuidOf(7)); // known already
    QCOMPARE(t.model.rowOf(uuidOf(7)), 0);
    QCOMPARE(t.model.matchCount(), 1);
}

void TestRequestTableModel::sortsWithoutAReset()
{
    Table t;
    Request other = erred(3, "beta");
    other.offeringName = QStringLiteral("AAA");
    other.offering = uuidOf(9, 2);
    t.store.merge(std::vector{erred(1, "Alpha"), other, erred(2, "gamma"), sent(4)});
    const QPersistentModelIndex kept(t.model.index(t.model.rowOf(uuidOf(2)), 3));
    QSignalSpy reset(&t.model, &Model::modelReset);
    t.model.sort(Model::ErrorColumn, Qt::AscendingOrder);
    QCOMPARE(t.uuids(), (std::vector{uuidOf(1), uuidOf(3), uuidOf(2), uuidOf(4)}));
    QCOMPARE(kept.row(), 2);
    t.model.sort(Model::OfferingColumn, Qt::AscendingOrder);
    QCOMPARE(t.uuids(), (std::vector{uuidOf(3), uuidOf(4), uuidOf(2), uuidOf(1)}));
    t.model.sort(Model::StateColumn, Qt::DescendingOrder);
    QCOMPARE(t.uuids(), (std::vector{uuidOf(3), uuidOf(2), uuidOf(1), uuidOf(4)}));
    t.model.sort(-1, Qt::AscendingOrder);
    QCOMPARE(t.model.sorting(), (Model::Sorting{Model::StateColumn, Qt::DescendingOrder}));
    QCOMPARE(reset.count(), 0);
    QCOMPARE(kept.data(IdRole).value<Uuid>(), uuidOf(2));
    // New rows come in their place under this order, too.
    t.store.merge(std::vector{moved(sent(5), State::Processing)});
    QCOMPARE(t.model.rowOf(uuidOf(5)), 3);
}

void TestRequestTableModel::cutsLongWork()
{
    RequestStore store;
    std::vector<Request> rows;
    const QByteArray padding(60'000, 'x');
    for (quint32 i = 0; i < 8'000; ++i)
        rows.push_back(erred(i, padding, QByteArray::number(i)));
    store.merge(rows);
    Model model(store);
    QSignalSpy evaluated(&model, &Model::evaluated);
    QSignalSpy inserted(&model, &Model::rowsInserted);
    model.setQuery(split(QStringLiteral("traceback:7 message:y,x")), NewestFirst);
    QVERIFY(model.isEvaluating()); // half a gigabyte is not searched in one turn
    QVERIFY(model.rowCount() > 0);
    QCOMPARE(model.uuidAt(0), uuidOf(7'999)); // the newest are there first
    QTRY_COMPARE(evaluated.count(), 1);
    int expected = 0;
    for (quint32 i = 0; i < 8'000; ++i)
        expected += QByteArray::number(i).contains('7') ? 1 : 0;
    QCOMPARE(model.rowCount(), expected);
    for (int row = 1; row < model.rowCount(); ++row)
        QVERIFY(model.uuidAt(row - 1) > model.uuidAt(row) || model.storeRow(row - 1) > model.storeRow(row));
}

void TestRequestTableModel::dropsTheOlderQuery()
{
    RequestStore store;
    std::vector<Request> rows;
    for (quint32 i = 0; i < 4'000; ++i)
        rows.push_back(erred(i, QByteArray(60'000, 'x') + QByteArray::number(i)));
    store.merge(rows);
    Model model(store);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy evaluated(&model, &Model::evaluated);
    model.setQuery(split(QStringLiteral("message:zz")), {Model::ErrorColumn, Qt::AscendingOrder});
    QVERIFY(model.isEvaluating());
    QCOMPARE(model.rowCount(), 4'000); // what was shown stays until there is something else
    model.setQuery(split(QStringLiteral("created:<100d uuid:01")), NewestFirst);
    model.setQuery(split(QStringLiteral("state:sent")), NewestFirst);
    QTRY_VERIFY(!model.isEvaluating());
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(evaluated.count() >= 1);
}

void TestRequestTableModel::takesRowsWhileItEvaluates()
{
    RequestStore store;
    std::vector<Request> rows;
    for (quint32 i = 0; i < 6'000; ++i)
        rows.push_back(erred(i, QByteArray(60'000, 'x') + QByteArray::number(i)));
    store.merge(rows);
    Model model(store);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setQuery(split(QStringLiteral("message:x7")), NewestFirst);
    QVERIFY(model.isEvaluating());
    store.merge(std::vector{erred(7'000, "x7"), erred(7'001, "x8"), moved(erred(7, "gone"), State::Erred),
                            moved(erred(8, "xx7 now"), State::Erred)});
    model.keepVisible(uuidOf(7'001));
    QTRY_VERIFY(!model.isEvaluating());
    QCOMPARE(model.rowOf(uuidOf(7'000)), 1);
    QCOMPARE(model.rowOf(uuidOf(7'001)), 0);
    QVERIFY(model.index(0, 0).data(DimmedRole).toBool());
    QVERIFY(model.rowOf(uuidOf(8)) > 0);
    // Whether the row that stopped to match was seen before or after: it is not counted.
    const int gone = model.rowOf(uuidOf(7));
    QVERIFY(gone < 0 || model.index(gone, 0).data(DimmedRole).toBool());
    std::vector<RowIndex> shown;
    for (int row = 0; row < model.rowCount(); ++row)
        shown.push_back(*model.storeRow(row));
    std::ranges::sort(shown);
    QVERIFY(std::adjacent_find(shown.begin(), shown.end()) == shown.end());
}

void TestRequestTableModel::gathersPages()
{
    Table t;
    QSignalSpy inserted(&t.model, &Model::rowsInserted);
    constexpr quint32 Pages = 60;
    for (quint32 page = 0; page < Pages; ++page)
        t.store.merge(newestFirst(10'000 - page * 100, 100));
    QTRY_COMPARE(t.model.rowCount(), int(Pages) * 100);
    QVERIFY2(inserted.count() < 12, qPrintable(QString::number(inserted.count())));
    QCOMPARE(t.model.uuidAt(0), uuidOf(10'000));
    QCOMPARE(t.model.uuidAt(5'999), uuidOf(4'001));
}

void TestRequestTableModel::showsTheLastPageWithoutWaitingForAnother()
{
    Table t;
    t.store.merge(newestFirst(300, 100));
    t.store.merge(newestFirst(200, 100));
    QCOMPARE(t.model.rowCount(), 100);
    t.model.catchUp();
    int shownSoon = -1; // two turns of the event loop later
    QTimer::singleShot(0, &t.model, [&] { QTimer::singleShot(0, &t.model, [&] { shownSoon = t.model.rowCount(); }); });
    QTRY_VERIFY(shownSoon >= 0);
    QCOMPARE(shownSoon, 200);
    QVERIFY(!t.model.isCatchingUp());
    t.model.catchUp(); // nothing waits
    QVERIFY(!t.model.isCatchingUp());
}

void TestRequestTableModel::leavesTheRowsOfOneQueryAloneForTheNext()
{
    RowScope scope;
    Table t;
    t.store.merge(newestFirst(500, 500));
    RowSet all;
    RowSet half;
    for (RowIndex row = 0; row < 500; ++row) {
        all.insert(row);
        if (row < 250)
            half.insert(row);
    }
    t.model.setScope(&scope);
    scope.replace(half);
    QTRY_COMPARE(t.model.rowCount(), 250);
    QSignalSpy removed(&t.model, &Model::rowsRemoved);
    QSignalSpy inserted(&t.model, &Model::rowsInserted);
    t.model.awaitQuery();
    scope.clear();
    scope.replace(all);
    scope.replace(half);
    QVERIFY(removed.isEmpty() && inserted.isEmpty() && !t.model.isCatchingUp());
    scope.replace(all);
    t.model.setQuery(split(QStringLiteral("state:sent")), NewestFirst);
    QCOMPARE(t.model.rowCount(), 500);
    QVERIFY(removed.isEmpty() && inserted.isEmpty());
    // From now on it follows again.
    scope.replace(half);
    QCOMPARE(t.model.rowCount(), 250);
    scope.replace(all);
    QTRY_COMPARE(t.model.rowCount(), 500);
}

/// More than one step takes, told as new and as covered at once, as the archive and the server's pages do.
void TestRequestTableModel::takesManyRowsInAnyOrder()
{
    constexpr quint32 All = 2'400;
    constexpr size_t AtOnce = 2'100; // more would be no other case: the tester's work grows with the square
    for (const bool inOrder : {true, false}) {
        RowScope scope;
        Table t;
        t.model.setScope(&scope);
        std::vector<Request> rows = newestFirst(All, All);
        if (!inOrder) {
            QRandomGenerator random(7);
            std::shuffle(rows.begin(), rows.end(), random);
        }
        for (size_t first = 0; first < rows.size(); first += AtOnce)
            scope.add(t.store.merge(std::span(rows).subspan(first, std::min(AtOnce, rows.size() - first))).all);
        QTRY_COMPARE_WITH_TIMEOUT(t.model.rowCount(), int(All), 60'000);
        QTRY_VERIFY(!t.model.isCatchingUp());
        for (int row = 0; row < int(All); ++row)
            QCOMPARE(t.model.uuidAt(row), uuidOf(All - quint32(row)));
    }
}

void TestRequestTableModel::letsLiveRowsWait()
{
    Table t;
    t.store.merge(newestFirst(10, 5));
    QSignalSpy held(&t.model, &Model::heldChanged);
    QSignalSpy inserted(&t.model, &Model::rowsInserted);
    const auto before = t.uuids();
    t.store.merge(newestFirst(14, 4), Origin::Live);
    // A row that is there changes in its place; it moves nothing either.
    t.store.merge(std::vector{moved(sent(8), State::Processing)}, Origin::Live);
    QCOMPARE(t.uuids(), before);
    QCOMPARE(inserted.count(), 0);
    QCOMPARE(t.model.heldCount(), 4);
    QCOMPARE(held.count(), 1);
    QCOMPARE(t.model.matchCount(), 5);
    QVERIFY(t.role(2, ChangedRole).toLongLong() > 0);
    t.model.showHeld();
    QTRY_COMPARE(t.model.rowCount(), 9);
    QCOMPARE(t.model.uuidAt(0), uuidOf(14));
    QCOMPARE(t.model.heldCount(), 0);
    QCOMPARE(held.count(), 2);
    // What a person asks for is there at once.
    t.store.merge(std::vector{sent(20)});
    QCOMPARE(t.model.uuidAt(0), uuidOf(20));
}

void TestRequestTableModel::dropsAWaitingRowThatNoLongerPasses()
{
    Table t;
    t.model.setQuery(split(QStringLiteral("state:sent")), NewestFirst);
    t.store.merge(newestFirst(10, 5));
    t.store.merge(newestFirst(12, 2), Origin::Live);
    QCOMPARE(t.model.heldCount(), 2);
    t.store.merge(std::vector{moved(sent(11), State::Done)}, Origin::Live);
    QCOMPARE(t.model.heldCount(), 1);
    // One that comes to pass by a change waits, too.
    t.store.merge(std::vector{moved(sent(3), State::Done)});
    Request back = moved(moved(sent(3), State::Done), State::Sent);
    t.store.merge(std::vector{back}, Origin::Live);
    QCOMPARE(t.model.heldCount(), 2);
    QCOMPARE(t.model.rowCount(), 5);
    // Another query shows what passes it, whatever waited.
    t.model.setQuery({}, NewestFirst);
    QCOMPARE(t.model.heldCount(), 0);
    QCOMPARE(t.model.rowCount(), 8);
}

void TestRequestTableModel::theClockMovesNoRow_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("shown");
    QTest::addColumn<int>("laterDimmed");
    QTest::addColumn<int>("laterHeld");
    // Ten, created in the seconds after 59 minutes and 51 seconds ago.
    QTest::newRow("come to pass") << QStringLiteral("age:>3596s") << 4 << 0 << 6;
    QTest::newRow("cease to pass") << QStringLiteral("created:3596s") << 7 << 7 << 0;
    QTest::newRow("neither") << QStringLiteral("created:2h") << 10 << 0 << 0;
}

void TestRequestTableModel::theClockMovesNoRow()
{
    QFETCH(QString, line);
    QFETCH(int, shown);
    QFETCH(int, laterDimmed);
    QFETCH(int, laterHeld);
    Table t;
    t.store.merge(newestFirst(10, 10));
    t.model.setQuery(split(line), NewestFirst);
    QTRY_COMPARE(t.model.rowCount(), shown);
    const auto before = t.uuids();
    t.model.setNow(noon() + Duration::seconds(30)); // not each moment
    QCOMPARE(t.model.heldCount(), 0);
    QCOMPARE(int(t.model.matchCount()), shown);
    t.model.setNow(noon() + Duration::seconds(61));
    QTRY_VERIFY(!t.model.isEvaluating());
    QCOMPARE(t.uuids(), before);
    QCOMPARE(t.model.heldCount(), laterHeld);
    QCOMPARE(int(t.model.matchCount()), shown - laterDimmed);
    t.model.showHeld();
    QTRY_COMPARE(t.model.rowCount(), shown + laterHeld);
}

void TestRequestTableModel::showsLiveRowsWhereNothingWouldMove()
{
    Table t;
    t.store.merge(newestFirst(4, 2), Origin::Live);
    QCOMPARE(t.model.rowCount(), 2);
    QCOMPARE(t.model.heldCount(), 0);
}

void TestRequestTableModel::losesWhatIsGone()
{
    Table t;
    const auto rows = t.store.merge(newestFirst(10, 5)).all;
    t.store.merge(std::vector{sent(11)}, Origin::Live);
    QPersistentModelIndex last(t.model.index(4, 0));
    t.model.keepVisible(uuidOf(9));
    QSignalSpy reset(&t.model, &Model::modelReset);
    t.store.remove(std::vector{rows[1], rows[2], *t.store.find(uuidOf(11))});
    QCOMPARE(t.uuids(), (std::vector{uuidOf(10), uuidOf(7), uuidOf(6)}));
    QCOMPARE(last.row(), 2);
    QCOMPARE(t.model.heldCount(), 0);
    QCOMPARE(t.model.matchCount(), 3);
    QCOMPARE(reset.count(), 0);
    t.model.setQuery({}, NewestFirst);
    QCOMPARE(t.model.rowCount(), 3);
    Model later(t.store);
    QCOMPARE(later.rowCount(), 3);
    // It may be seen again: in its place, once.
    t.store.merge(std::vector{sent(9)});
    QCOMPARE(t.uuids(), (std::vector{uuidOf(10), uuidOf(9), uuidOf(7), uuidOf(6)}));
}

void TestRequestTableModel::keepsTheRowThatIsReadWhenItIsGone()
{
    Table t;
    const auto rows = t.store.merge(newestFirst(10, 5)).all;
    t.model.setRead(uuidOf(9));
    const QPersistentModelIndex read(t.model.index(1, 0));
    t.store.remove(std::vector{rows[1], rows[2]});
    QCOMPARE(t.uuids(), (std::vector{uuidOf(10), uuidOf(9), uuidOf(7), uuidOf(6)}));
    QVERIFY(read.data(GoneRole).toBool());
    QVERIFY(read.data(DimmedRole).toBool());
    QVERIFY(read.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("no longer on the server")));
    QCOMPARE(read.data(IdRole).value<Uuid>(), uuidOf(9));
    QCOMPARE(t.model.matchCount(), 3); // the number counts what is there
    QCOMPARE(t.model.rowOf(uuidOf(9)), 1);
    QCOMPARE(t.model.rowOf(uuidOf(8)), -1);
    // Another one is read: it stays until the next query.
    t.model.setRead(uuidOf(7));
    QCOMPARE(t.model.rowCount(), 4);
    t.model.setSorting({Model::OfferingColumn, Qt::AscendingOrder});
    QTRY_VERIFY(!t.model.isEvaluating());
    QCOMPARE(t.model.rowCount(), 4);
    t.model.setQuery({}, NewestFirst);
    QCOMPARE(t.uuids(), (std::vector{uuidOf(10), uuidOf(7), uuidOf(6)}));
    // One that is there again while it is kept is a row like any other.
    t.store.remove(std::vector{rows[3]});
    QCOMPARE(t.model.matchCount(), 2);
    t.store.merge(std::vector{sent(7)});
    QCOMPARE(t.uuids(), (std::vector{uuidOf(10), uuidOf(7), uuidOf(6)}));
    QVERIFY(!t.model.index(1, 0).data(GoneRole).toBool());
    QCOMPARE(t.model.matchCount(), 3);
}

void TestRequestTableModel::livesAnyLife()
{
    QRandomGenerator random(2026);
    for (int life = 0; life < 12; ++life) {
        Table t;
        QHash<Uuid, Request> truth;
        SplitQuery query;
        for (int step = 0; step < 60; ++step) {
            const int what = random.bounded(10);
            if (what == 0) {
                static const QStringList Lines{QString(), QStringLiteral("state:sent,processing"),
                                               QStringLiteral("connection"), QStringLiteral("-has:error"),
                                               QStringLiteral("offering:slurm* created:1d")};
                query = split(Lines[random.bounded(int(Lines.size()))]);
                t.model.setQuery(
                    query, {Model::Column(random.bounded(int(Model::ColumnCount))), Qt::SortOrder(random.bounded(2))});
                QTRY_VERIFY(!t.model.isEvaluating());
                int expected = 0;
                for (const Request &request : std::as_const(truth))
                    expected += query.all.matches(request) ? 1 : 0;
                QCOMPARE(t.model.rowCount(), expected);
            } else if (what == 1) {
                t.model.sort(random.bounded(int(Model::ColumnCount)), Qt::SortOrder(random.bounded(2)));
            } else {
                std::vector<Request> rows = randomRequests(random, quint32(random.bounded(40)));
                for (Request &request : rows) {
                    request.uuid = uuidOf(quint32(random.bounded(300)));
                    const auto known = truth.constFind(request.uuid);
                    if (known != truth.constEnd()) {
                        request.created = known->created;
                        request.modified = known->modified + Duration::seconds(1);
                    }
                    truth.insert(request.uuid, request);
                }
                t.store.merge(rows);
            }
        }
        t.model.setQuery(query, NewestFirst);
        int expected = 0;
        for (const Request &request : std::as_const(truth)) {
            const int row = t.model.rowOf(request.uuid);
            QCOMPARE(row >= 0, query.all.matches(request));
            if (row >= 0)
                ++expected;
        }
        QCOMPARE(t.model.rowCount(), expected);
        for (int row = 1; row < t.model.rowCount(); ++row) {
            const auto above = t.model.index(row - 1, 0).data(ItemRole).value<Request>();
            const auto below = t.model.index(row, 0).data(ItemRole).value<Request>();
            QVERIFY(above.created > below.created || (above.created == below.created && above.uuid > below.uuid));
        }
    }
}

void TestRequestTableModel::saysWhatARowSays_data()
{
    QTest::addColumn<Request>("request");
    QTest::addColumn<QStringList>("cells"); // state, offering, created, took, error
    const auto words = [](const char *state, const char *created, const char *took, const char *error) {
        return QStringList{QString::fromUtf8(state), QStringLiteral("SLURM Tartu"), QString::fromUtf8(created),
                           QString::fromUtf8(took), QString::fromUtf8(error)};
    };
    Request row = sent(2'280);
    QTest::newRow("Sent waits") << row << words("Sent", "22 min", "22 min", "waiting for the agent");
    row = moved(sent(3'596), State::Processing);
    QTest::newRow("Processing works") << row << words("Processing", "just now", "4 s", "agent at work");
    row = moved(erred(0, ""), State::Done);
    QTest::newRow("Done says nothing") << row << words("Done", "1 h", "41 s", "");
    QTest::newRow("Erred says its error")
        << erred(0, "\n  first line\nsecond") << words("Erred", "1 h", "41 s", "first line");
    QTest::newRow("empty message: the end of the traceback")
        << erred(0, " \n", "Traceback\nRuntimeError\n\n") << words("Erred", "1 h", "41 s", "RuntimeError");
    QTest::newRow("nothing at all") << erred(0, "") << words("Erred", "1 h", "41 s", "(no message)");
    row = sent(3'600);
    row.created = noon() + Duration::seconds(3'600);
    QTest::newRow("a clock an hour off") << row << words("Sent", "just now", "0 s", "waiting for the agent");
    row = sent(0);
    row.state = State::Unknown;
    row.stateText = QStringLiteral("Paused");
    QTest::newRow("a word of a later server") << row << words("Paused", "1 h", "1 h", "");
}

void TestRequestTableModel::saysWhatARowSays()
{
    QFETCH(Request, request);
    QFETCH(QStringList, cells);
    Table t;
    t.store.merge(std::vector{request});
    for (int column = 0; column < cells.size(); ++column)
        QCOMPARE(t.text(0, column), cells[column]);
}

void TestRequestTableModel::tellsTimes()
{
    Table t;
    t.store.merge(std::vector{erred(0, "x")});
    t.model.setZone(QTimeZone("Europe/Tallinn"));
    const auto tip = [&](Model::Column column) {
        return t.model.index(0, column).data(Qt::ToolTipRole).toString();
    };
    QVERIFY2(tip(Model::CreatedColumn).startsWith(QStringLiteral("2026-08-01 12:00:00.000 ")),
             qPrintable(tip(Model::CreatedColumn)));
    QVERIFY(tip(Model::FinishedColumn).startsWith(QStringLiteral("2026-08-01 12:00:44.000 ")));
    QSignalSpy changed(&t.model, &Model::dataChanged);
    t.model.setNow(noon() + Duration::seconds(3'600));
    QVERIFY(changed.count() > 0);
    QCOMPARE(t.text(0, Model::CreatedColumn), QStringLiteral("2 h"));
    QCOMPARE(t.model.index(0, Model::CreatedColumn).data(Qt::AccessibleTextRole).toString(), QStringLiteral("2 h ago"));
    t.store.merge(std::vector{sent(1)});
    QCOMPARE(t.text(0, Model::StartedColumn), QString());
}

void TestRequestTableModel::answersEveryRole()
{
    Table t;
    const Request request = erred(1, "x", "y");
    t.store.merge(std::vector{request});
    for (int column = 0; column < Model::ColumnCount; ++column) {
        const QModelIndex index = t.model.index(0, column);
        QCOMPARE(index.data(IdRole).value<Uuid>(), request.uuid);
        QCOMPARE(index.data(ItemRole).value<Request>(), request);
        QCOMPARE(index.data(StateRole).toInt(), int(State::Erred));
        QCOMPARE(index.data(StateTextRole).toString(), QStringLiteral("Erred"));
        QVERIFY(index.data(SortRole).isValid());
        QVERIFY(index.data(Qt::DisplayRole).isValid());
        QVERIFY(!index.data(Qt::DecorationRole).isValid());
    }
}

void TestRequestTableModel::tamesHostileText()
{
    Table t;
    t.store.merge(std::vector{erred(1, "\x1b[31mred\x1b[0m <b>bold</b>\ttab \xe2\x80\xaeright to left"),
                              erred(2, QByteArray(5'000'000, 'a')), erred(3, QByteArray("a\0b", 3)),
                              erred(4, "\xc2\x9b"
                                       "31m \x7f")});
    QCOMPARE(t.text(3, Model::ErrorColumn),
             QStringLiteral("\\x1b[31mred\\x1b[0m <b>bold</b> tab \\u202eright to left"));
    QCOMPARE(t.text(2, Model::ErrorColumn), QString(300, u'a') + u'\u2026');
    QCOMPARE(t.text(1, Model::ErrorColumn), QStringLiteral("a\\x00b"));
    QCOMPARE(t.text(0, Model::ErrorColumn), QStringLiteral("\\x9b31m \\x7f"));
}

/// The title stands for the error once it is known; a person's name stands beside it, never instead.
void TestRequestTableModel::showsTitlesAndNames()
{
    Table t;
    t.store.merge(std::vector{erred(1, "\x1b[31mbackend.Error: refused"), moved(sent(2), State::Done), sent(3)});
    const int row = t.model.rowOf(t.store.row(0).uuid);
    QCOMPARE(t.text(row, Model::ErrorColumn), QStringLiteral("\\x1b[31mbackend.Error: refused"));
    QSignalSpy changed(&t.model, &QAbstractItemModel::dataChanged);
    t.model.setTitles([](TextId) { return ErrorTitle{QStringLiteral("Error: refused \u2190 OSError"), {}}; });
    QCOMPARE(changed.size(), 1);
    QCOMPARE(t.text(row, Model::ErrorColumn), QStringLiteral("Error: refused \u2190 OSError"));
    QVERIFY(t.role(row, CauseNameRole).toString().isEmpty());
    t.model.setTitles([](TextId) {
        return ErrorTitle{QStringLiteral("Error: refused"), QStringLiteral("The outage")};
    });
    QCOMPARE(t.text(row, Model::ErrorColumn), QStringLiteral("Error: refused"));
    QCOMPARE(t.role(row, CauseNameRole).toString(), QStringLiteral("The outage"));
    QCOMPARE(t.model.index(row, Model::ErrorColumn).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("The outage: Error: refused"));
    for (const quint32 other : {1U, 2U}) {
        const int at = t.model.rowOf(t.store.row(other).uuid);
        QVERIFY(t.role(at, CauseNameRole).toString().isEmpty());
        QVERIFY(!t.text(at, Model::ErrorColumn).contains(QStringLiteral("refused")));
    }
}

void TestRequestTableModel::ordersByTheTitlesThatAreShown()
{
    Table t;
    t.store.merge(std::vector{erred(1, "a"), erred(2, "b"), erred(3, "c")});
    t.model.setTitles([&t](TextId id) {
        return ErrorTitle{t.store.text(id).message == "a" ? QStringLiteral("Z") : QStringLiteral("y"), {}};
    });
    t.model.setSorting({Model::ErrorColumn, Qt::AscendingOrder});
    QTRY_VERIFY(!t.model.isEvaluating());
    QCOMPARE(t.text(2, Model::ErrorColumn), QStringLiteral("Z"));
}

void TestRequestTableModel::describesItsColumns()
{
    Table t;
    QSet<QString> keys;
    for (int column = 0; column < Model::ColumnCount; ++column) {
        QVERIFY(!Model::columnTitle(Model::Column(column)).isEmpty());
        keys.insert(Model::columnKey(Model::Column(column)));
        QCOMPARE(Model::orderedByServer(Model::Column(column)), column == Model::CreatedColumn);
        QCOMPARE(t.model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString(),
                 Model::columnTitle(Model::Column(column)));
    }
    QCOMPARE(keys.size(), int(Model::ColumnCount));
    QVERIFY(!t.model.headerData(0, Qt::Vertical, Qt::DisplayRole).isValid());
    QVERIFY(!t.model.headerData(99, Qt::Horizontal, Qt::DisplayRole).isValid());
}

void TestRequestTableModel::followsTheStore()
{
    Table t;
    t.store.merge(newestFirst(50, 50));
    QCOMPARE(t.model.rowCount(), 50);
    t.store.clear();
    QCOMPARE(t.model.rowCount(), 0);
    t.store.merge(std::vector{sent(1)});
    QCOMPARE(t.model.rowCount(), 1);
    Model late(t.store);
    QCOMPARE(late.rowCount(), 1);
    Request renamed = sent(2);
    renamed.offeringName = QStringLiteral("Renamed");
    t.store.merge(std::vector{renamed});
    QCOMPARE(t.text(1, Model::OfferingColumn), QStringLiteral("Renamed"));
}

QTEST_GUILESS_MAIN(TestRequestTableModel)
#include "tst_requesttablemodel.moc"
