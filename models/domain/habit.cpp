// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/habit.h"

#include <algorithm>

namespace waldesk::domain
{

std::optional<qint64> percentile(std::vector<qint64> values, int percent)
{
    if (values.empty())
        return std::nullopt;
    const auto size = static_cast<qint64>(values.size());
    const qint64 rank = std::clamp<qint64>((size * percent + 99) / 100, 1, size);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::ranges::nth_element(values, at);
    return *at;
}

void HabitBuilder::add(State state, Timestamp created, const std::optional<Timestamp> &started,
                       const std::optional<Timestamp> &finished)
{
    const bool ended = (state == State::Done || state == State::Erred) && finished;
    if (!ended || !started || *started < created)
        return;
    m_waits.push_back(started->microseconds - created.microseconds);
    if (state == State::Done && *finished >= *started)
        m_works.push_back(finished->microseconds - started->microseconds);
}

void HabitBuilder::add(const Request &request)
{
    add(request.state, request.created, request.started, request.finished);
}

OfferingHabit HabitBuilder::habit() const
{
    return {percentile(m_waits, 95), percentile(m_works, 95), static_cast<int>(m_waits.size())};
}

} // namespace waldesk::domain
