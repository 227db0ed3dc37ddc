// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

namespace waldesk::ui
{

/// One cell a row of a run, in its order, so that a stop shows where it is. Many rows share a cell, which then shows
/// the least finished of them.
class ProgressCells : public QWidget
{
    Q_OBJECT
public:
    enum class Cell : quint8 { Waiting, Sending, Done, Other };

    using QWidget::QWidget;

    void setCells(std::vector<Cell> cells);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<Cell> m_cells;
};

} // namespace waldesk::ui
