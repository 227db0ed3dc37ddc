// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/grouping.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace waldesk::domain;

namespace
{

Fingerprint of(const QByteArray &message)
{
    return fingerprint({message, {}});
}

CauseRules oneRule(CauseRule rule)
{
    CauseRules rules;
    rules.rules.push_back(std::move(rule));
    return rules;
}

} // namespace

class TestGrouping : public QObject
{
    Q_OBJECT

private slots:
    void readsLines_data();
    void readsLines();
    void groupsLines();
    void writesResultsAsJson();
    void rulesNameGroups();
    void rulesFitAsTheyAreWritten_data();
    void rulesFitAsTheyAreWritten();
    void manyRulesAgreeWithEachAlone();
    void rulesGoInOrder();
    void splitsAndMergesCanBeTakenBack();
    void filesOfTheOlderRuleGoOn();
    void rulesTravelAsJson();
    void damagedRulesAreOneSentence_data();
    void damagedRulesAreOneSentence();
};

void TestGrouping::readsLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<bool>("good");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *line, bool good, const QByteArray &message = {}) {
        QTest::newRow(line) << QByteArray(line) << good << message;
    };
    row(R"({"error_message":"a","error_traceback":"b","uuid":7})", true, "a");
    row(R"({"error_message":"a"})", true, "a");
    row(R"({"error_traceback":"b"})", true, "");
    row(R"({"error_message":null,"error_traceback":null})", true, "");
    row(R"( {"error_message":"a"} )", true, "a");
    row(R"({"error_message":"a","error_message":"b"})", true, "b");
    row(R"({"error_message":"a\u0000b"})", true, QByteArray("a\0b", 3));
    row(R"({"error_message":"\ud83d\ude00"})", true, "\xF0\x9F\x98\x80");
    row("{\"error_message\":\"a\xff\"}", true, "a\xEF\xBF\xBD");
    row("\xEF\xBB\xBF{\"error_message\":\"a\"}", true, "a");
    row(R"({"error_message":5})", false);
    row(R"({"other":5})", false);
    row("{}", false);
    row("[]", false);
    row("5", false);
    row("nonsense", false);
    row("", false);
    row(R"({"error_message":"a")", false);
}

void TestGrouping::readsLines()
{
    QFETCH(QByteArray, line);
    QFETCH(bool, good);
    QFETCH(QByteArray, message);
    const auto parsed = parseErrorLine(line);
    QCOMPARE(parsed.has_value(), good);
    if (good)
        QCOMPARE(parsed->message, message);
    else
        QVERIFY2(parsed.error().endsWith(u'.') && !parsed.error().contains(u'\n'), qPrintable(parsed.error()));
    (void)parseErrorLine("{\"error_message\":\"\\ud800 x \\udfff\"}");
    (void)parseErrorLine(QByteArray("[").repeated(100'000));
}

void TestGrouping::groupsLines()
{
    LineGrouper grouper(GroupingLevel::Normal);
    const GroupedLine one = grouper.take(R"({"error_message":"row 17 gone"})");
    const GroupedLine other = grouper.take(R"({"error_message":"row 18 gone"})");
    const GroupedLine again = grouper.take(R"({"error_message":"row 17 gone"})");
    QCOMPARE(one.key, other.key);
    QCOMPARE(one.title, QStringLiteral("row 17 gone"));
    QCOMPARE(other.title, QStringLiteral("row 18 gone"));
    QCOMPARE(again.title, one.title);
    QVERIFY(!grouper.hadErrors());
    grouper.take(R"({"error_message":"disk full"})");
    QVERIFY(!grouper.take("broken").error.isEmpty());
    QVERIFY(grouper.hadErrors());
    const std::vector<GroupRow> rows = grouper.rows();
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(rows.at(0).count, qint64(3));
    QCOMPARE(rows.at(0).title, QStringLiteral("row 17 gone"));
    LineGrouper exact(GroupingLevel::Exact);
    QVERIFY(exact.take(R"({"error_message":"row 17 gone"})").key !=
            exact.take(R"({"error_message":"row 18 gone"})").key);
    QVERIFY(exact.rows().at(0).key.startsWith("x1:"));
}

void TestGrouping::writesResultsAsJson()
{
    QCOMPARE(
        groupedLineJson(QStringLiteral("a.jsonl"), 1, {"w1:0", QStringLiteral("t\"\\\n\x1b õ"), {}}),
        QByteArray("{\"file\": \"a.jsonl\", \"line\": 1, \"key\": \"w1:0\", \"title\": \"t\\\"\\\\\\n\\u001b õ\"}"));
    const QByteArray failed = groupedLineJson(QStringLiteral("-"), 2, {{}, {}, QStringLiteral("No.")});
    QCOMPARE(QJsonDocument::fromJson(failed).object().value(u"error").toString(), QStringLiteral("No."));
    QCOMPARE(failed, QByteArray("{\"file\": \"-\", \"line\": 2, \"error\": \"No.\"}"));
}

void TestGrouping::rulesNameGroups()
{
    const ErrorText error{"Router r7 is down\nmore", {}};
    const Fingerprint print = fingerprint(error);
    const CauseAssignment group =
        CompiledCauseRules(
            oneRule({QStringLiteral("routers"), RuleField::Message, false, QStringLiteral("router * down*"), {}}))
            .groupOf(error, print);
    QCOMPARE(group.name, QStringLiteral("routers"));
    QVERIFY(group.key.startsWith("u1:") && group.key.size() == 19);
    QCOMPARE(CompiledCauseRules(oneRule({QStringLiteral("x"), RuleField::Message, false, QStringLiteral("router"), {}}))
                 .groupOf(error, print)
                 .key,
             print.normal);
    QCOMPARE(CompiledCauseRules(oneRule({QStringLiteral("x"), RuleField::Message, true, QStringLiteral("r\\d is"), {}}))
                 .groupOf(error, print)
                 .name,
             QStringLiteral("x"));
    QCOMPARE(CompiledCauseRules(
                 oneRule({QStringLiteral("x"), RuleField::Template, false, QStringLiteral("Router [*] is down"), {}}))
                 .groupOf(error, print)
                 .name,
             QStringLiteral("x"));
}

void TestGrouping::rulesFitAsTheyAreWritten_data()
{
    QTest::addColumn<bool>("isRegex");
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *name, bool isRegex, const char *pattern, const char *message, bool fits) {
        QTest::newRow(name) << isRegex << QString::fromUtf8(pattern) << QByteArray(message) << fits;
    };
    row("a glob covers the whole field", false, "disk", "disk full", false);
    row("a star covers several lines", false, "disk*gone", "disk full\nand\ngone", true);
    row("a glob ignores case", false, "DISK *", "disk full", true);
    row("a question mark is one letter", false, "disk ?", "disk \xc3\xa9", true);
    row("a question mark is not two letters", false, "disk ?", "disk ab", false);
    row("a set of letters", false, "node[0-9] down", "node7 down", true);
    row("a set of letters, negated", false, "node[!0-9] down", "node7 down", false);
    row("an open bracket without an end is itself", false, "a[b", "a[b", true);
    row("a dot of a glob is a dot", false, "a.b", "axb", false);
    row("an expression is found anywhere", true, "full", "disk full", true);
    row("an expression knows case", true, "Full", "disk full", false);
    row("an expression with an anchor", true, "^full", "disk full", false);
    row("an expression with a class", true, "\\bgpu-\\d{3}\\b", "job on gpu-042 died", true);
    row("look-around fits nothing", true, "(?=disk)", "disk full", false);
    row("a broken expression fits nothing", true, "(", "(", false);
}

void TestGrouping::rulesFitAsTheyAreWritten()
{
    QFETCH(bool, isRegex);
    QFETCH(QString, pattern);
    QFETCH(QByteArray, message);
    const CompiledCauseRules rules(oneRule({QStringLiteral("x"), RuleField::Message, isRegex, pattern, {}}));
    QTEST(!rules.groupOf({message, {}}, fingerprint({message, {}})).name.isEmpty(), "fits");
}

/// Rules of all fields together choose what each level would choose alone, the first that fits going first.
void TestGrouping::manyRulesAgreeWithEachAlone()
{
    CauseRules rules;
    for (int i = 0; i < 50; ++i) {
        const auto field = i % 3 == 0 ? RuleField::Message : i % 3 == 1 ? RuleField::Title : RuleField::Template;
        rules.rules.push_back({QStringLiteral("rule %1").arg(i),
                               field,
                               i % 2 == 0,
                               i % 2 == 0 ? QStringLiteral("node0*%1\\b").arg(i) : QStringLiteral("*node%1 *").arg(i),
                               {}});
    }
    const CompiledCauseRules all(rules);
    for (int i = 0; i < 60; ++i) {
        const ErrorText error{"lost node" + QByteArray::number(i) + " again", {}};
        const Fingerprint print = fingerprint(error);
        QString expected;
        for (const CauseRule &rule : rules.rules) {
            const CauseAssignment alone = CompiledCauseRules(oneRule(rule)).groupOf(error, print);
            if (expected.isEmpty() && !alone.name.isEmpty())
                expected = alone.name;
        }
        QCOMPARE(all.groupOf(error, print).name, expected);
        for (const auto level : {GroupingLevel::Coarse, GroupingLevel::Normal, GroupingLevel::Exact})
            QCOMPARE(all.groupsOf(error, print)[std::size_t(level)], all.groupOf(error, print, level));
    }
}

void TestGrouping::rulesGoInOrder()
{
    CauseRules rules;
    rules.rules = {{QStringLiteral("first"), RuleField::Message, false, QStringLiteral("*a*"), {}},
                   {QStringLiteral("second"), RuleField::Message, false, QStringLiteral("*"), {}}};
    QCOMPARE(CompiledCauseRules(rules).groupOf({"a", {}}, of("a")).name, QStringLiteral("first"));
    QCOMPARE(CompiledCauseRules(rules).groupOf({"b", {}}, of("b")).name, QStringLiteral("second"));
}

void TestGrouping::splitsAndMergesCanBeTakenBack()
{
    const ErrorText a{"disk full", {}};
    const ErrorText b{"disk gone", {}};
    CauseRules rules;
    rules.merges = {{of("disk full").normal, of("disk gone").normal}};
    rules.names.insert(of("disk gone").normal, QStringLiteral("disks"));
    QCOMPARE(CompiledCauseRules(rules).groupOf(a, of("disk full")),
             CompiledCauseRules(rules).groupOf(b, of("disk gone")));
    QCOMPARE(CompiledCauseRules(rules).groupOf(a, of("disk full")).name, QStringLiteral("disks"));
    rules.merges.push_back({of("disk gone").normal, of("disk full").normal});
    (void)CompiledCauseRules(rules).groupOf(a, of("disk full"));
    rules.merges.clear();
    QCOMPARE(CompiledCauseRules(rules).groupOf(a, of("disk full")).key, of("disk full").normal);

    CauseRules split =
        oneRule({QStringLiteral("part"), RuleField::Message, false, QStringLiteral("* 17 *"), of("row 17 x").normal});
    QCOMPARE(CompiledCauseRules(split).groupOf({"row 17 x", {}}, of("row 17 x")).name, QStringLiteral("part"));
    QCOMPARE(CompiledCauseRules(split).groupOf({"row 18 x", {}}, of("row 18 x")).key, of("row 18 x").normal);
    QVERIFY(CompiledCauseRules(split).groupOf({"other 17 x", {}}, of("other 17 x")).name.isEmpty());
}

void TestGrouping::filesOfTheOlderRuleGoOn()
{
    const ErrorText a{"disk full", {}};
    const ErrorText b{"disk gone", {}};
    const ErrorText c{"link gone", {}};
    CauseRules rules;
    QVERIFY(!rules.hasOlderKeys());
    rules.merges = {{keyByW1(a), keyByW1(b)}};
    rules.names.insert(keyByW1(b), QStringLiteral("disks"));
    rules.names.insert(keyByW1(c), QStringLiteral("links"));
    QVERIFY(rules.hasOlderKeys());
    QCOMPARE(CompiledCauseRules(rules).groupOf(a, fingerprint(a)),
             CompiledCauseRules(rules).groupOf(b, fingerprint(b)));
    QCOMPARE(CompiledCauseRules(rules).groupOf(a, fingerprint(a)).name, QStringLiteral("disks"));
    QCOMPARE(CompiledCauseRules(rules).groupOf(c, fingerprint(c)).key, fingerprint(c).normal);
    QCOMPARE(CompiledCauseRules(rules).groupOf(c, fingerprint(c)).name, QStringLiteral("links"));
    const CauseRules split =
        oneRule({QStringLiteral("part"), RuleField::Message, false, QStringLiteral("*gone"), keyByW1(b)});
    QCOMPARE(CompiledCauseRules(split).groupOf(b, fingerprint(b)).name, QStringLiteral("part"));
    QVERIFY(CompiledCauseRules(split).groupOf(c, fingerprint(c)).name.isEmpty());
}

void TestGrouping::rulesTravelAsJson()
{
    CauseRules rules;
    rules.rules = {{QStringLiteral("õ \"x\""), RuleField::Stack, true, QStringLiteral("a\\.b"), "w1:1"},
                   {QStringLiteral("y"), RuleField::Title, false, QStringLiteral("*"), {}}};
    rules.merges = {{"w1:1", "w1:2"}};
    rules.names.insert("w1:2", QStringLiteral("n"));
    const auto back = CauseRules::parse(rules.toJson());
    QVERIFY(back.has_value());
    QVERIFY(*back == rules);
    QVERIFY(CauseRules::parse(CauseRules().toJson())->isEmpty());
}

void TestGrouping::damagedRulesAreOneSentence_data()
{
    QTest::addColumn<QByteArray>("json");
    const QByteArray head = R"({"waldesk":"cause-rules","version":1,)";
    const QByteArrayList all{"",
                             "{",
                             "[]",
                             "{}",
                             R"({"waldesk":"cause-rules","version":9})",
                             head + R"("rules":[{}]})",
                             head + R"("rules":[{"name":"a","field":"message","regex":"("}]})",
                             head + R"("rules":[{"name":"","field":"message","glob":"x"}]})",
                             head + R"("rules":[{"name":"a","field":"colour","glob":"x"}]})",
                             head + R"("merges":[{"from":"a"}]})"};
    for (const QByteArray &json : all)
        QTest::newRow(json.constData()) << json;
}

void TestGrouping::damagedRulesAreOneSentence()
{
    QFETCH(QByteArray, json);
    const auto parsed = CauseRules::parse(json);
    QVERIFY(!parsed.has_value());
    QVERIFY2(parsed.error().endsWith(u'.') && !parsed.error().contains(u'\n'), qPrintable(parsed.error()));
}

QTEST_APPLESS_MAIN(TestGrouping)
#include "tst_grouping.moc"
