// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/pagequery.h"

#include "ui/pages/querychips.h"

#include <algorithm>

namespace waldesk::ui
{

using domain::Query;
using domain::QueryError;
using domain::State;

namespace
{

/// A term that stands there already is not said twice: its chip would stand there twice, too.
Query withOnce(const Query &base, const domain::QueryTerm &term)
{
    return std::ranges::find(base.terms(), term) == base.terms().end() ? base.with(term) : base;
}

/// States that are chosen anew take the place of those before; such as exclude each other stay, as nothing passes them.
Query joined(Query base, const Query &more)
{
    const std::vector<State> states = more.states();
    for (const domain::QueryTerm &term : more.terms()) {
        if (term.key != domain::QueryKey::State || states.empty())
            base = withOnce(base, term);
    }
    return states.empty() ? base : base.withStates(states);
}

} // namespace

PageQuery::PageQuery(QObject *parent, domain::QueryScope scope)
    : QObject(parent), m_scope(scope), m_committed(none()), m_typed(none())
{
}

Query::Parsed PageQuery::parsed(const QString &line) const
{
    return Query::parse(line, m_scope);
}

Query PageQuery::none() const
{
    Query::Parsed empty = parsed({});
    return std::get<Query>(std::move(empty));
}

Query PageQuery::effective() const
{
    return joined(m_committed, m_typed);
}

bool PageQuery::isEmpty() const
{
    return m_committed.isEmpty() && m_typed.isEmpty();
}

std::vector<State> PageQuery::states() const
{
    return effective().states();
}

bool PageQuery::hasStateStrip() const
{
    return false;
}

domain::TermPlace PageQuery::placeOf(size_t) const
{
    return domain::TermPlace::Here;
}

void PageQuery::committedChanged()
{
    emit changed();
}

void PageQuery::typedChanged()
{
    emit changed();
}

void PageQuery::setCommitted(Query query)
{
    m_committed = std::move(query);
    committedChanged();
}

bool PageQuery::setLine(const QString &line)
{
    const Query::Parsed read = parsed(line);
    const auto *query = std::get_if<Query>(&read);
    if (!query)
        return false;
    m_error.reset();
    m_typed = none();
    setCommitted(joined(none(), *query));
    return true;
}

void PageQuery::addLine(const QString &line)
{
    const Query::Parsed read = parsed(line);
    const auto *more = std::get_if<Query>(&read);
    if (!more)
        return;
    Query query = m_committed;
    for (const domain::QueryTerm &term : more->terms())
        query = withOnce(query, term);
    setCommitted(query);
}

void PageQuery::drop(size_t term)
{
    if (term < m_committed.terms().size())
        setCommitted(m_committed.without(term));
}

void PageQuery::setTyped(const QString &text)
{
    Query::Parsed read = parsed(domain::withoutUnfinishedKey(text));
    if (auto *error = std::get_if<QueryError>(&read)) {
        m_error = *error;
        emit changed();
        return;
    }
    const bool hadError = m_error.has_value();
    m_error.reset();
    Query typed = std::get<Query>(std::move(read));
    if (typed == m_typed) {
        if (hadError)
            emit changed();
        return;
    }
    m_typed = std::move(typed);
    typedChanged();
}

bool PageQuery::commitTyped()
{
    if (m_error)
        return false;
    const Query query = effective();
    m_typed = none();
    setCommitted(query);
    return true;
}

void PageQuery::setStates(const std::vector<State> &states)
{
    setCommitted(m_committed.withStates(states));
}

bool PageQuery::asksForStuck() const
{
    const Query query = effective();
    return std::ranges::any_of(query.terms(), isStuckTerm);
}

void PageQuery::setStrip(const std::vector<State> &states, bool stuck)
{
    Query query = m_committed.withStates(states);
    for (size_t at = query.terms().size(); at-- > 0;) {
        if (isStuckTerm(query.terms()[at]))
            query = query.without(at);
    }
    if (stuck) {
        const Query::Parsed parsed = Query::parse(QStringLiteral("is:stuck"));
        query = query.with(std::get<Query>(parsed).terms().front());
    }
    if (query != m_committed)
        setCommitted(std::move(query));
}

} // namespace waldesk::ui
