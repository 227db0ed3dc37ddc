// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requeststore.h"

#include <vector>

namespace waldesk::tables
{

/// The rows that are shown, and where each of them stands. Looking a row up is constant time; the places behind an
/// insertion are worked out again when somebody asks.
class RowList
{
public:
    [[nodiscard]] const std::vector<RowIndex> &rows() const { return m_rows; }
    [[nodiscard]] int size() const { return int(m_rows.size()); }
    [[nodiscard]] RowIndex at(int place) const { return m_rows[size_t(place)]; }

    void assign(std::vector<RowIndex> rows)
    {
        m_rows = std::move(rows);
        m_places.clear();
        m_known = 0;
    }

    void insert(int place, const RowIndex *first, size_t count)
    {
        m_rows.insert(m_rows.begin() + place, first, first + count);
        m_known = std::min(m_known, size_t(place));
    }

    void remove(int place, size_t count)
    {
        const auto first = m_rows.begin() + place;
        for (size_t i = 0; i < count; ++i) {
            if (const RowIndex row = first[qptrdiff(i)]; row < m_places.size())
                m_places[row] = -1;
        }
        m_rows.erase(first, first + qptrdiff(count));
        m_known = std::min(m_known, size_t(place));
    }

    /// -1 when the row is not shown.
    [[nodiscard]] int placeOf(RowIndex row) const
    {
        learn(row);
        return row < m_places.size() ? m_places[row] : -1;
    }

private:
    void learn(RowIndex row) const
    {
        if (m_known == m_rows.size())
            return;
        RowIndex most = row;
        for (size_t place = m_known; place < m_rows.size(); ++place)
            most = std::max(most, m_rows[place]);
        if (most >= m_places.size())
            m_places.resize(size_t(most) + 1, -1);
        for (size_t place = m_known; place < m_rows.size(); ++place)
            m_places[m_rows[place]] = int(place);
        m_known = m_rows.size();
    }

    std::vector<RowIndex> m_rows;
    mutable std::vector<int> m_places; ///< by store index
    mutable size_t m_known = 0;        ///< the first so many rows stand in m_places as they should
};

} // namespace waldesk::tables
