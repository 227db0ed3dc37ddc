// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace waldesk::domain
{

/// A number for a person, in groups of three digits: `4 448`. For every count in a sentence, a title or a cell; not for
/// what is typed again or read by a program. @p between stands between the groups, without it a blank that breaks no
/// line.
[[nodiscard]] inline QString groupedNumber(qint64 number, QChar between = QChar::Nbsp)
{
    QString digits = QString::number(number);
    const qsizetype first = number < 0 ? 1 : 0;
    for (qsizetype at = digits.size() - 3; at > first; at -= 3)
        digits.insert(at, between);
    return digits;
}

} // namespace waldesk::domain
