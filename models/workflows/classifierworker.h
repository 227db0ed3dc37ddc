// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/compiledcauserules.h"
#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/knownpatterns.h"
#include "models/workflows/classifiedtext.h"

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
    domain::KnownPatterns ownPatterns;    ///< the user's, which go before Waldesk's
    domain::CauseRules user;              ///< the user's own word goes before all of it

    /// The user's and Waldesk's. The first call in a process compiles these, 6 ms: not on the window's thread.
    [[nodiscard]] domain::KnownPatterns patterns() const;
};

/// What was found out about one text.
struct Classification {
    std::array<QByteArray, 3> keys; ///< by GroupingLevel
    std::array<QString, 3> names;   ///< of the user's rules
    std::shared_ptr<const CauseSummary> summary;
    std::shared_ptr<const domain::CauseComponents> components; ///< of a normal key that is met for the first time
    QByteArray kept;                                           ///< for the archive; empty where it has it
};

struct TextToClassify {
    domain::ErrorText text;
    QByteArray kept; ///< what the archive has of it; may be empty
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
    [[nodiscard]] std::vector<Classification> classify(const std::vector<TextToClassify> &texts, quint64 generation);

private:
    [[nodiscard]] Classification classifyOne(const TextToClassify &one);
    [[nodiscard]] Classification shown(ClassifiedText text);
    [[nodiscard]] std::shared_ptr<const CauseSummary> shared(CauseSummary summary);
    [[nodiscard]] tables::KnownCause known(const ClassifiedText &text);

    const std::atomic<quint64> &m_generation;
    ClassifierRules m_rules;
    domain::KnownPatterns m_patterns; ///< of m_rules
    QByteArray m_stamp;               ///< of m_rules
    bool m_trustsKept = true;         ///< nothing was kept that the rules do not find
    domain::CompiledCauseRules m_userRules;
    QHash<QString, tables::KnownCause> m_known; ///< by pattern
    QSet<QByteArray> m_met;
    QHash<QString, std::shared_ptr<const CauseSummary>> m_summaries; ///< the last ones, by title
};

} // namespace waldesk::workflows
