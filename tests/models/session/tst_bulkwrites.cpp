// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/openconnection.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"
#include "tests/support/requests.h"

#include <QDir>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <optional>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::Action;
using session::BulkWrites;
using session::PendingTransitions;
using workflows::BulkFate;
using workflows::BulkQueue;

namespace
{

BulkWrites::Order orderOf(int rows)
{
    BulkWrites::Order order;
    order.reason = QStringLiteral("gone");
    for (int i = 1; i <= rows; ++i) {
        BulkQueue::Job job;
        job.action = Action::SetErred;
        job.before = sentRequest(i);
        job.text = {"gone", {}};
        order.jobs.push_back(job);
    }
    return order;
}

/// A server whose rows are Sent until they were set erred.
struct Server {
    Server()
    {
        http.on("GET", ListPath, [this](const Seen &seen) {
            Row row;
            row.uuid = uuidIn(seen.path());
            row.state = posted.contains(row.uuid) ? "Erred" : "Sent";
            row.message = posted.contains(row.uuid) ? "gone" : "";
            return Reply::json(row.toJson());
        });
        http.on("POST", ListPath, [this](const Seen &seen) {
            posted.append(uuidIn(seen.path()));
            return Reply::json("{}");
        });
    }
    static QByteArray uuidIn(const QByteArray &path) { return path.mid(qsizetype(sizeof(ListPath)) - 1, 32); }

    ScriptedServer http;
    QByteArrayList posted;
};

/// One start of the program on a folder.
struct Desk {
    Desk(Server &server, const QString &folder, domain::Environment environment = domain::Environment::Test)
        : client(connectionTo(server.http.url())), journal(folder + QStringLiteral("/journal.jsonl")),
          open(client, store, journal, {QStringLiteral("desk"), environment, folder}, {})
    {
        client.setRetryDelayMs(1);
    }
    api::WaldurClient client;
    tables::RequestStore store;
    archive::Journal journal;
    session::OpenConnection open;
};

} // namespace

/// Runs of many changes of one connection: kept before they begin, parked and found again.
class TestBulkWrites : public QObject
{
    Q_OBJECT
private slots:
    void aRunIsOneDecisionOfTheJournal()
    {
        QTemporaryDir dir;
        Server server;
        Desk desk(server, dir.path());
        BulkWrites &bulk = desk.open.bulk;
        QSignalSpy finished(&bulk, &BulkWrites::finished);
        QVERIFY(bulk.run(orderOf(5)));
        QVERIFY(bulk.isRunning());
        QVERIFY(!bulk.run(orderOf(1))); // one at a time
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(bulk.queue()->count(domain::WriteOutcome::Done), 5);
        QCOMPARE(server.posted.size(), 5);
        const auto entries = archive::Journal::readFile(desk.journal.file()).entries;
        QCOMPARE(entries.size(), size_t(10));
        QVERIFY(!entries.front().bulk.isEmpty());
        for (const auto &entry : entries)
            QCOMPARE(entry.bulk, entries.front().bulk);
        QTRY_VERIFY(QDir(dir.filePath(QStringLiteral("runs"))).isEmpty(QDir::Files)); // nothing is left to offer
    }

    void theSettingsAreReadWithinTheirBounds_data()
    {
        QTest::addColumn<QString>("atOnce");
        QTest::addColumn<int>("read");
        QTest::newRow("not set") << QString() << 2;
        QTest::newRow("a number") << QStringLiteral("5") << 5;
        QTest::newRow("none at all") << QStringLiteral("0") << 2;
        QTest::newRow("a flood") << QStringLiteral("500") << 2;
        QTest::newRow("no number") << QStringLiteral("many") << 2;
    }
    void theSettingsAreReadWithinTheirBounds()
    {
        QFETCH(QString, atOnce);
        QTemporaryDir dir;
        const QString file = dir.filePath(QStringLiteral("window.ini"));
        if (!atOnce.isEmpty())
            QSettings(file, QSettings::IniFormat).setValue(QStringLiteral("run/atOnce"), atOnce);
        QTEST(BulkWrites::readSettings(file).atOnce, "read");
        QCOMPARE(BulkWrites::readSettings({}).atOnce, 2);
    }

    void aRowThatIsArmedIsNotWrittenTwice()
    {
        QTemporaryDir dir;
        Server server;
        Desk desk(server, dir.path());
        QVERIFY(desk.open.pending.start(orderOf(1).jobs.front())); // waits for its five seconds
        QSignalSpy finished(&desk.open.bulk, &BulkWrites::finished);
        QVERIFY(desk.open.bulk.run(orderOf(2)));
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(server.posted, QByteArrayList{rowUuid(2)});
        QCOMPARE(desk.open.bulk.queue()->neverSent().size(), size_t(1));
    }

    void whatCannotBeKeptIsNotBegun()
    {
        QTemporaryDir dir;
        QFile blocker(dir.filePath(QStringLiteral("runs")));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        Server server;
        Desk desk(server, dir.path());
        QSignalSpy failed(&desk.open.bulk, &BulkWrites::failed);
        QVERIFY(desk.open.bulk.run(orderOf(2)));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(!desk.open.bulk.isRunning());
        QVERIFY(server.posted.isEmpty());
    }

    void aLockedProfilePausesTheRun()
    {
        QTemporaryDir dir;
        Server server;
        Desk desk(server, dir.path(), domain::Environment::Production);
        desk.open.session.unlock();
        QSignalSpy finished(&desk.open.bulk, &BulkWrites::finished);
        connect(&desk.open.pending, &PendingTransitions::reported, &desk.open.session,
                [&desk] { desk.open.session.lock(); });
        QVERIFY(desk.open.bulk.run(orderOf(6)));
        QTRY_VERIFY(desk.open.bulk.queue() && desk.open.bulk.queue()->state() == BulkQueue::State::Paused);
        QTRY_COMPARE(desk.open.pending.count(), 0);
        QVERIFY(desk.open.bulk.queue()->pauseSentence().contains(QStringLiteral("locked")));
        QVERIFY(server.posted.size() <= 2);
        desk.open.session.disconnect(&desk.open.pending);
        disconnect(&desk.open.pending, &PendingTransitions::reported, nullptr, nullptr);
        desk.open.session.unlock();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(server.posted.size(), 6);
    }

    /// The window is closed in the middle: what is under way is finished, the next start finds the rest.
    void theRestIsFoundAtTheNextStart()
    {
        QTemporaryDir dir;
        Server server;
        {
            Desk desk(server, dir.path());
            BulkWrites &bulk = desk.open.bulk;
            QSignalSpy parked(&bulk, &BulkWrites::parked);
            connect(&desk.open.pending, &PendingTransitions::reported, &bulk, &BulkWrites::park);
            QVERIFY(bulk.run(orderOf(6)));
            QTRY_VERIFY(!parked.isEmpty());
            QCOMPARE(desk.open.pending.count(), 0);
        }
        const auto sent = server.posted.size();
        QVERIFY(sent > 0 && sent < 6);
        Desk desk(server, dir.path());
        QSignalSpy found(&desk.open.bulk, &BulkWrites::leftoversChanged);
        emit desk.open.session.personChanged();
        QTRY_COMPARE(found.size(), 1);
        const auto &left = desk.open.bulk.leftovers();
        QCOMPARE(left.size(), size_t(1));
        QCOMPARE(left.front().count(BulkFate::Kind::Known), int(sent));
        QCOMPARE(left.front().neverSent().size(), size_t(6 - sent));
        QCOMPARE(left.front().record.reason, QStringLiteral("gone"));
        desk.open.bulk.dropLeftover(left.front().record.id);
        QVERIFY(desk.open.bulk.leftovers().empty());
        QTRY_VERIFY(QDir(dir.filePath(QStringLiteral("runs"))).isEmpty(QDir::Files));
    }

    void aRecordOfAnotherServerIsNotOffered()
    {
        QTemporaryDir dir;
        QDir().mkpath(dir.filePath(QStringLiteral("runs")));
        archive::BulkRecord record;
        record.id = QStringLiteral("x");
        record.time = domain::Timestamp::now();
        record.server = QStringLiteral("https://elsewhere.example/");
        QFile file(dir.filePath(QStringLiteral("runs/x.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(record.toJson());
        file.close();
        Server server;
        Desk desk(server, dir.path());
        QSignalSpy earlier(&desk.open.pending, &PendingTransitions::earlierSettled);
        emit desk.open.session.personChanged();
        QTRY_COMPARE(earlier.size(), 1);
        QTRY_VERIFY(QFile::exists(dir.filePath(QStringLiteral("runs/x.lock")))); // it was looked at
        QVERIFY(desk.open.bulk.leftovers().empty());
        QVERIFY(QFile::exists(file.fileName()));
    }

    void whatIsAskedAgainIsFollowedToItsEnd()
    {
        QTemporaryDir dir;
        Server server;
        int readings = 0;
        server.http.on("GET", ListPath, [&readings](const Seen &seen) {
            if (seen.path().size() < qsizetype(sizeof(ListPath)) + 30)
                return pageOf({}, seen);
            Row row{.number = 77};
            row.state = ++readings > 2 ? "Erred" : "Sent";
            return Reply::json(row.toJson());
        });
        server.http.on("POST", ListPath, Reply::json(Row{.number = 77}.toJson(), 201));
        Desk desk(server, dir.path());
        BulkWrites &bulk = desk.open.bulk;
        bulk.setFollowPauses({1, 2});
        QSignalSpy ended(&bulk, &BulkWrites::askedAgainEnded);
        BulkWrites::Order order;
        order.action = Action::AskAgain;
        BulkQueue::Job job;
        job.action = Action::AskAgain;
        job.before = sentRequest(1);
        order.jobs = {job, job}; // the same offering once
        QVERIFY(bulk.run(order));
        QTRY_COMPARE(ended.size(), 1);
        QCOMPARE(server.http.count("POST"), 1);
        QCOMPARE(ended.front().at(0).toInt(), 0);
        QCOMPARE(ended.front().at(1).toInt(), 1);
    }
};

QTEST_GUILESS_MAIN(TestBulkWrites)
#include "tst_bulkwrites.moc"
