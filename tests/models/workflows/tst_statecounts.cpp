// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/statecounts.h"
#include "tests/support/connections.h"
#include "tests/support/livinglist.h"

#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::State;
using workflows::StateCounts;

namespace
{

constexpr qint64 Second = 1'000'000;

struct Desk {
    Desk()
    {
        const qint64 now = domain::Timestamp::now().microseconds;
        for (int number = 1; number <= 6; ++number)
            list.add(number, now - 3600 * Second + number * Second, number > 4 ? "Done" : "Sent");
        list.serve(server);
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        counts = std::make_unique<StateCounts>(*client);
        counts->setFilter({});
    }
    /// A row that changed so long after the counts were answered; negative: before.
    [[nodiscard]] domain::Request row(State state, qint64 seconds) const
    {
        domain::Request request;
        request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(1)));
        request.state = state;
        request.modified = {counts->asked().microseconds + seconds * Second};
        return request;
    }

    ScriptedServer server;
    LivingList list;
    std::unique_ptr<api::WaldurClient> client;
    std::unique_ptr<StateCounts> counts;
};

} // namespace

/// The numbers of the state strip between two countings.
class TestStateCounts : public QObject
{
    Q_OBJECT
private slots:
    void follows_data();
    void follows();
    void countsAgainWhatMayHaveBeenCounted();
    void saysNothingBeforeItKnows();
    void searchesForOneNumberAtATime_data();
    void searchesForOneNumberAtATime();
};

void TestStateCounts::follows_data()
{
    QTest::addColumn<State>("now");
    QTest::addColumn<State>("before"); // Unknown: was not known
    QTest::addColumn<bool>("isNew");
    QTest::addColumn<qint64>("age"); // seconds after the counting
    QTest::addColumn<StateCounts::Counts>("expected");
    QTest::newRow("one moves on") << State::Processing << State::Sent << false << qint64(60)
                                  << StateCounts::Counts{3, 1, 2, 0, 6};
    QTest::newRow("one is new") << State::Sent << State::Unknown << true << qint64(60)
                                << StateCounts::Counts{5, 0, 2, 0, 7};
    QTest::newRow("one that was counted as it is")
        << State::Done << State::Sent << false << qint64(-60) << StateCounts::Counts{4, 0, 2, 0, 6};
    QTest::newRow("the same state") << State::Sent << State::Sent << false << qint64(60)
                                    << StateCounts::Counts{4, 0, 2, 0, 6};
}

void TestStateCounts::follows()
{
    QFETCH(State, now);
    QFETCH(State, before);
    QFETCH(bool, isNew);
    QFETCH(qint64, age);
    QFETCH(StateCounts::Counts, expected);
    Desk desk;
    QTRY_COMPARE(desk.counts->counts(), (StateCounts::Counts{4, 0, 2, 0, 6}));
    const int asked = desk.list.counts;
    desk.counts->follow(desk.row(now, age), before == State::Unknown ? std::nullopt : std::optional(before), isNew);
    QCOMPARE(desk.counts->counts(), expected);
    QCOMPARE(desk.list.counts, asked); // nothing is asked for it
}

void TestStateCounts::countsAgainWhatMayHaveBeenCounted()
{
    Desk desk;
    QTRY_COMPARE(desk.counts->counts(), (StateCounts::Counts{4, 0, 2, 0, 6}));
    // It changed in the second of the counting: nobody can tell whether it was counted before or after.
    desk.list.at(1).row.state = "Done";
    desk.counts->follow(desk.row(State::Done, 0), State::Sent, false);
    QCOMPARE(desk.counts->counts(), (StateCounts::Counts{4, 0, 2, 0, 6}));
    QTRY_COMPARE_WITH_TIMEOUT(desk.counts->counts(), (StateCounts::Counts{3, 0, 3, 0, 6}), 20'000);
}

void TestStateCounts::saysNothingBeforeItKnows()
{
    Desk desk;
    desk.counts->follow(desk.row(State::Done, 60), State::Sent, false);
    QCOMPARE(desk.counts->counts(), (StateCounts::Counts{-1, -1, -1, -1, -1}));
    QTRY_COMPARE(desk.counts->counts(), (StateCounts::Counts{4, 0, 2, 0, 6}));
}

void TestStateCounts::searchesForOneNumberAtATime_data()
{
    QTest::addColumn<bool>("tellsNumbers");
    QTest::addColumn<StateCounts::Counts>("known"); // here; -1: not told
    QTest::addColumn<int>("requests");              // at most, of the first counting
    QTest::addColumn<int>("again");                 // likewise, of the one that follows
    const StateCounts::Counts nothing{-1, -1, -1, -1, -1};
    QTest::newRow("the server tells numbers") << true << nothing << 5 << 5;
    QTest::newRow("nothing is known") << false << nothing << 74 << 10;
    QTest::newRow("the newest are known") << false << StateCounts::Counts{12, 5, 1'850, 133, 2'000} << 65 << 10;
}

void TestStateCounts::searchesForOneNumberAtATime()
{
    QFETCH(bool, tellsNumbers);
    QFETCH(StateCounts::Counts, known);
    QFETCH(int, requests);
    QFETCH(int, again);
    const StateCounts::Counts there{12, 5, 919'983, 80'000, 1'000'000};
    ScriptedServer server;
    server.on("*", ListPath, [&](const Seen &seen) {
        const QString state = seen.query().queryItemValue(QStringLiteral("state"));
        const auto index = state.isEmpty() ? domain::AllStates.size() : size_t(domain::stateFromWire(state.toLatin1()));
        const qint64 page = seen.number("page", 1);
        Reply reply = page > there[index]
                          ? Reply::json("{\"detail\":\"Invalid page.\"}", 404)
                          : Reply::json(seen.method == "HEAD" ? QByteArray() : '[' + Row().toJson() + ']');
        return tellsNumbers ? reply.with("X-Result-Count", QByteArray::number(there[index])) : reply;
    });
    api::WaldurClient client(connectionTo(server.url()));
    StateCounts counts(client);
    counts.setKnownRows([&] { return known; });
    counts.setFilter({});
    for (const int most : {requests, again}) {
        QTRY_COMPARE_WITH_TIMEOUT(counts.counts(), there, 30'000);
        QTRY_VERIFY(!counts.isCounting());
        // The last one is asked for when the one before has come.
        QStringList inTurn;
        for (const Seen &seen : server.seen())
            inTurn << seen.query().queryItemValue(QStringLiteral("state"));
        QVERIFY2(inTurn.size() <= most, QByteArray::number(inTurn.size()).constData());
        inTurn.erase(std::unique(inTurn.begin(), inTurn.end()), inTurn.end());
        QCOMPARE(inTurn.size(), 5);
        server.forget();
        counts.refresh();
    }
}

QTEST_GUILESS_MAIN(TestStateCounts)
#include "tst_statecounts.moc"
