// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requeststore.h"
#include "tests/models/tables/rows.h"

#include <QSignalSpy>
#include <QTest>

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
    void saysWhatIsNew();
    void namesARowTwiceInOneInput();
    void keepsEachDistinctTextOnce();
    void neverMovesTexts();
    void countsOpenRowsOfAnOffering();
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

void TestRequestStore::countsOpenRowsOfAnOffering()
{
    RequestStore store;
    const Uuid offering = sent(1).offering;
    QVERIFY(!store.hasOpen(offering));
    store.merge(std::vector{sent(1), erred(2, "x")});
    QVERIFY(store.hasOpen(offering));
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
