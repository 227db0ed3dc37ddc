// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"

#include <QString>

#include <optional>

namespace waldesk::domain
{

/// A query line that a person named, to open it again. The line is kept as it was typed, so that relative times move
/// with the clock; a line that a later version wrote may not parse here, and is kept all the same.
struct SavedView {
    QString name; ///< unique within a profile without regard to case; never empty
    QString line;
    bool notify = false; ///< the person wants to be told of requests that come to match

    [[nodiscard]] std::optional<Query> query() const; ///< nullopt: the line does not parse
    /// What a person typed as a name, fit to be one: no control characters, no blanks around it, at most 60
    /// characters; empty when nothing is left.
    [[nodiscard]] static QString tidyName(const QString &typed);
    friend bool operator==(const SavedView &, const SavedView &) = default;
};

} // namespace waldesk::domain
