// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/span.h"

#include <QByteArrayView>

#include <vector>

namespace waldesk::domain
{

/// The parts of a message's line that are sentences in a Latin language other than English, in the line's order: all of
/// it, or clauses between colons, brackets and full stops (a program speaks English, and the system behind it does
/// not). A part is one where a word says that something is or was (latinlexicon.h), and where at least two words are of
/// these languages alone, and by half more than are of English alone; quotations and the spans of @p variable do not
/// count. Takes time in
/// proportion to the line.
[[nodiscard]] std::vector<Span> latinClauses(QByteArrayView line, const std::vector<Span> &variable = {});

/// The quotation that begins at @p at with a sign of print, as these languages write it: `„x“`, `« x »`, `»x«`, `”x”`;
/// empty where none does. Both signs belong to it.
[[nodiscard]] Span printedQuotation(QByteArrayView line, qsizetype at);

} // namespace waldesk::domain
