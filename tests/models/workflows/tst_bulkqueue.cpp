// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/bulkqueue.h"
#include "tests/support/builders.h"

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <map>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::Action;
using domain::WriteOutcome;
using workflows::BulkQueue;
using Kind = api::ApiError::Kind;
using RowState = BulkQueue::RowState;

Q_DECLARE_METATYPE(waldesk::workflows::BulkQueue::Report)

namespace
{

BulkQueue::Job jobOn(int number)
{
    BulkQueue::Job job;
    job.action = Action::SetErred;
    job.before.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    job.before.state = domain::State::Sent;
    return job;
}

std::vector<BulkQueue::Job> jobs(int count)
{
    std::vector<BulkQueue::Job> made;
    for (int i = 1; i <= count; ++i)
        made.push_back(jobOn(i));
    return made;
}

BulkQueue::Report reportOf(WriteOutcome outcome)
{
    BulkQueue::Report report;
    report.outcome = outcome;
    report.sent = outcome != WriteOutcome::Failed;
    return report;
}

/// It was read before it was to be sent, and that failed.
BulkQueue::Report notSent(Kind kind, int status = 0)
{
    BulkQueue::Report report = reportOf(WriteOutcome::Failed);
    report.error = api::ApiError{};
    report.error->kind = kind;
    report.error->status = status;
    report.error->sentence = QStringLiteral("The server said something.");
    return report;
}

/// An engine that the test drives by hand.
class Engine
{
public:
    struct Begun {
        domain::Uuid row;
        BulkQueue::Handlers handlers;
    };

    [[nodiscard]] BulkQueue::Write write()
    {
        return [this](const BulkQueue::Job &job, BulkQueue::Handlers handlers) {
            if (refuses == job.before.uuid)
                return false;
            begun.push_back({job.before.uuid, std::move(handlers)});
            order += QString::number(job.before.uuid.bytes()[15] % 16 + job.before.uuid.bytes()[15] / 16 * 10) +
                     QLatin1Char(' ');
            return true;
        };
    }
    void finish(size_t at, const BulkQueue::Report &report)
    {
        const auto handler = begun.at(at).handlers.finished;
        begun.erase(begun.begin() + static_cast<std::ptrdiff_t>(at));
        handler(report);
    }

    std::vector<Begun> begun; ///< and not finished, oldest first
    QString order;            ///< numbers of the rows in the order they were begun
    domain::Uuid refuses;
};

BulkQueue::Options quick()
{
    BulkQueue::Options options;
    options.delay = [](int, const std::optional<domain::Duration> &) {
        return domain::Duration{20'000};
    };
    return options;
}

} // namespace

/// The order, the pauses and the end of a run of many writes, with an engine that does what the test says.
class TestBulkQueue : public QObject
{
    Q_OBJECT
private slots:
    void twoAtATimeInTheirOrder()
    {
        Engine engine;
        BulkQueue queue(engine.write(), jobs(5), quick());
        QSignalSpy finished(&queue, &BulkQueue::finished);
        QSignalSpy settled(&queue, &BulkQueue::settled);
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        QCOMPARE(queue.count(RowState::Waiting), 3);
        engine.finish(1, reportOf(WriteOutcome::Done));
        QCOMPARE(engine.order, QStringLiteral("1 2 3 "));
        while (!engine.begun.empty())
            engine.finish(0, reportOf(WriteOutcome::Done));
        QCOMPARE(engine.order, QStringLiteral("1 2 3 4 5 "));
        QCOMPARE(queue.state(), BulkQueue::State::Finished);
        QCOMPARE(queue.count(WriteOutcome::Done), 5);
        QCOMPARE(finished.size(), 1);
        QCOMPARE(settled.size(), 1);
        QVERIFY(queue.neverSent().empty());
    }

    void anEmptyRunEnds()
    {
        Engine engine;
        BulkQueue queue(engine.write(), {}, quick());
        QSignalSpy settled(&queue, &BulkQueue::settled);
        queue.start();
        QTRY_COMPARE(settled.size(), 1);
    }

    void aPauseFinishesWhatIsUnderWayAndGoesOn()
    {
        Engine engine;
        BulkQueue queue(engine.write(), jobs(4), quick());
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        queue.pause();
        QCOMPARE(queue.state(), BulkQueue::State::Paused);
        QVERIFY(!queue.pauseSentence().isEmpty());
        engine.finish(0, reportOf(WriteOutcome::Done));
        engine.finish(0, reportOf(WriteOutcome::Refused));
        QCOMPARE(queue.state(), BulkQueue::State::Paused);
        QVERIFY(engine.begun.empty());
        queue.resume();
        QCOMPARE(engine.begun.size(), size_t(2));
        QVERIFY(queue.pauseSentence().isEmpty());
    }

    void aStopSendsNothingFurther()
    {
        Engine engine;
        BulkQueue queue(engine.write(), jobs(4), quick());
        QSignalSpy finished(&queue, &BulkQueue::finished);
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        queue.cancel();
        QCOMPARE(finished.size(), 0);
        engine.finish(0, reportOf(WriteOutcome::Done));
        engine.finish(0, notSent(Kind::Network)); // no second try after a stop
        QCOMPARE(finished.size(), 1);
        QVERIFY(engine.begun.empty());
        QCOMPARE(queue.count(RowState::NotSent), 3);
        QCOMPARE(queue.neverSent().size(), size_t(3));
    }

    void aConnectionThatFailsPausesAndGoesOnByItself_data()
    {
        QTest::addColumn<BulkQueue::Report>("report");
        QTest::newRow("no network") << notSent(Kind::Network);
        QTest::newRow("no answer") << notSent(Kind::Timeout);
        QTest::newRow("too many requests") << notSent(Kind::RateLimited, 429);
        QTest::newRow("the server restarts") << notSent(Kind::Server, 503);
        QTest::newRow("a page of a proxy") << notSent(Kind::Protocol, 200);
    }
    void aConnectionThatFailsPausesAndGoesOnByItself()
    {
        QFETCH(BulkQueue::Report, report);
        Engine engine;
        BulkQueue queue(engine.write(), jobs(3), quick());
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        engine.finish(0, report);
        QCOMPARE(queue.state(), BulkQueue::State::Paused);
        QVERIFY(queue.pauseSentence().contains(QStringLiteral("The server said something.")));
        QVERIFY(queue.nextTry());
        QCOMPARE(engine.begun.size(), size_t(1)); // the other one is finished, nothing is begun
        engine.finish(0, reportOf(WriteOutcome::Done));
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        QCOMPARE(engine.order, QStringLiteral("1 2 1 3 ")); // it keeps its place in the order
        while (!engine.begun.empty())
            engine.finish(0, reportOf(WriteOutcome::Done));
        QCOMPARE(queue.count(WriteOutcome::Done), 3);
    }

    void aRefusedTokenWaitsForANewOne()
    {
        Engine engine;
        BulkQueue queue(engine.write(), jobs(3), quick());
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        engine.finish(0, notSent(Kind::Auth, 401));
        engine.finish(0, notSent(Kind::Auth, 401));
        QCOMPARE(queue.state(), BulkQueue::State::Paused);
        QVERIFY(!queue.nextTry());
        QVERIFY(queue.pauseSentence().contains(QStringLiteral("token")));
        queue.retryNow();
        QCOMPARE(engine.begun.size(), size_t(2));
        QCOMPARE(engine.order, QStringLiteral("1 2 1 2 "));
    }

    void aRefusedTokenEndsARunWhereNobodyCanGiveANewOne()
    {
        Engine engine;
        BulkQueue::Options options = quick();
        options.endsAtSignIn = true;
        BulkQueue queue(engine.write(), jobs(3), options);
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        engine.finish(0, notSent(Kind::Auth, 401));
        engine.finish(0, reportOf(WriteOutcome::Done));
        QCOMPARE(queue.state(), BulkQueue::State::Finished);
        QCOMPARE(queue.count(RowState::NotSent), 2);
        QCOMPARE(queue.rows()[2].report.error->status, 401);
    }

    void patienceEnds()
    {
        Engine engine;
        BulkQueue::Options options = quick();
        options.patienceMs = 30;
        BulkQueue queue(engine.write(), jobs(2), options);
        QSignalSpy finished(&queue, &BulkQueue::finished);
        queue.start();
        for (int i = 0; i < 50 && finished.isEmpty(); ++i) {
            QTRY_VERIFY(!engine.begun.empty() || !finished.isEmpty());
            while (!engine.begun.empty())
                engine.finish(0, notSent(Kind::Network));
        }
        QCOMPARE(finished.size(), 1);
        QCOMPARE(queue.count(RowState::NotSent), 2);
        QVERIFY(!queue.rows()[0].report.sentence.isEmpty());
    }

    /// A row that alone makes the server fail does not keep the others from being sent.
    void aRowThatAlwaysFailsIsLeft()
    {
        Engine engine;
        BulkQueue::Options options = quick();
        options.atOnce = 1;
        BulkQueue queue(engine.write(), jobs(2), options);
        queue.start();
        for (int i = 0; i < 3; ++i) {
            QTRY_COMPARE(engine.begun.size(), size_t(1));
            QVERIFY(engine.begun.front().row == jobOn(1).before.uuid);
            engine.finish(0, notSent(Kind::Server, 500));
        }
        QTRY_COMPARE(engine.begun.size(), size_t(1));
        QVERIFY(engine.begun.front().row == jobOn(2).before.uuid);
        engine.finish(0, reportOf(WriteOutcome::Done));
        QCOMPARE(queue.count(WriteOutcome::Failed), 1);
        QCOMPARE(queue.neverSent().size(), size_t(1));
    }

    /// A write that the server answered with 401 or 429 was sent: it is not sent again, and the others wait.
    void aWriteThatWasAnsweredIsNotSentAgain_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("401") << 401;
        QTest::newRow("429") << 429;
    }
    void aWriteThatWasAnsweredIsNotSentAgain()
    {
        QFETCH(int, status);
        Engine engine;
        BulkQueue queue(engine.write(), jobs(3), quick());
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        BulkQueue::Report report = notSent(status == 401 ? Kind::Auth : Kind::RateLimited, status);
        report.outcome = WriteOutcome::Refused;
        report.sent = true;
        engine.finish(0, report);
        QCOMPARE(queue.state(), BulkQueue::State::Paused);
        engine.finish(0, reportOf(WriteOutcome::Done));
        queue.retryNow();
        QCOMPARE(engine.order, QStringLiteral("1 2 3 "));
        engine.finish(0, reportOf(WriteOutcome::Done));
        QCOMPARE(queue.state(), BulkQueue::State::Finished);
        QCOMPARE(queue.neverSent().size(), size_t(1)); // another plan may begin with it
    }

    void anUnknownOneFreesItsPlaceAndIsFollowed()
    {
        Engine engine;
        BulkQueue::Options options = quick();
        options.atOnce = 1;
        BulkQueue queue(engine.write(), jobs(2), options);
        QSignalSpy finished(&queue, &BulkQueue::finished);
        QSignalSpy settled(&queue, &BulkQueue::settled);
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(1));
        engine.begun.front().handlers.unsettled(reportOf(WriteOutcome::Unknown));
        QCOMPARE(engine.begun.size(), size_t(2));
        engine.finish(1, reportOf(WriteOutcome::Done));
        QCOMPARE(finished.size(), 1);
        QCOMPARE(settled.size(), 0);
        QCOMPARE(queue.count(RowState::Unsettled), 1);
        engine.finish(0, reportOf(WriteOutcome::Done));
        QCOMPARE(settled.size(), 1);
        QCOMPARE(queue.count(WriteOutcome::Done), 2);
        QCOMPARE(finished.size(), 1);
    }

    void aRowThatIsBeingWrittenAlreadyIsSaid()
    {
        Engine engine;
        engine.refuses = jobOn(1).before.uuid;
        BulkQueue queue(engine.write(), jobs(2), quick());
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(1));
        QCOMPARE(queue.rows()[0].state, RowState::Finished);
        QVERIFY(queue.rows()[0].report.sentence.contains(QStringLiteral("under way")));
        engine.finish(0, reportOf(WriteOutcome::Done));
        QCOMPARE(queue.state(), BulkQueue::State::Finished);
    }

    void whereEveryRowIsRefusedTheRunEnds()
    {
        BulkQueue queue([](const BulkQueue::Job &, const BulkQueue::Handlers &) { return false; }, jobs(5), quick());
        QSignalSpy settled(&queue, &BulkQueue::settled);
        queue.start();
        QTRY_COMPARE(settled.size(), 1);
        QCOMPARE(queue.count(RowState::Finished), 5);
    }

    void aHoldStaysUntilItIsReleased()
    {
        Engine engine;
        BulkQueue queue(engine.write(), jobs(3), quick());
        queue.hold(QStringLiteral("Locked."));
        queue.start();
        QTRY_COMPARE(queue.state(), BulkQueue::State::Paused);
        queue.retryNow();
        queue.resume();
        QVERIFY(engine.begun.empty());
        QCOMPARE(queue.pauseSentence(), QStringLiteral("Locked."));
        queue.release();
        QCOMPARE(engine.begun.size(), size_t(2));
    }

    void startsAreSpread()
    {
        Engine engine;
        BulkQueue::Options options = quick();
        options.spreadMs = 40;
        BulkQueue queue(engine.write(), jobs(3), options);
        QElapsedTimer since;
        since.start();
        queue.start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        QVERIFY(since.elapsed() >= 40);
        engine.finish(0, reportOf(WriteOutcome::Done));
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        QVERIFY(since.elapsed() >= 80);
    }

    void aQueueThatDiesIsNotCalled()
    {
        Engine engine;
        auto queue = std::make_unique<BulkQueue>(engine.write(), jobs(3), quick());
        queue->start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        queue.reset();
        engine.finish(0, reportOf(WriteOutcome::Done));
        engine.finish(0, reportOf(WriteOutcome::Done));
        QVERIFY(engine.begun.empty());
    }

    void aSlotMayDestroyIt()
    {
        Engine engine;
        auto *queue = new BulkQueue(engine.write(), jobs(3), quick());
        connect(queue, &BulkQueue::rowChanged, this, [&queue, &engine] {
            if (engine.begun.size() == 1 && queue && queue->count(RowState::Finished) == 1)
                delete std::exchange(queue, nullptr);
        });
        queue->start();
        QTRY_COMPARE(engine.begun.size(), size_t(2));
        engine.finish(0, reportOf(WriteOutcome::Done));
        QVERIFY(!queue);
    }
};

QTEST_GUILESS_MAIN(TestBulkQueue)
#include "tst_bulkqueue.moc"
