// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

namespace waldesk::domain
{

/// The known word that the typed one most likely stands for: one that it begins, or one at most a third of its letters
/// away (a swap of neighbours counts once); empty when none is that near.
[[nodiscard]] QString nearestWord(QStringView typed, const QStringList &known);
/// True for a word with * or ? that is not quoted.
[[nodiscard]] bool hasWildcards(const Word &word);
/// The whole text against the word, case ignored.
[[nodiscard]] bool wordMatchesWhole(const Word &word, QStringView text);

} // namespace waldesk::domain
