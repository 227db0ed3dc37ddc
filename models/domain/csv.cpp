// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/csv.h"

#include <QByteArrayView>

#include <algorithm>
#include <array>

namespace waldesk::domain
{
namespace
{

// Some programs take the full-width signs of East Asian keyboards for the plain ones.
constexpr std::array<const char *, 8> Starters{
    "=", "+", "-", "@", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
// Blanks, the no-break space, the zero-width ones and the byte order mark are dropped by some programs on import.
constexpr std::array<const char *, 7> Skipped{
    " ", "\xc2\xa0", "\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x81\xa0", "\xef\xbb\xbf"};

bool startsFormula(QByteArrayView text)
{
    const auto starts = [&text](const char *with) {
        return text.startsWith(with);
    };
    for (auto skipped = std::ranges::find_if(Skipped, starts); skipped != Skipped.end();
         skipped = std::ranges::find_if(Skipped, starts))
        text = text.sliced(QByteArrayView(*skipped).size());
    if (text.isEmpty())
        return false;
    return QByteArrayView("\t\r\n").contains(text.front()) || std::ranges::any_of(Starters, starts);
}

} // namespace

QByteArray csvCell(const QByteArray &text)
{
    QByteArray cell = startsFormula(text) ? '\'' + text : text;
    // A semicolon separates cells where the comma is the decimal sign.
    const bool quote = std::ranges::any_of(cell, [](char c) { return QByteArrayView(",;\"\r\n").contains(c); }) ||
                       cell.startsWith(' ') || cell.endsWith(' ');
    if (!quote)
        return cell;
    return '"' + cell.replace('"', "\"\"") + '"';
}

} // namespace waldesk::domain
