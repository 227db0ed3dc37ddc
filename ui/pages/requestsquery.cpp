// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestsquery.h"

#include "models/session/querycontext.h"
#include "models/workflows/mergedkeys.h"
#include "ui/base/look.h"

#include <algorithm>
#include <utility>

namespace waldesk::ui
{

using domain::SplitQuery;
using domain::TermPlace;
using tables::RequestTableModel;

RequestsQuery::RequestsQuery(Workspace workspace, RequestTableModel &model, QObject *parent)
    : PageQuery(parent), m_workspace(workspace), m_model(model)
{
    connect(&m_workspace.connection.session, &session::Session::offeringsChanged, this, &RequestsQuery::reconsider);
    connect(&m_workspace.connection.session, &session::Session::personChanged, this, &RequestsQuery::reconsider);
    if (m_workspace.causes) {
        connect(&m_workspace.causes->triage, &workflows::Triage::groupsChanged, this, &RequestsQuery::followCauses);
        followCauses();
    }
}

/// What `group:`, `who:` and `cause:` look at comes while errors are being grouped; costs nothing where no term does.
void RequestsQuery::followCauses()
{
    const workflows::Triage &triage = m_workspace.causes->triage;
    m_model.setFacts([this, &triage](tables::TextId id) { return triage.factsOf(id, m_level); });
    m_model.setTitles([&triage](tables::TextId id) { return triage.titleOf(id); });
    // A key of the query may have been merged meanwhile.
    if (m_started && workflows::groupKeysOf(afterMerges(m_split.all)) != m_comparedKeys)
        filter();
}

domain::LocalFilter RequestsQuery::afterMerges(const domain::LocalFilter &filter) const
{
    if (!m_workspace.causes)
        return filter;
    const workflows::Triage &triage = m_workspace.causes->triage;
    return workflows::afterMerges(filter, [&triage](const QByteArray &key) { return triage.rootOf(key); });
}

void RequestsQuery::start(Sorting sorting)
{
    m_started = true;
    m_sorting = sorting;
    ask(true);
}

domain::QueryContext RequestsQuery::context() const
{
    return queryContextOf(m_workspace.connection.session, m_workspace.connection.clock, m_now);
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

QString RequestsQuery::orderHint() const
{
    const workflows::RequestFeed &feed = m_workspace.feed;
    QStringList parts;
    if (looksHere() && !feed.isComplete())
        parts.append(tr("\u201Chere\u201D filters see loaded rows only"));
    const QString column = RequestTableModel::columnTitle(m_sorting.column).toLower();
    if (orderedByServer()) {
        parts.append(m_sorting.order == Qt::DescendingOrder ? tr("ordered by created, newest first (server)")
                                                            : tr("ordered by created, oldest first (server)"));
    } else if (feed.isComplete()) {
        parts.append(tr("ordered by %1").arg(column));
    } else {
        parts.append(tr("ordered by %1: only the %2 loaded").arg(column, groupedNumber(feed.loaded())));
    }
    return parts.join(QStringLiteral(" \u00B7 "));
}

void RequestsQuery::committedChanged()
{
    ask(false);
}

void RequestsQuery::typedChanged()
{
    filter();
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
    m_now = m_workspace.connection.clock.now();
    m_asked = committed().split(context());
    m_asked.server.order = m_order;
    const bool same = m_asked.server == before;
    if (same)
        m_workspace.feed.refresh();
    else
        askFeed();
    // Bounds and ages that move with the clock are another query; else the rows stay where they are.
    if (!same || m_split.all.movesWithTheClock())
        filter();
    emit requeried();
}

void RequestsQuery::askFeed()
{
    m_model.awaitQuery();
    m_workspace.feed.setQuery(m_asked);
}

void RequestsQuery::ask(bool force)
{
    if (!m_started)
        return;
    const domain::Timestamp kept = m_now;
    SplitQuery next = committed().split(context());
    next.server.order = m_order;
    // Relative times move only when the server is asked for something else: adding a filter that works here alone
    // must not load everything again.
    if (force || next.server != m_asked.server || next.whole != m_asked.whole) {
        m_now = m_workspace.connection.clock.now();
        next = committed().split(context());
        next.server.order = m_order;
    }
    const bool asks = force || m_now != kept || next.impossible != m_asked.impossible;
    m_asked = std::move(next);
    askFeed(); // first: what was loaded for another query must not pass this one
    filter();
    if (asks)
        emit requeried();
}

void RequestsQuery::filter()
{
    m_split = effective().split(context());
    m_level = workflows::Triage::levelOf(m_split.all);
    // The server was asked for the times of then; what is looked at here goes by the clock.
    m_split.all = m_split.all.at(m_workspace.connection.clock.now());
    domain::SplitQuery compared = m_split;
    compared.all = afterMerges(m_split.all);
    m_comparedKeys = workflows::groupKeysOf(compared.all);
    m_model.setQuery(compared, m_sorting);
    emit changed();
}

void RequestsQuery::reconsider()
{
    if (m_started && isOther(committed().split(context())))
        ask(false);
}

void RequestsQuery::followZone()
{
    if (!m_started)
        return;
    if (isOther(committed().split(context())))
        ask(false);
    else if (!effective().isEmpty())
        filter();
}

bool RequestsQuery::isOther(SplitQuery next) const
{
    next.server.order = m_order;
    return next.server != m_asked.server || next.whole != m_asked.whole || next.places != m_asked.places;
}

} // namespace waldesk::ui
