// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commandlinehelper.h"

#include <QJsonDocument>
#include <QTest>

using namespace waldesk::testapp;
using namespace Qt::StringLiterals;

namespace
{

QByteArray error(const QByteArray &message)
{
    return "{\"error_message\": \"" + message + "\", \"error_traceback\": \"\", \"other\": [1]}\n";
}

QByteArray keyOf(const QByteArray &line)
{
    return QJsonDocument::fromJson(line).object().value("key"_L1).toString().toLatin1();
}

} // namespace

/// `group` of the built program: files and stdin, one line out for each line in, no server.
class TestCommandGroup : public QObject
{
    Q_OBJECT
private slots:
    void eachLineIsAnswered();
    void filesAreReadInTheirOrder();
    void linesThatAreNoErrorsAreNamed();
    void levelsHaveTheirPrefix();
    void theTableCounts();
    void rulesCountOnlyWhenGiven();
    void wordsThatAreOffEndWithTwo();
    void whatListPrintsCanBeGrouped();
    void aHandOverIsMarkdown();

private:
    Program m_program;
};

void TestCommandGroup::eachLineIsAnswered()
{
    const Ran ran = m_program.run({u"group"_s}, error("disk full on node 1") + error("disk full on node 2"));
    QVERIFY2(ran.status == 0, ran.err.constData());
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 2);
    const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first.value("file"_L1).toString(), u"-"_s);
    QCOMPARE(first.value("line"_L1).toInt(), 1);
    QVERIFY(first.value("key"_L1).toString().startsWith("w2:"_L1));
    QVERIFY(first.value("title"_L1).toString().contains("node 1"_L1));
    QCOMPARE(keyOf(lines[0]), keyOf(lines[1]));
}

void TestCommandGroup::filesAreReadInTheirOrder()
{
    const QString a = m_program.write(u"a.jsonl"_s, error("one") + error("two").chopped(1));
    const QString b = m_program.write(u"b.jsonl"_s, error("three").replace('\n', "\r\n"));
    const auto lines = linesOf(m_program.run({u"group"_s, u"b.jsonl"_s, a}).out);
    QCOMPARE(lines.size(), 3);
    QCOMPARE(QJsonDocument::fromJson(lines[0]).object().value("file"_L1).toString(), u"b.jsonl"_s);
    QCOMPARE(QJsonDocument::fromJson(lines[2]).object().value("line"_L1).toInt(), 2);
    QVERIFY(!b.isEmpty());
}

void TestCommandGroup::linesThatAreNoErrorsAreNamed()
{
    const Ran ran = m_program.run({u"group"_s}, error("one") + "nonsense\n[]\n{}\n" + error("two"));
    QCOMPARE(ran.status, 1);
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 5);
    for (int i = 0; i < 5; ++i) {
        const QJsonObject line = QJsonDocument::fromJson(lines[i]).object();
        QCOMPARE(line.value("line"_L1).toInt(), i + 1);
        QCOMPARE(line.contains("error"_L1), i > 0 && i < 4);
        QCOMPARE(line.contains("key"_L1), i == 0 || i == 4);
    }
}

void TestCommandGroup::levelsHaveTheirPrefix()
{
    const auto prefix = [this](const QString &level) {
        return keyOf(m_program.run({u"group"_s, u"--level"_s, level}, error("one")).out).left(3);
    };
    QCOMPARE(prefix(u"coarse"_s), QByteArray("c1:"));
    QCOMPARE(prefix(u"normal"_s), QByteArray("w2:"));
    QCOMPARE(prefix(u"exact"_s), QByteArray("x1:"));
}

void TestCommandGroup::theTableCounts()
{
    const Ran ran = m_program.run({u"group"_s, u"--format"_s, u"table"_s},
                                  error("alone") + error("often 1") + error("often 2") + error("often 3"));
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[1].trimmed().startsWith("3 "));
    QVERIFY(lines[1].endsWith("often 3"));
    QVERIFY(lines[2].endsWith("alone"));
}

void TestCommandGroup::rulesCountOnlyWhenGiven()
{
    const Ran broken = m_program.run({u"group"_s, u"--rules"_s, m_program.write(u"rules.json"_s, "{")}, error("one"));
    QCOMPARE(broken.status, 2);
    QVERIFY(broken.out.isEmpty());
    QCOMPARE(linesOf(broken.err).size(), 1);
}

void TestCommandGroup::wordsThatAreOffEndWithTwo()
{
    QCOMPARE(m_program.run({u"group"_s, u"--level"_s, u"fine"_s}).status, 2);
    QCOMPARE(m_program.run({u"group"_s, u"--format"_s, u"csv"_s}).status, 2);
    const Ran missing = m_program.run({u"group"_s, u"nowhere.jsonl"_s});
    QCOMPARE(missing.status, 2);
    QVERIFY(missing.err.contains("nowhere.jsonl"));
}

void TestCommandGroup::whatListPrintsCanBeGrouped()
{
    const Ran list =
        m_program.run({u"--demo"_s, u"list"_s, u"--state"_s, u"erred"_s, u"--all"_s, u"--format"_s, u"jsonl"_s});
    QCOMPARE(list.status, 0);
    const Ran grouped = m_program.run({u"group"_s, u"--format"_s, u"table"_s}, list.out);
    QVERIFY2(grouped.status == 0, grouped.err.constData());
    QVERIFY(linesOf(grouped.out).size() > 5);
    QVERIFY(linesOf(grouped.out).size() < linesOf(list.out).size());
}

void TestCommandGroup::aHandOverIsMarkdown()
{
    DemoProcess demo(m_program);
    m_program.setVariable(u"WALDESK_TOKEN"_s, demo.token(u"support"_s));
    const Ran list = m_program.run({u"list"_s, u"--query"_s, u"has:traceback state:erred"_s, u"--limit"_s, u"1"_s,
                                    u"--format"_s, u"jsonl"_s, u"--server"_s, demo.url()});
    const QString uuid = QJsonDocument::fromJson(list.out).object().value("uuid"_L1).toString();
    const Ran ran = m_program.run({u"show"_s, uuid, u"--format"_s, u"markdown"_s, u"--server"_s, demo.url()});
    QCOMPARE(ran.status, 0);
    QVERIFY(ran.out.startsWith("#"));
    QVERIFY(ran.out.contains("w2:") && ran.out.contains(uuid.toLatin1()) && ran.out.contains("Traceback"));
    QVERIFY(ran.out.endsWith('\n'));
}

QTEST_GUILESS_MAIN(TestCommandGroup)
#include "tst_commandgroup.moc"
