// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/causearchive.h"
#include "tests/app/commandlinehelper.h"
#include "tests/support/builders.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QMap>
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
    void aCreateThatWasCarriedOutIsFound_data();
    void aCreateThatWasCarriedOutIsFound();
    void wordStatusAndJournalAreOne_data();
    void wordStatusAndJournalAreOne();
    void aRowIsReadOnceBeforeTheWrite();
    void laterItIsSettled();
    void theTokenIsNeverShown();
    void aTracebackFileIsSentAsItIs();
    void aTracebackFileThatIsNoTextIsRefused_data();
    void aTracebackFileThatIsNoTextIsRefused();
    void groupsAndListAgree();
    void causesAreThoseOfTheWindow();
    void causesNeedAMemory_data();
    void causesNeedAMemory();
    void anUnfinishedListSaysSo();
    void aTornListSaysSo_data();
    void aTornListSaysSo();
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

    /// users/me, one Sent row, and how a write on it is answered and what it is after it.
    void serveRow(const Reply &reply, const QByteArray &stateAfter)
    {
        m_server->on("GET", "/api/users/me/", Reply::json("{\"uuid\":\"" + rowUuid(9) + "\",\"username\":\"mari\"}"));
        m_posted = false;
        m_server->on("GET", ListPath, [this, stateAfter](const Seen &) {
            Row row = numbered(1);
            row.state = m_posted ? stateAfter : "Sent";
            return Reply::json(row.toJson());
        });
        m_server->on("POST", ListPath, [this, reply](const Seen &) {
            m_posted = true;
            return reply;
        });
    }
    [[nodiscard]] QString journalFile() const
    {
        QDirIterator files(m_program->home(), {u"journal.jsonl"_s}, QDir::Files | QDir::Hidden,
                           QDirIterator::Subdirectories);
        return files.hasNext() ? files.next() : QString();
    }
    [[nodiscard]] QList<QJsonObject> journalLines() const
    {
        QFile file(journalFile());
        QList<QJsonObject> lines;
        if (!file.open(QIODevice::ReadOnly))
            return lines;
        for (const QByteArray &line : linesOf(file.readAll()))
            lines += QJsonDocument::fromJson(line).object();
        return lines;
    }

    std::unique_ptr<Program> m_program;
    std::unique_ptr<ScriptedServer> m_server;
    bool m_posted = false;
};

void TestCommandFaults::init()
{
    m_program = std::make_unique<Program>();
    m_server = std::make_unique<ScriptedServer>();
    m_program->setVariable(u"WALDESK_TOKEN"_s, u"0123456789abcdef"_s);
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
    const Ran ran = m_program->run(at({u"show"_s, uuid}));
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
    const Ran ran = m_program->run(at({u"create"_s, u"--offering"_s, QString(32, u'a'), u"--settle"_s, u"0"_s}));
    QVERIFY2(ran.status == 7, ran.err.constData());
    QVERIFY(ran.out.isEmpty());
    QCOMPARE(m_server->count("POST", ListPath), 1); // sent once, ever
}

void TestCommandFaults::aCreateThatWasCarriedOutIsFound_data()
{
    QTest::addColumn<Reply>("reply");
    const QByteArray page = "<h1>Error</h1>";
    for (const int status : {500, 502, 503, 504})
        QTest::newRow(QByteArray::number(status).constData()) << Reply::html(page, status);
    QTest::newRow("none") << Reply::closeUnheard();
}

void TestCommandFaults::aCreateThatWasCarriedOutIsFound()
{
    QFETCH(Reply, reply);
    bool made = false;
    m_server->on("GET", "/api/users/me/", Reply::json("{\"uuid\":\"" + rowUuid(9) + "\",\"username\":\"mari\"}"));
    m_server->on("GET", ListPath, [&made](const Seen &seen) {
        QList<QByteArray> rows;
        if (made)
            rows += numbered(7).toJson();
        return pageOf(rows, seen);
    });
    m_server->on("POST", ListPath, [&made, reply](const Seen &) {
        made = true;
        return reply;
    });
    const Ran ran = m_program->run(at({u"create"_s, u"--offering"_s, QString(32, u'a')}));
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(ran.out, rowUuid(7) + '\n');
    QVERIFY(!ran.err.isEmpty()); // that the answer was none is said
    QCOMPARE(m_server->count("POST", ListPath), 1);
}

void TestCommandFaults::wordStatusAndJournalAreOne_data()
{
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<QByteArray>("state"); // of the row after it
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("word");
    const QByteArray page = "<h1>Error</h1>";
    const Reply yes = Reply::json("{\"status\":\"ok\"}");
    const Reply conflict = Reply::json("{\"detail\":\"Valid states for operation: Sent.\"}", 409);
    QTest::newRow("200, Processing") << yes << QByteArray("Processing") << 0 << QByteArray("done");
    QTest::newRow("200, Sent") << yes << QByteArray("Sent") << 6 << QByteArray("overtaken");
    QTest::newRow("409, Processing") << conflict << QByteArray("Processing") << 6 << QByteArray("overtaken");
    QTest::newRow("409, Sent") << conflict << QByteArray("Sent") << 6 << QByteArray("refused");
    QTest::newRow("403, Sent") << Reply::json("{\"detail\":\"No.\"}", 403) << QByteArray("Sent") << 4
                               << QByteArray("refused");
    QTest::newRow("500, Processing") << Reply::html(page, 500) << QByteArray("Processing") << 7
                                     << QByteArray("unknown");
    QTest::newRow("500, Sent") << Reply::html(page, 500) << QByteArray("Sent") << 1 << QByteArray("refused");
    QTest::newRow("502, Processing") << Reply::html(page, 502) << QByteArray("Processing") << 7
                                     << QByteArray("unknown");
    QTest::newRow("504, Sent") << Reply::html(page, 504) << QByteArray("Sent") << 7 << QByteArray("unknown");
    QTest::newRow("none, Sent") << Reply::closeUnheard() << QByteArray("Sent") << 7 << QByteArray("unknown");
    QTest::newRow("none, Erred") << Reply::closeUnheard() << QByteArray("Erred") << 6 << QByteArray("overtaken");
}

void TestCommandFaults::wordStatusAndJournalAreOne()
{
    QFETCH(Reply, reply);
    QFETCH(QByteArray, state);
    QFETCH(int, status);
    QFETCH(QByteArray, word);
    serveRow(reply, state);
    const Ran ran = m_program->run(at({u"start"_s, QString::fromLatin1(rowUuid(1)), u"--settle"_s, u"0"_s}));
    QVERIFY2(ran.status == status, (ran.out + ran.err).constData());
    QVERIFY2(ran.out.startsWith(rowUuid(1) + '\t' + word + '\t'), ran.out.constData());
    QVERIFY(!ran.out.contains("agent"));
    const auto lines = journalLines();
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines[1].value(u"outcome"_s).toString().toLatin1(), word);
    if (status != 0)
        QVERIFY2(ran.err.contains(ran.out.trimmed().split('\t').at(2)), ran.err.constData());
}

void TestCommandFaults::aRowIsReadOnceBeforeTheWrite()
{
    serveRow(Reply::json("{\"status\":\"ok\"}"), "Processing");
    QCOMPARE(m_program->run(at({u"start"_s, QString::fromLatin1(rowUuid(1))})).status, 0);
    QByteArray order;
    for (const Seen &seen : m_server->seen()) {
        if (seen.target.startsWith(ListPath))
            order += seen.method.front();
    }
    QCOMPARE(order, QByteArray("GPG"));
}

/// Exit 7, and the next look at the row tells what became of it.
void TestCommandFaults::laterItIsSettled()
{
    serveRow(Reply::closeUnheard(), "Sent");
    const QString uuid = QString::fromLatin1(rowUuid(1));
    QCOMPARE(m_program->run(at({u"err"_s, uuid, u"--message"_s, u"ours"_s, u"--settle"_s, u"0"_s})).status, 7);
    Row row = numbered(1);
    row.state = "Erred";
    row.message = "ours";
    m_server->on("GET", ListPath, Reply::json(row.toJson()));
    QCOMPARE(m_program->run(at({u"show"_s, uuid})).status, 0);
    const auto lines = journalLines();
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[1].value(u"outcome"_s).toString(), u"unknown"_s);
    QCOMPARE(lines[2].value(u"phase"_s).toString(), u"settled"_s);
    QCOMPARE(lines[2].value(u"outcome"_s).toString(), u"done"_s);
}

void TestCommandFaults::theTokenIsNeverShown()
{
    serveRow(Reply::json("{\"detail\":\"you sent Authorization: Token 0123456789abcdef, or 0123456789abcdef\"}", 400),
             "Sent");
    const Ran ran = m_program->run(at({u"start"_s, QString::fromLatin1(rowUuid(1))}));
    QCOMPARE(ran.status, 1);
    QVERIFY2(!(ran.out + ran.err).contains("0123456789abcdef"), (ran.out + ran.err).constData());
    QFile journal(journalFile());
    QVERIFY(journal.open(QIODevice::ReadOnly));
    QVERIFY(!journal.readAll().contains("0123456789abcdef"));
}

void TestCommandFaults::aTracebackFileIsSentAsItIs()
{
    serveRow(Reply::json("{\"status\":\"ok\"}"), "Erred");
    const QString file = m_program->write(u"trace.txt"_s, "\xef\xbb\xbf  Traceback \xef\xbb\xbf\r\n\t\x01\n");
    const QString uuid = QString::fromLatin1(rowUuid(1));
    (void)m_program->run(at({u"err"_s, uuid, u"--message"_s, u"m"_s, u"--traceback-file"_s, file}));
    QByteArray body;
    for (const Seen &seen : m_server->seen()) {
        if (seen.method == "POST")
            body = seen.body;
    }
    const QString sent = QJsonDocument::fromJson(body).object().value(u"error_traceback"_s).toString();
    QCOMPARE(sent, u"  Traceback \ufeff\r\n\t\u0001\n"_s); // the mark at the start and nothing else
}

void TestCommandFaults::aTracebackFileThatIsNoTextIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("NUL") << QByteArray("ab\ncd\0e", 7) << QByteArray("NUL character, at byte 6, in line 2");
    QTest::newRow("Latin-1") << QByteArray("ab\n\n\xe9t") << QByteArray("not UTF-8, at byte 5, in line 3");
    QTest::newRow("cut off") << QByteArray("a\xe4\xb8") << QByteArray("at byte 2, in line 1");
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << QByteArray("at byte 1, in line 1");
    QTest::newRow("overlong of three") << QByteArray("a\xe0\x80\xaf") << QByteArray("at byte 2");
    QTest::newRow("a surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("at byte 1");
    QTest::newRow("past the last character") << QByteArray("\xf4\x90\x80\x80") << QByteArray("at byte 1");
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe"
                                          "a\0",
                                          4)
                            << QByteArray("at byte 4");
    QTest::newRow("a lone continuation") << QByteArray("abc\x80") << QByteArray("at byte 4");
}

void TestCommandFaults::aTracebackFileThatIsNoTextIsRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, says);
    const QString file = m_program->write(u"trace.txt"_s, bytes);
    const Ran ran = m_program->run(
        at({u"err"_s, QString::fromLatin1(rowUuid(1)), u"--message"_s, u"m"_s, u"--traceback-file"_s, file}));
    QCOMPARE(ran.status, 2);
    QVERIFY2(ran.err.contains(says), ran.err.constData());
    QVERIFY(m_server->seen().empty());
}

/// `list --query group:KEY` prints the rows that `group` puts under that key.
void TestCommandFaults::groupsAndListAgree()
{
    QList<QByteArray> all;
    for (int i = 0; i < 12; ++i) {
        Row row = numbered(i + 1);
        row.state = i % 4 == 3 ? "Done" : "Erred";
        row.message = i % 4 == 3 ? "" : i % 4 == 0 ? "Connection refused" : "list index out of range";
        all += row.toJson();
    }
    m_server->on("GET", ListPath, [all](const Seen &seen) { return pageOf(all, seen); });
    const QByteArray lines = all.join('\n') + '\n';
    const QString rules = m_program->write(u"rules.json"_s, R"({"waldesk":"cause-rules","version":1,"rules":[
        {"name":"network","field":"message","glob":"*refused*"}]})");
    QSet<QString> keysSeen;
    for (int run = 0; run < 6; ++run) {
        const QString level = QStringList{u"coarse"_s, u"normal"_s, u"exact"_s}[run % 3];
        const QStringList own = run < 3 ? QStringList() : QStringList{u"--rules"_s, rules};
        const Ran groups = m_program->run(QStringList{u"group"_s, u"--level"_s, level} + own, lines);
        QMap<QString, QList<QByteArray>> byKey;
        const auto keys = linesOf(groups.out);
        QCOMPARE(keys.size(), all.size());
        for (qsizetype i = 0; i < keys.size(); ++i) {
            const QString key = QJsonDocument::fromJson(keys[i]).object().value(u"key"_s).toString();
            if (i % 4 != 3)
                byKey[key] += all[i];
        }
        QVERIFY(!byKey.isEmpty());
        for (auto group = byKey.cbegin(); group != byKey.cend(); ++group)
            keysSeen.insert(group.key());
        for (auto group = byKey.cbegin(); group != byKey.cend(); ++group) {
            const Ran list = m_program->run(at(
                QStringList{u"list"_s, u"--all"_s, u"--format"_s, u"jsonl"_s, u"--query"_s, u"group:"_s + group.key()} +
                own));
            const Ran count =
                m_program->run(at(QStringList{u"count"_s, u"--query"_s, u"group:"_s + group.key()} + own));
            QVERIFY2(count.out.contains("Erred\t" + QByteArray::number(group.value().size()) + '\n'),
                     count.out.constData());
            QVERIFY2(list.status == 0, list.err.constData());
            QCOMPARE(linesOf(list.out), group.value());
        }
    }
    QVERIFY(keysSeen.size() > 6); // the rule made keys of its own
    const Ran who = m_program->run(at({u"list"_s, u"--format"_s, u"jsonl"_s, u"--query"_s, u"who:nonsense"_s}));
    QCOMPARE(who.status, 2);
    QCOMPARE(m_program->run(at({u"list"_s, u"--query"_s, u"group:nonsense"_s})).status, 2);
}

/// The profile's merges, rules and patterns count as in the window, and a command leaves no trace in what it remembers.
void TestCommandFaults::causesAreThoseOfTheWindow()
{
    const auto ago = [](int minutes) {
        return QDateTime::currentDateTimeUtc().addSecs(-60LL * minutes).toString(Qt::ISODate).toLatin1();
    };
    // One message each; Done requests follow the first of them on an offering of its own.
    const QByteArrayList messages{"disk is full", "list index out of range", "never seen before", "quota exceeded"};
    QList<QByteArray> all;
    QMap<QByteArray, QByteArrayList> uuids; // by message
    const auto add = [&](int number, const QByteArray &message, int minutes, const QByteArray &offering) {
        Row row = numbered(number);
        row.state = message.isEmpty() ? "Done" : "Erred";
        row.message = message;
        row.offering = offering;
        row.created = row.modified = row.started = row.finished = ago(minutes);
        all += row.toJson();
        uuids[message] += rowUuid(number);
    };
    const QByteArray quiet(32, 'b');
    const QByteArray busy(32, 'c');
    for (int i = 0; i < 30; ++i)
        add(100 - i, {}, 100 + i, quiet);
    add(50, messages[0], 3000, quiet);
    add(49, messages[1], 3010, busy);
    add(48, messages[2], 3020, busy);
    add(47, messages[3], 3030, busy);
    m_server->on("GET", ListPath, [all](const Seen &seen) {
        const QUrlQuery query = seen.query();
        QList<QByteArray> some;
        for (const QByteArray &json : all) {
            const QJsonObject row = QJsonDocument::fromJson(json).object();
            const auto is = [&](const QString &key, const QString &of) {
                const QStringList asked = query.allQueryItemValues(key);
                return asked.isEmpty() || asked.contains(row.value(of).toString());
            };
            const auto from = [&](const QString &key, const QString &of) {
                const QString asked = query.queryItemValue(key, QUrl::FullyDecoded);
                return asked.isEmpty() || QDateTime::fromString(row.value(of).toString(), Qt::ISODate) >=
                                              QDateTime::fromString(asked, Qt::ISODate);
            };
            if (is(u"state"_s, u"state"_s) && is(u"offering_uuid"_s, u"offering_uuid"_s) &&
                from(u"finished"_s, u"finished"_s) && from(u"modified_after"_s, u"modified"_s))
                some += json;
        }
        return pageOf(some, seen);
    });
    const QString rules =
        m_program->write(u".config/waldesk/cause-rules.json"_s, R"({"waldesk":"cause-rules","version":1,"rules":[
        {"name":"network","field":"message","glob":"*out of range*"}]})");
    const auto keyOf = [this, rules](const QByteArray &message) {
        const Ran ran = m_program->run({u"group"_s, u"--rules"_s, rules}, "{\"error_message\":\"" + message + "\"}\n");
        return QJsonDocument::fromJson(ran.out).object().value(u"key"_s).toString().toLatin1();
    };
    m_program->write(u".config/waldesk/profiles.json"_s,
                     "{\"profiles\": [{\"name\": \"Tartu\", \"server\": \"" + m_server->url().toEncoded() + "\"}]}");
    m_program->write(u".config/waldesk/patterns/own.json"_s,
                     R"({"patterns":[{"id":"own-quota","match":{"anyText":["quota exceeded"]},"who":"offering-manager",
                      "pill":"quota","explanation":"Over quota.","todo":"Raise it."}]})");
    const QString file = m_program->home() + u"/.local/share/waldesk/profiles/tartu/causes.sqlite"_s;
    const auto now = waldesk::domain::Timestamp::now();
    QDir().mkpath(QFileInfo(file).absolutePath());
    {
        waldesk::archive::CauseArchive archive(file);
        QTRY_VERIFY(archive.isOpen());
        const auto longAgo = now - waldesk::domain::Duration::seconds(86'400LL * 4);
        archive.setNewSince(longAgo);
        archive.setVisitEnd(longAgo);
        for (const QByteArray &known : {messages[0], messages[1], messages[3]})
            archive.setRead(keyOf(known), now);
        archive.setMerged(keyOf(messages[3]), keyOf(messages[0]));
    }
    const auto listed = [this](const QByteArray &query) {
        const Ran ran = m_program->run({u"list"_s, u"--profile"_s, u"Tartu"_s, u"--all"_s, u"--format"_s, u"jsonl"_s,
                                        u"--query"_s, QString::fromUtf8("state:erred " + query)});
        if (ran.status != 0)
            return QByteArrayList{ran.err};
        QByteArrayList found;
        for (const QByteArray &line : linesOf(ran.out))
            found += QJsonDocument::fromJson(line).object().value(u"uuid"_s).toString().toLatin1();
        return found;
    };
    const QByteArrayList merged = uuids[messages[0]] + uuids[messages[3]];
    QCOMPARE(listed("group:" + keyOf(messages[0])), merged);
    QCOMPARE(listed("group:" + keyOf(messages[3])), merged); // what `group` prints of it leads to the same
    QCOMPARE(listed("group:u1:*"), uuids[messages[1]]);
    QCOMPARE(listed("who:offering-manager"), uuids[messages[3]]);
    QCOMPARE(listed("cause:new"), uuids[messages[2]]);
    QCOMPARE(listed("cause:new"), uuids[messages[2]]); // and again: looking is not reading
    QCOMPARE(listed("cause:back"), QByteArrayList());
    QCOMPARE(listed("is:new"), uuids[messages[2]]);
    QCOMPARE(listed("is:new,open"), uuids[messages[2]]);
    QCOMPARE(listed("-cause:new"), uuids[messages[0]] + uuids[messages[1]] + uuids[messages[3]]);
    QCOMPARE(listed("cause:ongoing"), uuids[messages[0]] + uuids[messages[1]] + uuids[messages[3]]);
    {
        waldesk::archive::CauseArchive after(file);
        QTRY_VERIFY(after.isOpen());
        QVERIFY(*after.visitEnd() < now);
        QVERIFY(!after.find(keyOf(messages[2])));
        // From here on it is what an account with another token has seen.
        after.setPerson(*waldesk::domain::Uuid::tryParse(QByteArrayView("11111111111111111111111111111111")), 11);
    }
    const auto answerAs = [this](char person) {
        m_server->on("GET", "/api/users/me/",
                     Reply::json(R"({"uuid":")" + QByteArray(32, person) + R"(","username":"a","permissions":[]})"));
    };
    answerAs('1');
    QCOMPARE(listed("group:" + keyOf(messages[3])), merged);
    QCOMPARE(m_server->count("GET", "/api/users/me/"), 0); // merges are of who made them here
    QCOMPARE(listed("cause:new"), uuids[messages[2]]);
    QCOMPARE(m_server->count("GET", "/api/users/me/"), 1);
    answerAs('2');
    QCOMPARE(listed("group:" + keyOf(messages[3])), merged);
    const QByteArrayList refused = listed("cause:new");
    QVERIFY2(refused.size() == 1 && refused.front().contains("for this account"), refused.join().constData());
    m_server->on("GET", "/api/users/me/", Reply::json(R"({"detail":"Invalid token."})", 401));
    QVERIFY(!listed("cause:new").join().contains("for this account"));
}

void TestCommandFaults::causesNeedAMemory_data()
{
    QTest::addColumn<QStringList>("connection");
    QTest::newRow("a server that is not saved") << QStringList();
    QTest::newRow("the demo") << QStringList{u"--demo"_s};
    QTest::newRow("a profile that was never opened") << QStringList{u"--profile"_s, u"Tartu"_s};
}

void TestCommandFaults::causesNeedAMemory()
{
    QFETCH(QStringList, connection);
    m_program->write(u".config/waldesk/profiles.json"_s,
                     "{\"profiles\": [{\"name\": \"Tartu\", \"server\": \"" + m_server->url().toEncoded() + "\"}]}");
    for (const QString &command : {u"list"_s, u"count"_s}) {
        const QStringList words{command, u"--query"_s, u"cause:new"_s};
        const Ran ran = m_program->run(connection.isEmpty() ? at(words) : words + connection);
        QCOMPARE(ran.status, 2);
        QVERIFY2(linesOf(ran.err).size() == 1 && ran.err.contains("cause:"), ran.err.constData());
        QVERIFY(ran.out.isEmpty());
    }
    QVERIFY(m_server->seen().empty());
}

void TestCommandFaults::anUnfinishedListSaysSo()
{
    QList<QByteArray> all;
    for (int i = 2000; i > 0; --i)
        all += numbered(i).toJson();
    m_server->on("GET", ListPath, [all](const Seen &seen) {
        return seen.number("page", 1) >= 13 ? Reply::json("{\"detail\":\"no\"}", 403) : pageOf(all, seen);
    });
    const Ran ran = m_program->run(at({u"list"_s, u"--all"_s, u"--format"_s, u"jsonl"_s}));
    QCOMPARE(ran.status, 4);
    const auto written = linesOf(ran.out).size();
    QVERIFY(written > 0 && written <= 1200);
    QString count = QString::number(written);
    if (written >= 1000)
        count.insert(count.size() - 3, u' ');
    QVERIFY2(ran.err.contains((count + u" of 2 000 were written"_s).toUtf8()), ran.err.constData());
    const Ran table = m_program->run(at({u"list"_s, u"--all"_s}));
    QVERIFY2(table.out.isEmpty() && table.err.contains("0 of 2 000 were written"), table.err.constData());
}

void TestCommandFaults::aTornListSaysSo_data()
{
    QTest::addColumn<QString>("format");
    for (const char *format : {"table", "json", "jsonl", "csv"})
        QTest::newRow(format) << QString::fromLatin1(format);
}

/// A cache that ignores the page number: what came is written, and nobody can take it for all.
void TestCommandFaults::aTornListSaysSo()
{
    QFETCH(QString, format);
    QList<QByteArray> first;
    for (int i = 4016; i > 3916; --i)
        first += numbered(i).toJson();
    m_server->on("GET", ListPath, Reply::json(jsonArray(first)).with("X-Result-Count", "4016"));
    const Ran ran = m_program->run(at({u"list"_s, u"--all"_s, u"--format"_s, format}));
    QVERIFY2(ran.status == 3, ran.err.constData());
    QVERIFY2(ran.err.contains("100 of 4 016 were written") && ran.err.contains("same rows"), ran.err.constData());
    QVERIFY(ran.out.contains(rowUuid(4016)) && ran.out.contains(rowUuid(3917)));
    const Ran limited = m_program->run(at({u"list"_s, u"--limit"_s, u"50"_s, u"--format"_s, format}));
    QVERIFY2(limited.status == 0, limited.err.constData()); // these are whole
    const Ran read = m_program->run(at({u"count"_s, u"--query"_s, u"has:error"_s}));
    QCOMPARE(read.status, 3);
    QVERIFY(read.out.isEmpty());
    // The cache takes the count off as well: nobody knows how many there are, and 100 are not all.
    m_server->on("GET", ListPath, Reply::json(jsonArray(first)));
    const Ran uncounted = m_program->run(at({u"list"_s, u"--all"_s, u"--format"_s, format}));
    QVERIFY2(uncounted.status == 3, uncounted.err.constData());
    QVERIFY2(uncounted.err.contains("100 were written") && uncounted.err.contains("is not told"),
             uncounted.err.constData());
}

void TestCommandFaults::aRefusedConnectionIsNoAnswer()
{
    const QStringList words = at({u"count"_s});
    m_server.reset();
    const Ran ran = m_program->run(words);
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
    const Ran csv = m_program->run(at({u"list"_s, u"--format"_s, u"csv"_s}));
    QVERIFY2(csv.status == 0, csv.err.constData());
    QVERIFY2(csv.out.contains("\"'=cmd|' /C calc'!A0, \"\"x\"\"\nsecond\","), csv.out.constData());
    const Ran table = m_program->run(at({u"list"_s}));
    QVERIFY(!table.out.contains('\x1b') && !table.out.contains('\x07'));
    QCOMPARE(linesOf(table.out).size(), 2);
}

void TestCommandFaults::linesStayLines()
{
    const QByteArray pretty = Row().toJson().replace(",\"", ",\n  \"");
    m_server->on("GET", ListPath, [pretty](const Seen &seen) { return pageOf({pretty, numbered(2).toJson()}, seen); });
    const Ran ran = m_program->run(at({u"list"_s, u"--format"_s, u"jsonl"_s}));
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
    const Ran ran = m_program->run(at({u"list"_s, u"--created-before"_s, u"2026-02-01"_s, u"--format"_s, u"jsonl"_s}));
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
    const Ran ran = m_program->run(
        at({u"list"_s, u"--query"_s, u"message:odd"_s, u"--limit"_s, u"120"_s, u"--format"_s, u"jsonl"_s}));
    QVERIFY2(ran.status == 0, ran.err.constData());
    QCOMPARE(linesOf(ran.out).size(), 120);
    QVERIFY(m_server->count("GET", ListPath) < 15); // not all of the 20 pages
}

QTEST_GUILESS_MAIN(TestCommandFaults)
#include "tst_commandfaults.moc"
