// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/causedatabase.h"

#include "models/archive/sqlitevalues.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <array>
#include <utility>

namespace waldesk::archive
{

namespace
{

constexpr qint64 QuietMicroseconds = 7LL * 24 * 3600 * 1'000'000;

QString words(const char *text)
{
    return QCoreApplication::translate("CauseArchive", text);
}

SqliteFile::Schema schema()
{
    SqliteFile::Schema all;
    all.steps = {
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
        {OwnerStamp::Table},
    };
    Q_ASSERT(all.version() == CauseArchive::SchemaVersion);
    return all;
}

using Time = std::optional<domain::Timestamp>;

Time timeOf(const SQLite::Column &column)
{
    return column.isNull() ? std::nullopt : Time(domain::Timestamp{column.getInt64()});
}

QString textOf(const SQLite::Column &column)
{
    return QString::fromUtf8(bytesOf(column));
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

// What an account saw, in the file and in memory. A cause of which nobody has written anything leaves.
constexpr std::array ForgetSeen{
    "UPDATE cause SET first_seen = NULL, last_seen = NULL, quiet_since = NULL, title = '', read = NULL",
    "DELETE FROM cause WHERE name = '' AND note = '' AND acknowledged IS NULL AND muted_at IS NULL",
    "DELETE FROM visit"};

CauseDatabase::Contents withoutSeen(const CauseDatabase::Contents &all)
{
    CauseDatabase::Contents written;
    written.merges = all.merges;
    for (CauseRecord record : all.records) {
        record.firstSeen = record.lastSeen = record.quietSince = record.read = std::nullopt;
        record.title.clear();
        if (!record.name.isEmpty() || !record.note.isEmpty() || record.acknowledged || record.mutedAt)
            written.records.insert(record.key, record);
    }
    return written;
}

} // namespace

bool CauseWrite::isOfAccount() const
{
    switch (what) {
    case What::Sighting:
    case What::VisitEnd:
    case What::Read:
    case What::NewSince:
        return true;
    case What::Name:
    case What::Note:
    case What::Acknowledged:
    case What::Muted:
    case What::Merged:
        return false;
    }
    return false;
}

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

CauseDatabase::CauseDatabase(QString file) : m_sqlite(std::move(file), schema()), m_stamp(m_sqlite)
{
}

CauseDatabase::~CauseDatabase() = default;

void CauseDatabase::close()
{
    m_usable = false;
    m_sqlite.close();
}

QString CauseDatabase::open()
{
    using Found = SqliteFile::Found;
    Found found = m_sqlite.open();
    QString sentence;
    if (found == Found::Damaged && m_sqlite.putAside(QStringLiteral("damaged"))) {
        sentence = words("The file of known causes was damaged. It was put aside as %1, and a new one was begun.")
                       .arg(m_sqlite.aside());
        found = m_sqlite.open();
    }
    m_usable = found == Found::Good;
    m_locked = found == Found::Locked;
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
        .arg(m_sqlite.error().isEmpty() ? m_sqlite.file() : m_sqlite.error());
}

CauseDatabase::Contents CauseDatabase::read()
{
    Contents all;
    if (!m_usable)
        return all;
    bool isForeign = true;
    try {
        // One snapshot of what is kept and of whose it is: another window may claim the file.
        SQLite::Transaction transaction(m_sqlite.database());
        isForeign = m_stamp.isOfAnother();
        SQLite::Statement causes(m_sqlite.database(),
                                 "SELECT key, first_seen, last_seen, quiet_since, title, name, note, "
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
        SQLite::Statement merges(m_sqlite.database(), "SELECT key, into_key FROM merged");
        while (merges.executeStep())
            all.merges.insert(bytesOf(merges.getColumn(0)), bytesOf(merges.getColumn(1)));
        SQLite::Statement visits(m_sqlite.database(), "SELECT ended, new_since FROM visit");
        if (visits.executeStep()) {
            all.visitEnd = timeOf(visits.getColumn(0));
            all.newSince = timeOf(visits.getColumn(1));
        }
    } catch (const SQLite::Exception &problem) {
        (void)m_sqlite.judge(problem);
    }
    return isForeign ? withoutSeen(all) : all;
}

std::optional<KeptOwner> CauseDatabase::owner()
{
    if (!m_usable)
        return std::nullopt;
    try {
        return OwnerStamp::read(m_sqlite.database());
    } catch (const SQLite::Exception &problem) {
        (void)m_sqlite.judge(problem);
        return std::nullopt;
    }
}

bool CauseDatabase::claim(const KeptOwner &owner)
{
    m_stamp.setUser(owner);
    if (!m_usable)
        return false;
    try {
        return m_stamp.claim(
            [this] { std::ranges::for_each(ForgetSeen, [this](const char *sql) { m_sqlite.run(sql); }); });
    } catch (const SQLite::Exception &problem) {
        (void)m_sqlite.judge(problem);
        return false;
    }
}

bool CauseDatabase::isOfAnother()
{
    if (!m_usable)
        return false;
    try {
        return m_stamp.isOfAnother();
    } catch (const SQLite::Exception &problem) {
        (void)m_sqlite.judge(problem);
        return true; // nothing is shown of what may be another's
    }
}

CauseDatabase::Written CauseDatabase::write(const std::vector<CauseWrite> &writes, Unread unread)
{
    if (m_locked)
        return {words("The file of known causes is in use by another process. It is tried again; what you note "
                      "meanwhile is kept."),
                {}};
    if (!m_usable)
        return {};
    try {
        Written written;
        SQLite::Transaction transaction(m_sqlite.database(), SQLite::TransactionBehavior::IMMEDIATE);
        const bool isForeign = m_stamp.isOfAnother();
        for (CauseWrite each : writes) {
            if (isForeign && each.isOfAccount())
                continue;
            if (const QString there = unreadBy(each); !there.isEmpty()) {
                if (unread == Unread::Tell)
                    written.replaced.push_back({each.what, each.key, there, {}, {}});
                else if (each.what == CauseWrite::What::Note && !each.text.isEmpty())
                    each.text += QStringLiteral("\n\n") + there;
            }
            writeOne(each);
        }
        transaction.commit();
        return written;
    } catch (const SQLite::Exception &problem) {
        (void)m_sqlite.judge(problem);
    }
    return {words("What is known of causes could not be written (%1). It is tried again.").arg(m_sqlite.error()), {}};
}

QString CauseDatabase::unreadBy(const CauseWrite &write)
{
    if (!write.before)
        return {};
    const bool isName = write.what == CauseWrite::What::Name;
    SQLite::Statement statement(m_sqlite.database(), isName ? "SELECT name FROM cause WHERE key = ?"
                                                            : "SELECT note FROM cause WHERE key = ?");
    statement.bind(1, write.key.toStdString());
    const QString there = statement.executeStep() ? textOf(statement.getColumn(0)) : QString();
    return there == *write.before || there == write.text ? QString() : there;
}

std::optional<bool> CauseDatabase::hasNews()
{
    if (!m_usable)
        return false;
    try {
        const qint64 version = m_sqlite.database().execAndGet("PRAGMA data_version").getInt64();
        return std::exchange(m_version, version) != version;
    } catch (const SQLite::Exception &problem) {
        (void)m_sqlite.judge(problem);
        return std::nullopt;
    }
}

void CauseDatabase::writeSighting(const CauseWrite &write)
{
    // min() and max() of SQL are null with a null: a record may begin with a note.
    SQLite::Statement statement(
        m_sqlite.database(),
        "INSERT INTO cause (key, first_seen, last_seen, title) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) "
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
        SQLite::Statement statement(m_sqlite.database(), "INSERT INTO cause (key, " + name +
                                                             ") VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET " +
                                                             name + " = excluded." + name);
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
        SQLite::Statement statement(m_sqlite.database(), sql);
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
             "min(coalesce(new_since, excluded.new_since), excluded.new_since)",
             int64_t(write.first->microseconds));
        break;
    }
}

QString CauseDatabase::unsavedFile() const
{
    return m_sqlite.file() + QLatin1StringView(".unsaved");
}

bool CauseDatabase::keepUnsaved(const std::vector<CauseWrite> &writes) const
{
    QFile file(unsavedFile());
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
        return false;
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    for (const CauseWrite &each : writes) {
        // What an account saw, with whose it is: the next start may be another's.
        const QString person = each.isOfAccount() && m_stamp.user() ? m_stamp.user()->person.toString() : QString();
        const QJsonObject line{{QStringLiteral("what"), int(each.what)},
                               {QStringLiteral("person"), person},
                               {QStringLiteral("key"), QString::fromUtf8(each.key)},
                               {QStringLiteral("text"), each.text},
                               {QStringLiteral("first"), toJson(each.first)},
                               {QStringLiteral("second"), toJson(each.second)},
                               {QStringLiteral("before"), each.before ? QJsonValue(*each.before) : QJsonValue()}};
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
    const std::optional<KeptOwner> kept = owner();
    const QString person = kept ? kept->person.toString() : QString();
    std::vector<CauseWrite> writes;
    while (!file.atEnd()) {
        const QJsonObject line = QJsonDocument::fromJson(file.readLine()).object();
        const int what = line.value(u"what").toInt(-1);
        const QJsonValue before = line.value(u"before");
        const CauseWrite write{
            CauseWrite::What(what),          line.value(u"key").toString().toUtf8(),
            line.value(u"text").toString(),  timeFrom(line.value(u"first")),
            timeFrom(line.value(u"second")), before.isString() ? std::optional(before.toString()) : std::nullopt};
        const bool timed = write.what == CauseWrite::What::VisitEnd || write.what == CauseWrite::What::NewSince ||
                           write.what == CauseWrite::What::Sighting;
        const bool isWhole = what >= 0 && what <= int(CauseWrite::What::NewSince) && (!timed || write.first);
        if (isWhole && (!write.isOfAccount() || line.value(u"person").toString() == person))
            writes.push_back(write);
    }
    if (!write(writes, Unread::Keep).trouble.isEmpty())
        return words("When Waldesk was closed last, the file of known causes was in use by another process. What was "
                     "noted then stands in %1 and is tried again at the next start.")
            .arg(QFileInfo(file).fileName());
    file.remove();
    return words("When Waldesk was closed last, the file of known causes was in use by another process. What was "
                 "noted then has been written now.");
}

} // namespace waldesk::archive
