// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/rowtable.h"

#include "models/tables/roles.h"
#include "ui/base/look.h"
#include "ui/delegates/rowdelegate.h"

#include <QMouseEvent>
#include <QtMath>

#include <QDateTime>
#include <QEvent>
#include <QHoverEvent>

namespace waldesk::ui
{

HeaderView::HeaderView(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsMovable(true);
    setSectionsClickable(true);
    setSortIndicatorShown(true);
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setFixedHeight(Look::of(this).headerHeight());
}

void HeaderView::changeEvent(QEvent *event)
{
    QHeaderView::changeEvent(event);
    const int wanted = Look::of(this).headerHeight();
    if (event->type() != QEvent::ParentChange && height() != wanted)
        setFixedHeight(wanted);
}

RowTable::RowTable(QWidget *parent) : QTableView(parent)
{
    setHorizontalHeader(new HeaderView(this));
    horizontalHeader()->setSortIndicatorShown(true); // taking a header over switches it off
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false); // Tab leaves the table: list, detail, actions
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_fade.setInterval(40);
    connect(&m_fade, &QTimer::timeout, this, [this] {
        if (QDateTime::currentMSecsSinceEpoch() > m_fadeUntil)
            m_fade.stop();
        viewport()->update();
    });
    applyLook();
}

void RowTable::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &roles)
{
    QTableView::dataChanged(topLeft, bottomRight, roles);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 changed = topLeft.data(tables::ChangedRole).toLongLong();
    const int shown = m_reducedMotion ? BarMs : FadeMs;
    if (changed + shown <= now)
        return;
    m_fadeUntil = changed + shown;
    m_fade.setInterval(m_reducedMotion ? BarMs : 40);
    m_fade.start();
}

void RowTable::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    const bool toggles = event->modifiers() == Qt::ControlModifier;
    const bool extends = event->modifiers() == Qt::ShiftModifier;
    if (!m_marksRows || event->button() != Qt::LeftButton || !index.isValid() || (!toggles && !extends)) {
        QTableView::mousePressEvent(event);
        return;
    }
    event->accept();
    const int row = index.row();
    const int from = currentIndex().isValid() ? currentIndex().row() : row;
    if (index.flags() & Qt::ItemIsSelectable)
        setCurrentIndex(index);
    if (toggles)
        emit rowToggled(row);
    else
        emit rowsExtended(qMin(from, row), qMax(from, row));
}

QModelIndex RowTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const bool isEdge = action == MoveHome || action == MoveEnd;
    return QTableView::moveCursor(action, isEdge ? modifiers | Qt::ControlModifier : modifiers);
}

int RowTable::widthFor(const QStringList &words, const QString &title, bool withIcon) const
{
    const Look &look = Look::of(this);
    // Rounded up: eliding compares with the width before it is rounded.
    const QFontMetricsF metrics(look.body);
    int width = 0;
    for (const QString &word : words)
        width = qMax(width, qCeil(metrics.horizontalAdvance(word)) + 1);
    if (withIcon)
        width += look.iconSide + look.units(1.5);
    const int arrow = look.units(2.5);
    width = qMax(width, qCeil(QFontMetricsF(look.smallStrong).horizontalAdvance(title)) + arrow + look.u);
    // A column with icons stands first, as a rule.
    return width +
           look.units((withIcon ? RowDelegate::FirstEdgeUnits : RowDelegate::EdgeUnits) + RowDelegate::EdgeUnits);
}

void RowTable::applyLook()
{
    const int height = Look::of(this).rowHeight();
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
}

void RowTable::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    switch (event->type()) {
    case QEvent::StyleChange:
    case QEvent::FontChange:
        applyLook();
        break;
    default:
        break;
    }
}

void RowTable::updateRow(int row)
{
    if (row >= 0)
        viewport()->update(0, rowViewportPosition(row), viewport()->width(), rowHeight(row));
}

void RowTable::setHoveredRow(int row)
{
    if (row == m_hovered)
        return;
    updateRow(m_hovered);
    m_hovered = row;
    updateRow(m_hovered);
}

bool RowTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::HoverMove || event->type() == QEvent::HoverEnter)
        setHoveredRow(rowAt(static_cast<QHoverEvent *>(event)->position().toPoint().y()));
    else if (event->type() == QEvent::HoverLeave || event->type() == QEvent::Leave)
        setHoveredRow(-1);
    return QTableView::viewportEvent(event);
}

void RowTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    viewport()->update(); // selected rows look different while the focus is elsewhere
}

void RowTable::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

} // namespace waldesk::ui
