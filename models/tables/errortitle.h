// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requeststore.h"

#include <QString>

#include <functional>

namespace waldesk::tables
{

/// The one line that stands for an error wherever it is listed (domain::Fingerprint::line: cleaned, with its type and
/// its root cause), and what a person called its cause: a label beside the line, never instead of it.
struct ErrorTitle {
    QString line; ///< empty: not known yet; the first line of the message stands for it
    QString name; ///< empty: none

    /// Both in one line, for menus, notices and scripts. The name goes first: a long line is cut.
    [[nodiscard]] QString text() const
    {
        if (name.isEmpty())
            return line;
        return line.isEmpty() ? name : name + QStringLiteral(" \u00B7 ") + line;
    }
};
using ErrorTitleOf = std::function<ErrorTitle(TextId)>;

} // namespace waldesk::tables
