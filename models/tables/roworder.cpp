// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/roworder.h"

#include "models/tables/columntraits.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace waldesk::tables
{

namespace
{

using Model = RequestTableModel;

constexpr size_t StepRows = 16'384;
constexpr qsizetype SummaryBytes = 120; // two texts that differ only behind it count as equal
constexpr quint64 Last = std::numeric_limits<quint64>::max();

/// Keeps the order of signed numbers.
quint64 unsignedKey(qint64 value)
{
    return quint64(value) ^ (1ULL << 63);
}

quint64 bigEndian(const std::array<quint8, 16> &bytes, size_t from)
{
    quint64 value = 0;
    for (size_t i = from; i < from + 8; ++i)
        value = (value << 8) | bytes[i];
    return value;
}

/// Numbers 0, 1, ... by the order of what `textOf` says; the same text, the same number.
template <typename TextOf, typename Compare>
std::vector<quint32> ranksOf(size_t count, TextOf textOf, Compare compare)
{
    std::vector<quint32> ids(count);
    std::iota(ids.begin(), ids.end(), 0U);
    std::ranges::sort(ids, [&](quint32 a, quint32 b) { return compare(textOf(a), textOf(b)) < 0; });
    std::vector<quint32> ranks(count);
    quint32 rank = 0;
    for (size_t i = 0; i < count; ++i) {
        if (i > 0 && compare(textOf(ids[i - 1]), textOf(ids[i])) != 0)
            ++rank;
        ranks[ids[i]] = rank;
    }
    return ranks;
}

/// A row may have changed to something newer than the ranks while it was being sorted.
quint64 rankIn(const std::vector<quint32> &ranks, quint32 id)
{
    return id < ranks.size() ? ranks[id] : Last;
}

int compareNames(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive);
}

int compareBytes(const QByteArray &a, const QByteArray &b)
{
    return a.compare(b);
}

} // namespace

RowOrder::RowOrder(const RequestStore &store, Model::Sorting sorting, domain::Timestamp now, ErrorTitleOf titles)
    : m_store(store), m_sorting(sorting), m_now(now), m_titles(std::move(titles))
{
}

bool RowOrder::newer(const RequestStore &store, RowIndex a, RowIndex b)
{
    const PackedRow &left = store.row(a);
    const PackedRow &right = store.row(b);
    return left.created != right.created ? left.created > right.created : left.uuid > right.uuid;
}

bool RowOrder::before(RowIndex a, RowIndex b) const
{
    const bool ascending = m_sorting.order == Qt::AscendingOrder;
    if (byCreated())
        return ascending ? newer(m_store, b, a) : newer(m_store, a, b);
    const auto order = compareKeys(a, b);
    if (order != 0)
        return ascending ? order < 0 : order > 0;
    return newer(m_store, a, b);
}

std::strong_ordering RowOrder::compareKeys(RowIndex a, RowIndex b) const
{
    const PackedRow &left = m_store.row(a);
    const PackedRow &right = m_store.row(b);
    if (m_sorting.column == Model::OfferingColumn) {
        return compareNames(m_store.offering(left.offering).name, m_store.offering(right.offering).name) <=> 0;
    }
    if (m_sorting.column == Model::ErrorColumn) {
        if (left.text == 0 || right.text == 0)
            return (left.text == 0) <=> (right.text == 0);
        return compareBytes(summary(left.text), summary(right.text)) <=> 0;
    }
    if (m_sorting.column == Model::UuidColumn)
        return left.uuid <=> right.uuid;
    return ascendingKey(a, 0) <=> ascendingKey(b, 0);
}

const QByteArray &RowOrder::summary(TextId id) const
{
    if (id >= m_summaries.size())
        m_summaries.resize(size_t(m_store.textCount()) + 1);
    QByteArray &known = m_summaries[id];
    if (known.isNull()) {
        const QByteArray line = m_titles ? m_titles(id).line.toUtf8() : QByteArray();
        known = (line.isEmpty() ? domain::errorSummary(m_store.text(id)) : line).left(SummaryBytes).toLower();
        if (known.isNull())
            known = QByteArrayLiteral("");
    }
    return known;
}

void RowOrder::rank()
{
    if (m_sorting.column == Model::OfferingColumn) {
        m_offeringRanks = ranksOf(
            m_store.offeringCount(), [this](quint32 id) -> const QString & { return m_store.offering(id).name; },
            compareNames);
    } else if (m_sorting.column == Model::ErrorColumn) {
        m_textRanks = ranksOf(
            m_store.textCount(), [this](quint32 id) -> const QByteArray & { return summary(id + 1); }, compareBytes);
    }
}

quint64 RowOrder::ascendingKey(RowIndex index, int part) const
{
    const PackedRow &row = m_store.row(index);
    if (const auto time = timeOf(row, m_sorting.column))
        return unsignedKey(time->microseconds);
    switch (m_sorting.column) {
    case Model::StateColumn:
        return quint64(row.state) << 8 | row.stateWord;
    case Model::OfferingColumn:
        return rankIn(m_offeringRanks, row.offering);
    case Model::ErrorColumn:
        return row.text == 0 ? Last : rankIn(m_textRanks, row.text - 1);
    case Model::UuidColumn:
        return bigEndian(row.uuid.bytes(), part == 0 ? 8 : 0);
    case Model::TookColumn:
        if (const auto took = tookOf(row))
            return unsignedKey(*took);
        if (const auto age = ageOf(row, m_now))
            return unsignedKey(*age);
        return Last;
    case Model::CreatedColumn:
    case Model::StartedColumn:
    case Model::FinishedColumn:
    case Model::ModifiedColumn:
    case Model::ColumnCount:
        break;
    }
    return Last;
}

quint64 RowOrder::keyPart(RowIndex row, int part) const
{
    const quint64 key = ascendingKey(row, part);
    return m_sorting.order == Qt::AscendingOrder ? key : ~key;
}

RowSort::RowSort(RowOrder &order, std::vector<RowIndex> newestFirst)
    : m_order(order), m_rows(std::move(newestFirst)), m_from(std::make_unique_for_overwrite<Entry[]>(m_rows.size())),
      m_to(std::make_unique_for_overwrite<Entry[]>(m_rows.size()))
{
    m_order.rank();
}

void RowSort::readKeys(size_t end)
{
    for (; m_at < end; ++m_at) {
        if (m_part == 0) {
            m_from[m_at].row = m_rows[m_at];
            m_to[m_at] = {}; // a pass writes all over it: the system would clear all of its pages in one step
        }
        const quint64 key = m_order.keyPart(m_from[m_at].row, m_part);
        m_from[m_at].key = key;
        for (size_t byte = 0; byte < 8; ++byte)
            ++m_counts[byte][(key >> (8 * byte)) & 0xff];
    }
}

void RowSort::beginPass()
{
    const auto &counts = m_counts[size_t(m_byte)];
    std::exclusive_scan(counts.begin(), counts.end(), m_starts.begin(), 0U);
    m_at = 0;
}

bool RowSort::nextPass()
{
    // A byte that is the same in every key needs no pass: times of one month share half of theirs.
    const auto allEqual = [this](int byte) {
        return std::ranges::any_of(m_counts[size_t(byte)], [this](quint32 n) { return n == m_rows.size(); });
    };
    do {
        ++m_byte;
    } while (m_byte < 8 && allEqual(m_byte));
    if (m_byte < 8) {
        beginPass();
        return true;
    }
    if (++m_part >= m_order.keyParts())
        return false;
    m_counts = {};
    m_byte = -1;
    m_at = 0;
    return true;
}

bool RowSort::step()
{
    if (m_rows.empty())
        return true;
    const size_t end = std::min(m_at + StepRows, m_rows.size());
    if (m_byte < 0) {
        readKeys(end);
    } else {
        const int shift = 8 * m_byte;
        for (; m_at < end; ++m_at)
            m_to[m_starts[(m_from[m_at].key >> shift) & 0xff]++] = m_from[m_at];
    }
    if (m_at < m_rows.size())
        return false;
    if (m_byte >= 0)
        std::swap(m_from, m_to);
    return !nextPass();
}

std::vector<RowIndex> RowSort::take()
{
    for (size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i] = m_from[i].row;
    return std::move(m_rows);
}

} // namespace waldesk::tables
