// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

/// Classes of bytes of UTF-8 text; every byte of a character beyond ASCII counts as a letter. No locale.
namespace waldesk::domain::characters
{

[[nodiscard]] constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool isLower(char c)
{
    return c >= 'a' && c <= 'z';
}
[[nodiscard]] constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}
[[nodiscard]] constexpr bool isLetter(char c)
{
    return isLower(c) || isUpper(c) || (static_cast<unsigned char>(c) & 0x80) != 0;
}
[[nodiscard]] constexpr bool isAlnum(char c)
{
    return isLetter(c) || isDigit(c);
}
[[nodiscard]] constexpr bool isWord(char c)
{
    return isAlnum(c) || c == '_';
}
[[nodiscard]] constexpr bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
[[nodiscard]] constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

[[nodiscard]] constexpr bool isBreak(char c)
{
    return c == '\n' || c == '\r';
}
template <std::size_t Size>
[[nodiscard]] constexpr bool isOneOf(char c, const char (&signs)[Size])
{
    for (std::size_t i = 0; i + 1 < Size; ++i) {
        if (signs[i] == c)
            return true;
    }
    return false;
}

} // namespace waldesk::domain::characters
