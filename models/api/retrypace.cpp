// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/retrypace.h"

#include <algorithm>

namespace waldesk::api
{

domain::Duration retryDelay(const RetryPace &pace, int failures, const std::optional<domain::Duration> &wish,
                            double jitter)
{
    constexpr int MostDoublings = 20;
    const int doublings = std::clamp(failures - 1, 0, MostDoublings);
    const qint64 longest = std::max(pace.longest.microseconds, pace.first.microseconds);
    qint64 wait = pace.first.microseconds;
    for (int i = 0; i < doublings && wait < longest; ++i)
        wait *= 2;
    wait = std::min(wait, longest);
    if (wish)
        wait = std::clamp(wish->microseconds, wait, longest);
    wait += qint64(double(wait) * std::clamp(jitter, 0.0, 1.0) / 5);
    return {std::min(wait, longest)};
}

} // namespace waldesk::api
