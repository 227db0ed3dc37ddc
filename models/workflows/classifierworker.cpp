// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/classifierworker.h"

namespace waldesk::workflows
{

namespace
{

constexpr qsizetype SharedSummaries = 4'096;
constexpr QLatin1StringView RedactedId("redacted");

} // namespace

void ClassifierWorker::setRules(ClassifierRules rules)
{
    m_rules = std::move(rules);
    m_userRules = domain::CompiledCauseRules(m_rules.user);
    m_known.clear();
    m_met.clear();
    m_summaries.clear();
}

std::vector<Classification> ClassifierWorker::classify(const std::vector<domain::ErrorText> &texts, quint64 generation)
{
    std::vector<Classification> found;
    found.reserve(texts.size());
    for (const domain::ErrorText &text : texts) {
        if (m_generation.load(std::memory_order_relaxed) != generation)
            break;
        found.push_back(classifyOne(text));
    }
    return found;
}

tables::KnownCause ClassifierWorker::known(const domain::CauseFacts &facts)
{
    if (facts.pattern.isEmpty())
        return {};
    tables::KnownCause &known = m_known[facts.pattern];
    if (known.isEmpty()) {
        known.id = facts.pattern;
        if (const domain::KnownPattern *pattern = m_rules.patterns.find(facts.pattern)) {
            known.pill = pattern->pill;
            known.explanation = pattern->explanation;
            known.action = pattern->todo;
        }
        known.who = domain::whoWord(facts.who);
        known.whoName = known.who.isEmpty() ? QString() : domain::whoName(facts.who);
        known.closedByOperator = facts.closedByOperator;
        known.redacted = facts.pattern == RedactedId;
    }
    return known;
}

std::shared_ptr<const CauseSummary> ClassifierWorker::shared(CauseSummary summary)
{
    if (const auto same = m_summaries.constFind(summary.title); same != m_summaries.constEnd() && **same == summary)
        return *same;
    if (m_summaries.size() >= SharedSummaries)
        m_summaries.clear();
    auto made = std::make_shared<const CauseSummary>(std::move(summary));
    m_summaries.insert(made->title, made);
    return made;
}

Classification ClassifierWorker::classifyOne(const domain::ErrorText &text)
{
    const domain::CauseFacts facts = domain::causeFacts(text, m_rules.patterns, m_rules.fingerprint);
    const domain::Fingerprint &print = facts.fingerprint;
    Classification found;
    auto groups = m_userRules.groupsOf(text, print);
    for (size_t level = 0; level < groups.size(); ++level) {
        found.keys[level] = std::move(groups[level].key);
        found.names[level] = std::move(groups[level].name);
    }
    if (!m_met.contains(print.normal)) {
        m_met.insert(print.normal);
        found.components = std::make_shared<const domain::CauseComponents>(print.components);
    }
    found.summary = shared({print.title, print.line(), print.variableParts, print.quietType, print.typeTells,
                            print.rootType, print.rootCause, facts.place, known(facts), text.isEmpty()});
    return found;
}

} // namespace waldesk::workflows
