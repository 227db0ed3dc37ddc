// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/bulkfolder.h"
#include "models/workflows/bulkfate.h"
#include "models/workflows/bulkplan.h"
#include "models/workflows/bulkqueue.h"
#include "models/workflows/unsettledwrites.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QRandomGenerator>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using archive::JournalEntry;
using domain::Action;
using domain::WriteOutcome;
using workflows::BulkQueue;
using workflows::TransitionRunner;

namespace
{

constexpr int Rows = 5;

/// A Waldur that is asked to set rows erred while everything goes wrong that may: refused tokens, too many requests,
/// answers that get lost before and after the row was changed, an agent that is faster.
class Server
{
public:
    explicit Server(quint32 seed) : m_random(seed)
    {
        m_trouble = int(m_random.bounded(60)); // per cent of the calls
        for (int i = 1; i <= Rows; ++i)
            m_rows[rowUuid(i)] = Row{.number = i};
        m_http.on("GET", ListPath, [this](const Seen &seen) { return get(uuidIn(seen)); });
        m_http.on("POST", ListPath, [this](const Seen &seen) { return post(seen); });
    }

    [[nodiscard]] QUrl url() const { return m_http.url(); }
    void calmDown() { m_trouble = 0; }
    [[nodiscard]] const QHash<QByteArray, int> &posts() const { return m_posts; }
    [[nodiscard]] QByteArray stateOf(const QByteArray &uuid) const { return m_rows.value(uuid).state; }
    [[nodiscard]] QByteArray messageOf(const QByteArray &uuid) const { return m_rows.value(uuid).message; }

private:
    static QByteArray uuidIn(const Seen &seen) { return seen.path().mid(qsizetype(sizeof(ListPath)) - 1, 32); }
    bool chance(int percent) { return m_random.bounded(100) < percent; }

    Reply passing()
    {
        switch (m_random.bounded(6)) {
        case 0:
            return Reply::json("{\"detail\":\"token\"}", 401);
        case 1:
            return Reply::json("{\"detail\":\"throttled\"}", 429).with("Retry-After", "0");
        case 2:
            return Reply::html("<h1>Server Error (500)</h1>", 500);
        case 3:
            return Reply::html("bad gateway", 502);
        case 4:
            return Reply::reset();
        default:
            return Reply::closeUnheard();
        }
    }

    Reply get(const QByteArray &uuid)
    {
        agent(m_rows[uuid]);
        if (chance(m_trouble))
            return passing();
        const Reply reply = Reply::json(m_rows[uuid].toJson());
        return chance(20) ? reply.delayed(int(m_random.bounded(4))) : reply;
    }

    /// Before our write alone: what comes after the last reading is nobody's claim.
    void agent(Row &row)
    {
        if (m_posts.value(row.uuid) > 0 || m_trouble == 0 || !chance(4))
            return;
        if (row.state == "Sent")
            touch(row, "Processing");
        else if (row.state == "Processing")
            touch(row, "Done");
    }

    void touch(Row &row, const QByteArray &state)
    {
        row.state = state;
        row.modified = "2026-08-01T10:00:" + QByteArray::number(10 + m_changes++ % 50) + "Z";
    }

    Reply post(const Seen &seen)
    {
        Row &row = m_rows[uuidIn(seen)];
        row.uuid = uuidIn(seen);
        ++m_posts[row.uuid];
        const bool wrong = chance(m_trouble);
        const int how = wrong ? int(m_random.bounded(5)) : 0;
        if (how == 1) // refused before it was looked at
            return chance(50) ? Reply::json("{\"detail\":\"token\"}", 401)
                              : Reply::json("{\"detail\":\"throttled\"}", 429).with("Retry-After", "0");
        if (how == 2) // lost on its way there
            return chance(50) ? Reply::reset() : Reply::html("bad gateway", 502);
        if (how == 3 && chance(50)) // another write is faster and stays
            touch(row, "Done");
        else
            touch(row, "Erred");
        row.message = row.state == "Erred" ? QByteArray("ours") : QByteArray();
        if (how == 4) // lost on its way back
            return chance(50) ? Reply::closeUnheard() : Reply::html("<h1>Server Error (500)</h1>", 500);
        return Reply::json("{\"status\":\"ok\"}");
    }

    ScriptedServer m_http;
    QRandomGenerator m_random;
    QHash<QByteArray, Row> m_rows;
    QHash<QByteArray, int> m_posts;
    int m_trouble = 0;
    int m_changes = 0;
};

/// One start of the program: a client, the journal and the records as they stand on disk, and the engine.
class Program
{
public:
    Program(const QUrl &root, const QString &folder)
        : m_root(root), client(connectionTo(root)), journal(folder + QStringLiteral("/journal.jsonl")),
          runs(folder + QStringLiteral("/runs"))
    {
        client.setRetryDelayMs(0);
        client.setLeastWriteMs(1'000);
    }

    [[nodiscard]] BulkQueue::Write write()
    {
        return [this](BulkQueue::Job job, BulkQueue::Handlers handlers) {
            auto *runner = new TransitionRunner(client, journal, m_root.toString(), QStringLiteral("ada"),
                                                std::move(job), &m_runners);
            TransitionRunner::Watch watch;
            watch.settleMs = 3;
            watch.goesOn = true;
            watch.watchMs = 12;
            watch.firstPauseMs = 1;
            watch.longestPauseMs = 4;
            runner->setWatch(watch);
            QObject::connect(runner, &TransitionRunner::unsettled, runner,
                             [runner, handlers] { handlers.unsettled(runner->report()); });
            QObject::connect(runner, &TransitionRunner::finished, runner, [runner, handlers] {
                runner->deleteLater();
                handlers.finished(runner->report());
            });
            runner->arm(0);
            return true;
        };
    }

    /// Saves what is to be done, then begins it and calls begun.
    void begin(const QString &id, std::vector<BulkQueue::Job> jobs, std::function<void()> begun)
    {
        archive::BulkRecord record;
        record.id = id;
        record.time = domain::Timestamp::now();
        record.server = m_root.toString();
        for (BulkQueue::Job &job : jobs) {
            job.bulk = id;
            record.rows.push_back({job.before, job.text});
        }
        BulkQueue::Options options;
        options.delay = [](int, const std::optional<domain::Duration> &) {
            return domain::Duration{1'000};
        };
        queue = std::make_unique<BulkQueue>(write(), std::move(jobs), options);
        // A new token, at some time.
        QObject::connect(queue.get(), &BulkQueue::stateChanged, queue.get(), [this] {
            if (queue->state() == BulkQueue::State::Paused && !queue->nextTry() && !queue->isPausedByPerson())
                QTimer::singleShot(1, queue.get(), &BulkQueue::retryNow);
        });
        runs.save(record, &client, [this, begun = std::move(begun)](const archive::BulkFolder::Saved &) {
            queue->start();
            begun();
        });
    }

private:
    QUrl m_root;

public:
    api::WaldurClient client;
    archive::Journal journal;
    archive::BulkFolder runs;
    std::unique_ptr<BulkQueue> queue;

private:
    QObject m_runners;
};

domain::Request seenRow(int number)
{
    domain::Request request;
    request.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    request.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
    request.state = domain::State::Sent;
    request.stateText = QStringLiteral("Sent");
    return request;
}

/// What stands on the disk at this moment, and nothing else: as after the power was cut or kill -9.
void copyDisk(const QString &from, const QString &to)
{
    QDir().mkpath(to + QStringLiteral("/runs"));
    QFile::copy(from + QStringLiteral("/journal.jsonl"), to + QStringLiteral("/journal.jsonl"));
    for (const QString &name : QDir(from + QStringLiteral("/runs")).entryList({QStringLiteral("*.json")}, QDir::Files))
        QFile::copy(from + QStringLiteral("/runs/") + name, to + QStringLiteral("/runs/") + name);
}

/// Each line is synced, and a kill is a copy of the files: memory serves as well as a disk, and faster.
QString folderTemplate()
{
    const QFileInfo memory(QStringLiteral("/dev/shm"));
    const QString folder = memory.isDir() && memory.isWritable() ? memory.filePath() : QDir::tempPath();
    return folder + QStringLiteral("/waldesk-schedule-XXXXXX");
}

/// One schedule: plan, run, kill, start anew, recover, plan the rest, until nothing is left.
class Schedule : public QObject
{
public:
    Schedule(quint32 seed, std::function<void(Schedule &)> ended)
        : m_seed(seed), m_ended(std::move(ended)), m_server(seed), m_random(seed ^ 0x9e3779b9U)
    {
        m_folder = m_root.filePath(QStringLiteral("0"));
        m_program = std::make_unique<Program>(m_server.url(), m_folder);
        for (int i = 1; i <= Rows; ++i)
            m_wanted.push_back(seenRow(i));
        m_ticks.setInterval(1);
        connect(&m_ticks, &QTimer::timeout, this, &Schedule::tick);
    }

    void start() { plan(); }
    [[nodiscard]] quint32 seed() const { return m_seed; }
    [[nodiscard]] QString complaint() const { return m_complaint; } ///< empty: all was well

private:
    void plan();
    void planned();
    void tick();
    void settled();
    void kill();
    void recovered(const std::vector<archive::BulkRecord> &left);
    void end();
    [[nodiscard]] QString check() const;
    [[nodiscard]] int posts(const domain::Request &row) const { return m_server.posts().value(row.uuid.toHex()); }

    quint32 m_seed;
    std::function<void(Schedule &)> m_ended;
    Server m_server;
    QRandomGenerator m_random;
    QTemporaryDir m_root{folderTemplate()};
    QString m_folder;
    std::unique_ptr<Program> m_program;
    std::unique_ptr<workflows::BulkPlan> m_plan;
    std::unique_ptr<workflows::UnsettledWrites> m_unsettled;
    std::vector<domain::Request> m_wanted;
    QSet<QByteArray> m_unsent; ///< of which the program says that it has not sent them
    QTimer m_ticks;
    int m_ticksLeft = -1; ///< until it is killed; -1: it is not
    int m_start = 0;
    QString m_complaint;
};

void Schedule::plan()
{
    if (m_wanted.empty() || m_start > 30) {
        end();
        return;
    }
    if (m_start >= 4) // from here on nothing goes wrong
        m_server.calmDown();
    m_plan = std::make_unique<workflows::BulkPlan>(
        m_program->client, workflows::BulkPlan::Input{Action::SetErred, m_wanted, false, false},
        [](const domain::Request &) { return domain::Capabilities{.staff = true, .manages = true}; });
    connect(m_plan.get(), &workflows::BulkPlan::finished, this, &Schedule::planned, Qt::QueuedConnection);
    m_plan->read();
}

void Schedule::planned()
{
    m_wanted.clear();
    for (const auto &row : m_plan->rows()) {
        if (row.group == workflows::BulkPlan::Group::Unreadable)
            m_wanted.push_back(row.seen); // planned again
        else if (!row.included)
            m_unsent.insert(row.seen.uuid.toHex()); // left alone, and told so
    }
    auto jobs = m_plan->jobs({"ours", {}});
    const int number = m_start++;
    if (jobs.empty()) {
        plan();
        return;
    }
    m_ticksLeft = number >= 4 || m_random.bounded(3) == 0 ? -1 : int(m_random.bounded(60));
    m_program->begin(QString::number(number), std::move(jobs), [this] {
        connect(m_program->queue.get(), &BulkQueue::settled, this, &Schedule::settled, Qt::QueuedConnection);
        // A kill comes at any time, also between two lines of the journal.
        connect(m_program->queue.get(), &BulkQueue::rowChanged, this, [this] {
            if (m_ticksLeft > 0 && m_random.bounded(15) == 0)
                m_ticksLeft = 0;
        });
        m_ticks.start();
    });
}

void Schedule::tick()
{
    BulkQueue &queue = *m_program->queue;
    if (m_ticksLeft == 0) {
        kill();
        return;
    }
    if (m_ticksLeft > 0)
        --m_ticksLeft;
    if (m_random.bounded(30) == 0) {
        queue.pause();
        QTimer::singleShot(1, &queue, &BulkQueue::resume);
    }
    if (m_ticksLeft < 0 && m_start <= 4 && m_random.bounded(100) == 0)
        queue.cancel();
}

void Schedule::settled()
{
    if (!m_ticks.isActive())
        return; // it was killed before the word of it came
    m_ticks.stop();
    for (const BulkQueue::Row &row : m_program->queue->rows()) {
        if (!row.report.sent)
            m_unsent.insert(row.job.before.uuid.toHex());
    }
    for (const domain::Request &row : m_program->queue->neverSent()) {
        // One that the server has answered with a definite no is not sent again by itself.
        if (posts(row) == 0)
            m_wanted.push_back(row);
    }
    plan();
}

void Schedule::kill()
{
    m_ticks.stop();
    const QString next = m_root.filePath(QString::number(m_start) + QStringLiteral("k"));
    copyDisk(m_folder, next);
    m_folder = next;
    m_plan.reset();
    m_program = std::make_unique<Program>(m_server.url(), m_folder);
    m_program->runs.takeAbandoned(this, [this](const std::vector<archive::BulkRecord> &left) {
        m_unsettled = std::make_unique<workflows::UnsettledWrites>(m_program->client, m_program->journal,
                                                                   m_server.url().toString());
        QSet<QString> ids;
        for (const auto &record : left)
            ids.insert(record.id);
        m_unsettled->setAbandonedRuns(ids);
        connect(
            m_unsettled.get(), &workflows::UnsettledWrites::finished, this, [this, left] { recovered(left); },
            Qt::QueuedConnection);
        m_unsettled->settle();
    });
}

void Schedule::recovered(const std::vector<archive::BulkRecord> &left)
{
    const auto entries = archive::Journal::readFile(m_program->journal.file()).entries;
    QSet<QByteArray> planned;
    for (const domain::Request &row : m_wanted)
        planned.insert(row.uuid.toHex());
    for (const auto &record : left) {
        for (const auto &fate : workflows::fatesOf(record, entries)) {
            const domain::Request &row = fate.row.request;
            const bool again = fate.kind == workflows::BulkFate::Kind::NeverSent && posts(row) == 0;
            if (!again || planned.contains(row.uuid.toHex()))
                continue;
            planned.insert(row.uuid.toHex());
            m_wanted.push_back(row);
        }
        m_program->runs.remove(record.id);
    }
    plan();
}

void Schedule::end()
{
    if (!m_wanted.empty())
        m_complaint = QStringLiteral("rows are left");
    m_plan.reset();
    m_unsettled.reset();
    m_program.reset(); // writes what waits
    if (m_complaint.isEmpty())
        m_complaint = check();
    m_ended(*this);
}

QString Schedule::check() const
{
    QHash<QByteArray, JournalEntry> last;
    for (const JournalEntry &entry : archive::Journal::readFile(m_folder + QStringLiteral("/journal.jsonl")).entries)
        last.insert(entry.request.toHex(), entry);
    for (int i = 1; i <= Rows; ++i) {
        const QByteArray uuid = rowUuid(i);
        const bool announced = last.contains(uuid);
        const int sent = m_server.posts().value(uuid);
        const QString state = QString::fromLatin1(m_server.stateOf(uuid));
        const auto because = [&](const char *what) {
            return QStringLiteral("row %1 %2 (server %3, posts %4)").arg(i).arg(QLatin1String(what), state).arg(sent);
        };
        if (sent > 1)
            return because("was sent twice");
        if (sent > 0 && !announced)
            return because("was sent without a line");
        if (!announced && !m_unsent.contains(uuid))
            return because("was forgotten");
        const JournalEntry word = last.value(uuid);
        const bool saysNothing = !announced || word.phase == JournalEntry::Phase::Before || // cut off, row as before
                                 word.outcome == WriteOutcome::Unknown || word.outcome == WriteOutcome::Failed ||
                                 (word.status == 0 && word.outcome == WriteOutcome::Refused); // announced and given up
        if (saysNothing)
            continue;
        if (domain::stateName(word.state) != state)
            return because("is told otherwise by the journal");
        if (word.outcome == WriteOutcome::Done && (state != u"Erred" || m_server.messageOf(uuid) != "ours"))
            return because("is called done");
    }
    return {};
}

} // namespace

/// Random schedules of answers, losses, pauses and kills against the queue, the engine, the journal and the recovery
/// together. Whatever happens, each row gets one POST at most, no row is forgotten, and the last word of the journal on
/// a row is the server's state, or that it is not known. WALDESK_SCHEDULES says how many, WALDESK_SEED where to begin.
class TestBulkSchedules : public QObject
{
    Q_OBJECT
private slots:
    void everyScheduleKeepsTheRules()
    {
        bool isSet = false;
        const int wanted = qEnvironmentVariableIntValue("WALDESK_SCHEDULES", &isSet);
        const int count = isSet ? wanted : 400;
        const auto first = static_cast<quint32>(qEnvironmentVariableIntValue("WALDESK_SEED"));
        constexpr int AtOnce = 12;
        int begun = 0;
        int ended = 0;
        QStringList complaints;
        std::map<quint32, std::unique_ptr<Schedule>> running;
        std::function<void()> fill = [&] {
            while (begun < count && running.size() < AtOnce && complaints.isEmpty()) {
                const quint32 seed = first + static_cast<quint32>(begun++);
                auto schedule = std::make_unique<Schedule>(seed, [&](Schedule &over) {
                    if (!over.complaint().isEmpty())
                        complaints += QStringLiteral("seed %1: %2").arg(over.seed()).arg(over.complaint());
                    QTimer::singleShot(0, this, [&, number = over.seed()] {
                        running.erase(number);
                        ++ended;
                        fill();
                    });
                });
                Schedule &started = *schedule;
                running.emplace(seed, std::move(schedule));
                started.start();
            }
        };
        fill();
        const bool isOver =
            QTest::qWaitFor([&] { return ended == count || (!complaints.isEmpty() && running.empty()); }, 3'600'000);
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(QStringLiteral("; "))));
        QVERIFY(isOver);
    }
};

QTEST_GUILESS_MAIN(TestBulkSchedules)
#include "tst_bulkschedules.moc"
