// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/rowscope.h"

namespace waldesk::tables
{

void RowScope::add(std::span<const RowIndex> rows, Origin origin)
{
    std::vector<RowIndex> fresh;
    for (const RowIndex row : rows) {
        if (m_rows.insert(row))
            fresh.push_back(row);
    }
    if (!fresh.empty())
        emit entered(fresh, origin);
}

void RowScope::replace(RowSet rows)
{
    const std::vector<RowIndex> fresh = rows.without(m_rows);
    m_rows = std::move(rows);
    emit narrowed();
    if (!fresh.empty())
        emit entered(fresh, Origin::Asked);
}

} // namespace waldesk::tables
