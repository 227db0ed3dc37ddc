// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/messagetemplate.h"

namespace waldesk::domain
{

/// One pass over a line of a message; used by messageTemplate() alone. Everything is decided by what stands at a place
/// and just before and after it.
class MessageScanner
{
public:
    MessageScanner(QByteArrayView line, const QByteArrayList &keep, KeyRule rule, const std::vector<Span> &variable);
    [[nodiscard]] MessageTemplate run();

private:
    bool takeProtected();
    bool takeVariable();
    bool takeSystemText();
    bool takeSpecial(); ///< url, e-mail, address, path, hex: what begins with its own sign
    bool takeQuoted();
    bool takeDefaultRepr();
    bool takeWord();
    bool takeOtherScript();
    bool takeLatinWord(qsizetype end); ///< of a clause in another Latin language
    bool takePrintedQuotation();
    bool takeWordWithDigits(qsizetype end);
    bool takeValue(qsizetype end);
    bool takeNameAfter(qsizetype end);
    bool takeChosenName(qsizetype end);
    bool takeNamesBeforeVerb(qsizetype end);
    bool takeCalendarWord(qsizetype end);
    bool takeCallable(qsizetype end);
    bool takeObject(qsizetype end);
    bool takeUncommonWord(qsizetype end);

    [[nodiscard]] qsizetype urlEnd() const;
    [[nodiscard]] qsizetype emailEnd() const;
    [[nodiscard]] qsizetype pathEnd() const;
    [[nodiscard]] qsizetype wordEnd() const;
    [[nodiscard]] qsizetype hostEnd(qsizetype end) const;
    [[nodiscard]] qsizetype tailEnd(qsizetype end) const;
    [[nodiscard]] qsizetype ipv6End() const;
    [[nodiscard]] qsizetype quoteEnd(QByteArrayView closing, qsizetype from) const;
    [[nodiscard]] bool keepsQuoted(QByteArrayView quoted) const;
    [[nodiscard]] bool quotesSentence(QByteArrayView quoted) const;
    [[nodiscard]] QByteArrayView wordBefore(qsizetype at) const;
    [[nodiscard]] QByteArrayView wordAfter(qsizetype at) const;
    [[nodiscard]] bool isChosen(QByteArrayView word) const;
    [[nodiscard]] bool hasProtected(qsizetype begin, qsizetype end) const;
    [[nodiscard]] bool atWordStart() const;
    [[nodiscard]] bool isInLatinClause();
    [[nodiscard]] bool changesScript(qsizetype at) const;
    [[nodiscard]] bool isConstant(QByteArrayView word, qsizetype end) const;

    void mask(ValueKind kind, qsizetype end);
    void copy(qsizetype end);

    QByteArrayView m_line;
    const QByteArrayList &m_keep;
    KeyRule m_rule;
    const std::vector<Span> &m_variable;
    std::size_t m_nextVariable = 0;
    bool m_otherScript = false; ///< the sentence is in another script than Latin
    std::vector<Span> m_latinClauses;
    std::size_t m_nextClause = 0;
    qsizetype m_systemEnd = 0; ///< up to here the words are the system's, in any language
    MessageTemplate m_out;
    qsizetype m_at = 0;
    std::size_t m_nextNumber = 0;
};

} // namespace waldesk::domain
