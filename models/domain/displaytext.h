// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace waldesk::domain
{

/// What a character would do instead of being seen.
enum class DisplayHazard {
    None,
    Break,   ///< begins a line, or a column
    Control, ///< drives a terminal
    Hidden,  ///< reorders, joins or hides its neighbours: bidirectional controls, invisible operators, tags
    Broken   ///< half of a surrogate pair
};
/// The one list of such characters; for a whole code point.
[[nodiscard]] constexpr DisplayHazard displayHazardOf(char32_t c)
{
    if (c >= 0x20 && c < 0x7F)
        return DisplayHazard::None;
    if (c == U'\n' || c == U'\r' || c == U'\t' || c == 0x2028 || c == 0x2029 || c == 0x85)
        return DisplayHazard::Break;
    if (c < 0x20 || (c >= 0x7F && c < 0xA0))
        return DisplayHazard::Control;
    if (c >= 0xD800 && c < 0xE000)
        return DisplayHazard::Broken;
    const bool hidden = c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
                        (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || c == 0x00AD ||
                        c == 0x180E || (c >= 0xE0000 && c <= 0xE007F);
    return hidden ? DisplayHazard::Hidden : DisplayHazard::None;
}

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
