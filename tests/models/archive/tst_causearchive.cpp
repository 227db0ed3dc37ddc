// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/causearchive.h"

#include "models/archive/causedatabase.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <SQLiteCpp/SQLiteCpp.h>

using namespace waldesk;
using archive::CauseArchive;
using archive::CauseDatabase;
using archive::CauseRecord;
using archive::CauseWrite;
using archive::KeptOwner;

namespace
{

domain::Timestamp day(int number)
{
    return *domain::Timestamp::tryParse("2026-08-01T10:00:00Z") + domain::Duration::seconds(24LL * 3600 * number);
}

bool opens(CauseArchive &archive)
{
    QSignalSpy opened(&archive, &CauseArchive::opened);
    return archive.isOpen() || opened.wait(20'000);
}

bool runSql(const QString &file, const QStringList &statements)
{
    SQLite::Database db(file.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (const QString &sql : statements)
        db.exec(sql.toStdString());
    return true;
}

/// A file as a version of before has left it.
void makeOld(const QString &file, int version, const QStringList &content)
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    const QList<QStringList> steps{
        {QStringLiteral("CREATE TABLE cause (key TEXT PRIMARY KEY NOT NULL, first_seen INTEGER, last_seen INTEGER, "
                        "title TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', note TEXT NOT NULL "
                        "DEFAULT '', acknowledged INTEGER, muted_at INTEGER, muted_until INTEGER) WITHOUT ROWID"),
         QStringLiteral("CREATE TABLE visit (id INTEGER PRIMARY KEY CHECK (id = 1), ended INTEGER NOT NULL)")},
        {QStringLiteral("ALTER TABLE cause ADD COLUMN quiet_since INTEGER"),
         QStringLiteral("CREATE TABLE merged (key TEXT PRIMARY KEY NOT NULL, into_key TEXT NOT NULL) WITHOUT "
                        "ROWID")},
        {QStringLiteral("ALTER TABLE cause ADD COLUMN read INTEGER"),
         QStringLiteral("ALTER TABLE visit ADD COLUMN new_since INTEGER")}};
    for (int step = 0; step < version; ++step)
        runSql(file, steps[step]);
    runSql(file, content);
    runSql(file, {QStringLiteral("PRAGMA user_version = %1").arg(version)});
}

domain::Uuid uuid(int number)
{
    return *domain::Uuid::tryParse(QByteArray::number(number).rightJustified(32, '0'));
}

CauseWrite sighting(const QByteArray &key, int on)
{
    return {CauseWrite::What::Sighting, key, QStringLiteral("title"), day(on), day(on + 1)};
}

/// One cause that was only seen, and one of which a person wrote whatever can be written.
std::vector<CauseWrite> seenAndWritten()
{
    using enum CauseWrite::What;
    return {sighting("w1:seen", 1),
            {Read, "w1:seen", {}, day(3), {}},
            sighting("w1:both", 1),
            sighting("w1:both", 20), // it was quiet
            {Read, "w1:both", {}, day(22), {}},
            {Name, "w1:both", QStringLiteral("name"), {}, {}},
            {Note, "w1:both", QStringLiteral("note"), {}, {}},
            {Acknowledged, "w1:both", {}, day(22), {}},
            {Muted, "w1:both", {}, day(22), day(25)},
            {Merged, "w1:part", QStringLiteral("w1:both"), {}, {}},
            {VisitEnd, {}, {}, day(23), {}},
            {NewSince, {}, {}, day(1), {}}};
}

CauseDatabase::Contents writtenAlone()
{
    CauseDatabase::Contents written;
    written.records.insert(
        "w1:both",
        {"w1:both", {}, {}, {}, {}, QStringLiteral("name"), QStringLiteral("note"), day(22), day(22), day(25), {}});
    written.merges.insert("w1:part", "w1:both");
    return written;
}

std::optional<domain::Uuid> personOf(const QString &file)
{
    CauseDatabase database(file);
    (void)database.open();
    const std::optional<KeptOwner> owner = database.owner();
    return owner ? std::optional(owner->person) : std::nullopt;
}

} // namespace

Q_DECLARE_METATYPE(CauseWrite)

class TestCauseArchive : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_file;

private slots:
    void carriesOlderKeys();
    void itsFilesAreItsUsersAlone();
    void init()
    {
        static int number = 0;
        m_file = m_folder.filePath(QStringLiteral("%1/causes.sqlite").arg(++number));
    }

    void everythingToldIsThereTheNextTime()
    {
        {
            CauseArchive archive(m_file);
            archive.note({{"w1:a", day(1), day(2), QStringLiteral("Connection refused")}}); // before it is open
            QVERIFY(opens(archive));
            archive.setName("w1:a", QStringLiteral("The database"));
            archive.setNote("w1:a", QStringLiteral("Ring õ\nthen wait"));
            archive.setAcknowledged("w1:a", day(3));
            archive.setMuted("w1:a", day(3), day(4));
            archive.setMerged("w1:b", "w1:a");
            archive.setRead("w1:a", day(6));
            archive.setVisitEnd(day(5));
            archive.setNewSince(day(2));
            QCOMPARE(archive.find("w1:a")->name, QStringLiteral("The database")); // at once
        }
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QVERIFY2(archive.trouble().isEmpty(), qPrintable(archive.trouble()));
        const CauseRecord *record = archive.find("w1:a");
        QVERIFY(record);
        const CauseRecord wanted{"w1:a",
                                 day(1),
                                 day(2),
                                 {},
                                 QStringLiteral("Connection refused"),
                                 QStringLiteral("The database"),
                                 QStringLiteral("Ring õ\nthen wait"),
                                 day(3),
                                 day(3),
                                 day(4),
                                 day(6)};
        QVERIFY(*record == wanted);
        QCOMPARE(archive.merges().value("w1:b"), QByteArray("w1:a"));
        QCOMPARE(archive.visitEnd(), std::optional(day(5)));
        QCOMPARE(archive.newSince(), std::optional(day(2)));
    }

    void sightingsWidenAndRememberTheQuietTime()
    {
        const auto check = [](const CauseArchive &archive) {
            const CauseRecord *record = archive.find("w1:a");
            return record && record->firstSeen == day(1) && record->lastSeen == day(20) &&
                   record->quietSince == day(5) && record->title == QStringLiteral("newest");
        };
        {
            CauseArchive archive(m_file);
            archive.note({{"w1:a", day(3), day(5), QStringLiteral("middle")}});
            archive.note({{"w1:a", day(1), day(2), QStringLiteral("old")}});
            archive.note({{"w1:a", day(14), day(20), QStringLiteral("newest")}});
            archive.note({{"w1:a", day(14), day(19), QStringLiteral("not newer")}});
            QVERIFY(opens(archive));
            QVERIFY(check(archive));
        }
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QVERIFY(check(archive));
    }

    void aNoteMayComeBeforeTheFirstSighting()
    {
        {
            CauseArchive archive(m_file);
            archive.setNote("w1:a", QStringLiteral("runbook"));
            archive.note({{"w1:a", day(3), day(5), {}}});
        }
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QCOMPARE(archive.find("w1:a")->note, QStringLiteral("runbook"));
        QCOMPARE(archive.find("w1:a")->firstSeen, std::optional(day(3)));
    }

    void aFileOfTheFirstVersionIsBroughtUpToDate()
    {
        makeOld(m_file, 1,
                {QStringLiteral("INSERT INTO cause (key, first_seen, last_seen, note) VALUES ('w1:a', 5, 6, 'kept')"),
                 QStringLiteral("INSERT INTO visit VALUES (1, 77)")});
        {
            CauseArchive archive(m_file);
            QVERIFY(opens(archive));
            QVERIFY2(archive.trouble().isEmpty(), qPrintable(archive.trouble()));
            QCOMPARE(archive.find("w1:a")->note, QStringLiteral("kept"));
            QCOMPARE(archive.visitEnd(), std::optional(domain::Timestamp{77}));
            archive.setMerged("w1:a", "w1:b");
        }
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QCOMPARE(archive.merges().size(), 1);
    }

    void aDamagedFileIsPutAsideWithOneSentence_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("not a database at all") << QByteArray("this is no database ").repeated(500);
        QTest::newRow("the head of one, and nothing that fits it")
            << QByteArray("SQLite format 3\0\x10\0\1\1\0\x40\x20\x20", 24) + QByteArray(8000, '\x55');
    }

    void aDamagedFileIsPutAsideWithOneSentence()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        {
            CauseArchive archive(m_file);
            QVERIFY(opens(archive));
            QVERIFY(archive.trouble().contains(QStringLiteral("put aside")));
            archive.setNote("w1:a", QStringLiteral("on the new one"));
        }
        const QStringList aside =
            QFileInfo(m_file).dir().entryList({QStringLiteral("causes.sqlite.damaged-*")}, QDir::Files);
        QCOMPARE(aside.size(), 1);
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QVERIFY(archive.trouble().isEmpty());
        QCOMPARE(archive.find("w1:a")->note, QStringLiteral("on the new one"));
    }

    void aFileOfANewerWaldeskIsLeftAlone()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
        QVERIFY(runSql(m_file, {QStringLiteral("PRAGMA user_version = 99"), QStringLiteral("CREATE TABLE later (x)")}));
        {
            CauseArchive archive(m_file);
            QVERIFY(opens(archive));
            QVERIFY(archive.trouble().contains(QStringLiteral("newer")));
            archive.setNote("w1:a", QStringLiteral("in memory"));
            QCOMPARE(archive.find("w1:a")->note, QStringLiteral("in memory"));
        }
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QVERIFY(!archive.find("w1:a"));
    }

    void aFolderThatCannotBeMadeLeavesAnArchiveOfThisSession()
    {
        CauseArchive archive(QStringLiteral("/proc/none/causes.sqlite"));
        QVERIFY(opens(archive));
        QVERIFY(!archive.trouble().isEmpty());
        archive.setAcknowledged("w1:a", day(1));
        QVERIFY(archive.find("w1:a")->acknowledged.has_value());
    }

    void aFileOfTheSecondVersionKnowsWhatTheLastVisitSaw()
    {
        makeOld(m_file, 2,
                {QStringLiteral("INSERT INTO cause (key, first_seen, last_seen) VALUES ('w1:old', 5, 6), ('w1:new', "
                                "80, 81)"),
                 QStringLiteral("INSERT INTO visit VALUES (1, 77)")});
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QVERIFY2(archive.trouble().isEmpty(), qPrintable(archive.trouble()));
        QVERIFY(archive.find("w1:old")->read.has_value());
        QVERIFY(!archive.find("w1:new")->read.has_value());
        QCOMPARE(archive.newSince(), std::optional(domain::Timestamp{77}));
    }

    void closingDoesNotWaitForAnotherProcess()
    {
        {
            CauseArchive archive(m_file);
            QVERIFY(opens(archive));
        }
        {
            SQLite::Database other(m_file.toStdString(), SQLite::OPEN_READWRITE);
            other.exec("BEGIN EXCLUSIVE");
            auto archive = std::make_unique<CauseArchive>(m_file);
            QVERIFY(opens(*archive));
            for (int i = 0; i < 5; ++i) {
                archive->setNote("w1:a", QStringLiteral("note %1").arg(i));
                QCoreApplication::sendPostedEvents(archive.get()); // each of them a batch of its own
            }
            archive.reset(); // the other process still holds the file: nothing here may wait for it
            QVERIFY(QFile::exists(m_file + QStringLiteral(".unsaved")));
            other.exec("ROLLBACK");
        }
        {
            CauseArchive archive(m_file);
            QVERIFY(opens(archive));
            QVERIFY2(archive.trouble().contains(QStringLiteral("has been written now")), qPrintable(archive.trouble()));
            QCOMPARE(archive.find("w1:a")->note, QStringLiteral("note 4"));
            QVERIFY(!QFile::exists(m_file + QStringLiteral(".unsaved")));
        }
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QVERIFY2(archive.trouble().isEmpty(), qPrintable(archive.trouble()));
        QCOMPARE(archive.find("w1:a")->note, QStringLiteral("note 4"));
    }

    void theFilesBelongToTheirOwnerAlone()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
        QFile old(m_file);
        QVERIFY(old.open(QIODevice::WriteOnly));
        old.close();
        const auto everybody =
            QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther;
        QVERIFY(old.setPermissions(everybody));
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        archive.setNote("w1:a", QStringLiteral("private"));
        const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther |
                            QFileDevice::WriteOther | QFileDevice::ExeGroup | QFileDevice::ExeOther;
        const QFileInfoList files = QFileInfo(m_file).dir().entryInfoList(QDir::Files);
        QVERIFY(!files.isEmpty());
        for (const QFileInfo &each : files)
            QVERIFY2(!(each.permissions() & others), qPrintable(each.fileName()));
        QVERIFY(!(QFileInfo(QFileInfo(m_file).absolutePath()).permissions() & others));
    }

    /// A window that could not read the file yet takes its visit for the first one.
    void theTimeSinceWhichCausesAreNewIsNeverNarrowed()
    {
        {
            CauseArchive archive(m_file);
            QVERIFY(opens(archive));
            archive.setNewSince(day(1));
        }
        CauseArchive late(m_file);
        late.setNewSince(day(9)); // before it is open
        QVERIFY(opens(late));
        QCOMPARE(late.newSince(), std::optional(day(1)));
        late.setNewSince(day(8));
        QCOMPARE(late.newSince(), std::optional(day(1)));
        late.setName("w1:a", QStringLiteral("written after it"));
        const auto written = [this] {
            CauseDatabase database(m_file);
            return database.open().isEmpty() ? database.read() : CauseDatabase::Contents();
        };
        QTRY_VERIFY(written().records.contains("w1:a"));
        QCOMPARE(written().newSince, std::optional(day(1)));
    }

    void twoWindowsShareOneFile()
    {
        CauseArchive one(m_file);
        CauseArchive other(m_file);
        QVERIFY(opens(one));
        QVERIFY(opens(other));
        for (int i = 0; i < 50; ++i) {
            one.note({{QByteArray("w1:one") + QByteArray::number(i), day(i), day(i), {}}});
            other.note({{QByteArray("w1:other") + QByteArray::number(i), day(i), day(i), {}}});
        }
        one.note({{"w1:both", day(2), day(4), {}}});
        other.note({{"w1:both", day(1), day(3), {}}});
        other.setNote("w1:both", QStringLiteral("from the other"));
        const auto knowsAll = [](const CauseArchive &archive) {
            const CauseRecord *both = archive.find("w1:both");
            return archive.records().size() == 101 && both && both->firstSeen == day(1) && both->lastSeen == day(4) &&
                   both->note == QStringLiteral("from the other");
        };
        QTRY_VERIFY2(knowsAll(one), qPrintable(one.trouble()));
        QTRY_VERIFY2(knowsAll(other), qPrintable(other.trouble()));
        QVERIFY(one.trouble().isEmpty());
        QVERIFY(other.trouble().isEmpty());
    }

    void whatAnotherProcessWritesIsTold_data()
    {
        using What = CauseWrite::What;
        QTest::addColumn<CauseWrite>("write");
        QTest::addColumn<QByteArray>("key"); // empty: no record
        QTest::addColumn<bool>("isOpened");
        QTest::addColumn<bool>("isMerge");
        const QByteArray a = "w1:a";
        QTest::newRow("a note") << CauseWrite{What::Note, a, QStringLiteral("call them"), {}, {}} << a << false
                                << false;
        QTest::newRow("a name") << CauseWrite{What::Name, a, QStringLiteral("The database"), {}, {}} << a << false
                                << false;
        QTest::newRow("an acknowledgement") << CauseWrite{What::Acknowledged, a, {}, day(3), {}} << a << false << false;
        QTest::newRow("a mute") << CauseWrite{What::Muted, a, {}, day(3), day(4)} << a << false << false;
        QTest::newRow("a sighting") << CauseWrite{What::Sighting, a, {}, day(0), day(5)} << a << false << false;
        QTest::newRow("of another cause")
            << CauseWrite{What::Sighting, "w1:new", {}, day(4), day(5)} << QByteArray("w1:new") << false << false;
        QTest::newRow("it was opened") << CauseWrite{What::Read, a, {}, day(3), {}} << a << true << false;
        QTest::newRow("a merge") << CauseWrite{What::Merged, a, QStringLiteral("w1:b"), {}, {}} << QByteArray() << false
                                 << true;
    }

    void whatAnotherProcessWritesIsTold()
    {
        QFETCH(CauseWrite, write);
        QFETCH(QByteArray, key);
        QFETCH(bool, isOpened);
        QFETCH(bool, isMerge);
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        archive.note({{"w1:a", day(1), day(2), QStringLiteral("title")}});
        CauseDatabase other(m_file);
        QCOMPARE(other.open(), QString());
        QTRY_VERIFY(other.read().records.contains("w1:a"));
        QList<archive::CauseChange> changes;
        connect(&archive, &CauseArchive::changed, this,
                [&changes](const archive::CauseChange &what) { changes.append(what); });
        QCOMPARE(other.write({write}).trouble, QString());
        QTRY_COMPARE(changes.size(), 1);
        const QSet<QByteArray> keys = key.isEmpty() ? QSet<QByteArray>() : QSet<QByteArray>{key};
        QCOMPARE(changes.front().keys, keys);
        QCOMPARE(changes.front().opened, isOpened ? keys : QSet<QByteArray>());
        QCOMPARE(changes.front().merges, isMerge);
        QVERIFY(!changes.front().everything && !changes.front().newSince);
        const CauseDatabase::Contents now = other.read();
        QCOMPARE(archive.records(), now.records);
        QCOMPARE(archive.merges(), now.merges);
    }

    void theEndOfAnotherVisitIsLearntAndNotTold()
    {
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        CauseDatabase other(m_file);
        QCOMPARE(other.open(), QString());
        QSignalSpy changed(&archive, &CauseArchive::changed);
        QCOMPARE(other.write({{CauseWrite::What::VisitEnd, {}, {}, day(9), {}}}).trouble, QString());
        QTRY_COMPARE(archive.visitEnd(), std::optional(day(9)));
        QCOMPARE(changed.size(), 0);
    }

    void whatIsReplacedUnreadIsTold_data()
    {
        using What = CauseWrite::What;
        QTest::addColumn<CauseWrite::What>("what");
        QTest::addColumn<QString>("theirs");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("a note") << What::Note << QStringLiteral("theirs") << true;
        QTest::newRow("a name") << What::Name << QStringLiteral("theirs") << true;
        QTest::newRow("the same note") << What::Note << QStringLiteral("mine") << false;
        QTest::newRow("a note that was removed") << What::Note << QString() << false;
        QTest::newRow("nothing but the note of before") << What::Note << QStringLiteral("old") << false;
    }

    /// Nothing here lets the archive learn of it between the two: the one that writes last has not read the other.
    void whatIsReplacedUnreadIsTold()
    {
        QFETCH(CauseWrite::What, what);
        QFETCH(QString, theirs);
        QFETCH(bool, isTold);
        const bool isName = what == CauseWrite::What::Name;
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        archive.setNote("w1:a", QStringLiteral("old"));
        archive.setName("w1:a", QStringLiteral("old"));
        CauseDatabase other(m_file);
        QCOMPARE(other.open(), QString());
        const auto there = [&other, isName] {
            const CauseRecord record = other.read().records.value("w1:a");
            return isName ? record.name : record.note;
        };
        QTRY_COMPARE(there(), QStringLiteral("old"));
        QSignalSpy notes(&archive, &CauseArchive::noteReplaced);
        QSignalSpy names(&archive, &CauseArchive::nameReplaced);
        QCOMPARE(other.write({{what, "w1:a", theirs, {}, {}}}).trouble, QString());
        const auto write = [&](const QString &text) {
            isName ? archive.setName("w1:a", text) : archive.setNote("w1:a", text);
        };
        write(QStringLiteral("mine"));
        QTRY_COMPARE(there(), QStringLiteral("mine"));
        write(QStringLiteral("mine, and more")); // over one's own: never told
        QTRY_COMPARE(there(), QStringLiteral("mine, and more"));
        archive.setMerged("w1:x", "w1:y"); // told after them
        QTRY_VERIFY(other.read().merges.contains("w1:x"));
        QTRY_COMPARE((isName ? names : notes).size(), isTold ? 1 : 0);
        QCOMPARE((isName ? notes : names).size(), 0);
        if (isTold)
            QCOMPARE((isName ? names : notes).front(), (QVariantList{QByteArray("w1:a"), theirs}));
    }

    void whereNobodyCanBeToldBothNotesStay_data()
    {
        QTest::addColumn<bool>("isUnsaved");
        QTest::addRow("the window closes") << false;
        QTest::addRow("it was closed while the file was locked") << true;
    }

    void whereNobodyCanBeToldBothNotesStay()
    {
        QFETCH(bool, isUnsaved);
        CauseDatabase other(m_file);
        {
            CauseArchive archive(m_file);
            QVERIFY(opens(archive));
            QCOMPARE(other.open(), QString());
            const std::vector<CauseWrite> theirs{{CauseWrite::What::Note, "w1:a", QStringLiteral("theirs"), {}, {}}};
            if (isUnsaved) {
                const CauseWrite mine{CauseWrite::What::Note, "w1:a", QStringLiteral("mine"), {}, {}, QString()};
                QVERIFY(other.keepUnsaved({mine}));
            } else {
                archive.setNote("w1:a", QStringLiteral("mine"));
            }
            QCOMPARE(other.write(theirs).trouble, QString());
        }
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        QCOMPARE(archive.find("w1:a")->note, QStringLiteral("mine\n\ntheirs"));
    }

    void whatIsToldWhileTheFileIsReadAgainStays()
    {
        CauseArchive archive(m_file);
        QVERIFY(opens(archive));
        archive.setName("w1:a", QStringLiteral("first"));
        archive.reload();
        archive.setName("w1:a", QStringLiteral("second"));
        archive.reload();
        archive.setNote("w1:a", QStringLiteral("note"));
        QSignalSpy changed(&archive, &CauseArchive::changed);
        archive.reload();
        QTRY_COMPARE(archive.find("w1:a")->name, QStringLiteral("second"));
        QCOMPARE(archive.find("w1:a")->note, QStringLiteral("note"));
    }

    void whatAnotherAccountSawIsDeletedAndWhatAPersonWroteStays_data()
    {
        QTest::addColumn<bool>("isClaimed");
        QTest::addColumn<int>("person"); // 1 has claimed it before
        QTest::addColumn<bool>("isDeleted");
        QTest::addRow("a file of nobody") << false << 1 << false;
        QTest::addRow("the same account, with a new token") << true << 1 << false;
        QTest::addRow("another account") << true << 2 << true;
    }

    void whatAnotherAccountSawIsDeletedAndWhatAPersonWroteStays()
    {
        QFETCH(bool, isClaimed);
        QFETCH(int, person);
        QFETCH(bool, isDeleted);
        const KeptOwner now{uuid(person), 12};
        CauseDatabase before(m_file);
        QCOMPARE(before.open(), QString());
        QVERIFY(!before.owner());
        if (isClaimed)
            QVERIFY(!before.claim({uuid(1), 11}));
        QCOMPARE(before.write(seenAndWritten()).trouble, QString());
        const CauseDatabase::Contents all = before.read();

        CauseDatabase database(m_file); // beside the window of before
        QCOMPARE(database.open(), QString());
        QCOMPARE(database.claim(now), isDeleted);
        QVERIFY(database.owner() == now);
        QVERIFY(!database.claim(now)); // once
        QVERIFY(database.read() == (isDeleted ? writtenAlone() : all));
        if (!isDeleted)
            return;
        // The other window neither sees nor adds what was seen; what a person writes there is kept.
        QCOMPARE(database.write({sighting("w1:now", 9)}).trouble, QString());
        QVERIFY(before.isOfAnother());
        QVERIFY(before.read() == writtenAlone());
        CauseWrite name{CauseWrite::What::Name, "w1:seen", QStringLiteral("named there"), {}, {}};
        QCOMPARE(before.write({sighting("w1:then", 9), name}).trouble, QString());
        const CauseDatabase::Contents after = database.read();
        QVERIFY(after.records.contains("w1:now") && !after.records.contains("w1:then"));
        QVERIFY((after.records.value("w1:seen") ==
                 CauseRecord{"w1:seen", {}, {}, {}, {}, QStringLiteral("named there"), {}, {}, {}, {}, {}}));
    }

    void aFileOfAnyEarlierVersionIsOfWhoClaimsItFirst_data()
    {
        QTest::addColumn<int>("version");
        for (int version = 1; version < CauseArchive::SchemaVersion; ++version)
            QTest::addRow("version %d", version) << version;
    }

    void aFileOfAnyEarlierVersionIsOfWhoClaimsItFirst()
    {
        QFETCH(int, version);
        makeOld(m_file, version,
                {QStringLiteral("INSERT INTO cause (key, first_seen, last_seen, title) VALUES ('w1:a', 5, 6, 'seen')"),
                 QStringLiteral("INSERT INTO visit (id, ended) VALUES (1, 77)")});
        {
            CauseArchive archive(m_file, CauseArchive::Access::Owner, 11);
            QVERIFY(opens(archive)); // nobody is waited for
            QVERIFY2(archive.trouble().isEmpty(), qPrintable(archive.trouble()));
            QCOMPARE(archive.find("w1:a")->title, QStringLiteral("seen"));
            archive.setPerson(uuid(1), 11);
        }
        CauseDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QVERIFY(database.owner() == (KeptOwner{uuid(1), 11}));
        QCOMPARE(database.read().records.value("w1:a").title, QStringLiteral("seen"));
        QVERIFY(database.claim({uuid(2), 12}));
        QVERIFY(database.read() == CauseDatabase::Contents());
    }

    void anotherTokenShowsNothingBeforeItIsKnownWhoseItIs_data()
    {
        QTest::addColumn<int>("token"); // 11 was the last one
        QTest::addColumn<int>("person");
        QTest::addColumn<bool>("waits");
        QTest::addColumn<bool>("isSeen"); // what was seen before, once it is known who it is
        QTest::addColumn<int>("clearings");
        QTest::addColumn<bool>("isReader");
        QTest::addRow("the same token") << 11 << 1 << false << true << 0 << false;
        QTest::addRow("the same token, of another account") << 11 << 2 << false << false << 1 << false;
        QTest::addRow("another token of the same account") << 12 << 1 << true << true << 0 << false;
        QTest::addRow("another token, of another account") << 12 << 2 << true << false << 0 << false;
        QTest::addRow("no account is spoken of") << 0 << 0 << false << true << 0 << false;
        QTest::addRow("another token, and the server does not tell whose") << 12 << 0 << true << false << 0 << false;
        QTest::addRow("the same token, and the server does not tell whose") << 11 << 0 << false << true << 0 << false;
        QTest::addRow("a reader with another token of the same account") << 12 << 1 << true << true << 0 << true;
        QTest::addRow("a reader of another account") << 12 << 2 << true << false << 0 << true;
    }

    void anotherTokenShowsNothingBeforeItIsKnownWhoseItIs()
    {
        QFETCH(int, token);
        QFETCH(int, person);
        QFETCH(bool, waits);
        QFETCH(bool, isSeen);
        QFETCH(int, clearings);
        QFETCH(bool, isReader);
        const KeptOwner first{uuid(1), 11};
        CauseDatabase::Contents all;
        {
            CauseDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QVERIFY(!database.claim(first));
            QCOMPARE(database.write(seenAndWritten()).trouble, QString());
            all = database.read();
        }
        const auto shown = [&all](const CauseArchive &archive) {
            return archive.find("w1:seen") && archive.find("w1:both")->title == QStringLiteral("title") &&
                   archive.visitEnd() == all.visitEnd && archive.newSince() == all.newSince;
        };
        {
            CauseArchive archive(m_file, isReader ? CauseArchive::Access::Reader : CauseArchive::Access::Owner, token);
            QSignalSpy wanted(&archive, &CauseArchive::personWanted);
            QSignalSpy cleared(&archive, &CauseArchive::cleared);
            if (waits) {
                QVERIFY(wanted.wait(20'000));
                QVERIFY(archive.awaitsPerson() && !archive.isOpen() && !archive.find("w1:both"));
                archive.reload();
            } else {
                QVERIFY(opens(archive));
                QVERIFY(shown(archive));
            }
            // Of this window, while it may not be known yet whose file that is.
            archive.note({{"w1:now", day(30), day(31), QStringLiteral("now")}});
            archive.setNote("w1:both", QStringLiteral("newer"));
            if (token > 0)
                archive.setPerson(uuid(person), token);
            QTRY_VERIFY(archive.isOpen());
            QVERIFY(!archive.awaitsPerson());
            QTRY_COMPARE(cleared.count(), clearings);
            QCOMPARE(shown(archive), isSeen);
            QCOMPARE(archive.find("w1:both")->name, QStringLiteral("name"));
            QCOMPARE(archive.find("w1:both")->note, QStringLiteral("newer"));
            QCOMPARE(archive.find("w1:now") != nullptr, clearings == 0);
            archive.note({{"w1:later", day(30), day(31), QStringLiteral("later")}});
            archive.setVisitEnd(day(40));
            archive.setName("w1:both", QStringLiteral("newest"));
        }
        CauseDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        const CauseDatabase::Contents after = database.read();
        if (isReader) {
            QVERIFY(after == all && database.owner() == first);
            return;
        }
        const bool isOwner = isSeen || person == 2;
        QCOMPARE(after.records.value("w1:both").name, QStringLiteral("newest"));
        QCOMPARE(after.records.contains("w1:seen"), isSeen || person == 0);
        // Who told it began with the visit of the other account, or may be another one.
        QCOMPARE(after.records.contains("w1:later"), isOwner && clearings == 0);
        QCOMPARE(after.visitEnd == day(40), isOwner && clearings == 0);
        QVERIFY(database.owner() == (person > 0 ? KeptOwner{uuid(person), token} : first));
    }

    void aFileThatCannotBeClaimedShowsNothingOfAnotherAccount()
    {
        CauseDatabase::Contents all;
        {
            CauseDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QVERIFY(!database.claim({uuid(1), 11}));
            QCOMPARE(database.write(seenAndWritten()).trouble, QString());
            all = database.read();
        }
        {
            CauseArchive archive(m_file, CauseArchive::Access::Owner, 11);
            QVERIFY(opens(archive));
            QVERIFY(archive.find("w1:seen"));
            QSignalSpy cleared(&archive, &CauseArchive::cleared);
            SQLite::Database other(m_file.toStdString(), SQLite::OPEN_READWRITE);
            other.exec("BEGIN IMMEDIATE");
            archive.setPerson(uuid(2), 11);
            QTRY_VERIFY_WITH_TIMEOUT(!archive.find("w1:seen"), 30'000); // once it has waited for the other process
            QVERIFY(archive.find("w1:both") && archive.find("w1:both")->title.isEmpty());
            QVERIFY(!archive.visitEnd());
            other.exec("ROLLBACK");
            archive.note({{"w1:now", day(30), day(31), QStringLiteral("now")}});
            archive.setName("w1:both", QStringLiteral("newer"));
            // Opened again it would show what the other account saw: nobody is told to.
            QCOMPARE(cleared.count(), 0);
        }
        {
            // Nor where it is known from the start who opens it.
            SQLite::Database other(m_file.toStdString(), SQLite::OPEN_READWRITE);
            other.exec("BEGIN IMMEDIATE");
            CauseArchive archive(m_file, CauseArchive::Access::Owner, 11, uuid(2));
            QSignalSpy opened(&archive, &CauseArchive::opened);
            QVERIFY(opened.wait(60'000));
            QVERIFY(!archive.find("w1:seen") && archive.find("w1:both"));
            other.exec("ROLLBACK");
        }
        CauseDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        all.records["w1:both"].name = QStringLiteral("newer");
        QVERIFY(database.read() == all); // of the first account still, with what a person wrote since
        QVERIFY(database.claim({uuid(2), 11}));
    }

    void whatCouldNotBeWrittenIsOfItsAccountAlone_data()
    {
        QTest::addColumn<int>("person");
        QTest::addColumn<bool>("isSeen");
        QTest::addRow("the file is of the same account") << 1 << true;
        QTest::addRow("the file is of another account by then") << 2 << false;
    }

    void whatCouldNotBeWrittenIsOfItsAccountAlone()
    {
        QFETCH(int, person);
        QFETCH(bool, isSeen);
        {
            CauseDatabase database(m_file);
            QCOMPARE(database.open(), QString());
            QVERIFY(!database.claim({uuid(person), 11}));
            CauseDatabase closing(m_file);
            closing.setUser({uuid(1), 11});
            QVERIFY(closing.keepUnsaved(seenAndWritten()));
        }
        CauseDatabase database(m_file);
        QVERIFY(database.open().contains(QStringLiteral("has been written now")));
        const CauseDatabase::Contents after = database.read();
        QCOMPARE(after.records.contains("w1:seen"), isSeen);
        QVERIFY(isSeen || after == writtenAlone());
    }

    void aFileThatIsBegunAnewIsOfTheSameAccount()
    {
        QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(9'000, 'x')) > 0);
        file.close();
        {
            CauseArchive archive(m_file, CauseArchive::Access::Owner, 11);
            archive.setPerson(uuid(1), 11); // before it is open
            QVERIFY(opens(archive));
            QVERIFY(archive.trouble().contains(QStringLiteral("put aside")));
        }
        CauseDatabase database(m_file);
        QCOMPARE(database.open(), QString());
        QVERIFY(database.owner() == (KeptOwner{uuid(1), 11}));
    }

    void aWindowWhoseFileAnotherAccountClaimsGoesOnWithout()
    {
        CauseArchive archive(m_file, CauseArchive::Access::Owner, 11);
        archive.setPerson(uuid(1), 11);
        QTRY_VERIFY(personOf(m_file) == uuid(1));
        archive.note({{"w1:seen", day(1), day(2), QStringLiteral("title")}});
        CauseArchive other(m_file, CauseArchive::Access::Owner, 22);
        other.setPerson(uuid(2), 22);
        QTRY_VERIFY(personOf(m_file) == uuid(2));
        archive.note({{"w1:later", day(3), day(4), QStringLiteral("later")}});
        archive.setNote("w1:seen", QStringLiteral("note"));
        const auto hasNote = [](CauseArchive &each) {
            each.reload();
            const CauseRecord *record = each.find("w1:seen");
            return record && record->note == QStringLiteral("note");
        };
        QTRY_VERIFY(hasNote(other));
        QVERIFY(other.find("w1:seen")->title.isEmpty() && !other.find("w1:later"));
        // What it has seen itself stays with it.
        QVERIFY(hasNote(archive));
        QCOMPARE(archive.find("w1:seen")->title, QStringLiteral("title"));
        QVERIFY(archive.find("w1:later"));
    }
};

void TestCauseArchive::carriesOlderKeys()
{
    QTemporaryDir dir;
    CauseArchive archive(dir.filePath(QStringLiteral("older.sqlite")));
    QTRY_VERIFY(archive.isOpen());
    QVERIFY(!archive.hasOlderKeys());
    archive.note({{"w1:a", day(1), day(2), QStringLiteral("Refused")}, {"w1:b", day(1), day(3), QStringLiteral("b")}});
    archive.setName("w1:a", QStringLiteral("The database"));
    archive.setNote("w1:a", QStringLiteral("call them"));
    archive.setMuted("w1:a", day(3), day(4));
    archive.setMerged("w1:b", "w1:a");
    QVERIFY(archive.hasOlderKeys());
    QSignalSpy changed(&archive, &CauseArchive::changed);

    // The cause that was merged comes first, and the one it was merged into falls apart.
    archive.carry({{"w2:b", "w1:b"}});
    QCOMPARE(archive.merges().value("w2:b"), QByteArray("w1:a"));
    archive.carry({{"w2:a1", "w1:a"}, {"w2:a2", "w1:a"}, {"w2:c", "w1:c"}});
    QTRY_COMPARE(changed.count(), 2);
    for (const char *const key : {"w2:a1", "w2:a2"}) {
        const CauseRecord *record = archive.find(key);
        QVERIFY(record != nullptr);
        QCOMPARE(record->name, QStringLiteral("The database"));
        QCOMPARE(record->note, QStringLiteral("call them"));
        QCOMPARE(record->firstSeen, std::optional(day(1)));
        QCOMPARE(record->mutedUntil, std::optional(day(4)));
    }
    QVERIFY(archive.merges().value("w2:b").startsWith("w2:a"));
    QVERIFY(archive.find("w2:c") == nullptr);

    // Once: what a person takes away later stays away.
    archive.setNote("w2:a1", {});
    archive.carry({{"w2:a1", "w1:a"}});
    QVERIFY(archive.find("w2:a1")->note.isEmpty());
}

void TestCauseArchive::itsFilesAreItsUsersAlone()
{
    CauseArchive archive(m_file);
    QVERIFY(opens(archive));
    constexpr auto Others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    const QDir folder = QFileInfo(m_file).dir();
    QVERIFY(!(QFileInfo(folder.path()).permissions() & Others));
    const QStringList files = folder.entryList({QStringLiteral("causes.sqlite*")}, QDir::Files);
    QVERIFY(!files.isEmpty());
    for (const QString &name : files)
        QVERIFY2(!(QFileInfo(folder.filePath(name)).permissions() & Others), qPrintable(name));
}

QTEST_GUILESS_MAIN(TestCauseArchive)
#include "tst_causearchive.moc"
