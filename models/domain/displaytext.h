// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace waldesk::domain
{

/// What the server wrote, fit for one painted line: line breaks and tabs become a space (or `⏎` where asked), and every
/// character that would act instead of being seen becomes visible, as Python writes it: `\x1b` for control characters,
/// `\u202e` for those that reorder or hide text, and the replacement character for half a surrogate pair. A text
/// without any of them is returned as it is, without a copy.
enum class LineBreaks { Space, Symbol };
[[nodiscard]] QString escapeForDisplay(const QString &text, LineBreaks breaks = LineBreaks::Space);

/// The same for text that is shown in several lines: line breaks and tabs stay.
[[nodiscard]] QString escapeLinesForDisplay(const QString &text);

/// At most `limit` characters, an ellipsis in place of the rest, never half of a surrogate pair: nobody reads more in
/// one line, and laying out a megabyte freezes the window.
[[nodiscard]] QString shortened(const QString &text, qsizetype limit);

} // namespace waldesk::domain
