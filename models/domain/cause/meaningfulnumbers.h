// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/span.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace waldesk::domain
{

/// A number that tells what went wrong, not to whom: it is never masked (fingerprint.md 7).
struct MeaningfulNumber {
    Span span;       ///< in the line
    QByteArray code; ///< `http 401`, `errno 111`, `exit 1`, `signal 9`, `code 2003`
};

/// HTTP status, errno, exit code, signal, SQLSTATE and error numbers of a line, in its order.
[[nodiscard]] std::vector<MeaningfulNumber> meaningfulNumbers(QByteArrayView line);

} // namespace waldesk::domain
