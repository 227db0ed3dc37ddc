// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/errorfacts.h"

#include "models/domain/cause/knownpatterns.h"
#include "models/workflows/mergedkeys.h"
#include "models/workflows/triage.h"

#include <QCryptographicHash>

#include <algorithm>

namespace waldesk::app
{

ErrorFacts::ErrorFacts(const domain::LocalFilter &filter, CauseBasis basis)
    : m_level(workflows::Triage::levelOf(filter)), m_basis(std::move(basis)), m_rules(m_basis.rules.user)
{
    using enum domain::QueryKey;
    m_needed = std::ranges::any_of(filter.terms, [](const domain::LocalTerm &term) {
        return term.key == Group || term.key == Who || term.key == Cause;
    });
    m_needed = m_needed || filter.asksFor(domain::IsWhat::New);
    if (m_needed)
        m_patterns = m_basis.rules.patterns();
}

domain::LocalFilter ErrorFacts::afterMerges(domain::LocalFilter filter) const
{
    return workflows::afterMerges(std::move(filter), m_basis.rootOf);
}

ErrorFacts::Known ErrorFacts::factsOf(const domain::ErrorText &error) const
{
    using enum domain::GroupingLevel;
    const domain::CauseFacts facts = causeFacts(error, m_patterns, m_basis.rules.fingerprint);
    const QByteArray key = m_rules.groupOf(error, facts.fingerprint, m_level).key;
    Known known;
    known.group = QString::fromUtf8(m_basis.rootOf ? m_basis.rootOf(key) : key);
    known.who = domain::whoWord(facts.who);
    if (m_basis.kindOf)
        known.cause = m_basis.kindOf(m_rules.groupOf(error, facts.fingerprint, Normal).key);
    return known;
}

domain::TextFacts ErrorFacts::of(const domain::Request &request)
{
    // A request that ended well has the same empty text as one that failed without a word.
    if (!m_needed || (request.error.isEmpty() && request.state != domain::State::Erred))
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(request.error.message);
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(request.error.traceback);
    std::shared_ptr<const Known> &known = m_known[hash.result()];
    if (!known)
        known = std::make_shared<const Known>(factsOf(request.error));
    return {known->group, known->who, known->cause};
}

} // namespace waldesk::app
