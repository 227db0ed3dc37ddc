// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/rowdatabase.h"

#include "models/archive/kepthabits.h"
#include "models/archive/sqlitevalues.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QRegularExpression>
#include <QStringList>

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>

namespace waldesk::archive
{

namespace
{

using Found = SqliteFile::Found;

constexpr int TrimRows = 2'000; // of one transaction: another window waits for no longer than that takes
constexpr int TrimPages = 1'000;
constexpr qint64 AfterAll = std::numeric_limits<qint64>::max();

QString words(const char *text)
{
    return QCoreApplication::translate("RowArchive", text);
}

SqliteFile::Schema schema()
{
    SqliteFile::Schema all;
    // Must be said before the first table: else room would only come back by writing the whole file again.
    // A start reads all of it, and an error is a kilobyte or more: of larger pages fewer are asked for, a quarter of
    // the file is saved, and all rows are there 10 % sooner. Files of before keep the size they were made with.
    all.beforeFirst = {"PRAGMA page_size = 16384", "PRAGMA auto_vacuum = INCREMENTAL"};
    // A million rows take seconds to check; what is damaged shows when it is read, and is put aside then.
    all.checkedWhole = false;
    all.steps = {
        {"CREATE TABLE offering (id INTEGER PRIMARY KEY, uuid BLOB NOT NULL UNIQUE, name TEXT NOT NULL DEFAULT '')",
         "CREATE TABLE text (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, message BLOB NOT NULL, "
         "traceback BLOB NOT NULL)",
         "CREATE VIRTUAL TABLE text_words USING fts5(message, traceback, content='text', content_rowid='id')",
         "CREATE TABLE request (id INTEGER PRIMARY KEY, uuid BLOB NOT NULL UNIQUE, created INTEGER NOT NULL, "
         "modified INTEGER NOT NULL, started INTEGER, finished INTEGER, state TEXT NOT NULL, "
         "offering INTEGER NOT NULL, text INTEGER)",
         "CREATE INDEX request_created ON request (created)",
         "CREATE INDEX request_text ON request (text, created) WHERE text IS NOT NULL",
         "CREATE TABLE meta (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) WITHOUT ROWID"},
        {"CREATE INDEX request_done ON request (offering, created) WHERE state = 'Done'"},
        {"CREATE TABLE finding (text INTEGER PRIMARY KEY, bytes BLOB NOT NULL)"},
        {OwnerStamp::Table},
    };
    Q_ASSERT(all.version() == RowDatabase::SchemaVersion);
    return all;
}

void bindBytes(SQLite::Statement &statement, int at, const QByteArray &bytes)
{
    // A null pointer would be bound as NULL.
    statement.bindNoCopy(at, bytes.isEmpty() ? "" : bytes.constData(), int(bytes.size()));
}

qint64 timeOf(const SQLite::Column &column)
{
    return column.isNull() ? KeptRow::None : qint64(column.getInt64());
}

/// Of the statement `readRows`, made once it stands on a row; they stand for its columns on each row after that. A
/// column that is made anew for each row counts its references in atomic numbers, a tenth of all the reading.
struct ColumnsOfRow {
    explicit ColumnsOfRow(const SQLite::Statement &read)
        : id(read.getColumn(0)), uuid(read.getColumn(1)), created(read.getColumn(2)), modified(read.getColumn(3)),
          started(read.getColumn(4)), finished(read.getColumn(5)), state(read.getColumn(6)),
          offering(read.getColumn(7)), text(read.getColumn(8))
    {
    }
    [[nodiscard]] KeptRow row() const
    {
        KeptRow row;
        row.uuid = uuidOf(uuid);
        row.created = created.getInt64();
        row.modified = modified.getInt64();
        row.started = timeOf(started);
        row.finished = timeOf(finished);
        const QByteArrayView word(state.getText());
        row.state = domain::stateFromWire(word);
        if (row.state == domain::State::Unknown)
            row.stateText = QString::fromUtf8(word);
        row.offering = offering.getInt64();
        row.text = text.getInt64(); // 0 of NULL
        return row;
    }

    SQLite::Column id, uuid, created, modified, started, finished, state, offering, text;
};

std::optional<domain::Timestamp> timestampOf(qint64 time)
{
    return time == KeptRow::None ? std::nullopt : std::optional(domain::Timestamp{time});
}

QByteArray digestOf(const domain::ErrorText &text)
{
    QCryptographicHash hash(QCryptographicHash::Blake2b_256);
    // The length first: "ab" with "c" is another text than "a" with "bc".
    hash.addData(QByteArray::number(text.message.size()) + ':');
    hash.addData(text.message);
    hash.addData(text.traceback);
    return hash.result();
}

/// Each word as a phrase of its own, so that nothing a person types is a command of FTS5; the last one may go on.
std::string matchOf(const QString &typed)
{
    static const QRegularExpression space(QStringLiteral("[\\s\\x00]+"));
    QStringList terms;
    for (QString word : typed.split(space, Qt::SkipEmptyParts)) {
        const bool hasWord = std::ranges::any_of(word, [](QChar c) { return c.isLetterOrNumber(); });
        if (!hasWord)
            continue;
        word.replace(u'"', QStringLiteral("\"\""));
        terms.append(u'"' + word + u'"');
    }
    if (terms.isEmpty())
        return {};
    return (terms.join(u' ') + u'*').toStdString();
}

} // namespace

struct RowDatabase::Statements {
    explicit Statements(SQLite::Database &database)
        : findText(database, "SELECT id FROM text WHERE digest = ?"),
          addText(database, "INSERT INTO text (digest, message, traceback) VALUES (?, ?, ?)"),
          addWords(database, "INSERT INTO text_words (rowid, message, traceback) VALUES (?, ?, ?)"),
          readTexts(database, "SELECT id, message, traceback, bytes FROM text LEFT JOIN finding ON "
                              "finding.text = text.id WHERE id >= ? ORDER BY id"),
          writeFinding(database, "INSERT OR REPLACE INTO finding (text, bytes) SELECT id, ?2 FROM text "
                                 "WHERE digest = ?1"),
          findOffering(database, "SELECT id, name FROM offering WHERE uuid = ?"),
          addOffering(database, "INSERT INTO offering (uuid, name) VALUES (?, ?)"),
          nameOffering(database, "UPDATE offering SET name = ?2 WHERE id = ?1"),
          readOffering(database, "SELECT uuid, name FROM offering WHERE id = ?"),
          writeRow(database, "INSERT INTO request (uuid, created, modified, started, finished, state, offering, text) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (uuid) DO UPDATE SET "
                             "created = ?2, modified = ?3, started = ?4, finished = ?5, state = ?6, offering = ?7, "
                             "text = ?8 WHERE ?3 >= modified"),
          removeRow(database, "DELETE FROM request WHERE uuid = ?"),
          readRows(database, "SELECT id, uuid, created, modified, started, finished, state, offering, text "
                             "FROM request WHERE (created, id) < (?1, ?2) AND NOT EXISTS (SELECT 1 FROM owner WHERE "
                             "person <> ?4) ORDER BY created DESC, id DESC LIMIT ?3"),
          writeMeta(database, "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET "
                              "value = excluded.value"),
          removeMeta(database, "DELETE FROM meta WHERE name = ?")
    {
    }

    SQLite::Statement findText;
    SQLite::Statement addText;
    SQLite::Statement addWords;
    SQLite::Statement readTexts;
    SQLite::Statement writeFinding;
    SQLite::Statement findOffering;
    SQLite::Statement addOffering;
    SQLite::Statement nameOffering;
    SQLite::Statement readOffering;
    SQLite::Statement writeRow;
    SQLite::Statement removeRow;
    SQLite::Statement readRows;
    SQLite::Statement writeMeta;
    SQLite::Statement removeMeta;
};

RowDatabase::RowDatabase(QString file) : m_sqlite(std::move(file), schema()), m_stamp(m_sqlite)
{
}

RowDatabase::~RowDatabase()
{
    close();
}

void RowDatabase::close()
{
    m_usable = false;
    m_statements.reset();
    m_sqlite.close();
}

QString RowDatabase::beginAnew(Found why)
{
    const bool damaged = why == Found::Damaged;
    m_statements.reset();
    if (!m_sqlite.putAside(damaged ? QStringLiteral("damaged") : QStringLiteral("newer")))
        return {};
    rewind();
    return (damaged ? words("The file of requests seen before was damaged. It was put aside as %1; what it held is "
                            "read from the server again. Notes and the journal are in other files.")
                    : words("The file of requests seen before was written by a newer Waldesk. It was put aside as %1; "
                            "what it held is read from the server again. Notes and the journal are in other files."))
        .arg(m_sqlite.aside());
}

Found RowDatabase::tryOpen()
{
    const Found found = m_sqlite.open();
    if (found != Found::Good)
        return found;
    try {
        m_statements = std::make_unique<Statements>(m_sqlite.database());
        return Found::Good;
    } catch (const SQLite::Exception &problem) {
        return m_sqlite.judge(problem);
    }
}

QString RowDatabase::open()
{
    rewind();
    Found found = tryOpen();
    QString sentence;
    if (found == Found::Damaged || found == Found::Newer) {
        sentence = beginAnew(found);
        if (!sentence.isEmpty())
            found = tryOpen();
    }
    m_usable = found == Found::Good;
    m_locked = found == Found::Locked;
    if (m_usable) {
        if (!sentence.isEmpty() && m_stamp.user())
            (void)claim(*m_stamp.user()); // the new file is of the same account
        return sentence;
    }
    close();
    if (m_locked)
        return words("The file of requests seen before is in use by another process. It is tried again.");
    return words("The file of requests seen before cannot be used (%1). What is read now is not kept.")
        .arg(m_sqlite.error().isEmpty() ? m_sqlite.file() : m_sqlite.error());
}

/// Damage shows at the page that is read or written. What it held is on the server: a new file is begun at once.
void RowDatabase::meet(const SQLite::Exception &problem)
{
    if (m_sqlite.judge(problem) != Found::Damaged)
        return;
    m_usable = false;
    const QString sentence = beginAnew(Found::Damaged);
    if (sentence.isEmpty())
        return;
    ++m_generation;
    const QString problemOfNew = open();
    m_trouble = problemOfNew.isEmpty() ? sentence : problemOfNew;
}

qint64 RowDatabase::rowCount()
{
    if (!m_usable)
        return 0;
    try {
        return m_sqlite.database().execAndGet("SELECT count(*) FROM request").getInt64();
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return 0;
    }
}

bool RowDatabase::hasRows()
{
    if (!m_usable)
        return false;
    try {
        return !m_stamp.isOfAnother() &&
               m_sqlite.database().execAndGet("SELECT EXISTS (SELECT 1 FROM request)").getInt() != 0;
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return false;
    }
}

qint64 RowDatabase::bytes()
{
    if (!m_usable)
        return 0;
    try {
        SQLite::Database &database = m_sqlite.database();
        const qint64 pages = database.execAndGet("PRAGMA page_count").getInt64();
        const qint64 free = database.execAndGet("PRAGMA freelist_count").getInt64();
        return (pages - free) * database.execAndGet("PRAGMA page_size").getInt64();
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return 0;
    }
}

KeptCoverage RowDatabase::coverage()
{
    KeptCoverage kept;
    if (!m_usable)
        return kept;
    try {
        if (m_stamp.isOfAnother())
            return kept;
        SQLite::Statement all(m_sqlite.database(), "SELECT name, value FROM meta");
        while (all.executeStep()) {
            const std::string name = all.getColumn(0).getString();
            const domain::Timestamp value{all.getColumn(1).getInt64()};
            if (name == "cursor")
                kept.cursor = value;
            else if (name == "created_from")
                kept.createdFrom = value;
            else if (name == "erred_from")
                kept.erredFrom = value;
            else if (name == "last_success")
                kept.lastSuccess = value;
            else if (name == "followed")
                kept.followed = value;
        }
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return {};
    }
    return kept;
}

std::optional<KeptOwner> RowDatabase::owner()
{
    if (!m_usable)
        return std::nullopt;
    try {
        return OwnerStamp::read(m_sqlite.database());
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return std::nullopt;
    }
}

bool RowDatabase::claim(const KeptOwner &owner)
{
    m_stamp.setUser(owner);
    if (!m_usable)
        return false;
    try {
        return stampFile();
    } catch (const SQLite::Exception &problem) {
        const bool isForeign = mayBeOfAnother();
        meet(problem);
        return isForeign;
    }
}

bool RowDatabase::stampFile()
{
    const bool isOther = m_stamp.claim([this] {
        for (const char *sql : {"INSERT INTO text_words (text_words) VALUES ('delete-all')", "DELETE FROM request",
                                "DELETE FROM text", "DELETE FROM finding", "DELETE FROM offering", "DELETE FROM meta"})
            m_sqlite.run(sql);
    });
    if (isOther)
        rewind();
    return isOther;
}

bool RowDatabase::mayBeOfAnother()
{
    try {
        return m_stamp.isOfAnother();
    } catch (const SQLite::Exception &) {
        return true; // nothing is shown of what may be another's
    }
}

void RowDatabase::rewind()
{
    m_readTo = {AfterAll, AfterAll};
    m_textsRead.clear();
    m_offeringsRead.clear();
}

/// Those of the rows that were not read before. Rows of one time name texts that were kept together: going on to the
/// next saves looking each up.
void RowDatabase::addTexts(RowSlice &slice)
{
    constexpr qint64 FarApart = 4; // then it is looked up
    std::vector<qint64> wanted;
    for (const KeptRow &row : slice.rows) {
        if (row.text != 0 && m_textsRead.insert(row.text).second)
            wanted.push_back(row.text);
    }
    std::ranges::sort(wanted);
    slice.texts.reserve(wanted.size());
    SQLite::Statement &read = m_statements->readTexts;
    qint64 at = 0; // the id of the row that the statement stands on; 0: none
    for (const qint64 id : wanted) {
        if (at == 0 || id - at > FarApart) {
            read.reset();
            read.bind(1, int64_t(id));
        }
        while (at < id) {
            if (!read.executeStep()) {
                read.reset();
                return; // no text has so high an id
            }
            at = read.getColumn(0).getInt64();
        }
        if (at == id)
            slice.texts.push_back(
                {id, {bytesOf(read.getColumn(1)), bytesOf(read.getColumn(2))}, bytesOf(read.getColumn(3))});
    }
    read.reset();
}

void RowDatabase::addOffering(RowSlice &slice, qint64 id)
{
    if (!m_offeringsRead.insert(id).second)
        return;
    SQLite::Statement &read = m_statements->readOffering;
    read.reset();
    read.bind(1, int64_t(id));
    if (read.executeStep())
        slice.offerings.push_back({id, uuidOf(read.getColumn(0)), QString::fromUtf8(bytesOf(read.getColumn(1)))});
    read.reset();
}

RowSlice RowDatabase::readOn(int most)
{
    RowSlice slice;
    slice.last = true;
    if (!m_usable)
        return slice;
    try {
        // One snapshot for rows and what they name: another window may be writing.
        SQLite::Transaction transaction(m_sqlite.database());
        SQLite::Statement &read = m_statements->readRows; // no row of another account's file
        read.reset();
        read.bind(1, int64_t(m_readTo.first));
        read.bind(2, int64_t(m_readTo.second));
        read.bind(3, most);
        if (m_stamp.user())
            bindUuid(read, 4, m_stamp.user()->person);
        slice.rows.reserve(size_t(most));
        std::optional<ColumnsOfRow> columns;
        while (read.executeStep()) {
            if (!columns)
                columns.emplace(read);
            slice.rows.push_back(columns->row());
            m_readTo = {slice.rows.back().created, columns->id.getInt64()};
        }
        read.reset();
        for (const KeptRow &row : slice.rows)
            addOffering(slice, row.offering);
        addTexts(slice);
        slice.last = slice.rows.size() < size_t(most);
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return {{}, {}, {}, true};
    }
    return slice;
}

qint64 RowDatabase::idOf(const domain::ErrorText &text)
{
    const QByteArray digest = digestOf(text);
    Statements &all = *m_statements;
    all.findText.reset();
    bindBytes(all.findText, 1, digest);
    if (all.findText.executeStep()) {
        const qint64 id = all.findText.getColumn(0).getInt64();
        all.findText.reset();
        return id;
    }
    all.findText.reset();
    all.addText.reset();
    bindBytes(all.addText, 1, digest);
    bindBytes(all.addText, 2, text.message);
    bindBytes(all.addText, 3, text.traceback);
    all.addText.exec();
    const qint64 id = m_sqlite.database().getLastInsertRowid();
    all.addWords.reset();
    all.addWords.bind(1, int64_t(id));
    bindBytes(all.addWords, 2, text.message);
    bindBytes(all.addWords, 3, text.traceback);
    all.addWords.exec();
    return id;
}

qint64 RowDatabase::idOf(const domain::Uuid &offering, const QString &name)
{
    Statements &all = *m_statements;
    all.findOffering.reset();
    bindUuid(all.findOffering, 1, offering);
    if (all.findOffering.executeStep()) {
        const qint64 id = all.findOffering.getColumn(0).getInt64();
        const bool renamed = !name.isEmpty() && QString::fromUtf8(bytesOf(all.findOffering.getColumn(1))) != name;
        all.findOffering.reset();
        if (renamed) {
            all.nameOffering.reset();
            all.nameOffering.bind(1, int64_t(id));
            all.nameOffering.bind(2, name.toStdString());
            all.nameOffering.exec();
        }
        return id;
    }
    all.findOffering.reset();
    all.addOffering.reset();
    bindUuid(all.addOffering, 1, offering);
    all.addOffering.bind(2, name.toStdString());
    all.addOffering.exec();
    return m_sqlite.database().getLastInsertRowid();
}

void RowDatabase::writeRow(const domain::Request &row)
{
    const qint64 offering = idOf(row.offering, row.offeringName);
    const qint64 text = row.error.isEmpty() ? 0 : idOf(row.error);
    SQLite::Statement &write = m_statements->writeRow;
    write.reset();
    bindUuid(write, 1, row.uuid);
    write.bind(2, int64_t(row.created.microseconds));
    write.bind(3, int64_t(row.modified.microseconds));
    bindTime(write, 4, row.started);
    bindTime(write, 5, row.finished);
    const QString state = row.state == domain::State::Unknown ? row.stateText : domain::stateName(row.state);
    write.bind(6, state.toStdString());
    write.bind(7, int64_t(offering));
    if (text != 0)
        write.bind(8, int64_t(text));
    else
        write.bind(8);
    write.exec();
}

void RowDatabase::removeRow(const domain::Uuid &uuid)
{
    SQLite::Statement &remove = m_statements->removeRow;
    remove.reset();
    bindUuid(remove, 1, uuid);
    remove.exec();
    m_hasOrphans = true;
}

/// Of a text that has left meanwhile, nothing is kept.
void RowDatabase::writeFinding(const FindingOfText &finding)
{
    const QByteArray digest = digestOf(finding.text);
    SQLite::Statement &write = m_statements->writeFinding;
    write.reset();
    bindBytes(write, 1, digest);
    bindBytes(write, 2, finding.finding);
    write.exec();
}

void RowDatabase::writeMeta(const char *name, const std::optional<domain::Timestamp> &value)
{
    SQLite::Statement &write = value ? m_statements->writeMeta : m_statements->removeMeta;
    write.reset();
    write.bind(1, name);
    if (value)
        write.bind(2, int64_t(value->microseconds));
    write.exec();
}

std::optional<domain::Timestamp> RowDatabase::readMeta(const char *name)
{
    SQLite::Statement read(m_sqlite.database(), "SELECT value FROM meta WHERE name = ?");
    read.bind(1, name);
    return read.executeStep() ? std::optional(domain::Timestamp{read.getColumn(0).getInt64()}) : std::nullopt;
}

/// What was taken away is covered no longer, whatever a window says that does not know of it.
void RowDatabase::raiseFloor(qint64 created, qint64 ended)
{
    const auto raise = [this](const char *floor, const char *covered, qint64 above) {
        const domain::Timestamp least{above + 1};
        const auto before = readMeta(floor);
        writeMeta(floor, before ? std::max(*before, least) : least);
        if (const auto from = readMeta(covered))
            writeMeta(covered, std::max(*from, least));
    };
    raise("created_floor", "created_from", created);
    if (ended != KeptRow::None)
        raise("erred_floor", "erred_from", ended);
}

void RowDatabase::writeCoverage(const KeptCoverage &coverage)
{
    const auto above = [this](const std::optional<domain::Timestamp> &from, const char *floor) {
        const auto least = readMeta(floor);
        return from && least ? std::optional(std::max(*from, *least)) : from;
    };
    writeMeta("cursor", coverage.cursor);
    writeMeta("created_from", above(coverage.createdFrom, "created_floor"));
    writeMeta("erred_from", above(coverage.erredFrom, "erred_floor"));
    writeMeta("last_success", coverage.lastSuccess);
    writeMeta("followed", coverage.followed);
}

QString RowDatabase::write(const std::vector<domain::Request> &rows, const std::vector<domain::Uuid> &removed,
                           const std::optional<KeptCoverage> &coverage, const std::vector<FindingOfText> &findings)
{
    if (!m_usable)
        return {};
    try {
        if (m_stamp.isUnclaimed())
            (void)stampFile();
        SQLite::Transaction transaction(m_sqlite.database(), SQLite::TransactionBehavior::IMMEDIATE);
        if (m_stamp.isOfAnother()) {
            m_usable = false;
            return words("Another account uses the file of requests seen before. What is read now is not kept.");
        }
        for (const domain::Request &row : rows)
            writeRow(row);
        for (const domain::Uuid &uuid : removed)
            removeRow(uuid);
        for (const FindingOfText &finding : findings)
            writeFinding(finding);
        if (coverage)
            writeCoverage(*coverage);
        transaction.commit();
        return {};
    } catch (const SQLite::Exception &problem) {
        meet(problem);
    }
    if (!m_trouble.isEmpty())
        return takeTrouble();
    return words("The requests that were read could not be kept (%1). It is tried again.").arg(m_sqlite.error());
}

int RowDatabase::removeOldest(const RowLimits &limits, domain::Timestamp now)
{
    SQLite::Database &database = m_sqlite.database();
    const qint64 count = database.execAndGet("SELECT count(*) FROM request").getInt64();
    qint64 surplus = std::max<qint64>(0, count - limits.rows);
    // Texts leave with their rows, so a file that is too big loses a share of them at a time.
    if (surplus == 0 && bytes() > limits.bytes)
        surplus = std::max<qint64>(1, count / 20);
    const domain::Timestamp oldest = now - domain::Duration::seconds(qint64(limits.days) * 24 * 3600);
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const auto remove = [&](const char *which, qint64 bound, qint64 most) {
        SQLite::Statement find(database, which);
        find.bind(1, int64_t(bound));
        find.bind(2, int64_t(std::min<qint64>(most, TrimRows)));
        std::vector<qint64> ids;
        qint64 newest = KeptRow::None;
        qint64 lastEnd = KeptRow::None;
        while (find.executeStep()) {
            ids.push_back(find.getColumn(0).getInt64());
            newest = std::max<qint64>(newest, find.getColumn(1).getInt64());
            lastEnd = std::max(lastEnd, timeOf(find.getColumn(2)));
        }
        find.reset();
        SQLite::Statement drop(database, "DELETE FROM request WHERE id = ?");
        for (const qint64 id : ids) {
            drop.reset();
            drop.bind(1, int64_t(id));
            drop.exec();
        }
        if (!ids.empty())
            raiseFloor(newest, lastEnd);
        return int(ids.size());
    };
    int removed =
        remove("SELECT id, created, finished FROM request WHERE created < ?1 AND state NOT IN ('Sent', 'Processing') "
               "ORDER BY created LIMIT ?2",
               oldest.microseconds, TrimRows);
    if (removed == 0 && surplus > 0)
        removed = remove("SELECT id, created, finished FROM request WHERE created < ?1 ORDER BY created LIMIT ?2",
                         AfterAll, surplus);
    transaction.commit();
    m_hasOrphans = m_hasOrphans || removed > 0;
    return removed;
}

int RowDatabase::removeTextsWithoutRow()
{
    SQLite::Database &database = m_sqlite.database();
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement look(database, "SELECT id, message, traceback, EXISTS (SELECT 1 FROM request WHERE "
                                     "request.text = text.id) FROM text WHERE id > ? ORDER BY id LIMIT ?");
    look.bind(1, int64_t(m_textsChecked));
    look.bind(2, TrimRows);
    SQLite::Statement dropWords(database, "INSERT INTO text_words (text_words, rowid, message, traceback) VALUES "
                                          "('delete', ?, ?, ?)");
    std::vector<qint64> orphans;
    int seen = 0;
    while (look.executeStep()) {
        ++seen;
        m_textsChecked = look.getColumn(0).getInt64();
        if (look.getColumn(3).getInt() != 0)
            continue;
        orphans.push_back(m_textsChecked);
        const QByteArray message = bytesOf(look.getColumn(1));
        const QByteArray traceback = bytesOf(look.getColumn(2));
        dropWords.reset();
        dropWords.bind(1, int64_t(m_textsChecked));
        bindBytes(dropWords, 2, message);
        bindBytes(dropWords, 3, traceback);
        dropWords.exec();
    }
    look.reset();
    for (const char *sql : {"DELETE FROM finding WHERE text = ?", "DELETE FROM text WHERE id = ?"}) {
        SQLite::Statement drop(database, sql);
        for (const qint64 id : orphans) {
            drop.reset();
            drop.bind(1, int64_t(id));
            drop.exec();
        }
    }
    transaction.commit();
    m_wordsLeft = m_wordsLeft || !orphans.empty();
    if (seen < TrimRows) {
        m_textsChecked = 0;
        m_hasOrphans = false;
    }
    return seen;
}

/// The index only notes that words have left; the room, and the words, go when its parts are merged.
bool RowDatabase::mergeWords()
{
    if (!m_wordsLeft)
        return false;
    SQLite::Database &database = m_sqlite.database();
    const int before = database.getTotalChanges();
    // The first call, with a negative number, makes everything one part; the others go on with it.
    database.exec(std::exchange(m_merging, true) ? "INSERT INTO text_words (text_words, rank) VALUES ('merge', 500)"
                                                 : "INSERT INTO text_words (text_words, rank) VALUES ('merge', -500)");
    // So does FTS5 say that it has no more to merge.
    if (database.getTotalChanges() - before < 2) {
        m_wordsLeft = false;
        m_merging = false;
    }
    return true;
}

bool RowDatabase::trim(const RowLimits &limits, domain::Timestamp now)
{
    if (!m_usable)
        return false;
    try {
        if (removeOldest(limits, now) > 0)
            return true;
        if (m_hasOrphans && removeTextsWithoutRow() > 0)
            return true;
        if (mergeWords())
            return true;
        SQLite::Database &database = m_sqlite.database();
        if (database.execAndGet("PRAGMA freelist_count").getInt64() < TrimPages)
            return false;
        SQLite::Statement vacuum(database, "PRAGMA incremental_vacuum(" + std::to_string(TrimPages) + ")");
        while (vacuum.executeStep()) {
        }
        return true;
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return false;
    }
}

std::vector<FoundText> RowDatabase::search(const QString &typed, int most)
{
    const std::string match = matchOf(typed);
    std::vector<FoundText> found;
    if (!m_usable || match.empty())
        return found;
    try {
        SQLite::Database &database = m_sqlite.database();
        if (m_stamp.isOfAnother())
            return found;
        // Ranking would read every text with a common word; the newest first is what is looked for anyway.
        SQLite::Statement texts(database, "SELECT text.id, text.message, text.traceback FROM text_words JOIN text ON "
                                          "text.id = text_words.rowid WHERE text_words MATCH ?1 "
                                          "ORDER BY text_words.rowid DESC LIMIT ?2");
        texts.bind(1, match);
        texts.bind(2, most);
        SQLite::Statement rows(database, "SELECT count(*) FROM request WHERE text = ?");
        SQLite::Statement newest(database,
                                 "SELECT request.uuid, created, modified, started, finished, state, offering.uuid, "
                                 "offering.name FROM request JOIN offering ON offering.id = request.offering "
                                 "WHERE text = ? ORDER BY created DESC LIMIT 1");
        while (texts.executeStep()) {
            const auto id = texts.getColumn(0).getInt64();
            FoundText each;
            each.text = {bytesOf(texts.getColumn(1)), bytesOf(texts.getColumn(2))};
            newest.reset();
            newest.bind(1, id);
            if (!newest.executeStep())
                continue; // its rows have left; trim() takes it away
            each.newest.uuid = uuidOf(newest.getColumn(0));
            each.newest.created = {newest.getColumn(1).getInt64()};
            each.newest.modified = {newest.getColumn(2).getInt64()};
            each.newest.started = timestampOf(timeOf(newest.getColumn(3)));
            each.newest.finished = timestampOf(timeOf(newest.getColumn(4)));
            const QByteArray state = bytesOf(newest.getColumn(5));
            each.newest.state = domain::stateFromWire(state);
            each.newest.stateText = QString::fromUtf8(state);
            each.newest.offering = uuidOf(newest.getColumn(6));
            each.newest.offeringName = QString::fromUtf8(bytesOf(newest.getColumn(7)));
            each.newest.error = each.text;
            rows.reset();
            rows.bind(1, id);
            if (rows.executeStep())
                each.rows = rows.getColumn(0).getInt64();
            found.push_back(std::move(each));
        }
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return {};
    }
    return found;
}

domain::KeptHabit RowDatabase::habit(const domain::Uuid &offering)
{
    if (!m_usable)
        return {};
    try {
        return m_stamp.isOfAnother() ? domain::KeptHabit() : keptHabit(m_sqlite.database(), offering);
    } catch (const SQLite::Exception &problem) {
        meet(problem);
        return {};
    }
}

} // namespace waldesk::archive
