// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/rowmarks.h"

namespace waldesk::tables
{

void RowMarks::toggle(const domain::Uuid &row)
{
    if (row.isNil())
        return;
    if (!m_marks.remove(row))
        m_marks.insert(row);
    emit changed();
}

void RowMarks::add(const std::vector<domain::Uuid> &rows)
{
    const auto before = m_marks.size();
    for (const domain::Uuid &row : rows) {
        if (!row.isNil())
            m_marks.insert(row);
    }
    if (m_marks.size() != before)
        emit changed();
}

void RowMarks::clear()
{
    if (m_marks.isEmpty())
        return;
    m_marks.clear();
    emit changed();
}

} // namespace waldesk::tables
