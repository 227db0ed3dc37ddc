// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/query.h"

#include "models/domain/querytime.h"

#include <algorithm>

namespace waldesk::domain
{
namespace
{

bool isTimeKey(QueryKey key)
{
    return key == QueryKey::Created || key == QueryKey::Modified || key == QueryKey::Started ||
           key == QueryKey::Finished;
}

/// A range in which nothing lies, so that a term with an impossible value still has one.
constexpr ResolvedRange Nowhere{std::numeric_limits<qint64>::max(), std::numeric_limits<qint64>::min()};

void tighten(std::optional<Timestamp> &bound, const std::optional<qint64> &with, bool upper)
{
    if (!with)
        return;
    const Timestamp other{*with};
    if (!bound || (upper ? other < *bound : other > *bound))
        bound = other;
}

bool isEmpty(const std::optional<Timestamp> &from, const std::optional<Timestamp> &to)
{
    return from && to && *from > *to;
}

class Splitter
{
public:
    Splitter(const Query &query, const QueryContext &context) : m_query(query), m_context(context) {}

    SplitQuery run()
    {
        m_split.here.now = m_split.all.now = m_context.now;
        for (const QueryTerm &term : m_query.terms())
            add(term);
        if (isEmpty(m_split.server.createdFrom, m_split.server.createdTo) ||
            isEmpty(m_split.server.modifiedFrom, m_split.server.modifiedTo))
            m_split.impossible = true;
        return std::move(m_split);
    }

private:
    void add(const QueryTerm &term)
    {
        LocalTerm local = localTerm(term);
        const TermPlace place = placeOf(term, local);
        m_split.places.push_back(place);
        if (place != TermPlace::Server)
            m_split.here.terms.push_back(local);
        m_split.all.terms.push_back(std::move(local));
    }

    LocalTerm localTerm(const QueryTerm &term) const
    {
        LocalTerm local;
        local.key = term.key;
        local.negated = term.negated;
        for (const QueryTerm::Value &value : term.values) {
            if (const auto *state = std::get_if<State>(&value))
                local.states.push_back(*state);
            else if (const auto *word = std::get_if<Word>(&value))
                local.words.push_back(*word);
            else if (const auto *what = std::get_if<HasWhat>(&value))
                local.has.push_back(*what);
            else if (const auto *is = std::get_if<IsWhat>(&value))
                local.is.push_back(*is);
            else if (const auto *time = std::get_if<TimeRange>(&value))
                local.ranges.push_back(resolve(*time, m_context.now, m_context.zone).value_or(Nowhere));
            else if (const auto *span = std::get_if<DurationRange>(&value))
                local.ranges.push_back(resolved(*span));
        }
        if (term.key == QueryKey::Is)
            makeSimple(local);
        if (local.key == QueryKey::State)
            makePositive(local);
        return local;
    }

    static bool areAll(const LocalTerm &local, IsWhat what)
    {
        return std::ranges::all_of(local.is, [what](IsWhat is) { return is == what; });
    }

    /// `is:open` is `state:sent,processing`, which the server filters, and `is:new` is `cause:new`.
    static void makeSimple(LocalTerm &local)
    {
        if (areAll(local, IsWhat::Open)) {
            local.key = QueryKey::State;
            local.states = {State::Sent, State::Processing};
            local.is.clear();
        } else if (areAll(local, IsWhat::New)) {
            local.key = QueryKey::Cause;
            local.words = {Word{QStringLiteral("new"), false}};
            local.is.clear();
        }
    }

    /// As the server does it: "not sent" are the three others, never a state of a later server.
    static void makePositive(LocalTerm &local)
    {
        std::vector<State> states;
        for (const State state : AllStates) {
            if ((std::ranges::find(local.states, state) != local.states.end()) != local.negated)
                states.push_back(state);
        }
        local.states = std::move(states);
        local.negated = false;
    }

    static ResolvedRange resolved(const DurationRange &span)
    {
        ResolvedRange range;
        if (span.from)
            range.from = span.from->microseconds;
        if (span.to)
            range.to = span.to->microseconds;
        return range;
    }

    TermPlace placeOf(const QueryTerm &term, const LocalTerm &local)
    {
        if (local.key == QueryKey::State)
            return addStates(local.states);
        if (term.negated)
            return TermPlace::Here;
        if (local.key == QueryKey::Is)
            return addIs(local);
        if (term.key == QueryKey::Offering)
            return addOffering(local);
        if (term.key == QueryKey::Uuid)
            return addUuid(local);
        if (isTimeKey(term.key) && local.ranges.size() == 1)
            return addRange(term.key, local.ranges.front());
        return TermPlace::Here;
    }

    /// What is stuck is open.
    TermPlace addIs(const LocalTerm &local)
    {
        const bool open =
            std::ranges::all_of(local.is, [](IsWhat is) { return is == IsWhat::Stuck || is == IsWhat::Open; });
        if (!open)
            return TermPlace::Here;
        addStates({State::Sent, State::Processing});
        return TermPlace::Both;
    }

    TermPlace addStates(const std::vector<State> &passing)
    {
        std::vector<State> &states = m_split.server.states;
        if (!m_hasStates)
            states = passing;
        m_hasStates = true;
        std::erase_if(states, [&](State state) { return std::ranges::find(passing, state) == passing.end(); });
        if (states.empty())
            m_split.impossible = true;
        return TermPlace::Server;
    }

    TermPlace addOffering(const LocalTerm &local)
    {
        std::vector<Uuid> uuids;
        for (const Word &word : local.words) {
            std::vector<Uuid> named;
            if (const auto uuid = Uuid::tryParse(QStringView(word.text)))
                named = {*uuid};
            else if (m_context.offeringsNamed)
                named = m_context.offeringsNamed(word);
            // A name nobody knows yet may still be one of a row to come.
            if (named.empty())
                return TermPlace::Here;
            uuids.insert(uuids.end(), named.begin(), named.end());
        }
        const Uuid only = uuids.front();
        if (std::ranges::any_of(uuids, [&](const Uuid &uuid) { return uuid != only; }))
            return TermPlace::Here;
        std::optional<Uuid> &offering = m_split.server.offering;
        if (offering && *offering != only)
            m_split.impossible = true;
        offering = only;
        return TermPlace::Server;
    }

    TermPlace addUuid(const LocalTerm &local)
    {
        const auto uuid =
            local.words.size() == 1 ? Uuid::tryParse(QStringView(local.words.front().text)) : std::nullopt;
        if (!uuid)
            return TermPlace::Here;
        if (m_split.whole && *m_split.whole != *uuid)
            m_split.impossible = true;
        m_split.whole = uuid;
        return TermPlace::Server;
    }

    TermPlace addRange(QueryKey key, const ResolvedRange &range)
    {
        if (range.from && range.to && *range.from > *range.to) {
            m_split.impossible = true;
            return TermPlace::Here;
        }
        ListFilter &server = m_split.server;
        if (key == QueryKey::Started || key == QueryKey::Finished) {
            tighten(key == QueryKey::Started ? server.startedFrom : server.finishedFrom, range.from, false);
            if (!range.to)
                return TermPlace::Server;
            return range.from ? TermPlace::Both : TermPlace::Here;
        }
        const bool created = key == QueryKey::Created;
        tighten(created ? server.createdFrom : server.modifiedFrom, range.from, false);
        tighten(created ? server.createdTo : server.modifiedTo, range.to, true);
        const bool isNarrowed = !range.to || (m_context.serverKnowsBefore && m_context.serverKnowsBefore());
        return isNarrowed ? TermPlace::Server : TermPlace::Both;
    }

    const Query &m_query;
    const QueryContext &m_context;
    SplitQuery m_split;
    bool m_hasStates = false;
};

} // namespace

SplitQuery Query::split(const QueryContext &context) const
{
    return Splitter(*this, context).run();
}

} // namespace waldesk::domain
