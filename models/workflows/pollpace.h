// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/retrypace.h"
#include "models/domain/timestamp.h"

#include <optional>

class QSettings;

namespace waldesk::workflows
{

/// How often the live updates ask; every number is a setting (`live/...` of the settings file, in seconds).
struct PollPace {
    domain::Duration open = domain::Duration::seconds(5);         ///< while an open request is in sight
    domain::Duration quiet = domain::Duration::seconds(30);       ///< while none is
    domain::Duration unfocused = domain::Duration::seconds(120);  ///< while another window has the focus
    domain::Duration pauseAfter = domain::Duration::seconds(900); ///< without a key or the mouse
    api::RetryPace retry;                                         ///< after a failure
    domain::Duration overlap = domain::Duration::seconds(5);      ///< for what is committed late
    domain::Duration countEvery = domain::Duration::seconds(600); ///< looking for what vanished
    domain::Duration windowEvery = domain::Duration::seconds(60); ///< comparing one part of what is known
    bool on = true;

    /// What is not set, or is no sensible number, stays as it is here.
    [[nodiscard]] static PollPace read(const QSettings &settings);
    friend bool operator==(const PollPace &, const PollPace &) = default;
};

/// What decides how soon the next poll is due; made by who sees window and server.
struct PollSituation {
    bool openInSight = false;
    bool focused = true;
    bool screenLocked = false;
    domain::Duration sinceInput;
    bool tokenRefused = false;            ///< 401: nothing is asked before there is another token
    int failures = 0;                     ///< one after the other
    std::optional<domain::Duration> wish; ///< Retry-After of the newest failure

    friend bool operator==(const PollSituation &, const PollSituation &) = default;
};

/// From the end of one poll to the next; nullopt: paused until the situation is another. jitter: 0 to 1, how much of a
/// fifth is added to a wait after a failure, so that many windows do not come back at once.
[[nodiscard]] std::optional<domain::Duration> pollDelay(const PollPace &pace, const PollSituation &situation,
                                                        double jitter = 0);
/// Nobody looks: the screen is locked, or there was no input for long.
[[nodiscard]] bool isUnattended(const PollPace &pace, const PollSituation &situation);

} // namespace waldesk::workflows
