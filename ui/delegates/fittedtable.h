// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/rowtable.h"

#include <QStringList>

#include <vector>

namespace waldesk::ui
{

/// A table whose columns are as wide as what they hold, and never wider together than the table: where there is no room
/// for all of it some give way, down to a width at which they still tell something, then some are hidden. Headings of
/// sections are not measured. It belongs to its page, which says when to measure.
class FittedTable : public RowTable
{
    Q_OBJECT

public:
    struct Column {
        int column = 0;
        int least = 0;        ///< characters that stay readable; 0: it never gives way
        bool mayHide = false; ///< where the least widths do not fit
        bool hasIcon = false;
        QString sample; ///< room for a word that may come
    };

    explicit FittedTable(QWidget *parent = nullptr);

    /// In the order in which they give way, and are hidden. Columns that are not among them are as wide as they need.
    void setFit(std::vector<Column> columns);
    /// Again: other rows, another font.
    void measure();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fit();

    std::vector<Column> m_columns;
    std::vector<int> m_wanted; ///< pixels, by column
};

} // namespace waldesk::ui
