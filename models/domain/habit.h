// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// How long requests of one offering usually take: the 95th percentile of waiting (created to started) and of working
/// (started to finished) of its ended requests. Microseconds; an absent one was never seen. What stuck.h measures an
/// open request by.
struct OfferingHabit {
    std::optional<qint64> waitP95;
    std::optional<qint64> workP95;
    int count = 0; ///< of the ended requests that it rests on

    friend bool operator==(const OfferingHabit &, const OfferingHabit &) = default;
};

/// The newest Done requests of an offering that tell what is usual: a 95th percentile needs some, and they carry no
/// error text, so that a page of so many is small. Everywhere the same, so that an offering has one value wherever it
/// comes from.
inline constexpr int HabitSample = 100;

/// What is usual as far as the requests kept on this computer tell.
struct KeptHabit {
    OfferingHabit habit;
    bool isEnough = false; ///< a whole sample, or all that the server has; else the server knows better

    friend bool operator==(const KeptHabit &, const KeptHabit &) = default;
};

/// The nearest-rank percentile: the smallest value that at least `percent` of all are not above. Reorders the values;
/// nullopt of none.
[[nodiscard]] std::optional<qint64> percentile(std::vector<qint64> values, int percent);

/// Collects the ended requests of one offering. A request that started tells how long it waited, whatever became of it;
/// only one that ended Done tells how long the work takes: an error ends it at any time, often by hand.
class HabitBuilder
{
public:
    /// Requests that are open, never started, or whose times contradict each other tell nothing.
    void add(State state, Timestamp created, const std::optional<Timestamp> &started,
             const std::optional<Timestamp> &finished);
    void add(const Request &request);
    [[nodiscard]] OfferingHabit habit() const;

private:
    std::vector<qint64> m_waits;
    std::vector<qint64> m_works;
};

} // namespace waldesk::domain
