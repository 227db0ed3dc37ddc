// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/mergedrecords.h"

namespace waldesk::workflows
{

namespace
{

archive::CauseRecord united(archive::CauseRecord root, const archive::CauseRecord &part)
{
    const auto earlier = [](auto &mine, const auto &other) {
        if (other && (!mine || *other < *mine))
            mine = other;
    };
    earlier(root.firstSeen, part.firstSeen);
    if (part.lastSeen && (!root.lastSeen || *part.lastSeen > *root.lastSeen))
        root.lastSeen = part.lastSeen;
    if (root.note.isEmpty())
        root.note = part.note;
    if (root.name.isEmpty())
        root.name = part.name;
    return root;
}

} // namespace

void MergedRecords::takeMerges()
{
    m_parts.clear();
    for (auto merge = m_archive.merges().begin(); merge != m_archive.merges().end(); ++merge)
        m_parts[m_archive.rootOf(merge.key())].append(merge.key());
}

std::optional<archive::CauseRecord> MergedRecords::recordOf(const QByteArray &root) const
{
    std::optional<archive::CauseRecord> record;
    if (const archive::CauseRecord *own = m_archive.find(root))
        record = *own;
    const auto parts = m_parts.constFind(root);
    if (parts == m_parts.constEnd())
        return record;
    archive::CauseRecord nothing;
    nothing.key = root;
    for (const QByteArray &each : *parts) {
        if (const archive::CauseRecord *part = m_archive.find(each))
            record = united(record.value_or(nothing), *part);
    }
    return record;
}

} // namespace waldesk::workflows
