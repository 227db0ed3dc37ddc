// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/bulkfate.h"

#include "models/workflows/transitionverdict.h"

#include <QHash>

namespace waldesk::workflows
{
namespace
{

using archive::JournalEntry;

struct Lines {
    const JournalEntry *before = nullptr;
    const JournalEntry *after = nullptr; ///< the newest: a line "settled" takes the place of the one before
};

BulkFate::Kind kindOf(const Lines &lines)
{
    if (!lines.before)
        return BulkFate::Kind::NeverSent;
    if (!lines.after)
        return BulkFate::Kind::Unknown;
    const int status = lines.after->status;
    switch (lines.after->outcome.value_or(domain::WriteOutcome::Unknown)) {
    case domain::WriteOutcome::Unknown:
        return BulkFate::Kind::Unknown;
    case domain::WriteOutcome::Failed:
        return BulkFate::Kind::NeverSent;
    case domain::WriteOutcome::Refused:
        // Without an answer it is a write that was announced and then given up before it left.
        return status == 0 || status == 401 || status == 429 ? BulkFate::Kind::NeverSent : BulkFate::Kind::Known;
    case domain::WriteOutcome::Done:
    case domain::WriteOutcome::Overtaken:
        break;
    }
    return BulkFate::Kind::Known;
}

} // namespace

std::vector<BulkFate> fatesOf(const archive::BulkRecord &record, const std::vector<JournalEntry> &entries)
{
    // A create names no request before it is done, and each offering is asked once.
    const bool creates = isCreate(record.action);
    QHash<domain::Uuid, Lines> byRow;
    QHash<QString, domain::Uuid> rowOfWrite;
    for (const JournalEntry &entry : entries) {
        if (entry.bulk != record.id)
            continue;
        if (entry.phase == JournalEntry::Phase::Before) {
            const domain::Uuid key = creates ? entry.offering : entry.resource ? entry.resource->uuid : entry.request;
            byRow[key] = {&entry, nullptr}; // a row that was not sent is tried again with a write of its own
            rowOfWrite.insert(entry.id, key);
        } else if (const auto row = rowOfWrite.constFind(entry.id); row != rowOfWrite.constEnd()) {
            Lines &lines = byRow[*row];
            if (lines.before && lines.before->id == entry.id)
                lines.after = &entry;
        }
    }
    std::vector<BulkFate> fates;
    for (const archive::BulkRecord::Row &row : record.rows) {
        const Lines lines = byRow.value(creates ? row.request.offering : row.request.uuid);
        BulkFate fate;
        fate.row = row;
        fate.kind = kindOf(lines);
        if (lines.after) {
            fate.outcome = lines.after->outcome.value_or(domain::WriteOutcome::Unknown);
            fate.answer = lines.after->answer;
        }
        fates.push_back(std::move(fate));
    }
    return fates;
}

} // namespace waldesk::workflows
