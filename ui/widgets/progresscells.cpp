// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/progresscells.h"

#include "ui/base/look.h"

#include <QPainter>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

constexpr int LeastWidth = 4; ///< pixels of a cell, without its gap

QColor colourOf(ProgressCells::Cell cell, const Look &look)
{
    switch (cell) {
    case ProgressCells::Cell::Waiting:
        return look.line;
    case ProgressCells::Cell::Sending:
        return look.accent;
    case ProgressCells::Cell::Done:
        return look.ink(Shade::Done);
    case ProgressCells::Cell::Other:
        return look.ink(Shade::Stuck);
    }
    return look.line;
}

/// What a shared cell shows: what is under way, then what waits, then what went otherwise.
int weightOf(ProgressCells::Cell cell)
{
    switch (cell) {
    case ProgressCells::Cell::Sending:
        return 3;
    case ProgressCells::Cell::Waiting:
        return 2;
    case ProgressCells::Cell::Other:
        return 1;
    case ProgressCells::Cell::Done:
        break;
    }
    return 0;
}

} // namespace

void ProgressCells::setCells(std::vector<Cell> cells)
{
    if (cells == m_cells)
        return;
    m_cells = std::move(cells);
    update();
}

QSize ProgressCells::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(40), look.units(1.4)};
}

QSize ProgressCells::minimumSizeHint() const
{
    return {Look::of(this).chars(10), sizeHint().height()};
}

void ProgressCells::paintEvent(QPaintEvent *)
{
    if (m_cells.empty())
        return;
    const Look &look = Look::of(this);
    QPainter painter(this);
    const int gap = 2;
    const int room = std::max(1, (width() + gap) / (LeastWidth + gap));
    const int shown = std::min(static_cast<int>(m_cells.size()), room);
    const auto total = static_cast<qint64>(m_cells.size());
    for (int i = 0; i < shown; ++i) {
        const auto first = static_cast<size_t>(i * total / shown);
        const auto last = static_cast<size_t>((i + 1) * total / shown);
        Cell cell = m_cells[first];
        for (size_t each = first; each < last; ++each) {
            if (weightOf(m_cells[each]) > weightOf(cell))
                cell = m_cells[each];
        }
        const int left = static_cast<int>(qint64(i) * (width() + gap) / shown);
        const int right = static_cast<int>(qint64(i + 1) * (width() + gap) / shown) - gap;
        painter.fillRect(left, 0, std::max(1, right - left), height(), colourOf(cell, look));
    }
}

} // namespace waldesk::ui
