// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/rowdelegate.h"

namespace waldesk::ui
{

/// The rows of a PlanModel: states as icon and word, the change as an arrow to the new state, rows that are left alone
/// dim with their reason, rows that are being sent in the colour of the selection.
class PlanRowDelegate : public RowDelegate
{
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;

protected:
    void paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look) const override;

private:
    static void paintIconAndText(QPainter *painter, const QRect &area, const QString &icon, const QColor &ink,
                                 const QString &text, const QColor &colour, const Look &look);
};

} // namespace waldesk::ui
