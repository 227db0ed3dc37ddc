// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/causearchive.h"
#include "models/tables/causegroup.h"

#include <optional>

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
    bool recovered = false; ///< every offering it hit has been Done since
};

struct CauseClock {
    domain::Timestamp now;
    domain::Timestamp lastVisit;
    bool complete = false; ///< the 21 days are here: before, nothing is said to be new or back
};

struct CauseVerdict {
    tables::CauseKind kind = tables::CauseKind::Ongoing;
    domain::Timestamp firstSeen; ///< ever
    bool unread = false;
    int quietDays = 0;
    bool acknowledged = false;
    bool muted = false;
};

/// The rules of issue "Triage", 3, as a pure function. New: first seen after the last visit, not acknowledged, not
/// closed by a person. Back: it returned after seven quiet days, since the last visit or within the last seven days,
/// and was not acknowledged since. Else recovered, else ongoing. A mute without a time ends when the cause comes back.
[[nodiscard]] CauseVerdict judge(const CauseEvidence &evidence, const CauseClock &clock);

} // namespace waldesk::workflows
