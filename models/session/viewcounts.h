// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/session/clock.h"
#include "models/session/savedviews.h"
#include "models/session/session.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <optional>

namespace waldesk::session
{

/// How many requests match each saved view, as far as that is known. A view that the server filters as a whole is
/// counted by the server, one HEAD each; of any other the page is the one that knows, and says so while it shows the
/// view: a number of our own could contradict it. Asks when views or what they mean change, and when it is told that
/// requests have changed, at most every 30 s. Owned by the composition.
class ViewCounts : public QObject
{
    Q_OBJECT
public:
    struct Count {
        qint64 matches = 0;
        bool complete = true; ///< false: more may match among what is not loaded
        domain::Timestamp at; ///< when it was counted
        friend bool operator==(const Count &, const Count &) = default;
    };

    ViewCounts(api::WaldurClient &client, Session &session, const Clock &clock, const SavedViews &views,
               QObject *parent = nullptr);

    void start();
    /// Requests have changed on the server.
    void noteChange();
    /// What the page says of the line that it shows.
    void notePage(const QString &line, qint64 matches, bool complete);
    [[nodiscard]] std::optional<Count> count(const domain::SavedView &view) const;
    void setLeastPause(int milliseconds); ///< between two rounds; default 30 000

signals:
    void changed();

private:
    void askSoon(int milliseconds);
    void ask();
    [[nodiscard]] std::optional<domain::ListFilter> filterOf(const domain::SavedView &view) const;

    api::WaldurClient &m_client;
    Session &m_session;
    const Clock &m_clock;
    const SavedViews &m_views;
    QHash<QString, Count> m_counts; ///< by line
    QTimer m_soon;
    int m_leastPause = 30'000;
    quint64 m_round = 0;
    bool m_started = false;
};

} // namespace waldesk::session
