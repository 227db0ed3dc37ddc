// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/causearchive.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <SQLiteCpp/SQLiteCpp.h>

using namespace waldesk;
using archive::CauseArchive;
using archive::CauseRecord;

namespace
{

domain::Timestamp day(int number)
{
    return *domain::Timestamp::tryParse("2026-08-01T10:00:00Z") + domain::Duration::seconds(24LL * 3600 * number);
}

bool opens(CauseArchive &archive)
{
    QSignalSpy opened(&archive, &CauseArchive::opened);
    return archive.isOpen() || opened.wait();
}

bool runSql(const QString &file, const QStringList &statements)
{
    SQLite::Database db(file.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    for (const QString &sql : statements)
        db.exec(sql.toStdString());
    return true;
}

} // namespace

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
        QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
        QVERIFY(runSql(
            m_file,
            {QStringLiteral("CREATE TABLE cause (key TEXT PRIMARY KEY NOT NULL, first_seen INTEGER, last_seen "
                            "INTEGER, title TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', note TEXT NOT "
                            "NULL DEFAULT '', acknowledged INTEGER, muted_at INTEGER, muted_until INTEGER) "
                            "WITHOUT ROWID"),
             QStringLiteral("CREATE TABLE visit (id INTEGER PRIMARY KEY CHECK (id = 1), ended INTEGER NOT NULL)"),
             QStringLiteral("INSERT INTO cause (key, first_seen, last_seen, note) VALUES ('w1:a', 5, 6, 'kept')"),
             QStringLiteral("INSERT INTO visit VALUES (1, 77)"), QStringLiteral("PRAGMA user_version = 1")}));
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
        QVERIFY(QDir().mkpath(QFileInfo(m_file).absolutePath()));
        runSql(m_file,
               {QStringLiteral("CREATE TABLE cause (key TEXT PRIMARY KEY NOT NULL, first_seen INTEGER, last_seen "
                               "INTEGER, title TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', note TEXT NOT "
                               "NULL DEFAULT '', acknowledged INTEGER, muted_at INTEGER, muted_until INTEGER, "
                               "quiet_since INTEGER) WITHOUT ROWID"),
                QStringLiteral("CREATE TABLE visit (id INTEGER PRIMARY KEY CHECK (id = 1), ended INTEGER NOT NULL)"),
                QStringLiteral("CREATE TABLE merged (key TEXT PRIMARY KEY NOT NULL, into_key TEXT NOT NULL) WITHOUT "
                               "ROWID"),
                QStringLiteral("INSERT INTO cause (key, first_seen, last_seen) VALUES ('w1:old', 5, 6), ('w1:new', "
                               "80, 81)"),
                QStringLiteral("INSERT INTO visit VALUES (1, 77)"), QStringLiteral("PRAGMA user_version = 2")});
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
        const auto knowsAll = [](CauseArchive &archive) {
            archive.reload();
            const CauseRecord *both = archive.find("w1:both");
            return archive.records().size() == 101 && both && both->firstSeen == day(1) && both->lastSeen == day(4) &&
                   both->note == QStringLiteral("from the other");
        };
        QTRY_VERIFY(knowsAll(one));
        QTRY_VERIFY(knowsAll(other));
        QVERIFY(one.trouble().isEmpty());
        QVERIFY(other.trouble().isEmpty());
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
