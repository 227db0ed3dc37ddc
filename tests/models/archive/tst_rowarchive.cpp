// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/rowarchive.h"

#include "models/archive/kepthabits.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <SQLiteCpp/SQLiteCpp.h>

using namespace waldesk;
using namespace Qt::StringLiterals;
using archive::KeptCoverage;
using archive::RowArchive;
using archive::RowDatabase;
using archive::RowLimits;
using archive::RowSlice;
using domain::Request;
using domain::State;
using domain::Timestamp;

namespace
{

constexpr qint64 Second = 1'000'000;
constexpr qint64 Day = 24 * 3600 * Second;

Timestamp at(qint64 microseconds)
{
    return *Timestamp::tryParse("2026-08-01T10:00:00.123456Z") + domain::Duration{microseconds};
}

domain::Uuid uuid(int number)
{
    return *domain::Uuid::tryParse(QByteArrayView(QByteArray::number(number).rightJustified(32, '0')));
}

Request row(int number, State state = State::Erred, const QByteArray &message = "boom")
{
    Request request;
    request.uuid = uuid(number);
    request.state = state;
    request.stateText = domain::stateName(state);
    request.offering = uuid(900'000 + number % 3);
    request.offeringName = u"Offering %1"_s.arg(number % 3);
    request.created = at(number * Second);
    request.modified = at(number * Second + 5 * Second);
    if (state != State::Sent)
        request.started = at(number * Second + 2 * Second);
    if (state == State::Done || state == State::Erred)
        request.finished = at(number * Second + 4 * Second);
    if (state == State::Erred)
        request.error = {message, "Traceback (most recent call last):\n  File \"a.py\", line 1"};
    return request;
}

Request unpacked(const archive::KeptRow &kept, const QMap<qint64, domain::ErrorText> &texts,
                 const QMap<qint64, archive::KeptOffering> &offerings)
{
    Request request;
    request.uuid = kept.uuid;
    request.state = kept.state;
    request.stateText = kept.state == State::Unknown ? kept.stateText : domain::stateName(kept.state);
    request.offering = offerings.value(kept.offering).uuid;
    request.offeringName = offerings.value(kept.offering).name;
    request.created = {kept.created};
    request.modified = {kept.modified};
    if (kept.started != archive::KeptRow::None)
        request.started = Timestamp{kept.started};
    if (kept.finished != archive::KeptRow::None)
        request.finished = Timestamp{kept.finished};
    request.error = texts.value(kept.text);
    return request;
}

/// Everything that the file holds, in the order in which it is read.
std::vector<Request> readAll(RowDatabase &database, int slice = 7)
{
    std::vector<Request> all;
    QMap<qint64, domain::ErrorText> texts;
    QMap<qint64, archive::KeptOffering> offerings;
    database.rewind();
    for (bool last = false; !last;) {
        const RowSlice part = database.readOn(slice);
        last = part.last;
        for (const auto &text : part.texts)
            texts.insert(text.id, text.text);
        for (const auto &offering : part.offerings)
            offerings.insert(offering.id, offering);
        for (const auto &kept : part.rows)
            all.push_back(unpacked(kept, texts, offerings));
    }
    return all;
}

bool opens(RowArchive &archive)
{
    QSignalSpy opened(&archive, &RowArchive::opened);
    return archive.isOpen() || opened.wait(20'000);
}

QStringList asideOf(const QString &file)
{
    const QFileInfo info(file);
    return info.dir().entryList({info.fileName() + u".damaged-*"_s, info.fileName() + u".newer-*"_s}, QDir::Files);
}

std::vector<Request> rowsFrom(int first, int last)
{
    std::vector<Request> all;
    for (int i = first; i <= last; ++i)
        all.push_back(row(i));
    return all;
}

} // namespace

class TestRowArchive : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_file;

private slots:
    void init()
    {
        static int number = 0;
        m_file = m_folder.filePath(u"%1/rows.sqlite"_s.arg(++number));
    }

    void everyRowComesBackAsItWas_data()
    {
        QTest::addColumn<Request>("kept");
        QTest::addRow("sent") << row(1, State::Sent);
        QTest::addRow("processing") << row(1, State::Processing);
        QTest::addRow("done") << row(1, State::Done);
        QTest::addRow("erred") << row(1, State::Erred);
        auto odd = row(1, State::Unknown);
        odd.stateText = u"Paused \u00e9"_s;
        QTest::addRow("a state of a later server") << odd;
        odd = row(1);
        odd.started.reset();
        QTest::addRow("failed without a start") << odd;
        odd.error = {QByteArray("a\0b\xff\xfe", 5), {}};
        QTest::addRow("an error with bytes that are no text") << odd;
        odd.error = {{}, QByteArray(300'000, 'x')};
        QTest::addRow("a traceback without a message, of 300 000 bytes") << odd;
        odd.offeringName.clear();
        odd.offering = {};
        QTest::addRow("without an offering") << odd;
        odd.created = {-5};
        odd.modified = {-1};
        QTest::addRow("before 1970") << odd;
    }

    void everyRowComesBackAsItWas()
    {
        QFETCH(Request, kept);
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QCOMPARE(database.write({kept}, {}, {}), QString());
        }
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        const auto all = readAll(database);
        QCOMPARE(all.size(), size_t(1));
        QVERIFY(all.front() == kept);
    }

    void slicesComeNewestFirstAndNameEachTextOnce()
    {
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        std::vector<Request> rows;
        for (int i = 0; i < 100; ++i) {
            rows.push_back(row(i % 50)); // each creation time twice: the border of a slice may lie between them
            rows.back().uuid = uuid(i);
            rows.back().error.message = "error " + QByteArray::number(i % 3);
        }
        QCOMPARE(database.write(rows, {}, {}), QString());
        int texts = 0;
        std::vector<qint64> times;
        QSet<domain::Uuid> uuids;
        for (bool last = false; !last;) {
            const RowSlice part = database.readOn(7);
            last = part.last;
            texts += int(part.texts.size());
            for (const auto &each : part.rows) {
                times.push_back(each.created);
                uuids.insert(each.uuid);
            }
        }
        QCOMPARE(texts, 3);
        QCOMPARE(uuids.size(), 100);
        QCOMPARE(times.size(), size_t(100));
        QVERIFY(std::ranges::is_sorted(times, std::greater<>()));
    }

    void anOlderRowChangesNothing()
    {
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        Request newer = row(1, State::Done);
        newer.modified = at(100 * Second);
        QCOMPARE(database.write({newer}, {}, {}), QString());
        QCOMPARE(database.write({row(1, State::Sent)}, {}, {}), QString());
        QCOMPARE(readAll(database).front().state, State::Done);
    }

    void whatWasRemovedIsGone()
    {
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QCOMPARE(database.write(rowsFrom(1, 5), {uuid(3), uuid(77)}, {}), QString());
        QCOMPARE(database.rowCount(), 4);
        // Its text goes when nobody else has it.
        QCOMPARE(database.write({row(9, State::Erred, "lonely")}, {}, {}), QString());
        QCOMPARE(database.search(u"lonely"_s, 50).size(), size_t(1));
        QCOMPARE(database.write({}, {uuid(9)}, {}), QString());
        while (database.trim({}, at(0))) {
        }
        QCOMPARE(database.search(u"lonely"_s, 50).size(), size_t(0));
        QCOMPARE(database.search(u"boom"_s, 50).size(), size_t(1));
        database.close();
        SQLite::Database raw(m_file.toStdString(), SQLite::OPEN_READWRITE);
        QCOMPARE(raw.execAndGet("SELECT count(*) FROM text").getInt(), 1);
    }

    void whatWasFoundOutAboutATextComesBackWithIt()
    {
        const QByteArray finding("a\0b\xff", 4);
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QCOMPARE(database.write({row(1), row(2, State::Erred, "other")}, {}, {}), QString());
            // A text that nobody has is not kept for the sake of its finding.
            QCOMPARE(database.write({}, {}, {}, {{row(1).error, "older"}, {{"nowhere", {}}, "lost"}}), QString());
            QCOMPARE(database.write({}, {}, {}, {{row(1).error, finding}}), QString());
        }
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QMap<QByteArray, QByteArray> findings;
        for (const archive::KeptText &text : database.readOn(10).texts)
            findings.insert(text.text.message, text.finding);
        QCOMPARE(findings, (QMap<QByteArray, QByteArray>{{"boom", finding}, {"other", {}}}));
        QCOMPARE(database.write({}, {uuid(1)}, {}), QString());
        while (database.trim({}, at(0))) {
        }
        database.close();
        SQLite::Database raw(m_file.toStdString(), SQLite::OPEN_READWRITE);
        QCOMPARE(raw.execAndGet("SELECT count(*) FROM finding").getInt(), 0);
    }

    void coverageIsKept()
    {
        const KeptCoverage told{at(1), Timestamp{KeptCoverage::Everything}, at(2), at(3), at(4)};
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QVERIFY(database.coverage() == KeptCoverage());
            QCOMPARE(database.write({}, {}, told), QString());
        }
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QVERIFY(database.coverage() == told);
        QCOMPARE(database.write({}, {}, KeptCoverage{at(9), {}, {}, {}}), QString());
        QVERIFY(!database.coverage().createdFrom);
    }

    void aDamagedFileIsPutAsideWithOneSentence_data()
    {
        QTest::addColumn<QByteArray>("junk");
        QTest::addColumn<int>("position"); // -1: instead of the file
        QTest::addRow("no database at all") << QByteArray("this is no database, whatever its name says") << -1;
        QTest::addRow("a database whose head was overwritten") << QByteArray(100, '\xa5') << 0;
        QTest::addRow("a database whose rows were overwritten") << QByteArray(400'000, '\xa5') << 4096;
    }

    void aDamagedFileIsPutAsideWithOneSentence()
    {
        QFETCH(QByteArray, junk);
        QFETCH(int, position);
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QCOMPARE(database.write(rowsFrom(1, 3000), {}, {}), QString());
        }
        QFile file(m_file);
        QVERIFY(file.open(position < 0 ? QIODevice::WriteOnly : QIODevice::ReadWrite));
        file.seek(std::max(position, 0));
        file.write(junk);
        file.close();
        RowArchive archive(m_file, {});
        QSignalSpy troubled(&archive, &RowArchive::troubled);
        QSignalSpy lost(&archive, &RowArchive::lost);
        QVERIFY(opens(archive));
        RowSlice slice;
        archive.readOn(5000, this, [&](const RowSlice &part) { slice = part; });
        QTRY_VERIFY(slice.last);
        QTRY_COMPARE(troubled.size(), 1);
        QVERIFY2(archive.trouble().contains(u"damaged"_s), qPrintable(archive.trouble()));
        QCOMPARE(asideOf(m_file).size(), 1);
        // The new one works at once.
        archive.keep({row(1)});
        std::vector<archive::FoundText> found;
        const auto look = [&] {
            archive.search(u"boom"_s, 5, this, [&](const auto &texts) { found = texts; });
            return !found.empty();
        };
        QTRY_VERIFY(look());
        QVERIFY(archive.coverage() == KeptCoverage());
    }

    void aNewerFileIsPutAsideWithOneSentence()
    {
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QCOMPARE(database.write(rowsFrom(1, 3), {}, {}), QString());
        }
        {
            SQLite::Database raw(m_file.toStdString(), SQLite::OPEN_READWRITE);
            raw.exec("PRAGMA user_version = 99");
        }
        RowArchive archive(m_file, {});
        QVERIFY(opens(archive));
        QVERIFY2(archive.trouble().contains(u"newer"_s), qPrintable(archive.trouble()));
        QVERIFY(!archive.hadRows());
        const QStringList aside = asideOf(m_file);
        QCOMPARE(aside.size(), 1);
        SQLite::Database raw(QFileInfo(m_file).dir().filePath(aside.first()).toStdString(), SQLite::OPEN_READONLY);
        QCOMPARE(raw.execAndGet("SELECT count(*) FROM request").getInt(), 3);
    }

    void aFolderThatCannotBeMadeLeavesAWindowWithoutAnArchive()
    {
        QFile blocker(m_folder.filePath(u"blocker"_s));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        RowArchive archive(m_folder.filePath(u"blocker/rows.sqlite"_s), {});
        QVERIFY(opens(archive));
        QVERIFY(!archive.trouble().isEmpty());
        archive.keep(rowsFrom(1, 3));
        bool answered = false;
        archive.readOn(5, this, [&](const RowSlice &part) { answered = part.last && part.rows.empty(); });
        QTRY_VERIFY(answered);
    }

    void theFilesBelongToTheirOwnerAlone()
    {
        RowArchive archive(m_file, {});
        QVERIFY(opens(archive));
        archive.keep(rowsFrom(1, 3));
        QTRY_VERIFY(QFileInfo(m_file + u"-wal"_s).size() > 0);
        const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther |
                            QFileDevice::WriteOther | QFileDevice::ExeGroup | QFileDevice::ExeOther;
        for (const QFileInfo &each : QFileInfo(m_file).dir().entryInfoList(QDir::Files))
            QVERIFY2(!(each.permissions() & others), qPrintable(each.fileName()));
        QVERIFY(!(QFileInfo(QFileInfo(m_file).absolutePath()).permissions() & others));
    }

    void whatWasToldLastIsThereTheNextTime()
    {
        {
            RowArchive archive(m_file, {});
            QVERIFY(opens(archive));
            for (int i = 0; i < 40; ++i)
                archive.keep(rowsFrom(i * 10 + 1, i * 10 + 10));
            archive.remove({uuid(400)});
            archive.keep({row(400)}); // back again
            archive.remove({uuid(1)});
            archive.setCoverage({at(7), at(8), {}, {}});
        }
        RowArchive archive(m_file, {});
        QVERIFY(opens(archive));
        QVERIFY(archive.hadRows());
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QCOMPARE(database.rowCount(), 399);
        QCOMPARE(archive.coverage().cursor, std::optional(at(7)));
    }

    void twoWindowsShareOneFile()
    {
        {
            RowArchive one(m_file, {});
            RowArchive other(m_file, {});
            QVERIFY(opens(one));
            QVERIFY(opens(other));
            for (int i = 0; i < 100; ++i) {
                one.keep(rowsFrom(i * 10 + 1, i * 10 + 10));
                other.keep(rowsFrom(i * 10 + 6, i * 10 + 15));
                QCoreApplication::sendPostedEvents(); // each of them a batch of its own
            }
            bool written = false;
            const auto barrier = [&](RowArchive &archive) {
                written = false;
                archive.search(u"x"_s, 1, this, [&](const auto &) { written = true; });
            };
            barrier(one);
            QTRY_VERIFY(written);
            barrier(other);
            QTRY_VERIFY(written);
            QVERIFY2(one.trouble().isEmpty(), qPrintable(one.trouble()));
            QVERIFY2(other.trouble().isEmpty(), qPrintable(other.trouble()));
        }
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QCOMPARE(database.rowCount(), 1005);
    }

    void closingDoesNotWaitForAnotherProcess()
    {
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
        }
        SQLite::Database other(m_file.toStdString(), SQLite::OPEN_READWRITE);
        other.exec("BEGIN IMMEDIATE");
        {
            RowArchive archive(m_file, {});
            QVERIFY(opens(archive));
            archive.keep(rowsFrom(1, 10));
            archive.setCoverage({at(7), {}, {}, {}});
        }
        other.exec("ROLLBACK");
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        // Neither the rows nor the word that they are there.
        QCOMPARE(database.rowCount(), 0);
        QVERIFY(database.coverage() == KeptCoverage());
    }

    void limitsHold_data()
    {
        QTest::addColumn<qint64>("rows");
        QTest::addColumn<int>("days");
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<int>("left"); // of ten rows, a day apart, the oldest still open
        QTest::addRow("nothing is too much") << qint64(10) << 400 << qint64(1 << 30) << 10;
        QTest::addRow("the oldest leave when there are too many") << qint64(4) << 400 << qint64(1 << 30) << 4;
        QTest::addRow("what is too old leaves, unless it is open") << qint64(10) << 5 << qint64(1 << 30) << 6;
        QTest::addRow("a file that may hold nothing") << qint64(10) << 400 << qint64(1) << 0;
    }

    void limitsHold()
    {
        QFETCH(qint64, rows);
        QFETCH(int, days);
        QFETCH(qint64, bytes);
        QFETCH(int, left);
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        std::vector<Request> all;
        for (int i = 0; i < 10; ++i) {
            all.push_back(row(i, i == 0 ? State::Sent : State::Erred, "error " + QByteArray::number(i)));
            all.back().created = at(i * Day);
        }
        const KeptCoverage whole{at(10 * Day), Timestamp{KeptCoverage::Everything}, at(-Day), {}};
        QCOMPARE(database.write(all, {}, whole), QString());
        // Half a day after the last one.
        int steps = 0;
        while (database.trim({rows, days, bytes}, at(9 * Day + Day / 2)))
            QVERIFY(++steps < 100);
        const auto kept = readAll(database);
        QCOMPARE(int(kept.size()), left);
        if (left == 10) {
            QVERIFY(database.coverage() == whole);
            return;
        }
        // Whatever is said to be covered is there, also when a window that knows nothing of it says so again.
        for (int again = 0; again < 2; ++again) {
            const Timestamp from = *database.coverage().createdFrom;
            for (const Request &each : all)
                QVERIFY(each.created < from || std::ranges::find(kept, each) != kept.end());
            QCOMPARE(database.write({}, {}, whole), QString());
        }
    }

    void roomIsGivenBackToTheDisk()
    {
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        std::vector<Request> all;
        for (int i = 0; i < 300; ++i)
            all.push_back(row(i, State::Erred, QByteArray::number(i) + QByteArray(100'000, 'x')));
        QCOMPARE(database.write(all, {}, {}), QString());
        while (database.trim({10, 400, 1 << 30}, at(Day))) {
        }
        QCOMPARE(database.rowCount(), 10);
        QVERIFY(database.bytes() < 6'000'000);
        database.close();
        QVERIFY2(QFileInfo(m_file).size() < 12'000'000, qPrintable(QString::number(QFileInfo(m_file).size())));
    }

    void wordsAreFound_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QList<int>>("found"); // newest text first
        QTest::addRow("a word of a message") << u"quota"_s << QList<int>{2, 1};
        QTest::addRow("any case") << u"QUOTA"_s << QList<int>{2, 1};
        QTest::addRow("the beginning of a word") << u"quo"_s << QList<int>{2, 1};
        QTest::addRow("all words, in any order") << u"exceeded disk"_s << QList<int>{1};
        QTest::addRow("a word of a traceback") << u"slurm"_s << QList<int>{3};
        QTest::addRow("a name of a module") << u"waldur_slurm.backend"_s << QList<int>{3};
        QTest::addRow("a word that is not there") << u"nothing"_s << QList<int>{};
        QTest::addRow("no word at all") << u"  "_s << QList<int>{};
        QTest::addRow("signs alone") << u"\"*()"_s << QList<int>{};
        QTest::addRow("a command of the index is a word") << u"quota OR slurm"_s << QList<int>{};
        QTest::addRow("a quote") << u"\"quota"_s << QList<int>{2, 1};
        QTest::addRow("a column's name") << u"message:quota"_s << QList<int>{};
    }

    void wordsAreFound()
    {
        QFETCH(QString, words);
        QFETCH(QList<int>, found);
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        Request slurm = row(3, State::Erred, "failed");
        slurm.error.traceback = "File \"/opt/waldur_slurm/backend.py\", line 7";
        QCOMPARE(database.write({row(1, State::Erred, "disk quota exceeded"), row(2, State::Erred, "Quota of project"),
                                 row(11, State::Erred, "disk quota exceeded"), slurm},
                                {}, {}),
                 QString());
        const auto texts = database.search(words, 50);
        QList<int> got;
        for (const auto &each : texts)
            got.append(each.text.message == "failed" ? 3 : each.text.message.startsWith("disk") ? 1 : 2);
        QCOMPARE(got, found);
        for (const auto &each : texts) {
            if (each.text.message.startsWith("disk")) {
                QCOMPARE(each.rows, 2);
                QVERIFY(each.newest == row(11, State::Erred, "disk quota exceeded"));
            }
        }
    }

    void whatIsUsualIsToldByTheNewestDoneRequests_data()
    {
        QTest::addColumn<int>("done"); // of one offering, besides others
        QTest::addColumn<bool>("isWhole");
        QTest::addColumn<int>("told");
        QTest::addColumn<bool>("isEnough");
        QTest::addRow("none, and others may be on the server") << 0 << false << 0 << false;
        QTest::addRow("none at all") << 0 << true << 0 << true;
        QTest::addRow("few, and others may be on the server") << 99 << false << 99 << false;
        QTest::addRow("few, which are all") << 3 << true << 3 << true;
        QTest::addRow("a sample") << 100 << false << 100 << true;
        QTest::addRow("more than a sample") << 140 << false << 100 << true;
    }
    void whatIsUsualIsToldByTheNewestDoneRequests()
    {
        QFETCH(int, done);
        QFETCH(bool, isWhole);
        QFETCH(int, told);
        QFETCH(bool, isEnough);
        std::vector<Request> rows;
        domain::HabitBuilder newest;
        for (int n = 1; n <= done; ++n) {
            Request each = row(3 * n, State::Done);
            each.started = each.created + domain::Duration{n * Second / 10}; // each waited for another time
            each.finished = *each.started + domain::Duration{n * Second};
            rows.push_back(each);
            if (n > done - told)
                newest.add(each);
        }
        // Others of the same offering, and Done ones of another, tell nothing of it.
        for (int n = 500; n < 540; ++n) {
            rows.push_back(row(3 * n, n % 2 == 0 ? State::Erred : State::Processing));
            rows.push_back(row(3 * n + 1, State::Done));
        }
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        KeptCoverage coverage;
        coverage.createdFrom = Timestamp{isWhole ? KeptCoverage::Everything : 17};
        QCOMPARE(database.write(rows, {}, coverage), QString());
        const domain::KeptHabit expected{newest.habit(), isEnough};
        QCOMPARE(expected.habit.count, told);
        QVERIFY(database.habit(uuid(900'000)) == expected);
        archive::KeptHabits reader(m_file); // beside a window that has the file open
        QVERIFY(reader.of(uuid(900'000)) == expected);
        QVERIFY(reader.of(uuid(77)) == (domain::KeptHabit{{}, isWhole})); // no request of it was ever seen
    }

    void aCommandReadsHabitsWithoutTouchingTheFile_data()
    {
        QTest::addColumn<QByteArray>("content"); // empty: there is none
        QTest::addColumn<int>("version");        // of a good file; 0: it is not one
        QTest::addColumn<bool>("isRead");
        QTest::addRow("no file") << QByteArray() << 0 << false;
        QTest::addRow("no database") << QByteArray("this is no database, whatever its name says") << 0 << false;
        QTest::addRow("of a newer version") << QByteArray() << 99 << false;
        QTest::addRow("of the first version") << QByteArray() << 1 << true;
        QTest::addRow("of this version") << QByteArray() << RowDatabase::SchemaVersion << true;
    }
    void aCommandReadsHabitsWithoutTouchingTheFile()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, version);
        QFETCH(bool, isRead);
        if (version > 0) {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            KeptCoverage coverage;
            coverage.createdFrom = Timestamp{KeptCoverage::Everything};
            QCOMPARE(database.write({row(3, State::Done)}, {}, coverage), QString());
            database.close();
            SQLite::Database raw(m_file.toStdString(), SQLite::OPEN_READWRITE);
            raw.exec("DROP INDEX request_done");
            raw.exec("PRAGMA user_version = " + std::to_string(version));
        } else if (!content.isEmpty()) {
            QVERIFY(QDir().mkpath(QFileInfo(m_file).path()));
            QFile file(m_file);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        }
        const bool existed = QFile::exists(m_file);
        {
            archive::KeptHabits reader(m_file);
            const domain::KeptHabit kept = reader.of(uuid(900'000));
            QCOMPARE(kept.isEnough, isRead);
            QCOMPARE(kept.habit.count, isRead ? 1 : 0);
        }
        QCOMPARE(QFile::exists(m_file), existed);
        QVERIFY(asideOf(m_file).isEmpty());
        if (version > 0) {
            SQLite::Database raw(m_file.toStdString(), SQLite::OPEN_READONLY);
            QCOMPARE(raw.execAndGet("PRAGMA user_version").getInt(), version);
        }
    }

    void aFileOfAnEarlierVersionGoesOn_data()
    {
        QTest::addColumn<int>("version");
        for (int version = 1; version < RowDatabase::SchemaVersion; ++version)
            QTest::addRow("%d", version) << version;
    }

    void aFileOfAnEarlierVersionGoesOn()
    {
        QFETCH(int, version);
        const std::vector<Request> rows{row(3, State::Done), row(6, State::Done), row(1)};
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QCOMPARE(database.write(rows, {}, {}), QString());
            database.close();
            SQLite::Database raw(m_file.toStdString(), SQLite::OPEN_READWRITE);
            raw.exec("DROP TABLE owner");
            if (version < 3)
                raw.exec("DROP TABLE finding");
            if (version < 2)
                raw.exec("DROP INDEX request_done");
            raw.exec("PRAGMA user_version = " + std::to_string(version));
        }
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QCOMPARE(database.rowCount(), 3);
        QCOMPARE(database.habit(uuid(900'000)).habit.count, 2);
        SQLite::Database raw(m_file.toStdString(), SQLite::OPEN_READONLY);
        QCOMPARE(raw.execAndGet("PRAGMA user_version").getInt(), RowDatabase::SchemaVersion);
        SQLite::Statement plan(raw, "EXPLAIN QUERY PLAN SELECT created FROM request WHERE state = 'Done' AND "
                                    "offering = 1 ORDER BY created DESC LIMIT 100");
        QVERIFY(plan.executeStep());
        const QString how = QString::fromStdString(plan.getColumn(3).getString());
        QVERIFY2(how.contains(u"request_done"_s) && !plan.executeStep(), qPrintable(how));
        QCOMPARE(database.write({}, {}, {}, {{row(1).error, "found"}}), QString());
        database.rewind();
        QCOMPARE(database.readOn(10).texts.front().finding, QByteArray("found"));
    }

    void aCommandReadsHabitsOfItsOwnTokenAlone()
    {
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        KeptCoverage coverage;
        coverage.createdFrom = Timestamp{KeptCoverage::Everything};
        QCOMPARE(database.write({row(3, State::Done)}, {}, coverage), QString());
        archive::KeptHabits same(m_file, 11);
        archive::KeptHabits other(m_file, 12);
        QVERIFY(other.of(uuid(900'000)).isEnough); // nobody has claimed it
        QVERIFY(!database.claim({uuid(1), 11}));
        QVERIFY(same.of(uuid(900'000)).isEnough);
        QVERIFY(other.of(uuid(900'000)) == domain::KeptHabit());
    }

    void rowsOfAnotherAccountAreDeleted_data()
    {
        QTest::addColumn<bool>("isClaimed");
        QTest::addColumn<int>("person"); // 1 has claimed it before
        QTest::addColumn<bool>("isDeleted");
        QTest::addRow("a file of nobody") << false << 1 << false;
        QTest::addRow("the same account, with a new token") << true << 1 << false;
        QTest::addRow("another account") << true << 2 << true;
    }
    void rowsOfAnotherAccountAreDeleted()
    {
        QFETCH(bool, isClaimed);
        QFETCH(int, person);
        QFETCH(bool, isDeleted);
        const archive::KeptOwner first{uuid(1), 11};
        const archive::KeptOwner now{uuid(person), 12};
        RowDatabase before(m_file);
        QCOMPARE(before.open(), QString());
        QVERIFY(!before.owner());
        if (isClaimed)
            QVERIFY(!before.claim(first));
        const KeptCoverage coverage{at(1), at(2), at(3), at(4)};
        QCOMPARE(before.write({row(3), row(4, State::Done)}, {}, coverage), QString());

        RowDatabase database(m_file); // beside the window of before
        QCOMPARE(database.open(), QString());
        QCOMPARE(database.claim(now), isDeleted);
        QVERIFY(database.owner() == now);
        QVERIFY(!database.claim(now)); // once
        QCOMPARE(readAll(database).size(), size_t(isDeleted ? 0 : 2));
        QCOMPARE(database.hasRows(), !isDeleted);
        QVERIFY(database.coverage() == (isDeleted ? KeptCoverage() : coverage));
        QCOMPARE(database.search(u"boom"_s, 5).size(), size_t(isDeleted ? 0 : 1));
        QCOMPARE(database.habit(uuid(900'001)).habit.count, isDeleted ? 0 : 1);
        QCOMPARE(database.write({row(5)}, {}, {}), QString());

        // The other window neither sees nor adds anything, once it is of another account.
        QCOMPARE(readAll(before).size(), size_t(isDeleted ? 0 : 3));
        QCOMPARE(before.search(u"boom"_s, 5).empty(), isDeleted);
        const QString sentence = before.write({row(6)}, {}, {});
        QCOMPARE(sentence.contains(u"account"_s), isDeleted);
        QCOMPARE(database.rowCount(), isDeleted ? 1 : 4);
    }

    void aHeldFileShowsNothingOfAnotherAccount_data()
    {
        QTest::addColumn<int>("owner"); // 0: nobody has claimed it
        QTest::addColumn<bool>("isForeign");
        QTest::addRow("a file of nobody") << 0 << false;
        QTest::addRow("of the same account, with another token") << 2 << false;
        QTest::addRow("of another account") << 1 << true;
    }
    void aHeldFileShowsNothingOfAnotherAccount()
    {
        QFETCH(int, owner);
        QFETCH(bool, isForeign);
        const KeptCoverage coverage{at(1), at(2), at(3), at(4)};
        {
            RowDatabase before(m_file);
            QCOMPARE(before.open(), QString());
            if (owner > 0)
                QVERIFY(!before.claim({uuid(owner), 11}));
            QCOMPARE(before.write({row(3), row(4, State::Done)}, {}, coverage), QString());
        }
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        database.stop(); // waits for no other process
        SQLite::Database other(m_file.toStdString(), SQLite::OPEN_READWRITE);
        other.exec("BEGIN IMMEDIATE");
        QCOMPARE(database.claim({uuid(2), 12}), isForeign);
        QCOMPARE(readAll(database).size(), size_t(isForeign ? 0 : 2));
        QCOMPARE(database.hasRows(), !isForeign);
        QVERIFY(database.coverage() == (isForeign ? KeptCoverage() : coverage));
        QCOMPARE(database.search(u"boom"_s, 5).size(), size_t(isForeign ? 0 : 1));
        QVERIFY(database.write({row(5)}, {}, {}).contains(u"tried again"_s));
        other.exec("ROLLBACK");
        // It is claimed with the next writing, whoever wrote into it first.
        QCOMPARE(database.write({row(5)}, {}, {}), QString());
        QVERIFY(database.owner() == (archive::KeptOwner{uuid(2), 12}));
        QCOMPARE(readAll(database).size(), size_t(isForeign ? 1 : 3));
    }

    void aHeldFileOfAnotherAccountLeavesTheWindow_data()
    {
        QTest::addColumn<bool>("isKnown");
        QTest::addRow("who opens it is told later") << false;
        QTest::addRow("who opens it is known") << true;
    }
    void aHeldFileOfAnotherAccountLeavesTheWindow()
    {
        QFETCH(bool, isKnown);
        {
            RowDatabase before(m_file);
            QCOMPARE(before.open(), QString());
            QVERIFY(!before.claim({uuid(1), 11}));
            QCOMPARE(before.write(rowsFrom(1, 3), {}, {}), QString());
        }
        SQLite::Database other(m_file.toStdString(), SQLite::OPEN_READWRITE);
        other.exec("BEGIN IMMEDIATE"); // for longer than anybody waits
        {
            // The same token, so that nothing waits for the person.
            RowArchive archive(m_file, {{}, 20'000, 11, isKnown ? uuid(2) : domain::Uuid()});
            QSignalSpy cleared(&archive, &RowArchive::cleared);
            QSignalSpy opened(&archive, &RowArchive::opened);
            int read = -1;
            archive.readOn(10, this, [&read](const RowSlice &part) { read = int(part.rows.size()); });
            QVERIFY(opened.wait(60'000));
            QTRY_COMPARE(read, isKnown ? 0 : 3);
            QCOMPARE(archive.hadRows(), !isKnown);
            if (!isKnown) {
                archive.setPerson(uuid(2), 11);
                QVERIFY(cleared.wait(60'000));
            }
            archive.readOn(10, this, [&read](const RowSlice &part) { read = int(part.rows.size()); });
            read = -1;
            QTRY_COMPARE(read, 0);
            QVERIFY(!archive.hadRows());
            QVERIFY(archive.coverage() == KeptCoverage());
        }
        other.exec("ROLLBACK");
        // Nothing was done to what is not this account's, but by who may: the next that can claim it.
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QVERIFY(database.claim({uuid(2), 11}));
        QCOMPARE(database.rowCount(), 0);
    }

    void aFileThatIsBegunAnewIsOfTheSameAccount()
    {
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QVERIFY(!database.claim({uuid(1), 11}));
            QCOMPARE(database.write(rowsFrom(1, 3), {}, {}), QString());
        }
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(9'000, 'x')) > 0);
        file.close();
        RowDatabase database(m_file);
        QVERIFY(!database.claim({uuid(1), 11})); // before it is open
        QVERIFY(!database.open().isEmpty());
        QVERIFY(database.owner() == (archive::KeptOwner{uuid(1), 11}));
        QCOMPARE(database.write(rowsFrom(1, 3), {}, {}), QString());
        QCOMPARE(database.rowCount(), 3);
    }

    void anotherTokenShowsNothingBeforeItIsKnownWhoseItIs_data()
    {
        QTest::addColumn<int>("token"); // 11 was the last one
        QTest::addColumn<int>("person");
        QTest::addColumn<bool>("waits");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("clearings");
        QTest::addRow("the same token") << 11 << 1 << false << 3 << 0;
        QTest::addRow("the same token, of another account") << 11 << 2 << false << 3 << 1;
        QTest::addRow("another token of the same account") << 12 << 1 << true << 3 << 0;
        QTest::addRow("another token, of another account") << 12 << 2 << true << 0 << 0;
        QTest::addRow("no account is spoken of") << 0 << 0 << false << 3 << 0;
    }
    void anotherTokenShowsNothingBeforeItIsKnownWhoseItIs()
    {
        QFETCH(int, token);
        QFETCH(int, person);
        QFETCH(bool, waits);
        QFETCH(int, rows);
        QFETCH(int, clearings);
        {
            RowDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QVERIFY(!database.claim({uuid(1), 11}));
            QCOMPARE(database.write(rowsFrom(1, 3), {}, {}), QString());
        }
        {
            RowArchive archive(m_file, {{}, 20'000, token});
            QSignalSpy wanted(&archive, &RowArchive::personWanted);
            QSignalSpy cleared(&archive, &RowArchive::cleared);
            int read = -1;
            archive.readOn(10, this, [&read](const RowSlice &part) { read = int(part.rows.size()); });
            if (waits) {
                QVERIFY(wanted.wait(20'000));
                QVERIFY(archive.awaitsPerson() && !archive.isOpen());
                QCOMPARE(read, -1);
            } else {
                QTRY_VERIFY(archive.isOpen());
                QTRY_COMPARE(read, rows);
            }
            archive.keep({row(70)}); // read by this window; while it is not known whose file that is, it waits
            if (person > 0)
                archive.setPerson(uuid(person), token);
            QTRY_VERIFY(archive.isOpen());
            QTRY_COMPARE(read, rows);
            QVERIFY(!archive.awaitsPerson());
            QTRY_COMPARE(cleared.count(), clearings);
            QCOMPARE(archive.hadRows(), rows > 0 && clearings == 0);
            archive.keep({row(71)});
        }
        RowDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        // Who told row 70 hears of the clearing, and tells it again.
        const auto others = std::ranges::count_if(
            readAll(database), [](const Request &each) { return each.uuid != uuid(70) && each.uuid != uuid(71); });
        QCOMPARE(int(others), clearings > 0 ? 0 : rows);
        QVERIFY(std::ranges::any_of(readAll(database), [](const Request &each) { return each.uuid == uuid(71); }));
        if (person > 0)
            QVERIFY(database.owner() == (archive::KeptOwner{uuid(person), token}));
    }

    void anAnswerForSomebodyWhoIsGoneIsDropped()
    {
        RowArchive archive(m_file, {});
        QVERIFY(opens(archive));
        bool answered = false;
        auto context = std::make_unique<QObject>();
        archive.readOn(5, context.get(), [&](const RowSlice &) { QFAIL("its context is gone"); });
        context.reset();
        archive.readOn(5, this, [&](const RowSlice &) { answered = true; });
        QTRY_VERIFY(answered);
    }

    void rowsThatAreTooManyLeaveByThemselves()
    {
        RowArchive archive(m_file, {{5, 400'000, 1 << 30}, 0});
        QVERIFY(opens(archive));
        archive.keep(rowsFrom(1, 50));
        int rows = -1;
        const auto count = [&] {
            RowDatabase other(m_file);
            rows = other.open().isEmpty() ? int(other.rowCount()) : -1;
            return rows;
        };
        QTRY_COMPARE(count(), 5);
    }
};

QTEST_GUILESS_MAIN(TestRowArchive)
#include "tst_rowarchive.moc"
