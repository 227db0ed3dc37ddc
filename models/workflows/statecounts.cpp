// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/statecounts.h"

namespace waldesk::workflows
{

namespace
{

constexpr int DebounceMs = 200; // typing an offering's name must not cost five calls a key
constexpr StateCounts::Counts NoneKnown{-1, -1, -1, -1, -1};

} // namespace

StateCounts::StateCounts(api::WaldurClient &client, QObject *parent) : QObject(parent), m_client(client)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(DebounceMs);
    connect(&m_soon, &QTimer::timeout, this, [this] { ask(); });
}

void StateCounts::setFilter(domain::ListFilter filter)
{
    filter.states.clear();
    filter.order = domain::ListFilter::Order::NewestFirst;
    if (m_filter == filter)
        return;
    m_filter = std::move(filter);
    ++m_generation;
    for (const api::Call &call : m_calls)
        call.cancel();
    if (m_counts != NoneKnown) {
        m_counts = NoneKnown;
        emit changed();
    }
    m_soon.start();
}

void StateCounts::setKnown(const Counts &counts)
{
    m_soon.stop();
    m_filter.reset();
    ++m_generation;
    if (m_counts == counts)
        return;
    m_counts = counts;
    emit changed();
}

void StateCounts::refresh()
{
    if (m_filter)
        ask();
}

void StateCounts::ask()
{
    m_soon.stop();
    ++m_generation;
    for (size_t index = 0; index < m_counts.size(); ++index) {
        m_calls[index].cancel();
        askOne(index);
    }
}

void StateCounts::askOne(size_t index)
{
    domain::ListFilter filter = *m_filter;
    if (index < domain::AllStates.size())
        filter.states = {domain::AllStates[index]};
    m_calls[index] =
        m_client.count(filter, this, [this, index, mine = m_generation](const api::Result<qint64> &result) {
            if (mine != m_generation)
                return;
            // A count that failed stays as it was: the list, asked beside it, says what is wrong.
            if (result && m_counts[index] != *result) {
                m_counts[index] = *result;
                emit changed();
            }
            if (result)
                emit answered();
        });
}

} // namespace waldesk::workflows
