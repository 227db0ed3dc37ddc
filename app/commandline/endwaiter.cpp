// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/endwaiter.h"

#include <QCoreApplication>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace waldesk::app
{
namespace
{

constexpr int LongestPauseMs = 5'000;
constexpr int FailuresInARow = 5;

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

} // namespace

WaitEnd endOf(const domain::Request &row)
{
    const QString uuid = row.uuid.toString();
    if (row.state == domain::State::Done)
        return {};
    if (row.state == domain::State::Erred)
        return {Exit::Failed, tr("%1 ended Erred: %2").arg(uuid, QString::fromUtf8(errorSummary(row.error)))};
    const QString state = row.state == domain::State::Unknown ? row.stateText : domain::stateName(row.state);
    return {Exit::Unknown, tr("The time is over: %1 is still %2.").arg(uuid, state)};
}

WaitEnd endOfUnreadable(const domain::Uuid &request, const api::ApiError &error, bool timeIsOver)
{
    if (timeIsOver)
        return {Exit::Unknown,
                tr("The time is over and %1 can not be read: %2").arg(request.toString(), error.sentence)};
    return {exitOfRead(error), error.sentence};
}

EndWaiter::EndWaiter(api::WaldurClient &client, std::vector<domain::Uuid> requests, std::optional<qint64> seconds,
                     QObject *parent)
    : QObject(parent), m_client(client), m_open(std::move(requests)), m_seconds(seconds)
{
}

void EndWaiter::start()
{
    m_waited.start();
    QTimer::singleShot(0, this, &EndWaiter::look);
}

void EndWaiter::look()
{
    if (m_open.empty()) {
        emit finished();
        return;
    }
    if (m_round.empty()) {
        m_round.assign(m_open.rbegin(), m_open.rend());
        m_isLast = m_seconds && m_waited.elapsed() >= *m_seconds * 1000;
    }
    const domain::Uuid uuid = m_round.back();
    m_round.pop_back();
    m_client.retrieve(uuid, this, [this, uuid](const api::Result<api::OneRequest> &result) { looked(uuid, result); });
}

void EndWaiter::looked(const domain::Uuid &uuid, const api::Result<api::OneRequest> &result)
{
    if (result) {
        m_failures = 0;
        const domain::Request &row = result->request;
        if (domain::hasEnded(row.state)) {
            std::erase(m_open, uuid);
            emit ended(row);
        } else if (m_isLast) {
            std::erase(m_open, uuid);
            emit stillOpen(row);
        }
    } else {
        const bool mayPass = exitOfRead(result.error()) == Exit::NoAnswer;
        if (!mayPass || ++m_failures >= FailuresInARow || m_isLast) {
            std::erase(m_open, uuid);
            emit unreadable(uuid, result.error(), mayPass && m_isLast);
        }
    }
    if (m_round.empty())
        lookLater();
    else
        look();
}

void EndWaiter::lookLater()
{
    if (m_open.empty()) {
        emit finished();
        return;
    }
    qint64 pause = m_pauseMs;
    if (m_seconds)
        pause = std::clamp<qint64>(*m_seconds * 1000 - m_waited.elapsed(), 1, pause);
    m_pauseMs = std::min(m_pauseMs * 3 / 2, LongestPauseMs);
    QTimer::singleShot(static_cast<int>(pause), this, &EndWaiter::look);
}

} // namespace waldesk::app
