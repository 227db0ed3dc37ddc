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

} // namespace

void TallyFrame::setDays(const QTimeZone &zone)
{
    const QDate today = domain::Timestamp{now}.toDateTime().toTimeZone(zone).date();
    for (size_t i = 0; i < dayStarts.size(); ++i) {
        const QDate day = today.addDays(qint64(i) + 1 - tables::ShownDays);
        dayStarts[i] = domain::Timestamp::fromDateTime(day.startOfDay(zone)).microseconds;
    }
}

CauseTally::Share &CauseTally::shareOf(std::vector<Share> &shares, size_t &hint, tables::OfferingId offering)
{
    if (hint < shares.size() && shares[hint].offering == offering)
        return shares[hint];
    const auto found = std::ranges::find(shares, offering, &Share::offering);
    hint = size_t(found - shares.begin());
    if (found == shares.end())
        shares.push_back({offering, 0, std::numeric_limits<qint64>::min()});
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
    if (time > m_last || (time == m_last && index > m_newest))
        m_newest = index;
    m_first = std::min(m_first, time);
    m_last = std::max(m_last, time);
    const qint64 daysAgo = std::max<qint64>(0, frame.now - time) / DayMicroseconds;
    Bucket &bucket = bucketOf(qint32(std::min(daysAgo, OldestBucket)));
    bucket.first = std::min(bucket.first, time);
    bucket.last = std::max(bucket.last, time);
    Share &hit = shareOf(m_hit, m_hitHint, row.offering);
    ++hit.count;
    hit.last = std::max(hit.last, time);
    ++work;

    if (frame.filter && !frame.filter->passes(index, work))
        return;
    m_shownLast = std::max(m_shownLast, time);
    if (time >= frame.dayStarts.front()) {
        // A clock that is ahead of ours has today's errors tomorrow.
        size_t day = tables::ShownDays - 1;
        while (day > 0 && time < frame.dayStarts[day])
            --day;
        ++m_days[day];
    }
    const qint64 hoursAgo = std::max<qint64>(0, frame.now - time) / HourMicroseconds;
    if (hoursAgo < tables::ShownHours)
        ++m_hours[size_t(tables::ShownHours - 1 - hoursAgo)];
    if (time < frame.rangeFrom)
        return;
    ++m_count;
    m_sinceVisit += time > frame.lastVisit ? 1 : 0;
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
    group.sinceVisit = m_sinceVisit;
    group.last = {m_shownLast};
    group.days = m_days;
    group.hours = m_hours;
    group.newest = m_newest;
}

} // namespace waldesk::workflows
