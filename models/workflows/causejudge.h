// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/causearchive.h"
#include "models/tables/causegroup.h"

#include <optional>
#include <span>

namespace waldesk::workflows
{

inline constexpr domain::Duration QuietTime = domain::Duration::seconds(7LL * 24 * 3600);

/// What a cause is judged by.
struct CauseEvidence {
    domain::Timestamp first; ///< of the rows that are here
    domain::Timestamp last;
    std::optional<domain::Timestamp> returned;    ///< first error after the newest quiet time of seven days in them
    std::optional<domain::Timestamp> beforeQuiet; ///< last error before it
    std::optional<archive::CauseRecord> record;   ///< what this machine remembers
    bool operatorClosed = false;
    bool recovered = false; ///< see hasRecovered()
    bool openedNow = false; ///< it was opened since the window did: it stays where it stands, and is no longer bold
};

struct CauseClock {
    domain::Timestamp now;
    domain::Timestamp newSince; ///< what was first seen before is not new: the first visit began then
    bool complete = false;      ///< the 21 days are here: before, nothing is said to be new or back
};

struct CauseVerdict {
    tables::CauseKind kind = tables::CauseKind::Ongoing;
    domain::Timestamp firstSeen; ///< ever
    bool unread = false;
    int quietDays = 0;
    std::optional<domain::Timestamp> backSince;
    bool acknowledged = false;
    bool muted = false;
};

/// The rules as a pure function. New: not read, not acknowledged, not closed by a person. Back: it returned after seven
/// quiet days, was not read since or did so within the last seven days, and was not acknowledged since. Else recovered,
/// else ongoing. A mute without a time ends when the cause comes back.
[[nodiscard]] CauseVerdict judge(const CauseEvidence &evidence, const CauseClock &clock);

/// What an offering did while a cause was active there, and since.
struct OfferingHistory {
    qint64 failed = 0;        ///< errors of the cause
    qint64 finished = 0;      ///< requests that finished from its first to its last error, those included
    qint64 finishedSince = 0; ///< Done after its last error: what failed otherwise may never have come so far
};

/// So many requests must finish without a cause that failed `failed` of `finished`, until its absence is no chance:
/// with 95 % a return would have shown. At least one.
[[nodiscard]] qint64 finishedToBeSure(qint64 failed, qint64 finished);
/// Every offering has finished enough requests since.
[[nodiscard]] bool hasRecovered(std::span<const OfferingHistory> offerings);

} // namespace waldesk::workflows
