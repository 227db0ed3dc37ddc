// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The archive of rows: writing, searching and restoring it into the models of a window, with the turns of the event
// loop meanwhile. Usage: bench_archive ROWS | bench_archive --for URL ROWS (fills the folder of that server, for
// bench_startup --server URL).

#include "app/profiles/savedprofile.h"
#include "models/tables/requesttablemodel.h"
#include "models/workflows/archivestart.h"
#include "tests/benchmarks/loopturns.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

using namespace waldesk;
using namespace Qt::StringLiterals;

namespace
{

constexpr int Page = 300;

domain::Uuid uuidOf(quint32 number, quint8 kind)
{
    // As random as real ones: neighbours in the list are no neighbours in the index.
    std::array<quint8, 16> bytes{};
    bytes[0] = quint8((number * 2'654'435'761U) >> 24);
    bytes[1] = quint8((number * 2'654'435'761U) >> 16);
    bytes[2] = kind;
    for (size_t i = 0; i < 4; ++i)
        bytes[12 + i] = quint8(number >> (24 - 8 * i));
    return domain::Uuid::fromBytes(bytes);
}

/// One of ten is Erred, with a text of its own as real tracebacks have.
domain::Request rowOf(quint32 number, domain::Timestamp now)
{
    domain::Request row;
    row.uuid = uuidOf(number, 1);
    row.offering = uuidOf(number % 40, 2);
    row.offeringName = u"Offering %1"_s.arg(number % 40);
    row.created = now - domain::Duration::seconds(qint64(number) * 20);
    row.modified = row.created + domain::Duration::seconds(60);
    row.started = row.created + domain::Duration::seconds(5);
    row.finished = row.modified;
    row.state = number % 10 == 0 ? domain::State::Erred : domain::State::Done;
    if (row.state == domain::State::Erred) {
        const QByteArray id = QByteArray::number(number);
        row.error.message = "Account user" + id + " could not be created: quota of project p" + id + " is exceeded";
        row.error.traceback = "Traceback (most recent call last):\n";
        for (int frame = 0; frame < 20; ++frame)
            row.error.traceback += "  File \"/opt/waldur/plugin" + QByteArray::number(number % 7) +
                                   "/backend.py\", line " + QByteArray::number(100 + frame) +
                                   ", in pull_resource\n    return self.client.get(resource_id)\n";
        row.error.traceback += "BackendError: quota of project p" + id;
    }
    return row;
}

double fill(const QString &file, quint32 rows)
{
    archive::RowDatabase database(file);
    if (!database.open().isEmpty())
        return -1;
    const domain::Timestamp now = domain::Timestamp::now();
    QElapsedTimer clock;
    clock.start();
    std::vector<domain::Request> page;
    for (quint32 number = 0; number < rows; ++number) {
        page.push_back(rowOf(number, now));
        if (page.size() < Page && number + 1 < rows)
            continue;
        if (!database.write(page, {}, {}).isEmpty())
            return -1;
        page.clear();
    }
    const archive::KeptCoverage coverage{now, domain::Timestamp{archive::KeptCoverage::Everything},
                                         domain::Timestamp{0}, now};
    if (!database.write({}, {}, coverage).isEmpty())
        return -1;
    return double(clock.nsecsElapsed()) / 1e6;
}

double searchMs(const QString &file, const QString &words, qsizetype *found)
{
    archive::RowDatabase database(file);
    if (!database.open().isEmpty())
        return -1;
    (void)database.search(u"nothing"_s, 50); // the file is open, its schema is read
    QElapsedTimer clock;
    clock.start();
    *found = qsizetype(database.search(words, 50).size());
    return double(clock.nsecsElapsed()) / 1e6;
}

/// The models of a window over a server that does not answer.
int restore(const QString &folder, quint32 rows)
{
    api::Connection connection;
    connection.root = QUrl(u"http://127.0.0.1:9/"_s);
    connection.token = QByteArray(40, 'a');
    api::WaldurClient client(connection);
    tables::RequestStore store;
    archive::RowArchive archive(folder + u"/rows.sqlite"_s, {});
    archive::CauseArchive causes(folder + u"/causes.sqlite"_s);
    workflows::ArchiveSync sync(archive, store);
    workflows::RequestFeed feed(client, store);
    workflows::TriageFeed triage(client, store, causes);
    workflows::ArchiveStart start(sync, feed, triage);
    tables::RequestTableModel model(store);
    model.setScope(&feed.scope());
    start.start();
    const domain::SplitQuery query = std::get<domain::Query>(domain::Query::parse({})).split({});
    feed.setQuery(query);
    model.setQuery(query, model.sorting());
    QElapsedTimer clock;
    clock.start();
    double firstMs = -1;
    QObject::connect(&sync, &workflows::ArchiveSync::began, &sync,
                     [&] { firstMs = double(clock.nsecsElapsed()) / 1e6; });
    QObject::connect(&sync, &workflows::ArchiveSync::restored, &sync, [&] { QCoreApplication::quit(); });
    bench::LoopTurns turns;
    QCoreApplication::exec();
    std::printf("{\"firstRowsMs\": %.1f, \"restoreMs\": %.1f, \"longestTurnMs\": %.2f, \"turnsOver8ms\": %d, "
                "\"turns\": %d, \"rows\": %u}\n",
                firstMs, double(clock.nsecsElapsed()) / 1e6, turns.longestMs(), turns.over8ms(), turns.turns(),
                unsigned(store.size()));
    return store.size() == rows ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"waldesk"_s);
    const QStringList words = application.arguments();
    if (words.value(1) == u"--for"_s) {
        const QDir folder(app::folderOfServer(QUrl(words.value(2))));
        const double ms = fill(folder.filePath(u"rows.sqlite"_s), words.value(3).toUInt());
        std::printf("{\"writeMs\": %.0f}\n", ms);
        return ms < 0 ? 1 : 0;
    }
    const quint32 rows = words.value(1, u"10000"_s).toUInt();
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"rows.sqlite"_s);
    const double ms = fill(file, rows);
    qsizetype rare = 0;
    qsizetype common = 0;
    const double rareMs = searchMs(file, u"quota p%1"_s.arg(rows / 20 * 10), &rare);
    const double commonMs = searchMs(file, u"backend quota"_s, &common);
    std::printf("%.0f rows/s written, %lld MB\n", rows / ms * 1000, QFileInfo(file).size() / 1'000'000);
    std::printf("{\"writeMs\": %.0f, \"searchRareMs\": %.2f, \"searchCommonMs\": %.2f, \"found\": %lld}\n", ms, rareMs,
                commonMs, qint64(rare + common));
    return restore(folder.path(), rows);
}
