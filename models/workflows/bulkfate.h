// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/bulkrecord.h"
#include "models/archive/journalentry.h"

#include <vector>

namespace waldesk::workflows
{

/// What became of one row of a run that was interrupted, as far as the journal tells.
struct BulkFate {
    enum class Kind : quint8 {
        NeverSent, ///< no write of it has left, or the server said no for a reason of the moment (401, 429)
        Known,     ///< it has its outcome
        Unknown,   ///< it was sent, or may have been
    };

    archive::BulkRecord::Row row;
    Kind kind = Kind::NeverSent;
    domain::WriteOutcome outcome = domain::WriteOutcome::Unknown; ///< of Known
    QString answer;                                               ///< of the journal: the status with the sentence
};

/// Of all rows, in the order of the record.
[[nodiscard]] std::vector<BulkFate> fatesOf(const archive::BulkRecord &record,
                                            const std::vector<archive::JournalEntry> &entries);

} // namespace waldesk::workflows
