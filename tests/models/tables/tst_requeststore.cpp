// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requeststore.h"
#include "models/tables/rowset.h"
#include "tests/models/tables/rows.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <set>

using namespace waldesk::domain;
using namespace waldesk::tables;
using namespace waldesk::testsupport;

class TestRequestStore : public QObject
{
    Q_OBJECT

private slots:
    void forgetsWhatIsGone();
    void tellsWhatChangedRowsWere();
    void keepsWhatWasMerged();
    void takesTheNewerRow();
    void takesTheOlderRowThatWasSurelyReadLater_data();
    void takesTheOlderRowThatWasSurelyReadLater();
    void keepsWhatWasReadFromWhatWasKept();
    void saysWhatIsNew();
    void namesARowTwiceInOneInput();
    void keepsEachDistinctTextOnce();
    void neverMovesTexts();
    void freesTextsThatNoRowHas();
    void freesManyTextsInSlices();
    void keepsTextsOfRowsThatAreShown();
    void keepsTextsUntilTheirRowsAreRestored();
    void countsOpenRowsOfAnOffering();
    void keepsTheRowsOfEachState();
    void findsTheRowsOfAnOffering();
    void tellsTheNewNameOfAnOffering();
    void keepsTheWordOfAnUnknownState();
    void findsManyRows();
    void isSmall();
    void forgetsAll();
};

void TestRequestStore::keepsWhatWasMerged()
{
    RequestStore store;
    QRandomGenerator random(1);
    std::vector<Request> requests = randomRequests(random, 300);
    requests.push_back(erred(301, QByteArray(200'000, 'x'), QByteArrayLiteral("a\0b")));
    requests.back().offering = uuidOf(7, 2);
    store.merge(requests);
    QCOMPARE(store.size(), RowIndex(requests.size()));
    for (const Request &request : requests) {
        const auto row = store.find(request.uuid);
        QVERIFY(row);
        QCOMPARE(store.request(*row), request);
    }
    QVERIFY(!store.find(uuidOf(999)));
}

void TestRequestStore::freesTextsThatNoRowHas()
{
    RequestStore store;
    store.setReleaseInterval(0);
    const Request one = erred(1, "one", "trace of one");
    store.merge(std::vector{one, erred(2, "shared", ""), erred(3, "shared", ""), erred(4, "four", "")});
    const auto at = [&store](quint32 number) {
        return *store.find(uuidOf(number));
    };
    const TextId textOfOne = store.row(at(1)).text;
    const TextId shared = store.row(at(2)).text;
    const ErrorText elsewhere = store.text(textOfOne); // as the thread that looks at texts has it
    const qint64 all = store.textBytes();
    QCOMPARE(all, qint64(sizeof("one") + sizeof("trace of one") + sizeof("shared") + sizeof("four")) - 4);

    // An error that was overwritten, and one of two rows with the same error that is gone.
    Request overwritten = moved(one, State::Erred);
    overwritten.error = {"one again", ""};
    store.merge(std::vector{overwritten});
    store.remove(std::vector{at(2)});
    QTRY_VERIFY(store.text(textOfOne).isEmpty());
    QVERIFY(elsewhere == one.error);
    QCOMPARE(store.text(shared).message, QByteArray("shared"));
    QCOMPARE(store.request(at(1)).error, overwritten.error);

    // The last row leaves, and the same error comes again: with an id of its own.
    store.remove(std::vector{at(3)});
    QTRY_VERIFY(store.text(shared).isEmpty());
    Request done = moved(overwritten, State::Done);
    done.error = {};
    store.merge(std::vector{erred(5, "shared", ""), done});
    QVERIFY(store.row(at(5)).text != shared);
    QCOMPARE(store.request(at(5)).error.message, QByteArray("shared"));
    QTRY_COMPARE(store.textBytes(), qint64(qstrlen("shared") + qstrlen("four")));
}

/// A turn of the event loop frees some hundred.
void TestRequestStore::freesManyTextsInSlices()
{
    constexpr quint32 Count = 2'000;
    RequestStore store;
    store.setReleaseInterval(0);
    std::vector<Request> rows;
    std::vector<RowIndex> all;
    for (quint32 number = 1; number <= Count; ++number) {
        rows.push_back(erred(number, QByteArray::number(number), ""));
        all.push_back(RowIndex(number - 1));
    }
    store.merge(rows);
    store.remove(all);
    const qint64 whole = store.textBytes();
    std::set<qint64> seen; // between two turns
    QTimer every;
    connect(&every, &QTimer::timeout, this, [&] { seen.insert(store.textBytes()); });
    every.start(0);
    QTRY_COMPARE(store.textBytes(), 0);
    every.stop();
    std::erase_if(seen, [whole](qint64 bytes) { return bytes == 0 || bytes == whole; });
    QCOMPARE(seen.size(), size_t(3)); // after the first, second and third of four turns
}

/// The row that a person reads stays when it is gone, with its error.
void TestRequestStore::keepsTextsOfRowsThatAreShown()
{
    RequestStore store;
    store.setReleaseInterval(0);
    store.merge(std::vector{erred(1, "one", ""), erred(2, "two", "")});
    const std::vector<RowIndex> both{*store.find(uuidOf(1)), *store.find(uuidOf(2))};
    auto page = std::make_unique<QObject>();
    store.addShownRows(page.get(), [&] { return std::vector{both.front()}; });
    store.remove(both);
    QTRY_COMPARE(store.textBytes(), 3);
    QCOMPARE(store.request(both.front()).error.message, QByteArray("one"));
    page.reset();
    QTRY_COMPARE(store.textBytes(), 0);
}

/// A text comes from the archive before the rows that have it, and the first of them may leave before the last comes.
void TestRequestStore::keepsTextsUntilTheirRowsAreRestored()
{
    RequestStore store;
    store.setReleaseInterval(0);
    PackedRow row;
    row.uuid = uuidOf(1);
    row.state = State::Erred;
    row.offering = store.keepOffering(uuidOf(7, 2), {});
    row.text = store.keepText({"kept", ""});
    (void)store.keepText({"of no row", ""});
    store.restore(std::vector{row});
    store.remove(std::vector{*store.find(uuidOf(1))});
    store.merge(std::vector{erred(3, "gone at once", "")});
    store.remove(std::vector{*store.find(uuidOf(3))});
    QTRY_COMPARE(store.textBytes(), qint64(qstrlen("kept") + qstrlen("of no row")));
    row.uuid = uuidOf(2);
    store.restore(std::vector{row});
    store.endRestore();
    QTRY_COMPARE(store.textBytes(), qint64(qstrlen("kept")));
    QCOMPARE(store.request(*store.find(uuidOf(2))).error.message, QByteArray("kept"));
}

void TestRequestStore::takesTheNewerRow()
{
    RequestStore store;
    const Request first = sent(1);
    const Request second = moved(first, State::Processing);
    store.merge(std::vector{second});
    QSignalSpy spy(&store, &RequestStore::merged);
    const auto change = store.merge(std::vector{first});
    QVERIFY(change.changed.empty() && change.added.empty());
    QCOMPARE(change.all.size(), size_t(1));
    QCOMPARE(spy.count(), 0);
    QCOMPARE(store.request(0).state, State::Processing);

    // The same time and another content: what was read last is what is true (set_erred saves twice).
    Request third = second;
    third.state = State::Done;
    QCOMPARE(store.merge(std::vector{third}).changed.size(), size_t(1));
    QCOMPARE(store.request(0).state, State::Done);
    QCOMPARE(spy.count(), 1);
}

/// A server that was restored from a backup tells earlier times than before. Of two calls that were under way at once
/// nobody knows which was answered first there.
void TestRequestStore::takesTheOlderRowThatWasSurelyReadLater_data()
{
    QTest::addColumn<quint32>("knownAsked");
    QTest::addColumn<quint32>("knownAnswered");
    QTest::addColumn<quint32>("asked");
    QTest::addColumn<bool>("isTaken");
    QTest::newRow("asked for when the other had come") << 3U << 3U << 4U << true;
    QTest::newRow("much later") << 3U << 5U << 90U << true;
    QTest::newRow("both under way, asked for later") << 3U << 5U << 4U << false;
    QTest::newRow("both under way, asked for last") << 3U << 5U << 5U << false;
    QTest::newRow("asked for before, overtaken") << 3U << 5U << 2U << false;
    QTest::newRow("of nobody knows when") << 3U << 5U << 0U << false;
    QTest::newRow("what was known was kept, not read") << 0U << 0U << 1U << true;
    QTest::newRow("of both nobody knows when") << 0U << 0U << 0U << false;
}

void TestRequestStore::takesTheOlderRowThatWasSurelyReadLater()
{
    QFETCH(quint32, knownAsked);
    QFETCH(quint32, knownAnswered);
    QFETCH(quint32, asked);
    QFETCH(bool, isTaken);
    RequestStore store;
    Request old = sent(1);
    Request known = moved(old, State::Processing);
    known.read = {knownAsked, knownAnswered};
    old.read = {asked, asked};
    store.merge(std::vector{known, sent(2)});
    const auto merged = store.merge(std::vector{old, sent(2)});
    QCOMPARE(store.request(0).state, isTaken ? State::Sent : State::Processing);
    QCOMPARE(merged.changed.size(), size_t(isTaken));
    QCOMPARE(merged.setBack.size(), size_t(isTaken));
    QCOMPARE(merged.all, (std::vector<RowIndex>{0, 1}));
    if (!isTaken)
        return;
    QCOMPARE(merged.setBack.front().row, RowIndex(0));
    QCOMPARE(merged.setBack.front().from, known.modified.microseconds);
    QCOMPARE(merged.before.front(), State::Processing);
    // What was read before that is overtaken, also where what is known has only been read again since.
    Request again = old;
    again.read = {asked + 10, asked + 12};
    QVERIFY(store.merge(std::vector{again}).changed.empty());
    Request late = old;
    late.modified = old.modified - waldesk::domain::Duration::seconds(5);
    late.read = {asked + 11, asked + 13};
    QVERIFY(store.merge(std::vector{late}).changed.empty());
}

/// The archive is read while the server answers: what this window has read is not older than what an earlier one kept.
void TestRequestStore::keepsWhatWasReadFromWhatWasKept()
{
    RequestStore store;
    Request read = sent(1);
    read.read = {1, 1};
    store.merge(std::vector{read, sent(2)});
    std::vector<PackedRow> kept{store.row(0), store.row(1)};
    for (PackedRow &row : kept) {
        row.modified += 1;
        row.state = State::Done;
        row.read = 0;
    }
    store.restore(kept);
    QCOMPARE(store.request(0).state, State::Sent);
    QCOMPARE(store.request(1).state, State::Done);
}

void TestRequestStore::saysWhatIsNew()
{
    RequestStore store;
    store.merge(std::vector{sent(1), sent(2), sent(3)});
    const auto change = store.merge(std::vector{sent(4), moved(sent(2), State::Done), sent(3)});
    QCOMPARE(change.added, std::vector<RowIndex>{3});
    QCOMPARE(change.changed, std::vector<RowIndex>{1});
    QCOMPARE(change.all, (std::vector<RowIndex>{3, 1, 2}));
}

void TestRequestStore::namesARowTwiceInOneInput()
{
    RequestStore store;
    QSignalSpy spy(&store, &RequestStore::merged);
    const auto change = store.merge(std::vector{sent(1), moved(sent(1), State::Processing)});
    QCOMPARE(change.added.size(), size_t(1));
    QVERIFY(change.changed.empty());
    QCOMPARE(change.all.size(), size_t(2));
    QCOMPARE(store.request(0).state, State::Processing);
    QCOMPARE(spy.count(), 1);
    const auto again = store.merge(std::vector{moved(moved(sent(1), State::Processing), State::Done),
                                               moved(moved(sent(1), State::Processing), State::Erred)});
    QCOMPARE(again.changed, std::vector<RowIndex>{0});
}

void TestRequestStore::keepsEachDistinctTextOnce()
{
    RequestStore store;
    std::vector<Request> requests;
    for (quint32 i = 0; i < 1'000; ++i)
        requests.push_back(erred(i, "message " + QByteArray::number(i % 7), "traceback " + QByteArray::number(i % 3)));
    requests.push_back(erred(2'000, "ab", "c"));
    requests.push_back(erred(2'001, "a", "bc")); // the same bytes, another pair
    requests.push_back(erred(2'002, "", ""));
    store.merge(requests);
    QCOMPARE(store.textCount(), TextId(23));
    QCOMPARE(store.row(store.size() - 1).text, TextId(0));
    for (quint32 i = 0; i < 1'000; ++i)
        QCOMPARE(store.text(store.row(i).text), requests[i].error);
}

void TestRequestStore::neverMovesTexts()
{
    RequestStore store;
    store.merge(std::vector{erred(0, "first", "one")});
    const ErrorText *before = &store.text(1);
    const char *bytes = before->message.constData();
    std::vector<Request> more;
    for (quint32 i = 1; i < 5'000; ++i)
        more.push_back(erred(i, QByteArray::number(i)));
    store.merge(more);
    QCOMPARE(&store.text(1), before);
    QCOMPARE(store.text(1).message.constData(), bytes);
}

/// Against all rows looked at one by one, after each kind of change.
void TestRequestStore::keepsTheRowsOfEachState()
{
    RequestStore store;
    QRandomGenerator random(7);
    const auto check = [&store] {
        RowSet open;
        for (const State state : {State::Sent, State::Processing, State::Done, State::Erred, State::Unknown}) {
            std::vector<RowIndex> expected;
            for (RowIndex row = 0; row < store.size(); ++row) {
                if (!store.isGone(row) && store.row(row).state == state)
                    expected.push_back(row);
            }
            std::vector<RowIndex> kept;
            store.rowsOf(state).forEach([&kept](RowIndex row) { kept.push_back(row); });
            QCOMPARE(kept, expected);
            QCOMPARE(store.rowsOf(state).count(), qint64(expected.size()));
            if (isOpen(state))
                open.add(store.rowsOf(state));
        }
        QCOMPARE(store.openRows().without({}), open.without({}));
    };
    std::vector<Request> requests = randomRequests(random, 300);
    store.merge(requests);
    check();
    for (size_t i = 0; i < requests.size(); i += 3) {
        requests[i].state = State(random.bounded(5));
        requests[i].modified.microseconds += 1;
    }
    store.merge(requests);
    check();
    std::vector<RowIndex> lost;
    for (RowIndex row = 0; row < store.size(); row += 7)
        lost.push_back(row);
    store.remove(lost);
    check();
    store.merge(std::span(requests).first(100)); // some of them are back
    check();
    std::vector<PackedRow> kept{store.row(1)};
    kept.front().uuid = uuidOf(999'999);
    kept.front().state = State::Sent;
    store.restore(kept);
    check();
    store.clear();
    check();
}

void TestRequestStore::findsTheRowsOfAnOffering()
{
    RequestStore store;
    Request other = erred(2, "x");
    other.offering = uuidOf(2, 2);
    store.merge(std::vector{sent(1), other, erred(3, "x"), sent(4)});
    const auto of = [&store](quint32 number) {
        return store.row(*store.find(uuidOf(number))).offering;
    };
    const OfferingId gone = of(3);
    store.remove(std::vector{*store.find(uuidOf(3))});
    QCOMPARE(store.rowsOfOffering(of(1)), (std::vector{*store.find(uuidOf(1)), *store.find(uuidOf(4))}));
    QCOMPARE(store.rowsOfOffering(of(2)), std::vector{*store.find(uuidOf(2))});
    QCOMPARE(gone, of(1));
}

void TestRequestStore::countsOpenRowsOfAnOffering()
{
    RequestStore store;
    const Uuid offering = sent(1).offering;
    QVERIFY(!store.hasOpen(offering));
    QCOMPARE(store.openCount(offering), 0);
    store.merge(std::vector{sent(1), erred(2, "x")});
    QVERIFY(store.hasOpen(offering));
    QCOMPARE(store.openCount(offering), 1);
    QCOMPARE(store.openCount(uuidOf(99)), 0);
    QVERIFY(store.hasOpen(offering, uuidOf(2)));
    QVERIFY(!store.hasOpen(offering, uuidOf(1)));
    store.merge(std::vector{sent(3)});
    QVERIFY(store.hasOpen(offering, uuidOf(1)));
    store.merge(std::vector{moved(sent(1), State::Processing)});
    store.merge(std::vector{moved(moved(sent(1), State::Processing), State::Done), moved(sent(3), State::Erred)});
    QVERIFY(!store.hasOpen(offering));
    QVERIFY(!store.hasOpen(uuidOf(77, 2)));
}

void TestRequestStore::tellsTheNewNameOfAnOffering()
{
    RequestStore store;
    store.merge(std::vector{sent(1)});
    QSignalSpy renamed(&store, &RequestStore::offeringRenamed);
    Request request = sent(2);
    request.offeringName = QStringLiteral("SLURM Tartu 2");
    store.merge(std::vector{request});
    QCOMPARE(renamed.count(), 1);
    QCOMPARE(store.offeringCount(), OfferingId(1));
    QCOMPARE(store.request(0).offeringName, QStringLiteral("SLURM Tartu 2"));
    request.uuid = uuidOf(3);
    request.offeringName.clear();
    store.merge(std::vector{request});
    QCOMPARE(store.offering(0).name, QStringLiteral("SLURM Tartu 2"));
}

void TestRequestStore::keepsTheWordOfAnUnknownState()
{
    RequestStore store;
    std::vector<Request> requests;
    for (quint32 i = 0; i < 400; ++i) {
        Request request = sent(i);
        request.state = State::Unknown;
        request.stateText = QStringLiteral("State %1").arg(i);
        requests.push_back(request);
    }
    store.merge(requests);
    QCOMPARE(store.stateWord(7), QStringLiteral("State 7"));
    QCOMPARE(store.stateWord(399), QStringLiteral("Unknown"));
}

void TestRequestStore::findsManyRows()
{
    RequestStore store;
    std::vector<Request> page(100);
    for (quint32 from = 0; from < 30'000; from += 100) {
        for (quint32 i = 0; i < 100; ++i)
            page[i] = sent(from + i);
        store.merge(page);
    }
    QCOMPARE(store.size(), RowIndex(30'000));
    for (quint32 i = 0; i < 30'000; ++i) {
        const auto row = store.find(uuidOf(i));
        QVERIFY(row && *row == i);
    }
    QVERIFY(!store.find(uuidOf(30'001)));
}

void TestRequestStore::isSmall()
{
    RequestStore store;
    std::vector<Request> rows;
    for (quint32 i = 0; i < 20'000; ++i)
        rows.push_back(sent(i));
    store.merge(rows);
    QVERIFY2(store.memoryBytes() / store.size() <= 100, qPrintable(QString::number(store.memoryBytes())));
}

void TestRequestStore::forgetsAll()
{
    RequestStore store;
    store.merge(std::vector{sent(1), erred(2, "x")});
    QSignalSpy cleared(&store, &RequestStore::cleared);
    store.clear();
    QCOMPARE(cleared.count(), 1);
    QCOMPARE(store.size(), RowIndex(0));
    QCOMPARE(store.textCount(), TextId(0));
    QVERIFY(!store.find(uuidOf(1)));
    store.merge(std::vector{sent(1)});
    QCOMPARE(store.size(), RowIndex(1));
}

void TestRequestStore::forgetsWhatIsGone()
{
    RequestStore store;
    const auto rows = store.merge(std::vector{sent(1), sent(2)}).all;
    QSignalSpy removed(&store, &RequestStore::removed);
    QVERIFY(store.hasOpen(store.request(rows[0]).offering));
    store.remove(std::vector{rows[0], rows[0], RowIndex(77)});
    store.remove(std::vector{rows[0]});
    QCOMPARE(removed.count(), 1);
    QVERIFY(!store.find(uuidOf(1)));
    QVERIFY(store.isGone(rows[0]));
    QCOMPARE(store.request(rows[0]).uuid, uuidOf(1)); // what was known is still readable
    store.remove(std::vector{rows[1]});
    QVERIFY(!store.hasOpen(store.request(rows[0]).offering));
    QSignalSpy merged(&store, &RequestStore::merged);
    const auto back = store.merge(std::vector{sent(1)});
    QCOMPARE(merged.count(), 1);
    QCOMPARE(back.changed, std::vector{rows[0]});
    QCOMPARE(back.before, std::vector{waldesk::domain::State::Unknown});
    QCOMPARE(store.find(uuidOf(1)), std::optional(rows[0]));
    QVERIFY(store.hasOpen(store.request(rows[0]).offering));
    QCOMPARE(store.size(), 2U);
}

void TestRequestStore::tellsWhatChangedRowsWere()
{
    using waldesk::domain::State;
    RequestStore store;
    store.merge(std::vector{sent(1), sent(2)});
    const Request one = moved(sent(1), State::Processing);
    const auto merged =
        store.merge(std::vector{moved(sent(2), State::Done), one, moved(one, State::Done)}, Origin::Live);
    QCOMPARE(merged.changed.size(), size_t(2));
    QCOMPARE(merged.before, (std::vector{State::Sent, State::Sent}));
    QVERIFY(merged.origin == Origin::Live);
}

QTEST_GUILESS_MAIN(TestRequestStore)
#include "tst_requeststore.moc"
