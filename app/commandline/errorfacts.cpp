// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/errorfacts.h"

#include "models/domain/cause/knownpatterns.h"
#include "models/workflows/triage.h"

#include <QCryptographicHash>

#include <algorithm>

namespace waldesk::app
{

ErrorFacts::ErrorFacts(const domain::LocalFilter &filter, const domain::CauseRules &rules)
    : m_level(workflows::Triage::levelOf(filter)), m_rules(rules)
{
    m_needed = std::ranges::any_of(filter.terms, [](const domain::LocalTerm &term) {
        return term.key == domain::QueryKey::Group || term.key == domain::QueryKey::Who;
    });
}

domain::TextFacts ErrorFacts::of(const domain::Request &request)
{
    if (!m_needed || request.error.isEmpty())
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(request.error.message);
    hash.addData(QByteArrayView("\0", 1));
    hash.addData(request.error.traceback);
    std::shared_ptr<const Known> &known = m_known[hash.result()];
    if (!known) {
        const domain::CauseFacts facts = causeFacts(request.error, domain::KnownPatterns::builtIn());
        const QByteArray key = m_rules.groupOf(request.error, facts.fingerprint, m_level).key;
        known = std::make_shared<const Known>(Known{QString::fromLatin1(key), domain::whoWord(facts.who)});
    }
    return {known->group, known->who, {}};
}

} // namespace waldesk::app
