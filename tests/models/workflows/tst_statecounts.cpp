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

QTEST_GUILESS_MAIN(TestStateCounts)
#include "tst_statecounts.moc"
