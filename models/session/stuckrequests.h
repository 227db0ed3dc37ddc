// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/pagewalk.h"
#include "models/session/clock.h"
#include "models/session/session.h"
#include "models/tables/requeststore.h"
#include "models/workflows/stuckfinder.h"

#include <QObject>
#include <QSet>
#include <QTimer>

#include <memory>
#include <optional>

class QSettings;

namespace waldesk::session
{

/// The stuck requests of a connection, for all its pages. Reads every open request once, unless the archive has them,
/// oldest first (they are few, and the stuck ones are the oldest), and merges them into the store; afterwards what the
/// store learns of open requests is enough, whoever read it. What is usual and why a request is stuck is
/// workflows::StuckFinder's to find out. Nothing is asked by itself after that but what a request that becomes stuck
/// needs. Owned by the composition, lives as long as the connection, longer than the pages.
class StuckRequests : public QObject
{
    Q_OBJECT
public:
    StuckRequests(api::WaldurClient &client, tables::RequestStore &store, Session &session, const Clock &clock,
                  QObject *parent = nullptr);
    ~StuckRequests() override;

    /// `stuck/wait_minutes`, `stuck/work_minutes`, `stuck/factor`, `stuck/silent_minutes`; what is not set, or is no
    /// sensible number, stays as it is.
    [[nodiscard]] static domain::StuckSettings readSettings(const QSettings &settings);
    void setSettings(const domain::StuckSettings &settings);
    [[nodiscard]] const domain::StuckSettings &settings() const { return m_finder.settings(); }
    [[nodiscard]] domain::Timestamp now() const; ///< the server's

    // Requests of an earlier window, as with RequestFeed.
    void awaitKept();   ///< before start(): nothing is read before one of the next two
    void releaseKept(); ///< the open requests are read
    void confirmKept(); ///< every open request is in the store, as new as the server: nothing is read

    void start();   ///< reads the open requests; again after a failure
    void refresh(); ///< reads them again, and asks again about agents
    /// false: nobody is at the window, so the server is asked nothing because time passes.
    void setAttended(bool attended);
    void setMostRows(qint64 most); ///< default 5 000; the newest of more are not looked at

    // With the time that has elapsed until now, so that no two places show another one.
    [[nodiscard]] std::optional<workflows::StuckRequest> find(const domain::Uuid &request) const;
    [[nodiscard]] bool isStuck(const domain::Uuid &request) const { return m_finder.isStuck(request); }
    [[nodiscard]] std::vector<workflows::StuckRequest> all() const; ///< the longest first
    [[nodiscard]] qint64 count() const { return m_count; }
    [[nodiscard]] qint64 openCount() const { return m_openCount; } ///< open requests that are looked at
    [[nodiscard]] bool isRead() const { return m_read; }           ///< all() rests on all open requests
    /// They were read; or they can not be, and some are found among those that are kept on this computer. That none is
    /// found there says nothing.
    [[nodiscard]] bool isKnown() const { return m_read || (m_error && !m_walk && m_count > 0); }
    [[nodiscard]] bool isReading() const { return m_walk != nullptr || (m_started && m_awaitsKept); }
    [[nodiscard]] bool isSettled() const; ///< nothing is being read or asked
    [[nodiscard]] const std::optional<api::ApiError> &error() const { return m_error; } ///< of the last reading
    /// Translated: why all() may lack some; empty: it does not.
    [[nodiscard]] QString remark() const { return m_remark; }
    [[nodiscard]] workflows::StuckFinder &finder() { return m_finder; }

signals:
    void changed();      ///< a request is stuck, or not any more, or for another reason; or agents have news
    void stateChanged(); ///< isRead(), isReading(), isSettled(), error() or remark()

private:
    void watch(const std::vector<tables::RowIndex> &rows, bool isFresh);
    void walk();
    [[nodiscard]] bool mayBeOpen(tables::RowIndex row) const;
    void evaluateSoon();
    void evaluate();
    void walkEnded();

    api::WaldurClient &m_client;
    tables::RequestStore &m_store;
    Session &m_session;
    const Clock &m_clock;
    workflows::StuckFinder m_finder;
    qint64 m_count = 0;
    qint64 m_openCount = 0;
    qint64 m_mostRows = 5000;
    api::PageWalk *m_walk = nullptr;
    std::optional<api::ApiError> m_error;
    QString m_remark;
    bool m_read = false;
    bool m_awaitsKept = false;
    QSet<domain::Uuid> m_seen;                ///< open when the server was asked, or read since
    std::optional<domain::Timestamp> m_whole; ///< when all of them were read; rows kept on this machine may be older
    domain::Timestamp m_walkBegan;
    bool m_started = false;
    QTimer m_soon;
    QTimer m_tick; ///< a request becomes stuck by the clock alone
};

} // namespace waldesk::session
