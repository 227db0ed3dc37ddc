// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/causedatabase.h"

#include "models/archive/privatefiles.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStringList>

#include <array>
#include <atomic>

namespace waldesk::archive
{

namespace
{

constexpr qint64 QuietMicroseconds = 7LL * 24 * 3600 * 1'000'000;

QString words(const char *text)
{
    return QCoreApplication::translate("CauseArchive", text);
}

// Step n brings a file of version n to version n + 1. Never changed once released, only followed by another.
const std::array<QStringList, CauseArchive::SchemaVersion> &steps()
{
    static const std::array<QStringList, CauseArchive::SchemaVersion> all{{
        {QStringLiteral("CREATE TABLE cause (key TEXT PRIMARY KEY NOT NULL, first_seen INTEGER, last_seen INTEGER, "
                        "title TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', "
                        "acknowledged INTEGER, muted_at INTEGER, muted_until INTEGER) WITHOUT ROWID"),
         QStringLiteral("CREATE TABLE visit (id INTEGER PRIMARY KEY CHECK (id = 1), ended INTEGER NOT NULL)")},
        {QStringLiteral("ALTER TABLE cause ADD COLUMN quiet_since INTEGER"),
         QStringLiteral("CREATE TABLE merged (key TEXT PRIMARY KEY NOT NULL, into_key TEXT NOT NULL) WITHOUT ROWID")},
    }};
    return all;
}

QVariant stored(const std::optional<domain::Timestamp> &time)
{
    return time ? QVariant(time->microseconds) : QVariant(QMetaType::fromType<qint64>());
}

std::optional<domain::Timestamp> timeOf(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(domain::Timestamp{value.toLongLong()});
}

QString newConnection()
{
    static std::atomic<int> number = 0;
    return QStringLiteral("causes-%1").arg(++number);
}

bool saysDamaged(const QSqlError &error)
{
    // SQLITE_CORRUPT and SQLITE_NOTADB; their extended codes keep the low byte.
    const int code = error.nativeErrorCode().toInt() & 0xff;
    return code == 11 || code == 26;
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
    case CauseWrite::What::Merged:
    case CauseWrite::What::VisitEnd:
        break;
    }
}

CauseDatabase::CauseDatabase(QString file) : m_file(std::move(file)), m_connection(newConnection())
{
}

CauseDatabase::~CauseDatabase()
{
    close();
}

void CauseDatabase::close()
{
    m_usable = false;
    if (QSqlDatabase::contains(m_connection))
        QSqlDatabase::removeDatabase(m_connection);
}

bool CauseDatabase::run(const QString &sql, const QVariantList &values)
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    if (!query.prepare(sql)) {
        m_error = query.lastError().text();
        return false;
    }
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (query.exec())
        return true;
    m_error = query.lastError().text();
    return false;
}

CauseDatabase::Found CauseDatabase::tryOpen()
{
    QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    db.setDatabaseName(m_file);
    // Another window of the same profile may be writing.
    db.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    if (!db.isValid() || !db.open()) {
        m_error = db.lastError().text();
        return saysDamaged(db.lastError()) ? Found::Damaged : Found::Unusable;
    }
    QSqlQuery query(db);
    if (!query.exec(QStringLiteral("PRAGMA quick_check(1)")) || !query.next()) {
        m_error = query.lastError().text();
        return saysDamaged(query.lastError()) ? Found::Damaged : Found::Unusable;
    }
    if (query.value(0).toString() != u"ok")
        return Found::Damaged;
    query.finish();
    if (!query.exec(QStringLiteral("PRAGMA user_version")) || !query.next())
        return Found::Unusable;
    if (query.value(0).toInt() > CauseArchive::SchemaVersion)
        return Found::Newer;
    query.finish();
    if (!query.exec(QStringLiteral("PRAGMA journal_mode=WAL")) ||
        !query.exec(QStringLiteral("PRAGMA synchronous=NORMAL"))) {
        m_error = query.lastError().text();
        return Found::Unusable;
    }
    return migrate() ? Found::Good : Found::Unusable;
}

bool CauseDatabase::migrate()
{
    // The version is read under the lock: another process may be doing the same.
    if (!run(QStringLiteral("BEGIN IMMEDIATE")))
        return false;
    int version = 0;
    {
        QSqlQuery query(QSqlDatabase::database(m_connection, false));
        if (query.exec(QStringLiteral("PRAGMA user_version")) && query.next())
            version = query.value(0).toInt();
    }
    bool done = true;
    for (int step = version; done && step < CauseArchive::SchemaVersion; ++step) {
        for (const QString &sql : steps()[size_t(step)])
            done = done && run(sql);
    }
    done = done && run(QStringLiteral("PRAGMA user_version = %1").arg(CauseArchive::SchemaVersion));
    if (done && run(QStringLiteral("COMMIT")))
        return true;
    (void)run(QStringLiteral("ROLLBACK"));
    return false;
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
    if (m_usable)
        return sentence;
    close();
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
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    query.exec(QStringLiteral("SELECT key, first_seen, last_seen, quiet_since, title, name, note, acknowledged, "
                              "muted_at, muted_until FROM cause"));
    while (query.next()) {
        CauseRecord record;
        record.key = query.value(0).toString().toUtf8();
        record.firstSeen = timeOf(query.value(1));
        record.lastSeen = timeOf(query.value(2));
        record.quietSince = timeOf(query.value(3));
        record.title = query.value(4).toString();
        record.name = query.value(5).toString();
        record.note = query.value(6).toString();
        record.acknowledged = timeOf(query.value(7));
        record.mutedAt = timeOf(query.value(8));
        record.mutedUntil = timeOf(query.value(9));
        all.records.insert(record.key, record);
    }
    query.exec(QStringLiteral("SELECT key, into_key FROM merged"));
    while (query.next())
        all.merges.insert(query.value(0).toString().toUtf8(), query.value(1).toString().toUtf8());
    query.exec(QStringLiteral("SELECT ended FROM visit"));
    if (query.next())
        all.visitEnd = timeOf(query.value(0));
    return all;
}

QString CauseDatabase::write(const std::vector<CauseWrite> &writes)
{
    if (!m_usable)
        return {};
    bool done = run(QStringLiteral("BEGIN IMMEDIATE"));
    if (done) {
        for (const CauseWrite &each : writes)
            done = done && writeOne(each);
        const QString why = m_error;
        done = done && run(QStringLiteral("COMMIT"));
        if (!done) {
            (void)run(QStringLiteral("ROLLBACK"));
            m_error = why.isEmpty() ? m_error : why;
        }
    }
    if (done)
        return {};
    return words("What is known of causes could not be written (%1). It is tried again.").arg(m_error);
}

bool CauseDatabase::writeSighting(const CauseWrite &write)
{
    // min() and max() of SQL are null with a null: a record may begin with a note.
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.prepare(QStringLiteral(
        "INSERT INTO cause (key, first_seen, last_seen, title) VALUES (:key, :first, :last, :title) ON CONFLICT (key) "
        "DO UPDATE SET quiet_since = CASE WHEN :first - last_seen >= :quiet THEN last_seen ELSE quiet_since END, "
        "title = CASE WHEN :title <> '' AND :last >= coalesce(last_seen, :last) THEN :title ELSE title END, "
        "first_seen = min(coalesce(first_seen, :first), :first), last_seen = max(coalesce(last_seen, :last), :last)"));
    query.bindValue(QStringLiteral(":key"), QString::fromUtf8(write.key));
    query.bindValue(QStringLiteral(":first"), stored(write.first));
    query.bindValue(QStringLiteral(":last"), stored(write.second));
    query.bindValue(QStringLiteral(":title"), write.text.isNull() ? QStringLiteral("") : write.text);
    query.bindValue(QStringLiteral(":quiet"), QuietMicroseconds);
    if (query.exec())
        return true;
    m_error = query.lastError().text();
    return false;
}

bool CauseDatabase::writeOne(const CauseWrite &write)
{
    const QString key = QString::fromUtf8(write.key);
    const QString text = write.text.isNull() ? QStringLiteral("") : write.text;
    const QString upsert = QStringLiteral("INSERT INTO cause (key, %1) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET "
                                          "%1 = excluded.%1");
    switch (write.what) {
    case CauseWrite::What::Sighting:
        return writeSighting(write);
    case CauseWrite::What::Name:
        return run(upsert.arg(QStringLiteral("name")), {key, text});
    case CauseWrite::What::Note:
        return run(upsert.arg(QStringLiteral("note")), {key, text});
    case CauseWrite::What::Acknowledged:
        return run(upsert.arg(QStringLiteral("acknowledged")), {key, stored(write.first)});
    case CauseWrite::What::Muted:
        return run(upsert.arg(QStringLiteral("muted_at")), {key, stored(write.first)}) &&
               run(upsert.arg(QStringLiteral("muted_until")), {key, stored(write.second)});
    case CauseWrite::What::Merged:
        return text.isEmpty() ? run(QStringLiteral("DELETE FROM merged WHERE key = ?"), {key})
                              : run(QStringLiteral("INSERT INTO merged (key, into_key) VALUES (?, ?) ON CONFLICT "
                                                   "(key) DO UPDATE SET into_key = excluded.into_key"),
                                    {key, text});
    case CauseWrite::What::VisitEnd:
        return run(QStringLiteral("INSERT INTO visit (id, ended) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET ended = "
                                  "max(ended, excluded.ended)"),
                   {stored(write.first)});
    }
    return true;
}

} // namespace waldesk::archive
