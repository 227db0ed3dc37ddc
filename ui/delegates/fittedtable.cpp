// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/fittedtable.h"

#include "models/tables/roles.h"
#include "ui/base/look.h"
#include "ui/delegates/rowdelegate.h"

#include <algorithm>
#include <numeric>

namespace waldesk::ui
{
namespace
{

/// A long list is as wide as its beginning.
constexpr int MostRows = 300;

} // namespace

FittedTable::FittedTable(QWidget *parent) : RowTable(parent)
{
    connect(horizontalHeader(), &QHeaderView::sectionMoved, this, &FittedTable::measure); // another one is the first
}

void FittedTable::setFit(std::vector<Column> columns)
{
    m_columns = std::move(columns);
    measure();
}

void FittedTable::measure()
{
    if (!model())
        return;
    m_wanted.assign(static_cast<size_t>(model()->columnCount()), 0);
    for (int column = 0; column < model()->columnCount(); ++column) {
        const auto known = std::ranges::find(m_columns, column, &Column::column);
        QStringList words;
        for (int row = 0; row < std::min(MostRows, model()->rowCount()); ++row) {
            if (model()->index(row, 0).data(tables::HeadingRole).toString().isEmpty())
                words.append(model()->index(row, column).data().toString());
        }
        if (known != m_columns.end())
            words.append(known->sample);
        const QString title = model()->headerData(column, Qt::Horizontal).toString();
        const bool hasIcon = known != m_columns.end() && known->hasIcon;
        int &wanted = m_wanted[static_cast<size_t>(column)];
        wanted = widthFor(words, title, hasIcon);
        if (!hasIcon && horizontalHeader()->visualIndex(column) == 0)
            wanted += Look::of(this).units(RowDelegate::FirstEdgeUnits - RowDelegate::EdgeUnits);
    }
    fit();
}

void FittedTable::fit()
{
    const Look &look = Look::of(this);
    std::vector<int> widths = m_wanted;
    std::vector<int> least = m_wanted;
    for (const Column &each : m_columns) {
        int &width = least[static_cast<size_t>(each.column)];
        const int beside = look.units(RowDelegate::FirstEdgeUnits + RowDelegate::EdgeUnits) +
                           (each.hasIcon ? look.iconSide + look.units(1.5) : 0);
        width = each.least > 0 ? std::min(width, look.chars(each.least) + beside) : width;
    }
    const int room = viewport()->width();
    int needed = std::accumulate(least.begin(), least.end(), 0);
    for (const Column &each : m_columns) {
        if (!each.mayHide)
            continue;
        const bool hidden = needed > room;
        setColumnHidden(each.column, hidden);
        if (hidden) {
            needed -= least[static_cast<size_t>(each.column)];
            widths[static_cast<size_t>(each.column)] = 0;
        }
    }
    int excess = std::accumulate(widths.begin(), widths.end(), 0) - room;
    for (const Column &each : m_columns) {
        int &width = widths[static_cast<size_t>(each.column)];
        const int by = std::clamp(excess, 0, std::max(0, width - least[static_cast<size_t>(each.column)]));
        width -= by;
        excess -= by;
    }
    for (int column = 0; column < static_cast<int>(widths.size()); ++column) {
        if (!isColumnHidden(column))
            setColumnWidth(column, widths[static_cast<size_t>(column)]);
    }
}

void FittedTable::resizeEvent(QResizeEvent *event)
{
    RowTable::resizeEvent(event);
    if (!m_wanted.empty())
        fit();
}

} // namespace waldesk::ui
