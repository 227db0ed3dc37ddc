// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/span.h"

#include <QByteArray>
#include <QByteArrayView>

#include <vector>

namespace waldesk::domain
{

/// The length of an ANSI escape sequence at the start of @p text, 0 where there is none.
[[nodiscard]] qsizetype escapeLength(QByteArrayView text);
/// The text without such sequences; else byte for byte.
[[nodiscard]] QByteArray withoutEscapes(const QByteArray &text);

/// The lines of a text as a person sees them: without escapes, without CR and blanks at the end, with the way back
/// from a column of what is seen to the raw byte.
class TextLines
{
public:
    explicit TextLines(QByteArrayView text);

    [[nodiscard]] qsizetype count() const { return qsizetype(m_begins.size()); }
    /// Raw bytes with the line end.
    [[nodiscard]] Span whole(qsizetype line) const;
    /// Raw bytes without LF or CRLF.
    [[nodiscard]] Span body(qsizetype line) const;
    /// What is seen; valid until the next call.
    [[nodiscard]] QByteArrayView seen(qsizetype line);
    /// The raw byte of a column of the line last asked for by seen(); its end for the column past the last.
    [[nodiscard]] qsizetype raw(qsizetype column) const;
    /// The raw byte behind the column before @p column: no escape that follows is counted in.
    [[nodiscard]] qsizetype rawEnd(qsizetype column) const { return column > 0 ? raw(column - 1) + 1 : raw(0); }

private:
    QByteArrayView m_text;
    std::vector<qsizetype> m_begins;
    bool m_hasEscapes = false;
    qsizetype m_current = -1;
    QByteArray m_seen;
    std::vector<qsizetype> m_map; ///< empty: columns are bytes
};

} // namespace waldesk::domain
