// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"

#include <QObject>
#include <QTimer>

#include <vector>

namespace waldesk::workflows
{

/// Follows requests until each has ended: one small read at a time, round about, with pauses that grow while nothing
/// happens. One that is gone counts as ended. Reads that fail for a reason that passes are repeated. Owned by who asked
/// for the requests.
class RequestFollower : public QObject
{
    Q_OBJECT
public:
    struct Pauses {
        int firstMs = 2'000;
        int longestMs = 30'000;
    };

    explicit RequestFollower(api::WaldurClient &client, QObject *parent = nullptr);

    void setPauses(const Pauses &pauses);
    void add(const domain::Uuid &request);
    [[nodiscard]] int openCount() const { return static_cast<int>(m_open.size()); }
    [[nodiscard]] int doneCount() const { return m_done; }   ///< ended Done
    [[nodiscard]] int erredCount() const { return m_erred; } ///< ended Erred
    [[nodiscard]] int goneCount() const { return m_gone; }   ///< not there any more

signals:
    void rowRead(const waldesk::domain::Request &request);
    void ended(const waldesk::domain::Uuid &request);
    void allEnded(); ///< each time the last one ended

private:
    void look();
    void lookLater();
    void read(const domain::Uuid &request);

    api::WaldurClient &m_client;
    Pauses m_pauses;
    std::vector<domain::Uuid> m_open; ///< the first is read next
    QTimer m_timer;
    int m_pauseMs = 0;
    int m_quiet = 0; ///< readings one after the other that told nothing new
    int m_done = 0;
    int m_erred = 0;
    int m_gone = 0;
    bool m_reading = false;
};

} // namespace waldesk::workflows
