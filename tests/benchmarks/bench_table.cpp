// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The store and the table on their own: pages merged, filter keystrokes, orders, memory. Prints one JSON line a size,
// with the ratio of each work to a plain walk over the same rows in the same run. Usage: bench_table [rows ...]

#include "models/tables/requesttablemodel.h"
#include "tests/benchmarks/loopturns.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <cstdio>

using namespace waldesk;
using tables::RequestStore;
using tables::RequestTableModel;
using Model = RequestTableModel;

namespace
{

constexpr quint32 PageRows = 100;
constexpr int Runs = 5;
constexpr quint32 DistinctPercent = 100; // of the erred rows: every error text another one, the worst case

quint64 mixed(quint64 value)
{
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

/// About 2.7 KB, as a real one.
QByteArray traceback(quint32 number)
{
    QByteArray text = "Traceback (most recent call last):\n";
    for (int frame = 0; frame < 24; ++frame)
        text += "  File \"/opt/site-agent/lib/python3.11/site-packages/waldur_site_agent/backend" +
                QByteArray::number(frame) + ".py\", line " + QByteArray::number((number + quint32(frame)) % 900) +
                ", in list_resources\n";
    return text + "waldur_site_agent.exceptions.BackendError: request " + QByteArray::number(number) + " failed\n";
}

domain::Request requestOf(quint32 number)
{
    domain::Request request;
    std::array<quint8, 16> bytes{};
    for (size_t half = 0; half < 2; ++half) {
        const quint64 value = mixed(quint64(number) * 2 + half);
        for (size_t i = 0; i < 8; ++i)
            bytes[half * 8 + i] = quint8(value >> (8 * i));
    }
    request.uuid = domain::Uuid::fromBytes(bytes);
    const auto offering = quint8(mixed(number) % 40);
    bytes.fill(offering);
    request.offering = domain::Uuid::fromBytes(bytes);
    request.offeringName = QStringLiteral("SLURM site %1").arg(offering);
    request.created = {1'785'000'000'000'000 - qint64(number) * 7'000'123};
    request.started = request.created + domain::Duration::seconds(2);
    request.finished = *request.started + domain::Duration::seconds(qint64(mixed(number) % 300));
    request.modified = *request.finished;
    request.state = domain::State::Done;
    if (mixed(number) % 1000 < 78) {
        const quint32 text = number * DistinctPercent / 100;
        request.state = domain::State::Erred;
        request.error = {"sacctmgr: error: request " + QByteArray::number(text) + " refused", traceback(text)};
    }
    request.stateText = domain::stateName(request.state);
    return request;
}

domain::SplitQuery split(const char *line)
{
    domain::QueryContext context;
    context.now = {1'785'000'000'000'000};
    return std::get<domain::Query>(domain::Query::parse(QString::fromUtf8(line))).split(context);
}

double milliseconds(qint64 nanoseconds)
{
    return double(nanoseconds) / 1e6;
}

double g_longestTurn = 0;

/// CPU time of this thread until the last slice is done; the slices are turns of the loop.
template <typename Work>
double evaluated(Model &model, Work work)
{
    QEventLoop loop;
    QObject::connect(&model, &Model::evaluated, &loop, &QEventLoop::quit);
    QTimer::singleShot(0, &loop, work);
    bench::LoopTurns turns;
    const qint64 before = bench::LoopTurns::threadNanoseconds();
    loop.exec();
    g_longestTurn = std::max(g_longestTurn, turns.longestMs());
    return milliseconds(bench::LoopTurns::threadNanoseconds() - before);
}

template <typename Work>
double best(Work work)
{
    double least = 1e9;
    for (int run = 0; run < Runs; ++run)
        least = std::min(least, work());
    return least;
}

/// What the machine needs to look at every row once: what the ratios stand on.
double plainWalk(const RequestStore &store)
{
    return best([&] {
        const qint64 before = bench::LoopTurns::threadNanoseconds();
        volatile qint64 sum = 0;
        for (tables::RowIndex row = 0; row < store.size(); ++row)
            sum = sum + store.row(row).created;
        return milliseconds(bench::LoopTurns::threadNanoseconds() - before);
    });
}

double fill(RequestStore &store, Model &model, quint32 rows, QJsonObject &out)
{
    std::vector<domain::Request> page(PageRows);
    qint64 longest = 0;
    qint64 all = 0;
    for (quint32 from = 0; from < rows; from += PageRows) {
        for (quint32 i = 0; i < PageRows; ++i)
            page[i] = requestOf(from + i);
        const qint64 before = bench::LoopTurns::threadNanoseconds();
        store.merge(page);
        const qint64 spent = bench::LoopTurns::threadNanoseconds() - before;
        longest = std::max(longest, spent);
        all += spent;
    }
    QEventLoop loop;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &loop, [&] {
        if (model.rowCount() == int(store.size()))
            loop.quit();
    });
    timer.start(10);
    loop.exec();
    out[QStringLiteral("longest_merge_of_a_page_ms")] = milliseconds(longest);
    return milliseconds(all);
}

QJsonObject measure(quint32 rows)
{
    QJsonObject out;
    RequestStore store;
    Model model(store);
    out[QStringLiteral("rows")] = qint64(rows);
    out[QStringLiteral("merge_all_pages_ms")] = fill(store, model, rows, out);
    out[QStringLiteral("bytes_a_row")] = double(store.memoryBytes()) / double(store.size());
    const double walk = plainWalk(store);
    out[QStringLiteral("plain_walk_ms")] = walk;
    const auto note = [&](const QString &name, double ms) {
        out[name + QStringLiteral("_ms")] = ms;
        out[name + QStringLiteral("_ratio")] = ms / walk;
    };
    const auto query = [&](const char *line) {
        const domain::SplitQuery value = split(line);
        return evaluated(model, [&] { model.setQuery(value, {}); });
    };
    const auto longest = [&](const QString &name) {
        out[QStringLiteral("longest_turn_") + name + QStringLiteral("_ms")] = std::exchange(g_longestTurn, 0.0);
    };
    g_longestTurn = 0;
    note(QStringLiteral("filter_state"), best([&] { return query("state:erred"); }));
    note(QStringLiteral("filter_offering"), best([&] { return query("offering:*12"); }));
    // Every keystroke another word: nothing is remembered of it.
    int key = 0;
    note(QStringLiteral("filter_first_keystroke"), best([&] {
             const char line[] = {"bcdfg"[key++ % 5], "xqzvj"[key % 5], '\0'};
             return query(line);
         }));
    note(QStringLiteral("filter_next_keystroke"), [&] {
        (void)query("refu");
        return query("refuse");
    }());
    note(QStringLiteral("filter_no_match"), query("no such words anywhere"));
    note(QStringLiteral("filter_non_ascii"), query("\xc3\xbchendus"));
    note(QStringLiteral("clear"), best([&] { return query(""); }));
    longest(QStringLiteral("filter"));
    const auto order = [&](Model::Column column) {
        return best([&] {
            (void)query("");
            return evaluated(model, [&] { model.setSorting({column, Qt::AscendingOrder}); });
        });
    };
    note(QStringLiteral("order_created"), order(Model::CreatedColumn));
    note(QStringLiteral("order_modified"), order(Model::ModifiedColumn));
    note(QStringLiteral("order_offering"), order(Model::OfferingColumn));
    longest(QStringLiteral("order"));
    note(QStringLiteral("order_error"), order(Model::ErrorColumn));
    longest(QStringLiteral("order_error"));
    return out;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QStringList sizes = QCoreApplication::arguments().mid(1);
    if (sizes.isEmpty())
        sizes = {QStringLiteral("100000"), QStringLiteral("1000000")};
    for (const QString &size : std::as_const(sizes))
        std::puts(QJsonDocument(measure(size.toUInt())).toJson(QJsonDocument::Compact).constData());
    return 0;
}
