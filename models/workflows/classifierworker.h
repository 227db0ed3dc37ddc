// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/compiledcauserules.h"
#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/knownpatterns.h"
#include "models/tables/causegroup.h"

#include <QHash>
#include <QSet>

#include <array>
#include <atomic>
#include <memory>
#include <vector>

namespace waldesk::workflows
{

/// By what errors are put together and explained: a value that another thread works with.
struct ClassifierRules {
    domain::FingerprintRules fingerprint; ///< with the places of the agent
    domain::KnownPatterns patterns = domain::KnownPatterns::builtIn();
    domain::CauseRules user; ///< the user's own word goes before all of it
};

/// What is shown of a text; shared by all texts that show the same.
struct CauseSummary {
    QString title;
    QString line; ///< domain::Fingerprint::line
    std::vector<domain::TextRange> variableParts;
    QString quietType;
    bool typeTells = false;
    QString rootType;
    QString rootCause;
    QString place; ///< `slurm: backend.py:48`: plugin and line of the agent's last frame; empty: unknown
    tables::KnownCause known;
    bool empty = false; ///< neither message nor traceback
    friend bool operator==(const CauseSummary &, const CauseSummary &) = default;
};

/// What was found out about one text.
struct Classification {
    std::array<QByteArray, 3> keys; ///< by GroupingLevel
    std::array<QString, 3> names;   ///< of the user's rules
    std::shared_ptr<const CauseSummary> summary;
    std::shared_ptr<const domain::CauseComponents> components; ///< of a normal key that is met for the first time
};

/// The part of ErrorClassifier that runs on its own thread: from texts to what they are. Touched by that thread alone
/// but for the flag that stops it.
class ClassifierWorker
{
public:
    explicit ClassifierWorker(const std::atomic<quint64> &generation) : m_generation(generation) {}

    /// Forgets what was met.
    void setRules(ClassifierRules rules);
    /// Stops early when the generation is another: then what is there is dropped anyway.
    [[nodiscard]] std::vector<Classification> classify(const std::vector<domain::ErrorText> &texts, quint64 generation);

private:
    [[nodiscard]] Classification classifyOne(const domain::ErrorText &text);
    [[nodiscard]] std::shared_ptr<const CauseSummary> shared(CauseSummary summary);
    [[nodiscard]] tables::KnownCause known(const domain::CauseFacts &facts);

    const std::atomic<quint64> &m_generation;
    ClassifierRules m_rules;
    domain::CompiledCauseRules m_userRules;
    QHash<QString, tables::KnownCause> m_known; ///< by pattern
    QSet<QByteArray> m_met;
    QHash<QString, std::shared_ptr<const CauseSummary>> m_summaries; ///< the last ones, by title
};

} // namespace waldesk::workflows
