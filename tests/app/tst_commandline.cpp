// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journal.h"
#include "models/archive/rowdatabase.h"
#include "tests/app/commandlinehelper.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <csignal>

using namespace waldesk;
using namespace waldesk::testapp;
using namespace Qt::StringLiterals;

/// The commands of the built program against `waldesk demo` of the same program, by exit status and output.
class TestCommandLine : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void wordsThatAreOffEndWithTwo_data();
    void wordsThatAreOffEndWithTwo();
    void helpAndVersionGoToStdout();
    void theScriptThatStartsItKnowsWhatOpensNoWindow();
    void withoutAServerTheThreeWaysAreNamed();
    void theDemoGreetsAndEndsCleanly();
    void aPortInUseIsASentence();
    void formatsAgree();
    void theServersOwnBytesArePrinted();
    void csvIsWhatSpreadsheetsRead();
    void theTableIsWhole();
    void filtersOfBothSidesFillTheLimit();
    void optionsMeanWhatTheLineMeans();
    void countsAddUp();
    void showPrintsTheTraceback();
    void stuckOnesComeWithTheirReason();
    void stuckOnesAreCountedByReason();
    void showTellsWhatWasFound();
    void showTellsWhyItIsStuck();
    void aRequestGoesItsWay();
    void severalUuidsAreAllTried();
    void createPrintsAUuidAndWaits();
    void rolesEndWithFour();
    void theTokenComesFromFileStdinOrVariable();
    void profilesAreUsed();
    void aBrokenSettingsFileIsSaidAndKept();
    void theInProcessDemoNeedsNothing();
    void mineIsWhatTheJournalHas();
    void whatIsUsualComesFromWhatAWindowKept();
    void aReaderThatGoesAwayIsNoCrash();

private:
    [[nodiscard]] QStringList at(const QStringList &words) const;
    [[nodiscard]] QByteArray firstUuid(const QString &state);
    [[nodiscard]] static QJsonArray arrayOf(const QByteArray &json);

    std::unique_ptr<Program> m_program;
    std::unique_ptr<DemoProcess> m_demo;
};

void TestCommandLine::initTestCase()
{
    m_program = std::make_unique<Program>();
    m_demo = std::make_unique<DemoProcess>(*m_program, QStringList{u"--requests"_s, u"200"_s});
    QVERIFY(!m_demo->url().isEmpty());
    m_program->setVariable(u"WALDESK_TOKEN"_s, m_demo->token(u"staff"_s));
}

QStringList TestCommandLine::at(const QStringList &words) const
{
    return words + QStringList{u"--server"_s, m_demo->url()};
}

QJsonArray TestCommandLine::arrayOf(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).array();
}

QByteArray TestCommandLine::firstUuid(const QString &state)
{
    const Ran ran =
        m_program->run(at({u"list"_s, u"--state"_s, state, u"--limit"_s, u"1"_s, u"--format"_s, u"jsonl"_s}));
    return QJsonDocument::fromJson(ran.out).object().value("uuid"_L1).toString().toLatin1();
}

void TestCommandLine::wordsThatAreOffEndWithTwo_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *name, const QStringList &words, const char *says) {
        QTest::newRow(name) << words << QByteArray(says);
    };
    row("no such command", {u"lst"_s}, "lst");
    row("no such command, but a near one", {u"lst"_s}, "Did you mean list?");
    row("no such command, with options", {u"lst"_s, u"--limit"_s, u"3"_s}, "\"lst\" is neither a command");
    row("no such command, with a uuid", {u"explain"_s, QString(32, u'0')}, "\"explain\" is neither a command");
    row("no such option", {u"list"_s, u"--colour"_s}, "no option --colour; waldesk list --help");
    row("no such option, but a near one", {u"list"_s, u"--limitt"_s, u"3"_s}, "Did you mean --limit?");
    row("a near option with a value", {u"list"_s, u"--stat=erred"_s}, "Did you mean --state?");
    row("a near option of the connection", {u"count"_s, u"--profil"_s, u"work"_s}, "Did you mean --profile?");
    row("no such option of the window", {u"--colour"_s}, "no option --colour; waldesk --help");
    row("an option without its value", {u"list"_s, u"--limit"_s}, "--limit needs a value; waldesk list --help");
    row("a limit that is no number", {u"list"_s, u"--limit"_s, u"many"_s},
        "--limit: \"many\" is not a whole number of at least 1;");
    row("a port that is none", {u"demo"_s, u"--port"_s, u"99999"_s},
        "\"99999\" is not a whole number from 0 to 65535;");
    row("a seed that is no number", {u"demo"_s, u"--seed"_s, u"1.5"_s}, "\"1.5\" is not a whole number of at least 0;");
    row("a speed below nothing", {u"demo"_s, u"--agent-speed"_s, u"-1"_s}, "\"-1\" is not a number from 0 to 1000000;");
    row("a number of rows that is none", {u"done"_s, u"--query"_s, u"state:sent"_s, u"--yes"_s, u"all"_s},
        "--yes: \"all\" is not a whole number of at least 0; waldesk done --help");
    row("two uuids where one is shown", {u"show"_s, QString(32, u'0'), QString(32, u'1')},
        "uuid is given more than once; waldesk show --help");
    row("an option twice", {u"list"_s, u"--limit"_s, u"1"_s, u"--limit"_s, u"2"_s}, "--limit is given more than once");
    row("a word too many behind another", {u"list"_s, u"these"_s, u"those"_s}, "those is one too many");
    row("a malformed uuid", {u"show"_s, u"xyz"_s}, "xyz");
    row("one malformed uuid of two", {u"start"_s, QString(32, u'0'), u"xyz"_s}, "xyz");
    row("a malformed query", {u"list"_s, u"--query"_s, u"refused stat:sent"_s}, "character 9");
    row("a query with a near word", {u"count"_s, u"--query"_s, u"state:errd"_s}, "erred");
    row("no such state", {u"list"_s, u"--state"_s, u"open"_s}, "open");
    row("not a time", {u"list"_s, u"--created-after"_s, u"yesterday"_s}, "yesterday");
    row("a time with more", {u"list"_s, u"--created-after"_s, u"2d,state:sent"_s}, "--created-after");
    row("no such order", {u"list"_s, u"--order"_s, u"modified"_s}, "modified");
    row("no such format", {u"list"_s, u"--format"_s, u"xml"_s}, "xml");
    row("limit and all", {u"list"_s, u"--limit"_s, u"3"_s, u"--all"_s}, "--all");
    row("a limit of nothing", {u"list"_s, u"--limit"_s, u"0"_s}, "--limit");
    row("two servers", {u"--demo"_s, u"--server"_s, u"https://h"_s, u"list"_s}, "exclude");
    row("no such role", {u"--demo=admin"_s, u"list"_s}, "admin");
    row("no uuid", {u"start"_s}, "uuid");
    row("no message", {u"err"_s, QString(32, u'0')}, "--message");
    row("an empty message", {u"err"_s, QString(32, u'0'), u"--message"_s, u" "_s}, "--message");
    row("a settle that is no number", {u"start"_s, QString(32, u'0'), u"--settle"_s, u"soon"_s}, "settle");
    row("who it is not", {u"list"_s, u"--query"_s, u"who:nonsense"_s}, "nonsense");
    row("no key of a group", {u"list"_s, u"--query"_s, u"group:nonsense"_s}, "nonsense");
    row("what is: does not know", {u"list"_s, u"--query"_s, u"is:stuk"_s}, "stuck");
    row("a key of the journal", {u"list"_s, u"--query"_s, u"verb:done"_s}, "journal");
    row("no such kind of cause", {u"list"_s, u"--query"_s, u"state:erred cause:old"_s}, "character 19");
    row("an environment of nothing", {u"count"_s, u"--environment"_s, u"test"_s, u"--demo"_s}, "--environment");
    row("an unknown environment",
        {u"count"_s, u"--environment"_s, u"live"_s, u"--server"_s, u"https://waldur.example.org"_s}, "live");
    row("no offering", {u"create"_s}, "--offering");
    row("a wait that is no number", {u"create"_s, u"--offering"_s, QString(32, u'0'), u"--wait"_s, u"long"_s}, "long");
    row("a word too many", {u"--demo"_s, u"count"_s, QString(32, u'a')}, "one too many");
    row("a window's option", {u"--demo"_s, u"count"_s, u"--page"_s, u"requests"_s}, "--page");
    row("no such profile", {u"list"_s, u"--profile"_s, u"nobody"_s}, "nobody");
    row("plain http elsewhere", {u"list"_s, u"--server"_s, u"http://waldur.example.org/"_s}, "http");
    row("credentials in the URL", {u"list"_s, u"--server"_s, u"https://me:pw@waldur.example.org/"_s}, "");
    row("a missing token file", {u"list"_s, u"--server"_s, u"https://h"_s, u"--token-file"_s, u"/nowhere"_s},
        "/nowhere");
    row("no such scheme word", {u"list"_s, u"--server"_s, u"https://h"_s, u"--scheme-word"_s, u"Basic"_s}, "Basic");
    row("a missing CA file", {u"list"_s, u"--server"_s, u"https://h"_s, u"--ca-file"_s, u"/nowhere"_s}, "/nowhere");
    row("no such page", {u"--demo"_s, u"--page"_s, u"nowhere"_s}, "nowhere");
    row("no such size", {u"--demo"_s, u"--size"_s, u"big"_s}, "big");
    row("not a picture", {u"--demo"_s, u"--screenshot"_s, u"a.gif"_s}, ".png");
    row("no address", {u"--demo"_s, u"waldesk://demo/nothing"_s}, "address");
    row("too many requests", {u"demo"_s, u"--requests"_s, u"1000001"_s}, "--requests");
}

void TestCommandLine::wordsThatAreOffEndWithTwo()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, says);
    const Ran ran = m_program->run(words);
    QVERIFY2(ran.status == 2, ran.err.constData());
    QVERIFY(ran.out.isEmpty());
    QCOMPARE(linesOf(ran.err).size(), 1);
    QVERIFY2(ran.err.startsWith("waldesk: ") && ran.err.contains(says), ran.err.constData());
}

/// `./run` opens an X server of its own for the window alone, so it has to know what is a command and what is the value
/// of an option.
void TestCommandLine::theScriptThatStartsItKnowsWhatOpensNoWindow()
{
    QFile script(QStringLiteral(WALDESK_SOURCE_DIR "/run"));
    QVERIFY(script.open(QIODevice::ReadOnly));
    const QByteArray text = script.readAll();
    QSet<QByteArray> known;
    for (const QByteArray &line : text.split('\n')) {
        if (const qsizetype end = line.indexOf(')'); end >= 0) {
            for (const QByteArray &word : line.left(end).split('|'))
                known.insert(word.trimmed());
        }
    }
    const QList<QByteArray> help = linesOf(m_program->run({u"--help"_s}).out);
    const qsizetype from = help.indexOf("Subcommands:");
    QVERIFY(from > 0);
    static const QRegularExpression command(u"^  ([a-z]+) "_s);
    static const QRegularExpression withValue(u"^ +(--[a-z-]+) [A-Z]"_s);
    for (qsizetype i = 0; i < help.size(); ++i) {
        const QString line = QString::fromUtf8(help[i]);
        const auto match = (i > from ? command : withValue).match(line);
        if (match.hasMatch())
            QVERIFY2(known.contains(match.captured(1).toUtf8()), qPrintable(line));
    }
}

void TestCommandLine::helpAndVersionGoToStdout()
{
    for (const QString &word : {u"--help"_s, u"--version"_s}) {
        const Ran ran = m_program->run({word});
        QCOMPARE(ran.status, 0);
        QVERIFY(ran.out.contains("aldesk"));
        QVERIFY(ran.err.isEmpty());
    }
    const Ran list = m_program->run({u"list"_s, u"--help"_s});
    QCOMPARE(list.status, 0);
    QVERIFY(list.out.contains("--query"));
}

void TestCommandLine::withoutAServerTheThreeWaysAreNamed()
{
    const Ran ran = m_program->run({u"list"_s});
    QCOMPARE(ran.status, 2);
    for (const char *way : {"--demo", "--server", "--profile"})
        QVERIFY(ran.err.contains(way));
}

void TestCommandLine::theDemoGreetsAndEndsCleanly()
{
    for (const int signal : {SIGINT, SIGTERM}) {
        DemoProcess demo(*m_program, {u"--requests"_s, u"1"_s});
        QVERIFY(demo.greeting().endsWith("}\n"));
        QVERIFY(demo.url().startsWith(u"http://127.0.0.1:"_s));
        for (const QString &role : {u"staff"_s, u"support"_s, u"manager"_s})
            QVERIFY(!demo.token(role).isEmpty());
        ::kill(static_cast<pid_t>(demo.process().processId()), signal);
        QVERIFY(demo.process().waitForFinished(10'000));
        QCOMPARE(demo.process().exitStatus(), QProcess::NormalExit);
        QCOMPARE(demo.process().exitCode(), 0);
    }
}

void TestCommandLine::aPortInUseIsASentence()
{
    const Ran ran = m_program->run({u"demo"_s, u"--port"_s, QString::number(QUrl(m_demo->url()).port())});
    QCOMPARE(ran.status, 1);
    QVERIFY(ran.out.isEmpty());
    QCOMPARE(linesOf(ran.err).size(), 1);
}

void TestCommandLine::formatsAgree()
{
    const auto list = [this](const QString &format) {
        return m_program->run(at({u"list"_s, u"--all"_s, u"--order"_s, u"created"_s, u"--format"_s, format}));
    };
    const QJsonArray rows = arrayOf(list(u"json"_s).out);
    QCOMPARE(rows.size(), 200);
    const auto lines = linesOf(list(u"jsonl"_s).out);
    const auto table = linesOf(list(u"table"_s).out);
    QCOMPARE(lines.size(), 200);
    QCOMPARE(table.size(), 201);
    for (int i = 0; i < 200; ++i) {
        const QJsonObject row = rows[i].toObject();
        QCOMPARE(QJsonDocument::fromJson(lines[i]).object(), row);
        QVERIFY(table[i + 1].endsWith(row.value("uuid"_L1).toString().toLatin1()));
        QVERIFY(i == 0 || rows[i - 1].toObject().value("created"_L1).toString() <= row.value("created"_L1).toString());
    }
    QCOMPARE(linesOf(m_program->run(at({u"list"_s})).out).size(), 51); // the title and the default limit
    QCOMPARE(
        m_program
            ->run(at({u"list"_s, u"--query"_s, u"uuid:ffffffffffffffffffffffffffffffff"_s, u"--format"_s, u"json"_s}))
            .out,
        QByteArray("[]\n"));
}

void TestCommandLine::theServersOwnBytesArePrinted()
{
    const QByteArray line =
        linesOf(m_program->run(at({u"list"_s, u"--limit"_s, u"1"_s, u"--format"_s, u"jsonl"_s})).out).front();
    QCOMPARE(QJsonDocument::fromJson(line).object().size(), 12);
    const QByteArray uuid = QJsonDocument::fromJson(line).object().value("uuid"_L1).toString().toLatin1();
    const Ran shown = m_program->run(at({u"show"_s, QString::fromLatin1(uuid), u"--format"_s, u"json"_s}));
    QCOMPARE(shown.out, line + '\n');
}

void TestCommandLine::csvIsWhatSpreadsheetsRead()
{
    const Ran ran =
        m_program->run(at({u"list"_s, u"--state"_s, u"DONE"_s, u"--limit"_s, u"3"_s, u"--format"_s, u"csv"_s}));
    QCOMPARE(ran.status, 0);
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines.front(), QByteArray("uuid,state,offering,offering_name,created,modified,started,finished,"
                                       "error_message,error_traceback\r"));
    const auto cells = lines.at(1).split(',');
    QCOMPARE(cells.size(), 10);
    QCOMPARE(cells.at(0).size(), 32);
    QCOMPARE(cells.at(1), QByteArray("Done"));
    QVERIFY(cells.at(4).endsWith('Z'));
}

void TestCommandLine::theTableIsWhole()
{
    const Ran ran = m_program->run(at({u"list"_s, u"--state"_s, u"erred"_s, u"--all"_s}));
    const auto lines = linesOf(ran.out);
    QVERIFY(lines.size() > 2);
    QVERIFY(lines.front().startsWith("STATE"));
    QVERIFY(!ran.out.contains('\x1b'));
    QVERIFY(ran.out.contains("Connection refused"));
    QVERIFY(ran.err.isEmpty()); // no progress where nobody watches
}

void TestCommandLine::filtersOfBothSidesFillTheLimit()
{
    const QJsonArray all = arrayOf(m_program->run(at({u"list"_s, u"--all"_s, u"--format"_s, u"json"_s})).out);
    QStringList expected;
    for (const auto &value : all) {
        const QJsonObject row = value.toObject();
        const bool passes =
            row.value("state"_L1) == "Erred"_L1 && !row.value("error_traceback"_L1).toString().isEmpty();
        if (passes && expected.size() < 5)
            expected += row.value("uuid"_L1).toString();
    }
    const Ran ran = m_program->run(
        at({u"list"_s, u"--query"_s, u"has:traceback state:erred"_s, u"--limit"_s, u"5"_s, u"--format"_s, u"json"_s}));
    QStringList got;
    for (const auto &value : arrayOf(ran.out))
        got += value.toObject().value("uuid"_L1).toString();
    QCOMPARE(got, expected);
}

void TestCommandLine::optionsMeanWhatTheLineMeans()
{
    const auto list = [this](const QStringList &words) {
        return m_program->run(at(QStringList{u"list"_s, u"--all"_s, u"--format"_s, u"jsonl"_s} + words)).out;
    };
    QCOMPARE(list({u"--state"_s, u"sent"_s, u"--state"_s, u"ERRED"_s}), list({u"--query"_s, u"state:sent,erred"_s}));
    QCOMPARE(list({u"--query=-state:done"_s}), list({u"--query"_s, u"state:sent,processing,erred"_s}));
    const QJsonArray rows = arrayOf(m_program->run(at({u"list"_s, u"--all"_s, u"--format"_s, u"json"_s})).out);
    const QJsonObject middle = rows.at(100).toObject();
    const QString time = middle.value("created"_L1).toString();
    const auto after = linesOf(list({u"--created-after"_s, time}));
    const auto before = linesOf(list({u"--created-before"_s, time}));
    QCOMPARE(after.size(), 101); // inclusive on both sides
    QCOMPARE(before.size(), 100);
    QCOMPARE(after.back(), before.front());
    const QString offering = middle.value("offering"_L1).toString();
    const QString name = middle.value("offering_name"_L1).toString();
    const QByteArray byUuid = list({u"--offering"_s, offering.toUpper()});
    QVERIFY(!byUuid.isEmpty());
    QCOMPARE(list({u"--query"_s, u"offering:\"%1\""_s.arg(name)}), byUuid);
}

void TestCommandLine::countsAddUp()
{
    const Ran ran = m_program->run(at({u"count"_s}));
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 5);
    int sum = 0;
    const QList<QByteArray> names{"Sent", "Processing", "Done", "Erred", "Total"};
    for (int i = 0; i < 5; ++i) {
        const auto cells = lines[i].split('\t');
        QCOMPARE(cells.at(0), names[i]);
        if (i < 4)
            sum += cells.at(1).toInt();
        else
            QCOMPARE(cells.at(1).toInt(), sum);
    }
    QCOMPARE(sum, 200);
    const Ran erred = m_program->run(at({u"count"_s, u"--state"_s, u"erred"_s}));
    QVERIFY(erred.out.startsWith("Sent\t0\nProcessing\t0\nDone\t0\nErred\t"));
    const auto read = linesOf(m_program->run(at({u"count"_s, u"--query"_s, u"has:error"_s})).out);
    QCOMPARE(read.back(), linesOf(erred.out).back());
    QCOMPARE(m_program->run(at({u"count"_s, u"--query"_s, u"state:sent -state:sent"_s})).out,
             QByteArray("Sent\t0\nProcessing\t0\nDone\t0\nErred\t0\nTotal\t0\n"));
}

void TestCommandLine::showPrintsTheTraceback()
{
    const Ran list = m_program->run(at({u"list"_s, u"--query"_s, u"state:erred has:traceback has:message"_s,
                                        u"--limit"_s, u"1"_s, u"--format"_s, u"jsonl"_s}));
    const QJsonObject row = QJsonDocument::fromJson(list.out).object();
    const Ran ran = m_program->run(at({u"show"_s, row.value("uuid"_L1).toString().toUpper()}));
    QCOMPARE(ran.status, 0);
    QVERIFY(ran.out.contains(row.value("error_traceback"_L1).toString().toUtf8()));
    QVERIFY(ran.out.contains(row.value("error_message"_L1).toString().toUtf8()));
    const Ran missing = m_program->run(at({u"show"_s, QString(32, u'0')}));
    QCOMPARE(missing.status, 5);
    QCOMPARE(linesOf(missing.err).size(), 1);
}

void TestCommandLine::stuckOnesComeWithTheirReason()
{
    const QStringList words{u"list"_s, u"--stuck"_s, u"--all"_s, u"--format"_s};
    const QJsonArray rows = arrayOf(m_program->run(at(words + QStringList{u"json"_s})).out);
    QVERIFY(rows.size() >= 4);
    bool nobody = false;
    for (const QJsonValue &value : rows) {
        const QJsonObject row = value.toObject();
        const QJsonObject stuck = row.value("stuck"_L1).toObject();
        const QString state = row.value("state"_L1).toString();
        QVERIFY(state == u"Sent" || state == u"Processing");
        QCOMPARE(stuck.value("since"_L1), row.value(state == u"Sent" ? "created"_L1 : "started"_L1));
        QVERIFY(stuck.value("usual_seconds"_L1).toDouble() > 0);
        QVERIFY(!stuck.value("sentence"_L1).toString().isEmpty());
        const QString reason = stuck.value("reason"_L1).toString();
        QCOMPARE(stuck.value("rests_on"_L1).isNull(), reason == u"unknown");
        if (row.value("offering_name"_L1) == u"DigitalOcean EU"_s) {
            QCOMPARE(reason, u"nobody-listens"_s);
            nobody = true;
        }
        if (row.value("offering_name"_L1) == u"MUP Helsinki"_s)
            QCOMPARE(reason, u"agent-restarted"_s);
    }
    QVERIFY(nobody);
    const Ran lines = m_program->run(at(words + QStringList{u"jsonl"_s}));
    QCOMPARE(linesOf(lines.out).size(), rows.size());
    QCOMPARE(QJsonDocument::fromJson(linesOf(lines.out).constFirst()).object(), rows.at(0).toObject());
    const Ran csv = m_program->run(at(words + QStringList{u"csv"_s}));
    QVERIFY(csv.out.startsWith("uuid,state,offering,offering_name,created,modified,started,finished,error_message,"
                               "error_traceback,stuck_since,stuck_usual_seconds,stuck_reason,stuck_sentence,"
                               "stuck_rests_on\r\n"));
    QCOMPARE(csv.out.count("nobody-listens"), lines.out.count("\"nobody-listens\""));
    const Ran table = m_program->run(at(words + QStringList{u"table"_s}));
    QVERIFY(linesOf(table.out).constFirst().contains("WHY"));
    QVERIFY(table.out.contains("nobody listens: no agent is registered for this offering; usually "));
    // The line of the query means the same, and leaves the server's own bytes as they are.
    const Ran query =
        m_program->run(at({u"list"_s, u"--query"_s, u"is:stuck"_s, u"--all"_s, u"--format"_s, u"json"_s}));
    QCOMPARE(arrayOf(query.out).size(), rows.size());
    QVERIFY(!query.out.contains("\"stuck\""));
    const Ran others =
        m_program->run(at({u"list"_s, u"--query"_s, u"is:open -is:stuck"_s, u"--all"_s, u"--format"_s, u"json"_s}));
    const Ran open = m_program->run(at({u"list"_s, u"--query"_s, u"is:open"_s, u"--all"_s, u"--format"_s, u"json"_s}));
    QCOMPARE(arrayOf(others.out).size() + rows.size(), arrayOf(open.out).size());
    QCOMPARE(linesOf(m_program->run(at({u"list"_s, u"--stuck"_s, u"--state"_s, u"done"_s})).out).size(), 1);
}

void TestCommandLine::stuckOnesAreCountedByReason()
{
    const Ran ran = m_program->run(at({u"count"_s, u"--stuck"_s}));
    QCOMPARE(ran.status, 0);
    qint64 total = -1;
    qint64 byReason = 0;
    for (const QByteArray &line : linesOf(ran.out)) {
        const QByteArrayList parts = line.split('\t');
        if (parts.at(0) == "Total")
            total = parts.at(1).toLongLong();
        else if (total >= 0)
            byReason += parts.at(1).toLongLong();
    }
    QVERIFY(total >= 4);
    QCOMPARE(byReason, total);
    QVERIFY(ran.out.contains("\nnobody-listens\t"));
}

/// The value of the window: one for an offering, wherever it is asked for.
void TestCommandLine::whatIsUsualComesFromWhatAWindowKept()
{
    const auto list = [this](const QStringList &words) {
        const QStringList all = QStringList{u"list"_s, u"--all"_s, u"--format"_s, u"json"_s} + words;
        return arrayOf(m_program->run(at(all)).out);
    };
    const QJsonArray before = list({u"--stuck"_s});
    QVERIFY(!before.isEmpty());
    const QString offering = before.at(0).toObject().value("offering"_L1).toString();
    const auto ofIt = [&offering](const QJsonArray &rows) {
        return std::ranges::count_if(
            rows, [&](const QJsonValue &row) { return row.toObject().value("offering"_L1) == offering; });
    };
    const auto ours = ofIt(before);
    QVERIFY(ours > 0);
    const QString uuid = before.at(0).toObject().value("uuid"_L1).toString();
    QVERIFY(m_program->run(at({u"show"_s, uuid})).out.contains("\nStuck "));

    // The folder of this server has a journal once something was done.
    QCOMPARE(m_program->run(at({u"create"_s, u"--offering"_s, offering})).status, 0);
    QDirIterator journals(m_program->home(), {u"journal.jsonl"_s}, QDir::Files | QDir::Hidden,
                          QDirIterator::Subdirectories);
    QVERIFY(journals.hasNext());
    const QString file = QFileInfo(journals.next()).dir().filePath(u"rows.sqlite"_s);
    {
        archive::RowDatabase kept(file);
        QCOMPARE(kept.open(), QString());
        std::vector<domain::Request> slow;
        for (int n = 1; n <= domain::HabitSample; ++n) {
            domain::Request row;
            row.uuid = *domain::Uuid::tryParse(QByteArrayView(QByteArray::number(n).rightJustified(32, '0')));
            row.offering = *domain::Uuid::tryParse(QByteArrayView(offering.toLatin1()));
            row.state = domain::State::Done;
            row.created = *domain::Timestamp::tryParse("2026-01-01T10:00:00Z");
            row.modified = row.created;
            row.started = row.created + domain::Duration::seconds(400LL * 24 * 3600);
            row.finished = *row.started + domain::Duration::seconds(400LL * 24 * 3600);
            slow.push_back(row);
        }
        QCOMPARE(kept.write(slow, {}, {}), QString());
    }
    QCOMPARE(list({u"--stuck"_s}).size(), before.size() - ours);
    QCOMPARE(ofIt(list({u"--query"_s, u"is:stuck"_s})), 0);
    QVERIFY(m_program->run(at({u"count"_s, u"--stuck"_s}))
                .out.contains("Total\t" + QByteArray::number(before.size() - ours) + '\n'));
    QVERIFY(!m_program->run(at({u"show"_s, uuid})).out.contains("\nStuck "));
}

void TestCommandLine::mineIsWhatTheJournalHas()
{
    const QStringList mine = at({u"list"_s, u"--query"_s, u"is:mine"_s, u"--all"_s, u"--format"_s, u"json"_s});
    const qsizetype before = arrayOf(m_program->run(mine).out).size();
    const QString offering = u"435fc1707f2d4dda94dd36b2cb80aa8a"_s; // MOAB Kaunas: of every demo
    const Ran made = m_program->run(at({u"create"_s, u"--offering"_s, offering}));
    QVERIFY2(made.status == 0, made.err.constData());
    const QJsonArray rows = arrayOf(m_program->run(mine).out);
    QCOMPARE(rows.size(), before + 1);
    QCOMPARE(rows.at(0).toObject().value("uuid"_L1).toString().toLatin1(), made.out.trimmed());
}

void TestCommandLine::showTellsWhatWasFound()
{
    const QJsonArray done = arrayOf(
        m_program->run(at({u"list"_s, u"--state"_s, u"done"_s, u"--limit"_s, u"20"_s, u"--format"_s, u"json"_s})).out);
    bool some = false;
    bool none = false;
    for (const QJsonValue &value : done) {
        const Ran ran = m_program->run(at({u"show"_s, value.toObject().value("uuid"_L1).toString()}));
        QCOMPARE(ran.status, 0);
        QVERIFY2(ran.out.contains("\nFound       "), ran.out.constData());
        const bool nothing = ran.out.contains("\nFound       0 ");
        (nothing ? none : some) = true;
        QCOMPARE(ran.out.contains("Possible reasons:"), nothing);
        QCOMPARE(ran.out.contains("\n  hpc_"), !nothing);
        if (some && none)
            return;
    }
    QFAIL("the demo has requests that found some and requests that found nothing");
}

void TestCommandLine::showTellsWhyItIsStuck()
{
    const Ran list = m_program->run(at({u"list"_s, u"--stuck"_s, u"--query"_s, u"offering:\"DigitalOcean EU\""_s,
                                        u"--limit"_s, u"1"_s, u"--format"_s, u"jsonl"_s}));
    const QJsonObject row = QJsonDocument::fromJson(list.out).object();
    const Ran ran = m_program->run(at({u"show"_s, row.value("uuid"_L1).toString()}));
    QVERIFY(ran.out.contains("nobody listens: no agent is registered for this offering."));
    QVERIFY(ran.out.contains("\nKnown from  "));
    const Ran fresh = m_program->run(
        at({u"list"_s, u"--query"_s, u"is:open -is:stuck"_s, u"--limit"_s, u"1"_s, u"--format"_s, u"jsonl"_s}));
    const QString uuid = QJsonDocument::fromJson(fresh.out).object().value("uuid"_L1).toString();
    if (!uuid.isEmpty())
        QVERIFY(!m_program->run(at({u"show"_s, uuid})).out.contains("\nStuck "));
}

void TestCommandLine::aRequestGoesItsWay()
{
    const QString uuid = QString::fromLatin1(firstUuid(u"sent"_s));
    QVERIFY(!uuid.isEmpty());
    Ran ran = m_program->run(at({u"start"_s, uuid}));
    QVERIFY2(ran.status == 0, ran.err.constData());
    QVERIFY(ran.out.startsWith(uuid.toLatin1() + "\tdone\t"));
    QCOMPARE(m_program->run(at({u"start"_s, uuid})).status, 6);
    QCOMPARE(m_program->run(at({u"done"_s, uuid})).status, 0);
    QCOMPARE(m_program->run(at({u"err"_s, uuid, u"--message"_s, u"x"_s})).status, 6);
    const QString file = m_program->write(u"trace.txt"_s, "Traceback\n  gone\n");
    ran = m_program->run(at({u"err"_s, uuid, u"--message"_s, u"-õhus"_s, u"--traceback-file"_s, file, u"--force"_s}));
    QVERIFY2(ran.status == 0, ran.err.constData());
    const Ran shown = m_program->run(at({u"show"_s, uuid, u"--format"_s, u"json"_s}));
    const QJsonObject row = QJsonDocument::fromJson(shown.out).object();
    QCOMPARE(row.value("state"_L1).toString(), u"Erred"_s);
    QCOMPARE(row.value("error_message"_L1).toString(), u"-õhus"_s);
    QCOMPARE(row.value("error_traceback"_L1).toString(), u"Traceback\n  gone"_s);
    QDirIterator journals(m_program->home(), {u"journal.jsonl"_s}, QDir::Files | QDir::Hidden,
                          QDirIterator::Subdirectories);
    QVERIFY(journals.hasNext());
    const auto contents = archive::Journal::readFile(journals.next());
    QCOMPARE(contents.damaged, 0);
    QCOMPARE(contents.entries.size(), size_t(6)); // three writes, two lines each
    QCOMPARE(contents.entries.back().verb, u"err"_s);
}

void TestCommandLine::severalUuidsAreAllTried()
{
    const QString missing(32, u'0');
    const QString sent = QString::fromLatin1(firstUuid(u"sent"_s));
    const QString done = QString::fromLatin1(firstUuid(u"done"_s));
    const Ran ran = m_program->run(at({u"start"_s, missing, done, sent, sent}));
    QCOMPARE(ran.status, 6); // 5, 6 and 0
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith(missing.toLatin1() + "\tfailed\t"));
    QVERIFY(lines[1].startsWith(done.toLatin1() + "\trefused\t"));
    QVERIFY(lines[2].startsWith(sent.toLatin1() + "\tdone\t"));
    QCOMPARE(linesOf(ran.err).size(), 2);
}

void TestCommandLine::createPrintsAUuidAndWaits()
{
    const QJsonObject row =
        QJsonDocument::fromJson(m_program->run(at({u"list"_s, u"--limit"_s, u"1"_s, u"--format"_s, u"jsonl"_s})).out)
            .object();
    const QString offering = row.value("offering"_L1).toString();
    const Ran ran = m_program->run(at({u"create"_s, u"--offering"_s, offering, u"--wait"_s, u"0"_s}));
    QCOMPARE(ran.status, 7);
    const QString uuid = QString::fromLatin1(ran.out.trimmed());
    QCOMPARE(uuid.size(), 32);
    QCOMPARE(m_program->run(at({u"create"_s, u"--offering"_s, QString(32, u'0')})).status, 1);
    // The journal has the offering by the name that the answer gives it.
    const Ran journal = m_program->run(at({u"journal"_s, u"--query"_s, u"uuid:"_s + uuid}));
    QVERIFY2(journal.out.contains(row.value("offering_name"_L1).toString().toUtf8()), journal.out.constData());
    const auto waiting = m_program->start(at({u"create"_s, u"--offering"_s, offering, u"--wait"_s}));
    QTRY_VERIFY_WITH_TIMEOUT(waiting->canReadLine(), 30'000);
    const QString second = QString::fromLatin1(waiting->readLine().trimmed());
    QCOMPARE(m_program->run(at({u"err"_s, second, u"--message"_s, u"no agent"_s})).status, 0);
    QTRY_COMPARE_WITH_TIMEOUT(waiting->state(), QProcess::NotRunning, 30'000);
    QCOMPARE(waiting->exitCode(), 1);
    QVERIFY(waiting->readAllStandardError().contains("no agent"));
}

void TestCommandLine::rolesEndWithFour()
{
    Program other;
    other.setVariable(u"WALDESK_TOKEN"_s, m_demo->token(u"support"_s));
    const QString uuid = QString::fromLatin1(firstUuid(u"processing"_s));
    QCOMPARE(other.run(at({u"count"_s})).status, 0);
    QCOMPARE(other.run(at({u"done"_s, uuid})).status, 4);
    QCOMPARE(other.run(at({u"create"_s, u"--offering"_s, QString(32, u'0')})).status, 4);
    other.setVariable(u"WALDESK_TOKEN"_s, u"wrong"_s);
    const Ran wrong = other.run(at({u"count"_s}));
    QCOMPARE(wrong.status, 4);
    QCOMPARE(linesOf(wrong.err).size(), 1);
    QVERIFY(!wrong.err.contains("wrong\n"));
}

void TestCommandLine::theTokenComesFromFileStdinOrVariable()
{
    Program other;
    const QByteArray token = m_demo->token(u"manager"_s).toLatin1();
    const QString file = other.write(u"token"_s, token + "\n");
    QCOMPARE(other.run(at({u"count"_s, u"--token-file"_s, file})).status, 0);
    QCOMPARE(other.run(at({u"count"_s, u"--token-file"_s, u"-"_s}), token).status, 0);
    QCOMPARE(other.run(at({u"count"_s})).status, 2);
    const QString bad = other.write(u"bad"_s, "secret-one\nsecret-two\n");
    const Ran refused = other.run(at({u"count"_s, u"--token-file"_s, bad}));
    QCOMPARE(refused.status, 2);
    QVERIFY(!refused.err.contains("secret-"));
    QCOMPARE(other.run(at({u"count"_s, u"--token-file"_s, file, u"--scheme-word"_s, u"Bearer"_s})).status, 4);
    for (const QString &word : {u"token"_s, u"TOKEN"_s, u"Token"_s})
        QCOMPARE(other.run(at({u"count"_s, u"--token-file"_s, file, u"--scheme-word"_s, word})).status, 0);
}

void TestCommandLine::profilesAreUsed()
{
    Program other;
    other.write(u".config/waldesk/profiles.json"_s,
                "{\"default\": \"Tartu\", \"profiles\": [{\"name\": \"Tartu\", \"server\": \"" +
                    m_demo->url().toLatin1() + "\"}]}");
    other.setVariable(u"WALDESK_TOKEN"_s, m_demo->token(u"staff"_s));
    QCOMPARE(other.run({u"count"_s, u"--profile"_s, u"tartu"_s}).status, 0);
    QCOMPARE(other.run({u"--profile"_s, u"TARTU"_s, u"count"_s}).status, 0);
    QCOMPARE(other.run({u"count"_s}).status, 0);
    other.setVariable(u"WALDESK_TOKEN"_s, {});
    const Ran without = other.run({u"count"_s});
    QCOMPARE(without.status, 4);
    QVERIFY(without.err.contains("Tartu"));
}

void TestCommandLine::aBrokenSettingsFileIsSaidAndKept()
{
    Program other;
    other.write(u".config/waldesk/profiles.json"_s, "{\"profiles\": [");
    const Ran ran = other.run({u"count"_s});
    QCOMPARE(ran.status, 2);
    QVERIFY(ran.err.contains("damaged"));
    // A command only reads: the file stays where it is until a server is saved in the window.
    QCOMPARE(QDir(other.home() + u"/.config/waldesk"_s).entryList(QDir::Files), QStringList{u"profiles.json"_s});
}

void TestCommandLine::theInProcessDemoNeedsNothing()
{
    Program other;
    const Ran staff = other.run({u"--demo"_s, u"count"_s});
    QVERIFY2(staff.status == 0, staff.err.constData());
    QVERIFY(staff.err.isEmpty());
    QVERIFY(staff.out.endsWith("Total\t640\n"));
    const Ran manager = other.run({u"count"_s, u"--demo=manager"_s});
    QCOMPARE(manager.status, 0);
    QVERIFY(manager.out != staff.out);
}

void TestCommandLine::aReaderThatGoesAwayIsNoCrash()
{
    auto process = m_program->start(at({u"list"_s, u"--all"_s, u"--format"_s, u"csv"_s}));
    process->closeReadChannel(QProcess::StandardOutput);
    QTRY_COMPARE_WITH_TIMEOUT(process->state(), QProcess::NotRunning, 30'000);
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QProcess shell;
    shell.start(u"sh"_s, {u"-c"_s, u"\"$0\" --version >&-; \"$0\" --version >/dev/full; echo $?"_s,
                          QStringLiteral(WALDESK_PROGRAM)});
    QVERIFY(shell.waitForFinished(30'000));
    QVERIFY(!shell.readAllStandardOutput().startsWith("13")); // a signal
}

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
