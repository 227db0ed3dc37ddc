// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/world.h"

#include <QTimer>

#include <vector>

namespace waldesk::demo
{
/// Does what the agents at the sites would do with new requests: picks them up after a while, works, ends them. Three
/// offerings show what goes wrong: nobody listens for DigitalOcean EU (Sent for ever), the agent of MUP Helsinki dies
/// half-way (Processing for ever), OKD Vilnius gets its messages twice (Done, then Erred with the 409's text).
/// It leaves a request alone when a person was faster.
class AgentSimulator
{
public:
    AgentSimulator(World &world, double speed);

private:
    enum class Step : quint8 { PickUp, Finish, DeliverAgain };
    struct Job {
        quint32 index;
        Step step;
        qint64 due; ///< microseconds since 1970
    };

    void turn();
    void noticeNewRequests(qint64 now);
    void work(const Job &job, qint64 now);
    void later(quint32 index, Step step, qint64 now, qint64 wait);

    World &m_world;
    double m_speed;
    quint32 m_noticed;
    std::vector<Job> m_jobs;
    QTimer m_timer;
};
} // namespace waldesk::demo
