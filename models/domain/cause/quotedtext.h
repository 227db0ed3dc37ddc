// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/characters.h"
#include "models/domain/cause/span.h"

#include <QByteArrayView>

namespace waldesk::domain
{

/// What stands at a place of one text: quotes in every escaping, words, lines, values without quotes, and masks of an
/// earlier pass. Every look ahead or back is bounded, and what was read is counted, so that who uses it can be shown
/// to take steps in proportion to the text. The text has to outlive it. Places are bytes; one outside of the text is
/// the sign \0.
class QuotedText
{
public:
    explicit QuotedText(QByteArrayView text);

    /// How a quote is written: `"`, `\"`, `\\\"`, `&quot;`. Empty where there is none.
    struct Quote {
        Span span;
        char sign = 0;
        qsizetype slashes = 0; ///< before the sign; -1: an entity or another spelling
        bool triple = false;

        [[nodiscard]] bool isNone() const { return sign == 0; }
    };

    [[nodiscard]] QByteArrayView bytes() const { return m_text; }
    [[nodiscard]] char at(qsizetype place) const { return place >= 0 && place < m_text.size() ? m_text[place] : '\0'; }
    [[nodiscard]] bool startsWith(qsizetype place, QByteArrayView what) const;

    [[nodiscard]] Quote quoteAt(qsizetype place) const;
    [[nodiscard]] Quote quoteEndingAt(qsizetype end) const;
    /// Where the quoted text ends; the text's end or a line's end where nothing closes it.
    [[nodiscard]] Span quoted(const Quote &open) const;
    [[nodiscard]] qsizetype closeLength(const Quote &open, qsizetype place) const;

    [[nodiscard]] qsizetype skipPrefix(qsizetype place) const;
    [[nodiscard]] qsizetype skipBlanks(qsizetype place) const;
    [[nodiscard]] qsizetype wordEnd(qsizetype from) const;
    [[nodiscard]] qsizetype lineBegin(qsizetype place) const;
    [[nodiscard]] qsizetype lineEnd(qsizetype place) const;
    [[nodiscard]] qsizetype indentation(qsizetype lineStart) const;

    static constexpr qsizetype LongestBare = 1024;
    /// A value without quotes; @p around is the quote that the name and the value stand in.
    [[nodiscard]] Span bare(qsizetype from, char around, qsizetype most = LongestBare) const;
    [[nodiscard]] bool endsBare(qsizetype place) const;
    [[nodiscard]] bool isCodeLine(qsizetype place) const;

    [[nodiscard]] bool hasMasks() const { return m_hasMasks; }
    [[nodiscard]] bool isMasked(qsizetype place) const;
    [[nodiscard]] qsizetype maskEnd(qsizetype place) const;

    void read(qsizetype bytes) const { m_bytesRead += bytes; }
    [[nodiscard]] qint64 bytesRead() const { return m_bytesRead; }

    /// The first byte of a box, a dash, a quotation mark: no letter, although beyond ASCII.
    [[nodiscard]] static bool isSymbolLead(char c) { return static_cast<unsigned char>(c) == 0xE2; }
    [[nodiscard]] static bool isNameByte(char c) { return (characters::isAlnum(c) && !isSymbolLead(c)) || c == '_'; }

protected:
    QByteArrayView m_text;

private:
    bool m_hasMasks = false;
    mutable Span m_line;         ///< the place that was asked for last, and the begin of its line
    mutable Span m_ahead{0, -1}; ///< a place, and the end of its line; nothing was asked for yet
    mutable qint64 m_bytesRead = 0;
};

} // namespace waldesk::domain
