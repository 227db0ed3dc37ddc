// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/pagewalk.h"
#include "models/workflows/stuckfinder.h"

#include <QObject>

#include <functional>
#include <memory>

namespace waldesk::app
{

/// Finds the stuck requests of a filter for one command: reads the open ones, which are few, asks what is usual and
/// what the server shows of their agents, and tells them once all of that is known. Lives until it told.
class StuckReader : public QObject
{
    Q_OBJECT
public:
    using Stuck = std::shared_ptr<const QHash<domain::Uuid, workflows::StuckRequest>>;
    using Handler = std::function<void(const api::Result<Stuck> &)>;

    /// The folder is that of the server, where what is usual may be kept.
    StuckReader(api::WaldurClient &client, const QString &folder, Handler handler, QObject *parent);

    void start(domain::ListFilter filter);             ///< its states do not count
    void start(const domain::Request &request);        ///< of this one alone
    [[nodiscard]] domain::Timestamp serverNow() const; ///< our clock where the server has not told its own

private:
    void find();
    void tell();

    api::WaldurClient &m_client;
    Handler m_handler;
    workflows::StuckFinder m_finder;
    std::vector<domain::OpenRequest> m_open;
};

/// Lets a command know what is usual as a window does: from the requests that a window has kept in this folder, where
/// it was used with the same token (api::Connection::tokenMark()) last.
void setKeptHabits(workflows::StuckFinder &finder, const QString &folder, qint64 tokenMark);

/// A request with its reason as one JSON object, for the key `stuck` of `list --stuck`:
/// `{"since", "usual_seconds", "reason", "sentence", "rests_on"}`; usual_seconds and rests_on may be null.
[[nodiscard]] QByteArray stuckJson(const workflows::StuckRequest &stuck);

} // namespace waldesk::app
