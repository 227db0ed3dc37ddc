// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/causearchive.h"
#include "models/archive/ownerstamp.h"
#include "models/archive/sqlitefile.h"

#include <optional>
#include <vector>

namespace waldesk::archive
{

/// One thing to be written.
struct CauseWrite {
    enum class What : quint8 { Sighting, Name, Note, Acknowledged, Muted, Merged, VisitEnd, Read, NewSince };
    What what = What::Sighting;
    QByteArray key;
    QString text;                            ///< title, name, note, the key it was merged into
    std::optional<domain::Timestamp> first;  ///< first seen, acknowledged, muted at, visit end, read, new since
    std::optional<domain::Timestamp> second; ///< last seen, muted until
    /// Of a name or a note: what stood there as far as its writer knew; see CauseDatabase::Unread.
    std::optional<QString> before = std::nullopt;
    /// What an account saw, and is nothing for another one: sightings, what was read, visits. All else a person at this
    /// machine has written.
    [[nodiscard]] bool isOfAccount() const;
};

/// What a write makes of a record; also how memory and file stay alike.
void apply(CauseRecord &record, const CauseWrite &write);

/// The SQLite file behind CauseArchive, through SQLiteCpp. Lives on one thread but for stop(). What could not be
/// written when it stopped stands in a file beside it, `causes.sqlite.unsaved`, and is written at the next open(); of
/// that, what an account saw only where the file is of the same account still.
class CauseDatabase
{
public:
    struct Contents {
        QHash<QByteArray, CauseRecord> records;
        QHash<QByteArray, QByteArray> merges;
        std::optional<domain::Timestamp> visitEnd;
        std::optional<domain::Timestamp> newSince;
        friend bool operator==(const Contents &, const Contents &) = default;
    };

    /// A name or a note that another process wrote and the writer had not read when its own replaces it.
    enum class Unread : quint8 {
        Tell, ///< it is replaced and told
        Keep, ///< nobody is there to be told: a note stays below the new one
    };
    struct Written {
        QString trouble;                  ///< one sentence; empty: all is written
        std::vector<CauseWrite> replaced; ///< what the others had written
    };

    explicit CauseDatabase(QString file);
    ~CauseDatabase();

    /// Opens, puts a damaged file aside, brings the schema up to date. One sentence where something is wrong; what
    /// works goes on working.
    [[nodiscard]] QString open();
    /// Where the file is of another account, only what a person wrote.
    [[nodiscard]] Contents read();
    [[nodiscard]] std::optional<KeptOwner> owner(); ///< nullopt: nobody has claimed it, or it is not open
    /// From now on the file is of this account; true: it was of another one, and what that one saw was deleted. What a
    /// person wrote stays.
    [[nodiscard]] bool claim(const KeptOwner &owner);
    /// For whom it is read and written; claims nothing.
    void setUser(const KeptOwner &user) { m_stamp.setUser(user); }
    [[nodiscard]] bool isOfAnother(); ///< see OwnerStamp
    /// All of them in one transaction, or none, and they may be given again then. Where the file is of another account,
    /// what this one saw is left out.
    [[nodiscard]] Written write(const std::vector<CauseWrite> &writes, Unread unread = Unread::Tell);
    /// True where another process has written since it was asked last; nullopt: another process holds the file.
    [[nodiscard]] std::optional<bool> hasNews();
    void close(); ///< on the thread that opened it
    /// From another thread: what runs ends at once, and nothing waits for another process any more.
    void stop() { m_sqlite.stop(); }
    /// Keeps in a file beside the database what could not be written; false: not even that.
    [[nodiscard]] bool keepUnsaved(const std::vector<CauseWrite> &writes) const;
    [[nodiscard]] bool isUsable() const { return m_usable; }
    /// open() gave up because another process held the file, or because of stop(): open() may be tried again.
    [[nodiscard]] bool isLocked() const { return m_locked; }

private:
    void writeOne(const CauseWrite &write);
    [[nodiscard]] QString unreadBy(const CauseWrite &write); ///< what it will replace; empty: nothing of the kind
    void writeSighting(const CauseWrite &write);
    [[nodiscard]] QString writeUnsaved(); ///< of the session before; one sentence where there was anything
    [[nodiscard]] QString unsavedFile() const;

    SqliteFile m_sqlite;
    OwnerStamp m_stamp;
    qint64 m_version = -1; ///< SQLite's, of what others have written
    bool m_usable = false;
    bool m_locked = false;
};

} // namespace waldesk::archive
