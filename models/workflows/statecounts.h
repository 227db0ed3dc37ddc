// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <optional>

namespace waldesk::workflows
{

/// How many requests there are of each state under a filter, as the server counts them: one HEAD each. The filter's own
/// states do not matter, so choosing a state asks nothing. Owned by the feed.
class StateCounts : public QObject
{
    Q_OBJECT
public:
    using Counts = std::array<qint64, 5>; ///< by domain::AllStates; the last is all states; -1: unknown

    explicit StateCounts(api::WaldurClient &client, QObject *parent = nullptr);

    void setFilter(domain::ListFilter filter); ///< asks after a moment, when it is another one
    void setKnown(const Counts &counts);       ///< no call is needed
    void refresh();                            ///< asks now; the old counts stay until then
    [[nodiscard]] const Counts &counts() const { return m_counts; }

signals:
    void changed();
    void answered();

private:
    void ask();
    void askOne(size_t index);

    api::WaldurClient &m_client;
    QTimer m_soon;
    std::optional<domain::ListFilter> m_filter;
    std::array<api::Call, 5> m_calls;
    quint64 m_generation = 0;
    Counts m_counts{-1, -1, -1, -1, -1};
};

} // namespace waldesk::workflows
