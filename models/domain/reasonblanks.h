// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QString>
#include <QStringList>

namespace waldesk::domain
{

/// A reason for many requests at once is one text with blanks: `{offering}` is the name of the request's offering,
/// `{age}` how long ago it was created, `{ticket}` what the person typed once for all of them. Everything else stands
/// as it was typed, other braces too.
struct ReasonBlanks {
    Timestamp now;  ///< by the server's clock
    QString ticket; ///< empty: none was given
};

[[nodiscard]] QString fillReason(const QString &text, const Request &request, const ReasonBlanks &blanks);
/// The text has a `{ticket}` that wants a value.
[[nodiscard]] bool asksForTicket(const QString &text);
/// Blanks that look like ours and are none: `{offring}`, `{Age}`, in the order they stand there, each once.
[[nodiscard]] QStringList unknownBlanks(const QString &text);

} // namespace waldesk::domain
