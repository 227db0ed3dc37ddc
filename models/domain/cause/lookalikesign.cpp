// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/lookalikesign.h"

#include <algorithm>
#include <array>
#include <optional>

namespace waldesk::domain
{
namespace
{

/// The character of two or three bytes at @p at; nullopt for any other and for what is no UTF-8.
std::optional<char32_t> characterAt(QByteArrayView text, qsizetype at, qsizetype &size)
{
    const auto byte = [&text](qsizetype place) {
        return char32_t(static_cast<unsigned char>(text[place]));
    };
    const char32_t lead = byte(at);
    size = lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xC2 && lead < 0xE0 ? 2 : 0;
    if (size == 0 || at + size > text.size())
        return std::nullopt;
    char32_t character = size == 3 ? lead & 0x0F : lead & 0x1F;
    for (qsizetype i = 1; i < size; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return std::nullopt;
        character = character << 6 | (byte(at + i) & 0x3F);
    }
    return character;
}

struct Range {
    char32_t first;
    char32_t last;
    char sign;
};

/// In the order of the characters.
constexpr std::array Ranges{
    Range{0x00A0, 0x00A0, ' '}, Range{0x00AB, 0x00AB, '"'}, Range{0x00AD, 0x00AD, 0},   Range{0x00BB, 0x00BB, '"'},
    Range{0x02D0, 0x02D0, ':'}, Range{0x034F, 0x034F, 0},   Range{0x061C, 0x061C, 0},   Range{0x1680, 0x1680, ' '},
    Range{0x180E, 0x180E, 0},   Range{0x2000, 0x200A, ' '}, Range{0x200B, 0x200F, 0},   Range{0x2018, 0x201B, '\''},
    Range{0x201C, 0x201F, '"'}, Range{0x2028, 0x2029, ' '}, Range{0x202A, 0x202E, 0},   Range{0x202F, 0x202F, ' '},
    Range{0x205F, 0x205F, ' '}, Range{0x2060, 0x206F, 0},   Range{0x2192, 0x2192, ':'}, Range{0x21D2, 0x21D2, ':'},
    Range{0x2236, 0x2236, ':'}, Range{0x279C, 0x279C, ':'}, Range{0x27A1, 0x27A1, ':'}, Range{0x3000, 0x3000, ' '},
    Range{0x300C, 0x300F, '"'}, Range{0xA789, 0xA789, ':'}, Range{0xFE00, 0xFE0F, 0},   Range{0xFE13, 0xFE13, ':'},
    Range{0xFE30, 0xFE30, ':'}, Range{0xFE55, 0xFE55, ':'}, Range{0xFE66, 0xFE66, '='}, Range{0xFE6B, 0xFE6B, '@'},
    Range{0xFEFF, 0xFEFF, 0}};

} // namespace

LookalikeSign lookalikeSignAt(QByteArrayView text, qsizetype at)
{
    qsizetype size = 0;
    const std::optional<char32_t> character = characterAt(text, at, size);
    if (!character)
        return {};
    // The full-width forms stand in the order of ASCII.
    constexpr char32_t FirstWide = 0xFF01;
    constexpr char32_t LastWide = 0xFF5E;
    if (*character >= FirstWide && *character <= LastWide)
        return {char(*character - FirstWide + '!'), size};
    const auto *const range = std::lower_bound(Ranges.begin(), Ranges.end(), *character,
                                               [](const Range &one, char32_t sought) { return one.last < sought; });
    if (range == Ranges.end() || range->first > *character)
        return {};
    return {range->sign, size};
}

} // namespace waldesk::domain
