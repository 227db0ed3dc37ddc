// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triage.h"
#include "tests/benchmarks/loopturns.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

using namespace waldesk;

namespace
{

std::vector<domain::ErrorText> faults()
{
    QFile file(QStringLiteral(WALDESK_SOURCE_DIR "/tests/models/domain/cause/data/faults.jsonl"));
    std::vector<domain::ErrorText> found;
    if (!file.open(QIODevice::ReadOnly))
        return found;
    while (!file.atEnd()) {
        const QJsonObject one = QJsonDocument::fromJson(file.readLine()).object();
        if (!one.isEmpty())
            found.push_back(
                {one.value(u"error_message").toString().toUtf8(), one.value(u"error_traceback").toString().toUtf8()});
    }
    return found;
}

domain::Uuid uuidOf(quint32 number, quint8 kind)
{
    std::array<quint8, 16> bytes{};
    bytes[0] = kind;
    for (size_t i = 0; i < 4; ++i)
        bytes[12 + i] = quint8(number >> (24 - 8 * i));
    return domain::Uuid::fromBytes(bytes);
}

/// Pages of a hundred errors, a turn of the event loop each, as a server's answers would come; every error's text is
/// its own.
class Stream : public QObject
{
public:
    Stream(tables::RequestStore &store, quint32 count) : m_store(store), m_texts(faults()), m_count(count)
    {
        connect(&m_timer, &QTimer::timeout, this, [this] { page(); });
        makePage();
        m_timer.start(0);
    }
    [[nodiscard]] bool isDone() const { return m_next >= m_count && m_page.empty(); }

private:
    void makePage()
    {
        const domain::Timestamp now = domain::Timestamp::now();
        for (int i = 0; i < 100 && m_next < m_count; ++i, ++m_next) {
            domain::Request row;
            row.uuid = uuidOf(m_next, 1);
            row.state = domain::State::Erred;
            row.offering = uuidOf(m_next * 7 % 40, 2);
            row.offeringName = QStringLiteral("SLURM %1").arg(m_next * 7 % 40);
            row.created = now - domain::Duration::seconds(qint64(m_next) * 17);
            row.finished = row.created;
            row.modified = row.created;
            row.error = m_texts[m_next % m_texts.size()];
            row.error.traceback += "# " + QByteArray::number(m_next);
            m_page.push_back(std::move(row));
        }
    }
    void page()
    {
        (void)m_store.merge(m_page);
        m_page.clear();
        makePage();
        if (m_page.empty())
            m_timer.stop();
    }

    tables::RequestStore &m_store;
    std::vector<domain::ErrorText> m_texts;
    std::vector<domain::Request> m_page;
    quint32 m_count;
    quint32 m_next = 0;
    QTimer m_timer;
};

} // namespace

/// bench_triage [ERRORS]: groups that many errors while they stream in; then each level, a query, another range.
int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const quint32 count = argc > 1 ? QByteArray(argv[1]).toUInt() : 100'000;
    QTemporaryDir folder;
    tables::RequestStore store;
    archive::CauseArchive archive(folder.filePath(QStringLiteral("causes.sqlite")));
    workflows::ErrorClassifier index(store);
    api::WaldurClient client({QUrl(QStringLiteral("http://127.0.0.1:9/")), "none", "Token", {}, false, 1'000});
    workflows::TriageFeed feed(client, store, archive);
    workflows::Triage triage(store, index, archive, feed, client);
    Stream stream(store, count);
    bench::LoopTurns turns;
    QElapsedTimer clock;
    clock.start();

    struct Act {
        const char *name;
        std::function<void()> begin;
    };
    domain::QueryContext context;
    context.now = domain::Timestamp::now();
    const auto query = std::get<domain::Query>(domain::Query::parse(QStringLiteral("refused"))).split(context);
    const auto none = std::get<domain::Query>(domain::Query::parse({})).split(context);
    const std::vector<Act> acts{
        {"grouped while they stream in",
         [] {
         }},
        {"all that is loaded",
         [&] {
             triage.setRange(workflows::Triage::Range::All);
         }},
        {"a word looked for in all texts",
         [&] {
             triage.setQuery(query);
         }},
        {"no word",
         [&] {
             triage.setQuery(none);
         }},
        {"coarse level",
         [&] {
             triage.setLevel(domain::GroupingLevel::Coarse);
         }},
        {"exact level, a group each",
         [&] {
             triage.setLevel(domain::GroupingLevel::Exact);
         }},
        {"normal level",
         [&] {
             triage.setLevel(domain::GroupingLevel::Normal);
         }},
        {"the clock moves on",
         [&] {
             triage.setNow(domain::Timestamp::now() + domain::Duration::seconds(90));
         }},
    };
    size_t act = 0;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &app, [&] {
        if (!stream.isDone() || !index.isSettled() || triage.isWorking())
            return;
        std::printf("%-32s %7.0f errors/s  longest turn %5.1f ms  above 8 ms: %d of %d  rows %d\n", acts[act].name,
                    double(count) * 1000 / double(std::max<qint64>(1, clock.elapsed())), turns.longestMs(),
                    turns.over8ms(), turns.turns(), triage.model().rowCount());
        std::fflush(stdout);
        if (++act == acts.size()) {
            app.quit();
            return;
        }
        clock.start();
        turns.reset();
        acts[act].begin();
    });
    look.start(5);
    return app.exec();
}
