// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/causeindex.h"

#include <QSet>

#include <atomic>
#include <memory>
#include <vector>

namespace waldesk::workflows
{

/// What was found out about one text.
struct LookedAt {
    std::array<QByteArray, 3> keys; ///< by GroupingLevel
    std::array<QString, 3> names;   ///< of the user's rules
    std::shared_ptr<const CauseFace> face;
    std::shared_ptr<const domain::CauseComponents> components; ///< of a normal key that is met for the first time
};

/// The part of CauseIndex that runs on its own thread: from texts to what they are. Touched by that thread alone but
/// for the flag that stops it.
class CauseWorker
{
public:
    explicit CauseWorker(const std::atomic<quint64> &generation) : m_generation(generation) {}

    /// Forgets what was met.
    void setRules(IndexRules rules);
    /// Stops early when the generation is another: then what is there is dropped anyway.
    [[nodiscard]] std::vector<LookedAt> look(const std::vector<domain::ErrorText> &texts, quint64 generation);

private:
    [[nodiscard]] LookedAt lookAt(const domain::ErrorText &text);
    [[nodiscard]] std::shared_ptr<const CauseFace> shared(CauseFace face);
    [[nodiscard]] tables::KnownCause known(const domain::CauseFacts &facts);

    const std::atomic<quint64> &m_generation;
    IndexRules m_rules;
    QHash<QString, tables::KnownCause> m_known; ///< by pattern
    QSet<QByteArray> m_met;
    QHash<QString, std::shared_ptr<const CauseFace>> m_faces; ///< the last ones, by title
};

} // namespace waldesk::workflows
