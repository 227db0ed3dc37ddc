// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/errorclassifier.h"
#include "tests/models/tables/rows.h"

#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::GroupingLevel;
using workflows::ClassifierRules;
using workflows::ErrorClassifier;

namespace
{

std::vector<domain::Request> refused(quint32 from, quint32 count)
{
    std::vector<domain::Request> rows;
    for (quint32 i = from; i < from + count; ++i)
        rows.push_back(erred(i, "Cannot reach host" + QByteArray::number(i) + ":6819: [Errno 111] Connection refused"));
    return rows;
}

} // namespace

class TestErrorClassifier : public QObject
{
    Q_OBJECT
private slots:
    void eachTextIsLookedAtOnce()
    {
        tables::RequestStore store;
        ErrorClassifier index(store);
        QTRY_VERIFY(index.isSettled()); // "no error at all"
        QCOMPARE(index.computed(), 1U);
        QVERIFY(index.summary(0).empty);
        (void)store.merge(refused(1, 500));
        (void)store.merge(refused(1, 500));
        std::vector<domain::Request> again;
        for (quint32 i = 1001; i < 1200; ++i)
            again.push_back(erred(i, refused(7, 1).front().error.message));
        (void)store.merge(again);
        QTRY_VERIFY(index.isSettled());
        QCOMPARE(index.computed(), 501U);
        const QByteArray &key = index.key(index.keyId(1, GroupingLevel::Normal));
        QVERIFY(key.startsWith("w2:"));
        for (tables::TextId id = 1; id <= 500; ++id)
            QCOMPARE(index.key(index.keyId(id, GroupingLevel::Normal)), key);
        QVERIFY(index.keyId(1, GroupingLevel::Exact) != index.keyId(2, GroupingLevel::Exact));
        QVERIFY(index.components(index.keyId(1, GroupingLevel::Normal)));
        QCOMPARE(index.factsOf(1).group, QString::fromLatin1(key));
        QVERIFY(!index.summary(1).variableParts.empty());
    }

    void whatIsFoundIsWhatTheRuleSays()
    {
        tables::RequestStore store;
        const QByteArray hidden = "Internal backend error. Please contact the service provider.";
        (void)store.merge(std::vector{erred(1, hidden), erred(2, "'organization'")});
        ErrorClassifier index(store);
        QTRY_VERIFY(index.isSettled());
        const auto print = domain::fingerprint(store.text(2));
        QCOMPARE(index.summary(2).title, print.title);
        QCOMPARE(index.key(index.keyId(2, GroupingLevel::Coarse)), print.coarse);
        QCOMPARE(index.key(index.keyId(2, GroupingLevel::Exact)), print.exact);
        QVERIFY(index.summary(1).known.redacted);
        QCOMPARE(index.factsOf(1).who, QStringLiteral("offering-manager"));
    }

    void olderKeysComeInALaterTurn()
    {
        tables::RequestStore store;
        (void)store.merge(refused(1, 3));
        ErrorClassifier index(store);
        QTRY_VERIFY(index.isSettled());
        QHash<QByteArray, QByteArray> found;
        int calls = 0;
        index.findOlderKeys({{"w2:a", 1}, {"w2:b", 3}}, this, [&](const QHash<QByteArray, QByteArray> &olderOf) {
            found = olderOf;
            ++calls;
        });
        auto gone = std::make_unique<QObject>();
        index.findOlderKeys({{"w2:c", 2}}, gone.get(), [&](const auto &) { calls += 100; });
        gone.reset();
        index.setRules({}); // what is classified anew in between takes no answer away
        QCOMPARE(calls, 0);
        QTRY_COMPARE(calls, 1);
        QTRY_VERIFY(index.isSettled());
        QCOMPARE(calls, 1);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.value("w2:a"), domain::keyByW1(store.text(1)));
    }

    void otherRulesStartOver()
    {
        tables::RequestStore store;
        (void)store.merge(refused(1, 40));
        ErrorClassifier index(store);
        QTRY_VERIFY(index.isSettled());
        QSignalSpy restarted(&index, &ErrorClassifier::restarted);
        ClassifierRules rules;
        rules.user.rules.push_back(
            {QStringLiteral("Network"), domain::RuleField::Message, false, QStringLiteral("*refused*"), {}});
        index.setRules(rules);
        QCOMPARE(restarted.count(), 1);
        QCOMPARE(index.known(), 0U);
        QTRY_VERIFY(index.isSettled());
        QCOMPARE(index.computed(), 82U);
        const auto key = index.keyId(3, GroupingLevel::Normal);
        QVERIFY(index.key(key).startsWith("u1:"));
        QCOMPARE(index.userName(key), QStringLiteral("Network"));
        QCOMPARE(index.keyId(3, GroupingLevel::Coarse), key);
    }

    void aClearedStoreStartsOver()
    {
        tables::RequestStore store;
        (void)store.merge(refused(1, 40));
        ErrorClassifier index(store);
        store.clear();
        (void)store.merge(refused(7, 3));
        QTRY_VERIFY(index.isSettled());
        QCOMPARE(index.known(), 4U);
        QVERIFY(index.summary(1).title.contains(QStringLiteral("host7")));
    }

    void cancellingStopsUntilMoreComes()
    {
        tables::RequestStore store;
        (void)store.merge(refused(1, 3000));
        ErrorClassifier index(store);
        QTRY_VERIFY(index.known() > 0);
        index.cancel();
        const auto known = index.known();
        QVERIFY(known < 3001);
        // What the thread still had in hand would be told before its answers to these.
        for (int times = 0; times < 3; ++times) {
            bool answered = false;
            index.findOlderKeys({}, this, [&answered](const auto &) { answered = true; });
            QTRY_VERIFY(answered);
        }
        QCOMPARE(index.known(), known);
        (void)store.merge(refused(9000, 1));
        QTRY_COMPARE(index.known(), 3002U);
    }

    void itMayDieWhileTextsAreLookedAt()
    {
        tables::RequestStore store;
        (void)store.merge(refused(1, 2000));
        for (int i = 0; i < 20; ++i) {
            ErrorClassifier index(store);
            if (i % 2 == 0)
                QTRY_VERIFY(index.known() > 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestErrorClassifier)
#include "tst_errorclassifier.moc"
