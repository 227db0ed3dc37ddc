// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causetally.h"

#include <QDateTime>

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

constexpr qint64 HourMicroseconds = 3'600LL * 1'000'000;
constexpr qint64 DayMicroseconds = 24 * HourMicroseconds;
constexpr qint64 MostHours = 36;

} // namespace

void TallyFrame::setPeriod(domain::Timestamp begin, domain::Timestamp end, const QTimeZone &zone)
{
    now = end.microseconds;
    from = begin.microseconds;
    barStarts = {from};
    barsAreHours = now - from <= MostHours * HourMicroseconds;
    if (barsAreHours) {
        // Counted back from now, so that the last bar is the last hour.
        const qint64 hours = std::max<qint64>(1, (now - from + HourMicroseconds - 1) / HourMicroseconds);
        for (qint64 i = 1; i < hours; ++i)
            barStarts.push_back(now - (hours - i) * HourMicroseconds);
        return;
    }
    const QDate today = end.dateIn(zone);
    for (QDate day = begin.dateIn(zone).addDays(1); day <= today; day = day.addDays(1)) {
        const qint64 start = domain::Timestamp::fromDateTime(day.startOfDay(zone)).microseconds;
        if (start > from)
            barStarts.push_back(start);
    }
}

CauseTally::Share &CauseTally::shareOf(std::vector<Share> &shares, size_t &hint, tables::OfferingId offering)
{
    if (hint < shares.size() && shares[hint].offering == offering)
        return shares[hint];
    const auto found = std::ranges::find(shares, offering, &Share::offering);
    hint = size_t(found - shares.begin());
    if (found == shares.end())
        shares.push_back({offering});
    return shares[hint];
}

CauseTally::Bucket &CauseTally::bucketOf(qint32 daysAgo)
{
    auto place = std::ranges::lower_bound(m_buckets, daysAgo, {}, &Bucket::daysAgo);
    if (place == m_buckets.end() || place->daysAgo != daysAgo)
        place = m_buckets.insert(place, Bucket{daysAgo});
    return *place;
}

void CauseTally::add(tables::RowIndex index, const tables::PackedRow &row, const TallyFrame &frame, size_t &work)
{
    const qint64 time = errorTime(row);
    ++m_all;
    if (time > m_last || (time == m_last && m_newestUuid < row.uuid)) {
        m_newest = index;
        m_newestUuid = row.uuid;
    }
    m_first = std::min(m_first, time);
    m_last = std::max(m_last, time);
    const qint64 daysAgo = std::max<qint64>(0, frame.now - time) / DayMicroseconds;
    Bucket &bucket = bucketOf(qint32(std::min(daysAgo, OldestBucket)));
    bucket.first = std::min(bucket.first, time);
    bucket.last = std::max(bucket.last, time);
    Share &hit = shareOf(m_hit, m_hitHint, row.offering);
    ++hit.count;
    hit.first = std::min(hit.first, time);
    hit.last = std::max(hit.last, time);
    ++work;

    if (time < frame.from)
        return;
    ++m_inPeriod;
    if (frame.filter && !frame.filter->passes(index, work))
        return;
    ++m_count;
    m_shownLast = std::max(m_shownLast, time);
    if (m_bars.empty())
        m_bars.resize(frame.barStarts.size());
    // A clock that is ahead of ours has today's errors tomorrow: the last bar takes them.
    const auto after = std::ranges::upper_bound(frame.barStarts, time);
    ++m_bars[size_t(std::max<qptrdiff>(0, after - frame.barStarts.begin() - 1))];
    Share &shown = shareOf(m_shown, m_shownHint, row.offering);
    ++shown.count;
    shown.last = std::max(shown.last, time);
}

void CauseTally::fill(CauseEvidence &evidence) const
{
    evidence.first = {m_first};
    evidence.last = {m_last};
    // Newest first. Between two errors of one bucket is less than a day, so a quiet time lies between two buckets.
    const Bucket *later = nullptr;
    for (const Bucket &bucket : m_buckets) {
        if (later && domain::Duration{later->first - bucket.last} >= QuietTime) {
            evidence.returned = domain::Timestamp{later->first};
            evidence.beforeQuiet = domain::Timestamp{bucket.last};
            return;
        }
        later = &bucket;
    }
}

void CauseTally::fill(tables::CauseGroup &group) const
{
    group.count = m_count;
    group.last = {m_shownLast};
    group.bars = m_bars;
    group.newest = m_newest;
}

} // namespace waldesk::workflows
