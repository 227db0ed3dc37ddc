// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QHash>

#include <algorithm>
#include <utility>
#include <vector>

namespace waldesk::tables
{

/// A table of a few thousand rows at most that takes another list without a reset: rows go, move and come by their
/// keys, so that what is chosen and scrolled to stays.
class MergingTableModel : public QAbstractTableModel
{
    Q_OBJECT
protected:
    using QAbstractTableModel::QAbstractTableModel;

    /// rows become next; each row of next must have another key, which qHash() knows. That what is in them has changed
    /// is told of all rows, as ages count on in each.
    template <typename Row, typename KeyOf>
    void mergeRows(std::vector<Row> &rows, std::vector<Row> next, const KeyOf &keyOf)
    {
        removeMissing(rows, placesOf(next, keyOf), keyOf);
        reorder(rows, placesOf(next, keyOf), keyOf);
        insertNew(rows, next, placesOf(rows, keyOf), keyOf);
        rows = std::move(next);
        if (!rows.empty())
            emit dataChanged(index(0, 0), index(int(rows.size()) - 1, columnCount() - 1));
    }

private:
    template <typename Row, typename KeyOf>
    static auto placesOf(const std::vector<Row> &rows, const KeyOf &keyOf)
    {
        QHash<decltype(keyOf(std::declval<const Row &>())), int> places;
        places.reserve(qsizetype(rows.size()));
        for (int row = 0; row < int(rows.size()); ++row)
            places.insert(keyOf(rows[size_t(row)]), row);
        return places;
    }

    /// From the end, a run at a time: a bulk action may close thousands.
    template <typename Row, typename Places, typename KeyOf>
    void removeMissing(std::vector<Row> &rows, const Places &next, const KeyOf &keyOf)
    {
        const auto isMissing = [&](int at) {
            return !next.contains(keyOf(rows[size_t(at)]));
        };
        for (int last = int(rows.size()) - 1; last >= 0; --last) {
            if (!isMissing(last))
                continue;
            int first = last;
            while (first > 0 && isMissing(first - 1))
                --first;
            beginRemoveRows({}, first, last);
            rows.erase(rows.begin() + first, rows.begin() + last + 1);
            endRemoveRows();
            last = first;
        }
    }

    /// Those that are here already take the order in which they stand in next.
    template <typename Row, typename Places, typename KeyOf>
    void reorder(std::vector<Row> &rows, const Places &next, const KeyOf &keyOf)
    {
        std::vector<std::pair<int, int>> order; // place in next, row of now
        for (int row = 0; row < int(rows.size()); ++row)
            order.emplace_back(next.value(keyOf(rows[size_t(row)])), row);
        if (std::ranges::is_sorted(order))
            return;
        std::ranges::sort(order);
        emit layoutAboutToBeChanged();
        std::vector<int> to(rows.size());
        std::vector<Row> moved;
        moved.reserve(rows.size());
        for (const auto &[place, row] : order) {
            to[size_t(row)] = int(moved.size());
            moved.push_back(std::move(rows[size_t(row)]));
        }
        rows = std::move(moved);
        const QModelIndexList before = persistentIndexList();
        QModelIndexList after;
        for (const QModelIndex &each : before)
            after.append(index(to[size_t(each.row())], each.column()));
        changePersistentIndexList(before, after);
        emit layoutChanged();
    }

    template <typename Row, typename Places, typename KeyOf>
    void insertNew(std::vector<Row> &rows, const std::vector<Row> &next, const Places &known, const KeyOf &keyOf)
    {
        for (size_t at = 0; at < next.size(); ++at) {
            size_t end = at;
            while (end < next.size() && !known.contains(keyOf(next[end])))
                ++end;
            if (end == at)
                continue;
            const auto offset = static_cast<ptrdiff_t>(at);
            beginInsertRows({}, int(at), int(end) - 1);
            rows.insert(rows.begin() + offset, next.begin() + offset, next.begin() + static_cast<ptrdiff_t>(end));
            endInsertRows();
            at = end - 1;
        }
    }
};

} // namespace waldesk::tables
