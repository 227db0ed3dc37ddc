// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requeststore.h"

#include "models/tables/flatindex.h"
#include "models/tables/rowset.h"

#include <QHash>
#include <QPointer>
#include <QStringList>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <unordered_set>

namespace waldesk::tables
{

namespace
{

// Rows live in blocks that never move: a growing vector would copy everything at once, in one turn of the event loop.
constexpr quint32 BlockBits = 12;
constexpr quint32 BlockRows = 1U << BlockBits;
constexpr int ReleaseMs = 60'000;
constexpr size_t TextsOfSlice = 500; // looked at in one turn of the event loop

using Block = std::array<PackedRow, BlockRows>;

quint64 mixed(quint64 value)
{
    value ^= value >> 32;
    value *= 0x9e3779b97f4a7c15ULL;
    value ^= value >> 29;
    value *= 0xbf58476d1ce4e5b9ULL;
    return value ^ (value >> 32);
}

quint64 hashOf(const domain::Uuid &uuid)
{
    std::array<quint64, 2> halves{};
    static_assert(sizeof(halves) == sizeof(uuid.bytes()));
    std::memcpy(halves.data(), uuid.bytes().data(), sizeof(halves));
    return mixed(halves[0] ^ mixed(halves[1]));
}

quint64 hashOf(const domain::ErrorText &text)
{
    const auto message = quint64(qHash(text.message, 0x5bd1e995));
    const auto traceback = quint64(qHash(text.traceback, 0x1b873593));
    return mixed(message ^ mixed(traceback));
}

qint64 packed(const std::optional<domain::Timestamp> &time)
{
    return time ? time->microseconds : PackedRow::None;
}

std::optional<domain::Timestamp> unpacked(qint64 time)
{
    return time == PackedRow::None ? std::nullopt : std::optional(domain::Timestamp{time});
}

bool within(qint64 time, const std::optional<domain::Timestamp> &from, const std::optional<domain::Timestamp> &to)
{
    if (time == PackedRow::None)
        return !from && !to;
    return (!from || time >= from->microseconds) && (!to || time <= to->microseconds);
}

bool sameRow(const PackedRow &a, const PackedRow &b)
{
    return a.uuid == b.uuid && a.created == b.created && a.modified == b.modified && a.started == b.started &&
           a.finished == b.finished && a.text == b.text && a.offering == b.offering && a.state == b.state &&
           a.stateWord == b.stateWord;
}

} // namespace

static_assert(sizeof(PackedRow) <= 64);

class RequestStore::Private
{
public:
    PackedRow &at(RowIndex index) { return (*blocks[index >> BlockBits])[index & (BlockRows - 1)]; }
    const PackedRow &at(RowIndex index) const { return (*blocks[index >> BlockBits])[index & (BlockRows - 1)]; }

    std::optional<RowIndex> find(const domain::Uuid &uuid) const;
    RowIndex append(const PackedRow &row);
    TextId intern(const domain::ErrorText &text);
    OfferingId intern(const domain::Uuid &offering);
    quint8 internWord(const QString &word);
    bool rename(OfferingId id, const QString &name);
    PackedRow pack(const domain::Request &request);
    void countOpen(const PackedRow &row, int by);
    void acquire(RowIndex index);
    void release(RowIndex index);
    void leave(TextId id);
    void releaseTexts();
    [[nodiscard]] std::unordered_set<TextId> shownTexts() const;

    std::vector<std::unique_ptr<Block>> blocks;
    RowIndex count = 0;
    FlatIndex rows;
    RowSet gone;
    std::array<RowSet, domain::AllStates.size() + 1> inState; ///< by domain::State

    std::deque<domain::ErrorText> texts{domain::ErrorText()}; // stable addresses; id 0 is "no text"
    std::deque<quint64> textHashes{0};
    FlatIndex textIndex;
    std::deque<quint32> textRows{0}; ///< rows that are not gone, of each text
    qint64 textBytes = 0;
    std::vector<TextId> keptTexts; ///< of keepText(), held until endRestore()
    std::vector<TextId> loose;     ///< the last row left them since the last look, or somebody showed them then
    std::vector<TextId> looking;   ///< of the look under way
    std::unordered_set<TextId> shown;
    std::vector<std::pair<QPointer<QObject>, ShownRows>> showers;
    QTimer releaseTimer;
    int releaseMs = ReleaseMs;

    std::deque<KnownOffering> offerings;
    std::vector<quint32> openRows; // of each offering
    QHash<domain::Uuid, OfferingId> offeringIds;
    QStringList stateWords;
};

std::optional<RowIndex> RequestStore::Private::find(const domain::Uuid &uuid) const
{
    return rows.find(hashOf(uuid), [&](RowIndex index) { return at(index).uuid == uuid; });
}

RowIndex RequestStore::Private::append(const PackedRow &row)
{
    if ((count & (BlockRows - 1)) == 0)
        blocks.push_back(std::make_unique<Block>());
    const RowIndex index = count++;
    at(index) = row;
    rows.insert(hashOf(row.uuid), index);
    return index;
}

TextId RequestStore::Private::intern(const domain::ErrorText &text)
{
    if (text.isEmpty())
        return 0;
    const quint64 hash = hashOf(text);
    const auto known = textIndex.find(hash, [&](TextId id) { return textHashes[id] == hash && texts[id] == text; });
    if (known)
        return *known;
    const auto id = TextId(texts.size());
    texts.push_back(text);
    textHashes.push_back(hash);
    textRows.push_back(0);
    textBytes += text.message.size() + text.traceback.size();
    textIndex.insert(hash, id);
    return id;
}

OfferingId RequestStore::Private::intern(const domain::Uuid &offering)
{
    const auto known = offeringIds.constFind(offering);
    if (known != offeringIds.constEnd())
        return *known;
    const auto id = OfferingId(offerings.size());
    offerings.push_back({offering, {}});
    openRows.push_back(0);
    offeringIds.insert(offering, id);
    return id;
}

quint8 RequestStore::Private::internWord(const QString &word)
{
    if (word.isEmpty())
        return 0;
    auto at = stateWords.indexOf(word);
    // A server with more than 254 unknown states is telling noise: the rest is just "Unknown".
    if (at < 0 && stateWords.size() < std::numeric_limits<quint8>::max()) {
        at = stateWords.size();
        stateWords.append(word);
    }
    return quint8(at + 1);
}

bool RequestStore::Private::rename(OfferingId id, const QString &name)
{
    if (name.isEmpty() || offerings[id].name == name)
        return false;
    const bool hadName = !offerings[id].name.isEmpty();
    offerings[id].name = name;
    return hadName;
}

PackedRow RequestStore::Private::pack(const domain::Request &request)
{
    PackedRow row;
    row.uuid = request.uuid;
    row.created = request.created.microseconds;
    row.modified = request.modified.microseconds;
    row.started = packed(request.started);
    row.finished = packed(request.finished);
    row.text = intern(request.error);
    row.offering = intern(request.offering);
    row.state = request.state;
    row.stateWord = request.state == domain::State::Unknown ? internWord(request.stateText) : quint8(0);
    row.read = request.read.answered;
    return row;
}

void RequestStore::Private::countOpen(const PackedRow &row, int by)
{
    if (domain::isOpen(row.state))
        openRows[row.offering] += quint32(by);
}

void RequestStore::Private::acquire(RowIndex index)
{
    const PackedRow &row = at(index);
    inState[size_t(row.state)].insert(index);
    countOpen(row, 1);
    ++textRows[row.text];
}

void RequestStore::Private::release(RowIndex index)
{
    const PackedRow &row = at(index);
    inState[size_t(row.state)].remove(index);
    countOpen(row, -1);
    leave(row.text);
}

void RequestStore::Private::leave(TextId id)
{
    if (--textRows[id] > 0 || id == 0)
        return;
    loose.push_back(id);
    if (!releaseTimer.isActive())
        releaseTimer.start(releaseMs);
}

/// A row that is gone stays where somebody reads it, with its error.
std::unordered_set<TextId> RequestStore::Private::shownTexts() const
{
    std::unordered_set<TextId> held;
    for (const auto &[context, rowsOf] : showers) {
        if (!context)
            continue;
        for (const RowIndex row : rowsOf())
            held.insert(at(row).text);
    }
    return held;
}

void RequestStore::Private::releaseTexts()
{
    if (looking.empty()) {
        looking = std::exchange(loose, {});
        shown = shownTexts();
    }
    for (size_t n = 0; n < TextsOfSlice && !looking.empty(); ++n) {
        const TextId id = looking.back();
        looking.pop_back();
        if (textRows[id] > 0)
            continue; // a row has it again
        if (shown.contains(id)) {
            loose.push_back(id);
            continue;
        }
        textBytes -= texts[id].message.size() + texts[id].traceback.size();
        texts[id] = {};
    }
    if (!looking.empty())
        releaseTimer.start(0);
    else if (!loose.empty())
        releaseTimer.start(releaseMs);
}

RequestStore::RequestStore(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    connectRelease();
}

void RequestStore::connectRelease()
{
    d->releaseTimer.setSingleShot(true);
    connect(&d->releaseTimer, &QTimer::timeout, this, [this] { d->releaseTexts(); });
}

void RequestStore::addShownRows(QObject *context, ShownRows shown)
{
    std::erase_if(d->showers, [](const auto &each) { return !each.first; });
    d->showers.emplace_back(context, std::move(shown));
}

void RequestStore::setReleaseInterval(int milliseconds)
{
    d->releaseMs = milliseconds;
}

RequestStore::~RequestStore() = default;

RequestStore::Merged RequestStore::merge(std::span<const domain::Request> rows, Origin origin)
{
    Merged result;
    result.origin = origin;
    result.all.reserve(rows.size());
    std::vector<OfferingId> renamed;
    std::vector<std::pair<RowIndex, domain::State>> changed;
    const RowIndex firstNew = d->count;
    for (const domain::Request &request : rows) {
        const auto known = d->find(request.uuid);
        const bool isBack = known && d->gone.remove(*known);
        const bool isOlder = known && !isBack && request.modified.microseconds < d->at(*known).modified;
        if (isOlder && !request.read.isAfter(d->at(*known).read)) {
            result.all.push_back(*known);
            continue;
        }
        PackedRow row = d->pack(request);
        if (d->rename(row.offering, request.offeringName))
            renamed.push_back(row.offering);
        if (!known) {
            result.added.push_back(d->append(row));
            result.all.push_back(result.added.back());
            d->acquire(result.added.back());
            continue;
        }
        result.all.push_back(*known);
        PackedRow &old = d->at(*known);
        const domain::State before = isBack ? domain::State::Unknown : old.state;
        row.read = std::max(row.read, old.read);
        old.read = row.read; // also where it tells nothing new
        if (!isBack && sameRow(old, row))
            continue;
        const qint64 from = old.modified;
        if (!isBack)
            d->release(*known);
        old = row;
        d->acquire(*known);
        if (*known >= firstNew)
            continue;
        changed.emplace_back(*known, before);
        if (isOlder)
            result.setBack.push_back({*known, from});
    }
    std::ranges::sort(result.setBack, {}, &Merged::SetBack::row);
    // A row that stands twice in the input was first what it was before.
    std::ranges::stable_sort(changed, {}, &std::pair<RowIndex, domain::State>::first);
    for (const auto &[row, before] : changed) {
        if (!result.changed.empty() && result.changed.back() == row)
            continue;
        result.changed.push_back(row);
        result.before.push_back(before);
    }

    for (const OfferingId id : renamed)
        emit offeringRenamed(id);
    if (!result.added.empty() || !result.changed.empty())
        emit merged(result);
    return result;
}

TextId RequestStore::keepText(const domain::ErrorText &text)
{
    const TextId id = d->intern(text);
    ++d->textRows[id];
    d->keptTexts.push_back(id);
    return id;
}

void RequestStore::endRestore()
{
    for (const TextId id : std::exchange(d->keptTexts, {}))
        d->leave(id);
}

OfferingId RequestStore::keepOffering(const domain::Uuid &uuid, const QString &name)
{
    const OfferingId id = d->intern(uuid);
    if (d->offerings[id].name.isEmpty())
        d->offerings[id].name = name;
    return id;
}

quint8 RequestStore::keepStateWord(const QString &word)
{
    return d->internWord(word);
}

RequestStore::Merged RequestStore::restore(std::span<const PackedRow> rows)
{
    Merged result;
    result.origin = Origin::Kept;
    result.all.reserve(rows.size());
    std::vector<std::pair<RowIndex, domain::State>> changed;
    for (const PackedRow &row : rows) {
        const auto known = d->find(row.uuid);
        if (!known) {
            result.added.push_back(d->append(row));
            result.all.push_back(result.added.back());
            d->acquire(result.added.back());
            continue;
        }
        if (d->gone.contains(*known))
            continue;
        result.all.push_back(*known);
        PackedRow &old = d->at(*known);
        if (old.read > 0 || row.modified <= old.modified)
            continue;
        changed.emplace_back(*known, old.state);
        d->release(*known);
        old = row;
        d->acquire(*known);
    }
    std::ranges::sort(changed);
    for (const auto &[row, before] : changed) {
        result.changed.push_back(row);
        result.before.push_back(before);
    }
    if (!result.added.empty() || !result.changed.empty())
        emit merged(result);
    return result;
}

void RequestStore::remove(std::span<const RowIndex> rows)
{
    std::vector<RowIndex> lost;
    for (const RowIndex row : rows) {
        if (row >= d->count || !d->gone.insert(row))
            continue;
        d->release(row);
        lost.push_back(row);
    }
    if (!lost.empty())
        emit removed(lost);
}

void RequestStore::clear()
{
    auto fresh = std::make_unique<Private>();
    fresh->showers = std::move(d->showers);
    fresh->releaseMs = d->releaseMs;
    d = std::move(fresh);
    connectRelease();
    emit cleared();
}

RowIndex RequestStore::size() const
{
    return d->count;
}

bool RequestStore::isGone(RowIndex index) const
{
    return d->gone.contains(index);
}

const PackedRow &RequestStore::row(RowIndex index) const
{
    Q_ASSERT(index < d->count);
    return d->at(index);
}

const RowSet &RequestStore::rowsOf(domain::State state) const
{
    return d->inState[size_t(state)];
}

RowSet RequestStore::openRows() const
{
    RowSet open = rowsOf(domain::State::Sent);
    open.add(rowsOf(domain::State::Processing));
    return open;
}

std::vector<RowIndex> RequestStore::rowsOfOffering(OfferingId offering) const
{
    std::vector<RowIndex> rows;
    for (RowIndex row = 0; row < d->count; ++row) {
        if (d->at(row).offering == offering && !d->gone.contains(row))
            rows.push_back(row);
    }
    return rows;
}

bool RequestStore::matches(RowIndex index, const domain::ListFilter &filter) const
{
    const PackedRow &row = this->row(index);
    if (!filter.states.empty() && std::ranges::find(filter.states, row.state) == filter.states.end())
        return false;
    if (filter.offering && d->offerings[row.offering].uuid != *filter.offering)
        return false;
    return within(row.created, filter.createdFrom, filter.createdTo) &&
           within(row.modified, filter.modifiedFrom, filter.modifiedTo) &&
           within(row.started, filter.startedFrom, std::nullopt) &&
           within(row.finished, filter.finishedFrom, std::nullopt);
}

std::optional<RowIndex> RequestStore::find(const domain::Uuid &uuid) const
{
    const auto index = d->find(uuid);
    return index && d->gone.contains(*index) ? std::nullopt : index;
}

domain::Request RequestStore::request(RowIndex index) const
{
    const PackedRow &row = this->row(index);
    domain::Request request;
    request.uuid = row.uuid;
    request.state = row.state;
    request.stateText = stateWord(index);
    request.offering = d->offerings[row.offering].uuid;
    request.offeringName = d->offerings[row.offering].name;
    request.created = {row.created};
    request.modified = {row.modified};
    request.started = unpacked(row.started);
    request.finished = unpacked(row.finished);
    request.error = d->texts[row.text];
    request.read.answered = row.read;
    return request;
}

TextId RequestStore::textCount() const
{
    return TextId(d->texts.size() - 1);
}

const domain::ErrorText &RequestStore::text(TextId id) const
{
    Q_ASSERT(id < d->texts.size());
    return d->texts[id];
}

qint64 RequestStore::textBytes() const
{
    return d->textBytes;
}

OfferingId RequestStore::offeringCount() const
{
    return OfferingId(d->offerings.size());
}

const KnownOffering &RequestStore::offering(OfferingId id) const
{
    Q_ASSERT(id < d->offerings.size());
    return d->offerings[id];
}

QString RequestStore::stateWord(RowIndex index) const
{
    const PackedRow &row = this->row(index);
    if (row.state == domain::State::Unknown && row.stateWord > 0)
        return d->stateWords[row.stateWord - 1];
    return domain::stateName(row.state);
}

qint64 RequestStore::openCount(const domain::Uuid &offering) const
{
    const auto id = d->offeringIds.constFind(offering);
    return id == d->offeringIds.constEnd() ? 0 : d->openRows[*id];
}

bool RequestStore::hasOpen(const domain::Uuid &offering, const domain::Uuid &except) const
{
    const auto id = d->offeringIds.constFind(offering);
    if (id == d->offeringIds.constEnd())
        return false;
    quint32 open = d->openRows[*id];
    if (open > 0 && !except.isNil()) {
        const auto index = d->find(except);
        if (index && !d->gone.contains(*index) && d->at(*index).offering == *id && domain::isOpen(d->at(*index).state))
            --open;
    }
    return open > 0;
}

size_t RequestStore::memoryBytes() const
{
    size_t bytes = d->blocks.size() * (sizeof(Block) + sizeof(d->blocks.front()));
    bytes += d->rows.memoryBytes();
    for (const KnownOffering &offering : d->offerings)
        bytes += sizeof(offering) + size_t(offering.name.size()) * sizeof(QChar);
    return bytes;
}

} // namespace waldesk::tables
