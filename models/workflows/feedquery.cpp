// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/feedquery.h"

#include <algorithm>
#include <optional>

namespace waldesk::workflows
{

namespace
{

/// A bound that was typed has whole seconds, one that is reckoned from now has not.
bool movedWithTheClock(const std::optional<domain::Timestamp> &old, const std::optional<domain::Timestamp> &now)
{
    if (!old || !now || *old == *now)
        return old == now;
    const auto isReckoned = [](domain::Timestamp time) {
        return time.microseconds % 1'000'000 != 0;
    };
    const domain::Duration by = *now - *old;
    return isReckoned(*old) && isReckoned(*now) && by > domain::Duration() && by < domain::Duration::seconds(600);
}

} // namespace

bool asksForTheSame(const domain::ListFilter &old, const domain::ListFilter &now)
{
    return old.states == now.states && old.offering == now.offering && old.order == now.order &&
           movedWithTheClock(old.createdFrom, now.createdFrom) && movedWithTheClock(old.createdTo, now.createdTo) &&
           movedWithTheClock(old.modifiedFrom, now.modifiedFrom) && movedWithTheClock(old.modifiedTo, now.modifiedTo) &&
           movedWithTheClock(old.startedFrom, now.startedFrom) && movedWithTheClock(old.finishedFrom, now.finishedFrom);
}

bool asksForAll(const domain::ListFilter &filter)
{
    domain::ListFilter plain;
    plain.order = filter.order;
    return filter == plain;
}

bool needsAll(const domain::SplitQuery &query)
{
    const bool bounded = query.server.finishedFrom && query.server.states == std::vector{domain::State::Erred};
    return bounded && std::ranges::any_of(query.all.terms, [](const domain::LocalTerm &term) {
               return term.key == domain::QueryKey::Group && !term.negated;
           });
}

} // namespace waldesk::workflows
