// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <deque>
#include <functional>
#include <optional>

namespace waldesk::workflows
{

/// How many requests there are of each state under a filter, as the server counts them: one HEAD each. The filter's own
/// states do not matter, so choosing a state asks nothing. Between two countings the numbers follow what is learnt of
/// single rows; where it can not be told whether a row was counted before or after it changed, all are counted again,
/// soon and not often. Owned by the feed.
///
/// Where a proxy removes what tells a number, each is searched for by pages of one row (api::LastPageSearch), with what
/// was counted before or is known here as the expectation: 2 requests for each that is right. One search at a time: all
/// states, Sent, Processing, Erred, and Done last, which is what is left of all. So a counting costs at most four
/// searches and 2 requests: 4 * (3 * log4(N) + 4) + 2 for N requests on the server, 138 for a million, 10 where nothing
/// changed.
class StateCounts : public QObject
{
    Q_OBJECT
public:
    using Counts = std::array<qint64, 5>; ///< by domain::AllStates; the last is all states; -1: unknown

    explicit StateCounts(api::WaldurClient &client, QObject *parent = nullptr);

    /// How many of each state are known here under the filter, at least; asked where the server does not tell numbers.
    void setKnownRows(std::function<Counts()> known);
    void setFilter(domain::ListFilter filter); ///< asks after a moment, when it is another one
    void setKnown(const Counts &counts);       ///< no call is needed
    void hold();                               ///< a filter is not asked for before refresh() or adopt()
    void adopt(const Counts &counts); ///< of the filter, from rows that are as new as the server: none is asked
    void refresh();                   ///< asks now; the old counts stay until then
    /// One row under the filter was surely another when the server counted; from: nullopt for a new one, to: nullopt
    /// for one that is gone.
    void shift(std::optional<domain::State> from, std::optional<domain::State> to);
    /// A row under the filter that the updates found; before: nullopt when it was not known.
    void follow(const domain::Request &now, std::optional<domain::State> before, bool isNew);
    /// A row under the filter is another than it was, as a server tells that was restored from a backup: `modified`
    /// does not tell since when.
    void setBack(domain::State from, domain::State to);
    /// A row under the filter is known to be gone now; when it went is not known, so a fresh count may be without it.
    void drop(domain::State state);
    [[nodiscard]] const Counts &counts() const { return m_counts; }
    [[nodiscard]] bool isHeld() const { return m_isHeld; }
    [[nodiscard]] bool isCounting() const { return m_underWay > 0; }
    [[nodiscard]] domain::Timestamp asked() const { return m_asked; } ///< by the server's clock

signals:
    void changed();
    void answered();

private:
    /// From rows, and not counted since: what becomes of a row was not counted.
    [[nodiscard]] bool isAdopted() const { return m_asked == domain::Timestamp(); }
    void ask();
    void askOne(size_t index);
    void askNext();
    [[nodiscard]] qint64 expected(size_t index) const;
    void askAgainSoon();

    api::WaldurClient &m_client;
    QTimer m_soon;
    std::function<Counts()> m_knownRows;
    std::optional<domain::ListFilter> m_filter;
    std::array<api::Call, 5> m_calls;
    std::deque<size_t> m_waiting; ///< to be asked for, when the one before has come
    quint64 m_generation = 0;
    int m_underWay = 0;
    bool m_isHeld = false;
    QTimer m_again;
    domain::Timestamp m_asked;     ///< by the server's clock: the counts are not older
    domain::Timestamp m_answered;  ///< and not newer
    domain::Timestamp m_recounted; ///< by the clock here
    Counts m_counts{-1, -1, -1, -1, -1};
};

} // namespace waldesk::workflows
