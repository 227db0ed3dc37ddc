// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/ownrequests.h"

#include <QHash>

namespace waldesk::archive
{

QSet<domain::Uuid> ownRequests(std::span<const JournalEntry> entries, const QString &server)
{
    struct Write {
        domain::Uuid request;
        std::optional<domain::WriteOutcome> outcome; ///< nullopt: the program ended before it knew
    };
    QHash<QString, Write> writes; // the later line of a write tells more
    for (const JournalEntry &entry : entries) {
        if (entry.server != server)
            continue;
        Write &write = writes[entry.id];
        if (!entry.request.isNil())
            write.request = entry.request;
        if (entry.outcome)
            write.outcome = entry.outcome;
    }
    QSet<domain::Uuid> own;
    for (const Write &write : std::as_const(writes)) {
        const bool never =
            write.outcome == domain::WriteOutcome::Refused || write.outcome == domain::WriteOutcome::Failed;
        if (!write.request.isNil() && !never)
            own.insert(write.request);
    }
    return own;
}

} // namespace waldesk::archive
