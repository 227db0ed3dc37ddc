// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/handover.h"

#include <QString>

namespace waldesk::ui
{

class NoteBar;

/// What was masked, kind by kind, each kind being the rule that masked it; says so where nothing was.
[[nodiscard]] QString maskedSentence(const std::vector<domain::MaskedSecret> &masked);

/// Puts the Markdown on the clipboard at once and says in the bar what was masked, with a way to clear the clipboard.
/// Clearing takes nothing away that another program put there since.
void handOverTo(NoteBar &bar, const domain::HandOver &input);

} // namespace waldesk::ui
