// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/errorclassifier.h"
#include "tests/models/tables/rows.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>
#include <optional>

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

const QByteArray Chained = "Traceback (most recent call last):\n"
                           "  File \"/opt/waldur_site_agent/backend.py\", line 41, in _run\n"
                           "    check_output(command)\n"
                           "subprocess.CalledProcessError: Command '['sacctmgr']' returned non-zero exit status 1.\n\n"
                           "During handling of the above exception, another exception occurred:\n\n"
                           "Traceback (most recent call last):\n"
                           "  File \"/opt/waldur_site_agent_slurm/backend.py\", line 48, in pull\n"
                           "    self._run()\n"
                           "waldur_site_agent.exceptions.BackendError: quota of p17 is exceeded\n";

/// Two texts of each cause: of the first one the parts of the key are read in any case.
std::vector<domain::Request> ofManyKinds()
{
    std::vector<domain::Request> rows;
    quint32 number = 0;
    for (const QByteArray &each : {QByteArray("p1"), QByteArray("p2")}) {
        rows.push_back(erred(++number, "Cannot reach " + each + ".example.org:6819: [Errno 111] Connection refused"));
        rows.push_back(erred(++number, "Quota of " + each + " \u00fcberschritten \xf0\x9f\x92\xa5"));
        rows.push_back(erred(++number, "Set erred by operator: " + each));
        rows.push_back(erred(++number, "Internal backend error. Please contact the service provider."));
        rows.push_back(erred(++number, "quota of " + each + " is exceeded"));
        rows.back().error.traceback = QByteArray(Chained).replace("p17", each);
        rows.push_back(erred(++number, {}));
        rows.back().error.traceback = QByteArray(Chained).replace("p17", "q" + each);
    }
    return rows;
}

/// What an index says of all texts.
struct Said {
    std::vector<std::array<QByteArray, 3>> keys;
    std::vector<QStringList> names;
    std::vector<workflows::CauseSummary> summaries;
    std::vector<std::optional<domain::CauseComponents>> components;
    friend bool operator==(const Said &, const Said &) = default;

    explicit Said(const ErrorClassifier &index)
    {
        for (tables::TextId id = 0; id < index.known(); ++id) {
            auto &own = keys.emplace_back();
            QStringList ownNames;
            for (const auto level : {GroupingLevel::Coarse, GroupingLevel::Normal, GroupingLevel::Exact}) {
                own[size_t(level)] = index.key(index.keyId(id, level));
                ownNames << index.userName(index.keyId(id, level));
            }
            names.push_back(ownNames);
            summaries.push_back(index.summary(id));
            const auto *parts = index.components(index.keyId(id, GroupingLevel::Normal));
            components.push_back(parts ? std::optional(*parts) : std::nullopt);
        }
    }
};

/// An index over a store, with all that it finds out for the archive.
struct Indexed {
    explicit Indexed(const std::vector<domain::Request> &rows, const ClassifierRules &rules = {},
                     const std::vector<workflows::KeptFinding> &before = {})
        : index(store, rules)
    {
        QObject::connect(&index, &ErrorClassifier::classified, &index,
                         [this](const auto &some) { found.insert(found.end(), some.begin(), some.end()); });
        for (const domain::Request &row : rows)
            (void)store.keepText(row.error);
        index.takeKept(before);
        (void)store.merge(rows);
    }
    [[nodiscard]] bool settles()
    {
        return QTest::qWaitFor([this] { return index.isSettled(); }, 20'000);
    }
    tables::RequestStore store;
    ErrorClassifier index;
    std::vector<workflows::KeptFinding> found;
};

ClassifierRules withARule(const QString &name)
{
    ClassifierRules rules;
    rules.user.rules.push_back({name, domain::RuleField::Message, false, QStringLiteral("*refused*"), {}});
    return rules;
}

ClassifierRules withAPattern()
{
    ClassifierRules rules;
    rules.ownPatterns.prepend(*domain::KnownPatterns::parse(R"({"patterns": [{"id": "own", "pill": "own words",
        "explanation": "e", "todo": "t", "who": "nobody", "match": {"anyText": ["exceeded"]}}]})"));
    return rules;
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

    void whatWasKeptIsSaidAsWhatIsFound_data()
    {
        QTest::addColumn<ClassifierRules>("rules");
        QTest::addRow("no rules of the user") << ClassifierRules();
        QTest::addRow("a rule of the user") << withARule(QStringLiteral("Network"));
        QTest::addRow("a pattern of the user") << withAPattern();
    }

    void whatWasKeptIsSaidAsWhatIsFound()
    {
        QFETCH(ClassifierRules, rules);
        const auto rows = ofManyKinds();
        Indexed first(rows, rules);
        QVERIFY(first.settles());
        QCOMPARE(first.found.size(), size_t(first.store.textCount()));
        Indexed second(rows, rules, first.found);
        QVERIFY(second.settles());
        QVERIFY(Said(second.index) == Said(first.index));
        QVERIFY(second.found.empty()); // nothing is written again
    }

    void whatWasKeptIsTakenInsteadOfLooking()
    {
        // Of another cause than its text: nobody but who looks at the text can tell.
        const std::vector rows{erred(1, "quota of p1 is exceeded"), erred(2, "quota of p2 is exceeded")};
        Indexed first(rows);
        QVERIFY(first.settles());
        const auto bytes = [&](tables::TextId id) {
            return std::ranges::find(first.found, id, &workflows::KeptFinding::text)->bytes;
        };
        Indexed second({rows[0], erred(3, "quota of p3 is exceeded")}, {}, {{1, bytes(1)}, {2, bytes(2)}});
        QVERIFY(second.settles());
        QVERIFY(second.found.empty());
        QVERIFY2(second.index.summary(2).title.contains(QStringLiteral("p2")),
                 qPrintable(second.index.summary(2).title));
    }

    void whatWasKeptIsVoid_data()
    {
        QTest::addColumn<ClassifierRules>("rules");
        QTest::addColumn<int>("cut"); // bytes that are left; -1: all
        QTest::addRow("a rule of the user") << withARule(QStringLiteral("Network")) << -1;
        QTest::addRow("a pattern of the user") << withAPattern() << -1;
        ClassifierRules places;
        places.fingerprint.places.appPrefixes << "other_";
        QTest::addRow("other places of the agent") << places << -1;
        ClassifierRules words;
        words.fingerprint.keptWords << "p1";
        QTest::addRow("other kept words") << words << -1;
        QTest::addRow("nothing but its stamp") << ClassifierRules() << 16;
        QTest::addRow("less than its stamp") << ClassifierRules() << 5;
        QTest::addRow("cut off") << ClassifierRules() << 120;
    }

    void whatWasKeptIsVoid()
    {
        QFETCH(ClassifierRules, rules);
        QFETCH(int, cut);
        const auto rows = ofManyKinds();
        Indexed before(rows);
        QVERIFY(before.settles());
        for (workflows::KeptFinding &each : before.found)
            each.bytes = cut < 0 ? each.bytes : each.bytes.left(cut);
        Indexed fresh(rows, rules);
        QVERIFY(fresh.settles());
        Indexed kept(rows, rules, before.found);
        QVERIFY(kept.settles());
        QVERIFY(Said(kept.index) == Said(fresh.index));
        QCOMPARE(kept.found.size(), size_t(kept.store.textCount()));
    }

    void oneThatTheRulesDoNotFindTakesTheTrustFromAll()
    {
        const std::vector rows{erred(1, "quota of p1 is exceeded"), erred(2, "quota of p2 is exceeded"),
                               erred(3, "quota of p3 is exceeded")};
        Indexed first(rows);
        QVERIFY(first.settles());
        auto wrong = first.found;
        for (workflows::KeptFinding &each : wrong)
            each.bytes.replace("exceeded", "EXCEEDED"); // as a program did that had another rule for titles
        Indexed second(rows, {}, wrong);
        QVERIFY(second.settles());
        QVERIFY(Said(second.index) == Said(first.index));
        QCOMPARE(second.found.size(), size_t(3));
    }

    void aTextThatWasFreedSaysNothingOfTheOthers()
    {
        const std::vector rows{erred(1, "quota of p1 is exceeded"), erred(2, "quota of p2 is exceeded"),
                               erred(3, "quota of p3 is exceeded")};
        Indexed first(rows);
        QVERIFY(first.settles());
        const auto bytes = [&](tables::TextId id) {
            return std::ranges::find(first.found, id, &workflows::KeptFinding::text)->bytes;
        };
        Indexed second({});
        QVERIFY(second.settles());
        QCOMPARE(second.store.keepText(rows[0].error), 1U);
        // The third is told as another one: that is seen when it is taken.
        second.index.takeKept({{1, bytes(1)}, {2, bytes(2)}, {3, bytes(1)}});
        second.store.setReleaseInterval(0);
        second.store.endRestore();
        QTRY_COMPARE(second.store.textBytes(), 0);
        (void)second.store.merge(std::vector{rows[1], rows[2]});
        QVERIFY(second.settles());
        QCOMPARE(second.index.known(), 4U);
        QVERIFY(second.found.empty());
        QVERIFY2(second.index.summary(3).title.contains(QStringLiteral("p1")),
                 qPrintable(second.index.summary(3).title));
    }

    void whatWasKeptUnderOtherRulesIsNotTakenAfterAChange()
    {
        const auto rows = ofManyKinds();
        Indexed first(rows);
        QVERIFY(first.settles());
        Indexed second(rows, {}, first.found);
        second.index.setRules(withARule(QStringLiteral("Network")));
        QVERIFY(second.settles());
        Indexed fresh(rows, withARule(QStringLiteral("Network")));
        QVERIFY(fresh.settles());
        QVERIFY(Said(second.index) == Said(fresh.index));
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
        QTRY_COMPARE_WITH_TIMEOUT(index.known(), 3002U, 60'000); // all of them, perhaps under a sanitizer
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
