// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/ownerstamp.h"
#include "models/domain/timestamp.h"

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace waldesk::archive
{

/// What is kept of a cause on this machine.
struct CauseRecord {
    QByteArray key;
    std::optional<domain::Timestamp> firstSeen; ///< time of its first error, ever
    std::optional<domain::Timestamp> lastSeen;
    std::optional<domain::Timestamp> quietSince; ///< last error before it was quiet for seven days or more
    QString title;                               ///< newest
    QString name;                                ///< given by a person
    QString note;                                ///< plain text
    std::optional<domain::Timestamp> acknowledged;
    std::optional<domain::Timestamp> mutedAt;
    std::optional<domain::Timestamp> mutedUntil; ///< without it: until it comes back
    std::optional<domain::Timestamp> read;       ///< when its detail was opened last
    friend bool operator==(const CauseRecord &, const CauseRecord &) = default;
};

/// What CauseArchive::changed() tells of.
struct CauseChange {
    bool everything = false; ///< another file or another account: nothing that was known before holds
    bool merges = false;
    bool newSince = false;
    QSet<QByteArray> keys;   ///< whose records are others now
    QSet<QByteArray> opened; ///< of these, those that a person has opened since
    [[nodiscard]] bool isEmpty() const { return !everything && !merges && !newSince && keys.isEmpty(); }
};

/// A cause was seen in rows that were loaded.
struct CauseSighting {
    QByteArray key;
    domain::Timestamp first;
    domain::Timestamp last;
    QString title;
};

/// What is known of causes, and when the last visit ended: one SQLite file in the profile's folder (WAL). Everything is
/// held in memory too, so reading costs nothing; the file is read and written by a thread of its own, what is told in
/// one turn in one transaction. Several processes may use the file: first and last seen are widened, never narrowed,
/// and of two answers to the same question the later one stays; a name or a note of another process that it replaces
/// unseen is told. What the others write is looked for each second (FileWatch), and changed() tells it. A damaged file
/// is put aside and a new one begun; a file that can not be used at all leaves an archive of this session. trouble()
/// then is one sentence. What an account saw (times, titles, what was read, visits) is nothing for another one; names,
/// notes, acknowledgements, mutes and merges are of who wrote them here, and stay (docs/archive.md, "Whose requests").
class CauseArchive : public QObject
{
    Q_OBJECT
public:
    static constexpr int SchemaVersion = 4;
    /// Reader: what is told counts in this object alone; the file keeps what it knows.
    enum class Access : quint8 { Owner, Reader };

    /// @p tokenMark: api::Connection::tokenMark() of who opens it. Where the file was last used with another token,
    /// nothing of it is told before setPerson(): until then opened() does not come. 0: whoever it is. @p person: whose
    /// token it is, where that is known already; nil: setPerson() tells it.
    explicit CauseArchive(const QString &file, Access access = Access::Owner, qint64 tokenMark = 0,
                          const domain::Uuid &person = {}, QObject *parent = nullptr);
    /// Everything told is on disk then. A file that another process holds is not waited for: what was told stands in a
    /// file beside it, is written at the next start, and trouble() tells of it then.
    ~CauseArchive() override;

    [[nodiscard]] bool isOpen() const; ///< what the file knew is here (or it will never be)
    /// The token is not the one that the file was last used with: setPerson() decides whose it is.
    [[nodiscard]] bool awaitsPerson() const;
    /// Whose token it is. What another account saw is deleted, or, by a Reader, left out; see cleared(). Nil: the
    /// server does not tell; then nothing is shown of what was seen with another token. Again with each new token.
    void setPerson(const domain::Uuid &person, qint64 tokenMark);
    [[nodiscard]] QString trouble() const;
    [[nodiscard]] QString file() const;

    [[nodiscard]] const CauseRecord *find(const QByteArray &key) const;
    [[nodiscard]] const QHash<QByteArray, CauseRecord> &records() const;
    [[nodiscard]] const QHash<QByteArray, QByteArray> &merges() const; ///< key -> the key it was merged into
    [[nodiscard]] QByteArray rootOf(const QByteArray &key) const;      ///< the key after merges
    [[nodiscard]] std::optional<domain::Timestamp> visitEnd() const;   ///< of the newest visit that is known

    /// Causes whose first error is older are not new: what was there before the first visit; empty: not set yet. Of two
    /// windows that took a visit for the first one, the earlier time stays.
    [[nodiscard]] std::optional<domain::Timestamp> newSince() const;

    void note(const std::vector<CauseSighting> &sightings);
    void setName(const QByteArray &key, const QString &name);
    void setNote(const QByteArray &key, const QString &note);
    void setAcknowledged(const QByteArray &key, std::optional<domain::Timestamp> when);
    void setMuted(const QByteArray &key, std::optional<domain::Timestamp> at, std::optional<domain::Timestamp> until);
    void setMerged(const QByteArray &key, const QByteArray &into); ///< empty: no longer
    void setRead(const QByteArray &key, std::optional<domain::Timestamp> when);
    void setVisitEnd(domain::Timestamp when);
    void setNewSince(domain::Timestamp when);
    /// Something is kept under a key of rule `w1`.
    [[nodiscard]] bool hasOlderKeys() const;
    /// @p olderOf: key of now -> the key that rule `w1` gave the same error. Times, title, name, note, acknowledgement,
    /// mute and merge of the older key are copied to the newer one, once: a newer key that has a record keeps it.
    /// changed() follows, in a later turn, if anything was carried.
    void carry(const QHash<QByteArray, QByteArray> &olderOf);
    void reload(); ///< what other processes wrote meanwhile, now

signals:
    void opened();
    void personWanted(); ///< awaitsPerson() became true
    /// By other processes, or all of it. That another visit ended is not told.
    void changed(const waldesk::archive::CauseChange &what);
    /// What this process wrote has replaced what another one had written since this one had read it.
    void nameReplaced(const QByteArray &key, const QString &was);
    void noteReplaced(const QByteArray &key, const QString &was);
    /// After opened() and changed(): the file was of another account, though it was used with this token. What that
    /// one saw is gone; of what is told from now on only what a person wrote is kept, because who tells it began with
    /// the other's visit. Who shows it opens the connection again.
    void cleared();
    void troubled(const QString &sentence);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::archive
