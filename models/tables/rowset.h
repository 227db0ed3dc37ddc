// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requeststore.h"

#include <algorithm>
#include <bit>
#include <vector>

namespace waldesk::tables
{

/// Distinct rows of the store, a bit each.
class RowSet
{
public:
    /// False: it was in the set.
    bool insert(RowIndex row)
    {
        const size_t word = row / Bits;
        if (word >= m_words.size())
            m_words.resize(std::max<size_t>(word + 1, m_words.size() * 2));
        if (m_words[word] & bitOf(row))
            return false;
        m_words[word] |= bitOf(row);
        ++m_count;
        return true;
    }
    /// False: it was not in the set.
    bool remove(RowIndex row)
    {
        if (!contains(row))
            return false;
        m_words[row / Bits] &= ~bitOf(row);
        --m_count;
        return true;
    }
    [[nodiscard]] bool contains(RowIndex row) const
    {
        return row / Bits < m_words.size() && (m_words[row / Bits] & bitOf(row)) != 0;
    }
    [[nodiscard]] qint64 count() const { return m_count; }
    /// And all of another set.
    void add(const RowSet &other)
    {
        if (m_words.size() < other.m_words.size())
            m_words.resize(other.m_words.size());
        for (size_t word = 0; word < other.m_words.size(); ++word) {
            m_count += std::popcount(other.m_words[word] & ~m_words[word]);
            m_words[word] |= other.m_words[word];
        }
    }
    /// Those in the set, in ascending order; @p take changes no row of it.
    template <typename Take>
    void forEach(Take take) const
    {
        for (size_t word = 0; word < m_words.size(); ++word) {
            for (quint64 left = m_words[word]; left != 0; left &= left - 1)
                take(rowAt(word, left));
        }
    }
    /// Those that are here and not in another set, in ascending order.
    [[nodiscard]] std::vector<RowIndex> without(const RowSet &other) const
    {
        std::vector<RowIndex> rows;
        if (other.m_count == 0)
            rows.reserve(size_t(m_count));
        for (size_t word = 0; word < m_words.size(); ++word) {
            quint64 left = m_words[word] & ~(word < other.m_words.size() ? other.m_words[word] : 0);
            for (; left != 0; left &= left - 1)
                rows.push_back(rowAt(word, left));
        }
        return rows;
    }

private:
    static constexpr RowIndex Bits = 64;
    [[nodiscard]] static quint64 bitOf(RowIndex row) { return quint64(1) << (row % Bits); }
    [[nodiscard]] static RowIndex rowAt(size_t word, quint64 bits)
    {
        return RowIndex(word * Bits) + RowIndex(std::countr_zero(bits));
    }

    std::vector<quint64> m_words;
    qint64 m_count = 0;
};

} // namespace waldesk::tables
