// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/textlines.h"

#include <QByteArrayView>

#include <optional>

namespace waldesk::domain
{

/// Where the final exception stands, found from the message that the server keeps beside the traceback.
struct MessageAnchor {
    qsizetype typeLine = 0;   ///< the line `Type: ...`
    qsizetype firstLine = 0;  ///< the message's first line: the same, or below where the server trimmed the message
    qsizetype lastLine = 0;   ///< its last line
    qint32 depth = 0;         ///< margins to its left
    qsizetype typeColumn = 0; ///< columns of typeLine as it is seen
    qsizetype messageColumn = 0;
};

/// The last place of the smallest depth where an exception with exactly this message is printed (fingerprint.md 2).
[[nodiscard]] std::optional<MessageAnchor> findAnchor(TextLines &lines, QByteArrayView message);

} // namespace waldesk::domain
