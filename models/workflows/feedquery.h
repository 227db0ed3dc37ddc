// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

namespace waldesk::workflows
{

/// The server would give the same list, so that nothing has to be loaded again: `created:2d` moves with the clock while
/// a person types on behind it. Times that are reckoned from now count as the same within ten minutes.
[[nodiscard]] bool asksForTheSame(const domain::ListFilter &old, const domain::ListFilter &now);
/// Every request that there is, in whatever order.
[[nodiscard]] bool asksForAll(const domain::ListFilter &filter);
/// The errors of one cause since a time: the server cannot filter by cause, so all of that time is read.
[[nodiscard]] bool needsAll(const domain::SplitQuery &query);

} // namespace waldesk::workflows
