// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

#include <optional>

namespace waldesk::domain
{

/// `30s`, `5m`, `2h`, `3d`, `1w`: whole numbers, at most 100 000 days.
[[nodiscard]] std::optional<Duration> parseDuration(QStringView typed);
/// `T` of query.md, checked but not resolved: the clock and the zone are known only when it is used.
[[nodiscard]] std::optional<QueryTime> parseTimeWord(QStringView typed);
/// True when a date alone was typed: as an upper bound it means the end of that day.
[[nodiscard]] bool isWholeDay(const QueryTime &time);

/// Where a typed time lies. A local time that a change to winter time makes happen twice has two instants.
struct TimeSpan {
    Timestamp first;  ///< the instant, or the start of the day
    Timestamp second; ///< the later of two instants with the same local time, else as first
    Timestamp end;    ///< the last microsecond of what was typed: of the day, the minute, the second
};
[[nodiscard]] std::optional<TimeSpan> resolve(const QueryTime &time, Timestamp now, const QTimeZone &zone);
/// Both bounds inclusive. nullopt when nothing can lie in it, or when the words are no times.
[[nodiscard]] std::optional<ResolvedRange> resolve(const TimeRange &range, Timestamp now, const QTimeZone &zone);

} // namespace waldesk::domain
