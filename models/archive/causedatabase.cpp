// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/causedatabase.h"

#include "models/archive/privatefiles.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <sqlite3.h>
#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <chrono>

namespace waldesk::archive
{

namespace
{

constexpr qint64 QuietMicroseconds = 7LL * 24 * 3600 * 1'000'000;
// Another window of the same profile may be writing: five seconds.
constexpr std::chrono::milliseconds TryAgainAfter(10);
constexpr int MostTries = 500;

QString words(const char *text)
{
    return QCoreApplication::translate("CauseArchive", text);
}

// Step n brings a file of version n to version n + 1. Never changed once released, only followed by another.
using Step = std::vector<const char *>;
const std::array<Step, CauseArchive::SchemaVersion> &steps()
{
    static const std::array<Step, CauseArchive::SchemaVersion> all{{
        {"CREATE TABLE cause (key TEXT PRIMARY KEY NOT NULL, first_seen INTEGER, last_seen INTEGER, "
         "title TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', "
         "acknowledged INTEGER, muted_at INTEGER, muted_until INTEGER) WITHOUT ROWID",
         "CREATE TABLE visit (id INTEGER PRIMARY KEY CHECK (id = 1), ended INTEGER NOT NULL)"},
        {"ALTER TABLE cause ADD COLUMN quiet_since INTEGER",
         "CREATE TABLE merged (key TEXT PRIMARY KEY NOT NULL, into_key TEXT NOT NULL) WITHOUT ROWID"},
        // Before, a cause was new until the next visit: what the last visit could see counts as read.
        {"ALTER TABLE cause ADD COLUMN read INTEGER", "ALTER TABLE visit ADD COLUMN new_since INTEGER",
         "UPDATE visit SET new_since = ended",
         "UPDATE cause SET read = (SELECT ended FROM visit) WHERE first_seen <= (SELECT ended FROM visit)"},
    }};
    return all;
}

using Time = std::optional<domain::Timestamp>;

void bindTime(SQLite::Statement &statement, int at, const Time &time)
{
    if (time)
        statement.bind(at, int64_t(time->microseconds));
    else
        statement.bind(at);
}

Time timeOf(const SQLite::Column &column)
{
    return column.isNull() ? std::nullopt : Time(domain::Timestamp{column.getInt64()});
}

QByteArray bytesOf(const SQLite::Column &column)
{
    return {static_cast<const char *>(column.getBlob()), column.getBytes()};
}

QString textOf(const SQLite::Column &column)
{
    return QString::fromUtf8(bytesOf(column));
}

bool saysDamaged(const SQLite::Exception &problem)
{
    // Extended codes keep the low byte.
    const int code = problem.getErrorCode() & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

bool saysLocked(const SQLite::Exception &problem)
{
    const int code = problem.getErrorCode() & 0xff;
    return code == SQLITE_BUSY || code == SQLITE_LOCKED;
}

QJsonValue toJson(const Time &time)
{
    return time ? QJsonValue(QString::number(time->microseconds)) : QJsonValue();
}

Time timeFrom(const QJsonValue &value)
{
    bool good = false;
    const qint64 microseconds = value.toString().toLongLong(&good);
    return good ? Time(domain::Timestamp{microseconds}) : std::nullopt;
}

void applySighting(CauseRecord &record, const CauseWrite &write)
{
    if (record.lastSeen && *write.first - *record.lastSeen >= domain::Duration{QuietMicroseconds})
        record.quietSince = record.lastSeen;
    const bool newer = !record.lastSeen || *write.second >= *record.lastSeen;
    if (newer && !write.text.isEmpty())
        record.title = write.text;
    record.firstSeen = record.firstSeen ? std::min(*record.firstSeen, *write.first) : *write.first;
    record.lastSeen = record.lastSeen ? std::max(*record.lastSeen, *write.second) : *write.second;
}

} // namespace

void apply(CauseRecord &record, const CauseWrite &write)
{
    switch (write.what) {
    case CauseWrite::What::Sighting:
        applySighting(record, write);
        break;
    case CauseWrite::What::Name:
        record.name = write.text;
        break;
    case CauseWrite::What::Note:
        record.note = write.text;
        break;
    case CauseWrite::What::Acknowledged:
        record.acknowledged = write.first;
        break;
    case CauseWrite::What::Muted:
        record.mutedAt = write.first;
        record.mutedUntil = write.second;
        break;
    case CauseWrite::What::Read:
        record.read = write.first;
        break;
    case CauseWrite::What::Merged:
    case CauseWrite::What::VisitEnd:
    case CauseWrite::What::NewSince:
        break;
    }
}

CauseDatabase::CauseDatabase(QString file) : m_file(std::move(file))
{
}

CauseDatabase::~CauseDatabase()
{
    close();
}

void CauseDatabase::close()
{
    m_usable = false;
    const std::lock_guard lock(m_handle);
    m_database.reset();
}

void CauseDatabase::stop()
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
int CauseDatabase::waitOrStop(void *self, int tries)
{
    auto &database = *static_cast<CauseDatabase *>(self);
    std::unique_lock lock(database.m_stopLock);
    if (tries >= MostTries)
        return 0;
    return database.m_stopped.wait_for(lock, TryAgainAfter, [&] { return database.m_stopping.load(); }) ? 0 : 1;
}

void CauseDatabase::run(const char *sql)
{
    m_database->exec(sql);
}

CauseDatabase::Found CauseDatabase::tryOpen()
{
    try {
        auto database = std::make_unique<SQLite::Database>(QFile::encodeName(m_file).toStdString(),
                                                           SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        sqlite3_busy_handler(database->getHandle(), &CauseDatabase::waitOrStop, this);
        {
            const std::lock_guard lock(m_handle);
            m_database = std::move(database);
        }
        if (m_database->execAndGet("PRAGMA quick_check(1)").getString() != "ok")
            return Found::Damaged;
        if (m_database->execAndGet("PRAGMA user_version").getInt() > CauseArchive::SchemaVersion)
            return Found::Newer;
        SQLite::Statement(*m_database, "PRAGMA journal_mode=WAL").executeStep();
        run("PRAGMA synchronous=NORMAL");
        migrate();
        return Found::Good;
    } catch (const SQLite::Exception &problem) {
        m_error = QString::fromUtf8(problem.getErrorStr());
        m_locked = saysLocked(problem) || m_stopping;
        return saysDamaged(problem) ? Found::Damaged : Found::Unusable;
    }
}

void CauseDatabase::migrate()
{
    // A current file is opened without the lock for writing, which another process may hold.
    if (m_database->execAndGet("PRAGMA user_version").getInt() == CauseArchive::SchemaVersion)
        return;
    // Read again under the lock: another process may be doing the same.
    SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = m_database->execAndGet("PRAGMA user_version").getInt();
    for (int step = version; step < CauseArchive::SchemaVersion; ++step) {
        for (const char *sql : steps()[size_t(step)])
            run(sql);
    }
    run(QStringLiteral("PRAGMA user_version = %1").arg(CauseArchive::SchemaVersion).toLatin1().constData());
    transaction.commit();
}

bool CauseDatabase::putAside()
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    m_aside = QStringLiteral("%1.damaged-%2").arg(m_file, stamp);
    for (int n = 2; QFileInfo::exists(m_aside); ++n)
        m_aside = QStringLiteral("%1.damaged-%2-%3").arg(m_file, stamp).arg(n);
    if (!QFile::rename(m_file, m_aside))
        return false;
    for (const auto suffix : {QLatin1StringView("-wal"), QLatin1StringView("-shm")}) {
        if (QFileInfo::exists(m_file + suffix))
            (void)QFile::rename(m_file + suffix, m_aside + suffix);
    }
    return true;
}

QString CauseDatabase::open()
{
    // What fails here fails again when the file is opened, and is said then.
    (void)makePrivateFolder(QFileInfo(m_file).absolutePath());
    (void)makePrivateFile(m_file);
    m_locked = false;
    Found found = tryOpen();
    QString sentence;
    if (found == Found::Damaged) {
        close();
        if (putAside()) {
            sentence = words("The file of known causes was damaged. It was put aside as %1, and a new one was begun.")
                           .arg(QFileInfo(m_aside).fileName());
            (void)makePrivateFile(m_file);
            found = tryOpen();
        }
    }
    m_usable = found == Found::Good;
    if (m_usable) {
        const QString unsaved = writeUnsaved();
        return sentence.isEmpty() ? unsaved : sentence;
    }
    close();
    if (m_locked)
        return words(
            "The file of known causes is in use by another process. It is tried again; what you note meanwhile "
            "is kept.");
    if (found == Found::Newer)
        return words("The file of known causes was written by a newer Waldesk. It is left as it is; what you note now "
                     "is kept until the window closes.");
    return words("The file of known causes cannot be used (%1). What you note now is kept until the window closes.")
        .arg(m_error.isEmpty() ? m_file : m_error);
}

CauseDatabase::Contents CauseDatabase::read()
{
    Contents all;
    if (!m_usable)
        return all;
    try {
        SQLite::Statement causes(*m_database, "SELECT key, first_seen, last_seen, quiet_since, title, name, note, "
                                              "acknowledged, muted_at, muted_until, read FROM cause");
        while (causes.executeStep()) {
            CauseRecord record;
            record.key = bytesOf(causes.getColumn(0));
            record.firstSeen = timeOf(causes.getColumn(1));
            record.lastSeen = timeOf(causes.getColumn(2));
            record.quietSince = timeOf(causes.getColumn(3));
            record.title = textOf(causes.getColumn(4));
            record.name = textOf(causes.getColumn(5));
            record.note = textOf(causes.getColumn(6));
            record.acknowledged = timeOf(causes.getColumn(7));
            record.mutedAt = timeOf(causes.getColumn(8));
            record.mutedUntil = timeOf(causes.getColumn(9));
            record.read = timeOf(causes.getColumn(10));
            all.records.insert(record.key, record);
        }
        SQLite::Statement merges(*m_database, "SELECT key, into_key FROM merged");
        while (merges.executeStep())
            all.merges.insert(bytesOf(merges.getColumn(0)), bytesOf(merges.getColumn(1)));
        SQLite::Statement visits(*m_database, "SELECT ended, new_since FROM visit");
        if (visits.executeStep()) {
            all.visitEnd = timeOf(visits.getColumn(0));
            all.newSince = timeOf(visits.getColumn(1));
        }
    } catch (const SQLite::Exception &problem) {
        m_error = QString::fromUtf8(problem.getErrorStr());
    }
    return all;
}

QString CauseDatabase::write(const std::vector<CauseWrite> &writes)
{
    if (m_locked)
        return words(
            "The file of known causes is in use by another process. It is tried again; what you note meanwhile "
            "is kept.");
    if (!m_usable)
        return {};
    try {
        SQLite::Transaction transaction(*m_database, SQLite::TransactionBehavior::IMMEDIATE);
        for (const CauseWrite &each : writes)
            writeOne(each);
        transaction.commit();
        return {};
    } catch (const SQLite::Exception &problem) {
        m_error = QString::fromUtf8(problem.getErrorStr());
    }
    return words("What is known of causes could not be written (%1). It is tried again.").arg(m_error);
}

void CauseDatabase::writeSighting(const CauseWrite &write)
{
    // min() and max() of SQL are null with a null: a record may begin with a note.
    SQLite::Statement statement(
        *m_database, "INSERT INTO cause (key, first_seen, last_seen, title) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) "
                     "DO UPDATE SET quiet_since = CASE WHEN ?2 - last_seen >= ?5 THEN last_seen ELSE quiet_since END, "
                     "title = CASE WHEN ?4 <> '' AND ?3 >= coalesce(last_seen, ?3) THEN ?4 ELSE title END, "
                     "first_seen = min(coalesce(first_seen, ?2), ?2), last_seen = max(coalesce(last_seen, ?3), ?3)");
    statement.bind(1, write.key.toStdString());
    bindTime(statement, 2, write.first);
    bindTime(statement, 3, write.second);
    statement.bind(4, write.text.toStdString());
    statement.bind(5, int64_t(QuietMicroseconds));
    statement.exec();
}

void CauseDatabase::writeOne(const CauseWrite &write)
{
    const auto upsert = [&](const char *column, const auto &bindValue) {
        const std::string name(column);
        SQLite::Statement statement(*m_database, "INSERT INTO cause (key, " + name +
                                                     ") VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET " + name +
                                                     " = excluded." + name);
        statement.bind(1, write.key.toStdString());
        bindValue(statement);
        statement.exec();
    };
    const auto text = [&](SQLite::Statement &statement) {
        statement.bind(2, write.text.toStdString());
    };
    const auto first = [&](SQLite::Statement &statement) {
        bindTime(statement, 2, write.first);
    };
    const auto second = [&](SQLite::Statement &statement) {
        bindTime(statement, 2, write.second);
    };
    const auto only = [&](const char *sql, const auto &...values) {
        SQLite::Statement statement(*m_database, sql);
        int at = 0;
        (statement.bind(++at, values), ...);
        statement.exec();
    };
    switch (write.what) {
    case CauseWrite::What::Sighting:
        writeSighting(write);
        break;
    case CauseWrite::What::Name:
        upsert("name", text);
        break;
    case CauseWrite::What::Note:
        upsert("note", text);
        break;
    case CauseWrite::What::Acknowledged:
        upsert("acknowledged", first);
        break;
    case CauseWrite::What::Read:
        upsert("read", first);
        break;
    case CauseWrite::What::Muted:
        upsert("muted_at", first);
        upsert("muted_until", second);
        break;
    case CauseWrite::What::Merged:
        if (write.text.isEmpty())
            only("DELETE FROM merged WHERE key = ?", write.key.toStdString());
        else
            only("INSERT INTO merged (key, into_key) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET into_key = "
                 "excluded.into_key",
                 write.key.toStdString(), write.text.toStdString());
        break;
    case CauseWrite::What::VisitEnd:
        only("INSERT INTO visit (id, ended) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET ended = max(ended, "
             "excluded.ended)",
             int64_t(write.first->microseconds));
        break;
    case CauseWrite::What::NewSince:
        only("INSERT INTO visit (id, ended, new_since) VALUES (1, ?1, ?1) ON CONFLICT (id) DO UPDATE SET new_since = "
             "excluded.new_since",
             int64_t(write.first->microseconds));
        break;
    }
}

QString CauseDatabase::unsavedFile() const
{
    return m_file + QLatin1StringView(".unsaved");
}

bool CauseDatabase::keepUnsaved(const std::vector<CauseWrite> &writes) const
{
    QFile file(unsavedFile());
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
        return false;
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    for (const CauseWrite &each : writes) {
        const QJsonObject line{{QStringLiteral("what"), int(each.what)},
                               {QStringLiteral("key"), QString::fromUtf8(each.key)},
                               {QStringLiteral("text"), each.text},
                               {QStringLiteral("first"), toJson(each.first)},
                               {QStringLiteral("second"), toJson(each.second)}};
        if (file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n') < 0)
            return false;
    }
    return file.flush();
}

QString CauseDatabase::writeUnsaved()
{
    QFile file(unsavedFile());
    if (!file.open(QIODevice::ReadOnly))
        return {};
    std::vector<CauseWrite> writes;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        const int what = line.value(u"what").toInt(-1);
        const CauseWrite write{CauseWrite::What(what), line.value(u"key").toString().toUtf8(),
                               line.value(u"text").toString(), timeFrom(line.value(u"first")),
                               timeFrom(line.value(u"second"))};
        const bool timed = write.what == CauseWrite::What::VisitEnd || write.what == CauseWrite::What::NewSince ||
                           write.what == CauseWrite::What::Sighting;
        if (what >= 0 && what <= int(CauseWrite::What::NewSince) && (!timed || write.first))
            writes.push_back(write);
    }
    const QString problem = write(writes);
    if (!problem.isEmpty())
        return words("When Waldesk was closed last, the file of known causes was in use by another process. What was "
                     "noted then stands in %1 and is tried again at the next start.")
            .arg(QFileInfo(file).fileName());
    file.remove();
    return words("When Waldesk was closed last, the file of known causes was in use by another process. What was "
                 "noted then has been written now.");
}

} // namespace waldesk::archive
