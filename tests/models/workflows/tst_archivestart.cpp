// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requesttablemodel.h"
#include "models/workflows/archivestart.h"
#include "models/workflows/errorclassifier.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"
#include "tests/support/requests.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using namespace Qt::StringLiterals;
using workflows::ArchiveStart;
using workflows::ArchiveSync;
using workflows::RequestFeed;
using workflows::TriageFeed;

namespace
{

/// The models of one window, without its pixels.
struct Window {
    Window(const QUrl &url, const QString &folder)
        : client(connectionTo(url)), rows(folder + u"/rows.sqlite"_s, {}), causes(folder + u"/causes.sqlite"_s),
          sync(rows, store), feed(client, store), triage(client, store, causes), start(sync, feed, triage), model(store)
    {
        client.setRetryDelayMs(1);
        model.setScope(&feed.scope());
    }
    /// With what has changed since the archive's cursor, as a reader of changes would bring it.
    void followChanges(std::vector<domain::Request> changed)
    {
        start.setReadsChanges(true);
        QObject::connect(&start, &ArchiveStart::changesWanted, &start, [this, changed](domain::Timestamp since) {
            askedSince = since;
            store.merge(changed, tables::Origin::Live);
            domain::Timestamp cursor = since;
            for (const domain::Request &each : changed)
                cursor = std::max(cursor, each.modified);
            start.changesRead(cursor);
        });
        // The list is counted: where it differs, the changes are read once more.
        QObject::connect(
            &feed, &RequestFeed::changesWanted, &start, [this] { start.changesRead(domain::Timestamp::now()); },
            Qt::QueuedConnection);
    }
    void ask(const QByteArray &line)
    {
        model.awaitQuery();
        feed.setQuery(split(line));
        model.setQuery(split(line), model.sorting());
    }
    [[nodiscard]] bool isQuiet() const
    {
        return sync.isRestored() && feed.phase() != RequestFeed::Phase::Loading &&
               triage.phase() != TriageFeed::Phase::Loading && !model.isEvaluating() && !model.isCatchingUp();
    }

    std::optional<domain::Timestamp> askedSince;
    api::WaldurClient client;
    tables::RequestStore store;
    archive::RowArchive rows;
    archive::CauseArchive causes;
    ArchiveSync sync;
    RequestFeed feed;
    TriageFeed triage;
    ArchiveStart start;
    tables::RequestTableModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

} // namespace

class TestArchiveStart : public QObject
{
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ScriptedServer> m_server;
    QList<QByteArray> m_all;

    std::unique_ptr<Window> open()
    {
        auto window = make();
        window->start.start();
        return window;
    }
    std::unique_ptr<Window> make() { return std::make_unique<Window>(m_server->url(), m_folder->path()); }

    [[nodiscard]] int pagesAsked() const { return m_server->count("GET", ListPath); }

    [[nodiscard]] QList<QByteArray> matching(const Seen &seen) const
    {
        QList<QByteArray> found;
        const QString state = seen.query().queryItemValue(u"state"_s);
        for (const QByteArray &row : m_all) {
            if (state.isEmpty() || row.contains("\"state\":\"" + state.toLatin1()) ||
                row.contains("\"state\": \"" + state.toLatin1()))
                found.append(row);
        }
        return found;
    }

    /// What a first window saw of `count` requests, every fifth Erred.
    /// started: false: it was closed before it had read any change.
    [[nodiscard]] bool seeOnce(int count, bool whole = true, bool started = true)
    {
        m_all.clear();
        for (int number = count; number > 0; --number)
            m_all.append(rowOf(number, number % 5 == 0 ? "Erred" : "Sent"));
        auto first = open();
        first->ask("");
        first->triage.start();
        if (whole)
            first->feed.loadAll();
        first->start.setStartingPoint([] { return std::optional(cursor()); });
        if (started)
            first->start.changesRead(cursor());
        return QTest::qWaitFor([&] { return first->isQuiet(); }, 20'000) &&
               first->feed.phase() == RequestFeed::Phase::Ready && (!whole || first->feed.loaded() == count);
    }

    /// As after a window that saw `count` requests, every fifth Erred.
    [[nodiscard]] bool keepMany(int count)
    {
        archive::RowDatabase database(m_folder->path() + u"/rows.sqlite"_s);
        if (!database.open().isEmpty())
            return false;
        std::vector<domain::Request> rows;
        for (int number = 1; number <= count; ++number) {
            domain::Request row;
            row.uuid = uuidOf(number);
            row.offering = uuidOf(800'000 + number % 7);
            row.created = createdOf(number);
            row.modified = row.created;
            row.state = number % 5 == 0 ? domain::State::Erred : domain::State::Sent;
            if (row.state == domain::State::Erred) {
                row.error.message = "error " + QByteArray::number(number % 3);
                row.finished = row.created;
            }
            rows.push_back(std::move(row));
        }
        archive::KeptCoverage coverage;
        coverage.createdFrom = domain::Timestamp{archive::KeptCoverage::Everything};
        coverage.lastSuccess = cursor();
        return database.write(rows, {}, coverage).isEmpty();
    }

    /// Of the first window: not long ago.
    static domain::Timestamp cursor()
    {
        static const domain::Timestamp then = domain::Timestamp::now() - domain::Duration::seconds(3600);
        return then;
    }

    static domain::Uuid uuidOf(int number) { return *domain::Uuid::tryParse(QByteArrayView(rowUuid(number))); }
    static domain::Timestamp createdOf(int number) { return {(1'785'000'000 + qint64(number) * 60) * 1'000'000}; }

    static QByteArray rowOf(int number, const QByteArray &state, int change = 0)
    {
        Row row;
        row.number = number;
        row.state = state;
        if (state == "Erred") {
            row.message = "error " + QByteArray::number(number % 3);
            row.finished = "2026-10-31T10:00:00Z";
        }
        if (change > 0)
            row.modified = "2026-10-31T11:00:" + QByteArray::number(change + 10) + "Z";
        return row.toJson();
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<ScriptedServer>();
        m_server->on("GET", ListPath, [this](const Seen &seen) { return pageOf(matching(seen), seen); });
        m_server->on("HEAD", ListPath, [this](const Seen &seen) {
            return Reply::json({}).with("X-Result-Count", QByteArray::number(matching(seen).size()));
        });
    }

    void whatWasFoundOutAboutErrorsIsKeptWithThem()
    {
        for (const size_t expected : {3U, 0U}) {
            auto window = make();
            workflows::ErrorClassifier index(window->store);
            size_t found = 0;
            connect(&window->sync, &ArchiveSync::textsRestored, &index, &workflows::ErrorClassifier::takeKept);
            connect(&index, &workflows::ErrorClassifier::classified, &window->sync, &ArchiveSync::keepFindings);
            connect(&index, &workflows::ErrorClassifier::classified, this,
                    [&found](const auto &some) { found += some.size(); });
            if (expected == 0) {
                window->start.start();
                QTRY_VERIFY(window->sync.isRestored());
            } else {
                std::vector<domain::Request> rows;
                for (int number = 1; number <= 3; ++number) {
                    domain::Request row;
                    row.uuid = uuidOf(number);
                    row.state = domain::State::Erred;
                    row.error.message = "quota of p" + QByteArray::number(number) + " is exceeded";
                    rows.push_back(row);
                }
                (void)window->store.merge(rows);
            }
            QTRY_VERIFY(index.known() == 4 && index.isSettled());
            QCOMPARE(found, expected);
        }
    }

    void aWindowWithoutTheServerShowsWhatWasSeen()
    {
        QVERIFY(seeOnce(700));
        m_server->on("*", "/", Reply::json("{}", 503));
        auto window = open();
        window->ask("");
        window->triage.start();
        QTRY_VERIFY(window->isQuiet());
        QTRY_COMPARE(window->model.rowCount(), 700);
        QCOMPARE(window->feed.phase(), RequestFeed::Phase::Failed);
        QVERIFY(window->feed.showsKept());
        QCOMPARE(window->feed.total(), -1); // nobody knows how many there are now
        QVERIFY(window->feed.lastSuccess().microseconds > 0);
        // Another query works as well: the server's part of it is looked at here.
        window->ask("state:erred");
        QTRY_COMPARE(window->model.rowCount(), 140);
        QTRY_VERIFY(window->isQuiet());
        window->ask("state:erred \"error 1\"");
        QTRY_VERIFY(window->isQuiet());
        QVERIFY(window->model.rowCount() > 0 && window->model.rowCount() < 140);
        window->ask("uuid:" + rowUuid(77));
        QTRY_COMPARE(window->model.rowCount(), 1);
        QTRY_VERIFY(window->isQuiet());
        window->ask("");
        QTRY_COMPARE(window->model.rowCount(), 700);
    }

    void withoutTheServerStatesAreCountedInWhatIsKept_data()
    {
        QTest::addColumn<int>("rows");
        QTest::newRow("in one turn") << 700;
        QTest::newRow("in several turns") << 12'000;
    }

    /// What the strip says and what the list below it has are one.
    void withoutTheServerStatesAreCountedInWhatIsKept()
    {
        using Counts = std::array<qint64, 5>;
        QFETCH(int, rows);
        QVERIFY(keepMany(rows));
        const qint64 all = rows;
        const qint64 erred = rows / 5;
        m_server->on("*", "/", Reply::json("{}", 503));
        auto window = open();
        QCOMPARE(window->feed.stateCounts(), (Counts{-1, -1, -1, -1, -1}));
        QVERIFY(!window->feed.countsKept());
        QSignalSpy told(&window->feed, &RequestFeed::countsChanged);
        window->ask("");
        QTRY_VERIFY(window->isQuiet());
        QVERIFY(window->feed.countsKept());
        QVERIFY(!told.isEmpty());
        QCOMPARE(window->feed.stateCounts(), (Counts{all - erred, 0, 0, erred, all}));
        QCOMPARE(window->model.rowCount(), rows);
        QCOMPARE(window->feed.total(), -1);

        // The states of the query do not count; the rest of it does.
        window->ask("state:erred");
        QTRY_VERIFY(window->isQuiet());
        QTRY_COMPARE(window->model.rowCount(), int(erred));
        QCOMPARE(window->feed.stateCounts(), (Counts{all - erred, 0, 0, erred, all}));
        const QByteArray since = (createdOf(100) + domain::Duration::seconds(30)).toServerText().toUtf8();
        window->ask("created:>" + since + " state:sent");
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.stateCounts(), (Counts{all - 100 - (erred - 20), 0, 0, erred - 20, all - 100}));
        QTRY_COMPARE(window->model.rowCount(), int(all - 100 - (erred - 20)));
        window->ask("uuid:" + rowUuid(75));
        QTRY_COMPARE(window->model.rowCount(), 1);
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.stateCounts(), (Counts{0, 0, 0, 1, 1}));
        window->ask("uuid:" + rowUuid(999'999));
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.stateCounts(), (Counts{-1, -1, -1, -1, -1})); // it may be on the server
    }

    /// What is learnt of single rows meanwhile changes the counts and the list alike.
    void countsOfWhatIsKeptFollowTheRows()
    {
        using Counts = std::array<qint64, 5>;
        QVERIFY(keepMany(25'000));
        m_server->on("*", "/", Reply::json("{}", 503));
        auto window = open();
        window->ask("state:sent");
        QTRY_VERIFY(window->isQuiet());
        QTRY_COMPARE(window->model.rowCount(), 20'000);
        const auto change = [&] {
            // One near the top, one near the end, one that is new, one that is gone at each end.
            std::vector<domain::Request> rows;
            for (const int number : {24'999, 1}) {
                const auto row = window->store.find(uuidOf(number));
                rows.push_back(window->store.request(*row));
                rows.back().state = domain::State::Processing;
                rows.back().modified = rows.back().modified + domain::Duration::seconds(60);
            }
            rows.push_back(rows.front());
            rows.back().uuid = uuidOf(700'000);
            rows.back().state = domain::State::Sent;
            window->store.merge(rows, tables::Origin::Live);
            window->store.remove(std::vector{*window->store.find(uuidOf(24'998)), *window->store.find(uuidOf(2))});
        };
        // While the rows are still being looked at.
        window->ask("state:processing");
        QTRY_VERIFY(window->feed.countsKept() && window->feed.stateCounts().back() > 0);
        change();
        QTRY_VERIFY(window->isQuiet());
        const Counts after{20'000 - 2 + 1 - 2, 2, 0, 5'000, 24'999};
        QCOMPARE(window->feed.stateCounts(), after);
        QTRY_COMPARE(window->model.rowCount(), 2);
        window->ask("state:sent");
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.stateCounts(), after);
        QTRY_COMPARE(window->model.rowCount(), int(after[0]));
    }

    void theCountsOfTheServerTakeTheirPlace()
    {
        QVERIFY(seeOnce(700));
        m_server->on("HEAD", ListPath, Reply::json({}).with("X-Result-Count", "5"));
        m_server->on("GET", ListPath, Reply::json("{}", 503));
        auto window = open();
        window->ask("");
        QTRY_VERIFY(window->isQuiet());
        QTRY_COMPARE(window->feed.stateCounts(), (std::array<qint64, 5>{5, 5, 5, 5, 5}));
        QVERIFY(!window->feed.countsKept());
        QVERIFY(window->feed.showsKept());
    }

    void theServerIsTheTruthOnceItAnswers_data()
    {
        QTest::addColumn<bool>("late");
        QTest::addRow("at once") << false;
        QTest::addRow("after a failure") << true;
    }

    void theServerIsTheTruthOnceItAnswers()
    {
        QFETCH(bool, late);
        QVERIFY(seeOnce(700));
        bool answers = !late;
        m_all.removeAt(3);                       // number 697 was deleted
        m_all[10] = rowOf(689, "Processing", 1); // another one moved
        m_all.prepend(rowOf(701, "Sent"));       // and one is new
        m_server->on("GET", ListPath, [this, &answers](const Seen &seen) {
            return answers ? pageOf(matching(seen), seen) : Reply::json("{}", 503);
        });
        {
            auto window = open();
            window->ask("");
            window->triage.start();
            if (late) {
                QTRY_VERIFY(window->isQuiet());
                QCOMPARE(window->model.rowCount(), 700);
                answers = true;
                window->feed.retry();
                window->triage.retry();
            }
            QTRY_VERIFY(window->isQuiet());
            QCOMPARE(window->feed.phase(), RequestFeed::Phase::Ready);
            QVERIFY(!window->feed.showsKept());
            QCOMPARE(window->feed.loaded(), 700);
            QCOMPARE(window->feed.total(), 700);
            QCOMPARE(window->model.rowCount(), 700);
            QVERIFY(!window->store.find(uuidOf(697)));
            QCOMPARE(window->store.request(*window->store.find(uuidOf(689))).state, domain::State::Processing);
            QVERIFY(window->store.find(uuidOf(701)));
        }
        // And so it is kept.
        archive::RowDatabase database(m_folder->filePath(u"rows.sqlite"_s));
        QCOMPARE(database.open(), QString());
        QCOMPARE(database.rowCount(), 700);
    }

    void onlyWhatHasChangedIsRead()
    {
        QVERIFY(seeOnce(700));
        const int before = pagesAsked();
        {
            auto window = make();
            domain::Request moved;
            moved.uuid = uuidOf(689);
            moved.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
            moved.state = domain::State::Processing;
            moved.created = createdOf(689);
            moved.modified = cursor() + domain::Duration::seconds(60);
            domain::Request made = moved;
            made.uuid = uuidOf(701);
            made.created = made.modified;
            made.state = domain::State::Sent;
            m_all[700 - 689] = rowOf(689, "Processing");
            m_all.prepend(rowOf(701, "Sent"));
            window->followChanges({moved, made});
            window->start.start();
            window->ask("");
            window->triage.start();
            QTRY_VERIFY(window->isQuiet());
            QCOMPARE(window->askedSince, std::optional(cursor()));
            QVERIFY(!window->feed.showsKept());
            QVERIFY(window->feed.isComplete());
            QCOMPARE(window->feed.loaded(), 701);
            QCOMPARE(window->feed.total(), 701);
            QTRY_COMPARE(window->model.rowCount(), 701);
            QVERIFY(window->triage.isComplete());
            // Other lists lie within what is known.
            window->ask("state:processing");
            QTRY_COMPARE(window->model.rowCount(), 1);
            QCOMPARE(window->feed.total(), 1);
            window->ask("state:erred");
            QTRY_COMPARE(window->model.rowCount(), 140);
            QCOMPARE(pagesAsked(), before);
            QSignalSpy wanted(&window->feed, &RequestFeed::lookWanted);
            window->feed.refresh();
            QCOMPARE(wanted.size(), 1);
            QCOMPARE(pagesAsked(), before);
        }
        // The next window begins where this one ended.
        archive::RowDatabase database(m_folder->filePath(u"rows.sqlite"_s));
        QCOMPARE(database.open(), QString());
        QCOMPARE(database.rowCount(), 701);
        QCOMPARE(database.coverage().cursor, std::optional(cursor() + domain::Duration::seconds(60)));
        QCOMPARE(database.coverage().createdFrom, std::optional(domain::Timestamp{archive::KeptCoverage::Everything}));
    }

    /// By a server that was restored from a backup: what is older by `modified` takes the place of what was kept.
    void aLongAbsenceReadsTheLists_data()
    {
        QTest::addColumn<int>("changed");  // days ago, the newest change
        QTest::addColumn<int>("followed"); // days ago the changes were read last; -1: not told
        QTest::addColumn<bool>("isDelta");
        QTest::addRow("a quiet server, read yesterday") << 90 << 1 << true;
        QTest::addRow("a quiet server, read three weeks ago") << 90 << 21 << false;
        QTest::addRow("read three weeks ago, when something had just changed") << 21 << 21 << false;
        QTest::addRow("kept by an earlier version, changed yesterday") << 1 << -1 << true;
        QTest::addRow("kept by an earlier version, changed long ago") << 90 << -1 << false;
        QTest::addRow("this machine's clock was behind") << 1 << 21 << true;
    }
    void aLongAbsenceReadsTheLists()
    {
        QFETCH(int, changed);
        QFETCH(int, followed);
        QFETCH(bool, isDelta);
        const auto daysAgo = [](int days) {
            return domain::Timestamp::now() - domain::Duration::seconds(days * 24LL * 3600);
        };
        QVERIFY(seeOnce(250));
        {
            archive::RowDatabase database(m_folder->filePath(u"rows.sqlite"_s));
            QCOMPARE(database.open(), QString());
            archive::KeptCoverage kept = database.coverage();
            QVERIFY(kept.followed && daysAgo(0) - *kept.followed < domain::Duration::seconds(3600));
            kept.cursor = daysAgo(changed);
            kept.followed = followed < 0 ? std::nullopt : std::optional(daysAgo(followed));
            QCOMPARE(database.write({}, {}, kept), QString());
        }
        const int before = pagesAsked();
        auto window = make();
        window->followChanges({});
        window->start.start();
        window->ask("");
        window->triage.start();
        QTRY_VERIFY(window->isQuiet());
        QVERIFY(!window->feed.showsKept());
        QCOMPARE(window->feed.loaded(), 250);
        QCOMPARE(window->askedSince.has_value(), isDelta);
        QCOMPARE(pagesAsked() == before, isDelta);
    }

    void keepsWhatWasSetBack()
    {
        QVERIFY(seeOnce(20));
        {
            m_all[3] = rowOf(17, "Processing", 1);
            auto window = open();
            window->ask("");
            QTRY_VERIFY(window->isQuiet());
            QTRY_COMPARE(window->store.request(*window->store.find(uuidOf(17))).state, domain::State::Processing);
        }
        m_all[3] = rowOf(17, "Sent");
        {
            auto window = open();
            QTRY_VERIFY(window->sync.isRestored());
            QCOMPARE(window->store.request(*window->store.find(uuidOf(17))).state, domain::State::Processing);
            window->ask("");
            QTRY_COMPARE(window->store.request(*window->store.find(uuidOf(17))).state, domain::State::Sent);
        }
        archive::RowDatabase database(m_folder->filePath(u"rows.sqlite"_s));
        QCOMPARE(database.open(), QString());
        const archive::RowSlice kept = database.readOn(100);
        QCOMPARE(kept.rows.size(), size_t(20));
        const auto row = std::ranges::find(kept.rows, uuidOf(17), &archive::KeptRow::uuid);
        QVERIFY(row != kept.rows.end());
        QCOMPARE(row->state, domain::State::Sent);
        QCOMPARE(row->modified, createdOf(17).microseconds);
    }

    /// On a server where something always happens the count is never that of a moment ago.
    void aRequestThatIsCreatedMeanwhileIsNoReasonToReadAll_data()
    {
        QTest::addColumn<bool>("isTold");
        QTest::newRow("the changes tell of it") << true;
        QTest::newRow("they do not") << false;
    }
    void aRequestThatIsCreatedMeanwhileIsNoReasonToReadAll()
    {
        QFETCH(bool, isTold);
        QVERIFY(seeOnce(90));
        const int before = pagesAsked();
        const int counted = m_server->count("HEAD", ListPath);
        m_all.prepend(rowOf(91, "Sent"));
        domain::Request made;
        made.uuid = uuidOf(91);
        made.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
        made.state = domain::State::Sent;
        made.created = createdOf(91);
        made.modified = cursor() + domain::Duration::seconds(30);
        auto window = make();
        window->start.setReadsChanges(true);
        QObject::connect(&window->start, &ArchiveStart::changesWanted, &window->start,
                         [&window](domain::Timestamp since) { window->start.changesRead(since); });
        QObject::connect(
            &window->feed, &RequestFeed::changesWanted, &window->start,
            [&] {
                if (isTold)
                    window->store.merge(std::vector{made}, tables::Origin::Live);
                window->start.changesRead(made.modified);
            },
            Qt::QueuedConnection);
        window->start.start();
        window->ask("");
        QTRY_COMPARE(window->feed.loaded(), 91);
        QTRY_VERIFY(window->isQuiet() && m_server->count("HEAD", ListPath) >= counted + 2);
        QCOMPARE(window->feed.isComplete(), true);
        QCOMPARE(pagesAsked() > before, !isTold);
        // What the strip says is of the rows, or of the server.
        QTRY_COMPARE(window->feed.stateCounts(), (std::array<qint64, 5>{73, 0, 0, 18, 91}));
    }

    void aWindowThatWasClosedBeforeItsFirstPollIsFollowed()
    {
        QVERIFY(seeOnce(700, true, false));
        const int before = pagesAsked();
        domain::Request moved;
        moved.uuid = uuidOf(7);
        moved.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
        moved.state = domain::State::Processing;
        moved.created = createdOf(7);
        moved.modified = cursor() + domain::Duration::seconds(30);
        auto window = make();
        window->followChanges({moved});
        window->start.start();
        window->ask("");
        window->triage.start();
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->askedSince, std::optional(cursor()));
        QCOMPARE(pagesAsked(), before);
        QVERIFY(window->feed.isComplete());
        QCOMPARE(window->feed.loaded(), 700);
        QCOMPARE(window->store.row(*window->store.find(uuidOf(7))).state, domain::State::Processing);
    }

    void aPartOfTheListIsEnoughWhereItIsLongEnough()
    {
        QVERIFY(seeOnce(2'600, false));
        const int before = pagesAsked();
        auto window = make();
        window->followChanges({});
        window->start.start();
        window->ask("");
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(pagesAsked(), before);
        QVERIFY(!window->feed.isComplete());
        QVERIFY(window->feed.loaded() >= 1'999 && window->feed.loaded() < 2'600);
        QTRY_COMPARE(window->feed.total(), 2'600); // by the counts
        // Too few of these are above the border: the list is walked.
        window->ask("state:erred");
        QTRY_VERIFY(window->isQuiet());
        QVERIFY(pagesAsked() > before);
        QCOMPARE(window->feed.loaded(), 520);
        // And the rest can be read.
        window->ask("");
        QTRY_VERIFY(window->isQuiet());
        window->feed.loadAll();
        QTRY_VERIFY(window->isQuiet());
        QVERIFY(window->feed.isComplete());
        QCOMPARE(window->feed.loaded(), 2'600);
    }

    /// Another account, a role that ended, requests that were deleted: no change tells of them.
    void whatTheServerListsNoLongerLeaves_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("the whole list") << QString();
        QTest::newRow("a filter of the server") << u"state:erred"_s;
    }
    void whatTheServerListsNoLongerLeaves()
    {
        QFETCH(QString, line);
        QVERIFY(seeOnce(90));
        for (int number = 3; number <= 90; number += 3)
            m_all.removeIf([number](const QByteArray &row) { return row.contains(rowUuid(number)); });
        auto window = make();
        window->followChanges({});
        window->start.start();
        window->ask(line.toUtf8());
        window->triage.start();
        const auto listed = [this, line] {
            return std::ranges::count_if(
                m_all, [&line](const QByteArray &row) { return line.isEmpty() || row.contains("\"Erred\""); });
        };
        QTRY_COMPARE_WITH_TIMEOUT(window->feed.loaded(), qint64(listed()), 20'000);
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.total(), qint64(listed()));
        QCOMPARE(window->model.rowCount(), int(listed()));
        QVERIFY(window->feed.isComplete());
        const auto erred =
            std::ranges::count_if(m_all, [](const QByteArray &row) { return row.contains("\"Erred\""); });
        QTRY_COMPARE(window->triage.loaded(), qint64(erred));
    }

    void changesThatCannotBeReadLeaveTheWalk()
    {
        QVERIFY(seeOnce(300));
        auto window = make();
        window->start.setReadsChanges(true);
        QObject::connect(&window->start, &ArchiveStart::changesWanted, &window->start,
                         [&] { window->start.changesFailed(); });
        window->start.start();
        window->ask("");
        window->triage.start();
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.phase(), RequestFeed::Phase::Ready);
        QVERIFY(window->feed.isComplete() && !window->feed.showsKept());
        QCOMPARE(window->feed.loaded(), 300);
    }

    void aFirstWindowIsAsItEverWas()
    {
        m_all = rows(250);
        auto window = open();
        window->ask("");
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.loaded(), 250);
        QVERIFY(!window->feed.showsKept());
        m_server->on("*", "/", Reply::json("{}", 503));
        m_folder = std::make_unique<QTemporaryDir>();
        window = open();
        window->ask("");
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.phase(), RequestFeed::Phase::Failed);
        QCOMPARE(window->model.rowCount(), 0);
        QCOMPARE(window->feed.lastSuccess().microseconds, 0);
    }

    void aListThatIsAskedForWithoutTheServerIsThatOfBefore()
    {
        m_all = rows(250);
        auto window = open();
        window->ask("");
        QTRY_VERIFY(window->isQuiet());
        m_server->on("*", "/", Reply::json("{}", 503));
        window->ask("state:sent");
        QTRY_COMPARE(window->feed.phase(), RequestFeed::Phase::Failed);
        QTRY_COMPARE(window->model.rowCount(), 250);
        QVERIFY(window->feed.showsKept());
    }

    void aDamagedArchiveOpensOnTheServer()
    {
        QVERIFY(seeOnce(300));
        QFile file(m_folder->filePath(u"rows.sqlite"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no database");
        file.close();
        auto window = open();
        QSignalSpy troubled(&window->rows, &archive::RowArchive::troubled);
        window->ask("");
        window->triage.start();
        QTRY_VERIFY(window->isQuiet());
        QCOMPARE(window->feed.loaded(), 300);
        QCOMPARE(troubled.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestArchiveStart)
#include "tst_archivestart.moc"
