// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/causetally.h"
#include "models/workflows/recoveryprobe.h"

#include <span>

namespace waldesk::workflows
{

/// Whether a cause is over: see hasRecovered(). The numbers are 0 when it is not.
struct CauseRecovery {
    bool isRecovered = false;
    qint64 finishedSince = 0; ///< requests that finished since without it: the fewest of an offering
    qint64 oneIn = 0;         ///< while it was active, one request in so many had it
};

/// hit: what each offering had of the cause, whatever period and query. What the probe does not know yet is asked of
/// it, and until its answer is there the cause has not recovered.
[[nodiscard]] CauseRecovery recoveryOf(std::span<const CauseTally::Share> hit, RecoveryProbe &probe);

} // namespace waldesk::workflows
