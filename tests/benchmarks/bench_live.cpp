// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a window that is left open costs, and one that is opened in the morning. Prints one JSON line.
//   bench_live merge ROWS CHANGES   changes merged into a window with so many rows
//   bench_live hour ROWS            an hour in which nothing changes, from the server's log, beside one that reads anew
//   bench_live day POLLS            the memory after so many polls
//   bench_live morning ROWS CHANGES a start over known rows, from the server's log
//   bench_live serve ROWS           prints its address, with an archive that has all of its rows; until it is ended

#include "app/composition.h"
#include "app/profiles/savedprofile.h"
#include "models/api/rowdecoder.h"
#include "models/archive/rowdatabase.h"
#include "tests/benchmarks/largeserver.h"
#include "tests/benchmarks/loopturns.h"
#include "ui/base/commands.h"
#include "ui/base/waldeskstyle.h"
#include "ui/pages/requestspage.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxyFactory>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace waldesk;
using namespace Qt::StringLiterals;
using bench::LargeServer;

namespace
{

constexpr int PatienceMs = 300'000;

bool waitFor(const std::function<bool()> &is)
{
    return QTest::qWaitFor(is, PatienceMs);
}

qint64 residentBytes()
{
    QFile statm(u"/proc/self/statm"_s);
    return statm.open(QIODevice::ReadOnly) ? statm.readAll().split(' ').value(1).toLongLong() * 4096 : 0;
}

api::Connection connectionTo(const QUrl &url)
{
    api::Connection connection;
    connection.root = url;
    connection.token = QByteArray(40, 'a');
    return connection;
}

std::vector<domain::Request> rowsOf(const LargeServer &server, qint64 first, qint64 last, bool touched = true)
{
    api::RowDecoder decoder;
    std::vector<domain::Request> rows;
    for (qint64 number = first; number <= last; ++number)
        rows.push_back(std::get<api::OneRequest>(decoder.row(server.json(number, touched))).request);
    return rows;
}

/// The requests page over its models, and what follows the server for it.
struct Window {
    explicit Window(const QUrl &url)
        : client(connectionTo(url)), journal(folder.filePath(u"journal.jsonl"_s)),
          open(client, store, journal, {u"bench"_s, domain::Environment::Other, folder.path()}, {}),
          feed(client, store), causes(folder.filePath(u"causes.sqlite"_s)), errors(client, store, causes),
          live(client, store, open, feed, &errors),
          page({open, store, feed, folder.filePath(u"window.ini"_s), nullptr, nullptr, &live}, commands, nullptr)
    {
    }
    /// The newest 2 000 and the errors of three weeks.
    [[nodiscard]] bool load()
    {
        page.resize(1440, 900);
        page.show();
        page.start();
        errors.start();
        open.session.start();
        return waitFor([this] {
            return feed.phase() == workflows::RequestFeed::Phase::Ready &&
                   errors.phase() == workflows::TriageFeed::Phase::Ready && page.isSettled();
        });
    }

    QTemporaryDir folder;
    tables::RequestStore store;
    api::WaldurClient client;
    archive::Journal journal;
    session::OpenConnection open;
    workflows::RequestFeed feed;
    archive::CauseArchive causes;
    workflows::TriageFeed errors;
    session::LiveUpdates live;
    ui::Commands commands;
    ui::RequestsPage page;
};

/// Without a look every 10 ms, as QTest has it.
void rest(int seconds)
{
    QEventLoop loop;
    QTimer::singleShot(seconds * 1'000, &loop, &QEventLoop::quit);
    loop.exec();
}

int print(const QJsonObject &found)
{
    std::puts(QJsonDocument(found).toJson(QJsonDocument::Compact).constData());
    return 0;
}

int complain(const char *what)
{
    std::fprintf(stderr, "%s\n", what);
    return 1;
}

/// As the live updates merge them: a page of a hundred in a turn. Counts all turns until nothing is left to do.
int merge(qint64 rows, qint64 changes)
{
    LargeServer server(rows);
    Window window(server.url());
    window.feed.setAutomaticLimit(-1);
    if (!window.load() || !waitFor([&] { return qint64(window.store.size()) == rows; }))
        return complain("the rows did not come");
    // Four of five are changes of what is known, spread over all of it; the others are new.
    std::vector<domain::Request> changed;
    for (qint64 i = 0; i < changes; ++i) {
        domain::Request row = rowsOf(server, 1 + i * (rows / changes), 1 + i * (rows / changes)).front();
        row.modified = domain::Timestamp::now();
        if (i % 5 == 0) {
            row.uuid = *domain::Uuid::tryParse(QByteArrayView(testsupport::rowUuid(int(rows + 1 + i))));
            row.created = row.modified;
        }
        changed.push_back(std::move(row));
    }
    constexpr size_t PageRows = 100;
    bench::LoopTurns turns;
    const qint64 before = bench::LoopTurns::threadNanoseconds();
    qint64 merging = 0;
    size_t next = 0;
    std::function<void()> one = [&] {
        const qint64 begun = bench::LoopTurns::threadNanoseconds();
        const size_t count = std::min(PageRows, changed.size() - next);
        window.store.merge(std::span(changed).subspan(next, count), tables::Origin::Live);
        next += count;
        merging += bench::LoopTurns::threadNanoseconds() - begun;
        if (next < changed.size())
            QTimer::singleShot(0, &window.page, one);
    };
    turns.reset();
    QTimer::singleShot(0, &window.page, one);
    auto &model = window.page.model();
    if (!waitFor([&] { return next == changed.size() && !model.isEvaluating() && !model.isCatchingUp(); }))
        return complain("the changes did not come");
    return print({{u"rows"_s, rows},
                  {u"changes"_s, changes},
                  {u"mergeMs"_s, double(merging) / 1e6},
                  {u"allMs"_s, double(bench::LoopTurns::threadNanoseconds() - before) / 1e6},
                  {u"longestTurnMs"_s, turns.longestMs()},
                  {u"turnsOver8ms"_s, turns.over8ms()}});
}

void add(QJsonObject &found, const QString &name, const LargeServer::Log &log)
{
    found[name + u"Requests"_s] = log.requests;
    found[name + u"Rows"_s] = log.rows;
    found[name + u"Bytes"_s] = log.bytes;
}

/// Polls one behind the other until `wanted` are done.
bool pollTo(session::LiveUpdates &live, int wanted, const std::function<void()> &each = {})
{
    int done = 0;
    QEventLoop loop;
    QTimer patience;
    QObject::connect(&patience, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(
        &live.feed(), &workflows::ChangeFeed::polled, &loop,
        [&] {
            ++done;
            if (each)
                each();
            done < wanted ? live.pollNow() : loop.quit();
        },
        Qt::QueuedConnection);
    live.pollNow();
    patience.start(PatienceMs);
    loop.exec();
    return done >= wanted;
}

/// As many polls as an hour has, without the pauses between them; the counts come as often as in an hour.
bool passAnHour(Window &window, LargeServer &server, qint64 pauseSeconds)
{
    const int polls = int(3'600 / pauseSeconds);
    constexpr int Tried = 40;
    QElapsedTimer clock;
    clock.start();
    if (!pollTo(window.live, Tried))
        return false;
    const qint64 hour = clock.nsecsElapsed() / 1'000 * polls / Tried;
    workflows::PollPace pace;
    pace.countEvery = {hour / 6};
    pace.windowEvery = {hour / 60};
    window.live.setPace(pace);
    server.beginLog();
    return pollTo(window.live, polls);
}

int hour(qint64 rows)
{
    LargeServer server(rows);
    QJsonObject found{{u"rows"_s, rows}};
    for (const bool isOpenInSight : {false, true}) {
        Window window(server.url());
        if (!window.load())
            return complain("the rows did not come");
        window.live.setIdleClock([] { return qint64(0); });
        window.live.start();
        const workflows::PollPace usual;
        const domain::Duration pause = isOpenInSight ? usual.open : usual.quiet;
        if (!passAnHour(window, server, pause.microseconds / LargeServer::Second))
            return complain("a poll was not answered");
        add(found, isOpenInSight ? u"open"_s : u"quiet"_s, server.log());
    }
    Window window(server.url());
    if (!window.load())
        return complain("the rows did not come");
    server.beginLog();
    for (int reading = 0; reading < 120; ++reading) { // each 30 s
        window.feed.refresh();
        if (!waitFor([&] { return window.feed.phase() == workflows::RequestFeed::Phase::Ready; }))
            return complain("the list was not read");
    }
    add(found, u"naive"_s, server.log());
    return print(found);
}

int day(int polls)
{
    LargeServer server(100'000);
    Window window(server.url());
    if (!window.load())
        return complain("the rows did not come");
    window.live.setIdleClock([] { return qint64(0); });
    window.live.start();
    const auto forget = [&server] {
        server.server().forget();
    };
    if (!pollTo(window.live, polls / 10, forget))
        return complain("a poll was not answered");
    const qint64 memory = residentBytes();
    if (!pollTo(window.live, polls - polls / 10, forget))
        return complain("a poll was not answered");
    const qint64 grown = residentBytes() - memory;
    return print(
        {{u"polls"_s, polls}, {u"grownKiB"_s, double(grown) / 1024}, {u"residentMiB"_s, double(memory) / 1024 / 1024}});
}

/// Fills the archive of this server with its rows, then changes some of them. The bytes of these; nullopt: a failure.
std::optional<qint64> keepAndChange(LargeServer &server, qint64 rows, qint64 changes)
{
    const QDir folder(app::folderOfServer(server.url()));
    archive::RowDatabase database(folder.filePath(u"rows.sqlite"_s));
    if (!database.open().isEmpty())
        return std::nullopt;
    constexpr qint64 Page = 1'000;
    for (qint64 first = 1; first <= rows; first += Page) {
        if (!database.write(rowsOf(server, first, std::min(rows, first + Page - 1), false), {}, {}).isEmpty())
            return std::nullopt;
    }
    const domain::Timestamp all{archive::KeptCoverage::Everything};
    const domain::Timestamp cursor{server.created(rows) + LargeServer::Took};
    if (!database.write({}, {}, archive::KeptCoverage{cursor, all, all, cursor}).isEmpty())
        return std::nullopt;
    qint64 changedBytes = 0;
    for (qint64 i = 0; i < changes; ++i) {
        const qint64 number = rows - i * 7;
        server.touch(number, cursor.microseconds + (i + 1) * LargeServer::Second);
        changedBytes += server.json(number).size();
    }
    return changedBytes;
}

/// Until it is ended: for bench_startup, which opens on its archive.
int serve(qint64 rows)
{
    LargeServer server(rows);
    if (!keepAndChange(server, rows, 0))
        return complain("the archive could not be written");
    (void)print({{u"url"_s, server.url().toString()}});
    std::fflush(stdout);
    return QCoreApplication::exec();
}

/// From the start of the window to the first poll behind it.
int morning(qint64 rows, qint64 changes)
{
    LargeServer server(rows);
    const auto changedBytes = keepAndChange(server, rows, changes);
    if (!changedBytes)
        return complain("the archive could not be written");
    app::WindowOptions options;
    options.page = u"errors"_s;
    options.connection.kind = app::ConnectionChoice::Kind::Server;
    options.connection.server.root = server.url();
    options.connection.server.token = QByteArray(40, 'a');
    server.beginLog();
    app::Composition composition(options);
    composition.start();
    QElapsedTimer clock;
    clock.start();
    auto &window = composition.window();
    const auto *page = window.findChild<ui::RequestsPage *>();
    const bool isHere = waitFor([&] {
        page = page ? page : window.findChild<ui::RequestsPage *>();
        return page && page->shownCount() == rows && window.isSettled();
    });
    if (!isHere)
        return complain("the rows did not come");
    const double settled = double(clock.elapsed());
    rest(3); // what is asked a moment later; the next poll comes after five seconds at the earliest
    const LargeServer::Log log = server.log();
    QByteArrayList asked;
    for (const testsupport::Seen &seen : server.server().seen())
        asked.append(seen.method + ' ' + seen.target);
    std::fprintf(stderr, "%s\n", asked.join('\n').constData());
    return print({{u"rows"_s, rows},
                  {u"changes"_s, changes},
                  {u"requests"_s, log.requests},
                  {u"rowsGiven"_s, log.rows},
                  {u"bytes"_s, log.bytes},
                  {u"changedBytes"_s, *changedBytes},
                  {u"settledMs"_s, settled}});
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"waldesk"_s);
    QNetworkProxyFactory::setUseSystemConfiguration(true);
    ui::WaldeskStyle::install(application, ui::WaldeskStyle::Scheme::Light);
    const QStringList words = application.arguments();
    const qint64 number = words.value(2).toLongLong();
    const qint64 second = words.value(3).toLongLong();
    if (words.value(1) == u"merge"_s && number > 0 && second > 0)
        return merge(number, second);
    if (words.value(1) == u"serve"_s && number > 0)
        return serve(number);
    if (words.value(1) == u"hour"_s && number > 0)
        return hour(number);
    if (words.value(1) == u"day"_s && number > 0)
        return day(int(number));
    if (words.value(1) == u"morning"_s && number > 0 && second > 0)
        return morning(number, second);
    return complain("usage: bench_live merge ROWS CHANGES | hour ROWS | day POLLS | morning ROWS CHANGES | serve ROWS");
}
