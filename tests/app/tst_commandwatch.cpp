// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/connection.h"
#include "models/archive/causedatabase.h"
#include "models/domain/cause/fingerprint.h"
#include "tests/app/commandlinehelper.h"
#include "tests/support/livinglist.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace waldesk;
using namespace waldesk::testapp;
using namespace waldesk::testsupport;
using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 Second = 1'000'000;
constexpr char Traceback[] = "Traceback (most recent call last):\n  File \"/opt/agent/backend.py\", line 7, in pull\n"
                             "    client.list()\nBackendError: boom\n";

/// `waldesk watch` on a list that plays now, looked at each second.
struct Watch {
    Watch()
    {
        const qint64 start = now() - 3600 * Second;
        for (int number = 1; number <= 5; ++number)
            list.add(number, start + number * Second);
        list.serve(server);
        QDir(program.home()).mkpath(u".config/waldesk"_s);
        program.write(u".config/waldesk/window.ini"_s, "[live]\nopen=1\nfirstWait=1\nlongestWait=1\n");
        program.setVariable(u"WALDESK_TOKEN"_s, u"0123456789abcdef0123456789abcdef01234567"_s);
    }
    /// The server's clock decides, and stands until the test moves it on.
    void followClock(const qint64 &time)
    {
        for (const char *method : {"GET", "HEAD"}) {
            server.on(method, ListPath, [this, &time, method](const Seen &seen) {
                const Reply reply = qstrcmp(method, "GET") == 0 ? list.reply(seen) : list.count(seen);
                return reply.with("Date", httpDate(domain::Timestamp{time}));
            });
        }
    }
    [[nodiscard]] bool start(const QStringList &words)
    {
        process = program.start(QStringList{u"watch"_s, u"--server"_s, server.url().toString()} + words);
        // It watches once it asks for what changed.
        return QTest::qWaitFor(
            [this] {
                return std::ranges::any_of(server.seen(),
                                           [](const Seen &seen) { return seen.query().hasQueryItem(u"modified"_s); });
            },
            30'000);
    }
    void read()
    {
        out += process->readAllStandardOutput();
        err += process->readAllStandardError();
    }
    [[nodiscard]] int lines()
    {
        read();
        return int(out.count('\n'));
    }
    /// The exit status after Ctrl+C.
    [[nodiscard]] int interrupt()
    {
        ::kill(pid_t(process->processId()), SIGINT);
        return ended();
    }
    [[nodiscard]] int ended()
    {
        if (!QTest::qWaitFor([this] { return process->state() == QProcess::NotRunning; }, 30'000))
            return -1;
        read();
        return process->exitStatus() == QProcess::NormalExit ? process->exitCode() : -2;
    }
    [[nodiscard]] static qint64 now() { return domain::Timestamp::now().microseconds; }

    Program program;
    ScriptedServer server;
    LivingList list;
    std::unique_ptr<QProcess> process;
    QByteArray out;
    QByteArray err;
};

QJsonObject objectOf(const QByteArray &line)
{
    return QJsonDocument::fromJson(line).object();
}

} // namespace

class TestCommandWatch : public QObject
{
    Q_OBJECT
private slots:
    void printsEventsAsTheyCome();
    void printsWhatMatchesNowOrDid();
    void tellsWhatBecomesStuck();
    void itsQueryFollowsTheClock();
    void choosesWhatIsStuckOrMine();
    void tellsWhatIsGone();
    void knowsTheCausesOfBefore();
    void knowsWhatItsOwnAccountHasSeen_data();
    void knowsWhatItsOwnAccountHasSeen();
    void survivesAServerThatGoesAway();
    void endsWhereTheTokenIsRefused();
    void endsWhereNothingAnswersAtFirst();
    void saysInWordsWhatHappened();
    void refusesWordsThatAreOff();
};

void TestCommandWatch::printsEventsAsTheyCome()
{
    Watch watch;
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s}));
    watch.list.move(2, "Processing", Watch::now());
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 1, 20'000);
    watch.list.add(77, Watch::now());
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 2, 20'000);
    watch.list.at(2).row.traceback = Traceback;
    watch.list.move(2, "Erred", Watch::now(), "sacctmgr: error: Connection refused");
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 4, 20'000); // and its cause, which is new here
    QCOMPARE(watch.interrupt(), 0);
    const QList<QByteArray> lines = linesOf(watch.out);
    const QJsonObject changed = objectOf(lines.at(0));
    QCOMPARE(changed.value(u"event"_s).toString(), u"changed"_s);
    QCOMPARE(changed.value(u"before"_s).toString(), u"Sent"_s);
    QCOMPARE(changed.value(u"request"_s).toObject().value(u"state"_s).toString(), u"Processing"_s);
    QCOMPARE(changed.value(u"request"_s).toObject().value(u"uuid"_s).toString().toLatin1(), rowUuid(2));
    QVERIFY(domain::Timestamp::tryParse(changed.value(u"time"_s).toString().toLatin1()));
    QCOMPARE(objectOf(lines.at(1)).value(u"event"_s).toString(), u"new"_s);
    QVERIFY(objectOf(lines.at(1)).value(u"before"_s).isNull());
    QCOMPARE(objectOf(lines.at(2)).value(u"event"_s).toString(), u"ended"_s);
    QCOMPARE(objectOf(lines.at(2)).value(u"before"_s).toString(), u"Processing"_s);
    QCOMPARE(objectOf(lines.at(3)).value(u"event"_s).toString(), u"new-cause"_s);
    QVERIFY(objectOf(lines.at(3)).value(u"cause"_s).toString().startsWith(u"w"_s));
    const domain::ErrorText error{"sacctmgr: error: Connection refused", Traceback};
    QCOMPARE(objectOf(lines.at(3)).value(u"title"_s).toString(), domain::fingerprint(error).line());
    QCOMPARE(watch.err, QByteArray());
}

void TestCommandWatch::printsWhatMatchesNowOrDid()
{
    Watch watch;
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s, u"--query"_s, u"state:sent"_s}));
    watch.list.move(1, "Processing", Watch::now()); // it leaves the query
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 1, 20'000);
    watch.list.move(1, "Done", Watch::now());
    watch.list.add(78, Watch::now());
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 2, 20'000);
    QCOMPARE(watch.interrupt(), 0);
    QCOMPARE(objectOf(linesOf(watch.out).at(1)).value(u"event"_s).toString(), u"new"_s);
}

void TestCommandWatch::tellsWhatBecomesStuck()
{
    Watch watch;
    const qint64 start = Watch::now();
    qint64 time = start;
    watch.followClock(time);
    watch.list.add(90, start - 10 * 60 * Second); // stuck after 15 minutes
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s}));
    // Those that were stuck at the start are no event: why they are is known when the lists are read on.
    QTRY_VERIFY_WITH_TIMEOUT(watch.server.count("GET", "/api/marketplace-site-agent-identities/") > 0, 30'000);
    const int pages = watch.list.pages;
    QTRY_VERIFY_WITH_TIMEOUT(watch.list.pages > pages + 2, 30'000);
    QCOMPARE(watch.lines(), 0);
    time = start + 6 * 60 * Second;
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 1, 30'000);
    watch.list.move(90, "Processing", time);
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 2, 20'000);
    QCOMPARE(watch.interrupt(), 0);
    const QJsonObject stuck = objectOf(linesOf(watch.out).at(0));
    QCOMPARE(stuck.value(u"event"_s).toString(), u"stuck"_s);
    QCOMPARE(stuck.value(u"request"_s).toObject().value(u"uuid"_s).toString().toLatin1(), rowUuid(90));
    QVERIFY(!stuck.value(u"stuck"_s).toObject().value(u"sentence"_s).toString().isEmpty());
    QVERIFY(stuck.value(u"stuck"_s).toObject().contains(u"reason"_s));
    QCOMPARE(objectOf(linesOf(watch.out).at(1)).value(u"event"_s).toString(), u"changed"_s);
}

void TestCommandWatch::itsQueryFollowsTheClock()
{
    Watch watch;
    const qint64 start = Watch::now();
    qint64 time = start;
    watch.followClock(time);
    watch.list.add(90, start - 10 * 60 * Second);
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s, u"--query"_s, u"age:>15m offering:*"_s}));
    watch.list.move(90, "Processing", time + Second);
    watch.list.move(1, "Processing", time + Second); // an hour old
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 1, 30'000);
    time = start + 6 * 60 * Second;
    watch.list.move(90, "Done", time);
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 2, 30'000);
    QCOMPARE(watch.interrupt(), 0);
    QCOMPARE(objectOf(linesOf(watch.out).at(1)).value(u"request"_s).toObject().value(u"uuid"_s).toString().toLatin1(),
             rowUuid(90));
}

void TestCommandWatch::choosesWhatIsStuckOrMine()
{
    Watch watch;
    watch.list.add(90, Watch::now() - 60 * Second);
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s, u"--query"_s, u"is:stuck"_s}));
    watch.list.move(90, "Done", Watch::now()); // is not stuck
    watch.list.move(1, "Done", Watch::now());  // was, for an hour
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 1, 20'000);
    QCOMPARE(watch.interrupt(), 0);
    QCOMPARE(objectOf(linesOf(watch.out).at(0)).value(u"request"_s).toObject().value(u"uuid"_s).toString().toLatin1(),
             rowUuid(1));
    Watch mine;
    QVERIFY(mine.start({u"--query"_s, u"is:mine"_s}));
    const int asked = mine.server.count("GET", ListPath);
    mine.list.move(1, "Done", Watch::now());
    QTRY_VERIFY_WITH_TIMEOUT(mine.server.count("GET", ListPath) >= asked + 3, 20'000);
    QCOMPARE(mine.lines(), 0); // nothing was asked for from this home
    QCOMPARE(mine.interrupt(), 0);
}

void TestCommandWatch::tellsWhatIsGone()
{
    Watch watch;
    watch.program.write(u".config/waldesk/window.ini"_s, "[live]\nopen=1\nfirstWait=1\nlongestWait=1\ncountEvery=1\n");
    constexpr char Deleted[] = "0ff00000000000000000000000000009";
    watch.list.add(60, Watch::now() - 60 * Second, "Sent", Deleted);
    watch.list.add(61, Watch::now() - 50 * Second, "Sent", Deleted);
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s}));
    watch.list.move(61, "Done", Watch::now());
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 1, 20'000);
    watch.list.removeOffering(Deleted); // takes the open one, and the one that has ended
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 3, 20'000);
    QCOMPARE(watch.interrupt(), 0);
    QSet<QByteArray> gone;
    for (int line : {1, 2}) {
        const QJsonObject event = objectOf(linesOf(watch.out).at(line));
        QCOMPARE(event.value(u"event"_s).toString(), u"gone"_s);
        gone.insert(event.value(u"request"_s).toObject().value(u"uuid"_s).toString().toLatin1());
    }
    QCOMPARE(gone, (QSet<QByteArray>{rowUuid(60), rowUuid(61)}));
}

void TestCommandWatch::knowsTheCausesOfBefore()
{
    Watch watch;
    LivingList::Item &old = watch.list.add(50, Watch::now() - 24 * 3600 * Second, "Erred");
    old.row.message = "sacctmgr: error: Connection refused";
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s}));
    watch.list.move(2, "Erred", Watch::now(), "sacctmgr: error: Connection refused");
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 1, 20'000);
    watch.list.move(3, "Erred", Watch::now(), "KeyError: 'organization'");
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 3, 20'000);
    QCOMPARE(watch.interrupt(), 0);
    QCOMPARE(objectOf(linesOf(watch.out).at(0)).value(u"event"_s).toString(), u"ended"_s);
    QCOMPARE(objectOf(linesOf(watch.out).at(2)).value(u"event"_s).toString(), u"new-cause"_s);
}

void TestCommandWatch::knowsWhatItsOwnAccountHasSeen_data()
{
    QTest::addColumn<bool>("isSameToken"); // that the window was used with
    QTest::addColumn<bool>("isSameAccount");
    QTest::addColumn<bool>("isKnown");
    QTest::addRow("the token of the window") << true << true << true;
    QTest::addRow("another token of the same account") << false << true << true;
    QTest::addRow("the token of another account") << false << false << false;
}

/// A window of this account, or of another one, has seen the cause 40 days ago; a person has named it.
void TestCommandWatch::knowsWhatItsOwnAccountHasSeen()
{
    QFETCH(bool, isSameToken);
    QFETCH(bool, isSameAccount);
    QFETCH(bool, isKnown);
    Watch watch;
    const domain::ErrorText error{"sacctmgr: error: Connection refused", {}};
    const QByteArray key = domain::fingerprint(error).key(domain::GroupingLevel::Normal);
    const domain::Timestamp lately{Watch::now() - 3600 * Second};
    api::Connection window;
    window.token = isSameToken ? "0123456789abcdef0123456789abcdef01234567" : "another";
    const QString port = QString::number(watch.server.url().port());
    const QString file = watch.program.home() + u"/.local/share/waldesk/servers/127%2E0%2E0%2E1_"_s + port;
    QVERIFY(QDir().mkpath(file));
    {
        archive::CauseDatabase causes(file + u"/causes.sqlite"_s);
        QCOMPARE(causes.open(), QString());
        QVERIFY(!causes.claim(
            {*domain::Uuid::tryParse(QByteArrayView("11111111111111111111111111111111")), window.tokenMark()}));
        using enum archive::CauseWrite::What;
        const domain::Timestamp before{Watch::now() - 40LL * 86'400 * Second};
        QCOMPARE(causes
                     .write({{Sighting, key, u"seen"_s, before, lately},
                             {Name, key, u"The accounting"_s, {}, {}},
                             {NewSince, {}, {}, before, {}}})
                     .trouble,
                 QString());
    }
    const QByteArray person(32, isSameAccount ? '1' : '2');
    watch.server.on("GET", "/api/users/me/",
                    Reply::json(R"({"uuid":")" + person + R"(","username":"ada","permissions":[]})"));
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s}));
    watch.list.move(2, "Erred", Watch::now(), error.message);
    watch.list.move(3, "Done", Watch::now() + Second);
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), isKnown ? 2 : 3, 20'000);
    QCOMPARE(watch.interrupt(), 0);
    QCOMPARE(watch.server.count("GET", "/api/users/me/"), isSameToken ? 0 : 1);
    const auto isNew = [](const QByteArray &line) {
        return objectOf(line).value(u"event"_s) == u"new-cause"_s;
    };
    const QList<QByteArray> lines = linesOf(watch.out);
    const auto found = std::ranges::find_if(lines, isNew);
    QCOMPARE(found == lines.end(), isKnown);
    // The name is of who wrote it here, whatever account that was with.
    QVERIFY(isKnown || objectOf(*found).value(u"title"_s).toString().contains(u"The accounting"_s));
}

void TestCommandWatch::survivesAServerThatGoesAway()
{
    Watch watch;
    QVERIFY(watch.start({u"--format"_s, u"jsonl"_s}));
    watch.server.on("GET", ListPath, Reply::reset());
    QTRY_VERIFY_WITH_TIMEOUT((watch.read(), watch.err.count('\n') > 0), 30'000);
    const int asked = watch.server.count("GET", ListPath);
    QTRY_VERIFY_WITH_TIMEOUT(watch.server.count("GET", ListPath) > asked + 6, 30'000);
    watch.list.move(3, "Done", Watch::now());
    watch.list.serve(watch.server);
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 1, 30'000);
    QCOMPARE(watch.interrupt(), 0);
    QCOMPARE(watch.err.count('\n'), 1);
    QVERIFY(watch.err.startsWith("waldesk: "));
}

void TestCommandWatch::endsWhereTheTokenIsRefused()
{
    Watch watch;
    QVERIFY(watch.start({}));
    watch.server.on("GET", ListPath, Reply::json("{\"detail\":\"Invalid token.\"}", 401));
    QCOMPARE(watch.ended(), 4);
    QCOMPARE(watch.err.count('\n'), 1);
    QVERIFY(!watch.err.contains("0123456789abcdef"));
}

void TestCommandWatch::endsWhereNothingAnswersAtFirst()
{
    Watch watch;
    const QString root = watch.server.url().toString();
    watch.server.stopListening();
    watch.process = watch.program.start({u"watch"_s, u"--server"_s, root});
    QCOMPARE(watch.ended(), 3);
    QCOMPARE(watch.err.count('\n'), 1);
}

void TestCommandWatch::saysInWordsWhatHappened()
{
    Watch watch;
    QVERIFY(watch.start({}));
    watch.list.at(4).row.traceback = Traceback;
    watch.list.move(4, "Erred", Watch::now(), "boom \x1b[31m");
    QTRY_COMPARE_WITH_TIMEOUT(watch.lines(), 2, 20'000);
    QCOMPARE(watch.interrupt(), 0);
    QVERIFY2(watch.out.contains("ended"), watch.out.constData());
    QVERIFY(watch.out.contains("Sent -> Erred"));
    QVERIFY(watch.out.contains(rowUuid(4)));
    QVERIFY(!watch.out.contains('\x1b'));
}

void TestCommandWatch::refusesWordsThatAreOff()
{
    Program program;
    QCOMPARE(program.run({u"watch"_s, u"--demo"_s, u"--format"_s, u"csv"_s}).status, 2);
    QCOMPARE(program.run({u"watch"_s, u"--demo"_s, u"--query"_s, u"state:asleep"_s}).status, 2);
    QCOMPARE(program.run({u"watch"_s, u"--demo"_s, u"something"_s}).status, 2);
}

QTEST_GUILESS_MAIN(TestCommandWatch)
#include "tst_commandwatch.moc"
