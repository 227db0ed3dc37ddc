// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/statecounts.h"

#include <algorithm>
#include <utility>

namespace waldesk::workflows
{

namespace
{

constexpr int DebounceMs = 200; // typing an offering's name must not cost five calls a key
/// The clock of an answer counts whole seconds, and what is committed late was not counted.
constexpr domain::Duration Margin = domain::Duration::seconds(2);
constexpr int AgainMs = 3'000;
/// A look for what vanished begins with a count, and ends within this as a rule.
constexpr domain::Duration FreshCount = domain::Duration::seconds(60);
constexpr domain::Duration AgainAtMost = domain::Duration::seconds(30);
constexpr StateCounts::Counts NoneKnown{-1, -1, -1, -1, -1};
constexpr size_t All = domain::AllStates.size();
constexpr auto Done = size_t(domain::State::Done);
/// What is nearly all of a list comes last: it is what the others leave.
constexpr std::array<size_t, 5> InTurn{All, size_t(domain::State::Sent), size_t(domain::State::Processing),
                                       size_t(domain::State::Erred), Done};

domain::Timestamp serverNow(const api::WaldurClient &client)
{
    return domain::Timestamp::now() + client.clockOffset().value_or(domain::Duration());
}

} // namespace

StateCounts::StateCounts(api::WaldurClient &client, QObject *parent) : QObject(parent), m_client(client)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(DebounceMs);
    connect(&m_soon, &QTimer::timeout, this, [this] { ask(); });
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &StateCounts::refresh);
}

void StateCounts::setKnownRows(std::function<Counts()> known)
{
    m_knownRows = std::move(known);
}

void StateCounts::setFilter(domain::ListFilter filter)
{
    filter.states.clear();
    filter.order = domain::ListFilter::Order::NewestFirst;
    if (m_filter == filter)
        return;
    m_filter = std::move(filter);
    ++m_generation;
    m_underWay = 0;
    m_again.stop();
    for (const api::Call &call : m_calls)
        call.cancel();
    if (m_counts != NoneKnown) {
        m_counts = NoneKnown;
        emit changed();
    }
    if (!m_isHeld)
        m_soon.start();
}

void StateCounts::hold()
{
    m_isHeld = true;
}

void StateCounts::adopt(const Counts &counts)
{
    m_isHeld = false;
    m_soon.stop();
    m_again.stop();
    ++m_generation;
    m_underWay = 0;
    for (const api::Call &call : m_calls)
        call.cancel();
    // Whatever row comes later was not counted, whenever it was modified.
    m_asked = {};
    m_answered = {};
    if (m_counts == counts)
        return;
    m_counts = counts;
    emit changed();
}

void StateCounts::setKnown(const Counts &counts)
{
    m_soon.stop();
    m_again.stop();
    m_filter.reset();
    ++m_generation;
    if (m_counts == counts)
        return;
    m_counts = counts;
    emit changed();
}

void StateCounts::refresh()
{
    m_isHeld = false;
    if (m_filter)
        ask();
}

void StateCounts::shift(std::optional<domain::State> from, std::optional<domain::State> to)
{
    if (from == to || m_counts == NoneKnown)
        return;
    if (m_underWay > 0)
        askAgainSoon();
    const auto add = [this](size_t place, qint64 by) {
        if (place < m_counts.size() && m_counts[place] >= 0)
            m_counts[place] = std::max<qint64>(0, m_counts[place] + by);
    };
    const auto known = [](const std::optional<domain::State> &state) {
        return state && *state != domain::State::Unknown;
    };
    if (known(from))
        add(size_t(*from), -1);
    if (known(to))
        add(size_t(*to), 1);
    if (!from || !to)
        add(domain::AllStates.size(), to ? 1 : -1);
    emit changed();
}

void StateCounts::follow(const domain::Request &now, std::optional<domain::State> before, bool isNew)
{
    if (!m_filter || m_counts == NoneKnown || now.modified < m_asked - Margin)
        return; // it was counted as it is
    if (m_underWay > 0 || now.modified < m_answered + Margin || (!isNew && !before))
        askAgainSoon();
    else
        shift(isNew ? std::nullopt : before, now.state);
}

void StateCounts::setBack(domain::State from, domain::State to)
{
    if (isAdopted())
        shift(from, to);
    else if (m_counts != NoneKnown)
        askAgainSoon();
}

void StateCounts::drop(domain::State state)
{
    const bool isFresh = !isAdopted() && serverNow(m_client) - m_asked < FreshCount;
    if (!isFresh)
        shift(state, std::nullopt);
    if (!isAdopted() && m_counts != NoneKnown)
        askAgainSoon();
}

void StateCounts::askAgainSoon()
{
    if (m_again.isActive() || !m_filter)
        return;
    // Right after the first counting at once, later twice a minute at most.
    const domain::Timestamp due = m_recounted + AgainAtMost;
    m_recounted = std::max(due, domain::Timestamp::now());
    m_again.start(int(AgainMs + std::max<qint64>(0, (due - domain::Timestamp::now()).microseconds / 1'000)));
}

void StateCounts::ask()
{
    m_soon.stop();
    m_again.stop();
    ++m_generation;
    m_underWay = int(m_counts.size());
    m_asked = serverNow(m_client);
    m_answered = m_asked;
    for (const api::Call &call : m_calls)
        call.cancel();
    m_waiting.assign(InTurn.begin(), InTurn.end());
    askNext();
}

/// Whether the server tells numbers is known when the first has come; if so, the rest is asked for at once.
void StateCounts::askNext()
{
    do {
        if (m_waiting.empty())
            return;
        const size_t index = m_waiting.front();
        m_waiting.pop_front();
        askOne(index);
    } while (m_client.countsBySearch() == false);
}

/// -1: no number is.
qint64 StateCounts::expected(size_t index) const
{
    if (m_client.countsBySearch() != true)
        return m_counts[index];
    qint64 left = m_counts[All];
    for (const size_t other : InTurn) {
        if (other != All && other != Done)
            left = left < 0 || m_counts[other] < 0 ? -1 : std::max<qint64>(0, left - m_counts[other]);
    }
    if (index == Done && left >= 0)
        return left;
    return m_counts[index] < 0 && m_knownRows ? m_knownRows()[index] : m_counts[index];
}

void StateCounts::askOne(size_t index)
{
    domain::ListFilter filter = *m_filter;
    if (index < domain::AllStates.size())
        filter.states = {domain::AllStates[index]};
    m_calls[index] = m_client.count(filter, expected(index), this,
                                    [this, index, mine = m_generation](const api::Result<qint64> &result) {
                                        if (mine != m_generation)
                                            return;
                                        --m_underWay;
                                        m_answered = serverNow(m_client);
                                        // A count that failed stays as it was: the list, asked beside it, says what is
                                        // wrong.
                                        const bool isOther = result && m_counts[index] != *result;
                                        if (isOther)
                                            m_counts[index] = *result;
                                        askNext();
                                        if (isOther)
                                            emit changed();
                                        if (result)
                                            emit answered();
                                    });
}

} // namespace waldesk::workflows
