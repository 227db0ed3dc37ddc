// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/meaningfulnumbers.h"
#include "models/domain/cause/span.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QByteArrayView>

#include <vector>

namespace waldesk::domain
{

/// What a variable part of a message is, for display only: the key knows one placeholder (fingerprint.md 7).
enum class ValueKind : quint8 { Url, Email, Uuid, Time, Address, Host, Hex, Path, Value, Quoted, Word, Number, Name };

struct VariablePart {
    ValueKind kind = ValueKind::Word;
    Span span; ///< in the line

    friend bool operator==(const VariablePart &, const VariablePart &) = default;
};

/// One line of a message with what changes from case to case found.
struct MessageTemplate {
    QByteArray key; ///< the line with `*` for every variable part
    std::vector<VariablePart> parts;
    std::vector<MeaningfulNumber> numbers;
};

/// Which rule a template is made by. A rule that was handed out never changes: notes hang on its keys.
enum class KeyRule : quint8 {
    W1, ///< masks what looks like a value
    W2  ///< masks every word that is none of messages in general, and what stood in the braces of the raise line
};

/// @p keep: words with digits that are words all the same (sha256, ipv6, s3); lower case. @p variable: spans of the
/// line that the raise line shows to be variable, in order; by rule `w2` alone.
[[nodiscard]] MessageTemplate messageTemplate(QByteArrayView line, const QByteArrayList &keep,
                                              KeyRule rule = KeyRule::W2, const std::vector<Span> &variable = {});

} // namespace waldesk::domain
