// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/recoveryprobe.h"

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

constexpr int AtOnce = 3;
constexpr int RowsAsked = 100; // few offerings have more in the time that is asked about: then one request tells all

} // namespace

void RecoveryProbe::Times::sort()
{
    if (sorted == all.size())
        return;
    const auto middle = all.begin() + qptrdiff(sorted);
    std::sort(middle, all.end());
    std::inplace_merge(all.begin(), middle, all.end());
    sorted = all.size();
}

void RecoveryProbe::Times::remove(qint64 time)
{
    sort();
    const auto found = std::ranges::lower_bound(all, time);
    if (found == all.end() || *found != time)
        return;
    all.erase(found);
    sorted = all.size();
}

qint64 RecoveryProbe::Times::within(qint64 first, qint64 last) const
{
    return std::max<qint64>(0, std::ranges::upper_bound(all, last) - std::ranges::lower_bound(all, first));
}

RecoveryProbe::RecoveryProbe(api::WaldurClient &client, tables::RequestStore &store, QObject *parent)
    : QObject(parent), m_client(client), m_store(store)
{
}

RecoveryProbe::Offering &RecoveryProbe::known(tables::OfferingId offering)
{
    if (offering >= m_known.size())
        m_known.resize(size_t(offering) + 1);
    return m_known[offering];
}

RecoveryProbe::Times &RecoveryProbe::timesOf(const Seen &seen)
{
    Offering &offering = known(seen.offering);
    return seen.state == domain::State::Done ? offering.done : offering.erred;
}

bool RecoveryProbe::observe(tables::RowIndex index, const tables::PackedRow &row)
{
    if (index >= m_seen.size())
        m_seen.resize(std::max<size_t>(m_store.size(), m_seen.size() * 2));
    const bool finished = (row.state == domain::State::Done || row.state == domain::State::Erred) &&
                          row.finished != tables::PackedRow::None;
    const Seen is = finished ? Seen{row.finished, row.offering, row.state} : Seen{};
    const Seen was = std::exchange(m_seen[index], is);
    if (was == is)
        return false;
    if (was.time != Never)
        timesOf(was).remove(was.time);
    if (is.time != Never)
        timesOf(is).add(is.time);
    return is.time != Never;
}

bool RecoveryProbe::isDoneKnown(const Offering &offering, qint64 since) const
{
    const auto covers = [since](qint64 from) {
        return from != Never && from <= since;
    };
    return covers(offering.doneKnownFrom) || (m_knownFrom && *m_knownFrom <= since);
}

RecoveryProbe::Count RecoveryProbe::doneAfter(tables::OfferingId offering, qint64 time) const
{
    static const Offering None;
    const Offering &known = offering < m_known.size() ? m_known[offering] : None;
    known.done.sort();
    constexpr qint64 End = std::numeric_limits<qint64>::max();
    Count count{known.done.within(time + 1, End), isDoneKnown(known, time)};
    // Since an earlier time at least as many are Done as since a later one.
    const auto answer = known.counts.lower_bound(time);
    if (answer != known.counts.end()) {
        count.atLeast = std::max(count.atLeast, answer->second.count);
        count.exact = count.exact || (answer->first == time && answer->second.round == m_round);
    }
    return count;
}

std::optional<qint64> RecoveryProbe::finishedWithin(tables::OfferingId offering, qint64 first, qint64 last) const
{
    if (offering >= m_known.size())
        return std::nullopt;
    const Offering &known = m_known[offering];
    known.done.sort();
    known.erred.sort();
    const qint64 erred = known.erred.within(first, last);
    const qint64 done = known.done.within(first, last);
    if (first == last || isDoneKnown(known, first))
        return erred + done;
    const auto since = [this, &known](qint64 time) -> std::optional<qint64> {
        if (isDoneKnown(known, time))
            return known.done.within(time, std::numeric_limits<qint64>::max());
        const auto answer = known.counts.find(time);
        return answer == known.counts.end() ? std::nullopt : std::optional(answer->second.count);
    };
    const auto all = since(first);
    const auto after = since(last);
    if (!all || !after)
        return std::nullopt;
    return erred + std::max(done, *all - *after);
}

void RecoveryProbe::request(tables::OfferingId offering, qint64 time)
{
    Offering &of = known(offering);
    if (of.wanted.insert(time).second)
        askSoon();
}

void RecoveryProbe::invalidateNegatives()
{
    // What was counted stays true as "at least".
    ++m_round;
    m_asked = 0;
    for (Offering &each : m_known) {
        each.doneKnownFrom = Never;
        each.refused = false;
    }
    askSoon(); // what the last round had no request left for
}

void RecoveryProbe::setKnownFrom(std::optional<qint64> time)
{
    if (std::exchange(m_knownFrom, time) != time)
        emit changed();
}

void RecoveryProbe::clear()
{
    ++m_generation;
    m_known.clear();
    m_seen.clear();
    m_knownFrom.reset();
    m_asked = 0;
    m_underWay = 0;
}

void RecoveryProbe::setActive(bool active)
{
    m_active = active;
    askSoon();
}

void RecoveryProbe::askSoon()
{
    // Batch the requests: the earliest time of an offering often tells of the later ones, too.
    if (std::exchange(m_soon, true))
        return;
    QMetaObject::invokeMethod(
        this, [this] { askNext(); }, Qt::QueuedConnection);
}

void RecoveryProbe::askNext()
{
    m_soon = false;
    if (!m_active)
        return;
    const size_t begin = m_turn;
    for (size_t n = 0; n < m_known.size() && m_underWay < AtOnce && m_asked < MostAsked; ++n) {
        const size_t turn = (begin + n) % m_known.size();
        Offering &each = m_known[turn];
        std::erase_if(each.wanted, [this, &each](qint64 time) { return isDoneKnown(each, time); });
        if (each.wanted.empty() || each.underWay || each.refused)
            continue;
        m_turn = turn + 1;
        ask(tables::OfferingId(turn));
    }
    if (!isBusy())
        emit settled();
}

void RecoveryProbe::ask(tables::OfferingId offering)
{
    Offering &of = known(offering);
    const qint64 from = *of.wanted.begin();
    of.wanted.erase(of.wanted.begin());
    of.underWay = true;
    ++m_underWay;
    ++m_asked;
    domain::ListFilter filter;
    filter.states = {domain::State::Done};
    filter.offering = m_store.offering(offering).uuid;
    filter.finishedFrom = domain::Timestamp{from};
    m_client.list(filter, {1, RowsAsked, false}, this,
                  [this, offering, from, mine = m_generation](const api::Result<api::Page> &answer) {
                      if (mine == m_generation)
                          take(offering, from, answer);
                  });
}

void RecoveryProbe::take(tables::OfferingId offering, qint64 from, const api::Result<api::Page> &answer)
{
    --m_underWay;
    const quint64 mine = m_generation;
    if (answer && !answer->rows.empty())
        (void)m_store.merge(answer->rows);
    if (mine != m_generation)
        return;
    Offering &of = known(offering);
    of.underWay = false;
    of.refused = !answer;
    if (answer) {
        const auto rows = qint64(answer->rows.size());
        const qint64 total = std::max(answer->total, rows);
        of.counts[from] = {total, m_round};
        if (total == rows && rows < RowsAsked)
            of.doneKnownFrom = of.doneKnownFrom == Never ? from : std::min(of.doneKnownFrom, from);
    }
    askSoon();
    emit changed();
}

} // namespace waldesk::workflows
