// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "models/tables/requeststore.h"
#include "models/tables/textsearch.h"

#include <functional>
#include <memory>
#include <vector>

namespace waldesk::tables
{

/// Which distinct texts a word was found in, as far as was asked. Texts never change, so this stays true for ever; kept
/// over several filters, so that the next keystroke looks only at texts that had the word so far.
class TextMemo
{
public:
    enum class Field : quint8 { Message, Traceback, Both };

    TextMemo(const RequestStore &store, Field field, const domain::Word &word, std::shared_ptr<const TextMemo> wider);

    /// Each text is searched once; adds what was searched, in bytes, to `work`.
    [[nodiscard]] bool found(TextId id, size_t &work);
    [[nodiscard]] Field field() const { return m_field; }
    [[nodiscard]] const TextSearch &search() const { return m_search; }

private:
    [[nodiscard]] bool surelyNot(TextId id) const;

    const RequestStore &m_store;
    Field m_field;
    TextSearch m_search;
    std::shared_ptr<const TextMemo> m_wider; ///< of a word that this one contains; may be null
    std::vector<quint8> m_known;             ///< by TextId: 0 not asked, 1 no, 2 yes
};

/// The memos of the last words.
class TextMemos
{
public:
    [[nodiscard]] std::shared_ptr<TextMemo> memo(const RequestStore &store, TextMemo::Field field,
                                                 const domain::Word &word);
    void clear() { m_recent.clear(); }

private:
    std::vector<std::shared_ptr<TextMemo>> m_recent; ///< newest last
};

/// A domain::LocalFilter in a form that is quick over many packed rows: what depends on the offering or on the error
/// text alone is worked out once for each. Agrees with LocalFilter::matches() on every row.
class CompiledFilter
{
public:
    using FactsOf = std::function<domain::TextFacts(TextId)>;
    using RowFactsOf = std::function<domain::RowFacts(const domain::Uuid &)>;

    CompiledFilter(const RequestStore &store, const domain::LocalFilter &filter, FactsOf facts, TextMemos &memos,
                   RowFactsOf rowFacts = {});
    ~CompiledFilter();

    /// Adds what it cost to `work`: 1 for the row, and a part of the bytes that were searched.
    [[nodiscard]] bool passes(RowIndex row, size_t &work);
    void offeringChanged(OfferingId id); ///< its name is another now

private:
    struct Term;
    [[nodiscard]] bool holds(Term &term, const PackedRow &row, size_t &work) const;
    [[nodiscard]] bool offeringHolds(Term &term, OfferingId id) const;
    [[nodiscard]] bool textHolds(Term &term, TextId id, size_t &work) const;
    [[nodiscard]] bool isHolds(const Term &term, const PackedRow &row) const;
    [[nodiscard]] bool uuidHolds(const Term &term, const domain::Uuid &uuid) const;
    [[nodiscard]] Term compile(const domain::LocalTerm &term, TextMemos &memos) const;

    const RequestStore &m_store;
    FactsOf m_facts;
    RowFactsOf m_rowFacts;
    domain::Timestamp m_now;
    std::vector<Term> m_terms; ///< the cheap ones first
};

} // namespace waldesk::tables
