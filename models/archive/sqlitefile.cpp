// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/sqlitefile.h"

#include "models/archive/privatefiles.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>

namespace waldesk::archive
{

namespace
{

// Another window of the same profile may be writing: five seconds.
constexpr std::chrono::milliseconds TryAgainAfter(10);
constexpr int MostTries = 500;

} // namespace

SqliteFile::SqliteFile(QString file, Schema schema) : m_file(std::move(file)), m_schema(std::move(schema))
{
}

SqliteFile::~SqliteFile()
{
    close();
}

void SqliteFile::close()
{
    const std::lock_guard lock(m_handle);
    m_database.reset();
}

void SqliteFile::stop()
{
    {
        const std::lock_guard lock(m_stopLock);
        m_stopping = true;
    }
    m_stopped.notify_all();
    const std::lock_guard lock(m_handle);
    if (m_database)
        sqlite3_interrupt(m_database->getHandle());
}

/// SQLite's own waiting for another process cannot be interrupted, so the waiting is done here.
int SqliteFile::waitOrStop(void *self, int tries)
{
    auto &file = *static_cast<SqliteFile *>(self);
    std::unique_lock lock(file.m_stopLock);
    if (tries >= MostTries)
        return 0;
    return file.m_stopped.wait_for(lock, TryAgainAfter, [&] { return file.m_stopping.load(); }) ? 0 : 1;
}

void SqliteFile::run(const char *sql)
{
    m_database->exec(sql);
}

SqliteFile::Found SqliteFile::judge(const SQLite::Exception &problem)
{
    m_error = QString::fromUtf8(problem.getErrorStr());
    // Extended codes keep the low byte.
    const int code = problem.getErrorCode() & 0xff;
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return Found::Damaged;
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED || m_stopping)
        return Found::Locked;
    return Found::Unusable;
}

SqliteFile::Found SqliteFile::open()
{
    m_error.clear();
    // What fails here fails again when the file is opened, and is said then.
    (void)makePrivateFolder(QFileInfo(m_file).absolutePath());
    (void)makePrivateFile(m_file);
    try {
        // Used on one thread, and an interruption takes no lock: SQLite's own, for each value of each row, are a sixth
        // of the time that reading takes.
        auto database =
            std::make_unique<SQLite::Database>(QFile::encodeName(m_file).toStdString(),
                                               SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
        sqlite3_busy_handler(database->getHandle(), &SqliteFile::waitOrStop, this);
        {
            const std::lock_guard lock(m_handle);
            m_database = std::move(database);
        }
        if (m_schema.checkedWhole && m_database->execAndGet("PRAGMA quick_check(1)").getString() != "ok")
            return Found::Damaged;
        const int version = m_database->execAndGet("PRAGMA user_version").getInt();
        if (version > m_schema.version())
            return Found::Newer;
        if (version == 0) {
            for (const char *sql : m_schema.beforeFirst)
                run(sql);
        }
        useWal();
        run("PRAGMA synchronous=NORMAL");
        migrate();
        return Found::Good;
    } catch (const SQLite::Exception &problem) {
        return judge(problem);
    }
}

/// Where another connection has the lock for writing, SQLite gives up at once instead of asking waitOrStop(): it would
/// have to wait with a lock that the other one may need.
void SqliteFile::useWal()
{
    // It may have asked before it gave up: all of the waiting together is as long as that of one lock.
    const auto until = std::chrono::steady_clock::now() + MostTries * TryAgainAfter;
    while (true) {
        try {
            SQLite::Statement(*m_database, "PRAGMA journal_mode=WAL").executeStep();
            return;
        } catch (const SQLite::Exception &problem) {
            const bool isBusy = (problem.getErrorCode() & 0xff) == SQLITE_BUSY;
            if (!isBusy || std::chrono::steady_clock::now() >= until || waitOrStop(this, 0) == 0)
                throw;
        }
    }
}

void SqliteFile::migrate()
{
    // A current file is opened without the lock for writing, which another process may hold.
    if (m_database->execAndGet("PRAGMA user_version").getInt() == m_schema.version())
        return;
    // Read again under the lock: another process may be doing the same.
    SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = m_database->execAndGet("PRAGMA user_version").getInt();
    for (int step = version; step < m_schema.version(); ++step) {
        for (const char *sql : m_schema.steps[size_t(step)])
            run(sql);
    }
    run(QStringLiteral("PRAGMA user_version = %1").arg(m_schema.version()).toLatin1().constData());
    transaction.commit();
}

bool SqliteFile::putAside(const QString &word)
{
    close();
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    QString aside = QStringLiteral("%1.%2-%3").arg(m_file, word, stamp);
    for (int n = 2; QFileInfo::exists(aside); ++n)
        aside = QStringLiteral("%1.%2-%3-%4").arg(m_file, word, stamp).arg(n);
    if (!QFile::rename(m_file, aside))
        return false;
    for (const auto suffix : {QLatin1StringView("-wal"), QLatin1StringView("-shm")}) {
        if (QFileInfo::exists(m_file + suffix))
            (void)QFile::rename(m_file + suffix, aside + suffix);
    }
    m_aside = QFileInfo(aside).fileName();
    return true;
}

bool SqliteFile::isInUse(const QString &file)
{
    if (!QFileInfo::exists(file))
        return false;
    try {
        SQLite::Database database(QFile::encodeName(file).toStdString(), SQLite::OPEN_READWRITE);
        // In WAL every connection holds a shared lock as long as it is open; before the first access, this asks for
        // the exclusive one.
        database.exec("PRAGMA locking_mode = EXCLUSIVE");
        database.exec("BEGIN EXCLUSIVE");
        database.exec("ROLLBACK");
        return false;
    } catch (const SQLite::Exception &problem) {
        const int code = problem.getErrorCode() & 0xff;
        return code == SQLITE_BUSY || code == SQLITE_LOCKED;
    }
}

} // namespace waldesk::archive
