// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/recoveryprobe.h"

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

constexpr int AtOnce = 3;

} // namespace

RecoveryProbe::RecoveryProbe(api::WaldurClient &client, tables::RequestStore &store, QObject *parent)
    : QObject(parent), m_client(client), m_store(store)
{
}

RecoveryProbe::Known &RecoveryProbe::known(tables::OfferingId offering)
{
    if (offering >= m_known.size())
        m_known.resize(size_t(offering) + 1);
    return m_known[offering];
}

bool RecoveryProbe::observe(const tables::PackedRow &row)
{
    if (row.state != domain::State::Done || row.finished == tables::PackedRow::None)
        return false;
    Known &offering = known(row.offering);
    if (offering.newestDone != Never && offering.newestDone >= row.finished)
        return false;
    offering.newestDone = row.finished;
    return true;
}

std::optional<bool> RecoveryProbe::doneSince(tables::OfferingId offering, qint64 time) const
{
    if (offering >= m_known.size())
        return std::nullopt;
    const Known &known = m_known[offering];
    if (known.newestDone != Never && known.newestDone > time)
        return true;
    if (known.askedFrom != Never && known.askedFrom <= time)
        return false;
    return std::nullopt;
}

void RecoveryProbe::request(tables::OfferingId offering, qint64 time)
{
    Known &of = known(offering);
    // The earliest time that somebody wants answers for the later ones.
    of.wantedFrom = of.wantedFrom == Never ? time : std::min(of.wantedFrom, time);
    askSoon();
}

void RecoveryProbe::invalidateNegatives()
{
    for (Known &each : m_known) {
        each.askedFrom = Never;
        each.refused = false;
    }
}

void RecoveryProbe::clear()
{
    ++m_generation;
    m_known.clear();
    m_underWay = 0;
}

void RecoveryProbe::setActive(bool active)
{
    m_active = active;
    askSoon();
}

void RecoveryProbe::askSoon()
{
    // Batch the requests: one query per offering, for its earliest error.
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
        Known &each = m_known[i];
        if (each.wantedFrom != Never && doneSince(tables::OfferingId(i), each.wantedFrom))
            each.wantedFrom = Never; // answered meanwhile
        if (each.wantedFrom != Never && !each.underWay && !each.refused)
            ask(tables::OfferingId(i));
    }
}

void RecoveryProbe::ask(tables::OfferingId offering)
{
    Known &of = known(offering);
    const qint64 from = std::exchange(of.wantedFrom, Never);
    of.underWay = true;
    ++m_underWay;
    domain::ListFilter filter;
    filter.states = {domain::State::Done};
    filter.offering = m_store.offering(offering).uuid;
    filter.finishedFrom = domain::Timestamp{from};
    m_client.list(filter, {1, 1, false}, this,
                  [this, offering, from, mine = m_generation](const api::Result<api::Page> &answer) {
                      if (mine == m_generation)
                          take(offering, from, answer);
                  });
}

void RecoveryProbe::take(tables::OfferingId offering, qint64 from, const api::Result<api::Page> &answer)
{
    --m_underWay;
    {
        Known &of = known(offering);
        of.underWay = false;
        of.refused = !answer;
        if (answer) {
            // The newest by creation stands for the newest that was Done: they differ by minutes, errors by hours.
            of.askedFrom = of.askedFrom == Never ? from : std::min(of.askedFrom, from);
            for (const domain::Request &row : answer->rows) {
                if (row.state == domain::State::Done && row.finished)
                    of.newestDone = std::max(of.newestDone, row.finished->microseconds);
            }
        }
    }
    const quint64 mine = m_generation;
    if (answer && !answer->rows.empty())
        (void)m_store.merge(answer->rows);
    if (mine != m_generation)
        return;
    askSoon();
    emit changed();
}

} // namespace waldesk::workflows
