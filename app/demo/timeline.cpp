// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/timeline.h"

#include <algorithm>

namespace waldesk::demo
{
namespace
{
constexpr qint64 minute = 60'000'000;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 localOffset = 2 * hour; // the sites of the demo live two hours east of UTC
constexpr qint64 nightBegin = 22 * hour; // local time
constexpr qint64 nightLength = 8 * hour;

double habit(qint64 moment)
{
    const qint64 local = moment + localOffset;
    const qint64 weekday = (local / day + 3) % 7; // 1 January 1970 was a Thursday
    const qint64 hourOfDay = local % day / hour;
    if (weekday >= 5)
        return 0.12;
    if (hourOfDay >= 8 && hourOfDay < 18)
        return hourOfDay == 12 ? 0.7 : 1.0;
    return hourOfDay >= 6 && hourOfDay < 22 ? 0.3 : 0.08;
}
} // namespace

Timeline::Timeline(qint64 start)
    // The newest minutes are left to the requests that are under way when the service starts.
    : m_start(start), m_begin(start - 30 * day), m_step((30 * day - 6 * minute) / hourCount)
{
    const qint64 localMidnight = (start + localOffset) / day * day - localOffset;
    m_nightBegin = localMidnight - day + nightBegin;
    for (int i = 0; i < hourCount; ++i)
        m_cumulative[static_cast<std::size_t>(i) + 1] =
            m_cumulative[static_cast<std::size_t>(i)] + weightOf(m_begin + i * m_step + m_step / 2);
    const double total = m_cumulative.back();
    for (double &sum : m_cumulative)
        sum /= total;
}

double Timeline::weightOf(qint64 moment) const
{
    return habit(moment) + (inBurst(moment) ? 3.0 : 0.0) + (inBadNight(moment) ? 1.0 : 0.0);
}

bool Timeline::inBurst(qint64 moment) const
{
    return moment >= m_start - 5 * hour && moment < m_start - 2 * hour;
}

bool Timeline::inBadNight(qint64 moment) const
{
    return moment >= m_nightBegin && moment < m_nightBegin + nightLength;
}

qint64 Timeline::momentOf(double share) const
{
    const auto after = std::upper_bound(m_cumulative.cbegin() + 1, m_cumulative.cend() - 1, share);
    const double low = *(after - 1);
    const double width = *after - low;
    const double inside = width > 0 ? std::clamp((share - low) / width, 0.0, 1.0) : 0.0;
    const qint64 bin = after - m_cumulative.cbegin() - 1;
    return m_begin + bin * m_step + static_cast<qint64>(inside * static_cast<double>(m_step));
}
} // namespace waldesk::demo
