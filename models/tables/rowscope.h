// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/rowset.h"

#include <QObject>

#include <span>

namespace waldesk::tables
{

/// The rows of the store that the walk of one query has covered. The store may know more, from other pages; a list
/// shows and counts only these. Filled by the feed of the query, read by the table; both live on the window's thread.
class RowScope : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] bool contains(RowIndex row) const { return m_rows.contains(row); }
    [[nodiscard]] qint64 count() const { return m_rows.count(); }
    [[nodiscard]] const RowSet &rows() const { return m_rows; }

    /// Live: nobody asked for them, so a list may let them wait.
    void add(std::span<const RowIndex> rows, Origin origin = Origin::Asked);
    /// A row that changed and is no longer asked for: a list that shows it decides by itself.
    void release(RowIndex row) { m_rows.remove(row); }
    /// Another query begins, and says so to the list itself: nothing is told here.
    void clear() { m_rows = {}; }
    /// The truth of a completed walk.
    void replace(RowSet rows);

signals:
    /// Those that were not in it before.
    void entered(const std::vector<waldesk::tables::RowIndex> &rows, waldesk::tables::Origin origin);
    void narrowed(); ///< some left

private:
    RowSet m_rows;
};

} // namespace waldesk::tables
