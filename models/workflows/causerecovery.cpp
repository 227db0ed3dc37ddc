// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causerecovery.h"

#include "models/workflows/causejudge.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace waldesk::workflows
{

namespace
{

/// Of offerings that have recovered, at least one.
CauseRecovery summed(const std::vector<OfferingHistory> &offerings)
{
    CauseRecovery recovery;
    recovery.isRecovered = true;
    recovery.finishedSince = std::numeric_limits<qint64>::max();
    qint64 failed = 0;
    qint64 finished = 0;
    for (const OfferingHistory &each : offerings) {
        failed += each.failed;
        finished += std::max(each.finished, each.failed);
        recovery.finishedSince = std::min(recovery.finishedSince, each.finishedSince);
    }
    recovery.oneIn = (finished + failed / 2) / std::max<qint64>(1, failed);
    return recovery;
}

} // namespace

CauseRecovery recoveryOf(std::span<const CauseTally::Share> hit, RecoveryProbe &probe)
{
    std::vector<OfferingHistory> offerings;
    std::vector<std::pair<tables::OfferingId, qint64>> unknown;
    for (const CauseTally::Share &share : hit) {
        const RecoveryProbe::Count since = probe.doneAfter(share.offering, share.last);
        if (since.atLeast == 0) {
            if (since.exact)
                return {};
            unknown.emplace_back(share.offering, share.last);
            continue;
        }
        const auto within = probe.finishedWithin(share.offering, share.first, share.last);
        if (!within) {
            unknown.emplace_back(share.offering, share.first);
            unknown.emplace_back(share.offering, share.last);
            continue;
        }
        offerings.push_back({share.count, *within, since.atLeast});
        if (hasRecovered({&offerings.back(), 1}))
            continue;
        if (since.exact)
            return {};
        unknown.emplace_back(share.offering, share.last);
    }
    for (const auto &[offering, time] : unknown)
        probe.request(offering, time);
    return unknown.empty() && hasRecovered(offerings) ? summed(offerings) : CauseRecovery();
}

} // namespace waldesk::workflows
