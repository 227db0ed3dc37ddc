// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requeststore.h"

#include <algorithm>
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
        if (row >= m_bits.size())
            m_bits.resize(std::max<size_t>(size_t(row) + 1, m_bits.size() * 2));
        if (m_bits[row])
            return false;
        m_bits[row] = true;
        ++m_count;
        return true;
    }
    /// False: it was not in the set.
    bool remove(RowIndex row)
    {
        if (!contains(row))
            return false;
        m_bits[row] = false;
        --m_count;
        return true;
    }
    [[nodiscard]] bool contains(RowIndex row) const { return row < m_bits.size() && m_bits[row]; }
    [[nodiscard]] qint64 count() const { return m_count; }
    /// Those that are here and not in another set, in ascending order.
    [[nodiscard]] std::vector<RowIndex> without(const RowSet &other) const
    {
        std::vector<RowIndex> rows;
        for (size_t row = 0; row < m_bits.size(); ++row) {
            if (m_bits[row] && !other.contains(RowIndex(row)))
                rows.push_back(RowIndex(row));
        }
        return rows;
    }

private:
    std::vector<bool> m_bits;
    qint64 m_count = 0;
};

} // namespace waldesk::tables
