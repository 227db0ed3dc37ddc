// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace SQLite
{
class Database;
class Exception;
} // namespace SQLite

namespace waldesk::archive
{

/// One SQLite file of this program, through SQLiteCpp: private to its user, in WAL, brought to the newest schema in one
/// transaction. Two processes may use it; waiting for the other ends after five seconds or with stop(). Lives on one
/// thread but for stop(). Says nothing to people: who owns it has the sentences.
class SqliteFile
{
public:
    /// Step n brings a file of version n to version n + 1. Never changed once released, only followed by another.
    struct Schema {
        std::vector<std::vector<const char *>> steps;
        std::vector<const char *> beforeFirst; ///< what must be said while the file is still empty
        bool checkedWhole = true;              ///< look for damage at opening; false where that would take seconds
        [[nodiscard]] int version() const { return int(steps.size()); }
    };
    enum class Found : quint8 {
        Good,
        Damaged,
        Newer,  ///< of a later version of this program: not touched
        Locked, ///< another process held it, or stop() came: it may be tried again
        Unusable
    };

    SqliteFile(QString file, Schema schema);
    ~SqliteFile();

    [[nodiscard]] Found open();
    void close(); ///< on the thread that opened it
    /// From another thread: what runs ends at once, and nothing waits for another process any more.
    void stop();
    /// Closes it and renames it, with its side files, to `NAME.WORD-TIME`; aside() then is the new name without the
    /// folder. False: it stands where it stood.
    [[nodiscard]] bool putAside(const QString &word);

    /// Whether another process, or another connection of this one, has the file open. False where there is none.
    [[nodiscard]] static bool isInUse(const QString &file);

    [[nodiscard]] const QString &file() const { return m_file; }
    [[nodiscard]] const QString &aside() const { return m_aside; }
    [[nodiscard]] const QString &error() const { return m_error; } ///< SQLite's words, of the last failure
    /// Only while it is open.
    [[nodiscard]] SQLite::Database &database() { return *m_database; }
    void run(const char *sql);
    /// What a failure says of the file; keeps its words for error().
    [[nodiscard]] Found judge(const SQLite::Exception &problem);

private:
    void useWal();
    void migrate();
    static int waitOrStop(void *self, int tries);

    QString m_file;
    Schema m_schema;
    QString m_aside;
    QString m_error;
    std::unique_ptr<SQLite::Database> m_database;
    std::mutex m_handle; ///< held while m_database is exchanged and while another thread interrupts it
    std::mutex m_stopLock;
    std::condition_variable m_stopped;
    std::atomic<bool> m_stopping = false;
};

} // namespace waldesk::archive
