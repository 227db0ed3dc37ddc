// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/scrollanchor.h"

#include <QAbstractItemView>
#include <QScrollBar>

namespace waldesk::ui
{

void ScrollAnchor::take(const QAbstractItemView &view)
{
    if (m_row.isValid() || view.verticalScrollBar()->value() == 0)
        return;
    const QModelIndex current = view.currentIndex();
    const bool inSight = current.isValid() && view.viewport()->rect().intersects(view.visualRect(current));
    m_row = inSight ? current : view.indexAt({0, view.viewport()->height() / 2});
    m_top = view.visualRect(m_row).top();
}

void ScrollAnchor::putBack(QAbstractItemView &view)
{
    if (m_row.isValid()) {
        QScrollBar *bar = view.verticalScrollBar();
        const QRect now = view.visualRect(m_row);
        const bool byPixels = view.verticalScrollMode() == QAbstractItemView::ScrollPerPixel;
        const int unit = byPixels ? 1 : qMax(1, now.height());
        bar->setValue(bar->value() + (now.top() - m_top) / unit);
    }
    m_row = QPersistentModelIndex();
}

} // namespace waldesk::ui
