// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/foundresources.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

#include <optional>

namespace waldesk::session
{

/// What Done requests found, as far as somebody looked: read when a person rests on one, kept for a while, and read
/// again when it is asked for anew. Going through a list with a key asks nothing. Owned by the composition, lives as
/// long as the connection, longer than the pages.
class FoundResourceCache : public QObject
{
    Q_OBJECT
public:
    struct Answer {
        workflows::FoundResources resources;
        std::optional<api::ApiError> error; ///< what was read before stays beside it
        bool isAsking = false;
        bool isKnown = false; ///< resources came
    };

    explicit FoundResourceCache(api::WaldurClient &client, QObject *parent = nullptr);
    ~FoundResourceCache() override;

    /// A person rests on this request: it is asked for after a moment, unless it is known. Requests that are not Done
    /// are ignored; the newest wish counts.
    void want(const domain::Request &request);
    void refresh(const domain::Request &request); ///< at once, also when it is known; and after an answer under way
    void setRestMs(int milliseconds);             ///< default 300
    [[nodiscard]] const Answer *find(const domain::Uuid &request) const; ///< nullptr: nobody asked

signals:
    void changed(waldesk::domain::Uuid request);

private:
    void ask(const domain::Request &request);

    api::WaldurClient &m_client;
    QHash<domain::Uuid, Answer> m_answers;
    QList<domain::Uuid> m_order; ///< of m_answers, the oldest first
    QSet<domain::Uuid> m_again;  ///< refresh() came while they were asked for
    std::optional<domain::Request> m_wanted;
    QTimer m_rest;
};

} // namespace waldesk::session
