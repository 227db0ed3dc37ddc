// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causejudge.h"

#include <algorithm>
#include <cmath>

namespace waldesk::workflows
{

namespace
{

constexpr domain::Duration Day = domain::Duration::seconds(24LL * 3600);

struct Return {
    domain::Timestamp when;
    domain::Timestamp before;
};

/// The newest return after a quiet time, from the rows and from what is remembered of the time before them.
std::optional<Return> returnOf(const CauseEvidence &evidence)
{
    if (evidence.returned && evidence.beforeQuiet)
        return Return{*evidence.returned, *evidence.beforeQuiet};
    if (!evidence.record)
        return std::nullopt;
    const archive::CauseRecord &record = *evidence.record;
    if (record.quietSince && *record.quietSince < evidence.first && evidence.first - *record.quietSince >= QuietTime)
        return Return{evidence.first, *record.quietSince};
    if (record.lastSeen && *record.lastSeen < evidence.first && evidence.first - *record.lastSeen >= QuietTime)
        return Return{evidence.first, *record.lastSeen};
    return std::nullopt;
}

bool isMuted(const archive::CauseRecord &record, const std::optional<Return> &back, domain::Timestamp now)
{
    if (!record.mutedAt)
        return false;
    if (record.mutedUntil)
        return now < *record.mutedUntil;
    return !back || back->when <= *record.mutedAt;
}

} // namespace

CauseVerdict judge(const CauseEvidence &evidence, const CauseClock &clock)
{
    CauseVerdict verdict;
    verdict.firstSeen = evidence.first;
    std::optional<domain::Timestamp> acknowledged;
    const auto back = returnOf(evidence);
    if (evidence.record) {
        if (evidence.record->firstSeen)
            verdict.firstSeen = std::min(verdict.firstSeen, *evidence.record->firstSeen);
        acknowledged = evidence.record->acknowledged;
        verdict.muted = isMuted(*evidence.record, back, clock.now);
    }
    // What came back after it was acknowledged is a new matter.
    verdict.acknowledged = acknowledged && (!back || back->when <= *acknowledged);
    if (!clock.complete)
        return verdict;

    const bool open = !verdict.acknowledged && !evidence.operatorClosed;
    const auto read = evidence.record ? evidence.record->read : std::nullopt;
    const bool unreadReturn = back && back->when > std::max(clock.newSince, read.value_or(clock.newSince));
    if (open && verdict.firstSeen > clock.newSince && (!read || (evidence.openedNow && !back))) {
        verdict.kind = tables::CauseKind::New;
        verdict.unread = !read;
    } else if (open && back && (unreadReturn || evidence.openedNow || clock.now - back->when < QuietTime)) {
        verdict.kind = tables::CauseKind::Back;
        verdict.unread = unreadReturn;
        verdict.backSince = back->when;
        verdict.quietDays = int((back->when - back->before).microseconds / Day.microseconds);
    } else if (evidence.recovered) {
        verdict.kind = tables::CauseKind::Recovered;
    }
    return verdict;
}

qint64 finishedToBeSure(qint64 failed, qint64 finished)
{
    constexpr double Doubt = 0.05;
    if (failed <= 0 || failed >= finished)
        return 1;
    const double share = double(failed) / double(finished);
    return std::max<qint64>(1, qint64(std::ceil(std::log(Doubt) / std::log1p(-share))));
}

bool hasRecovered(std::span<const OfferingHistory> offerings)
{
    return !offerings.empty() && std::ranges::all_of(offerings, [](const OfferingHistory &each) {
        return each.finishedSince >= finishedToBeSure(each.failed, each.finished);
    });
}

} // namespace waldesk::workflows
