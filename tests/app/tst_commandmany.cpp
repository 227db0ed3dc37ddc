// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commandlinehelper.h"
#include "tests/support/builders.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QMap>
#include <QSet>
#include <QTest>

using namespace waldesk::testapp;
using namespace waldesk::testsupport;
using namespace Qt::StringLiterals;

/// start, done and err of many requests: plan, guard, run, and what is told of each row.
class TestCommandMany : public QObject
{
    Q_OBJECT
private slots:
    void init();
    void wordsThatDoNotFitEndWithTwo_data();
    void wordsThatDoNotFitEndWithTwo();
    void aQueryIsPlannedAndNothingIsSent_data();
    void aQueryIsPlannedAndNothingIsSent();
    void thePlanNamesEveryRow();
    void itRunsWithTheRightNumberAlone();
    void aListIsRunAsItCame();
    void jsonLinesSayWhatWasSeen();
    void theNumberGuardsAListToo();
    void aRefusedTokenEndsTheRun();
    void tooManyRequestsPauseTheRun();
    void aTornListSendsNothing();
    void oneRunIsOneDecisionOfTheJournal();
    void supportIsToldThatItMayNot();
    void racesAreToldAsTheyWere();
    void blanksAreFilledForEachRow_data();
    void blanksAreFilledForEachRow();
    void offeringsAreAskedAgainOnceEach();

private:
    [[nodiscard]] QStringList at(const QStringList &words) const
    {
        return words + QStringList{u"--server"_s, m_server->url().toString()};
    }
    [[nodiscard]] Ran err(const QStringList &words, const QByteArray &input = {})
    {
        return m_program->run(at(QStringList{u"err"_s, u"--message"_s, u"host retired"_s} + words), input);
    }
    void serve(int rows);
    [[nodiscard]] int posts(int row) const { return m_posts.value(rowUuid(row)); }
    [[nodiscard]] QList<QJsonObject> journalLines() const;

    std::unique_ptr<Program> m_program;
    std::unique_ptr<ScriptedServer> m_server;
    QMap<QByteArray, Row> m_rows; ///< by uuid: 1 is the oldest
    QMap<QByteArray, int> m_posts;
};

void TestCommandMany::init()
{
    m_program = std::make_unique<Program>();
    m_server = std::make_unique<ScriptedServer>();
    m_program->setVariable(u"WALDESK_TOKEN"_s, u"0123456789abcdef"_s);
    m_rows.clear();
    m_posts.clear();
}

void TestCommandMany::serve(int rows)
{
    for (int i = 1; i <= rows; ++i)
        m_rows[rowUuid(i)] = Row{.number = i};
    m_server->on("GET", "/api/users/me/",
                 Reply::json("{\"uuid\":\"" + rowUuid(9) + "\",\"username\":\"mari\",\"is_staff\":true}"));
    m_server->on("GET", ListPath, [this](const Seen &seen) {
        const QByteArray uuid = seen.path().mid(qsizetype(sizeof(ListPath)) - 1, 32);
        if (m_rows.contains(uuid))
            return Reply::json(m_rows[uuid].toJson());
        if (!uuid.isEmpty())
            return Reply::json("{\"detail\":\"Not found.\"}", 404);
        const QStringList states = seen.query().allQueryItemValues(u"state"_s);
        QList<QByteArray> all;
        for (const Row &row : std::as_const(m_rows)) {
            if (states.isEmpty() || states.contains(QString::fromLatin1(row.state)))
                all.prepend(row.toJson());
        }
        return pageOf(all, seen);
    });
    m_server->on("POST", ListPath, [this](const Seen &seen) {
        const QByteArray uuid = seen.path().mid(qsizetype(sizeof(ListPath)) - 1, 32);
        ++m_posts[uuid];
        m_rows[uuid].state = seen.path().contains("set_erred")  ? "Erred"
                             : seen.path().contains("set_done") ? "Done"
                                                                : "Processing";
        const QJsonObject body = QJsonDocument::fromJson(seen.body).object();
        m_rows[uuid].message = body.value(u"error_message"_s).toString().toUtf8();
        return Reply::json("{\"status\":\"ok\"}");
    });
}

QList<QJsonObject> TestCommandMany::journalLines() const
{
    QDirIterator files(m_program->home(), {u"journal.jsonl"_s}, QDir::Files | QDir::Hidden,
                       QDirIterator::Subdirectories);
    QFile file(files.hasNext() ? files.next() : QString());
    QList<QJsonObject> lines;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : linesOf(file.readAll()))
            lines += QJsonDocument::fromJson(line).object();
    }
    return lines;
}

void TestCommandMany::wordsThatDoNotFitEndWithTwo_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<QByteArray>("input");
    const auto row = [](const char *name, const QStringList &words, const char *says,
                        const QByteArray &input = rowUuid(1) + "\nnot a uuid\n") {
        QTest::newRow(name) << words << QByteArray(says) << input;
    };
    const QString uuid = QString::fromLatin1(rowUuid(1));
    row("nothing is named", {u"done"_s}, "--query");
    row("an empty query would be everything", {u"done"_s, u"--query"_s, u" "_s}, "all of them");
    row("a query that does not parse", {u"done"_s, u"--query"_s, u"stat:x"_s}, "character");
    row("a query and uuids", {u"done"_s, u"--query"_s, u"state:sent"_s, uuid}, "uuid");
    row("a plan that is also run", {u"done"_s, u"--query"_s, u"state:sent"_s, u"--plan"_s, u"--yes"_s, u"1"_s},
        "--yes");
    row("a number that is none", {u"done"_s, u"--query"_s, u"state:sent"_s, u"--yes"_s, u"all"_s}, "--yes");
    row("a negative number", {u"done"_s, u"--query"_s, u"state:sent"_s, u"--yes"_s, u"-1"_s}, "--yes");
    row("a format that plans do not have",
        {u"done"_s, u"--query"_s, u"state:sent"_s, u"--plan"_s, u"--format"_s, u"csv"_s}, "--format");
    row("err without a message", {u"err"_s, u"--query"_s, u"state:sent"_s}, "message");
    row("a file that is not there", {u"done"_s, u"--from"_s, u"nowhere.txt"_s}, "nowhere.txt");
    row("a ticket that has no place", {u"err"_s, uuid, u"--message"_s, u"retired"_s, u"--ticket"_s, u"7"_s},
        "--ticket");
    row("a place without a ticket", {u"err"_s, uuid, u"--message"_s, u"see {ticket}"_s}, "--ticket");
    row("create of nothing", {u"create"_s}, "--offering");
    row("create of one with a plan", {u"create"_s, u"--offering"_s, uuid, u"--plan"_s}, "--plan");
    row("create of one and of many", {u"create"_s, u"--offering"_s, uuid, u"--query"_s, u"state:done"_s}, "--query");
    row("create of rows without an offering", {u"create"_s, u"--from"_s, u"-"_s}, "names no offering",
        "{\"uuid\":\"" + rowUuid(1) + "\",\"state\":\"Done\"}");
    row("a list with a line that is no uuid", {u"done"_s, u"--from"_s, u"-"_s}, "line 2 of stdin");
}

void TestCommandMany::wordsThatDoNotFitEndWithTwo()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, says);
    serve(2);
    QFETCH(QByteArray, input);
    const Ran ran = m_program->run(at(words), input);
    QVERIFY2(ran.status == 2, (QByteArray::number(ran.status) + ' ' + ran.err).constData());
    QVERIFY2(ran.err.contains(says), ran.err.constData());
    QVERIFY(ran.out.isEmpty());
    QVERIFY(m_server->seen().empty());
}

void TestCommandMany::aQueryIsPlannedAndNothingIsSent_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::newRow("with --plan") << QStringList{u"--query"_s, u"state:sent"_s, u"--plan"_s};
    QTest::newRow("without a word") << QStringList{u"--query"_s, u"state:sent"_s};
    QTest::newRow("of a list") << QStringList{u"--from"_s, u"-"_s, u"--plan"_s};
    QTest::newRow("of uuids") << QStringList{QString::fromLatin1(rowUuid(1)), QString::fromLatin1(rowUuid(2)),
                                             QString::fromLatin1(rowUuid(3)), u"--plan"_s};
}

void TestCommandMany::aQueryIsPlannedAndNothingIsSent()
{
    QFETCH(QStringList, words);
    serve(3);
    const Ran ran = err(words, rowUuid(1) + '\n' + rowUuid(2) + '\n' + rowUuid(3));
    QCOMPARE(ran.status, 0);
    QCOMPARE(linesOf(ran.out).size(), 4); // a title, and a line a row
    QVERIFY(ran.out.contains("will change"));
    QVERIFY2(ran.err.contains("Nothing was sent. Run it with --yes 3."), ran.err.constData());
    QCOMPARE(m_server->count("POST"), 0);
    QVERIFY(journalLines().isEmpty());
}

void TestCommandMany::thePlanNamesEveryRow()
{
    serve(5);
    m_rows[rowUuid(2)].state = "Done";
    m_rows[rowUuid(3)].state = "Erred";
    const QByteArray input = rowUuid(1) + '\n' + rowUuid(2) + "\n{\"uuid\":\"" + rowUuid(4) +
                             "\",\"state\":\"Processing\"}\n\n" + rowUuid(3) + '\n' + rowUuid(77) + '\n' + rowUuid(1);
    const Ran ran = err({u"--from"_s, u"-"_s, u"--plan"_s, u"--format"_s, u"jsonl"_s}, input);
    QCOMPARE(ran.status, 0);
    QList<std::pair<QByteArray, QString>> plan;
    for (const QByteArray &line : linesOf(ran.out)) {
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        plan += {row.value(u"uuid"_s).toString().toLatin1(), row.value(u"plan"_s).toString()};
        QCOMPARE(row.contains(u"becomes"_s), plan.last().second == u"will-change");
        QCOMPARE(row.value(u"sentence"_s).toString().isEmpty(), plan.last().second == u"will-change");
    }
    const QList<std::pair<QByteArray, QString>> wanted{{rowUuid(1), u"will-change"_s},
                                                       {rowUuid(2), u"not-allowed"_s},
                                                       {rowUuid(4), u"changed"_s},
                                                       {rowUuid(3), u"already"_s},
                                                       {rowUuid(77), u"unreadable"_s}};
    QCOMPARE(plan, wanted);
}

void TestCommandMany::itRunsWithTheRightNumberAlone()
{
    serve(5);
    m_rows[rowUuid(5)].state = "Done";
    const QStringList query{u"--query"_s, u"state:sent"_s};
    for (const QString &wrong : {u"3"_s, u"5"_s, u"0"_s}) {
        const Ran ran = err(query + QStringList{u"--yes"_s, wrong});
        QCOMPARE(ran.status, 6);
        QVERIFY2(ran.err.contains("4 will change"), ran.err.constData());
        QVERIFY(ran.out.isEmpty());
        QCOMPARE(m_server->count("POST"), 0);
    }
    const Ran ran = err(query + QStringList{u"--yes"_s, u"4"_s});
    QVERIFY2(ran.status == 0, ran.err.constData());
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 4);
    for (int i = 0; i < 4; ++i) { // newest first, as listed
        QVERIFY2(lines.at(i).startsWith(rowUuid(4 - i) + "\tdone\t"), lines.at(i).constData());
        QCOMPARE(posts(4 - i), 1);
    }
    QVERIFY(ran.err.isEmpty());
    // There is nothing left: that is no failure.
    QCOMPARE(err(query + QStringList{u"--yes"_s, u"0"_s}).status, 0);
    QCOMPARE(err(query + QStringList{u"--yes"_s, u"4"_s}).status, 6);
    QCOMPARE(m_server->count("POST"), 4);
}

void TestCommandMany::aListIsRunAsItCame()
{
    serve(4);
    m_rows[rowUuid(2)].state = "Done";
    const Ran ran = err({u"--from"_s, u"-"_s}, rowUuid(3) + "\r\n" + rowUuid(2) + '\n' + rowUuid(1) + '\n' +
                                                   rowUuid(88) + '\n' + rowUuid(3) + '\n');
    QCOMPARE(ran.status, 6);
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines.at(0).startsWith(rowUuid(3) + "\tdone\t"));
    QVERIFY(lines.at(1).startsWith(rowUuid(2) + "\trefused\t"));
    QVERIFY(lines.at(1).contains("--force"));
    QVERIFY(lines.at(2).startsWith(rowUuid(1) + "\tdone\t"));
    QVERIFY(lines.at(3).startsWith(rowUuid(88) + "\tfailed\t"));
    QCOMPARE(posts(3), 1);
    QCOMPARE(posts(4), 0);
    const Ran nothing = err({u"--from"_s, u"-"_s}, "\n");
    QCOMPARE(nothing.status, 0);
}

/// waldesk list --format jsonl | waldesk err --from -
void TestCommandMany::jsonLinesSayWhatWasSeen()
{
    serve(3);
    const Ran list = m_program->run(at({u"list"_s, u"--state"_s, u"sent"_s, u"--format"_s, u"jsonl"_s}));
    QCOMPARE(linesOf(list.out).size(), 3);
    m_rows[rowUuid(2)].state = "Processing"; // somebody works on it now
    const Ran ran = err({u"--from"_s, u"-"_s}, list.out);
    QCOMPARE(ran.status, 6);
    QCOMPARE(posts(2), 0);
    QCOMPARE(posts(1) + posts(3), 2);
    QVERIFY2(linesOf(ran.out).at(1).contains("\trefused\tNot sent: it was Sent"), ran.out.constData());
}

void TestCommandMany::theNumberGuardsAListToo()
{
    serve(3);
    QCOMPARE(err({u"--from"_s, u"-"_s, u"--yes"_s, u"3"_s}, rowUuid(1)).status, 6);
    QCOMPARE(err({QString::fromLatin1(rowUuid(1)), u"--yes"_s, u"2"_s}).status, 6);
    QCOMPARE(m_server->count("POST"), 0);
    QCOMPARE(err({QString::fromLatin1(rowUuid(1)), u"--yes"_s, u"1"_s}).status, 0);
    QCOMPARE(posts(1), 1);
}

void TestCommandMany::aRefusedTokenEndsTheRun()
{
    serve(5);
    m_server->on("POST", ListPath, Reply::json("{\"detail\":\"Invalid token.\"}", 401));
    const Ran ran = err({u"--query"_s, u"state:sent"_s, u"--yes"_s, u"5"_s});
    QCOMPARE(ran.status, 4);
    QCOMPARE(linesOf(ran.out).size(), 5);
    QVERIFY(m_server->count("POST") <= 2); // those under way, and no further
    QVERIFY(ran.out.contains("\tfailed\tNot sent."));
}

void TestCommandMany::tooManyRequestsPauseTheRun()
{
    serve(4);
    int refused = 0;
    m_server->on("POST", QByteArray(ListPath) + rowUuid(3), [&refused](const Seen &) {
        ++refused;
        return Reply::json("{\"detail\":\"Request was throttled.\"}", 429).with("Retry-After", "1");
    });
    const Ran ran = err({u"--query"_s, u"state:sent"_s, u"--yes"_s, u"4"_s});
    QCOMPARE(refused, 1); // a write is sent once
    QCOMPARE(ran.status, 1);
    QCOMPARE(posts(1) + posts(2) + posts(4), 3);
    QVERIFY2(ran.err.contains("Paused:"), ran.err.constData());
    QVERIFY(ran.out.contains(rowUuid(3) + "\trefused\t"));
}

void TestCommandMany::aTornListSendsNothing()
{
    serve(250);
    m_server->on("GET", ListPath, [this](const Seen &seen) {
        if (seen.number("page", 1) > 1)
            return Reply::json("{\"detail\":\"no\"}", 403);
        QList<QByteArray> all;
        for (const Row &row : std::as_const(m_rows))
            all.prepend(row.toJson());
        return pageOf(all, seen);
    });
    const Ran ran = err({u"--query"_s, u"state:sent"_s, u"--yes"_s, u"100"_s});
    QCOMPARE(ran.status, 4);
    QCOMPARE(m_server->count("POST"), 0);
}

void TestCommandMany::oneRunIsOneDecisionOfTheJournal()
{
    serve(3);
    QCOMPARE(err({u"--query"_s, u"state:sent"_s, u"--yes"_s, u"3"_s}).status, 0);
    QSet<QString> runs;
    const auto lines = journalLines();
    QCOMPARE(lines.size(), 6);
    for (const QJsonObject &line : lines) {
        runs.insert(line.value(u"bulk"_s).toString());
        QCOMPARE(line.value(u"user"_s).toString(), u"mari"_s);
        QCOMPARE(line.value(u"reason"_s).toString(), u"host retired"_s);
    }
    QCOMPARE(runs.size(), 1);
    QVERIFY(!runs.contains(QString()));
}

void TestCommandMany::supportIsToldThatItMayNot()
{
    DemoProcess demo(*m_program, {u"--requests"_s, u"60"_s});
    m_program->setVariable(u"WALDESK_TOKEN"_s, demo.token(u"support"_s));
    const Ran ran = m_program->run({u"done"_s, u"--query"_s, u"state:processing"_s, u"--plan"_s, u"--format"_s,
                                    u"jsonl"_s, u"--server"_s, demo.url()});
    QCOMPARE(ran.status, 0);
    QVERIFY(!linesOf(ran.out).isEmpty());
    for (const QByteArray &line : linesOf(ran.out))
        QVERIFY2(line.contains("not-allowed"), line.constData());
}

/// Several people at once: whatever is told of a row is what the server shows.
void TestCommandMany::blanksAreFilledForEachRow_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("input");
    const auto jsonLine = [](int number) {
        return "{\"uuid\":\"" + rowUuid(number) + "\",\"state\":\"Sent\",\"offering_name\":\"an old name\"}\n";
    };
    QTest::newRow("a query") << QStringList{u"--query"_s, u"state:sent"_s, u"--yes"_s, u"2"_s} << QByteArray();
    QTest::newRow("a list of uuids") << QStringList{u"--from"_s, u"-"_s} << rowUuid(1) + '\n' + rowUuid(2);
    QTest::newRow("a list of rows") << QStringList{u"--from"_s, u"-"_s} << jsonLine(1) + jsonLine(2);
    QTest::newRow("uuids") << QStringList{QString::fromLatin1(rowUuid(1)), QString::fromLatin1(rowUuid(2))}
                           << QByteArray();
}

void TestCommandMany::blanksAreFilledForEachRow()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, input);
    serve(2);
    m_rows[rowUuid(1)].offeringName = "Tundra";
    m_rows[rowUuid(2)].offeringName = "Taiga {ticket}";
    const Ran ran = m_program->run(
        at(QStringList{u"err"_s, u"--message"_s, u"{offering} retired, {ticket}, {json}"_s, u"--ticket"_s, u"HPC-7"_s} +
           words),
        input);
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(m_rows[rowUuid(1)].message, "Tundra retired, HPC-7, {json}");
    QCOMPARE(m_rows[rowUuid(2)].message, "Taiga {ticket} retired, HPC-7, {json}"); // a name is no template
    QSet<QString> reasons;
    for (const QJsonObject &line : journalLines())
        reasons.insert(line.value("reason"_L1).toString());
    QVERIFY(reasons.contains(u"Tundra retired, HPC-7, {json}"_s));
}

void TestCommandMany::offeringsAreAskedAgainOnceEach()
{
    Program program;
    const DemoProcess demo(program);
    program.setVariable(u"WALDESK_TOKEN"_s, demo.token(u"staff"_s));
    const auto run = [&](const QStringList &words, const QByteArray &input = {}) {
        return program.run(words + QStringList{u"--server"_s, demo.url()}, input);
    };
    const auto total = [&] {
        return run({u"count"_s}).out.split('\t').last().trimmed().toInt();
    };
    const int before = total();
    const QByteArray rows = run({u"list"_s, u"--all"_s, u"--format"_s, u"jsonl"_s}).out;
    QSet<QString> offerings;
    QSet<QString> open;
    for (const QByteArray &line : linesOf(rows)) {
        const QJsonObject row = QJsonDocument::fromJson(line).object();
        offerings.insert(row.value("offering"_L1).toString());
        const QString state = row.value("state"_L1).toString();
        if (state == u"Sent" || state == u"Processing")
            open.insert(row.value("offering"_L1).toString());
    }
    // All of them are planned: an offering where a request is open is left alone.
    const Ran plan = run({u"create"_s, u"--query"_s, u"created:>2000-01-01"_s, u"--format"_s, u"jsonl"_s});
    QVERIFY2(plan.status == 0, plan.err.constData());
    QMap<QString, int> planned;
    for (const QByteArray &line : linesOf(plan.out))
        ++planned[QJsonDocument::fromJson(line).object().value("plan"_L1).toString()];
    QCOMPARE(planned.value(u"already"_s), int(open.size()));
    QCOMPARE(planned.value(u"will-change"_s), int((offerings - open).size()));
    QCOMPARE(total(), before);
    // Every open one is ended, then all offerings are asked, each once, and waited for.
    const Ran ended =
        run({u"err"_s, u"--query"_s, u"state:sent,processing"_s, u"--message"_s, u"again"_s, u"--plan"_s});
    const QByteArray number = ended.err.mid(ended.err.indexOf("--yes ") + 6).split('.').first();
    QCOMPARE(run({u"err"_s, u"--query"_s, u"state:sent,processing"_s, u"--message"_s, u"again"_s, u"--yes"_s,
                  QString::fromLatin1(number)})
                 .status,
             0);
    const Ran asked = run({u"create"_s, u"--from"_s, u"-"_s, u"--wait"_s, u"0"_s}, rows);
    QCOMPARE(asked.status, 7); // nobody answers them here
    QCOMPARE(linesOf(asked.out).size(), offerings.size());
    for (const QByteArray &line : linesOf(asked.out))
        QVERIFY2(line.indexOf('\t') == 32 && line.contains("\tdone\t"), line.constData());
    QVERIFY2(asked.err.contains("is still Sent"), asked.err.constData());
    QCOMPARE(total(), before + int(offerings.size()));
    // A uuid alone is that of an offering; again would be a double.
    const Ran again = run({u"create"_s, u"--from"_s, u"-"_s}, offerings.begin()->toLatin1());
    QCOMPARE(again.status, 0);
    QVERIFY(again.out.isEmpty());
    QVERIFY2(again.err.contains("1 asked already"), again.err.constData());
    QCOMPARE(total(), before + int(offerings.size()));
}

void TestCommandMany::racesAreToldAsTheyWere()
{
    DemoProcess demo(*m_program, {u"--races"_s, u"--requests"_s, u"400"_s});
    m_program->setVariable(u"WALDESK_TOKEN"_s, demo.token(u"staff"_s));
    const QStringList server{u"--server"_s, demo.url()};
    const Ran plan = m_program->run(QStringList{u"err"_s, u"--message"_s, u"ours"_s, u"--query"_s, u"is:open"_s,
                                                u"--plan"_s, u"--format"_s, u"jsonl"_s} +
                                    server);
    const auto count = plan.out.count("will-change");
    QVERIFY2(count > 0, plan.err.constData());
    const Ran ran = m_program->run(QStringList{u"err"_s, u"--message"_s, u"ours"_s, u"--query"_s, u"is:open"_s,
                                               u"--settle"_s, u"1"_s, u"--yes"_s, QString::number(count)} +
                                   server);
    const auto lines = linesOf(ran.out);
    QCOMPARE(lines.size(), count);
    for (const QByteArray &line : lines) {
        const QList<QByteArray> cells = line.split('\t');
        const Ran show =
            m_program->run(QStringList{u"show"_s, QString::fromLatin1(cells.at(0)), u"--format"_s, u"json"_s} + server);
        const QJsonObject row = QJsonDocument::fromJson(show.out).object();
        const bool isOurs =
            row.value(u"state"_s).toString() == u"Erred" && row.value(u"error_message"_s).toString() == u"ours";
        QVERIFY2((cells.at(1) == "done") == isOurs || cells.at(1) == "unknown", (line + show.out).constData());
    }
}

QTEST_GUILESS_MAIN(TestCommandMany)
#include "tst_commandmany.moc"
