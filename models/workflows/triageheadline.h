// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/triage.h"

namespace waldesk::workflows
{

/// "yesterday 17:42", "Friday 17:42", "3 Aug 17:42", translated; in a zone.
[[nodiscard]] QString whenInWords(domain::Timestamp when, domain::Timestamp now, const QTimeZone &zone);
/// The sentence above the list of causes.
[[nodiscard]] QString headlineOf(const Triage::Facts &facts, Triage::Range range, domain::Timestamp now,
                                 const QTimeZone &zone);
/// tables::causeKindWord() as a view that lives for ever.
[[nodiscard]] QStringView kindWordView(tables::CauseKind kind);

} // namespace waldesk::workflows
