// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestsquery.h"

#include <algorithm>
#include <utility>

namespace waldesk::ui
{

using domain::Query;
using domain::QueryError;
using domain::SplitQuery;
using domain::State;
using domain::TermPlace;
using tables::RequestTableModel;

namespace
{

/// The strip is the state filter, so typed state words replace it instead of narrowing it.
Query joined(Query base, const Query &more)
{
    for (const domain::QueryTerm &term : more.terms()) {
        if (term.key != domain::QueryKey::State)
            base = base.with(term);
    }
    const std::vector<State> states = more.states();
    return states.empty() ? base : base.withStates(states);
}

} // namespace

RequestsQuery::RequestsQuery(Workspace workspace, RequestTableModel &model, QObject *parent)
    : QObject(parent), m_workspace(workspace), m_model(model)
{
    connect(&m_workspace.connection.session, &session::Session::offeringsChanged, this, &RequestsQuery::reconsider);
    connect(&m_workspace.connection.session, &session::Session::personChanged, this, &RequestsQuery::reconsider);
}

void RequestsQuery::start(Sorting sorting)
{
    m_started = true;
    m_sorting = sorting;
    ask(true);
}

domain::Timestamp RequestsQuery::now() const
{
    const auto offset = m_workspace.client.clockOffset();
    return offset ? domain::Timestamp::now() + *offset : domain::Timestamp::now();
}

domain::QueryContext RequestsQuery::context() const
{
    domain::QueryContext context;
    context.now = m_now;
    context.zone = m_model.zone();
    context.serverKnowsBefore = m_workspace.connection.session.serverKnowsBefore();
    context.offeringsNamed = [this](const domain::Word &word) {
        return m_workspace.connection.session.offeringsNamed(word);
    };
    return context;
}

Query RequestsQuery::effective() const
{
    return joined(m_committed, m_typed);
}

std::vector<State> RequestsQuery::states() const
{
    return effective().states();
}

TermPlace RequestsQuery::placeOf(size_t term) const
{
    return term < m_asked.places.size() ? m_asked.places[term] : TermPlace::Here;
}

bool RequestsQuery::looksHere() const
{
    return std::any_of(m_split.places.begin(), m_split.places.end(),
                       [](TermPlace place) { return place == TermPlace::Here; });
}

bool RequestsQuery::orderedByServer() const
{
    if (!RequestTableModel::orderedByServer(m_sorting.column))
        return false;
    const bool newestFirst = m_order == domain::ListFilter::Order::NewestFirst;
    return newestFirst == (m_sorting.order == Qt::DescendingOrder);
}

void RequestsQuery::setCommitted(Query query)
{
    m_committed = std::move(query);
    ask(false);
}

void RequestsQuery::setTyped(const QString &text)
{
    Query::Parsed parsed = Query::parse(text);
    if (auto *error = std::get_if<QueryError>(&parsed)) {
        m_error = *error;
        emit changed();
        return;
    }
    const bool hadError = m_error.has_value();
    m_error.reset();
    Query typed = std::get<Query>(std::move(parsed));
    if (typed == m_typed) {
        if (hadError)
            emit changed();
        return;
    }
    m_typed = std::move(typed);
    filter();
}

bool RequestsQuery::commitTyped()
{
    if (m_error)
        return false;
    const Query query = effective();
    m_typed = {};
    setCommitted(query);
    return true;
}

void RequestsQuery::setStates(const std::vector<State> &states)
{
    setCommitted(m_committed.withStates(states));
}

void RequestsQuery::setSorting(Sorting sorting)
{
    m_sorting = sorting;
    if (!m_started)
        return;
    const bool serverCan = RequestTableModel::orderedByServer(sorting.column) && !m_workspace.feed.isComplete();
    if (serverCan && !orderedByServer()) {
        m_order = sorting.order == Qt::DescendingOrder ? domain::ListFilter::Order::NewestFirst
                                                       : domain::ListFilter::Order::OldestFirst;
        ask(false);
        return;
    }
    m_model.setSorting(sorting);
    emit changed();
}

void RequestsQuery::refresh()
{
    const domain::ListFilter before = m_asked.server;
    m_now = now();
    m_asked = m_committed.split(context());
    m_asked.server.order = m_order;
    filter();
    if (m_asked.server == before)
        m_workspace.feed.refresh();
    else
        m_workspace.feed.setQuery(m_asked);
    emit requeried();
}

void RequestsQuery::ask(bool force)
{
    if (!m_started)
        return;
    const domain::Timestamp kept = m_now;
    SplitQuery next = m_committed.split(context());
    next.server.order = m_order;
    // Relative times move only when the server is asked for something else: adding a filter that works here alone
    // must not load everything again.
    if (force || next.server != m_asked.server || next.whole != m_asked.whole) {
        m_now = now();
        next = m_committed.split(context());
        next.server.order = m_order;
    }
    const bool asks = force || m_now != kept || next.impossible != m_asked.impossible;
    m_asked = std::move(next);
    filter();
    m_workspace.feed.setQuery(m_asked);
    if (asks)
        emit requeried();
}

void RequestsQuery::filter()
{
    m_split = effective().split(context());
    m_model.setQuery(m_split, m_sorting);
    emit changed();
}

void RequestsQuery::reconsider()
{
    if (!m_started)
        return;
    SplitQuery next = m_committed.split(context());
    next.server.order = m_order;
    if (next.server == m_asked.server && next.whole == m_asked.whole && next.places == m_asked.places)
        return;
    ask(false);
}

} // namespace waldesk::ui
