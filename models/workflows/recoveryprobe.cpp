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

RecoveryProbe::Count RecoveryProbe::doneAfter(tables::OfferingId offering, qint64 time) const
{
    if (offering >= m_known.size())
        return {};
    const Offering &known = m_known[offering];
    known.done.sort();
    constexpr qint64 End = std::numeric_limits<qint64>::max();
    Count count{known.done.within(time + 1, End), known.doneKnownFrom != Never && known.doneKnownFrom <= time};
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
    if (first == last || (known.doneKnownFrom != Never && known.doneKnownFrom <= first))
        return erred + done;
    const auto since = [&known](qint64 time) -> std::optional<qint64> {
        if (known.doneKnownFrom != Never && known.doneKnownFrom <= time)
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
    for (Offering &each : m_known) {
        each.doneKnownFrom = Never;
        each.refused = false;
    }
}

void RecoveryProbe::clear()
{
    ++m_generation;
    m_known.clear();
    m_seen.clear();
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
    for (size_t i = 0; i < m_known.size() && m_underWay < AtOnce; ++i) {
        Offering &each = m_known[i];
        if (each.doneKnownFrom != Never)
            each.wanted.erase(each.wanted.lower_bound(each.doneKnownFrom), each.wanted.end());
        if (!each.wanted.empty() && !each.underWay && !each.refused)
            ask(tables::OfferingId(i));
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
