// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causeworker.h"

namespace waldesk::workflows
{

namespace
{

constexpr qsizetype SharedFaces = 4'096;
constexpr QLatin1StringView RedactedId("redacted");

} // namespace

void CauseWorker::setRules(IndexRules rules)
{
    m_rules = std::move(rules);
    m_known.clear();
    m_met.clear();
    m_faces.clear();
}

std::vector<LookedAt> CauseWorker::look(const std::vector<domain::ErrorText> &texts, quint64 generation)
{
    std::vector<LookedAt> found;
    found.reserve(texts.size());
    for (const domain::ErrorText &text : texts) {
        if (m_generation.load(std::memory_order_relaxed) != generation)
            break;
        found.push_back(lookAt(text));
    }
    return found;
}

tables::KnownCause CauseWorker::known(const domain::CauseFacts &facts)
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

std::shared_ptr<const CauseFace> CauseWorker::shared(CauseFace face)
{
    if (const auto same = m_faces.constFind(face.title); same != m_faces.constEnd() && **same == face)
        return *same;
    if (m_faces.size() >= SharedFaces)
        m_faces.clear();
    auto made = std::make_shared<const CauseFace>(std::move(face));
    m_faces.insert(made->title, made);
    return made;
}

LookedAt CauseWorker::lookAt(const domain::ErrorText &text)
{
    const domain::CauseFacts facts = domain::causeFacts(text, m_rules.patterns, m_rules.fingerprint);
    const domain::Fingerprint &print = facts.fingerprint;
    LookedAt found;
    for (const auto level :
         {domain::GroupingLevel::Coarse, domain::GroupingLevel::Normal, domain::GroupingLevel::Exact}) {
        QByteArray &key = found.keys[size_t(level)];
        if (m_rules.user.isEmpty()) {
            key = print.key(level);
            continue;
        }
        domain::CauseAssignment group = m_rules.user.groupOf(text, print, level);
        key = std::move(group.key);
        found.names[size_t(level)] = std::move(group.name);
    }
    if (!m_met.contains(print.normal)) {
        m_met.insert(print.normal);
        found.components = std::make_shared<const domain::CauseComponents>(print.components);
    }
    found.face = shared({print.title, print.variableParts, print.quietType, print.typeTells, print.rootType,
                         print.rootCause, known(facts), text.isEmpty()});
    return found;
}

} // namespace waldesk::workflows
