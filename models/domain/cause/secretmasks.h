// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/redaction.h"
#include "models/domain/cause/span.h"

#include <QByteArrayView>

namespace waldesk::domain
{

struct FoundSecret {
    SecretKind kind = SecretKind::Token;
    Span span;
};

/// What stands in the place of a secret: `‹password masked›`.
[[nodiscard]] QByteArrayView maskOf(SecretKind kind);
/// What every mask begins with.
inline constexpr QByteArrayView MaskLead("\xE2\x80\xB9");
/// The size of the mask of an earlier pass at a place of the text; 0 where there is none.
[[nodiscard]] qsizetype maskLength(QByteArrayView text, qsizetype place);

} // namespace waldesk::domain
