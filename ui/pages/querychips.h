// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "models/domain/stuck.h"
#include "ui/widgets/querychip.h"

#include <QStringList>

#include <vector>

namespace waldesk::ui
{

/// A chip and the term of the query that it stands for.
struct TermChip {
    Chip chip;
    size_t term = 0;
};
/// Where the chosen states are shown. Such as exclude each other have chips in any case: a strip can not show them.
enum class StatesIn : quint8 { Strip, Chips };
/// `is:stuck` is spelled out: which states the server is asked for, and what counts as stuck here. Both chips are of
/// its term.
[[nodiscard]] std::vector<TermChip> chipsOf(const domain::Query &query, const std::vector<domain::TermPlace> &places,
                                            StatesIn states, const domain::StuckSettings &stuck = {});
[[nodiscard]] bool isStuckTerm(const domain::QueryTerm &term); ///< `is:stuck` alone, not negated
[[nodiscard]] QString termText(const domain::QueryTerm &term); ///< as it is typed: `offering:SLURM*`

/// Words of the query that an error is searched for: marked where one is read.
[[nodiscard]] QStringList wordsInErrors(const domain::Query &query);

} // namespace waldesk::ui
