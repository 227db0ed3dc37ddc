// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/redaction.h"
#include "models/domain/request.h"
#include "models/domain/timestamp.h"

#include <QString>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// What is handed over: one request's error and what is known of its cause. Empty members are left out.
struct HandOver {
    QString type;  ///< `BackendError`, `HTTP 409`
    QString title; ///< the error in one line
    QString rootCause;
    QString offering;
    QString server;
    QString request; ///< uuid
    QString state;   ///< the server's word
    std::optional<Timestamp> created;
    std::optional<Timestamp> started;
    std::optional<Timestamp> finished;
    std::optional<Timestamp> since; ///< of the cause
    std::optional<Timestamp> last;
    qint64 count = 0;     ///< errors of the cause in what is loaded
    qint64 offerings = 0; ///< hit by it
    QString groupKey;
    QString who; ///< `Site operator`
    QString explanation;
    QString todo;
    QString note;         ///< the user's own
    QString link;         ///< opens the request
    QString stuck;        ///< that and why it is stuck, one sentence
    QString stuckRestsOn; ///< what of the server says so
    ErrorText error;
};

struct HandedOver {
    QString markdown;
    std::vector<MaskedSecret> masked;
};

/// Markdown for a ticket or a chat, secrets masked, times in UTC. No text of the server can break out of its place.
[[nodiscard]] HandedOver handOverMarkdown(const HandOver &input);

} // namespace waldesk::domain
