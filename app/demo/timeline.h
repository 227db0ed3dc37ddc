// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>

namespace waldesk::demo
{
/// When requests were made: the 30 days before the service started, busy in working hours, quiet at night and on
/// weekends, with the two incidents of the demo. All times are microseconds since 1970.
class Timeline
{
public:
    explicit Timeline(qint64 start);

    qint64 start() const { return m_start; }
    /// The moment by which this share (0 to 1) of all requests had been made; never falls as the share grows.
    qint64 momentOf(double share) const;

    /// One cause hits several offerings at once, some hours before the start.
    bool inBurst(qint64 moment) const;
    /// One offering fails through the last night that has begun.
    bool inBadNight(qint64 moment) const;

private:
    static constexpr int hourCount = 30 * 24;

    double weightOf(qint64 moment) const;

    qint64 m_start;
    qint64 m_begin;
    qint64 m_step;
    qint64 m_nightBegin;
    std::array<double, hourCount + 1> m_cumulative{};
};
} // namespace waldesk::demo
