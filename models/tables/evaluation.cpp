// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/evaluation.h"

#include <QElapsedTimer>

namespace waldesk::tables
{

namespace
{

// Less than half of what one turn of the event loop may take: the view has something to do in it, too.
constexpr qint64 SliceNanoseconds = 3'000'000;
constexpr size_t WorkBetweenLooks = 2'048; // rows, or as much searching as costs the same

} // namespace

Evaluation::Evaluation(const std::vector<RowIndex> &newestFirst, RowOrder &order, Passes passes)
    : m_newestFirst(newestFirst), m_order(order), m_passes(std::move(passes))
{
}

bool Evaluation::visitSome()
{
    const bool oldestFirst = isInOrder() && m_order.sorting().order == Qt::AscendingOrder;
    const size_t count = m_newestFirst.size();
    for (size_t work = 0; m_next < count && work < WorkBetweenLooks; ++m_next) {
        const RowIndex row = m_newestFirst[oldestFirst ? count - 1 - m_next : m_next];
        if (m_passes(row, work))
            m_matches.push_back(row);
    }
    if (m_next < count)
        return false;
    if (!isInOrder())
        m_sort.emplace(m_order, std::move(m_matches));
    return true;
}

bool Evaluation::runSlice()
{
    QElapsedTimer timer;
    timer.start();
    while (!m_done && timer.nsecsElapsed() < SliceNanoseconds) {
        if (m_sort) {
            m_done = m_sort->step();
            if (m_done)
                m_matches = m_sort->take();
        } else if (visitSome()) {
            m_done = isInOrder();
        }
    }
    return m_done;
}

std::vector<RowIndex> Evaluation::takeMatches()
{
    return std::exchange(m_matches, {});
}

} // namespace waldesk::tables
