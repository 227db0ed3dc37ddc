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
};
using ErrorTitleOf = std::function<ErrorTitle(TextId)>;

} // namespace waldesk::tables
