// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/agentsimulator.h"

#include "app/demo/agentlife.h"
#include "app/demo/wire.h"

#include <algorithm>

namespace waldesk::demo
{
namespace
{
constexpr qint64 second = 1'000'000;
constexpr quint64 agentPurpose = 100;
constexpr double errorShare = 0.2;

/// An error the agent itself can report for its site.
Cause agentsCause(quint8 offering, Dice &dice)
{
    for (;;) {
        const Cause cause = usualCause(offering, dice);
        if (cause != Cause::Operator && cause != Cause::DeliveredTwice)
            return cause;
    }
}
} // namespace

AgentSimulator::AgentSimulator(World &world, double speed)
    : m_world(world), m_speed(speed), m_noticed(world.store.size())
{
    const qint64 now = presentMicros();
    // What was under way when the service started stands among the newest rows.
    for (quint32 index = m_noticed - qMin<quint32>(m_noticed, 4); index < m_noticed; ++index) {
        const Fact fact = m_world.store.fact(index);
        if (fact.live && fact.state == Sent)
            later(index, Step::PickUp, now, 6 * second);
        else if (fact.live && fact.state == Processing)
            later(index, Step::Finish, now, 12 * second);
    }
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { turn(); });
    m_timer.start(static_cast<int>(std::clamp(400.0 / m_speed, 5.0, 400.0)));
}

void AgentSimulator::later(quint32 index, Step step, qint64 now, qint64 wait)
{
    m_jobs.push_back({index, step, now + static_cast<qint64>(static_cast<double>(wait) / m_speed)});
}

void AgentSimulator::noticeNewRequests(qint64 now)
{
    for (; m_noticed < m_world.store.size(); ++m_noticed) {
        if (m_world.store.fact(m_noticed).offering == DigitalOceanEu)
            continue;
        Dice dice(m_world.store.seed(), m_noticed, agentPurpose);
        later(m_noticed, Step::PickUp, now, dice.between(3 * second, 8 * second));
    }
}

void AgentSimulator::turn()
{
    const qint64 now = presentMicros();
    noticeNewRequests(now);
    std::vector<Job> due;
    const auto waiting = [now](const Job &job) {
        return job.due > now;
    };
    const auto firstDue = std::stable_partition(m_jobs.begin(), m_jobs.end(), waiting);
    due.assign(firstDue, m_jobs.end());
    m_jobs.erase(firstDue, m_jobs.end());
    for (const Job &job : due)
        work(job, now);
}

void AgentSimulator::work(const Job &job, qint64 now)
{
    Store &store = m_world.store;
    const Fact fact = store.fact(job.index);
    Dice dice(store.seed(), job.index, agentPurpose + 1 + static_cast<quint64>(job.step));
    switch (job.step) {
    case Step::PickUp:
        if (fact.state != Sent)
            return;
        store.startProcessing(job.index);
        if (fact.offering != MupHelsinki)
            later(job.index, Step::Finish, now, dice.between(5 * second, 20 * second));
        return;
    case Step::Finish:
        if (fact.state != Processing)
            return;
        if (fact.offering != OkdVilnius && dice.chance(errorShare)) {
            const Cause cause = agentsCause(fact.offering, dice);
            store.setErred(job.index, makeErrorText(cause, {dice, fact.offering, store.uuid(job.index).toHex(), 0}));
            return;
        }
        discoverFor(m_world, job.index, fact.started, presentMicros());
        store.setDone(job.index);
        if (fact.offering == OkdVilnius)
            later(job.index, Step::DeliverAgain, now, dice.between(3 * second, 6 * second));
        return;
    case Step::DeliverAgain:
        // The agent's second start_processing is refused, and it reports that as the request's own error.
        if (fact.state == Done)
            store.setErred(job.index, makeErrorText(Cause::DeliveredTwice,
                                                    {dice, fact.offering, store.uuid(job.index).toHex(), 0}));
        return;
    }
}
} // namespace waldesk::demo
