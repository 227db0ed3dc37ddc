// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/openconnection.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"
#include "tests/support/requests.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::Action;
using session::PendingTransitions;
using session::UndoStack;
using workflows::TransitionRunner;

namespace
{

TransitionRunner::Job jobOn(int number, Action action = Action::Start)
{
    TransitionRunner::Job job;
    job.action = action;
    job.before = sentRequest(number);
    return job;
}

/// A server with one row for every number, Sent until it was started.
struct Desk {
    explicit Desk(domain::Environment environment = domain::Environment::Test)
        : client(connectionTo(server.url())), journal(folder.filePath(QStringLiteral("journal.jsonl"))),
          open(client, store, journal, {QStringLiteral("desk"), environment, folder.path()}, {})
    {
        client.setRetryDelayMs(1);
        server.on("GET", ListPath, [this](const Seen &seen) { return Reply::json(rowOf(seen.path()).toJson()); });
        server.on("POST", ListPath, [this](const Seen &seen) {
            posted.append(uuidIn(seen.path()));
            return Reply::json("{}");
        });
    }

    static QByteArray uuidIn(const QByteArray &path) { return path.mid(qsizetype(sizeof(ListPath)) - 1, 32); }
    [[nodiscard]] Row rowOf(const QByteArray &path) const
    {
        Row row;
        row.uuid = uuidIn(path);
        row.state = posted.contains(row.uuid) ? "Processing" : "Sent";
        return row;
    }
    [[nodiscard]] domain::Uuid uuid(int number) const { return sentRequest(number).uuid; }
    [[nodiscard]] bool isIdle()
    {
        return QTest::qWaitFor([this] { return open.pending.count() == 0; }, 20'000);
    }

    QTemporaryDir folder;
    ScriptedServer server;
    QByteArrayList posted;
    api::WaldurClient client;
    tables::RequestStore store;
    archive::Journal journal;
    session::OpenConnection open;
};

} // namespace

/// The one list of writes that are not finished, and its steps on the undo stack.
class TestPendingTransitions : public QObject
{
    Q_OBJECT
private slots:
    void aRowHasAtMostOnePendingWrite()
    {
        Desk desk;
        PendingTransitions &pending = desk.open.pending;
        QVERIFY(pending.start(jobOn(1)));
        QVERIFY(!pending.start(jobOn(1, Action::SetErred)));
        QVERIFY(pending.start(jobOn(2)));
        QCOMPARE(pending.armedCount(), 2);
        QCOMPARE(pending.underWayCount(), 0);
        QCOMPARE(desk.open.undo.size(), 2);
        QVERIFY(pending.pendingText(desk.uuid(1)).startsWith(u"Processing in "));
        QVERIFY(pending.pendingText(desk.uuid(3)).isEmpty());
    }

    /// A write of an earlier run of the program: its row is read once the server has answered, and the journal told.
    void whatStayedUnknownIsLookedAtAgain()
    {
        Desk desk;
        Row row = desk.rowOf(ListPath + rowUuid(1));
        row.state = "Erred";
        row.message = "ours";
        desk.server.on("GET", ListPath, Reply::json(row.toJson()));
        archive::JournalEntry line;
        line.time = domain::Timestamp::now();
        line.id = QStringLiteral("1");
        line.server = desk.client.connection().root.toString();
        line.request = desk.uuid(1);
        line.verb = QStringLiteral("err");
        line.state = domain::State::Sent;
        line.sent.message = "ours";
        desk.journal.append(line);
        line.phase = archive::JournalEntry::Phase::After;
        line.outcome = domain::WriteOutcome::Unknown;
        desk.journal.append(line);
        emit desk.open.session.personChanged();
        emit desk.open.session.personChanged(); // once is enough
        QTRY_COMPARE(archive::Journal::readFile(desk.journal.file()).entries.size(), size_t(3));
        const auto lines = archive::Journal::readFile(desk.journal.file()).entries;
        QCOMPARE(lines.back().phase, archive::JournalEntry::Phase::Settled);
        QCOMPARE(lines.back().outcome, std::optional(domain::WriteOutcome::Done));
        QCOMPARE(desk.store.size(), tables::RowIndex(1)); // what was read is merged
    }

    void anArmedWriteIsAStepUntilItIsSent()
    {
        Desk desk;
        QSignalSpy undone(&desk.open.undo, &UndoStack::undone);
        QVERIFY(desk.open.pending.start(jobOn(1)));
        QVERIFY(desk.open.pending.start(jobOn(2)));
        const UndoStack::Id first = desk.open.pending.stepOf(desk.uuid(1));
        QVERIFY(desk.open.undo.contains(first));
        QCOMPARE(desk.open.undo.newest()->kind, UndoStack::Kind::Write);
        QVERIFY(desk.open.undo.newest()->sentence.startsWith(u"Start: SLURM Tartu "));
        QVERIFY(desk.open.pending.sendNow(desk.uuid(1)));
        QVERIFY(!desk.open.undo.contains(first));
        QCOMPARE(desk.open.pending.stepOf(desk.uuid(1)), 0U);
        QCOMPARE(desk.open.pending.underWayCount(), 1);
        // The step that is left is that of the other one.
        QVERIFY(desk.open.undo.undo());
        QVERIFY(!desk.open.pending.isPending(desk.uuid(2)));
        QCOMPARE(undone.size(), 1);
        QVERIFY(!desk.open.undo.undo());
        QVERIFY(desk.isIdle());
        QCOMPARE(desk.posted, QByteArrayList{rowUuid(1)});
    }

    void aBarCanTakeBackAnOlderWrite()
    {
        Desk desk;
        QVERIFY(desk.open.pending.start(jobOn(1)));
        desk.open.undo.push(UndoStack::Kind::Local, QStringLiteral("Acknowledged"), [] { return QString(); });
        QVERIFY(desk.open.pending.undo(desk.uuid(1)));
        QVERIFY(!desk.open.pending.isPending(desk.uuid(1)));
        QCOMPARE(desk.open.undo.newest()->sentence, QStringLiteral("Acknowledged"));
        QVERIFY(!desk.open.pending.undo(desk.uuid(1)));
    }

    void whatIsReadGoesIntoTheStoreAndTheOutcomeIsTold()
    {
        Desk desk;
        QSignalSpy reported(&desk.open.pending, &PendingTransitions::reported);
        QSignalSpy idle(&desk.open.pending, &PendingTransitions::becameIdle);
        desk.open.pending.setDelay(0);
        QVERIFY(desk.open.pending.start(jobOn(1)));
        QCOMPARE(desk.open.undo.size(), 0);
        QVERIFY(desk.isIdle());
        QCOMPARE(reported.size(), 1);
        QCOMPARE(idle.size(), 1);
        const auto row = desk.store.find(desk.uuid(1));
        QVERIFY(row);
        QCOMPARE(desk.store.request(*row).state, domain::State::Processing);
    }

    void allCanBeUndoneOrSentAtOnce_data()
    {
        QTest::addColumn<bool>("send");
        QTest::newRow("undone") << false;
        QTest::newRow("sent") << true;
    }

    void allCanBeUndoneOrSentAtOnce()
    {
        QFETCH(bool, send);
        Desk desk;
        QSignalSpy idle(&desk.open.pending, &PendingTransitions::becameIdle);
        for (int number = 1; number <= 5; ++number)
            QVERIFY(desk.open.pending.start(jobOn(number)));
        if (send) {
            desk.open.pending.sendAllNow();
            QCOMPARE(desk.open.pending.armedCount(), 0);
            QCOMPARE(desk.open.pending.underWayCount(), 5);
        } else {
            QCOMPARE(desk.open.pending.undoAll(), 5);
        }
        QCOMPARE(desk.open.undo.size(), 0);
        QVERIFY(desk.isIdle());
        QCOMPARE(idle.size(), 1);
        QCOMPARE(desk.posted.size(), send ? 5 : 0);
    }

    void lockingUndoesWhatIsArmed()
    {
        Desk desk(domain::Environment::Production);
        desk.open.session.unlock();
        QVERIFY(desk.open.pending.start(jobOn(1)));
        desk.open.session.lock();
        QCOMPARE(desk.open.pending.count(), 0);
        QCOMPARE(desk.open.undo.size(), 0);
        QVERIFY(desk.posted.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestPendingTransitions)
#include "tst_pendingtransitions.moc"
