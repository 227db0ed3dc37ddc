// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <utility>

namespace waldesk::api
{

/// Why a call has no answer one can use. Decided by HTTP status, then content type, never by the text of `detail`
/// (it is translated, contract 1).
struct ApiError {
    enum class Kind : quint8 {
        Network, ///< no connection: name, refused, reset, a closed connection
        Timeout,
        Tls,
        Auth,        ///< 401
        Forbidden,   ///< 403
        NotFound,    ///< 404 with JSON
        Validation,  ///< 400 and other 4xx
        Conflict,    ///< 409
        RateLimited, ///< 429
        Server,      ///< 5xx
        Protocol,    ///< not what a Waldur answers: HTML with 200, a redirect, broken JSON, a wrong shape, too large
        Cancelled,
    };

    Kind kind = Kind::Protocol;
    int status = 0;   ///< HTTP status, 0 when there was none
    QString sentence; ///< translated; one sentence for a person: what, on which server, and what to do
    QList<std::pair<QString, QString>> fields; ///< 400: field and its message; `""` for errors of no field
    QString call;      ///< `GET /api/backend-resource-requests/`: method and path, no query, no secret
    QByteArray sample; ///< the start of the body, 64 KiB at most; for Details, never parsed
    std::optional<domain::Duration> retryAfter; ///< of 429 and 503
    bool fromGateway = false; ///< something in front of the Waldur answered in its place; it has not seen the call
    bool written = false;     ///< the request may have reached the server: the outcome of a write is unknown

    [[nodiscard]] bool isPermanent() const; ///< trying the same again can not help (Auth, Forbidden, Validation, ...)
};

} // namespace waldesk::api
