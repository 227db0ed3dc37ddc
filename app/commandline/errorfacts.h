// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/compiledcauserules.h"
#include "models/domain/cause/fingerprint.h"
#include "models/domain/query.h"
#include "models/workflows/classifierworker.h"

#include <QHash>

#include <functional>
#include <memory>

namespace waldesk::app
{

/// By what a command groups and judges errors; made by CauseReader. Without merges and kinds it is what
/// `waldesk group` uses.
struct CauseBasis {
    workflows::ClassifierRules rules;
    std::function<QByteArray(const QByteArray &key)> rootOf; ///< after the merges of a person; empty: there are none
    std::function<QString(const QByteArray &key)> kindOf;    ///< `new`, of a key before merges; empty: not asked for
    std::function<domain::RowFacts(const domain::Uuid &)> rowFactsOf; ///< for `is:`; empty: not asked for
};

/// What `group:`, `who:` and `cause:` of a query look at, computed from the error's own text. A text that came before
/// costs a look-up.
class ErrorFacts
{
public:
    ErrorFacts(const domain::LocalFilter &filter, CauseBasis basis);

    /// The filter with the keys of `group:` that a person has merged replaced by what they were merged into.
    [[nodiscard]] domain::LocalFilter afterMerges(domain::LocalFilter filter) const;
    /// Its views live as long as this. Empty where the filter does not ask, or for a request that did not fail.
    [[nodiscard]] domain::TextFacts of(const domain::Request &request);

private:
    struct Known {
        QString group;
        QString who;
        QString cause;
    };
    [[nodiscard]] Known factsOf(const domain::ErrorText &error) const;

    bool m_needed = false;
    domain::GroupingLevel m_level = domain::GroupingLevel::Normal;
    CauseBasis m_basis;
    domain::KnownPatterns m_patterns;
    domain::CompiledCauseRules m_rules;
    QHash<QByteArray, std::shared_ptr<const Known>> m_known; ///< by digest of the text
};

} // namespace waldesk::app
