// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QSet>
#include <QUrlQuery>

#include <optional>
#include <vector>

namespace waldesk::domain
{

/// What the server itself can filter and order by (contract 1.2). All bounds are inclusive.
struct ListFilter {
    enum class Order : quint8 { NewestFirst, OldestFirst };

    std::vector<State> states; ///< empty: all; never contains Unknown; in the order of AllStates
    std::optional<Uuid> offering;
    std::optional<Timestamp> createdFrom;
    std::optional<Timestamp>
        createdTo; ///< `created_before`: servers before 8.0.7 ignore it, so it is checked here again
    std::optional<Timestamp> modifiedFrom;
    std::optional<Timestamp> modifiedTo; ///< `modified_before`, the same
    std::optional<Timestamp> startedFrom;
    std::optional<Timestamp> finishedFrom;
    Order order = Order::NewestFirst;

    /// Unset values are left out: an empty `state=` is a 400 (contract 1.2). Times with six digits and Z.
    [[nodiscard]] QUrlQuery toUrlQuery() const;
    [[nodiscard]] bool matches(const Request &request) const;
    friend bool operator==(const ListFilter &, const ListFilter &) = default;
};

} // namespace waldesk::domain
