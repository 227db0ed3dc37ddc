// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/handover.h"
#include "ui/base/workspace.h"

#include <QString>

namespace waldesk::ui
{

class NoteBar;

/// What was masked, kind by kind, each kind being the rule that masked it; says so where nothing was.
[[nodiscard]] QString maskedSentence(const std::vector<domain::MaskedSecret> &masked);

/// What is handed over of a request: its error, where it is, and what is known of its cause.
[[nodiscard]] domain::HandOver handOverOf(const Workspace &workspace, tables::RowIndex row);

/// Puts the Markdown on the clipboard at once and says in the bar what was masked, with a way to clear the clipboard.
/// Clearing takes nothing away that another program put there since.
void handOverTo(NoteBar &bar, const domain::HandOver &input);

} // namespace waldesk::ui
