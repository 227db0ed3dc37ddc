// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/stuck.h"

#include <QSet>
#include <QTest>

using namespace waldesk::domain;

namespace
{

constexpr qint64 Second = 1'000'000;
constexpr qint64 Minute = 60 * Second;
constexpr qint64 Hour = 60 * Minute;

Timestamp now()
{
    return Timestamp::tryParse("2026-11-10T12:00:00Z").value();
}

Timestamp ago(qint64 span)
{
    return {now().microseconds - span};
}

Uuid numbered(const char *hex)
{
    return Uuid::tryParse(QByteArrayView(hex)).value();
}

const Uuid Offering = numbered("0ff00000000000000000000000000001");
const Uuid Elsewhere = numbered("0ff00000000000000000000000000002");

OpenRequest sent(qint64 since)
{
    return {numbered("a1000000000000000000000000000001"), Offering, State::Sent, ago(since), std::nullopt};
}

OpenRequest processing(qint64 since)
{
    return {numbered("a1000000000000000000000000000001"), Offering, State::Processing, ago(since + 5 * Second),
            ago(since)};
}

Agent agent(qint64 lastSign)
{
    Agent agent;
    agent.uuid = numbered("a9e00000000000000000000000000001");
    agent.offering = Offering;
    agent.name = QStringLiteral("agent-tartu");
    agent.modified = ago(lastSign);
    return agent;
}

AgentFacts with(std::optional<std::vector<Agent>> agents)
{
    AgentFacts facts;
    facts.offering = Offering;
    facts.agents = std::move(agents);
    facts.asked = now();
    return facts;
}

EventQueue queue(const char *type, std::optional<qint64> consumers)
{
    return {QStringLiteral("q-") + QLatin1String(type), QLatin1String(type), 3, consumers};
}

} // namespace

Q_DECLARE_METATYPE(waldesk::domain::OpenRequest)
Q_DECLARE_METATYPE(waldesk::domain::AgentFacts)
Q_DECLARE_METATYPE(waldesk::domain::StuckReason::Kind)
Q_DECLARE_METATYPE(waldesk::domain::AgentOutlook::Kind)

class TestStuck : public QObject
{
    Q_OBJECT
private slots:
    void percentilesAreNearestRank_data();
    void percentilesAreNearestRank();
    void habitsComeOfEndedRequests();
    void aRequestIsStuckBeyondItsLimit_data();
    void aRequestIsStuckBeyondItsLimit();
    void endedRequestsAreNeverStuck();
    void reasonsRestOnFacts_data();
    void reasonsRestOnFacts();
    void agentsOfBothListsAreOne();
    void emptyListsOfAnOlderServerProveNothing();
    void sentencesSayHowLongUsuallyAndWhy();
    void aRowSaysItInALine();
    void everyReasonHasANameAndAKnownOneAnAdvice();
    void theOutlookIsOfARequestThatIsSentNow_data();
    void theOutlookIsOfARequestThatIsSentNow();
    void wordsOfTheServerStayPlain();
};

void TestStuck::percentilesAreNearestRank_data()
{
    QTest::addColumn<int>("count"); // of the values 1, 2, ... count
    QTest::addColumn<int>("percent");
    QTest::addColumn<qint64>("value");
    QTest::newRow("the only one") << 1 << 95 << qint64(1);
    QTest::newRow("the last of a few") << 10 << 95 << qint64(10);
    QTest::newRow("19 of 20") << 20 << 95 << qint64(19);
    QTest::newRow("95 of 100") << 100 << 95 << qint64(95);
    QTest::newRow("the median") << 5 << 50 << qint64(3);
    QTest::newRow("the least") << 5 << 0 << qint64(1);
    QTest::newRow("the most") << 5 << 100 << qint64(5);
}

void TestStuck::percentilesAreNearestRank()
{
    QFETCH(int, count);
    QFETCH(int, percent);
    std::vector<qint64> values;
    for (int i = count; i > 0; --i)
        values.push_back(i);
    QTEST(percentile(values, percent).value(), "value");
    QVERIFY(!percentile({}, percent));
}

void TestStuck::habitsComeOfEndedRequests()
{
    HabitBuilder builder;
    builder.add(State::Done, ago(Hour), ago(Hour - 4 * Second), ago(Hour - 64 * Second));
    // An error ends the work at any time, so it only tells how long the request waited.
    builder.add(State::Erred, ago(Hour), ago(Hour - 9 * Second), ago(Minute));
    builder.add(State::Sent, ago(Hour), std::nullopt, std::nullopt);
    builder.add(State::Processing, ago(Hour), ago(Minute), std::nullopt);
    builder.add(State::Erred, ago(Hour), std::nullopt, ago(Minute));
    builder.add(State::Done, ago(Hour), ago(2 * Hour), ago(Minute)); // the clocks of the server disagreed
    const OfferingHabit habit = builder.habit();
    QCOMPARE(habit.count, 2);
    QCOMPARE(habit.waitP95, 9 * Second);
    QCOMPARE(habit.workP95, 60 * Second);
    QCOMPARE(HabitBuilder().habit(), OfferingHabit());
}

void TestStuck::aRequestIsStuckBeyondItsLimit_data()
{
    QTest::addColumn<OpenRequest>("request");
    QTest::addColumn<qint64>("waitP95"); // -1: not known
    QTest::addColumn<qint64>("workP95");
    QTest::addColumn<bool>("stuck");
    QTest::newRow("sent, within the least") << sent(15 * Minute) << 4 * Second << 0LL << false;
    QTest::newRow("sent, beyond the least") << sent(15 * Minute + 1) << 4 * Second << 0LL << true;
    QTest::newRow("sent, beyond the least, no habit") << sent(16 * Minute) << -1LL << -1LL << true;
    QTest::newRow("sent, usually slow") << sent(50 * Minute) << 20 * Minute << 0LL << false;
    QTest::newRow("sent, slower than three times") << sent(61 * Minute) << 20 * Minute << 0LL << true;
    QTest::newRow("sent, work counts not") << sent(20 * Minute) << 4 * Second << 5 * Hour << true;
    QTest::newRow("processing, within the least") << processing(59 * Minute) << 0LL << 40 * Second << false;
    QTest::newRow("processing, beyond the least") << processing(61 * Minute) << 0LL << 40 * Second << true;
    QTest::newRow("processing, usually slow") << processing(5 * Hour) << 0LL << 2 * Hour << false;
    QTest::newRow("processing, slower than three times") << processing(7 * Hour) << 0LL << 2 * Hour << true;
    QTest::newRow("made in the future of our clock") << sent(-Hour) << 4 * Second << 0LL << false;
}

void TestStuck::aRequestIsStuckBeyondItsLimit()
{
    QFETCH(OpenRequest, request);
    QFETCH(qint64, waitP95);
    QFETCH(qint64, workP95);
    OfferingHabit habit;
    if (waitP95 >= 0)
        habit.waitP95 = waitP95;
    if (workP95 >= 0)
        habit.workP95 = workP95;
    const auto stuck = stuckOf(request, habit, now());
    QTEST(stuck.has_value(), "stuck");
    if (stuck) {
        QCOMPARE(stuck->since, request.since());
        QCOMPARE(stuck->elapsed, now() - request.since());
        QCOMPARE(stuck->usual.has_value(), request.state == State::Sent ? waitP95 >= 0 : workP95 >= 0);
        QVERIFY(stuck->elapsed > stuck->limit);
    }
}

void TestStuck::endedRequestsAreNeverStuck()
{
    for (const State state : {State::Done, State::Erred, State::Unknown}) {
        OpenRequest request = sent(100 * Hour);
        request.state = state;
        QVERIFY(!stuckOf(request, {}, now()));
    }
}

void TestStuck::reasonsRestOnFacts_data()
{
    QTest::addColumn<OpenRequest>("request");
    QTest::addColumn<AgentFacts>("facts");
    QTest::addColumn<StuckReason::Kind>("kind");
    QTest::addColumn<QString>("says"); // part of the words
    using Kind = StuckReason::Kind;
    const auto row = [](const char *name, const OpenRequest &request, const AgentFacts &facts, Kind kind,
                        const char *says) {
        QTest::newRow(name) << request << facts << kind << QString::fromUtf8(says);
    };
    row("nothing is shown", sent(Hour), with(std::nullopt), Kind::Unknown, "does not show");
    row("no agent", sent(Hour), with(std::vector<Agent>()), Kind::NobodyListens, "no agent is registered");

    AgentFacts facts = with(std::vector<Agent>());
    facts.registered = std::vector{queue("importable_resources", std::nullopt)};
    row("no identity, but a queue", sent(Hour), facts, Kind::Unknown, "does not show");

    facts = with(std::vector{agent(Minute)});
    facts.agents->front().deliveryBlocked = QStringLiteral("The token of the consumer has expired.");
    row("delivery is blocked", sent(Hour), facts, Kind::NobodyListens,
        "nobody listens: The token of the consumer has expired");
    row("delivery is blocked, but it was started", processing(2 * Hour), facts, Kind::Unknown, "does not show");
    facts.agents->push_back(agent(Minute));
    facts.agents->back().deliveryBlocked = QString();
    row("delivery works for another agent", sent(Hour), facts, Kind::Unknown, "does not show");

    facts = with(std::vector{agent(Minute)});
    facts.queues = std::vector<EventQueue>();
    row("no queue", sent(Hour), facts, Kind::NobodyListens, "no queue");
    facts.queues = std::vector{queue("importable_resources", 0)};
    row("a queue without a reader", sent(Hour), facts, Kind::NobodyListens, "no reader");
    facts.queues = std::vector{queue("", 0)};
    row("a queue of every kind without a reader", sent(Hour), facts, Kind::NobodyListens, "no reader");
    facts.queues = std::vector{queue("importable_resources", 1)};
    row("a queue with a reader", sent(Hour), facts, Kind::Unknown, "does not show");
    facts.queues = std::vector{queue("importable_resources", std::nullopt)};
    row("a queue whose readers are not told", sent(Hour), facts, Kind::Unknown, "does not show");
    facts.queues = std::vector{queue("importable_resources", 0), queue("", 1)};
    row("one of two queues is read", sent(Hour), facts, Kind::Unknown, "does not show");
    facts.queues = std::vector{queue("order", 1)};
    row("it listens to orders only", sent(Hour), facts, Kind::CannotList, "not for these requests");

    facts = with(std::vector{agent(Minute)});
    facts.agents->front().services.push_back({});
    facts.agents->front().services.back().backends = {QStringLiteral("k8s-ut-namespace")};
    row("a plug-in that lists nothing", sent(Hour), facts, Kind::CannotList, "k8s-ut-namespace");

    row("silent since before it was sent", sent(Hour), with(std::vector{agent(3 * Hour)}), Kind::AgentSilent,
        "silent for 3 h");
    row("silent, but seen since it was sent", sent(Hour), with(std::vector{agent(30 * Minute)}), Kind::Unknown,
        "does not show");
    row("silent while it works", processing(3 * Hour), with(std::vector{agent(2 * Hour)}), Kind::AgentSilent,
        "silent for 2 h");
    row("alive while it works", processing(3 * Hour), with(std::vector{agent(Minute)}), Kind::Unknown, "does not show");
    facts = with(std::vector{agent(3 * Hour)});
    facts.queues = std::vector{queue("importable_resources", 1)};
    row("silent, but it reads its queue", sent(Hour), facts, Kind::Unknown, "does not show");
    facts = with(std::vector{agent(2 * Hour)});
    facts.asked = ago(2 * Hour - Minute);
    row("it wrote a minute before the server was asked, which is long ago", processing(3 * Hour), facts, Kind::Unknown,
        "does not show");
    facts.asked = ago(Hour);
    row("it was silent when the server was asked", processing(3 * Hour), facts, Kind::AgentSilent, "silent for 1 h");
    facts = with(std::vector{agent(3 * Hour), Agent()});
    row("silent, beside one of which nothing is known", sent(Hour), facts, Kind::Unknown, "does not show");

    facts = with(std::vector{agent(Minute)});
    facts.agents->front().lastRestarted = ago(5 * Hour);
    row("restarted after it had started", processing(6 * Hour), facts, Kind::AgentRestarted, "restarted 5 h ago");
    row("restarted before it had started", processing(4 * Hour), facts, Kind::Unknown, "does not show");
    row("restarted after it was sent", sent(6 * Hour), facts, Kind::AgentRestarted, "may be lost");
    facts.agents->push_back(agent(Minute));
    facts.agents->back().lastRestarted = ago(10 * Hour);
    row("one of two agents restarted", processing(6 * Hour), facts, Kind::Unknown, "does not show");

    facts = with(std::nullopt);
    facts.brokerDown = true;
    row("the broker is down", sent(Hour), facts, Kind::BrokerDown, "broker");
    row("the broker is down, but it was started", processing(2 * Hour), facts, Kind::Unknown, "does not show");
}

void TestStuck::reasonsRestOnFacts()
{
    QFETCH(OpenRequest, request);
    QFETCH(AgentFacts, facts);
    QFETCH(QString, says);
    const StuckReason reason = stuckReason(request, &facts, now());
    QTEST(reason.kind, "kind");
    QVERIFY2(reason.words.contains(says), qPrintable(reason.words));
    QCOMPARE(reason.restsOn.isEmpty(), reason.kind == StuckReason::Kind::Unknown);
    QVERIFY(stuckReason(request, nullptr, now()).kind == StuckReason::Kind::Unknown);
}

void TestStuck::agentsOfBothListsAreOne()
{
    Agent connected = agent(Minute);
    connected.modified.reset();
    connected.lastRestarted = ago(2 * Hour);
    connected.deliveryBlocked = QString();
    connected.queues = std::vector{queue("importable_resources", 1), queue("order", 0)};
    Agent other = connected;
    other.uuid = numbered("a9e00000000000000000000000000002");
    Agent foreign = other;
    foreign.offering = Elsewhere;
    const AgentFacts facts = agentFactsOf(Offering, std::vector{agent(Hour)},
                                          {true, false, {connected, other, foreign}}, std::nullopt, now());
    QCOMPARE(facts.agents->size(), size_t(2));
    QCOMPARE(facts.agents->front().modified, ago(Hour));
    QCOMPARE(facts.agents->front().lastRestarted, ago(2 * Hour));
    QCOMPARE(facts.agents->front().lastSign(), ago(Hour));
    QCOMPARE(facts.queues->size(), size_t(2)); // the queues of the offering, each once
}

void TestStuck::emptyListsOfAnOlderServerProveNothing()
{
    Agent mute = agent(Minute);
    mute.queues.emplace();
    const AgentConnections connections{true, false, {mute}};
    QVERIFY(!agentFactsOf(Offering, std::nullopt, connections, std::nullopt, now()).queues);
    QVERIFY(agentFactsOf(Offering, std::nullopt, connections, std::vector<EventQueue>(), now()).queues);
    Agent loud = mute;
    loud.offering = Elsewhere;
    loud.queues = std::vector{queue("order", 1)};
    QVERIFY(agentFactsOf(Offering, std::nullopt, {true, false, {mute, loud}}, std::nullopt, now()).queues->empty());
    QVERIFY(!agentFactsOf(Offering, std::nullopt, {}, std::nullopt, now()).agents);
    QVERIFY(agentFactsOf(Offering, std::nullopt, {true, true, {}}, std::nullopt, now()).brokerDown);
}

void TestStuck::sentencesSayHowLongUsuallyAndWhy()
{
    OfferingHabit habit;
    habit.waitP95 = 40 * Second;
    AgentFacts facts = with(std::vector{agent(Minute)});
    facts.queues = std::vector{queue("importable_resources", 0)};
    const OpenRequest request = sent(100 * Hour);
    QCOMPARE(stuckSentence(*stuckOf(request, habit, now()), stuckReason(request, &facts, now())),
             QStringLiteral("Sent 4 d ago, usually 40 s: nobody listens: its queue has no reader."));
    QCOMPARE(
        stuckSentence(*stuckOf(processing(6 * Hour), {}, now()), stuckReason(request, nullptr, now())),
        QStringLiteral("Processing for 6 h, no earlier request tells what is usual: the server does not show why."));
}

void TestStuck::aRowSaysItInALine()
{
    OfferingHabit habit;
    habit.waitP95 = 40 * Second;
    AgentFacts facts = with(std::vector{agent(Minute)});
    facts.queues = std::vector{queue("importable_resources", 0)};
    const OpenRequest request = sent(100 * Hour);
    QCOMPARE(stuckLine(*stuckOf(request, habit, now()), stuckReason(request, &facts, now())),
             QStringLiteral("Sent 4 d ago \u00B7 nobody listens: its queue has no reader \u00B7 usually 40 s"));
    QCOMPARE(stuckHeadline(*stuckOf(request, habit, now())), QStringLiteral("Not picked up for 4 d"));
    QCOMPARE(stuckHeadline(*stuckOf(processing(6 * Hour), {}, now())), QStringLiteral("Not finished for 6 h"));
    QCOMPARE(stuckLine(*stuckOf(processing(6 * Hour), {}, now()), {}), QStringLiteral("Processing for 6 h"));
    StuckSettings settings;
    settings.factor = 5;
    QVERIFY2(stuckRule(settings).contains(QStringLiteral("5 \u00D7")), qPrintable(stuckRule(settings)));
}

void TestStuck::everyReasonHasANameAndAKnownOneAnAdvice()
{
    using enum StuckReason::Kind;
    QSet<QString> names;
    for (const auto kind : {Unknown, NobodyListens, BrokerDown, CannotList, AgentSilent, AgentRestarted, NotAnswered}) {
        names.insert(stuckReasonName(kind));
        QCOMPARE(stuckAdvice(kind).isEmpty(), !isProved(kind));
    }
    QCOMPARE(names.size(), 7);
}

void TestStuck::theOutlookIsOfARequestThatIsSentNow_data()
{
    using enum AgentOutlook::Kind;
    QTest::addColumn<AgentFacts>("facts");
    QTest::addColumn<AgentOutlook::Kind>("kind");
    const auto queues = [](qint64 sign, std::vector<EventQueue> of) {
        AgentFacts facts = with(std::vector{agent(sign)});
        facts.queues = std::move(of);
        return facts;
    };
    QTest::newRow("a reader of its queue") << queues(3 * Hour, {queue("importable_resources", 1)}) << Listens;
    QTest::newRow("a queue without a reader") << queues(Minute, {queue("importable_resources", 0)}) << Deaf;
    QTest::newRow("no queue at all") << queues(Minute, {}) << Deaf;
    QTest::newRow("queues of other events only") << queues(Minute, {queue("order", 2)}) << Deaf;
    QTest::newRow("no agent") << with(std::vector<Agent>()) << Deaf;
    QTest::newRow("an agent that wrote nothing for hours") << with(std::vector{agent(3 * Hour)}) << Silent;
    QTest::newRow("an agent that wrote a moment ago") << with(std::vector{agent(Minute)}) << Listens;
    QTest::newRow("nothing is shown") << with(std::nullopt) << NotShown;
    Agent mute = agent(Minute);
    mute.modified.reset();
    QTest::newRow("an agent of which no time is told") << with(std::vector{mute}) << NotShown;
    AgentFacts down = queues(Minute, {queue("importable_resources", 1)});
    down.brokerDown = true;
    QTest::newRow("the broker is down") << down << Deaf;
}

void TestStuck::theOutlookIsOfARequestThatIsSentNow()
{
    QFETCH(AgentFacts, facts);
    QFETCH(AgentOutlook::Kind, kind);
    const AgentOutlook outlook = outlookOf(&facts, now());
    QCOMPARE(outlook.kind, kind);
    QVERIFY(!outlook.words.isEmpty());
    QCOMPARE(outlookOf(nullptr, now()).kind, AgentOutlook::Kind::NotShown);
}

void TestStuck::wordsOfTheServerStayPlain()
{
    AgentFacts facts = with(std::vector{agent(Minute)});
    facts.agents->front().deliveryBlocked = QStringLiteral("no\u202e way\n\x1b[31m");
    const StuckReason reason = stuckReason(sent(Hour), &facts, now());
    QVERIFY(!reason.words.endsWith(u'.'));
    QVERIFY(!reason.words.contains(QChar(0x202e)) && !reason.words.contains(u'\n') &&
            !reason.words.contains(QChar(0x1b)));
}

QTEST_APPLESS_MAIN(TestStuck)
#include "tst_stuck.moc"
