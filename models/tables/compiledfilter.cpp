// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/compiledfilter.h"

#include "models/tables/columntraits.h"

#include <algorithm>
#include <array>

namespace waldesk::tables
{

namespace
{

constexpr size_t MemosKept = 16;
/// A row costs about as much as this many bytes of a search.
constexpr size_t BytesOfOneRow = 64;

bool within(const std::vector<domain::ResolvedRange> &ranges, qint64 value)
{
    return std::ranges::any_of(ranges, [value](const domain::ResolvedRange &range) {
        return (!range.from || value >= *range.from) && (!range.to || value <= *range.to);
    });
}

bool isNameWord(domain::QueryKey key)
{
    return key == domain::QueryKey::Offering || key == domain::QueryKey::Text;
}

int costOf(domain::QueryKey key)
{
    using enum domain::QueryKey;
    switch (key) {
    case State:
        return 0;
    case Created:
    case Modified:
    case Started:
    case Finished:
    case Age:
    case Took:
        return 1;
    case Offering:
    case Has:
        return 2;
    case Uuid:
    case Is:
        return 3;
    case Message:
    case Traceback:
    case Text:
        return 4;
    case Group:
    case Who:
    case Cause:
    case Verb:
    case Outcome:
    case User:
        return 5;
    }
    Q_UNREACHABLE();
}

} // namespace

TextMemo::TextMemo(const RequestStore &store, Field field, const domain::Word &word,
                   std::shared_ptr<const TextMemo> wider)
    : m_store(store), m_field(field), m_search(word), m_wider(std::move(wider))
{
}

bool TextMemo::surelyNot(TextId id) const
{
    return id < m_known.size() && m_known[id] == 1;
}

bool TextMemo::found(TextId id, size_t &work)
{
    if (id >= m_known.size())
        m_known.resize(size_t(m_store.textCount()) + 1);
    quint8 &known = m_known[id];
    if (known == 0) {
        bool hit = false;
        if (!m_wider || !m_wider->surelyNot(id)) {
            const domain::ErrorText &text = m_store.text(id);
            const auto inField = [&](const QByteArray &bytes) {
                work += size_t(bytes.size()) / BytesOfOneRow;
                return m_search.foundIn(bytes, isAscii(bytes));
            };
            hit = (m_field != Field::Traceback && inField(text.message)) ||
                  (m_field != Field::Message && inField(text.traceback));
        }
        known = hit ? 2 : 1;
    }
    return known == 2;
}

std::shared_ptr<TextMemo> TextMemos::memo(const RequestStore &store, TextMemo::Field field, const domain::Word &word)
{
    const TextSearch search(word);
    std::shared_ptr<TextMemo> wider;
    for (auto it = m_recent.begin(); it != m_recent.end(); ++it) {
        if ((*it)->field() != field)
            continue;
        if ((*it)->search().word() == word) {
            std::rotate(it, it + 1, m_recent.end());
            return m_recent.back();
        }
        const bool longer = !wider || (*it)->search().word().text.size() > wider->search().word().text.size();
        if (longer && search.implies((*it)->search()))
            wider = *it;
    }
    if (m_recent.size() >= MemosKept)
        m_recent.erase(m_recent.begin());
    m_recent.push_back(std::make_shared<TextMemo>(store, field, word, wider));
    return m_recent.back();
}

struct CompiledFilter::Term {
    domain::LocalTerm source; ///< not negated
    bool negated = false;
    std::vector<quint8> offerings; ///< by OfferingId: 0 not asked, 1 no, 2 yes
    std::vector<quint8> texts;     ///< by TextId, the same; of has and facts
    std::vector<std::shared_ptr<TextMemo>> memos;
    bool uuidPossible = false;        ///< some word of it may stand in a uuid
    std::vector<QByteArray> prefixes; ///< of the words, when the uuid is named
    std::vector<domain::Uuid> wholes; ///< words of `text` that are a uuid, dashed ones too
};

CompiledFilter::CompiledFilter(const RequestStore &store, const domain::LocalFilter &filter, FactsOf facts,
                               TextMemos &memos, RowFactsOf rowFacts)
    : m_store(store), m_facts(std::move(facts)), m_rowFacts(std::move(rowFacts)), m_now(filter.now)
{
    m_terms.reserve(filter.terms.size());
    for (const domain::LocalTerm &term : filter.terms)
        m_terms.push_back(compile(term, memos));
    std::ranges::stable_sort(m_terms, {}, [](const Term &term) { return costOf(term.source.key); });
}

CompiledFilter::~CompiledFilter() = default;

CompiledFilter::Term CompiledFilter::compile(const domain::LocalTerm &source, TextMemos &memos) const
{
    using domain::QueryKey;
    Term term;
    term.source = source;
    term.source.negated = false;
    term.negated = source.negated;
    const auto addMemos = [&](TextMemo::Field field) {
        for (const domain::Word &word : source.words)
            term.memos.push_back(memos.memo(m_store, field, word));
    };
    if (source.key == QueryKey::Message)
        addMemos(TextMemo::Field::Message);
    else if (source.key == QueryKey::Traceback)
        addMemos(TextMemo::Field::Traceback);
    else if (source.key == QueryKey::Text)
        addMemos(TextMemo::Field::Both);
    term.uuidPossible = std::ranges::any_of(source.words, [](const domain::Word &word) {
        return std::ranges::all_of(word.text, [&](QChar c) {
            return (c >= u'0' && c <= u'9') || (c.toLower() >= u'a' && c.toLower() <= u'f') || c == u'-' ||
                   (!word.quoted && (c == u'*' || c == u'?'));
        });
    });
    for (const domain::Word &word : source.words) {
        if (const auto whole = domain::Uuid::tryParse(QStringView(word.text)))
            term.wholes.push_back(*whole);
        term.prefixes.push_back(QString(word.text).remove(u'-').toLower().toUtf8());
    }
    return term;
}

bool CompiledFilter::passes(RowIndex index, size_t &work)
{
    ++work;
    const PackedRow &row = m_store.row(index);
    return std::ranges::all_of(m_terms, [&](Term &term) { return holds(term, row, work) != term.negated; });
}

void CompiledFilter::offeringChanged(OfferingId id)
{
    for (Term &term : m_terms) {
        if (id < term.offerings.size())
            term.offerings[id] = 0;
    }
}

bool CompiledFilter::holds(Term &term, const PackedRow &row, size_t &work) const
{
    using enum domain::QueryKey;
    const auto in = [&](qint64 time) {
        return time != PackedRow::None && within(term.source.ranges, time);
    };
    switch (term.source.key) {
    case State:
        return std::ranges::find(term.source.states, row.state) != term.source.states.end();
    case Created:
        return in(row.created);
    case Modified:
        return in(row.modified);
    case Started:
        return in(row.started);
    case Finished:
        return in(row.finished);
    case Age: {
        const auto age = ageOf(row, m_now);
        return age && within(term.source.ranges, *age);
    }
    case Took: {
        const auto took = tookOf(row);
        return took && within(term.source.ranges, *took);
    }
    case Offering:
        return offeringHolds(term, row.offering);
    case Uuid:
        return uuidHolds(term, row.uuid);
    case Has:
    case Message:
    case Traceback:
        return textHolds(term, row.text, work);
    case Group:
    case Who:
    case Cause:
        // Facts are of errors: a request that ended well has the same empty text as one that failed without a word.
        return (row.text > 0 || row.state == domain::State::Erred) && textHolds(term, row.text, work);
    case Is:
        return isHolds(term, row);
    case Verb:
    case Outcome:
    case User:
        return false; // of the journal; no query of requests has them
    case Text:
        return offeringHolds(term, row.offering) || textHolds(term, row.text, work) || uuidHolds(term, row.uuid);
    }
    Q_UNREACHABLE();
}

bool CompiledFilter::isHolds(const Term &term, const PackedRow &row) const
{
    const domain::RowFacts facts = m_rowFacts ? m_rowFacts(row.uuid) : domain::RowFacts();
    return std::ranges::any_of(term.source.is, [&](domain::IsWhat what) {
        switch (what) {
        case domain::IsWhat::Stuck:
            return facts.stuck;
        case domain::IsWhat::Open:
            return domain::isOpen(row.state);
        case domain::IsWhat::New: {
            const bool isError = row.text > 0 || row.state == domain::State::Erred;
            return isError && m_facts && m_facts(row.text).cause == u"new";
        }
        case domain::IsWhat::Mine:
            return facts.mine;
        }
        Q_UNREACHABLE();
    });
}

bool CompiledFilter::offeringHolds(Term &term, OfferingId id) const
{
    Q_ASSERT(isNameWord(term.source.key));
    if (id >= term.offerings.size())
        term.offerings.resize(m_store.offeringCount());
    quint8 &known = term.offerings[id];
    if (known == 0) {
        const KnownOffering &offering = m_store.offering(id);
        bool hit = false;
        if (term.source.key == domain::QueryKey::Offering) {
            domain::Request request;
            request.offering = offering.uuid;
            request.offeringName = offering.name;
            hit = domain::LocalFilter{{term.source}, m_now}.matches(request);
        } else {
            hit = std::ranges::any_of(term.source.words, [&](const domain::Word &word) {
                return domain::wordFoundIn(word, QStringView(offering.name));
            });
        }
        known = hit ? 2 : 1;
    }
    return known == 2;
}

bool CompiledFilter::textHolds(Term &term, TextId id, size_t &work) const
{
    if (!term.memos.empty())
        return std::ranges::any_of(term.memos, [&](const auto &memo) { return memo->found(id, work); });
    if (id >= term.texts.size())
        term.texts.resize(size_t(m_store.textCount()) + 1);
    quint8 &known = term.texts[id];
    if (known == 0) {
        domain::Request request;
        request.error = m_store.text(id);
        const domain::TextFacts facts = m_facts ? m_facts(id) : domain::TextFacts();
        known = domain::LocalFilter{{term.source}, m_now}.matches(request, facts) ? 2 : 1;
    }
    return known == 2;
}

bool CompiledFilter::uuidHolds(const Term &term, const domain::Uuid &uuid) const
{
    if (!term.uuidPossible)
        return false;
    std::array<char, 32> hex{};
    for (size_t i = 0; i < hex.size(); ++i)
        hex[i] = "0123456789abcdef"[(uuid.bytes()[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf];
    const QByteArrayView digits(hex.data(), hex.size());
    if (term.source.key == domain::QueryKey::Uuid)
        return std::ranges::any_of(term.prefixes, [&](const QByteArray &prefix) { return digits.startsWith(prefix); });
    return std::ranges::find(term.wholes, uuid) != term.wholes.end() ||
           std::ranges::any_of(term.memos, [&](const auto &memo) { return memo->search().foundIn(digits, true); });
}

} // namespace waldesk::tables
