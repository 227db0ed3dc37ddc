// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/sdkfailure.h"

#include <QStringList>

namespace waldesk::ui
{

/// Of one body no more than that is made ready to be read; the raw text has the rest.
inline constexpr int MostBodyLines = 400;
inline constexpr qsizetype MostBodyBytes = 64 * 1024;

/// The body of an answer for reading: JSON indented in the order it came, of a page of HTML the title and then its
/// words, anything else line by line. What is left out is said in a last line. Hostile characters are left to who
/// paints it.
[[nodiscard]] QStringList responseLines(QByteArrayView body, domain::BodyKind kind);

/// `Conflict` for 409; empty where the number says nothing.
[[nodiscard]] QString statusWords(int status);

} // namespace waldesk::ui
