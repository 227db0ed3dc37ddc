// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/ownerstamp.h"
#include "models/archive/sqlitefile.h"
#include "models/domain/habit.h"
#include "models/domain/request.h"

#include <QHash>

#include <limits>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

namespace waldesk::archive
{

/// One request as the file keeps it. text and offering are ids of the file, given out before the row that names them.
struct KeptRow {
    static constexpr qint64 None = std::numeric_limits<qint64>::min();
    domain::Uuid uuid;
    qint64 created = 0; ///< microseconds since the epoch
    qint64 modified = 0;
    qint64 started = None;
    qint64 finished = None;
    qint64 text = 0; ///< 0: none
    qint64 offering = 0;
    domain::State state = domain::State::Unknown;
    QString stateText; ///< of an unknown state
};
struct KeptText {
    qint64 id = 0;
    domain::ErrorText text;
    QByteArray finding; ///< of FindingOfText; empty: none
};
struct KeptOffering {
    qint64 id = 0;
    domain::Uuid uuid;
    QString name;
};

/// What was found out about a text, in the words of who found it; without a meaning here. It leaves with its text.
struct FindingOfText {
    domain::ErrorText text;
    QByteArray finding;
};

/// A part of what the file holds, newest creation first, with the texts and offerings that no part before had.
struct RowSlice {
    std::vector<KeptRow> rows;
    std::vector<KeptText> texts;
    std::vector<KeptOffering> offerings;
    bool last = false; ///< nothing follows
};

/// What the file is known to hold. Every request of the server that was created at createdFrom or later, and every
/// error that ended at erredFrom or later, stands in it as it was when the newest change known was made at `cursor`.
struct KeptCoverage {
    static constexpr qint64 Everything = std::numeric_limits<qint64>::min();
    std::optional<domain::Timestamp> cursor;      ///< greatest `modified` that was read; nullopt: none
    std::optional<domain::Timestamp> createdFrom; ///< Everything: the whole list; nullopt: nothing is sure
    std::optional<domain::Timestamp> erredFrom;   ///< the same of the errors
    std::optional<domain::Timestamp> lastSuccess; ///< when the server answered last, by the clock here
    /// When the changes up to `cursor` were read last, likewise; where nothing changed `cursor` is much older. nullopt:
    /// kept by a version that did not tell.
    std::optional<domain::Timestamp> followed = {};
    friend bool operator==(const KeptCoverage &, const KeptCoverage &) = default;
};

/// A text found by its words.
struct FoundText {
    domain::ErrorText text;
    qint64 rows = 0; ///< that ended with it
    domain::Request newest;
};

/// How much may be kept. What is open is kept whatever its age.
struct RowLimits {
    qint64 rows = 1'000'000;
    int days = 400;                          ///< since creation
    qint64 bytes = 2LL * 1024 * 1024 * 1024; ///< of the file
    friend bool operator==(const RowLimits &, const RowLimits &) = default;
};

/// The SQLite file behind RowArchive: rows, distinct error texts with an index of their words, offerings, and what they
/// cover. Everything in it can be read from the server again, so a file that is damaged or of a newer version is put
/// aside and a new one is begun. Lives on one thread but for stop().
class RowDatabase
{
public:
    static constexpr int SchemaVersion = 4;

    explicit RowDatabase(QString file);
    ~RowDatabase();

    /// One sentence where something is wrong; what works goes on working.
    [[nodiscard]] QString open();
    void close();
    void stop() { m_sqlite.stop(); }
    [[nodiscard]] bool isUsable() const { return m_usable; }
    [[nodiscard]] bool isLocked() const { return m_locked; } ///< open() may be tried again

    [[nodiscard]] qint64 rowCount();
    [[nodiscard]] bool hasRows(); ///< at once, however many there are
    [[nodiscard]] KeptCoverage coverage();
    [[nodiscard]] std::optional<KeptOwner> owner(); ///< nullopt: nobody has claimed it
    /// From now on the file is of this account; true: it was of another one, whose rows and texts were deleted, or it
    /// may be of another one and another process holds it: then nothing of it is read, and write() claims it first.
    /// When another process claims it afterwards for somebody else, nothing more is read or written here.
    [[nodiscard]] bool claim(const KeptOwner &owner);
    /// The next part behind the last one; the first after open() or rewind().
    [[nodiscard]] RowSlice readOn(int most);
    void rewind();

    /// All of it in one transaction, or nothing; then one sentence, and it may be given again. A row that is older by
    /// `modified` than what is kept changes nothing.
    [[nodiscard]] QString write(const std::vector<domain::Request> &rows, const std::vector<domain::Uuid> &removed,
                                const std::optional<KeptCoverage> &coverage,
                                const std::vector<FindingOfText> &findings = {});
    /// Takes away a part of what is above the limits, then gives room back to the disk; true: there is more to do.
    [[nodiscard]] bool trim(const RowLimits &limits, domain::Timestamp now);

    /// Texts in which all the words stand (the last may be the beginning of one), the newest text first.
    [[nodiscard]] std::vector<FoundText> search(const QString &words, int most);
    /// See keptHabit(); not enough where the file cannot be used.
    [[nodiscard]] domain::KeptHabit habit(const domain::Uuid &offering);
    [[nodiscard]] qint64 bytes(); ///< that are used of the file
    /// What became of the file since the last call: damage that was met while it was used. Empty: nothing.
    [[nodiscard]] QString takeTrouble() { return std::exchange(m_trouble, {}); }
    /// Another number: the file was begun anew while it was used, and what was written before is not in it.
    [[nodiscard]] int generation() const { return m_generation; }

private:
    struct Statements;
    [[nodiscard]] SqliteFile::Found tryOpen();
    [[nodiscard]] QString beginAnew(SqliteFile::Found why);
    void meet(const SQLite::Exception &problem);
    [[nodiscard]] bool stampFile(); ///< for the stamp's user; see claim(). Throws when another process holds it
    [[nodiscard]] bool mayBeOfAnother();
    [[nodiscard]] qint64 idOf(const domain::ErrorText &text);
    [[nodiscard]] qint64 idOf(const domain::Uuid &offering, const QString &name);
    void writeRow(const domain::Request &row);
    void removeRow(const domain::Uuid &uuid);
    void writeFinding(const FindingOfText &finding);
    void writeCoverage(const KeptCoverage &coverage);
    void raiseFloor(qint64 created, qint64 ended);
    [[nodiscard]] std::optional<domain::Timestamp> readMeta(const char *name);
    void writeMeta(const char *name, const std::optional<domain::Timestamp> &value);
    [[nodiscard]] int removeOldest(const RowLimits &limits, domain::Timestamp now);
    [[nodiscard]] int removeTextsWithoutRow();
    [[nodiscard]] bool mergeWords();
    void addTexts(RowSlice &slice);
    void addOffering(RowSlice &slice, qint64 id);

    SqliteFile m_sqlite;
    OwnerStamp m_stamp;
    std::unique_ptr<Statements> m_statements; ///< prepared once; gone before the file is closed
    QString m_trouble;
    int m_generation = 0;
    bool m_usable = false;
    bool m_locked = false;
    std::pair<qint64, qint64> m_readTo; ///< creation and id of the last row that was read
    std::unordered_set<qint64> m_textsRead;
    std::unordered_set<qint64> m_offeringsRead;
    qint64 m_textsChecked = 0; ///< up to this id each text has been looked at by trim()
    bool m_hasOrphans = true;  ///< a row changed or left since all texts were looked at
    bool m_wordsLeft = false;  ///< texts were taken away whose words still fill the index
    bool m_merging = false;
};

} // namespace waldesk::archive
