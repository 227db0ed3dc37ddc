// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commandlinehelper.h"
#include "tests/support/builders.h"

#include <QTest>

using namespace waldesk::testapp;
using namespace waldesk::testsupport;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(waldesk::testsupport::Reply)

namespace
{

Row numbered(int number)
{
    Row row;
    row.number = number;
    return row;
}

} // namespace

/// What the command line makes of a server that misbehaves: the exit status, and one clean sentence.
class TestCommandFaults : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void readsThatFailHaveTheirStatus_data();
    void readsThatFailHaveTheirStatus();
    void aLostAnswerToACreateIsUnknown();
    void aRefusedConnectionIsNoAnswer();
    void formulasAndControlCharactersAreTamed();
    void linesStayLines();
    void upperBoundsAreCheckedHereOnOlderServers();
    void filteringHereStopsWhenTheLimitIsFull();

private:
    [[nodiscard]] QStringList at(const QStringList &words) const
    {
        return words + QStringList{u"--server"_s, m_server->url().toString()};
    }

    Program m_program;
    std::unique_ptr<ScriptedServer> m_server;
};

void TestCommandFaults::init()
{
    m_server = std::make_unique<ScriptedServer>();
    m_program.setVariable(u"WALDESK_TOKEN"_s, u"0123456789abcdef"_s);
}

void TestCommandFaults::readsThatFailHaveTheirStatus_data()
{
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<int>("status");
    QTest::newRow("400") << Reply::json("{\"state\":[\"no\"]}", 400) << 1;
    QTest::newRow("401") << Reply::json("{\"detail\":\"Invalid token.\"}", 401) << 4;
    QTest::newRow("403") << Reply::json("{\"detail\":\"no\"}", 403) << 4;
    QTest::newRow("404 of JSON") << Reply::json("{\"detail\":\"Not found.\"}", 404) << 5;
    QTest::newRow("500 of HTML") << Reply::html("<h1>Server Error (500)</h1>", 500) << 3;
    QTest::newRow("HTML with 200") << Reply::html("<html>a portal</html>") << 3;
    QTest::newRow("not JSON") << Reply::json("[{") << 3;
    QTest::newRow("closed") << Reply::closeUnheard() << 3;
}

void TestCommandFaults::readsThatFailHaveTheirStatus()
{
    QFETCH(Reply, reply);
    QFETCH(int, status);
    m_server->on("*", ListPath, reply);
    const QString uuid = QString::fromLatin1(rowUuid(1));
    const Ran ran = m_program.run(at({u"show"_s, uuid}));
    QVERIFY2(ran.status == status, (QByteArray::number(ran.status) + ' ' + ran.err).constData());
    QVERIFY(ran.out.isEmpty());
    QCOMPARE(linesOf(ran.err).size(), 1);
    QVERIFY(ran.err.startsWith("waldesk: "));
    QVERIFY(!ran.err.contains('<') && !ran.err.contains("0123456789abcdef"));
}

void TestCommandFaults::aLostAnswerToACreateIsUnknown()
{
    m_server->on("GET", "/api/users/me/", Reply::json("{\"uuid\":\"" + rowUuid(9) + "\",\"username\":\"mari\"}"));
    m_server->on("GET", ListPath, Reply::json("[]").with("X-Result-Count", "0"));
    m_server->on("POST", ListPath, Reply::closeUnheard());
    const Ran ran = m_program.run(at({u"create"_s, u"--offering"_s, QString(32, u'a')}));
    QVERIFY2(ran.status == 7, ran.err.constData());
    QVERIFY(ran.out.isEmpty());
    QCOMPARE(m_server->count("POST", ListPath), 1); // sent once, ever
}

void TestCommandFaults::aRefusedConnectionIsNoAnswer()
{
    const QStringList words = at({u"count"_s});
    m_server.reset();
    const Ran ran = m_program.run(words);
    QCOMPARE(ran.status, 3);
    QCOMPARE(linesOf(ran.err).size(), 1);
}

void TestCommandFaults::formulasAndControlCharactersAreTamed()
{
    Row row;
    row.state = "Erred";
    row.message = "=cmd|' /C calc'!A0, \"x\"\nsecond";
    row.traceback = "\x1b[2J\x07-tail";
    m_server->on("GET", ListPath, [row](const Seen &seen) { return pageOf({row.toJson()}, seen); });
    const Ran csv = m_program.run(at({u"list"_s, u"--format"_s, u"csv"_s}));
    QVERIFY2(csv.status == 0, csv.err.constData());
    QVERIFY2(csv.out.contains("\"'=cmd|' /C calc'!A0, \"\"x\"\"\nsecond\","), csv.out.constData());
    const Ran table = m_program.run(at({u"list"_s}));
    QVERIFY(!table.out.contains('\x1b') && !table.out.contains('\x07'));
    QCOMPARE(linesOf(table.out).size(), 2);
}

void TestCommandFaults::linesStayLines()
{
    const QByteArray pretty = Row().toJson().replace(",\"", ",\n  \"");
    m_server->on("GET", ListPath, [pretty](const Seen &seen) { return pageOf({pretty, numbered(2).toJson()}, seen); });
    const Ran ran = m_program.run(at({u"list"_s, u"--format"_s, u"jsonl"_s}));
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(linesOf(ran.out).size(), 2);
    QCOMPARE(linesOf(ran.out).at(1), numbered(2).toJson());
}

void TestCommandFaults::upperBoundsAreCheckedHereOnOlderServers()
{
    Row older = numbered(1);
    older.created = "2026-01-01T00:00:00Z";
    Row newer = numbered(2);
    newer.created = "2026-03-01T00:00:00Z";
    m_server->on("GET", ListPath, [=](const Seen &seen) { return pageOf({newer.toJson(), older.toJson()}, seen); });
    const Ran ran = m_program.run(at({u"list"_s, u"--created-before"_s, u"2026-02-01"_s, u"--format"_s, u"jsonl"_s}));
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(ran.out, older.toJson() + '\n');
}

void TestCommandFaults::filteringHereStopsWhenTheLimitIsFull()
{
    QList<QByteArray> all;
    for (int i = 2000; i > 0; --i) {
        Row row = numbered(i);
        row.message = i % 2 == 0 ? "even" : "odd";
        row.state = "Erred";
        all += row.toJson();
    }
    m_server->on("GET", ListPath, [all](const Seen &seen) { return pageOf(all, seen); });
    const Ran ran = m_program.run(
        at({u"list"_s, u"--query"_s, u"message:odd"_s, u"--limit"_s, u"120"_s, u"--format"_s, u"jsonl"_s}));
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(linesOf(ran.out).size(), 120);
    QVERIFY(m_server->count("GET", ListPath) < 15); // not all of the 20 pages
}

QTEST_GUILESS_MAIN(TestCommandFaults)
#include "tst_commandfaults.moc"
