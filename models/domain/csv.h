// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace waldesk::domain
{

/// A text as a cell of RFC 4180, for the export of the window and of the command line. One that a spreadsheet would run
/// as a formula, also behind blanks and characters that are not seen, is prefixed with `'`.
[[nodiscard]] QByteArray csvCell(const QByteArray &text);

} // namespace waldesk::domain
