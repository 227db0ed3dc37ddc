// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/rowdelegate.h"

namespace waldesk::ui
{

/// The rows of the journal: the outcome as icon and word, everything else as text. It reads roles only, whose numbers
/// it is told, because it knows no model.
class JournalRowDelegate : public RowDelegate
{
    Q_OBJECT
public:
    struct Roles {
        int outcomeColumn = 0;
        int outcome = 0;   ///< int of domain::WriteOutcome
        int unsettled = 0; ///< bool: stands out
    };
    explicit JournalRowDelegate(Roles roles, QObject *parent = nullptr);

protected:
    void paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look) const override;

private:
    Roles m_roles;
};

/// How a write ended, as a state's colour and icon.
[[nodiscard]] Shade shadeOfOutcome(int outcome);

} // namespace waldesk::ui
