// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/ownrequests.h"

namespace waldesk::archive
{

bool OwnRequests::Write::counts() const
{
    return !request.isNil() && outcome != domain::WriteOutcome::Refused && outcome != domain::WriteOutcome::Failed;
}

bool OwnRequests::note(const JournalEntry &entry)
{
    if (entry.server != m_server)
        return false;
    Write &write = m_writes[entry.id];
    const Write before = write;
    if (!entry.request.isNil())
        write.request = entry.request;
    if (entry.outcome)
        write.outcome = entry.outcome;
    bool changed = false;
    if (before.counts() && --m_counts[before.request] == 0) {
        m_counts.remove(before.request);
        changed = true;
    }
    if (write.counts() && ++m_counts[write.request] == 1)
        changed = before.request != write.request || !changed;
    return changed;
}

QSet<domain::Uuid> OwnRequests::all() const
{
    return {m_counts.keyBegin(), m_counts.keyEnd()};
}

QSet<domain::Uuid> ownRequests(std::span<const JournalEntry> entries, const QString &server)
{
    OwnRequests own(server);
    for (const JournalEntry &entry : entries)
        own.note(entry);
    return own.all();
}

} // namespace waldesk::archive
