// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/session.h"
#include "models/workflows/bulkplan.h"
#include "models/workflows/requestfeed.h"
#include "models/workflows/resourceverdict.h"
#include "models/workflows/transitionrunner.h"
#include "tests/support/startdemo.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using domain::Action;
using domain::State;
using workflows::TransitionRunner;
using Outcome = TransitionRunner::Outcome;

/// The conversations against the embedded service, which shares no code with them.
class TestTransitionsOnDemo : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void loadsWhatTheServiceHas();
    void goesThroughALife();
    void isRefusedBySupport();
    void meetsSomebodyFaster();
    void importsAndDismisses();
    void cleanupTestCase();

private:
    [[nodiscard]] api::Connection connection(const QByteArray &token) const;
    [[nodiscard]] std::unique_ptr<TransitionRunner> run(api::WaldurClient &client, const TransitionRunner::Job &job);

    std::unique_ptr<demo::DemoService> m_demo;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<archive::Journal> m_journal;
};

void TestTransitionsOnDemo::initTestCase()
{
    m_demo = testsupport::startDemo(700);
    QVERIFY(m_demo);
    m_folder = std::make_unique<QTemporaryDir>();
    m_journal = std::make_unique<archive::Journal>(m_folder->filePath(QStringLiteral("journal.jsonl")));
}

void TestTransitionsOnDemo::cleanupTestCase()
{
    m_demo.reset();
}

api::Connection TestTransitionsOnDemo::connection(const QByteArray &token) const
{
    api::Connection connection;
    connection.root = m_demo->url();
    if (!connection.root.path().endsWith(u'/'))
        connection.root.setPath(connection.root.path() + u'/');
    connection.token = token;
    return connection;
}

std::unique_ptr<TransitionRunner> TestTransitionsOnDemo::run(api::WaldurClient &client,
                                                             const TransitionRunner::Job &job)
{
    auto runner =
        std::make_unique<TransitionRunner>(client, *m_journal, m_demo->url().toString(), QStringLiteral("ada"), job);
    QSignalSpy finished(runner.get(), &TransitionRunner::finished);
    runner->arm(0);
    if (finished.count() == 0 && !finished.wait(10'000))
        qFatal("the runner did not finish");
    return runner;
}

void TestTransitionsOnDemo::loadsWhatTheServiceHas()
{
    api::WaldurClient client(connection(m_demo->tokens().staff));
    tables::RequestStore store;
    workflows::RequestFeed feed(client, store);
    session::Session session(client, store, {});
    session.start();
    feed.setQuery({});
    QTRY_COMPARE(feed.phase(), workflows::RequestFeed::Phase::Ready);
    QCOMPARE(feed.total(), 700);
    QCOMPARE(feed.loaded(), 700);
    QVERIFY(feed.skipped().isEmpty());
    QTRY_COMPARE(feed.stateCounts().back(), 700);
    const auto counts = feed.stateCounts();
    QCOMPARE(counts[0] + counts[1] + counts[2] + counts[3], 700);
    QTRY_VERIFY(session.hasPerson());
    QVERIFY(session.person().isStaff);
    QTRY_VERIFY(session.serverKnowsBefore());
    QTRY_VERIFY(session.offerings().size() >= 9);
}

void TestTransitionsOnDemo::goesThroughALife()
{
    api::WaldurClient client(connection(m_demo->tokens().staff));
    tables::RequestStore store;
    workflows::RequestFeed feed(client, store);
    feed.setQuery({});
    QTRY_COMPARE(feed.phase(), workflows::RequestFeed::Phase::Ready);

    TransitionRunner::Job job;
    job.action = Action::AskAgainAnyway;
    job.before = store.request(0);
    auto created = run(client, job);
    QCOMPARE(created->report().outcome, Outcome::Done);
    const domain::Request fresh = *created->report().after;
    QCOMPARE(fresh.state, State::Sent);
    QCOMPARE(fresh.offering, job.before.offering);
    QVERIFY(!store.find(fresh.uuid));

    job.action = Action::AskAgain; // one is open now
    const auto refused = run(client, job);
    QCOMPARE(refused->report().outcome, Outcome::Refused);
    QVERIFY(!refused->report().sent);

    job.action = Action::Start;
    job.before = fresh;
    const auto started = run(client, job);
    QCOMPARE(started->report().outcome, Outcome::Done);
    QCOMPARE(started->report().after->state, State::Processing);

    job.action = Action::SetDone;
    job.before = *started->report().after;
    const auto done = run(client, job);
    QCOMPARE(done->report().outcome, Outcome::Done);

    job.action = Action::SetErred; // would overwrite
    job.before = *done->report().after;
    job.text = {"  Cancelled: \xc3\xbc\n", "Traceback\n  line\n"};
    QCOMPARE(run(client, job)->report().outcome, Outcome::Refused);
    job.action = Action::OverwriteError;
    const auto erred = run(client, job);
    QVERIFY2(erred->report().outcome == Outcome::Done, qPrintable(erred->report().sentence));
    QCOMPARE(erred->report().after->error.message, QByteArray("Cancelled: \xc3\xbc")); // trimmed by the server

    QCOMPARE(archive::Journal::readFile(m_journal->file()).entries.size(), size_t(8)); // two a write that was sent
}

void TestTransitionsOnDemo::isRefusedBySupport()
{
    api::WaldurClient staff(connection(m_demo->tokens().staff));
    TransitionRunner::Job job;
    job.action = Action::AskAgainAnyway;
    tables::RequestStore store;
    workflows::RequestFeed feed(staff, store);
    feed.setQuery({});
    QTRY_COMPARE(feed.phase(), workflows::RequestFeed::Phase::Ready);
    job.before = store.request(1);
    const domain::Request fresh = *run(staff, job)->report().after;

    api::WaldurClient support(connection(m_demo->tokens().support));
    job.action = Action::Start;
    job.before = fresh;
    const auto refused = run(support, job);
    QCOMPARE(refused->report().outcome, Outcome::Refused);
    QCOMPARE(refused->report().error->status, 403);
    QVERIFY(refused->report().sent);
}

void TestTransitionsOnDemo::meetsSomebodyFaster()
{
    api::WaldurClient staff(connection(m_demo->tokens().staff));
    tables::RequestStore store;
    workflows::RequestFeed feed(staff, store);
    feed.setQuery({});
    QTRY_COMPARE(feed.phase(), workflows::RequestFeed::Phase::Ready);
    TransitionRunner::Job job;
    job.action = Action::AskAgainAnyway;
    job.before = store.request(2);
    const domain::Request fresh = *run(staff, job)->report().after;
    job.action = Action::Start;
    job.before = fresh;
    QCOMPARE(run(staff, job)->report().outcome, Outcome::Done);
    const auto late = run(staff, job); // decided on what was seen before
    QCOMPARE(late->report().outcome, Outcome::Refused);
    QVERIFY(!late->report().sent);
    QVERIFY2(late->report().sentence.contains(QStringLiteral("is Processing now")),
             qPrintable(late->report().sentence));
    QCOMPARE(late->report().after->state, State::Processing);
}

void TestTransitionsOnDemo::importsAndDismisses()
{
    api::WaldurClient staff(connection(m_demo->tokens().staff));
    api::WaldurClient manager(connection(m_demo->tokens().manager));
    std::vector<domain::BackendResource> waiting;
    bool read = false;
    const auto collect = [&](const api::Result<api::BackendResourcePage> &page) {
        QVERIFY(page);
        waiting = page->rows;
        read = true;
    };
    manager.backendResources({}, 1, this, collect);
    QTRY_VERIFY(read);
    QVERIFY(waiting.size() >= 3);

    workflows::BulkPlan::Input input;
    input.action = Action::ImportResource;
    input.resources = {waiting[0], waiting[1]};
    workflows::BulkPlan plan(
        staff, input, [](const domain::Request &) { return domain::Capabilities{.staff = true, .manages = true}; });
    QSignalSpy planned(&plan, &workflows::BulkPlan::finished);
    plan.read();
    QTRY_COMPARE(planned.count(), 1);
    QCOMPARE(plan.includedCount(), 2);
    for (const workflows::BulkPlan::ImportChoice &choice : plan.importChoices())
        QCOMPARE(choice.chosen.has_value(), choice.required); // one plan: it is chosen
    QCOMPARE(plan.missingChoice(), QString());
    const auto jobs = plan.jobs();
    QCOMPARE(jobs.size(), size_t(2));

    // The manager may not import; what was refused stands as it was.
    const auto forbidden = run(manager, jobs[0]);
    QCOMPARE(forbidden->report().outcome, Outcome::Refused);
    QVERIFY(forbidden->report().sent && !forbidden->report().gone);

    const auto done = run(staff, jobs[0]);
    QVERIFY2(done->report().outcome == Outcome::Done, qPrintable(done->report().sentence));
    QVERIFY(done->report().gone && done->report().made);
    std::optional<std::vector<api::ImportedResource>> made;
    using Imported = api::WaldurClient::ListIfShown<api::ImportedResource>;
    staff.importedResources(waiting[0].offering, waiting[0].backendId, this,
                            [&made](const api::Result<Imported> &list) { made = list ? *list : std::nullopt; });
    QTRY_VERIFY(made);
    QVERIFY(std::ranges::find(*made, *done->report().made, &api::ImportedResource::uuid) != made->end());

    const auto again = run(staff, jobs[0]);
    QCOMPARE(again->report().outcome, Outcome::Refused);
    QVERIFY(!again->report().sent);

    TransitionRunner::Job dismiss;
    dismiss.action = Action::DismissResource;
    dismiss.resource = waiting[2];
    dismiss.before = workflows::rowOf(waiting[2]);
    QCOMPARE(run(manager, dismiss)->report().outcome, Outcome::Done);
    QCOMPARE(run(manager, dismiss)->report().outcome, Outcome::Refused);
}

QTEST_GUILESS_MAIN(TestTransitionsOnDemo)
#include "tst_transitions_on_demo.moc"
