// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/query.h"

#include "models/domain/queryparser.h"

#include <algorithm>
#include <utility>

namespace waldesk::domain
{
namespace
{

constexpr std::array AllKeys{
    QueryKey::State,    QueryKey::Offering, QueryKey::Created,   QueryKey::Modified, QueryKey::Started,
    QueryKey::Finished, QueryKey::Uuid,     QueryKey::Age,       QueryKey::Took,     QueryKey::Has,
    QueryKey::Text,     QueryKey::Message,  QueryKey::Traceback, QueryKey::Group,    QueryKey::Who,
    QueryKey::Cause,    QueryKey::Is,       QueryKey::Verb,      QueryKey::Outcome,  QueryKey::User,
};

bool hasBlank(QStringView text)
{
    return std::ranges::any_of(text, [](QChar c) { return c.isSpace(); });
}

bool standsBare(const QString &text, bool negated)
{
    if (text.isEmpty() || hasBlank(text) || text.contains(u'"') || keyLengthAt(text, 0) > 0)
        return false;
    return negated || !text.startsWith(u'-');
}

bool standsAsValue(const QString &text)
{
    return !text.isEmpty() && !hasBlank(text) && !text.contains(u'"') && !text.contains(u',');
}

bool standsUnquoted(const QueryTerm &term, const Word &word)
{
    return term.bare ? standsBare(word.text, term.negated) : standsAsValue(word.text);
}

QString quoted(const QString &text)
{
    QString line(u'"');
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            line += u'\\';
        line += c;
    }
    return line + u'"';
}

QString print(const TimeRange &range)
{
    using Shape = TimeRange::Shape;
    switch (range.shape) {
    case Shape::Within:
    case Shape::Day:
        break;
    case Shape::After:
        return u'>' + range.from.typed;
    case Shape::Before:
        return u'<' + range.to.typed;
    case Shape::Between:
        return range.from.typed + QStringLiteral("..") + range.to.typed;
    }
    return range.from.typed;
}

struct ValuePrinter {
    const QueryTerm &term;

    QString operator()(State state) const { return stateName(state).toLower(); }
    QString operator()(const Word &word) const
    {
        return word.quoted || !standsUnquoted(term, word) ? quoted(word.text) : word.text;
    }
    QString operator()(const TimeRange &range) const { return print(range); }
    QString operator()(const DurationRange &range) const { return range.typed; }
    QString operator()(HasWhat what) const { return queryHasNames().at(static_cast<int>(what)); }
    QString operator()(IsWhat what) const { return queryIsNames().at(static_cast<int>(what)); }
};

QString print(const QueryTerm &term)
{
    QStringList values;
    for (const QueryTerm::Value &value : term.values)
        values += std::visit(ValuePrinter{term}, value);
    const QString minus = term.negated ? QStringLiteral("-") : QString();
    if (term.bare)
        return minus + values.join(u',');
    return minus + queryKeyName(term.key) + u':' + values.join(u',');
}

/// The states a term lets through; negated: its complement, which no state of a later server is part of.
std::vector<State> statesOf(const QueryTerm &term)
{
    std::vector<State> states;
    for (const State state : AllStates) {
        const bool named = std::ranges::find(term.values, QueryTerm::Value(state)) != term.values.end();
        if (named != term.negated)
            states.push_back(state);
    }
    return states;
}

} // namespace

QString queryKeyName(QueryKey key)
{
    switch (key) {
    case QueryKey::State:
        return QStringLiteral("state");
    case QueryKey::Offering:
        return QStringLiteral("offering");
    case QueryKey::Created:
        return QStringLiteral("created");
    case QueryKey::Modified:
        return QStringLiteral("modified");
    case QueryKey::Started:
        return QStringLiteral("started");
    case QueryKey::Finished:
        return QStringLiteral("finished");
    case QueryKey::Uuid:
        return QStringLiteral("uuid");
    case QueryKey::Age:
        return QStringLiteral("age");
    case QueryKey::Took:
        return QStringLiteral("took");
    case QueryKey::Has:
        return QStringLiteral("has");
    case QueryKey::Text:
        return QStringLiteral("text");
    case QueryKey::Message:
        return QStringLiteral("message");
    case QueryKey::Traceback:
        return QStringLiteral("traceback");
    case QueryKey::Group:
        return QStringLiteral("group");
    case QueryKey::Who:
        return QStringLiteral("who");
    case QueryKey::Cause:
        return QStringLiteral("cause");
    case QueryKey::Is:
        return QStringLiteral("is");
    case QueryKey::Verb:
        return QStringLiteral("verb");
    case QueryKey::Outcome:
        return QStringLiteral("outcome");
    case QueryKey::User:
        return QStringLiteral("user");
    }
    return {};
}

bool isKeyOf(QueryKey key, QueryScope scope)
{
    switch (key) {
    case QueryKey::Verb:
    case QueryKey::Outcome:
    case QueryKey::User:
        return scope == QueryScope::Journal;
    case QueryKey::State:
    case QueryKey::Offering:
    case QueryKey::Created:
    case QueryKey::Uuid:
    case QueryKey::Has:
    case QueryKey::Text:
    case QueryKey::Message:
    case QueryKey::Traceback:
        return true;
    case QueryKey::Modified:
    case QueryKey::Started:
    case QueryKey::Finished:
    case QueryKey::Age:
    case QueryKey::Took:
    case QueryKey::Group:
    case QueryKey::Who:
    case QueryKey::Cause:
    case QueryKey::Is:
        break;
    }
    return scope == QueryScope::Requests;
}

QStringList queryKeyNames(QueryScope scope)
{
    QStringList names;
    for (const QueryKey key : AllKeys) {
        if (isKeyOf(key, scope))
            names += queryKeyName(key);
    }
    return names;
}

std::optional<QueryKey> queryKeyNamed(QStringView name)
{
    for (const QueryKey key : AllKeys) {
        if (name.compare(queryKeyName(key), Qt::CaseInsensitive) == 0)
            return key;
    }
    return std::nullopt;
}

Query::Parsed Query::parse(const QString &line, QueryScope scope)
{
    QueryParser::Parsed parsed = QueryParser(line, scope).run();
    if (const auto *error = std::get_if<QueryError>(&parsed))
        return *error;
    Query query;
    query.m_terms = std::get<std::vector<QueryTerm>>(std::move(parsed));
    query.m_scope = scope;
    return query;
}

/// Through the line and back, so that only what can be typed exists and the positions are those of toLine().
std::optional<Query> Query::reparsed() const
{
    Parsed parsed = parse(toLine(), m_scope);
    auto *query = std::get_if<Query>(&parsed);
    return query ? std::optional(std::move(*query)) : std::nullopt;
}

QString Query::toLine() const
{
    QStringList words;
    for (const QueryTerm &term : m_terms)
        words += print(term);
    return words.join(u' ');
}

Query Query::with(QueryTerm term) const
{
    Query longer = *this;
    longer.m_terms.push_back(std::move(term));
    return longer.reparsed().value_or(*this);
}

Query Query::without(size_t index) const
{
    Query shorter = *this;
    if (index < m_terms.size())
        shorter.m_terms.erase(shorter.m_terms.begin() + static_cast<std::ptrdiff_t>(index));
    return shorter.reparsed().value_or(shorter);
}

Query Query::withStates(const std::vector<State> &states) const
{
    QueryTerm term;
    term.key = QueryKey::State;
    for (const State state : AllStates) {
        if (std::ranges::find(states, state) != states.end())
            term.values.emplace_back(state);
    }
    Query changed = *this;
    const auto isState = [](const QueryTerm &t) {
        return t.key == QueryKey::State;
    };
    const auto first = std::ranges::find_if(changed.m_terms, isState);
    const auto place = std::distance(changed.m_terms.begin(), first);
    std::erase_if(changed.m_terms, isState);
    if (!term.values.empty()) {
        const bool had = std::ranges::any_of(m_terms, isState);
        changed.m_terms.insert(had ? changed.m_terms.begin() + place : changed.m_terms.begin(), std::move(term));
    }
    return changed.reparsed().value_or(changed);
}

std::vector<State> Query::states() const
{
    std::optional<std::vector<State>> common;
    for (const QueryTerm &term : m_terms) {
        if (term.key != QueryKey::State)
            continue;
        const std::vector<State> passing = statesOf(term);
        if (!common)
            common = passing;
        std::erase_if(*common, [&](State state) { return std::ranges::find(passing, state) == passing.end(); });
    }
    return common.value_or(std::vector<State>());
}

} // namespace waldesk::domain
