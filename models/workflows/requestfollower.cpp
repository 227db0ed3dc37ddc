// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/requestfollower.h"

#include <QPointer>

#include <algorithm>

namespace waldesk::workflows
{

RequestFollower::RequestFollower(api::WaldurClient &client, QObject *parent) : QObject(parent), m_client(client)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RequestFollower::look);
    m_pauseMs = m_pauses.firstMs;
}

void RequestFollower::setPauses(const Pauses &pauses)
{
    m_pauses = pauses;
    m_pauseMs = pauses.firstMs;
}

void RequestFollower::add(const domain::Uuid &request)
{
    if (std::ranges::find(m_open, request) != m_open.end())
        return;
    m_open.push_back(request);
    m_pauseMs = m_pauses.firstMs;
    if (!m_reading && !m_timer.isActive())
        lookLater();
}

void RequestFollower::lookLater()
{
    // All of them are read once in a pause, whatever their number.
    const int each = m_pauseMs / std::max(1, openCount());
    m_timer.start(std::max(each, std::min(m_pauseMs, 100)));
}

void RequestFollower::look()
{
    if (!m_open.empty() && !m_reading)
        read(m_open.front());
}

void RequestFollower::read(const domain::Uuid &request)
{
    m_reading = true;
    m_client.retrieve(request, this, [this, request](const api::Result<api::OneRequest> &result) {
        const QPointer<RequestFollower> alive(this);
        m_reading = false;
        const bool isGone = !result && result.error().kind == api::ApiError::Kind::NotFound;
        if (result) {
            emit rowRead(result->request);
            if (!alive)
                return;
        }
        std::erase(m_open, request);
        if (isGone || (result && domain::hasEnded(result->request.state))) {
            m_quiet = 0;
            m_pauseMs = m_pauses.firstMs;
            ++(isGone ? m_gone : result->request.state == domain::State::Done ? m_done : m_erred);
            emit ended(request);
            if (!alive)
                return;
            if (m_open.empty()) {
                emit allEnded();
                return;
            }
        } else {
            m_open.push_back(request);
            if (++m_quiet >= openCount()) {
                m_quiet = 0;
                m_pauseMs = std::min(m_pauseMs * 3 / 2, m_pauses.longestMs);
            }
        }
        lookLater();
    });
}

} // namespace waldesk::workflows
