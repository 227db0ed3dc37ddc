// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journal.h"
#include "models/archive/journalwriter.h"
#include "tests/app/commandlinehelper.h"
#include "tests/support/files.h"

#include <QFile>
#include <QJsonDocument>
#include <QTest>

#include <csignal>

using namespace waldesk;
using testsupport::bytesOf;
using testsupport::write;
using namespace waldesk::testapp;
using namespace Qt::StringLiterals;
using archive::JournalEntry;
using domain::State;
using domain::WriteOutcome;

namespace
{

const QString Server = u"https://waldur.example.org/"_s; // nobody answers there, and nobody is asked

domain::Uuid uuid(const char *hex)
{
    return domain::Uuid::tryParse(QByteArrayView(hex)).value();
}

JournalEntry begun(const QString &id, const QString &verb, const QString &user, State state)
{
    JournalEntry entry;
    entry.time = domain::Timestamp::now();
    entry.id = id;
    entry.server = Server;
    entry.user = user;
    entry.request = uuid("a1b2c3d4000000000000000000000001");
    entry.offering = uuid("0000000000000000000000000000000a");
    entry.offeringName = u"MOAB Kaunas"_s;
    entry.verb = verb;
    entry.state = state;
    return entry;
}

JournalEntry ended(JournalEntry entry, WriteOutcome outcome, State state)
{
    entry.phase = JournalEntry::Phase::After;
    entry.outcome = outcome;
    entry.state = state;
    entry.error = {};
    entry.sent = {};
    entry.status = 200;
    entry.answer = u"200: it went so"_s;
    return entry;
}

} // namespace

/// `waldesk journal` of the built program: no server is asked, no token is needed.
class TestCommandJournal : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void wordsThatAreOffEndWithTwo_data();
    void wordsThatAreOffEndWithTwo();
    void nothingDoneIsSaid();
    void aWriteIsOneRow();
    void filters_data();
    void filters();
    void csvHasEveryTextAndRunsNone();
    void theTableIsReadable();
    void verifyNamesWhatWasChanged();
    void verifyTellsTheLastHash();
    void verifyWithoutAJournalIsNotFound();
    void followPrintsWhatComes();
    void theJournalOfACommandIsFound();
    void theDemoHasItsOwn();

private:
    Ran journal(const QStringList &words);
    [[nodiscard]] bool keep(const JournalEntry &entry) const;
    [[nodiscard]] bool keepThree() const;

    std::unique_ptr<Program> m_program;
    QString m_file;
};

void TestCommandJournal::init()
{
    m_program = std::make_unique<Program>();
    m_file = m_program->home() + u"/.local/share/waldesk/servers/waldur%2Eexample%2Eorg/journal.jsonl"_s;
}

Ran TestCommandJournal::journal(const QStringList &words)
{
    return m_program->run(QStringList{u"journal"_s, u"--server"_s, Server} + words);
}

bool TestCommandJournal::keep(const JournalEntry &entry) const
{
    return bool(archive::appendToJournal(m_file, entry.toLine(), 0));
}

bool TestCommandJournal::keepThree() const
{
    JournalEntry err = begun(u"1"_s, u"err"_s, u"mari"_s, State::Processing);
    err.reason = u"=1+1"_s;
    err.error = {"old message", "old\ntraceback"};
    err.sent = {"=1+1", {}};
    JournalEntry start = begun(u"2"_s, u"start"_s, u"jaan.tamm@example.org"_s, State::Sent);
    start.request = uuid("ffffffff000000000000000000000002");
    start.offeringName = u"Slurm Tartu"_s;
    start.time = domain::Timestamp::now() - domain::Duration::seconds(5 * 86'400);
    const JournalEntry done = begun(u"3"_s, u"done"_s, u"mari"_s, State::Processing); // the program ended
    return keep(err) && keep(ended(err, WriteOutcome::Done, State::Erred)) && keep(start) &&
           keep(ended(start, WriteOutcome::Unknown, State::Unknown)) && keep(done);
}

void TestCommandJournal::wordsThatAreOffEndWithTwo_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("a key of requests") << QStringList{u"--query"_s, u"age:>2h"_s} << QByteArray("age");
    QTest::newRow("no such verb") << QStringList{u"--query"_s, u"verb:kill"_s} << QByteArray("kill");
    QTest::newRow("no such outcome") << QStringList{u"--query"_s, u"outcome:lost"_s} << QByteArray("lost");
    QTest::newRow("no such state") << QStringList{u"--state"_s, u"open"_s} << QByteArray("open");
    QTest::newRow("no such format") << QStringList{u"--format"_s, u"json"_s} << QByteArray("jsonl");
    QTest::newRow("a malformed offering") << QStringList{u"--offering"_s, u"x"_s} << QByteArray("uuid");
    QTest::newRow("not a time") << QStringList{u"--created-after"_s, u"soon"_s} << QByteArray("soon");
    QTest::newRow("verify and follow") << QStringList{u"--verify"_s, u"--follow"_s} << QByteArray("--follow");
    QTest::newRow("verify with a filter") << QStringList{u"--verify"_s, u"--query"_s, u"x"_s} << QByteArray("filter");
    QTest::newRow("verify as csv") << QStringList{u"--verify"_s, u"--format"_s, u"csv"_s} << QByteArray("csv");
    QTest::newRow("a filter of list") << QStringList{u"--started-after"_s, u"2d"_s} << QByteArray("--started-after");
}

void TestCommandJournal::wordsThatAreOffEndWithTwo()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, says);
    const Ran ran = journal(words);
    QCOMPARE(ran.status, 2);
    QCOMPARE(ran.out, QByteArray());
    QCOMPARE(linesOf(ran.err).size(), 1);
    QVERIFY2(ran.err.contains(says), ran.err.constData());
    // Which server is asked before anything else.
    QCOMPARE(m_program->run({u"journal"_s}).status, 2);
    QCOMPARE(m_program->run({u"journal"_s, u"--profile"_s, u"nobody"_s}).status, 2);
}

void TestCommandJournal::nothingDoneIsSaid()
{
    const Ran ran = journal({u"--format"_s, u"jsonl"_s});
    QCOMPARE(ran.status, 0);
    QCOMPARE(ran.out, QByteArray());
    QVERIFY2(ran.err.contains("journal.jsonl"), ran.err.constData());
}

void TestCommandJournal::aWriteIsOneRow()
{
    QVERIFY(keepThree());
    const Ran ran = journal({u"--format"_s, u"jsonl"_s});
    QVERIFY2(ran.status == 0 && ran.err.isEmpty(), ran.err.constData());
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 3);
    const QJsonObject first = QJsonDocument::fromJson(lines[0]).object();
    QCOMPARE(first.value("verb"_L1).toString(), u"err"_s);
    QCOMPARE(first.value("user"_L1).toString(), u"mari"_s);
    QCOMPARE(first.value("outcome"_L1).toString(), u"done"_s);
    QCOMPARE(first.value("state_before"_L1).toString(), u"Processing"_s);
    QCOMPARE(first.value("state_after"_L1).toString(), u"Erred"_s);
    QCOMPARE(first.value("error_traceback"_L1).toString(), u"old\ntraceback"_s);
    QCOMPARE(first.value("request"_L1).toString(), u"a1b2c3d4000000000000000000000001"_s);
    QCOMPARE(QJsonDocument::fromJson(lines[2]).object().value("outcome"_L1).toString(), u"unknown"_s);
}

void TestCommandJournal::filters_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("ids");
    const auto row = [](const char *name, const QStringList &words, const QString &ids) {
        QTest::newRow(name) << words << ids;
    };
    const auto query = [&row](const char *line, const QString &ids) {
        row(line, {u"--query"_s, QString::fromLatin1(line)}, ids);
    };
    row("none", {}, u"1 2 3"_s);
    query("verb:err", u"1"_s);
    query("-verb:err", u"2 3"_s);
    query("verb:err,done", u"1 3"_s);
    query("outcome:unknown", u"2 3"_s);
    query("outcome:done", u"1"_s);
    query("user:jaan", u"2"_s);
    query("user:\"mari\"", u"1 3"_s);
    query("offering:moab", u"1 3"_s);
    query("offering:\"Slurm Tartu\"", u"2"_s);
    query("offering:0000000000000000000000000000000a", u"1 2 3"_s);
    query("state:erred", u"1"_s);
    query("state:processing", u"1 3"_s);
    query("-state:processing", u"2"_s);
    query("created:2d", u"1 3"_s);
    query("created:<3d", u"2"_s);
    query("uuid:ffffffff", u"2"_s);
    query("text:traceback", u"1"_s);
    query("\"old message\"", u"1"_s);
    query("message:1+1", u"1"_s);
    query("has:traceback", u"1"_s);
    query("tartu", u"2"_s);
    query("verb:start outcome:unknown user:tamm", u"2"_s);
    query("verb:start outcome:done", {});
    row("--state", {u"--state"_s, u"sent"_s}, u"2"_s);
    row("--offering", {u"--offering"_s, QString(31, u'0') + u'b'}, {});
    row("--created-after", {u"--created-after"_s, u"2d"_s}, u"1 3"_s);
    row("--created-before", {u"--created-before"_s, u"2d"_s}, u"2"_s);
}

void TestCommandJournal::filters()
{
    QFETCH(QStringList, words);
    QFETCH(QString, ids);
    QVERIFY(keepThree());
    const Ran ran = journal(words + QStringList{u"--format"_s, u"jsonl"_s});
    QVERIFY2(ran.status == 0, ran.err.constData());
    QStringList found;
    for (const QByteArray &line : linesOf(ran.out))
        found += QJsonDocument::fromJson(line).object().value("id"_L1).toString();
    QCOMPARE(found.join(u' '), ids);
}

void TestCommandJournal::csvHasEveryTextAndRunsNone()
{
    QVERIFY(keepThree());
    const Ran ran = journal({u"--format"_s, u"csv"_s, u"--query"_s, u"verb:err"_s});
    QCOMPARE(ran.status, 0);
    QVERIFY(ran.out.startsWith("time,user,verb,request,offering,"));
    QVERIFY2(ran.out.contains(",'=1+1,old message,\"old\ntraceback\",'=1+1,"), ran.out.constData());
    QVERIFY(ran.out.endsWith("\r\n"));
}

void TestCommandJournal::theTableIsReadable()
{
    QVERIFY(keepThree());
    JournalEntry hostile = begun(u"4"_s, u"err"_s, u"mari"_s, State::Sent);
    hostile.reason = u"\x1b[31mred\nsecond"_s;
    QVERIFY(keep(hostile));
    const auto lines = linesOf(journal({}).out);
    QCOMPARE(lines.size(), 5);
    QVERIFY2(lines[0].startsWith("TIME (UTC)") && lines[0].contains("OUTCOME"), lines[0].constData());
    QVERIFY2(lines[1].contains("Processing > Erred") && lines[1].contains("MOAB Kaunas"), lines[1].constData());
    QVERIFY2(!lines[4].contains('\x1b') && lines[4].contains("\\x1b"), lines[4].constData());
}

void TestCommandJournal::verifyNamesWhatWasChanged()
{
    QVERIFY(keepThree());
    QCOMPARE(journal({u"--verify"_s}).status, 0);
    QByteArray bytes = bytesOf(m_file);
    bytes.replace("jaan.tamm", "jaan.tomm");
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    const Ran ran = journal({u"--verify"_s});
    QCOMPARE(ran.status, 1);
    QVERIFY2(ran.out.startsWith("Result\tchanged\nFile\tjournal.jsonl\nLine\t3\n"), ran.out.constData());
    QCOMPARE(linesOf(ran.err).size(), 1);
    QVERIFY2(ran.err.contains("journal.jsonl, line 3"), ran.err.constData());
    const QJsonObject object =
        QJsonDocument::fromJson(journal({u"--verify"_s, u"--format"_s, u"jsonl"_s}).out).object();
    QCOMPARE(object.value("result"_L1).toString(), u"changed"_s);
    QCOMPARE(object.value("line"_L1).toInt(), 3);
    // What is there can be read all the same.
    QCOMPARE(linesOf(journal({u"--format"_s, u"jsonl"_s}).out).size(), 3);
}

void TestCommandJournal::verifyTellsTheLastHash()
{
    QVERIFY(keepThree());
    const Ran ran = journal({u"--verify"_s});
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0], QByteArray("Result\twhole"));
    QCOMPARE(lines[1], QByteArray("Chained\t5"));
    QVERIFY(lines[3].startsWith("Hash\t"));
    QVERIFY(bytesOf(m_file).contains("\"hash\":\"" + lines[3].sliced(5) + "\"}"));
}

void TestCommandJournal::verifyWithoutAJournalIsNotFound()
{
    const Ran ran = journal({u"--verify"_s});
    QCOMPARE(ran.status, 5);
    QCOMPARE(linesOf(ran.err).size(), 1);
}

void TestCommandJournal::followPrintsWhatComes()
{
    QVERIFY(keepThree());
    const auto process = m_program->start(
        {u"journal"_s, u"--server"_s, Server, u"--follow"_s, u"--format"_s, u"jsonl"_s, u"--query"_s, u"user:mari"_s});
    QByteArray out;
    const auto lineCount = [&] {
        out += process->readAllStandardOutput();
        return out.count('\n');
    };
    QTRY_COMPARE_WITH_TIMEOUT(lineCount(), 2, 30'000);
    QVERIFY(keep(begun(u"4"_s, u"start"_s, u"other"_s, State::Sent)));
    const JournalEntry third = begun(u"3"_s, u"done"_s, u"mari"_s, State::Processing);
    QVERIFY(keep(ended(third, WriteOutcome::Done, State::Done)));
    QTRY_COMPARE_WITH_TIMEOUT(lineCount(), 3, 30'000);
    const QJsonObject last = QJsonDocument::fromJson(linesOf(out).last()).object();
    QCOMPARE(last.value("id"_L1).toString(), u"3"_s);
    QCOMPARE(last.value("outcome"_L1).toString(), u"done"_s);
    QCOMPARE(process->state(), QProcess::Running);
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(process->exitCode(), 0);
}

/// What a command of the same program wrote.
void TestCommandJournal::theJournalOfACommandIsFound()
{
    DemoProcess demo(*m_program);
    m_program->setVariable(u"WALDESK_TOKEN"_s, demo.token(u"staff"_s));
    const QStringList at{u"--server"_s, demo.url()};
    const Ran listed = m_program->run(
        QStringList{u"list"_s, u"--state"_s, u"sent"_s, u"--limit"_s, u"1"_s, u"--format"_s, u"jsonl"_s} + at);
    const QJsonObject row = QJsonDocument::fromJson(listed.out).object();
    QCOMPARE(m_program->run(QStringList{u"start"_s, row.value("uuid"_L1).toString()} + at).status, 0);
    m_program->setVariable(u"WALDESK_TOKEN"_s, {});
    const Ran ran = m_program->run(QStringList{u"journal"_s, u"--format"_s, u"jsonl"_s} + at);
    QVERIFY2(ran.status == 0, ran.err.constData());
    const QJsonObject write = QJsonDocument::fromJson(ran.out).object();
    QCOMPARE(write.value("request"_L1), row.value("uuid"_L1));
    QCOMPARE(write.value("offering_name"_L1), row.value("offering_name"_L1));
    QCOMPARE(write.value("outcome"_L1).toString(), u"done"_s);
    QCOMPARE(m_program->run(QStringList{u"journal"_s, u"--verify"_s} + at).status, 0);
}

void TestCommandJournal::theDemoHasItsOwn()
{
    const Ran ran = m_program->run({u"--demo"_s, u"journal"_s});
    QCOMPARE(ran.status, 0);
    QVERIFY2(ran.err.contains("waldesk/demo/journal.jsonl"), ran.err.constData());
}

QTEST_GUILESS_MAIN(TestCommandJournal)
#include "tst_commandjournal.moc"
