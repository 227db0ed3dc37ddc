// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "ui/widgets/timeline.h"

#include <QTimeZone>

#include <vector>

namespace waldesk::ui
{

/// When things happened, in the zone that the window shows.
struct Clock {
    domain::Timestamp now;
    QTimeZone zone = QTimeZone::utc();

    [[nodiscard]] QString zoneName() const { return zoneName(now); }
    [[nodiscard]] QString zoneName(domain::Timestamp time) const; ///< "UTC", "EET", in summer "EEST"
    /// `09:19:02` of today, else `20 Mar 09:19:02`, of another year with the year.
    [[nodiscard]] QString clockText(domain::Timestamp time) const;
    /// `09:19` of today, else `20 Mar 09:19`, of another year with the year: of what was read then.
    [[nodiscard]] QString minuteText(domain::Timestamp time) const;
    [[nodiscard]] QString fullText(domain::Timestamp time) const; ///< `2026-03-20 09:19:02.123456 UTC`
    [[nodiscard]] QString agoText(domain::Timestamp time) const;  ///< `22 min ago`, `just now`
};

/// Sent, Processing, Done or Erred with their clocks and what lies between. stuck: what it waits for takes too long.
[[nodiscard]] std::vector<TimelineStep> timelineOf(const domain::Request &request, const Clock &clock,
                                                   bool stuck = false);

} // namespace waldesk::ui
