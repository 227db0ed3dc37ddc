// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/stuckfinder.h"

#include "tests/support/askednothing.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QSignalSpy>
#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::OpenRequest;
using domain::State;
using domain::StuckReason;
using domain::Timestamp;
using domain::Uuid;
using workflows::StuckFinder;
using workflows::StuckRequest;

namespace
{

constexpr char Identities[] = "/api/marketplace-site-agent-identities/";
constexpr char Stats[] = "/api/marketplace-site-agent-connection-stats/";
constexpr char Queues[] = "/api/event-subscription-queues/";
constexpr qint64 Minute = 60'000'000;
constexpr qint64 Hour = 60 * Minute;

Timestamp now()
{
    return Timestamp::tryParse("2026-11-10T12:00:00Z").value();
}

Timestamp ago(qint64 span)
{
    return {now().microseconds - span};
}

Uuid offering(int number)
{
    return Uuid::tryParse(QByteArrayView("0ff000000000000000000000000000" + QByteArray::number(10 + number))).value();
}

OpenRequest sent(int number, qint64 since, int of = 1)
{
    return {Uuid::tryParse(QByteArrayView(rowUuid(number))).value(), offering(of), State::Sent, ago(since), {}};
}

OpenRequest processing(int number, qint64 since, int of = 1)
{
    return {Uuid::tryParse(QByteArrayView(rowUuid(number))).value(), offering(of), State::Processing,
            ago(since + Minute), ago(since)};
}

Row done(int number, qint64 wait, qint64 work)
{
    const Timestamp created = ago(48 * Hour - number * Minute);
    Row row;
    row.number = number;
    row.state = "Done";
    row.created = created.toServerText().toUtf8();
    row.started = Timestamp{created.microseconds + wait}.toServerText().toUtf8();
    row.finished = Timestamp{created.microseconds + wait + work}.toServerText().toUtf8();
    return row;
}

/// A server whose offerings usually wait four seconds and work one minute, with an agent that nobody reads the queue
/// of.
class Waldur
{
public:
    Waldur()
    {
        server.on("GET", ListPath, [this](const Seen &seen) {
            const bool isHabit = seen.query().queryItemValue(QStringLiteral("state")) == QLatin1String("Done");
            return isHabit ? pageOf({done(2, wait, Minute).toJson(), done(1, wait, Minute).toJson()}, seen)
                           : Reply::json("[]");
        });
        server.on("GET", Identities, [this](const Seen &seen) {
            const QByteArray of = seen.query().queryItemValue(QStringLiteral("offering_uuid")).toLatin1();
            return Reply::json("[{\"uuid\":\"a9e00000000000000000000000000001\",\"offering\":\"" + of +
                               "\",\"name\":\"agent\",\"modified\":\"" + sign.toServerText().toUtf8() + "\"}]");
        });
        server.on("GET", Queues, Reply::json("[]"));
        server.on("GET", Stats, Reply::json(R"({"detail":"You do not have permission."})", 403));
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
    }

    ScriptedServer server;
    std::unique_ptr<api::WaldurClient> client;
    qint64 wait = 4'000'000;
    Timestamp sign = ago(3 * Hour);
};

bool settles(StuckFinder &finder)
{
    QSignalSpy settled(&finder, &StuckFinder::settled);
    return settled.wait(20'000);
}

} // namespace

class TestStuckFinder : public QObject
{
    Q_OBJECT

private slots:
    void aHealthyServerIsAskedNothing();
    void stuckRequestsComeWithTheirReason();
    void whatIsUsualComesFromTheServerOnce();
    void whatIsKeptTellsBeforeTheServer_data();
    void whatIsKeptTellsBeforeTheServer();
    void whatIsUsualIsReadAgainFromWhatIsKept();
    void aServerThatDidNotTellWhatIsUsualIsAskedAgain();
    void anOfferingThatIsSlowIsNotStuck();
    void eachOfferingIsAskedOnceAndAFewAtATime();
    void aRequestBecomesStuckByTheClock();
    void aRequestThatEndedIsForgotten();
    void whatIsNotShownLeavesTheReasonOpen();
    void aServerThatDoesNotAnswerIsAskedAgainByRefresh();
    void refreshSeesAnAgentThatCameBack();
    void anEarlierAnswerDoesNotExplainALaterRequest();
    void aQuestionWithoutAnswerTellsNothing();
    void whatWasNotAnsweredIsAskedAgain_data();
    void whatWasNotAnsweredIsAskedAgain();
    void anUnattendedWindowAsksNothing();
    void theBrokersSideIsAskedOnceForAll();
    void agentsAreReadForWhoShowsThem();
    void diesWithRequestsUnderWay();
};

void TestStuckFinder::aHealthyServerIsAskedNothing()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 10 * Minute), processing(2, 50 * Minute), sent(3, -Hour)}, now());
    QVERIFY(settles(finder));
    QVERIFY(finder.all().empty());
    QVERIFY(askedNothing(waldur.server, *waldur.client));
}

void TestStuckFinder::stuckRequestsComeWithTheirReason()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    QSignalSpy changed(&finder, &StuckFinder::changed);
    finder.setRequests({sent(1, 31 * Minute), processing(2, 6 * Hour), sent(3, Minute)}, now());
    QVERIFY(settles(finder));
    QVERIFY(!changed.isEmpty());
    const std::vector<StuckRequest> all = finder.all();
    QCOMPARE(all.size(), size_t(2));
    QCOMPARE(all[0].request, processing(2, 6 * Hour)); // the longest first
    QCOMPARE(all[0].reason.kind, StuckReason::Kind::AgentSilent);
    QCOMPARE(all[1].stuck.usual, domain::Duration{4'000'000});
    QVERIFY(!all[1].isAsking);
    QCOMPARE(all[1].sentence(), QStringLiteral("Sent 31 min ago, usually 4 s: agent silent for 3 h."));
    QVERIFY(finder.isStuck(all[1].request.uuid) && !finder.isStuck(sent(3, Minute).uuid));
}

void TestStuckFinder::whatIsUsualComesFromTheServerOnce()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    for (int i = 0; i < 3; ++i) {
        finder.setRequests({sent(1, 31 * Minute), sent(2, 32 * Minute)}, now());
        QVERIFY(settles(finder));
    }
    QCOMPARE(waldur.server.count("GET", ListPath), 1);
    QCOMPARE(waldur.server.count("GET", Identities), 1);
    QCOMPARE(finder.habit(offering(1))->workP95, Minute);
}

void TestStuckFinder::whatIsKeptTellsBeforeTheServer_data()
{
    QTest::addColumn<bool>("isEnough");
    QTest::addColumn<int>("count"); // of what is kept
    QTest::addColumn<bool>("answers");
    QTest::addColumn<int>("asked");    // of the server
    QTest::addColumn<qint64>("usual"); // -1: nobody knows
    const qint64 fromServer = 4'000'000;
    QTest::newRow("enough is kept") << true << 20 << true << 0 << Hour;
    QTest::newRow("enough is kept, the server is away") << true << 20 << false << 0 << Hour;
    QTest::newRow("all that there is, which is nothing") << true << 0 << true << 0 << qint64(-1);
    QTest::newRow("too little is kept") << false << 20 << true << 1 << fromServer;
    QTest::newRow("too little is kept, the server is away") << false << 20 << false << 1 << Hour;
    QTest::newRow("nothing is kept") << false << 0 << true << 1 << fromServer;
    QTest::newRow("nothing is kept, the server is away") << false << 0 << false << 1 << qint64(-1);
}

void TestStuckFinder::whatIsKeptTellsBeforeTheServer()
{
    QFETCH(bool, isEnough);
    QFETCH(int, count);
    QFETCH(bool, answers);
    QFETCH(int, asked);
    QFETCH(qint64, usual);
    Waldur waldur;
    if (!answers)
        waldur.server.on("GET", ListPath, Reply::json(R"({"detail":"no"})", 403));
    domain::KeptHabit kept{{}, isEnough};
    if (count > 0)
        kept.habit = {Hour, Hour, count};
    int told = 0;
    StuckFinder finder(*waldur.client);
    finder.setKeptHabits([&](const Uuid &of, QObject *context, auto handler) {
        ++told;
        QMetaObject::invokeMethod(
            context, [=] { handler(of == offering(1) ? kept : domain::KeptHabit()); }, Qt::QueuedConnection);
    });
    finder.setRequests({sent(1, 2 * Hour), sent(2, 4 * Hour)}, now());
    QVERIFY(finder.isBusy());
    QVERIFY(settles(finder));
    QCOMPARE(told, 1);
    QCOMPARE(waldur.server.count("GET", ListPath), asked);
    QVERIFY(finder.habit(offering(1)));
    QCOMPARE(finder.habit(offering(1))->waitP95.value_or(-1), usual);
    QCOMPARE(finder.isStuck(sent(1, Hour).uuid), usual != Hour);
    QVERIFY(finder.isStuck(sent(2, Hour).uuid));
}

/// A window may be open for weeks.
void TestStuckFinder::whatIsUsualIsReadAgainFromWhatIsKept()
{
    Waldur waldur;
    domain::KeptHabit kept; // of a new profile
    StuckFinder finder(*waldur.client);
    finder.setKeptHabits([&](const Uuid &, QObject *context, auto handler) {
        QMetaObject::invokeMethod(
            context, [=] { handler(kept); }, Qt::QueuedConnection);
    });
    const auto usualAt = [&](qint64 later) {
        finder.setRequests({sent(1, 12 * Hour)}, {now().microseconds + later});
        return settles(finder) ? finder.habit(offering(1))->waitP95.value_or(-1) : -2;
    };
    QCOMPARE(usualAt(0), 4'000'000);
    QCOMPARE(usualAt(2 * Hour), 4'000'000); // still too little here: the server has told
    kept = {{Hour, Hour, 100}, true};
    QCOMPARE(usualAt(2 * Hour + Minute), 4'000'000);
    QCOMPARE(usualAt(4 * Hour), Hour);
    QCOMPARE(waldur.server.count("GET", ListPath), 1);
}

void TestStuckFinder::aServerThatDidNotTellWhatIsUsualIsAskedAgain()
{
    Waldur waldur;
    waldur.wait = 20 * Minute;
    StuckFinder finder(*waldur.client);
    waldur.server.on("GET", ListPath, Reply::json(R"({"detail":"no"})", 403));
    finder.setRequests({sent(1, 50 * Minute)}, now());
    QVERIFY(settles(finder));
    QVERIFY(finder.isStuck(sent(1, 0).uuid)); // by the least times
    waldur.server.on("GET", ListPath,
                     [&](const Seen &seen) { return pageOf({done(2, 20 * Minute, Minute).toJson()}, seen); });
    finder.setNow({now().microseconds + 4 * Minute});
    QVERIFY(finder.isStuck(sent(1, 0).uuid));
    finder.setNow({now().microseconds + 6 * Minute});
    QVERIFY(settles(finder));
    QCOMPARE(finder.habit(offering(1))->waitP95, 20 * Minute);
    QVERIFY(!finder.isStuck(sent(1, 0).uuid));
}

void TestStuckFinder::anOfferingThatIsSlowIsNotStuck()
{
    Waldur waldur;
    waldur.wait = 20 * Minute;
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 50 * Minute)}, now());
    QVERIFY(settles(finder));
    QVERIFY(finder.all().empty());
    QCOMPARE(waldur.server.count("GET", Identities), 0); // nobody needs to know its agents
}

void TestStuckFinder::eachOfferingIsAskedOnceAndAFewAtATime()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    std::vector<OpenRequest> requests;
    for (int i = 0; i < 60; ++i)
        requests.push_back(sent(i + 1, 5 * Hour, i % 20));
    finder.setRequests(requests, now());
    QVERIFY(settles(finder));
    QCOMPARE(finder.all().size(), size_t(60));
    QCOMPARE(waldur.server.count("GET", ListPath), 20);
    QCOMPARE(waldur.server.count("GET", Identities), 20);
    QCOMPARE(waldur.server.count("GET", Queues), 20);
    QCOMPARE(waldur.server.count("GET", Stats), 1);
    QVERIFY(waldur.server.mostAtOnce() <= 3);
}

void TestStuckFinder::aRequestBecomesStuckByTheClock()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 14 * Minute)}, now());
    QVERIFY(settles(finder));
    QVERIFY(finder.all().empty());
    QSignalSpy changed(&finder, &StuckFinder::changed);
    finder.setNow({now().microseconds + 2 * Minute});
    QVERIFY(settles(finder));
    QVERIFY(finder.isStuck(sent(1, 0).uuid));
    const qsizetype news = changed.count();
    QVERIFY(news > 0);
    finder.setNow({now().microseconds + 2 * Minute + 1'000'000}); // older, and nothing else
    QCOMPARE(changed.count(), news);
    QCOMPARE(finder.all().front().stuck.elapsed, domain::Duration::seconds(16 * 60 + 1));
}

void TestStuckFinder::aRequestThatEndedIsForgotten()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 31 * Minute)}, now());
    QVERIFY(settles(finder));
    QSignalSpy changed(&finder, &StuckFinder::changed);
    finder.setRequests({}, now());
    QCOMPARE(changed.count(), 1);
    QVERIFY(finder.all().empty());
}

void TestStuckFinder::whatIsNotShownLeavesTheReasonOpen()
{
    Waldur waldur;
    waldur.server.on("GET", "/api/marketplace", Reply::html("<h1>Not Found</h1>", 404));
    waldur.server.on("GET", Queues, Reply::html("<h1>Not Found</h1>", 404));
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 31 * Minute)}, now());
    QVERIFY(settles(finder));
    QCOMPARE(finder.all().size(), size_t(1));
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::Unknown);
    QVERIFY(!finder.agents(offering(1))->agents);
    const auto asked = waldur.server.seen().size();
    finder.setRequests({sent(1, 31 * Minute), sent(2, 31 * Minute)}, now());
    QVERIFY(settles(finder));
    QCOMPARE(waldur.server.seen().size(), asked);
}

void TestStuckFinder::aServerThatDoesNotAnswerIsAskedAgainByRefresh()
{
    Waldur waldur;
    waldur.server.on("GET", "/api/", Reply::closeUnheard());
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 31 * Minute)}, now());
    QVERIFY(settles(finder));
    // What is usual could not be read: the least times hold.
    QCOMPARE(finder.all().size(), size_t(1));
    QVERIFY(!finder.all().front().stuck.usual);
    // "Does not show" would say that it was asked and has answered.
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::NotAnswered);
    QVERIFY(finder.all().front().sentence().contains(QStringLiteral("did not answer")));
    finder.refresh(); // nor is it said while it is asked again, without an answer
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::NotAnswered);
    QVERIFY(finder.all().front().sentence().contains(QStringLiteral("is asked why")));
    QVERIFY(settles(finder));
    QVERIFY(finder.all().front().sentence().contains(QStringLiteral("did not answer")));
    waldur.server.on("GET", Identities, Reply::json("[]"));
    waldur.server.on("GET", Queues, Reply::json("[]"));
    waldur.server.on("GET", Stats, Reply::json("{}", 403));
    finder.refresh();
    QVERIFY(settles(finder));
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::NobodyListens);
}

void TestStuckFinder::refreshSeesAnAgentThatCameBack()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 31 * Minute)}, now());
    QVERIFY(settles(finder));
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::AgentSilent);
    waldur.sign = ago(Minute);
    QSignalSpy changed(&finder, &StuckFinder::changed);
    finder.refresh();
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::AgentSilent); // the last answer stays meanwhile
    QVERIFY(settles(finder));
    QVERIFY(!changed.isEmpty());
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::Unknown);
}

/// A window is open all day, and an answer of the morning is all that it has when the next one becomes stuck.
void TestStuckFinder::anEarlierAnswerDoesNotExplainALaterRequest()
{
    Waldur waldur;
    waldur.sign = ago(Minute);
    StuckFinder finder(*waldur.client);
    const std::vector<OpenRequest> requests{processing(1, 2 * Hour), processing(2, -5 * Hour)};
    finder.setRequests(requests, now());
    QVERIFY(settles(finder));
    QCOMPARE(finder.find(requests[0].uuid)->reason.kind, StuckReason::Kind::Unknown);
    finder.setNow({now().microseconds + 5 * Hour});
    QVERIFY(!finder.isBusy());
    // What it wrote since is not known: it is not silent for five hours.
    QCOMPARE(finder.find(requests[0].uuid)->reason.kind, StuckReason::Kind::Unknown);
    waldur.sign = {now().microseconds + 4 * Hour};
    finder.setNow({now().microseconds + 6 * Hour + Minute});
    QVERIFY(settles(finder));
    QCOMPARE(waldur.server.count("GET", Identities), 2);
    QCOMPARE(waldur.server.count("GET", Stats), 2);
    QCOMPARE(finder.find(requests[1].uuid)->reason.kind, StuckReason::Kind::AgentSilent);
    QVERIFY(finder.find(requests[1].uuid)->sentence().contains(QStringLiteral("silent for 2 h")));
    finder.setNow({now().microseconds + 9 * Hour});
    QVERIFY(!finder.isBusy());
}

void TestStuckFinder::aQuestionWithoutAnswerTellsNothing()
{
    Waldur waldur;
    waldur.sign = ago(Minute);
    StuckFinder finder(*waldur.client);
    const OpenRequest request = processing(1, 2 * Hour);
    finder.setRequests({request}, now());
    QVERIFY(settles(finder));
    waldur.server.on("GET", Identities, Reply::closeUnheard());
    finder.setNow({now().microseconds + 3 * Hour});
    finder.refresh();
    QVERIFY(settles(finder));
    // Its sign of life is three hours old because nobody could be asked for a newer one.
    QCOMPARE(finder.find(request.uuid)->reason.kind, StuckReason::Kind::NotAnswered);
    QVERIFY(finder.agents(offering(1))->unanswered);
    QCOMPARE(finder.agents(offering(1))->asked, now());
    QCOMPARE(finder.agents(offering(1))->agents->size(), size_t(1));
    const auto asked = waldur.server.seen().size();
    finder.setNow({now().microseconds + 3 * Hour + Minute});
    QVERIFY(!finder.isBusy());
    QCOMPARE(waldur.server.seen().size(), asked);
}

void TestStuckFinder::whatWasNotAnsweredIsAskedAgain_data()
{
    QTest::addColumn<bool>("isBack"); // noticed by another answer of the server
    QTest::newRow("after a while") << false;
    QTest::newRow("as soon as the server answers others") << true;
}

void TestStuckFinder::whatWasNotAnsweredIsAskedAgain()
{
    QFETCH(bool, isBack);
    Waldur waldur;
    waldur.server.on("GET", Identities, Reply::closeUnheard());
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 31 * Minute)}, now());
    QVERIFY(settles(finder));
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::NotAnswered);
    waldur.server.on("GET", Identities, Reply::json("[]"));
    finder.setNow({now().microseconds + 4 * Minute});
    QVERIFY(!finder.isBusy());
    if (isBack)
        finder.retry();
    else
        finder.setNow({now().microseconds + 6 * Minute});
    QVERIFY(settles(finder));
    QCOMPARE(finder.all().front().reason.kind, StuckReason::Kind::NobodyListens);
    const auto asked = waldur.server.seen().size();
    finder.retry();
    QVERIFY(settles(finder));
    QCOMPARE(waldur.server.seen().size(), asked);
}

void TestStuckFinder::anUnattendedWindowAsksNothing()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 31 * Minute), sent(2, 5 * Minute), sent(3, 5 * Minute, 2)}, now());
    QVERIFY(settles(finder));
    waldur.server.forget();
    finder.setAttended(false);
    finder.setNow({now().microseconds + 20 * Minute});
    finder.requestAgents(offering(1));
    finder.requestAgentsOfStuck();
    QVERIFY(settles(finder));
    QVERIFY(finder.isStuck(sent(2, 0).uuid)); // what is usual is known of its offering
    QVERIFY(askedNothing(waldur.server, *waldur.client));
    finder.setAttended(true);
    QVERIFY(settles(finder));
    QVERIFY(finder.isStuck(sent(3, 0).uuid));
    QCOMPARE(waldur.server.count("GET", Identities), 2);
    QCOMPARE(waldur.server.count("GET", ListPath), 1);
}

void TestStuckFinder::theBrokersSideIsAskedOnceForAll()
{
    Waldur waldur;
    waldur.server.on("GET", Stats, Reply::json(R"({"detail":"RabbitMQ is unavailable."})", 503));
    StuckFinder finder(*waldur.client);
    finder.setRequests({sent(1, 31 * Minute, 1), sent(2, 31 * Minute, 2), processing(3, 6 * Hour, 3)}, now());
    QVERIFY(settles(finder));
    QCOMPARE(finder.find(sent(1, 0).uuid)->reason.kind, StuckReason::Kind::BrokerDown);
    QCOMPARE(finder.find(sent(2, 0).uuid)->reason.kind, StuckReason::Kind::BrokerDown);
    QCOMPARE(finder.find(sent(3, 0).uuid)->reason.kind, StuckReason::Kind::AgentSilent);
}

void TestStuckFinder::agentsAreReadForWhoShowsThem()
{
    Waldur waldur;
    StuckFinder finder(*waldur.client);
    finder.setNow(now());
    QVERIFY(!finder.agents(offering(4)));
    QSignalSpy changed(&finder, &StuckFinder::changed);
    finder.requestAgents(offering(4));
    finder.requestAgents(offering(4));
    QVERIFY(settles(finder));
    QVERIFY(!changed.isEmpty());
    QCOMPARE(finder.agents(offering(4))->agents->front().name, QStringLiteral("agent"));
    QCOMPARE(waldur.server.count("GET", Identities), 1);
    QCOMPARE(waldur.server.count("GET", ListPath), 0);
    // An answer holds for five minutes.
    finder.setNow({now().microseconds + 5 * Minute});
    finder.requestAgents(offering(4));
    QVERIFY(settles(finder));
    QCOMPARE(waldur.server.count("GET", Identities), 1);
    finder.setNow({now().microseconds + 6 * Minute});
    finder.requestAgents(offering(4));
    finder.requestAgents(offering(4));
    QVERIFY(settles(finder));
    QCOMPARE(waldur.server.count("GET", Identities), 2);
    QCOMPARE(waldur.server.count("GET", Stats), 2);
    QCOMPARE(finder.agents(offering(4))->asked.microseconds, now().microseconds + 6 * Minute);
}

void TestStuckFinder::diesWithRequestsUnderWay()
{
    Waldur waldur;
    waldur.server.on("GET", "/", Reply::silent());
    auto finder = std::make_unique<StuckFinder>(*waldur.client);
    finder->setRequests({sent(1, 31 * Minute), sent(2, 31 * Minute, 2)}, now());
    QTRY_VERIFY(!waldur.server.seen().empty());
    finder.reset();
    waldur.server.closeConnections();
    QTRY_COMPARE(waldur.server.openConnections(), 0);
}

QTEST_GUILESS_MAIN(TestStuckFinder)
#include "tst_stuckfinder.moc"
