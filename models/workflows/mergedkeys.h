// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

#include <QByteArray>
#include <QStringList>

#include <functional>

namespace waldesk::workflows
{

/// The filter with each key of `group:` that a person has merged replaced by what it was merged into: rows are compared
/// by that key, so an old key, of a saved view or of a script, still finds them. rootOf: CauseArchive::rootOf; empty:
/// nothing was merged. Every use of a query that may have `group:` goes through this.
[[nodiscard]] domain::LocalFilter afterMerges(domain::LocalFilter filter,
                                              const std::function<QByteArray(const QByteArray &key)> &rootOf);

/// The keys of `group:` that it asks for, to see whether merges have changed them.
[[nodiscard]] QStringList groupKeysOf(const domain::LocalFilter &filter);

} // namespace waldesk::workflows
