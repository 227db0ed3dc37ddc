// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/rowdelegate.h"

namespace waldesk::ui
{

/// The rows of the Requests table. It reads roles only (models/tables/roles.h): state as icon and word, or what is
/// about to happen in the accent colour; a row that no longer passes the query is dimmed, one that is no longer on the
/// server is struck as well; the error of an erred row is text, the words of any other are dim. A stuck one has the
/// hourglass and its reason in the colour of Stuck there, and its time in bold; a row that is a heading has its words
/// and its count. A marked row has a ticked box in place of the state's icon. A state that changed fades once from the
/// selection's colour to that of the row.
class RequestRowDelegate : public RowDelegate
{
    Q_OBJECT

public:
    /// The model's columns of the state, of the error, and of how long it takes; -1: it has none.
    RequestRowDelegate(int stateColumn, int errorColumn, QObject *parent = nullptr, int tookColumn = -1);

protected:
    void paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look) const override;

private:
    static void paintChange(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look);
    static void paintSection(QPainter *painter, const Cell &cell, const QModelIndex &index, const QString &words,
                             const Look &look);
    [[nodiscard]] bool paintStuck(QPainter *painter, const Cell &cell, const QModelIndex &index,
                                  const Look &look) const;
    void paintState(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look, bool dimmed) const;

    int m_stateColumn;
    int m_errorColumn;
    int m_tookColumn;
};

} // namespace waldesk::ui
