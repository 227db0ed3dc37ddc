// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/archivesync.h"

#include "models/tables/rowset.h"

#include <QTimer>

#include <algorithm>
#include <deque>
#include <span>

namespace waldesk::workflows
{

namespace
{

// A screen of rows is painted before the rest is read. A slice is one turn of the event loop, with all that the pages
// do about it.
constexpr int FirstRows = 100;
constexpr int RowsOfSlice = 1'000;
/// That are read or wait while the window is being built: 20 ms of reading.
constexpr int SlicesAhead = 16;
constexpr int CoverageMs = 10'000;

} // namespace

class ArchiveSync::Private
{
public:
    Private(ArchiveSync &sync, archive::RowArchive &rowArchive, tables::RequestStore &known)
        : q(sync), archive(rowArchive), store(known)
    {
    }

    void begin();
    void readOn(int most);
    void take(archive::RowSlice slice);
    void mergeNext();
    void merge(const archive::RowSlice &slice);
    [[nodiscard]] tables::PackedRow packed(const archive::KeptRow &row) const;
    [[nodiscard]] std::vector<domain::Uuid> uuidsOf(std::span<const tables::RowIndex> indices) const;
    void keep(const tables::RequestStore::Merged &change);
    void keepAgain();
    void clear();
    void end();
    void cover();
    void coverLater();

    ArchiveSync &q;
    archive::RowArchive &archive;
    tables::RequestStore &store;
    QHash<qint64, tables::TextId> texts; ///< by the archive's ids; until all is restored
    QHash<qint64, tables::OfferingId> offerings;
    QHash<QString, quint8> words;
    archive::KeptCoverage kept;
    archive::KeptCoverage covered;           ///< what is written down
    std::optional<domain::Timestamp> cursor; ///< of this window
    std::optional<domain::Timestamp> followed;
    std::optional<domain::Timestamp> createdFrom;
    std::optional<domain::Timestamp> erredFrom;
    bool confirmed = false;
    QTimer coverage;
    QTimer again;
    std::deque<archive::RowSlice> waiting; ///< that were read and are not merged
    QTimer merging;
    tables::RowIndex keptAgain = 0;
    tables::RowSet onlyRestored; ///< rows of the store that this window has not read
    qint64 rows = 0;
    bool started = false;
    bool restored = false;
};

void ArchiveSync::Private::begin()
{
    kept = archive.coverage();
    const auto answered = covered.lastSuccess;
    covered = kept;
    if (answered)
        covered.lastSuccess = answered;
    emit q.opened();
}

void ArchiveSync::Private::readOn(int most)
{
    archive.readOn(most, &q, [this](archive::RowSlice slice) { take(std::move(slice)); });
}

tables::PackedRow ArchiveSync::Private::packed(const archive::KeptRow &row) const
{
    static_assert(archive::KeptRow::None == tables::PackedRow::None);
    tables::PackedRow into;
    into.uuid = row.uuid;
    into.created = row.created;
    into.modified = row.modified;
    into.started = row.started;
    into.finished = row.finished;
    into.text = texts.value(row.text);
    into.offering = offerings.value(row.offering);
    into.state = row.state;
    return into;
}

/// One in a turn of the event loop: slices that are read as fast as they are merged would all come in one. The first is
/// what the window is painted with.
void ArchiveSync::Private::take(archive::RowSlice slice)
{
    waiting.push_back(std::move(slice));
    if (rows == 0 && waiting.size() == 1)
        mergeNext();
    if (!waiting.empty())
        merging.start();
}

void ArchiveSync::Private::mergeNext()
{
    const archive::RowSlice slice = std::move(waiting.front());
    waiting.pop_front();
    if (waiting.empty())
        merging.stop();
    if (restored)
        return; // asked for before the last one came
    const bool isFirst = rows == 0;
    for (int more = isFirst ? SlicesAhead - 1 : 1; more > 0 && !slice.last; --more)
        readOn(RowsOfSlice);
    merge(slice);
}

void ArchiveSync::Private::merge(const archive::RowSlice &slice)
{
    const bool first = rows == 0 && !slice.rows.empty();
    std::vector<KeptFinding> findings;
    for (const archive::KeptText &text : slice.texts) {
        const tables::TextId id = store.keepText(text.text);
        texts.insert(text.id, id);
        if (!text.finding.isEmpty())
            findings.push_back({id, text.finding});
    }
    if (!findings.empty())
        emit q.textsRestored(findings);
    for (const archive::KeptOffering &offering : slice.offerings)
        offerings.insert(offering.id, store.keepOffering(offering.uuid, offering.name));
    std::vector<tables::PackedRow> packedRows;
    packedRows.reserve(slice.rows.size());
    for (const archive::KeptRow &row : slice.rows) {
        packedRows.push_back(packed(row));
        if (row.state == domain::State::Unknown)
            packedRows.back().stateWord = store.keepStateWord(row.stateText);
    }
    rows += qint64(slice.rows.size());
    for (const tables::RowIndex row : store.restore(packedRows).added)
        onlyRestored.insert(row);
    if (first)
        emit q.began();
    if (slice.last)
        end();
}

void ArchiveSync::Private::end()
{
    texts = {};
    offerings = {};
    restored = true;
    store.endRestore();
    emit q.restored();
}

std::vector<domain::Uuid> ArchiveSync::Private::uuidsOf(std::span<const tables::RowIndex> indices) const
{
    std::vector<domain::Uuid> uuids;
    uuids.reserve(indices.size());
    for (const tables::RowIndex row : indices)
        uuids.push_back(store.row(row).uuid);
    return uuids;
}

void ArchiveSync::Private::keep(const tables::RequestStore::Merged &change)
{
    if (change.origin == tables::Origin::Kept)
        return;
    for (const tables::RowIndex row : change.all)
        onlyRestored.remove(row);
    // The file takes no version that is older by `modified` than its own: another window may have written that.
    std::vector<tables::RowIndex> setBack;
    std::ranges::transform(change.setBack, std::back_inserter(setBack), &tables::RequestStore::Merged::SetBack::row);
    archive.remove(uuidsOf(setBack));
    std::vector<domain::Request> told;
    told.reserve(change.added.size() + change.changed.size());
    for (const tables::RowIndex row : change.added)
        told.push_back(store.request(row));
    for (const tables::RowIndex row : change.changed)
        told.push_back(store.request(row));
    archive.keep(std::move(told));
}

/// The file is new and empty: what it held is in the store, as far as it was restored.
void ArchiveSync::Private::keepAgain()
{
    std::vector<domain::Request> told;
    for (int n = 0; n < RowsOfSlice && keptAgain < store.size(); ++n, ++keptAgain) {
        if (!store.isGone(keptAgain))
            told.push_back(store.request(keptAgain));
    }
    archive.keep(std::move(told));
    if (keptAgain < store.size())
        return;
    again.stop();
    coverLater();
}

/// What this window has read itself stays, and is kept again: the file is empty.
void ArchiveSync::Private::clear()
{
    kept = {};
    covered = {std::nullopt, std::nullopt, std::nullopt, covered.lastSuccess};
    const std::vector<tables::RowIndex> foreign = std::exchange(onlyRestored, {}).without({});
    for (archive::RowSlice &slice : waiting)
        slice = {{}, {}, {}, slice.last}; // of the account before
    keptAgain = 0;
    again.start(0);
    store.remove(foreign);
    emit q.cleared();
}

/// What this window knows takes the place of what was kept once it is something: both without a cursor, or a cursor
/// without both, would be less.
void ArchiveSync::Private::cover()
{
    if (cursor && (createdFrom || erredFrom)) {
        covered.cursor = cursor;
        covered.followed = followed;
        covered.createdFrom = createdFrom;
        covered.erredFrom = erredFrom;
    }
    coverLater();
}

void ArchiveSync::Private::coverLater()
{
    if (!coverage.isActive())
        coverage.start(CoverageMs);
}

ArchiveSync::ArchiveSync(archive::RowArchive &archive, tables::RequestStore &store, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, archive, store))
{
    d->coverage.setSingleShot(true);
    d->merging.setInterval(0);
    connect(&d->merging, &QTimer::timeout, this, [this] { d->mergeNext(); });
    connect(&d->coverage, &QTimer::timeout, this, [this] {
        if (!d->again.isActive())
            d->archive.setCoverage(d->covered);
    });
    connect(&archive, &archive::RowArchive::cleared, this, [this] { d->clear(); });
    connect(&d->again, &QTimer::timeout, this, [this] { d->keepAgain(); });
    connect(&archive, &archive::RowArchive::opened, this, [this] {
        if (d->started)
            d->begin();
    });
    connect(&archive, &archive::RowArchive::lost, this, [this] {
        d->kept = {};
        d->covered = {std::nullopt, std::nullopt, std::nullopt, d->covered.lastSuccess};
        d->keptAgain = 0;
        d->again.start(0);
    });
    connect(&store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) { d->keep(change); });
    connect(&store, &tables::RequestStore::removed, this,
            [this](const std::vector<tables::RowIndex> &rows) { d->archive.remove(d->uuidsOf(rows)); });
}

ArchiveSync::~ArchiveSync()
{
    if (d->coverage.isActive() && !d->again.isActive())
        d->archive.setCoverage(d->covered);
}

void ArchiveSync::start()
{
    if (std::exchange(d->started, true))
        return;
    if (d->archive.isOpen())
        d->begin();
    // Behind the opening, which a window that is being built would answer too late.
    d->readOn(FirstRows);
    d->readOn(RowsOfSlice);
}

bool ArchiveSync::isRestored() const
{
    return d->restored;
}

bool ArchiveSync::awaitsPerson() const
{
    return d->archive.awaitsPerson();
}

qint64 ArchiveSync::restoredRows() const
{
    return d->rows;
}

domain::Timestamp ArchiveSync::asOf() const
{
    return d->archive.isOpen() ? d->kept.lastSuccess.value_or(domain::Timestamp()) : domain::Timestamp();
}

const archive::KeptCoverage &ArchiveSync::kept() const
{
    return d->kept;
}

void ArchiveSync::keepFindings(const std::vector<KeptFinding> &found)
{
    std::vector<archive::FindingOfText> findings;
    findings.reserve(found.size());
    for (const KeptFinding &one : found)
        findings.push_back({d->store.text(one.text), one.bytes});
    d->archive.keepFindings(std::move(findings));
}

void ArchiveSync::noteAnswer()
{
    d->covered.lastSuccess = domain::Timestamp::now();
    d->coverLater();
}

void ArchiveSync::confirm()
{
    if (std::exchange(d->confirmed, true))
        return;
    const auto wider = [](std::optional<domain::Timestamp> &mine, const std::optional<domain::Timestamp> &before) {
        if (before)
            mine = mine ? std::min(*mine, *before) : *before;
    };
    wider(d->createdFrom, d->kept.createdFrom);
    wider(d->erredFrom, d->kept.erredFrom);
    d->cover();
}

bool ArchiveSync::isConfirmed() const
{
    return d->confirmed;
}

void ArchiveSync::setCursor(domain::Timestamp cursor)
{
    d->cursor = cursor;
    d->followed = domain::Timestamp::now();
    d->cover();
}

void ArchiveSync::setCreatedFrom(domain::Timestamp from)
{
    d->createdFrom = d->createdFrom ? std::min(*d->createdFrom, from) : from;
    d->cover();
}

void ArchiveSync::setErredFrom(domain::Timestamp from)
{
    d->erredFrom = d->erredFrom ? std::min(*d->erredFrom, from) : from;
    d->cover();
}

std::optional<domain::Timestamp> ArchiveSync::createdFrom() const
{
    return d->createdFrom;
}

} // namespace waldesk::workflows
