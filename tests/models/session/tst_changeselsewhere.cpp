// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/openconnection.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::State;
using session::ChangesElsewhere;

namespace
{

domain::Request requestOf(int number, State state, domain::Timestamp modified)
{
    domain::Request request;
    request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    request.state = state;
    request.created = domain::Timestamp::now() - domain::Duration::seconds(3600);
    request.modified = modified;
    request.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
    return request;
}

/// A store of rows that the test merges, and a server that answers writes.
struct Desk {
    Desk()
        : client(connectionTo(server.url())), journal(folder.filePath(QStringLiteral("journal.jsonl"))),
          open(client, store, journal, {QStringLiteral("desk"), domain::Environment::Test, folder.path()}, {}),
          noted(&open.elsewhere, &ChangesElsewhere::noted)
    {
    }
    void merge(int number, State state, domain::Timestamp modified = domain::Timestamp::now())
    {
        const domain::Request row = requestOf(number, state, modified);
        store.merge({&row, 1});
    }
    [[nodiscard]] std::optional<ChangesElsewhere::Change> find(int number) const
    {
        return open.elsewhere.find(*domain::Uuid::tryParse(QByteArrayView(rowUuid(number))));
    }
    /// What was asked of the journal before has been answered.
    [[nodiscard]] bool letItJudge()
    {
        bool read = false;
        journal.read(&open.elsewhere, [&read](const archive::Journal::Contents &) { read = true; });
        return QTest::qWaitFor([&read] { return read; }, 20'000);
    }

    QTemporaryDir folder;
    ScriptedServer server;
    api::WaldurClient client;
    tables::RequestStore store;
    archive::Journal journal;
    session::OpenConnection open;
    QSignalSpy noted;
};

} // namespace

/// Who changed a row is not known; that it was not from here is.
class TestChangesElsewhere : public QObject
{
    Q_OBJECT
private slots:
    void aChangedStateIsNotedWithBothReadings();
    void aLaterReadingMovesTheBegin();
    void aPollWithoutNewsMovesTheBeginOfAll();
    void aChangeBeforeTheRowWasReadHasNoBegin();
    void whatDidNotChangeItsStateIsNotNoted();
    void aWriteOfAnotherProcessIsFromHere();
    void anOldWriteFromHereExplainsNothing();
    void aWriteOfThisWindowIsFromHere();
    void theNewestChangeCounts();
};

void TestChangesElsewhere::aChangedStateIsNotedWithBothReadings()
{
    Desk desk;
    const domain::Timestamp start = domain::Timestamp::now();
    desk.merge(1, State::Sent);
    const domain::Timestamp between = domain::Timestamp::now();
    desk.merge(1, State::Erred);
    QTRY_COMPARE(desk.noted.count(), 1);
    const auto change = desk.find(1);
    QVERIFY(change && change->after);
    QCOMPARE(change->from, State::Sent);
    QCOMPARE(change->to, State::Erred);
    QVERIFY(*change->after >= start && *change->after <= between);
    QVERIFY(change->until >= between && change->until <= domain::Timestamp::now());
}

void TestChangesElsewhere::aLaterReadingMovesTheBegin()
{
    Desk desk;
    desk.merge(1, State::Sent);
    tables::RowScope scope;
    scope.add(std::vector<tables::RowIndex>{0});
    const domain::Timestamp before = domain::Timestamp::now();
    desk.open.elsewhere.noteReading(scope); // read again, and nothing was new
    desk.merge(1, State::Processing);
    QTRY_COMPARE(desk.noted.count(), 1);
    QVERIFY(desk.find(1)->after >= before);
}

/// A row that was kept from an earlier run of the program: it was put into the store later than it was read.
void TestChangesElsewhere::aPollWithoutNewsMovesTheBeginOfAll()
{
    Desk desk;
    desk.merge(1, State::Sent);
    const domain::Timestamp before = domain::Timestamp::now();
    desk.open.elsewhere.noteReadingOfAll();
    desk.merge(1, State::Processing);
    QTRY_COMPARE(desk.noted.count(), 1);
    QVERIFY(desk.find(1)->after >= before);
}

void TestChangesElsewhere::aChangeBeforeTheRowWasReadHasNoBegin()
{
    Desk desk;
    const domain::Timestamp old = domain::Timestamp::now() - domain::Duration::seconds(7200);
    desk.merge(1, State::Sent, old);
    desk.merge(1, State::Done, old + domain::Duration::seconds(60));
    QTRY_COMPARE(desk.noted.count(), 1);
    QVERIFY(!desk.find(1)->after);
}

void TestChangesElsewhere::whatDidNotChangeItsStateIsNotNoted()
{
    Desk desk;
    desk.merge(1, State::Sent);
    desk.merge(1, State::Sent);
    desk.merge(2, State::Done);
    QVERIFY(desk.letItJudge());
    QCOMPARE(desk.noted.count(), 0);
    QVERIFY(!desk.find(1) && !desk.find(2));
}

void TestChangesElsewhere::aWriteOfAnotherProcessIsFromHere()
{
    Desk desk;
    desk.merge(1, State::Sent);
    archive::JournalEntry line;
    line.time = domain::Timestamp::now();
    line.id = QStringLiteral("1");
    line.verb = QStringLiteral("start");
    line.request = *domain::Uuid::tryParse(QByteArrayView(rowUuid(1)));
    {
        archive::Journal other(desk.journal.file()); // the command line
        other.append(line);
    }
    desk.merge(1, State::Processing);
    QVERIFY(desk.letItJudge());
    QVERIFY(desk.letItJudge());
    QCOMPARE(desk.noted.count(), 0);
}

void TestChangesElsewhere::anOldWriteFromHereExplainsNothing()
{
    Desk desk;
    archive::JournalEntry line;
    line.time = domain::Timestamp::now() - domain::Duration::seconds(3600);
    line.verb = QStringLiteral("start");
    line.request = *domain::Uuid::tryParse(QByteArrayView(rowUuid(1)));
    desk.journal.append(line);
    desk.merge(1, State::Processing);
    desk.merge(1, State::Done);
    QTRY_COMPARE(desk.noted.count(), 1);
}

void TestChangesElsewhere::aWriteOfThisWindowIsFromHere()
{
    Desk desk;
    bool posted = false;
    const QByteArray uuid = rowUuid(1);
    desk.server.on("GET", ListPath, [&](const Seen &) {
        Row row;
        row.uuid = uuid;
        row.state = posted ? "Processing" : "Sent";
        return Reply::json(row.toJson());
    });
    desk.server.on("POST", ListPath, [&](const Seen &) {
        posted = true;
        return Reply::json("{}");
    });
    desk.open.pending.setDelay(0);
    std::optional<domain::Request> row;
    desk.client.retrieve(*domain::Uuid::tryParse(QByteArrayView(uuid)), &desk.open.elsewhere,
                         [&](const api::Result<api::OneRequest> &result) { row = result->request; });
    QTRY_VERIFY(row);
    desk.store.merge({&*row, 1});
    workflows::TransitionRunner::Job job;
    job.action = domain::Action::Start;
    job.before = *row;
    QVERIFY(desk.open.pending.start(std::move(job)));
    QTRY_COMPARE_WITH_TIMEOUT(desk.open.pending.count(), 0, 20'000);
    QVERIFY(posted);
    QCOMPARE(desk.store.row(0).state, State::Processing);
    QVERIFY(desk.letItJudge());
    QCOMPARE(desk.noted.count(), 0);
}

void TestChangesElsewhere::theNewestChangeCounts()
{
    Desk desk;
    desk.merge(1, State::Sent);
    desk.merge(1, State::Processing);
    desk.merge(1, State::Done);
    QTRY_VERIFY(desk.find(1) && desk.find(1)->to == State::Done);
    QCOMPARE(desk.find(1)->from, State::Processing);
}

QTEST_GUILESS_MAIN(TestChangesElsewhere)
#include "tst_changeselsewhere.moc"
