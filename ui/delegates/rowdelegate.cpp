// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/rowdelegate.h"

#include "models/tables/roles.h"
#include "ui/base/displaytext.h"
#include "ui/base/painting.h"
#include "ui/delegates/rowtable.h"

#include <QPainter>

namespace waldesk::ui
{

namespace
{

/// More is never seen in one line, and eliding a megabyte for each repaint holds the window.
constexpr qsizetype LongestCell = 600;
constexpr qreal MarkedShare = 0.45; ///< of the selection's colour in a marked row

/// Where in the row a cell stands, as the user arranged the columns.
struct Edges {
    bool first = false;
    bool last = false;
};

Edges edgesOf(const RowTable *table, int column)
{
    if (!table)
        return {column == 0, false};
    const QHeaderView *header = table->horizontalHeader();
    const auto visibleFrom = [header](int from, int to, int step) {
        for (int visual = from; visual != to; visual += step) {
            if (!header->isSectionHidden(header->logicalIndex(visual)))
                return header->logicalIndex(visual);
        }
        return -1;
    };
    const int count = header->count();
    return {visibleFrom(0, count, 1) == column, visibleFrom(count - 1, -1, -1) == column};
}

void paintCurrent(QPainter *painter, const QRect &rect, Edges edges, const Look &look)
{
    painter->save();
    painter->setPen(QPen(look.accent, 1.4));
    painter->drawLine(rect.topLeft(), rect.topRight());
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    if (edges.first)
        painter->drawLine(rect.topLeft(), rect.bottomLeft());
    if (edges.last)
        painter->drawLine(rect.topRight(), rect.bottomRight());
    painter->restore();
}

} // namespace

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look &look = Look::of(option.widget);
    const QString text = shortened(escapeForDisplay(index.data(Qt::DisplayRole).toString()), LongestCell);
    return {QFontMetrics(look.body).horizontalAdvance(text) + look.units(2 * EdgeUnits), look.rowHeight()};
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look &look = Look::of(option.widget);
    const auto *table = qobject_cast<const RowTable *>(option.widget);
    const bool focused = table && table->hasFocus();
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const Edges edges = edgesOf(table, index.column());

    Cell cell;
    cell.table = table;
    cell.whole = option.rect;
    cell.selected = selected;
    cell.background = index.data(tables::MarkedRole).toBool() ? mixed(look.base, look.sel, MarkedShare) : look.base;
    if (selected)
        cell.background = focused ? look.sel : look.selq;
    else if (table && table->hoveredRow() == index.row())
        cell.background = look.hover;
    painter->fillRect(option.rect, cell.background);
    painter->fillRect(QRect(option.rect.bottomLeft(), QSize(option.rect.width(), 1)), look.line);
    if (selected && focused && edges.first)
        painter->fillRect(QRect(option.rect.topLeft(), QSize(paint::BarWidth, option.rect.height())), look.accent);
    if (focused && !selected && table->currentIndex().row() == index.row())
        paintCurrent(painter, option.rect, edges, look);

    cell.area =
        option.rect.adjusted(look.units(edges.first ? FirstEdgeUnits : EdgeUnits), 0, -look.units(EdgeUnits), -1);
    painter->save();
    painter->setClipRect(option.rect);
    paintCell(painter, cell, index, look);
    painter->restore();
}

Qt::TextElideMode RowDelegate::Cell::elide() const
{
    return table ? table->textElideMode() : Qt::ElideRight;
}

void RowDelegate::paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look) const
{
    const Qt::Alignment alignment(index.data(Qt::TextAlignmentRole).toInt());
    const bool right = alignment.testFlag(Qt::AlignRight);
    paintText(painter, cell.area, index.data(Qt::DisplayRole).toString(), look.body, right ? look.text2 : look.text,
              right ? Qt::AlignRight : Qt::AlignLeft, cell.elide());
}

void RowDelegate::paintText(QPainter *painter, const QRect &area, const QString &text, const QFont &font,
                            const QColor &colour, Qt::Alignment alignment, Qt::TextElideMode elide)
{
    if (text.isEmpty() || area.width() <= 0)
        return;
    const QFontMetrics metrics(font);
    const QString words = metrics.elidedText(escapeForDisplay(shortened(text, LongestCell)), elide, area.width() + 1);
    painter->setFont(font);
    painter->setPen(colour);
    painter->drawText(area, int(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, words);
}

} // namespace waldesk::ui
