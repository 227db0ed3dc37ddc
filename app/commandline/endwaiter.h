// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/exitstatus.h"
#include "models/api/waldurclient.h"

#include <QElapsedTimer>
#include <QObject>

#include <optional>
#include <vector>

namespace waldesk::app
{

/// What is told of a request that was waited for.
struct WaitEnd {
    Exit exit = Exit::Done;
    QString sentence; ///< empty: it is Done
};
[[nodiscard]] WaitEnd endOf(const domain::Request &row); ///< a row that is still open: the time is over
[[nodiscard]] WaitEnd endOfUnreadable(const domain::Uuid &request, const api::ApiError &error, bool timeIsOver);

/// `--wait`: reads requests round about, one small read after the other with growing pauses, until each has ended or
/// the time is over. The last reading of each is after the time is over, so what is said about it is true then.
class EndWaiter : public QObject
{
    Q_OBJECT
public:
    /// seconds: nullopt: until each has ended.
    EndWaiter(api::WaldurClient &client, std::vector<domain::Uuid> requests, std::optional<qint64> seconds,
              QObject *parent = nullptr);
    void start();
    [[nodiscard]] int openCount() const { return static_cast<int>(m_open.size()); }

signals:
    void ended(const waldesk::domain::Request &request);     ///< Done or Erred
    void stillOpen(const waldesk::domain::Request &request); ///< when the time is over
    /// It can not be read; timeIsOver: the next reading might have gone better.
    void unreadable(const waldesk::domain::Uuid &request, const waldesk::api::ApiError &error, bool timeIsOver);
    void finished(); ///< each request had one of the signals above

private:
    void look();
    void looked(const domain::Uuid &uuid, const api::Result<api::OneRequest> &result);
    void lookLater();

    api::WaldurClient &m_client;
    std::vector<domain::Uuid> m_open;
    std::vector<domain::Uuid> m_round; ///< those of this round that are still to be read, last one first
    std::optional<qint64> m_seconds;
    QElapsedTimer m_waited;
    bool m_isLast = false; ///< this round began when the time was over
    int m_pauseMs = 500;
    int m_failures = 0; ///< one after the other
};

} // namespace waldesk::app
