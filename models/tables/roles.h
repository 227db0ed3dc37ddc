// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qnamespace.h>

namespace waldesk::tables
{

/// Roles of every table of requests; the same answer in every column but for Display and Sort.
enum Role : int {
    IdRole = Qt::UserRole + 1, ///< domain::Uuid in a QVariant
    ItemRole,                  ///< domain::Request, the whole row
    StateRole,                 ///< int of domain::State
    StateTextRole,             ///< QString: the state's word (an unknown one as it came)
    PendingRole,               ///< QString: what is about to happen ("Erred in 4 s"); empty: nothing
    DimmedRole,                ///< bool: was acted on and no longer passes the query
    GoneRole,                  ///< bool: is no longer on the server, and stays only because it is read
    ChangedRole,               ///< qint64: ms since epoch of the last change that was merged; 0: none
    CauseNameRole,             ///< QString: what a person called the cause of its error; empty: nothing
    MarkedRole,                ///< bool: a person has marked it for an action on several
    StuckRole,                 ///< QString: that and why it is stuck, in a line; empty: it is not
    HeadingRole,               ///< QString: the heading that this row is; empty: it is a request
    HeadingCountRole,          ///< int: requests of the section
    SortRole,                  ///< a typed key
};

} // namespace waldesk::tables
