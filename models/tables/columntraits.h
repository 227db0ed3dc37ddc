// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/errortitle.h"
#include "models/tables/requesttablemodel.h"

#include <optional>

namespace waldesk::tables
{

/// domain::took() and domain::age() of a packed row, in microseconds.
[[nodiscard]] std::optional<qint64> tookOf(const PackedRow &row);
[[nodiscard]] std::optional<qint64> ageOf(const PackedRow &row, domain::Timestamp now);

/// What a column is: the one table that data(), headerData() and sorting read.
struct ColumnTraits {
    RequestTableModel::Column column;
    const char *key;   ///< untranslated, for settings
    const char *title; ///< source of the translation
    Qt::Alignment alignment;
    bool byServer; ///< the server can order by it (contract 1.2)
};
[[nodiscard]] const ColumnTraits &traitsOf(RequestTableModel::Column column);
[[nodiscard]] QString titleOf(RequestTableModel::Column column);

/// The time of a row that a column shows; nullopt when it has none.
[[nodiscard]] std::optional<domain::Timestamp> timeOf(const PackedRow &row, RequestTableModel::Column column);

/// What a person may see of a server's text in one line: control and direction marks made visible, blanks folded, cut
/// with an ellipsis at about 300 characters.
[[nodiscard]] QString tamedLine(const QByteArray &utf8);

/// The words of one cell.
struct CellContext {
    const RequestStore &store;
    RowIndex index;
    domain::Timestamp now;
    const QTimeZone &zone;
    const ErrorTitleOf &titles;
};
/// What stands for the error of an ended request; both empty: it has none.
[[nodiscard]] ErrorTitle errorTitle(const CellContext &cell);
[[nodiscard]] QString displayText(const CellContext &cell, RequestTableModel::Column column);
[[nodiscard]] QString toolTip(const CellContext &cell, RequestTableModel::Column column);
[[nodiscard]] QString accessibleText(const CellContext &cell, RequestTableModel::Column column);
[[nodiscard]] QVariant sortValue(const CellContext &cell, RequestTableModel::Column column);

} // namespace waldesk::tables
