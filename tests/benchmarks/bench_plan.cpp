// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of 1 000 requests beside its 1 000 reads at the same concurrency, on the demo service in a process of its
// own. Prints one JSON line: times, their ratio, and the longest turn of the event loop while the plan was read.
// Usage: bench_plan WALDESK [ROWS]

#include "models/workflows/bulkplan.h"
#include "tests/benchmarks/loopturns.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <cstdio>
#include <functional>

using namespace waldesk;
using namespace Qt::StringLiterals;

namespace
{

constexpr int AtOnce = workflows::BulkPlan::UsualAtOnce;
constexpr int PageSize = 100;
constexpr int Rounds = 5;

std::vector<domain::Request> rowsOf(api::WaldurClient &client, int wanted)
{
    std::vector<domain::Request> rows;
    for (int page = 1; static_cast<int>(rows.size()) < wanted; ++page) {
        QEventLoop loop;
        size_t before = rows.size();
        client.list({}, {.number = page, .size = PageSize}, &loop, [&](const api::Result<api::Page> &result) {
            if (result)
                rows.insert(rows.end(), result->rows.begin(), result->rows.end());
            loop.quit();
        });
        loop.exec();
        if (rows.size() == before)
            break;
    }
    if (static_cast<int>(rows.size()) > wanted)
        rows.resize(static_cast<size_t>(wanted));
    return rows;
}

double readAll(api::WaldurClient &client, const std::vector<domain::Request> &rows)
{
    QEventLoop loop;
    QElapsedTimer timer;
    timer.start();
    size_t next = 0;
    size_t done = 0;
    std::function<void()> more = [&] {
        if (next >= rows.size())
            return;
        client.retrieve(rows[next++].uuid, &loop, [&](const api::Result<api::OneRequest> &) {
            if (++done == rows.size())
                loop.quit();
            else
                more();
        });
    };
    for (int i = 0; i < AtOnce; ++i)
        more();
    loop.exec();
    return double(timer.nsecsElapsed()) / 1e6;
}

double planAll(api::WaldurClient &client, const std::vector<domain::Request> &rows)
{
    workflows::BulkPlan plan(client, {domain::Action::SetErred, rows, false, false}, [](const domain::Request &) {
        return domain::Capabilities{.staff = true, .manages = true};
    });
    plan.setAtOnce(AtOnce);
    QEventLoop loop;
    QObject::connect(&plan, &workflows::BulkPlan::finished, &loop, &QEventLoop::quit);
    QElapsedTimer timer;
    timer.start();
    plan.read();
    loop.exec();
    return double(timer.nsecsElapsed()) / 1e6;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() < 2) {
        std::fputs("usage: bench_plan WALDESK [ROWS]\n", stderr);
        return 2;
    }
    const int wanted = words.size() > 2 ? words.at(2).toInt() : 1000;
    QProcess demo;
    demo.start(words.at(1), {u"demo"_s, u"--agent-speed"_s, u"0"_s, u"--requests"_s, QString::number(wanted)});
    if (!demo.waitForReadyRead(30'000))
        return 3;
    const QJsonObject greeting = QJsonDocument::fromJson(demo.readLine()).object();
    api::Connection connection;
    connection.root = QUrl(greeting.value(u"url"_s).toString());
    connection.token = greeting.value(u"tokens"_s).toObject().value(u"staff"_s).toString().toLatin1();
    double reads = 1e12;
    double plan = 1e12;
    double longest = 0;
    double readsLongest = 0;
    int over = 0;
    size_t count = 0;
    {
        api::WaldurClient client(connection);
        const auto rows = rowsOf(client, wanted);
        count = rows.size();
        readAll(client, rows); // warm
        for (int round = 0; round < Rounds; ++round) {
            bench::LoopTurns turns;
            reads = std::min(reads, readAll(client, rows));
            readsLongest = std::max(readsLongest, turns.longestMs());
            turns.reset();
            plan = std::min(plan, planAll(client, rows));
            longest = std::max(longest, turns.longestMs());
            over += turns.over8ms();
        }
    }
    demo.terminate();
    demo.waitForFinished(5'000);
    const QJsonObject result{{u"rows"_s, qint64(count)},
                             {u"reads_ms"_s, reads},
                             {u"plan_ms"_s, plan},
                             {u"ratio"_s, plan / reads},
                             {u"longest_turn_ms"_s, longest},
                             {u"turns_over_8ms"_s, over},
                             {u"longest_turn_of_reads_ms"_s, readsLongest}};
    std::puts(QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return 0;
}
