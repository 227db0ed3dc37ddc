// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/transitionrunner.h"
#include "models/workflows/transitionverdict.h"
#include "tests/models/workflows/runnertable.h"
#include "tests/support/askednothing.h"
#include "tests/support/connections.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using archive::JournalEntry;
using domain::Action;
using domain::State;
using workflows::TransitionRunner;

Q_DECLARE_METATYPE(waldesk::testsupport::RunnerCase)

namespace
{

domain::Request requestOf(const Row &row)
{
    domain::Request request;
    const QByteArray uuid = row.uuid.isEmpty() ? rowUuid(row.number) : row.uuid;
    request.uuid = *domain::Uuid::tryParse(QByteArrayView(uuid));
    request.state = domain::stateFromWire(row.state);
    request.stateText = QString::fromLatin1(row.state);
    request.offering = *domain::Uuid::tryParse(QByteArrayView(row.offering));
    request.offeringName = QString::fromUtf8(row.offeringName);
    request.error = {row.message, row.traceback};
    return request;
}

/// A server, a client, a journal in a folder of its own, and one runner.
struct Desk {
    Desk()
    {
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
    }

    void begin(const TransitionRunner::Job &job, int settleMs = Short, bool goesOn = false)
    {
        runner = std::make_unique<TransitionRunner>(*client, journal, QStringLiteral("http://server/"),
                                                    QStringLiteral("ada"), job);
        TransitionRunner::Watch watch;
        watch.settleMs = settleMs;
        watch.firstPauseMs = 1;
        watch.goesOn = goesOn;
        runner->setWatch(watch);
        QObject::connect(runner.get(), &TransitionRunner::finished, runner.get(), [this] { ++finished; });
    }

    /// GETs of a list or a row: the network's own retries of a closed connection must not use up the script.
    void answer(const RunnerCase &c)
    {
        server.on("GET", ListPath, [this, gets = c.gets](const Seen &) {
            const auto at = std::min<qsizetype>(get, gets.size() - 1);
            if (gets[at].manner == Reply::Manner::Answer)
                ++get;
            return gets[at];
        });
        server.on("POST", ListPath, c.post);
    }

    QTemporaryDir folder;
    ScriptedServer server;
    archive::Journal journal{folder.filePath(QStringLiteral("journal.jsonl"))};
    std::unique_ptr<api::WaldurClient> client;
    std::unique_ptr<TransitionRunner> runner;
    qsizetype get = 0;
    int finished = 0;
};

TransitionRunner::Job jobOf(Action action, const Row &before)
{
    TransitionRunner::Job job;
    job.action = action;
    job.before = requestOf(before);
    job.reason = QStringLiteral("ticket 7");
    return job;
}

} // namespace

class TestTransitionRunner : public QObject
{
    Q_OBJECT

private slots:
    void endsAsItMust_data();
    void endsAsItMust();
    void sendsBothTexts();
    void aTokenRefusedAfterTheWriteIsWaitedFor_data();
    void aTokenRefusedAfterTheWriteIsWaitedFor();
    void isUndone();
    void isSentNow();
    void ticksWhileArmed();
    void announcesBeforeItSends();
    void sendsNothingWithoutAJournal();
    void isNotSilentWhenItDies();
    void waitsOutTheSilentServer();
    void watchesOnInTheWindow();
    void endsUnknownWhenNothingIsLearnt();
    void givesUpAReadingThatDoesNotComeBack();
    void keepsTheTokenOutOfJournalAndSentence();
    void tellsItsStates();
    void asksForTheOfferingsNewest();
    void mayBeDestroyedByItsListener();
    void comparesTextsAsTheServerStoresThem();
};

void TestTransitionRunner::endsAsItMust_data()
{
    QTest::addColumn<RunnerCase>("c");
    for (const RunnerCase &c : transitionCases() + createCases() + everyAnswer())
        QTest::newRow(c.name.constData()) << c;
}

void TestTransitionRunner::endsAsItMust()
{
    QFETCH(RunnerCase, c);
    Desk desk;
    desk.answer(c);
    TransitionRunner::Job job = jobOf(c.action, c.before);
    job.text = c.text;
    job.force = c.force;
    desk.begin(job, c.settleMs);
    desk.runner->arm(0);
    QTRY_COMPARE(desk.finished, 1);
    const TransitionRunner::Report &report = desk.runner->report();
    QCOMPARE(report.outcome, c.outcome);
    QVERIFY2(report.sentence.contains(QLatin1String(c.says)), qPrintable(report.sentence));
    QVERIFY(!report.sentence.isEmpty());
    QCOMPARE(report.sent, c.sent);
    QCOMPARE(desk.server.count("POST"), c.sent ? 1 : 0); // never a second one
    QCOMPARE(desk.runner->state(), TransitionRunner::State::Finished);

    const auto lines = archive::Journal::readFile(desk.journal.file());
    QCOMPARE(lines.damaged, 0);
    if (c.journal.isEmpty()) {
        QVERIFY(lines.entries.empty());
        return;
    }
    QCOMPARE(lines.entries.size(), size_t(2));
    const JournalEntry &before = lines.entries[0];
    const JournalEntry &after = lines.entries[1];
    QCOMPARE(before.phase, JournalEntry::Phase::Before);
    QCOMPARE(after.phase, JournalEntry::Phase::After);
    QCOMPARE(before.id, after.id);
    QCOMPARE(before.user, QStringLiteral("ada"));
    QCOMPARE(before.reason, QStringLiteral("ticket 7"));
    QCOMPARE(before.verb, workflows::verbOf(c.action));
    QCOMPARE(before.request.isNil(), workflows::isCreate(c.action));
    QCOMPARE(after.outcome, std::optional(report.outcome));
    QCOMPARE(domain::outcomeWord(report.outcome).toLatin1(), c.journal);
    QVERIFY2(!report.sentence.contains(QStringLiteral("agent")), qPrintable(report.sentence));
    QVERIFY(after.answer.endsWith(report.sentence));
    if (report.after && c.outcome != TransitionRunner::Outcome::Unknown && after.state != State::Unknown)
        QCOMPARE(after.state, report.after->state);
}

void TestTransitionRunner::sendsBothTexts()
{
    Desk desk;
    RunnerCase c;
    c.gets = {rowReply(rowIn(State::Sent)), rowReply(rowIn(State::Erred, 9, "only a message"))};
    c.post = Reply::json("{\"status\":\"ok\"}");
    desk.answer(c);
    TransitionRunner::Job job = jobOf(Action::SetErred, rowIn(State::Sent));
    job.text.message = "only a message";
    desk.begin(job);
    QSignalSpy read(desk.runner.get(), &TransitionRunner::rowRead);
    desk.runner->arm(0);
    QTRY_COMPARE(desk.finished, 1);
    QCOMPARE(desk.runner->report().outcome, TransitionRunner::Outcome::Done);
    QCOMPARE(read.count(), 2);
    const QByteArray body = desk.server.seen()[1].body;
    QVERIFY(body.contains("\"error_message\"") && body.contains("\"error_traceback\""));
    QVERIFY(desk.server.seen()[1].path().endsWith("/set_erred/"));
}

void TestTransitionRunner::aTokenRefusedAfterTheWriteIsWaitedFor_data()
{
    QTest::addColumn<bool>("someoneWatches");
    QTest::newRow("in the window") << true;
    QTest::newRow("on the command line") << false;
}

/// The server has carried the write out and then takes the token no more. Who watches hears at once that it is not
/// known, and what it was as soon as there is another token; a command has nobody who could give one.
void TestTransitionRunner::aTokenRefusedAfterTheWriteIsWaitedFor()
{
    QFETCH(bool, someoneWatches);
    constexpr int Long = 60'000; // the test would not last as long
    Desk desk;
    bool refused = false;
    bool written = false;
    desk.server.on("GET", ListPath, [&](const Seen &) {
        if (refused)
            return Reply::json("{\"detail\":\"Invalid token.\"}", 401);
        return rowReply(written ? rowIn(State::Erred, 9, "ours") : rowIn(State::Sent));
    });
    desk.server.on("POST", ListPath, [&](const Seen &) {
        refused = written = true;
        return Reply::json("{\"status\":\"ok\"}");
    });
    TransitionRunner::Job job = jobOf(Action::SetErred, rowIn(State::Sent));
    job.text.message = "ours";
    desk.begin(job, Long, someoneWatches);
    QSignalSpy unsettled(desk.runner.get(), &TransitionRunner::unsettled);
    desk.runner->arm(0);
    if (someoneWatches)
        QTRY_COMPARE(unsettled.count(), 1);
    else
        QTRY_COMPARE(desk.finished, 1);
    QCOMPARE(desk.runner->report().outcome, TransitionRunner::Outcome::Unknown);
    QCOMPARE(desk.finished, someoneWatches ? 0 : 1);
    if (!someoneWatches)
        return;
    refused = false;
    QTRY_COMPARE(desk.finished, 1);
    QCOMPARE(desk.runner->report().outcome, TransitionRunner::Outcome::Done);
    QCOMPARE(desk.server.count("POST"), 1);
    const auto lines = archive::Journal::readFile(desk.journal.file());
    QCOMPARE(lines.entries.size(), size_t(3));
    QCOMPARE(lines.entries.back().phase, JournalEntry::Phase::Settled);
    QCOMPARE(lines.entries.back().outcome, std::optional(TransitionRunner::Outcome::Done));
}

void TestTransitionRunner::isUndone()
{
    Desk desk;
    desk.begin(jobOf(Action::Start, rowIn(State::Sent)));
    desk.runner->arm(60'000);
    QVERIFY(desk.runner->remainingMs() > 50'000);
    QVERIFY(desk.runner->undo());
    QCOMPARE(desk.runner->state(), TransitionRunner::State::Undone);
    QVERIFY(!desk.runner->undo());
    desk.runner->sendNow();
    QCOMPARE(desk.runner->state(), TransitionRunner::State::Undone);
    QVERIFY(askedNothing(desk.server, *desk.client));
    desk.runner.reset();
    QVERIFY(archive::Journal::readFile(desk.journal.file()).entries.empty());
    QCOMPARE(desk.finished, 0);
}

void TestTransitionRunner::isSentNow()
{
    Desk desk;
    RunnerCase c;
    c.gets = {rowReply(rowIn(State::Sent)), rowReply(rowIn(State::Processing, 9))};
    c.post = Reply::json("{\"status\":\"ok\"}");
    desk.answer(c);
    desk.begin(jobOf(Action::Start, rowIn(State::Sent)));
    desk.runner->arm(60'000);
    desk.runner->sendNow();
    QVERIFY(!desk.runner->undo()); // too late
    QTRY_COMPARE(desk.finished, 1);
    QCOMPARE(desk.runner->report().outcome, TransitionRunner::Outcome::Done);
    QCOMPARE(desk.server.count("POST"), 1);
}

void TestTransitionRunner::ticksWhileArmed()
{
    Desk desk;
    desk.begin(jobOf(Action::Start, rowIn(State::Sent)));
    QSignalSpy tick(desk.runner.get(), &TransitionRunner::tick);
    desk.runner->arm(30'000);
    QVERIFY(tick.wait(3'000));
    QVERIFY(desk.runner->undo());
}

void TestTransitionRunner::announcesBeforeItSends()
{
    Desk desk;
    desk.server.on("GET", ListPath, rowReply(rowIn(State::Erred, 0, "what will be lost", "and its traceback")));
    size_t linesAtPost = 0;
    JournalEntry line;
    desk.server.on("POST", ListPath, [&](const Seen &) {
        const auto lines = archive::Journal::readFile(desk.journal.file()).entries;
        linesAtPost = lines.size();
        if (!lines.empty())
            line = lines.front();
        return Reply::json("{\"status\":\"ok\"}");
    });
    TransitionRunner::Job job =
        jobOf(Action::OverwriteError, rowIn(State::Erred, 0, "what will be lost", "and its traceback"));
    job.text = {"new", ""};
    desk.begin(job);
    desk.runner->arm(0);
    QTRY_COMPARE(desk.finished, 1);
    QCOMPARE(linesAtPost, size_t(1));
    QCOMPARE(line.state, State::Erred);
    QCOMPARE(line.error, (domain::ErrorText{"what will be lost", "and its traceback"}));
}

void TestTransitionRunner::sendsNothingWithoutAJournal()
{
    Desk desk;
    desk.server.on("GET", ListPath, rowReply(rowIn(State::Sent)));
    archive::Journal nowhere(desk.folder.filePath(QStringLiteral("no/such/folder\0x/journal.jsonl")));
    QFile file(desk.folder.filePath(QStringLiteral("file")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    archive::Journal impossible(file.fileName() + QStringLiteral("/journal.jsonl"));
    TransitionRunner runner(*desk.client, impossible, QStringLiteral("s"), QStringLiteral("u"),
                            jobOf(Action::Start, rowIn(State::Sent)));
    QSignalSpy finished(&runner, &TransitionRunner::finished);
    runner.arm(0);
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(runner.report().outcome, TransitionRunner::Outcome::Refused);
    QVERIFY(runner.report().sentence.contains(QStringLiteral("journal")));
    QVERIFY(!runner.report().sent);
    QCOMPARE(desk.server.count("POST"), 0);
}

void TestTransitionRunner::isNotSilentWhenItDies()
{
    Desk desk;
    desk.server.on("GET", ListPath, rowReply(rowIn(State::Sent)));
    desk.server.on("POST", ListPath, Reply::silent());
    desk.begin(jobOf(Action::Start, rowIn(State::Sent)));
    desk.runner->arm(0);
    QTRY_COMPARE(desk.server.count("POST"), 1);
    desk.runner.reset();
    QTRY_COMPARE(archive::Journal::readFile(desk.journal.file()).entries.size(), size_t(2)); // by another thread
    const auto lines = archive::Journal::readFile(desk.journal.file()).entries;
    QCOMPARE(lines[1].outcome, std::optional(domain::WriteOutcome::Unknown));
    QCOMPARE(lines[0].id, lines[1].id);
    QVERIFY(lines[1].answer.startsWith(QStringLiteral("no answer")));
}

void TestTransitionRunner::waitsOutTheSilentServer()
{
    Desk desk;
    api::Connection connection = desk.client->connection();
    connection.timeoutMs = 1'500; // of the readings, too, which are answered also on a slow machine
    api::WaldurClient client(connection);
    client.setLeastWriteMs(connection.timeoutMs);
    desk.server.sequence("GET", ListPath, {rowReply(rowIn(State::Sent)), rowReply(rowIn(State::Processing, 9))});
    desk.server.on("POST", ListPath, Reply::silent());
    TransitionRunner runner(client, desk.journal, QStringLiteral("s"), QStringLiteral("u"),
                            jobOf(Action::Start, rowIn(State::Sent)));
    QSignalSpy finished(&runner, &TransitionRunner::finished);
    runner.arm(0);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    QCOMPARE(runner.report().outcome, TransitionRunner::Outcome::Unknown);
    QCOMPARE(runner.report().error->kind, api::ApiError::Kind::Timeout);
    QCOMPARE(desk.server.count("POST"), 1);
}

/// Still Verifying when the journal says unknown already; what is learnt later is a line of its own.
void TestTransitionRunner::watchesOnInTheWindow()
{
    Desk desk;
    int settledFrom = 1'000'000; // of the GETs: the row changes with this one
    int gets = 0;
    desk.server.on("GET", ListPath, [&](const Seen &) {
        return rowReply(++gets < settledFrom ? rowIn(State::Sent) : rowIn(State::Erred, 12, "ours"));
    });
    desk.server.on("POST", ListPath, Reply::html("<h1>Gateway timeout</h1>", 504));
    TransitionRunner::Job job = jobOf(Action::SetErred, rowIn(State::Sent));
    job.text.message = "ours";
    desk.begin(job);
    desk.runner->setWatch({20, true, 600'000, 1, 1});
    QSignalSpy unsettled(desk.runner.get(), &TransitionRunner::unsettled);
    desk.runner->arm(0);
    QTRY_COMPARE(unsettled.count(), 1);
    QCOMPARE(desk.runner->state(), TransitionRunner::State::Verifying);
    QCOMPARE(desk.runner->report().outcome, TransitionRunner::Outcome::Unknown);
    QTRY_COMPARE(archive::Journal::readFile(desk.journal.file()).entries.size(), size_t(2));
    const int before = gets;
    QTRY_VERIFY(gets > before + 1); // it goes on
    QCOMPARE(desk.finished, 0);
    settledFrom = gets + 1;
    QTRY_COMPARE(desk.finished, 1);
    QCOMPARE(desk.runner->report().outcome, TransitionRunner::Outcome::Done);
    QCOMPARE(unsettled.count(), 1);
    const auto lines = archive::Journal::readFile(desk.journal.file()).entries;
    QCOMPARE(lines.size(), size_t(3));
    QCOMPARE(lines[1].outcome, std::optional(domain::WriteOutcome::Unknown));
    QCOMPARE(lines[1].status, 504);
    QCOMPARE(lines[2].phase, JournalEntry::Phase::Settled);
    QCOMPARE(lines[2].outcome, std::optional(domain::WriteOutcome::Done));
    QCOMPARE(lines[2].id, lines[0].id);
    QCOMPARE(lines[0].sent.message, QByteArray("ours"));
}

void TestTransitionRunner::endsUnknownWhenNothingIsLearnt()
{
    Desk desk;
    desk.server.on("GET", ListPath, rowReply(rowIn(State::Sent)));
    desk.server.on("POST", ListPath, Reply::closeUnheard());
    desk.begin(jobOf(Action::Start, rowIn(State::Sent)));
    desk.runner->setWatch({5, true, 50, 1, 1});
    desk.runner->arm(0);
    QTRY_COMPARE(desk.finished, 1);
    QCOMPARE(desk.runner->report().outcome, TransitionRunner::Outcome::Unknown);
    QCOMPARE(archive::Journal::readFile(desk.journal.file()).entries.size(), size_t(2));
}

void TestTransitionRunner::givesUpAReadingThatDoesNotComeBack()
{
    Desk desk;
    desk.server.sequence("GET", ListPath, {rowReply(rowIn(State::Sent)), Reply::silent()});
    desk.server.on("POST", ListPath, Reply::closeUnheard());
    desk.begin(jobOf(Action::Start, rowIn(State::Sent)));
    desk.runner->arm(0);
    QTRY_COMPARE_WITH_TIMEOUT(desk.finished, 1, 20'000); // far below the time limits of the reading and its repeats
    QCOMPARE(desk.runner->report().outcome, TransitionRunner::Outcome::Unknown);
    QVERIFY2(desk.runner->report().sentence.contains(u"does not answer"), qPrintable(desk.runner->report().sentence));
}

void TestTransitionRunner::keepsTheTokenOutOfJournalAndSentence()
{
    const QByteArray token = "0123456789abcdef0123456789abcdef01234567";
    Desk desk;
    desk.server.on("GET", ListPath, rowReply(rowIn(State::Processing, 0, "seen: " + token)));
    desk.server.on("POST", ListPath,
                   Reply::json("{\"detail\":\"bad header Authorization: Token " + token + " / " + token + "\"}", 400));
    TransitionRunner::Job job = jobOf(Action::SetErred, rowIn(State::Processing, 0, "seen: " + token));
    job.text.message = "pasted " + token;
    desk.begin(job);
    desk.runner->arm(0);
    QTRY_COMPARE(desk.finished, 1);
    QVERIFY2(!desk.runner->report().sentence.contains(QString::fromLatin1(token)),
             qPrintable(desk.runner->report().sentence));
    QFile file(desk.journal.file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QCOMPARE(bytes.count('\n'), 2);
    QVERIFY2(!bytes.contains(token), bytes.constData());
}

void TestTransitionRunner::tellsItsStates()
{
    Desk desk;
    RunnerCase c;
    c.gets = {rowReply(rowIn(State::Sent)), rowReply(rowIn(State::Processing, 9))};
    c.post = Reply::json("{\"status\":\"ok\"}");
    desk.answer(c);
    desk.begin(jobOf(Action::Start, rowIn(State::Sent)));
    QList<TransitionRunner::State> states{desk.runner->state()};
    connect(desk.runner.get(), &TransitionRunner::stateChanged, this, [&] { states.append(desk.runner->state()); });
    desk.runner->arm(1);
    QTRY_COMPARE(desk.finished, 1);
    using enum TransitionRunner::State;
    QCOMPARE(states, (QList{Armed, Rereading, Posting, Verifying, Finished}));
}

void TestTransitionRunner::asksForTheOfferingsNewest()
{
    Desk desk;
    for (const RunnerCase &c : createCases()) {
        if (c.name == "create: the answer is lost, the row is there")
            desk.answer(c);
    }
    desk.begin(jobOf(Action::AskAgain, rowIn(State::Erred)));
    desk.runner->arm(0);
    QTRY_COMPARE(desk.finished, 1);
    for (const Seen &seen : desk.server.seen()) {
        if (seen.method == "GET")
            QCOMPARE(seen.query().queryItemValue(QStringLiteral("offering_uuid")),
                     QStringLiteral("0ff00000000000000000000000000001"));
        else
            QVERIFY(seen.body.contains("0ff00000000000000000000000000001"));
    }
    QCOMPARE(desk.runner->report().after->uuid.toHex(), rowUuid(9));
    QCOMPARE(archive::Journal::readFile(desk.journal.file()).entries[1].request.toHex(), rowUuid(9));
}

void TestTransitionRunner::mayBeDestroyedByItsListener()
{
    for (int step = 0; step < 6; ++step) {
        Desk desk;
        RunnerCase c;
        c.gets = {rowReply(rowIn(State::Sent)), rowReply(rowIn(State::Processing, 9))};
        c.post = Reply::json("{\"status\":\"ok\"}");
        desk.answer(c);
        desk.begin(jobOf(Action::Start, rowIn(State::Sent)));
        int signal = 0;
        const auto die = [&] {
            if (signal++ == step)
                desk.runner.reset();
        };
        connect(desk.runner.get(), &TransitionRunner::stateChanged, this, die);
        connect(desk.runner.get(), &TransitionRunner::rowRead, this, die);
        desk.runner->arm(1);
        QTRY_VERIFY(!desk.runner);
        const auto lines = archive::Journal::readFile(desk.journal.file()).entries;
        QVERIFY(lines.empty() || lines.size() == 2); // never a line before without one after
    }
}

void TestTransitionRunner::comparesTextsAsTheServerStoresThem()
{
    using workflows::sameText;
    QVERIFY(sameText({" a\n", "\x1c\x1f"
                              "b\xc2\xa0"},
                     {"a", "b"}));
    QVERIFY(sameText({QByteArray("a\0b", 3), {}}, {"a\xef\xbf\xbd"
                                                   "b",
                                                   {}}));
    QVERIFY(!sameText({"a b", {}}, {"a  b", {}}));
    QVERIFY(!sameText({"a", "b"}, {"b", "a"}));
}

QTEST_GUILESS_MAIN(TestTransitionRunner)
#include "tst_transitionrunner.moc"
