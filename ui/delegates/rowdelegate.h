// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QStyledItemDelegate>

namespace waldesk::ui
{

class RowTable;

/// Paints the cells of a RowTable so that they read as one row: hairline, hover, selection with its accent bar, a
/// quieter selection while the focus is elsewhere, a frame where the keyboard is on a row that is not selected. Text is
/// plain and tamed, one line, elided as the table's textElideMode says. What a cell says is a subclass's business.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    // Beside the text of a cell, in units of the look: on each side, and on the left of the first cell of a row.
    static constexpr qreal EdgeUnits = 1.7;
    static constexpr qreal FirstEdgeUnits = 2.5;

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    struct Cell {
        const RowTable *table = nullptr; ///< null in another view
        QRect whole;
        QRect area; ///< inside the padding
        QColor background;
        bool selected = false;
        [[nodiscard]] Qt::TextElideMode elide() const; ///< the table's
    };
    /// By default Display text in the text colour, right-aligned text in text2.
    virtual void paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look) const;
    static void paintText(QPainter *painter, const QRect &area, const QString &text, const QFont &font,
                          const QColor &colour, Qt::Alignment alignment, Qt::TextElideMode elide = Qt::ElideRight);
};

} // namespace waldesk::ui
