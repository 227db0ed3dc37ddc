// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requesttablemodel.h"

#include <array>
#include <deque>
#include <memory>
#include <vector>

namespace waldesk::tables
{

/// The total order of the rows under a sorting: by the column's key, equal keys newest first, equal times by uuid.
/// Descending by `created` is the exact reverse of ascending. Rows without a value come last when ascending.
class RowOrder
{
public:
    RowOrder(const RequestStore &store, RequestTableModel::Sorting sorting, domain::Timestamp now,
             ErrorTitleOf titles = {});

    [[nodiscard]] RequestTableModel::Sorting sorting() const { return m_sorting; }
    [[nodiscard]] bool byCreated() const { return m_sorting.column == RequestTableModel::CreatedColumn; }
    /// Strict: of two different rows exactly one is before the other.
    [[nodiscard]] bool before(RowIndex a, RowIndex b) const;
    [[nodiscard]] static bool newer(const RequestStore &store, RowIndex a, RowIndex b);

    /// Names and texts get numbers by their order; needed before keyPart() and again when there are more of them.
    void rank();
    [[nodiscard]] int keyParts() const { return m_sorting.column == RequestTableModel::UuidColumn ? 2 : 1; }
    /// The least significant part is the first. Rows with equal keys in all parts are ordered newest first.
    [[nodiscard]] quint64 keyPart(RowIndex row, int part) const;

private:
    [[nodiscard]] quint64 ascendingKey(RowIndex row, int part) const;
    [[nodiscard]] std::strong_ordering compareKeys(RowIndex a, RowIndex b) const;
    [[nodiscard]] const QByteArray &summary(TextId id) const;

    const RequestStore &m_store;
    RequestTableModel::Sorting m_sorting;
    domain::Timestamp m_now;
    ErrorTitleOf m_titles;
    std::vector<quint32> m_offeringRanks;
    std::vector<quint32> m_textRanks;
    mutable std::deque<QByteArray> m_summaries; ///< folded and cut; growing leaves references to them good
};

/// Sorts rows that come newest first into a RowOrder, a piece at a time: a radix sort on the keys, which is stable.
class RowSort
{
public:
    RowSort(RowOrder &order, std::vector<RowIndex> newestFirst);
    /// Some thousand rows further; true when it is done.
    bool step();
    [[nodiscard]] std::vector<RowIndex> take();

private:
    struct Entry {
        quint64 key;
        RowIndex row;
    };
    void readKeys(size_t end);
    void beginPass();
    [[nodiscard]] bool nextPass();

    RowOrder &m_order;
    std::vector<RowIndex> m_rows; ///< newest first
    // Not set to anything: a million would take a turn of the event loop by itself.
    std::unique_ptr<Entry[]> m_from;
    std::unique_ptr<Entry[]> m_to;
    std::array<std::array<quint32, 256>, 8> m_counts{};
    std::array<quint32, 256> m_starts{};
    int m_part = 0;
    int m_byte = -1; ///< -1: keys are being read
    size_t m_at = 0;
};

/// Puts sorted rows into sorted rows; everything is moved once at most.
template <typename Before>
void insertSorted(std::vector<RowIndex> &rows, const std::vector<RowIndex> &added, Before before)
{
    size_t left = rows.size();
    rows.resize(left + added.size());
    size_t gap = rows.size();
    for (auto it = added.rbegin(); it != added.rend(); ++it) {
        const auto begin = rows.begin();
        // What is read in order goes to the end, without a search.
        const bool last = left == 0 || !before(*it, rows[left - 1]);
        const auto place = last ? begin + qptrdiff(left) : std::upper_bound(begin, begin + qptrdiff(left), *it, before);
        const auto first = size_t(place - begin);
        std::move_backward(place, begin + qptrdiff(left), begin + qptrdiff(gap));
        gap -= left - first;
        left = first;
        rows[--gap] = *it;
    }
}

} // namespace waldesk::tables
