// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace waldesk::demo
{
/// Sebastiano Vigna's splitmix64 finaliser: every bit of the input moves every bit of the output.
constexpr quint64 mix(quint64 x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/// A stream of numbers that depends on nothing but seed, row and purpose, so that a row can be made again at any time.
class Dice
{
public:
    constexpr Dice(quint64 seed, quint64 row, quint64 purpose) : m_state(mix(mix(seed ^ (purpose << 48)) ^ row)) {}

    constexpr quint64 next() { return m_state = mix(m_state); }
    /// 0 <= result < limit; limit must not be 0.
    constexpr quint64 below(quint64 limit) { return (next() >> 11) % limit; }
    constexpr qint64 between(qint64 low, qint64 high)
    {
        return low + static_cast<qint64>(below(static_cast<quint64>(high - low + 1)));
    }
    constexpr double real() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    constexpr bool chance(double probability) { return real() < probability; }

private:
    quint64 m_state;
};
} // namespace waldesk::demo
