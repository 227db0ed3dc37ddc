// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/delegates/journalrowdelegate.h"

#include "models/domain/writeoutcome.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QPainter>

namespace waldesk::ui
{

Shade shadeOfOutcome(int outcome)
{
    switch (domain::WriteOutcome(outcome)) {
    case domain::WriteOutcome::Done:
        return Shade::Done;
    case domain::WriteOutcome::Refused:
    case domain::WriteOutcome::Failed:
        return Shade::Erred;
    case domain::WriteOutcome::Overtaken:
        return Shade::Stuck;
    case domain::WriteOutcome::Unknown:
        break;
    }
    return Shade::Unknown;
}

JournalRowDelegate::JournalRowDelegate(Roles roles, QObject *parent) : RowDelegate(parent), m_roles(roles)
{
}

void JournalRowDelegate::paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index,
                                   const Look &look) const
{
    if (index.column() != m_roles.outcomeColumn) {
        RowDelegate::paintCell(painter, cell, index, look);
        return;
    }
    const Shade shade = shadeOfOutcome(index.data(m_roles.outcome).toInt());
    const QRect mark(cell.area.x(), cell.area.y(), look.iconSide, cell.area.height());
    paintIcon(painter, mark, shadeIcon(shade), look.ink(shade));
    const bool unsettled = index.data(m_roles.unsettled).toBool();
    paintText(painter, cell.area.adjusted(look.iconSide + look.units(1.5), 0, 0, 0),
              index.data(Qt::DisplayRole).toString(), unsettled ? look.strong : look.body, look.text, Qt::AlignLeft);
}

} // namespace waldesk::ui
