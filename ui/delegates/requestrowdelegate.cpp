// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/requestrowdelegate.h"

#include "models/tables/roles.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"
#include "ui/delegates/rowtable.h"

#include <QDateTime>
#include <QPainter>

namespace waldesk::ui
{

namespace
{

QFont bodyOf(const QModelIndex &index, const Look &look)
{
    QFont font = look.body;
    font.setStrikeOut(index.data(tables::GoneRole).toBool());
    return font;
}

} // namespace

RequestRowDelegate::RequestRowDelegate(int stateColumn, int errorColumn, QObject *parent, int tookColumn)
    : RowDelegate(parent), m_stateColumn(stateColumn), m_errorColumn(errorColumn), m_tookColumn(tookColumn)
{
}

void RequestRowDelegate::paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index,
                                   const Look &look) const
{
    if (const QString section = index.data(tables::HeadingRole).toString(); !section.isEmpty()) {
        paintSection(painter, cell, index, section, look);
        return;
    }
    const bool dimmed = index.data(tables::DimmedRole).toBool();
    if (!dimmed && paintStuck(painter, cell, index, look))
        return;
    if (index.column() == m_stateColumn) {
        paintState(painter, cell, index, look, dimmed);
        return;
    }
    const Qt::Alignment alignment(index.data(Qt::TextAlignmentRole).toInt());
    const bool right = alignment.testFlag(Qt::AlignRight);
    QColor colour = right ? look.text2 : look.text;
    const auto state = domain::State(index.data(tables::StateRole).toInt());
    if (dimmed || (index.column() == m_errorColumn && state != domain::State::Erred))
        colour = look.dim;
    QRect area = cell.area;
    if (index.column() == m_errorColumn)
        area.setLeft(area.left() +
                     paint::label(painter, area, index.data(tables::CauseNameRole).toString(), cell.background, look));
    paintText(painter, area, index.data(Qt::DisplayRole).toString(), bodyOf(index, look), colour,
              right ? Qt::AlignRight : Qt::AlignLeft, cell.elide());
}

void RequestRowDelegate::paintSection(QPainter *painter, const Cell &cell, const QModelIndex &index,
                                      const QString &words, const Look &look)
{
    painter->fillRect(cell.whole.adjusted(0, 0, 0, -1), look.raised);
    const QString count = groupedNumber(index.data(tables::HeadingCountRole).toInt());
    const int wide = QFontMetrics(look.small).horizontalAdvance(count) + look.units(2);
    paintText(painter, cell.area.adjusted(0, 0, -wide, 0), words, look.smallStrong, look.text2, Qt::AlignLeft);
    paintText(painter, cell.area, count, look.small, look.text2, Qt::AlignRight);
}

bool RequestRowDelegate::paintStuck(QPainter *painter, const Cell &cell, const QModelIndex &index,
                                    const Look &look) const
{
    if (index.column() != m_errorColumn && index.column() != m_tookColumn)
        return false;
    const QString stuck = index.data(tables::StuckRole).toString();
    if (stuck.isEmpty())
        return false;
    const QColor ink = look.ink(Shade::Stuck);
    if (index.column() == m_tookColumn) {
        paintText(painter, cell.area, index.data(Qt::DisplayRole).toString(), look.strong, ink, Qt::AlignRight);
        return true;
    }
    paintIcon(painter, QRect(cell.area.x(), cell.area.y(), look.iconSide, cell.area.height()), shadeIcon(Shade::Stuck),
              ink);
    paintText(painter, cell.area.adjusted(look.iconSide + look.units(1.5), 0, 0, 0),
              index.data(Qt::DisplayRole).toString(), look.body, ink, Qt::AlignLeft);
    return true;
}

void RequestRowDelegate::paintChange(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look)
{
    const qint64 age = QDateTime::currentMSecsSinceEpoch() - index.data(tables::ChangedRole).toLongLong();
    const bool still = cell.table && cell.table->reducedMotion();
    if (age < 0 || age >= (still ? RowTable::BarMs : RowTable::FadeMs) || cell.selected)
        return;
    if (still) {
        painter->fillRect(QRect(cell.whole.topLeft(), QSize(paint::BarWidth, cell.whole.height())), look.accent);
        return;
    }
    painter->fillRect(cell.whole.adjusted(0, 0, 0, -1),
                      mixed(look.sel, cell.background, double(age) / RowTable::FadeMs));
}

void RequestRowDelegate::paintState(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look,
                                    bool dimmed) const
{
    const auto state = domain::State(index.data(tables::StateRole).toInt());
    paintChange(painter, cell, index, look);
    const Shade shade = shadeOf(state);
    const QColor ink = look.ink(shade);
    const QRect mark(cell.area.x(), cell.area.y(), look.iconSide, cell.area.height());
    // In the place of the state's icon: the word beside it still tells the state, and nothing moves.
    if (index.data(tables::MarkedRole).toBool())
        paint::tickedBox(painter, mark, look);
    else
        paintIcon(painter, mark, shadeIcon(shade), dimmed ? mixed(ink, cell.background, 0.4) : ink);
    const QString pending = index.data(tables::PendingRole).toString();
    QString word = pending.isEmpty() ? index.data(tables::StateTextRole).toString() : pending;
    if (word.isEmpty())
        word = stateWord(state);
    const QColor colour = !pending.isEmpty() ? look.accent : dimmed ? look.dim : look.text;
    // "Asked again in 4 s": what counts down stands at the end.
    paintText(painter, cell.area.adjusted(look.iconSide + look.units(1.5), 0, 0, 0), word, bodyOf(index, look), colour,
              Qt::AlignLeft, pending.isEmpty() ? Qt::ElideRight : Qt::ElideMiddle);
}

} // namespace waldesk::ui
