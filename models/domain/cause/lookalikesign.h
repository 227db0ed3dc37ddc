// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace waldesk::domain
{

/// A character beyond ASCII that reads as a sign of ASCII (`：`, a quotation mark of print, a blank of print), or as
/// nothing at all (a joiner, a mark of direction, a soft hyphen).
struct LookalikeSign {
    char sign = 0;      ///< 0: nothing is seen of it
    qsizetype size = 0; ///< bytes of UTF-8; 0: the character at the place is none of them
};

/// Looks at the character of UTF-8 that begins at @p at, which is inside of @p text. The marks of redacted() are no
/// quotation marks here.
[[nodiscard]] LookalikeSign lookalikeSignAt(QByteArrayView text, qsizetype at);

} // namespace waldesk::domain
