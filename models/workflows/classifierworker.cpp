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

domain::KnownPatterns ClassifierRules::patterns() const
{
    domain::KnownPatterns all = domain::KnownPatterns::builtIn();
    if (!ownPatterns.all().empty())
        all.prepend(ownPatterns);
    return all;
}

void ClassifierWorker::setRules(ClassifierRules rules)
{
    m_rules = std::move(rules);
    m_patterns = m_rules.patterns();
    m_stamp = ClassifiedText::stampOf(m_rules, m_patterns.digest());
    m_trustsKept = true;
    m_userRules = domain::CompiledCauseRules(m_rules.user);
    m_known.clear();
    m_met.clear();
    m_summaries.clear();
}

std::vector<Classification> ClassifierWorker::classify(const std::vector<TextToClassify> &texts, quint64 generation)
{
    std::vector<Classification> found;
    found.reserve(texts.size());
    for (const TextToClassify &one : texts) {
        if (m_generation.load(std::memory_order_relaxed) != generation)
            break;
        found.push_back(classifyOne(one));
    }
    return found;
}

tables::KnownCause ClassifierWorker::known(const ClassifiedText &text)
{
    if (text.pattern.isEmpty())
        return {};
    tables::KnownCause &known = m_known[text.pattern];
    if (known.isEmpty()) {
        known.id = text.pattern;
        if (const domain::KnownPattern *pattern = m_patterns.find(text.pattern)) {
            known.pill = pattern->pill;
            known.explanation = pattern->explanation;
            known.action = pattern->todo;
        }
        known.who = domain::whoWord(text.who);
        known.whoName = known.who.isEmpty() ? QString() : domain::whoName(text.who);
        known.closedByOperator = text.closedByOperator;
        known.redacted = text.pattern == RedactedId;
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

Classification ClassifierWorker::shown(ClassifiedText text)
{
    text.summary.known = known(text);
    return {std::move(text.keys), std::move(text.names), shared(std::move(text.summary)), nullptr, {}};
}

Classification ClassifierWorker::classifyOne(const TextToClassify &one)
{
    std::optional<ClassifiedText> kept;
    if (m_trustsKept && !one.kept.isEmpty())
        kept = ClassifiedText::fromKept(one.kept, m_stamp);
    // The parts of a key are not kept: they are read from the first text that has it.
    if (kept && m_met.contains(kept->normal))
        return shown(std::move(*kept));
    const domain::CauseFacts facts = domain::causeFacts(one.text, m_patterns, m_rules.fingerprint);
    const domain::Fingerprint &print = facts.fingerprint;
    ClassifiedText text;
    auto groups = m_userRules.groupsOf(one.text, print);
    for (size_t level = 0; level < groups.size(); ++level) {
        text.keys[level] = std::move(groups[level].key);
        text.names[level] = std::move(groups[level].name);
    }
    text.normal = print.normal;
    text.pattern = facts.pattern;
    text.who = facts.who;
    text.closedByOperator = facts.closedByOperator;
    text.summary = {print.title,       print.line(),    print.variableParts,
                    print.quietType,   print.typeTells, print.rootType,
                    print.rootCause,   facts.place,     {},
                    one.text.isEmpty()};
    // Made by another rule under the same stamp: then none of the others can be trusted either.
    // A text that was freed since says nothing of it.
    const bool isHere = !one.text.isEmpty();
    m_trustsKept = m_trustsKept && (!isHere || !kept || *kept == text);
    QByteArray now = text.toKept(m_stamp);
    std::shared_ptr<const domain::CauseComponents> components;
    if (!m_met.contains(print.normal)) {
        m_met.insert(print.normal);
        components = std::make_shared<const domain::CauseComponents>(print.components);
    }
    Classification found = shown(std::move(text));
    found.components = std::move(components);
    if (isHere && now != one.kept)
        found.kept = std::move(now);
    return found;
}

} // namespace waldesk::workflows
