// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/causearchive.h"

#include <QByteArrayList>
#include <QHash>

#include <optional>

namespace waldesk::workflows
{

/// What the archive knows of causes when those that a person has merged count as one. The archive outlives it; used on
/// the archive's thread.
class MergedRecords
{
public:
    explicit MergedRecords(const archive::CauseArchive &archive) : m_archive(archive) {}

    void takeMerges(); ///< as they are now in the archive
    /// The keys that were merged into a root, directly or through others.
    [[nodiscard]] QByteArrayList partsOf(const QByteArray &root) const { return m_parts.value(root); }
    /// The record of a root with those of its parts: first and last time of all, and where it has no note or name
    /// itself, one of theirs. nullopt: nothing is known of any.
    [[nodiscard]] std::optional<archive::CauseRecord> recordOf(const QByteArray &root) const;

private:
    const archive::CauseArchive &m_archive;
    QHash<QByteArray, QByteArrayList> m_parts; ///< by root
};

} // namespace waldesk::workflows
