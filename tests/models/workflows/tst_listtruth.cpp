// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requesttablemodel.h"
#include "models/workflows/requestfeed.h"
#include "models/workflows/triage.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QAbstractEventDispatcher>
#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QTestEventLoop>
#include <QThread>

#include <algorithm>
#include <array>
#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using tables::RequestTableModel;
using workflows::RequestFeed;
using workflows::Triage;
using workflows::TriageFeed;

namespace
{

constexpr quint32 Schedules = 1'000;
constexpr quint32 SchedulesOfARow = 100; // a row of data may take five minutes
constexpr quint32 Threads = 10;          // a schedule mostly waits for its server
constexpr std::array Texts{"Connection refused by host1", "'organization'", "list index out of range"};
constexpr std::array Lines{
    "", "state:erred", "state:sent", "offering:\"SLURM 2\"", "refused", "state:erred organization"};

domain::Timestamp now()
{
    return *domain::Timestamp::tryParse("2026-08-21T10:00:00Z");
}

/// A server that others write to, and the models of the window over it.
class World
{
public:
    explicit World(quint32 seed) : m_random(seed)
    {
        m_client = std::make_unique<api::WaldurClient>(connectionTo(m_server.url()));
        m_server.on("GET", ListPath, [this](const Seen &seen) { return pageOf(list(seen.query()), seen); });
        m_server.on("HEAD", ListPath, [this](const Seen &seen) {
            return Reply::json({}).with("X-Result-Count", QByteArray::number(list(seen.query()).size()));
        });
        m_archive = std::make_unique<archive::CauseArchive>(m_folder.filePath(QStringLiteral("c.sqlite")));
        m_index = std::make_unique<workflows::ErrorClassifier>(store);
        m_triageFeed = std::make_unique<TriageFeed>(*m_client, store, *m_archive);
        m_triageFeed->setClock([] { return now(); });
        triage = std::make_unique<Triage>(store, *m_index, *m_archive, *m_triageFeed, *m_client);
        triage->setRange(Triage::Range::All);
        triage->setStreamingInterval(0); // nobody looks at it
        feed = std::make_unique<RequestFeed>(*m_client, store);
        model = std::make_unique<RequestTableModel>(store);
        m_tester = std::make_unique<QAbstractItemModelTester>(model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
        model->setScope(&feed->scope());
        for (int i = 0; i < 12; ++i)
            create();
    }

    void step()
    {
        switch (m_random.bounded(9)) {
        case 0:
        case 1:
            create();
            break;
        case 2:
        case 3:
            transition();
            break;
        case 4:
            if (!m_rows.empty())
                m_rows.erase(m_rows.begin() + m_random.bounded(int(m_rows.size())));
            break;
        case 5:
            ask(QString::fromLatin1(Lines[size_t(m_random.bounded(int(Lines.size())))]));
            break;
        case 6:
            model->setSorting({RequestTableModel::Column(m_random.bounded(int(RequestTableModel::ColumnCount))),
                               m_random.bounded(2) ? Qt::AscendingOrder : Qt::DescendingOrder});
            break;
        case 7:
            feed->refresh();
            break;
        default:
            m_triageFeed->refresh();
        }
    }

    void ask(const QString &line)
    {
        m_line = line;
        const auto query = split(line);
        feed->setQuery(query);
        model->setQuery(query, model->sorting());
        model->setFacts([this](tables::TextId id) { return triage->factsOf(id); });
    }

    void readAgain()
    {
        feed->refresh();
        m_triageFeed->refresh();
    }

    [[nodiscard]] bool isQuiet() const
    {
        return feed->phase() != RequestFeed::Phase::Loading && m_triageFeed->phase() != TriageFeed::Phase::Loading &&
               m_archive->isOpen() && m_index->isSettled() && !triage->isWorking() && !model->isEvaluating() &&
               !model->isCatchingUp();
    }

    /// Looks whenever all events are handled: QTest::qWaitFor sleeps for 10 ms between two looks, and a schedule needs
    /// some thirty.
    [[nodiscard]] bool comesToRest() const
    {
        if (isQuiet())
            return true;
        QTestEventLoop loop;
        QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, &loop, [&] {
            if (isQuiet())
                loop.exitLoop();
        });
        loop.enterLoopMSecs(30'000);
        return isQuiet();
    }

    /// The rows of the window, and those that the server would list if it were asked now.
    [[nodiscard]] QByteArrayList shown() const
    {
        QByteArrayList uuids;
        for (int row = 0; row < model->rowCount(); ++row)
            uuids.append(model->uuidAt(row).toString().remove(u'-').toLatin1());
        std::ranges::sort(uuids);
        return uuids;
    }
    [[nodiscard]] QByteArrayList expected() const
    {
        const domain::LocalFilter filter = split(m_line).all;
        QByteArrayList uuids;
        for (const Row &row : m_rows) {
            if (row.state == "Gone")
                continue;
            domain::Request request;
            request.state = row.state == "Erred"  ? domain::State::Erred
                            : row.state == "Done" ? domain::State::Done
                                                  : domain::State::Sent;
            request.offeringName = QString::fromUtf8(row.offeringName);
            request.error.message = row.message;
            if (filter.matches(request, {}))
                uuids.append(rowUuid(row.number));
        }
        std::ranges::sort(uuids);
        return uuids;
    }
    /// For a failure: the query and both sides.
    [[nodiscard]] QByteArray told() const
    {
        return m_line.toUtf8() + " shows " + shown().join(' ') + " of " + expected().join(' ');
    }
    [[nodiscard]] qint64 listed() const { return list(serverQuery()).size(); }
    [[nodiscard]] qint64 erred() const
    {
        return std::ranges::count_if(m_rows, [](const Row &row) { return row.state == "Erred"; });
    }

    tables::RequestStore store;
    std::unique_ptr<Triage> triage;
    std::unique_ptr<RequestFeed> feed;
    std::unique_ptr<RequestTableModel> model;

private:
    static domain::SplitQuery split(const QString &line)
    {
        domain::QueryContext context;
        context.now = now();
        return std::get<domain::Query>(domain::Query::parse(line)).split(context);
    }

    [[nodiscard]] QUrlQuery serverQuery() const { return split(m_line).server.toUrlQuery(); }

    [[nodiscard]] QList<QByteArray> list(const QUrlQuery &query) const
    {
        const QStringList states = query.allQueryItemValues(QStringLiteral("state"));
        const bool oldestFirst = query.queryItemValue(QStringLiteral("o")) == u"created";
        QList<QByteArray> found;
        for (const Row &row : m_rows) {
            if (states.isEmpty() || states.contains(QString::fromLatin1(row.state)))
                oldestFirst ? found.prepend(row.toJson()) : found.append(row.toJson());
        }
        return found;
    }

    void touch(Row &row)
    {
        ++m_clock;
        row.modified = (now() - domain::Duration::seconds(3600 - m_clock)).toServerText().toLatin1();
    }

    void create()
    {
        Row row;
        row.number = ++m_number;
        row.offering = "0ff0000000000000000000000000000" + QByteArray::number(1 + m_number % 3);
        row.offeringName = "SLURM " + QByteArray::number(1 + m_number % 3);
        row.created = (now() - domain::Duration::seconds(7200 - m_number)).toServerText().toLatin1();
        touch(row);
        m_rows.insert(m_rows.begin(), row);
        if (m_random.bounded(2))
            transition();
    }

    void transition()
    {
        if (m_rows.empty())
            return;
        Row &row = m_rows[size_t(m_random.bounded(int(m_rows.size())))];
        row.state = m_random.bounded(3) ? "Erred" : "Done";
        row.message = row.state == "Erred" ? Texts[size_t(m_random.bounded(int(Texts.size())))] : "";
        touch(row);
        row.finished = row.modified;
    }

    QRandomGenerator m_random;
    QTemporaryDir m_folder;
    ScriptedServer m_server;
    std::vector<Row> m_rows; ///< newest first
    int m_number = 0;
    int m_clock = 0;
    QString m_line;
    std::unique_ptr<api::WaldurClient> m_client;
    std::unique_ptr<archive::CauseArchive> m_archive;
    std::unique_ptr<workflows::ErrorClassifier> m_index;
    std::unique_ptr<TriageFeed> m_triageFeed;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

} // namespace

/// Whatever happens on the server and in the window: after the lists were read again they show what the server has, and
/// before that never more than they say.
class TestListTruth : public QObject
{
    Q_OBJECT
private slots:
    void anyScheduleEndsInTheServersRows_data()
    {
        QTest::addColumn<quint32>("first");
        for (quint32 first = 1; first < Schedules; first += SchedulesOfARow)
            QTest::addRow("seeds from %u", first) << first;
    }
    void anyScheduleEndsInTheServersRows()
    {
        QFETCH(quint32, first);
        std::array<QByteArray, Threads> failures;
        std::vector<std::unique_ptr<QThread>> threads;
        for (quint32 at = 0; at < Threads; ++at) {
            threads.emplace_back(QThread::create([first, at, &failure = failures[at]] {
                for (quint32 seed = first + at; seed < first + SchedulesOfARow && failure.isEmpty(); seed += Threads)
                    failure = failureOf(seed);
            }));
            threads.back()->start();
        }
        for (const auto &thread : threads)
            thread->wait();
        for (const QByteArray &failure : failures)
            QVERIFY2(failure.isEmpty(), failure.constData());
    }

private:
    /// What is wrong in the schedule of this seed; empty: nothing.
    [[nodiscard]] static QByteArray failureOf(quint32 seed)
    {
        const QByteArray name = "seed " + QByteArray::number(seed);
        World world(seed);
        world.ask({});
        QRandomGenerator random(seed * 7919);
        const int steps = 4 + random.bounded(12);
        for (int i = 0; i < steps; ++i) {
            world.step();
            if (random.bounded(3) == 0 && !world.comesToRest())
                return name + " does not come to rest";
            const bool counts = world.feed->total() < 0 || world.feed->loaded() <= world.feed->total();
            if (!counts || world.model->matchCount() > world.feed->loaded())
                return QStringLiteral("seed %1, step %2: %3 shown, %4 loaded, %5 on the server")
                    .arg(seed)
                    .arg(i)
                    .arg(world.model->matchCount())
                    .arg(world.feed->loaded())
                    .arg(world.feed->total())
                    .toUtf8();
        }
        if (!world.comesToRest())
            return name + " does not come to rest";
        world.readAgain();
        if (!world.comesToRest())
            return name + " does not come to rest when it is read again";
        const QByteArray told = name + ": " + world.told();
        if (world.shown() != world.expected())
            return told;
        if (world.model->matchCount() != world.model->rowCount())
            return told + "; the count of the rows is another";
        if (world.feed->loaded() != world.listed() || world.feed->total() != world.listed())
            return told + "; loaded or total is not what the server lists";
        if (world.triage->facts().errors != world.erred())
            return told + "; the errors are others";
        return opensEveryCause(world) ? QByteArray() : told + "; a cause opens others than it counts";
    }

    /// "Open N requests" opens N.
    [[nodiscard]] static bool opensEveryCause(World &world)
    {
        std::vector<std::pair<QByteArray, qint64>> causes;
        world.triage->model().setFolded(tables::CauseKind::Recovered, false);
        for (int row = 0; row < world.triage->model().rowCount(); ++row) {
            if (const auto *group = world.triage->model().groupAt(row))
                causes.emplace_back(group->key, group->count);
        }
        for (const auto &[key, count] : causes) {
            world.ask(world.triage->requestsQuery(key));
            if (!world.comesToRest() || world.model->matchCount() != count)
                return false;
        }
        return true;
    }
};

QTEST_GUILESS_MAIN(TestListTruth)
#include "tst_listtruth.moc"
