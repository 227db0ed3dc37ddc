// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/planrowdelegate.h"

#include "models/tables/roles.h"
#include "ui/base/icons.h"
#include "ui/pages/planmodel.h"

#include <QPainter>

namespace waldesk::ui
{

void PlanRowDelegate::paintIconAndText(QPainter *painter, const QRect &area, const QString &icon, const QColor &ink,
                                       const QString &text, const QColor &colour, const Look &look)
{
    paintIcon(painter, QRect(area.x(), area.y(), look.iconSide, area.height()), icon, ink);
    paintText(painter, area.adjusted(look.iconSide + look.units(1.5), 0, 0, 0), text, look.body, colour, Qt::AlignLeft);
}

void PlanRowDelegate::paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look) const
{
    const bool dimmed = index.data(tables::DimmedRole).toBool();
    const bool sending = index.data(PlanModel::SendingRole).toBool();
    if (sending && !cell.selected)
        painter->fillRect(cell.whole.adjusted(0, 0, 0, -1), look.sel);
    const QString text = index.data(Qt::DisplayRole).toString();
    const QColor colour = dimmed ? look.dim : look.text;
    const auto state = domain::State(index.data(tables::StateRole).toInt());
    const QColor stateInk = dimmed ? look.dim : look.ink(shadeOf(state));
    switch (static_cast<PlanModel::Column>(index.column())) {
    case PlanModel::NowColumn:
        // Where an import puts it is a guess of the agent: it is what a person has to look at.
        if (index.data(PlanModel::ResourceRole).toBool()) {
            paintText(painter, cell.area, text, look.strong, colour, Qt::AlignLeft);
            return;
        }
        paintIconAndText(painter, cell.area, shadeIcon(shadeOf(state)), stateInk, text, colour, look);
        return;
    case PlanModel::BecomesColumn: {
        if (text.isEmpty())
            return;
        if (index.data(PlanModel::ResourceRole).toBool())
            break;
        const int arrow = look.iconSide + look.units(1);
        paintIcon(painter, QRect(cell.area.x(), cell.area.y(), look.iconSide, cell.area.height()),
                  QStringLiteral("fold"), look.text2);
        paintIconAndText(painter, cell.area.adjusted(arrow, 0, 0, 0), shadeIcon(shadeOf(state)), stateInk, text, colour,
                         look);
        return;
    }
    case PlanModel::WhatColumn: {
        const int shade = index.data(PlanModel::WhatShadeRole).toInt();
        QColor ink = shade >= 0 ? look.ink(static_cast<Shade>(shade)) : look.text2;
        QColor words = colour;
        if (sending)
            ink = words = look.accent;
        else if (static_cast<Shade>(shade) == Shade::Stuck && shade >= 0)
            words = ink;
        paintIconAndText(painter, cell.area, index.data(PlanModel::WhatIconRole).toString(), ink, text, words, look);
        return;
    }
    case PlanModel::RequestColumn:
        paintText(painter, cell.area, text, look.mono, dimmed ? look.dim : look.text2, Qt::AlignLeft);
        return;
    case PlanModel::SinceColumn:
        paintText(painter, cell.area, text, look.body, dimmed ? look.dim : look.text2, Qt::AlignRight);
        return;
    case PlanModel::OfferingColumn:
    case PlanModel::ColumnCount:
        break;
    }
    paintText(painter, cell.area, text, look.body, colour, Qt::AlignLeft);
}

} // namespace waldesk::ui
