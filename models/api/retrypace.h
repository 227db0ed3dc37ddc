// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"

#include <optional>

namespace waldesk::api
{

/// How long a server that failed is left alone. One value for the whole connection: the session and the live updates
/// wait by the same.
struct RetryPace {
    domain::Duration first = domain::Duration::seconds(5); ///< doubles with each failure
    domain::Duration longest = domain::Duration::seconds(300);
    friend bool operator==(const RetryPace &, const RetryPace &) = default;
};

/// Before the next try after so many failures; what the server wishes is obeyed, up to the longest. jitter: 0 to 1, how
/// much of a fifth is added, so that many windows do not come back at once.
[[nodiscard]] domain::Duration retryDelay(const RetryPace &pace, int failures,
                                          const std::optional<domain::Duration> &wish, double jitter = 0);

} // namespace waldesk::api
