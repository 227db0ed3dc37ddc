// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

namespace waldesk::domain
{

/// One term is read after the other, from left to right, in one pass; the first mistake ends it.
class QueryParser
{
public:
    using Parsed = std::variant<std::vector<QueryTerm>, QueryError>;

    QueryParser(const QString &line, QueryScope scope) : m_line(line), m_scope(scope) {}
    [[nodiscard]] Parsed run();

private:
    struct Token {
        QString text;
        bool quoted = false;
        qsizetype position = 0;
        qsizetype length = 0;
    };

    [[nodiscard]] bool atEnd() const { return m_at >= m_line.size(); }
    [[nodiscard]] bool atBlank() const { return atEnd() || m_line[m_at].isSpace(); }
    [[nodiscard]] bool at(QChar c) const { return !atEnd() && m_line[m_at] == c; }
    bool fail(qsizetype position, qsizetype length, QString sentence, QString suggestion = {});
    bool fail(const Token &token, QString sentence, QString suggestion = {});

    bool readTerm();
    bool readBare(QueryTerm &term);
    bool readKeyed(QueryTerm &term, qsizetype keyLength);
    bool readValue(QueryTerm &term);
    /// A phrase, or everything up to a blank (and a comma, where commas are "or").
    bool readToken(Token &token, bool commaEnds);
    bool readPhrase(Token &token);

    bool addState(QueryTerm &term, const Token &token);
    bool addHas(QueryTerm &term, const Token &token);
    bool addIs(QueryTerm &term, const Token &token);
    bool addCause(QueryTerm &term, const Token &token);
    bool addVerb(QueryTerm &term, const Token &token);
    bool addOutcome(QueryTerm &term, const Token &token);
    bool addWho(QueryTerm &term, const Token &token);
    bool addGroup(QueryTerm &term, const Token &token);
    bool addUuid(QueryTerm &term, const Token &token);
    bool addTime(QueryTerm &term, const Token &token);
    bool addDuration(QueryTerm &term, const Token &token);
    bool badTime(const Token &token, QStringView part);
    bool badDuration(const Token &token, QStringView part);

    const QString &m_line;
    QueryScope m_scope;
    qsizetype m_at = 0;
    std::vector<QueryTerm> m_terms;
    QueryError m_error;
};

/// The length of the key that starts here, without its colon; 0 when no key does. A key is a word of letters, digits,
/// `_` and `-` that starts with a letter and ends with a colon, known or not: a typo must not become a text search.
[[nodiscard]] qsizetype keyLengthAt(QStringView line, qsizetype at);
[[nodiscard]] std::optional<QueryKey> queryKeyNamed(QStringView name);
[[nodiscard]] QStringList queryCauseNames();
[[nodiscard]] QStringList queryWhoNames(); ///< those of whoWord() in models/domain/cause
[[nodiscard]] QStringList queryHasNames();
[[nodiscard]] QStringList queryIsNames();      ///< in the order of IsWhat
[[nodiscard]] QStringList queryVerbNames();    ///< of the journal
[[nodiscard]] QStringList queryOutcomeNames(); ///< those of outcomeWord()

} // namespace waldesk::domain
