// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/session/clock.h"
#include "models/session/savedviews.h"
#include "models/session/session.h"
#include "models/tables/compiledfilter.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace waldesk::session
{

/// How many requests match each saved view, as far as that is known. A view that the server filters as a whole is
/// counted by the server, one HEAD each; of any other the page is the one that knows, and says so while it shows the
/// view: a number of our own could contradict it. Until the server has answered, the requests that are kept from before
/// are counted, in slices of the event loop. Asks when views or what they mean change, and when it is told that
/// requests have changed, at most every 30 s. Owned by the composition.
class ViewCounts : public QObject
{
    Q_OBJECT
public:
    struct Count {
        qint64 matches = 0;
        bool complete = true; ///< false: more may match among what is not loaded
        domain::Timestamp at; ///< when it was counted; isKept: when the server answered last
        bool isKept = false;  ///< of what is kept on this computer
        friend bool operator==(const Count &, const Count &) = default;
    };

    ViewCounts(api::WaldurClient &client, tables::RequestStore &store, Session &session, const Clock &clock,
               const SavedViews &views, QObject *parent = nullptr);

    void start();
    /// All that is kept is in the store, as the server had it then.
    void noteKept(domain::Timestamp asOf);
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
    [[nodiscard]] std::optional<domain::SplitQuery> splitOf(const domain::SavedView &view) const;
    [[nodiscard]] std::optional<domain::ListFilter> filterOf(const domain::SavedView &view) const;
    void countKept();
    void countSome();
    void dropKept(const std::function<bool(const QString &line)> &isDropped);

    struct Counting {
        QString line;
        domain::LocalFilter query;
        std::unique_ptr<tables::CompiledFilter> filter; ///< null: not begun
        tables::RowIndex next = 0;
        qint64 found = 0;
    };

    api::WaldurClient &m_client;
    tables::RequestStore &m_store;
    Session &m_session;
    const Clock &m_clock;
    const SavedViews &m_views;
    QHash<QString, Count> m_counts;   ///< by line
    std::vector<Counting> m_counting; ///< the next one last
    tables::TextMemos m_memos;
    domain::Timestamp m_keptAsOf; ///< 0: nothing is kept
    QTimer m_slices;
    QTimer m_soon;
    int m_leastPause = 30'000;
    quint64 m_round = 0;
    bool m_started = false;
};

} // namespace waldesk::session
