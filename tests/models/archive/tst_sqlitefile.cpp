// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/sqlitefile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <future>
#include <thread>

using namespace waldesk;
using archive::SqliteFile;
using Found = SqliteFile::Found;

namespace
{

SqliteFile::Schema schemaOf(int version)
{
    SqliteFile::Schema schema;
    schema.steps = {
        {"CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT)"},
        {"ALTER TABLE thing ADD COLUMN size INTEGER", "UPDATE thing SET size = length(name)"},
        {"CREATE INDEX thing_size ON thing (size)", "UPDATE thing SET name = upper(name)"},
    };
    schema.steps.resize(size_t(version));
    return schema;
}

} // namespace

class TestSqliteFile : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    QString m_file;

private slots:
    void init()
    {
        static int number = 0;
        m_file = m_folder.filePath(QStringLiteral("%1/things.sqlite").arg(++number));
    }

    void aFileOfAnyVersionIsBroughtToTheNewest_data()
    {
        QTest::addColumn<int>("version");
        QTest::addRow("from the first") << 1;
        QTest::addRow("from the second") << 2;
        QTest::addRow("the newest stays as it is") << 3;
    }

    void aFileOfAnyVersionIsBroughtToTheNewest()
    {
        QFETCH(int, version);
        {
            SqliteFile old(m_file, schemaOf(version));
            QCOMPARE(old.open(), Found::Good);
            old.run(version == 1 ? "INSERT INTO thing (name) VALUES ('abc')"
                                 : "INSERT INTO thing (name, size) VALUES ('abc', 3)");
            if (version == 3)
                old.run("UPDATE thing SET name = 'ABC'");
        }
        SqliteFile file(m_file, schemaOf(3));
        QCOMPARE(file.open(), Found::Good);
        QCOMPARE(file.database().execAndGet("SELECT name FROM thing").getString(), std::string("ABC"));
        QCOMPARE(file.database().execAndGet("SELECT size FROM thing").getInt(), 3);
        QCOMPARE(file.database().execAndGet("PRAGMA user_version").getInt(), 3);
    }

    void aStepThatFailsLeavesTheFileAsItWas()
    {
        {
            SqliteFile old(m_file, schemaOf(1));
            QCOMPARE(old.open(), Found::Good);
            old.run("INSERT INTO thing (name) VALUES ('abc')");
        }
        auto broken = schemaOf(3);
        broken.steps[2].push_back("UPDATE no_such_table SET a = 1");
        {
            SqliteFile file(m_file, broken);
            QCOMPARE(file.open(), Found::Unusable);
            QVERIFY(!file.error().isEmpty());
        }
        SqliteFile file(m_file, schemaOf(1));
        QCOMPARE(file.open(), Found::Good);
        QCOMPARE(file.database().execAndGet("SELECT name FROM thing").getString(), std::string("abc"));
    }

    /// SQLite's own waiting does not cover the change to WAL, so one of two windows that began a file could not open
    /// it.
    void aFileIsOpenedThatAnotherWritesBeforeItIsInWal()
    {
        constexpr int Rounds = 60;
        for (int round = 0; round < Rounds; ++round) {
            SqliteFile file(m_file + QString::number(round), schemaOf(1));
            QCOMPARE(file.open(), Found::Good);
            SQLite::Statement(file.database(), "PRAGMA journal_mode=DELETE").executeStep();
            file.close();
            std::atomic<bool> isOpened = false;
            std::atomic<int> written = 0;
            const auto writer = std::async(std::launch::async, [&] {
                SQLite::Database other(file.file().toStdString(), SQLite::OPEN_READWRITE, 5'000);
                for (; !isOpened; ++written) {
                    other.exec("BEGIN IMMEDIATE");
                    other.exec("ROLLBACK");
                }
            });
            while (written == 0)
                std::this_thread::yield();
            const Found found = file.open();
            isOpened = true;
            writer.wait();
            QVERIFY2(found == Found::Good, qPrintable(file.error()));
        }
    }

    void aNewerFileIsNotTouched()
    {
        {
            SqliteFile newer(m_file, schemaOf(3));
            QCOMPARE(newer.open(), Found::Good);
        }
        SqliteFile file(m_file, schemaOf(2));
        QCOMPARE(file.open(), Found::Newer);
        file.close();
        SqliteFile again(m_file, schemaOf(3));
        QCOMPARE(again.open(), Found::Good);
    }

    void aFilePutAsideKeepsItsBytes()
    {
        QDir().mkpath(QFileInfo(m_file).absolutePath());
        QFile junk(m_file);
        QVERIFY(junk.open(QIODevice::WriteOnly));
        junk.write(QByteArray(8192, 'x'));
        junk.close();
        SqliteFile file(m_file, schemaOf(3));
        QCOMPARE(file.open(), Found::Damaged);
        QVERIFY(file.putAside(QStringLiteral("damaged")));
        QFile aside(QFileInfo(m_file).dir().filePath(file.aside()));
        QVERIFY(aside.open(QIODevice::ReadOnly));
        QCOMPARE(aside.readAll(), QByteArray(8192, 'x'));
        QCOMPARE(file.open(), Found::Good);
    }

    void aFileInUseIsNotDamaged()
    {
        SQLite::Database other((QDir().mkpath(QFileInfo(m_file).absolutePath()), m_file.toStdString()),
                               SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("BEGIN EXCLUSIVE");
        SqliteFile file(m_file, schemaOf(3));
        file.stop(); // else it would wait for five seconds
        QCOMPARE(file.open(), Found::Locked);
        other.exec("ROLLBACK");
    }
};

QTEST_GUILESS_MAIN(TestSqliteFile)
#include "tst_sqlitefile.moc"
