// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/apierror.h"
#include "models/api/retrypace.h"

#include <QString>

#include <optional>

namespace waldesk::api
{

/// What is known of the way to the server and of the right to use it, from its newest answer. A value made by the pure
/// functions below; held by the session, shown by the window. "Offline" is NoAnswer alone: everything else has
/// answered.
struct ConnectionState {
    enum class Kind : quint8 {
        Connecting,    ///< nothing has answered yet: the role is not known
        Online,        ///< the newest answer was one of a Waldur
        NoAnswer,      ///< nothing was reached: no name, refused, closed, timeout, a dead proxy
        NotSecure,     ///< no safe connection: certificate
        SignInNeeded,  ///< 401: paste a new token
        Forbidden,     ///< 403 on the list or on users/me
        RateLimited,   ///< 429
        ServerTrouble, ///< 5xx
        GatewaySignIn, ///< a gateway in front of Waldur asks for its own sign-in
        NotWaldur,     ///< something else answers at the address
    };

    Kind kind = Kind::Connecting;
    QString sentence;                         ///< translated: what is, then what to do; empty when Online
    std::optional<domain::Timestamp> nextTry; ///< when it is tried again by itself, by the clock here
    int failures = 0;    ///< tries that failed, one after the other; calls beside each other are one try
    bool ofList = false; ///< the list failed: that something else is answered says nothing of it

    [[nodiscard]] static ConnectionState online();
    /// After this failure of any call. An error that says nothing of the connection (a request that is not there, a
    /// refused or conflicting change, a cancelled call) leaves it as it is; when nothing had answered before it becomes
    /// Online, as the server has answered now. A failure before the next try is due belongs to the try before.
    /// jitter: as of retryDelay().
    [[nodiscard]] ConnectionState after(const ApiError &error, domain::Timestamp now, double jitter = 0,
                                        const RetryPace &pace = {}) const;
    /// The next try is under way: what fails now counts.
    [[nodiscard]] ConnectionState trying() const;

    /// Two or three words for the status: "Offline", "Sign-in needed".
    [[nodiscard]] QString title() const;
    /// The sentence, and when it is tried again: "next try in 24 s".
    [[nodiscard]] QString text(domain::Timestamp now) const;
    /// Something answered. False: what is shown is what was known before.
    [[nodiscard]] bool isReached() const;
    /// Changes may be sent: only the Waldur itself can say that they are not permitted.
    [[nodiscard]] bool maySend() const { return kind == Kind::Online || kind == Kind::Connecting; }

    friend bool operator==(const ConnectionState &, const ConnectionState &) = default;
};

} // namespace waldesk::api
