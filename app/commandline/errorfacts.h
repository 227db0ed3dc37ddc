// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/compiledcauserules.h"
#include "models/domain/cause/fingerprint.h"
#include "models/domain/query.h"

#include <QHash>

#include <memory>

namespace waldesk::app
{

/// What `group:` and `who:` of a query look at, computed from the error's own text as `waldesk group` does it: rules of
/// the user count with `--rules`, merges of the window do not, so that a result does not depend on the home folder. A
/// text that came before costs a look-up.
class ErrorFacts
{
public:
    ErrorFacts(const domain::LocalFilter &filter, const domain::CauseRules &rules);

    /// Its views live as long as this. Empty where the filter does not ask, or without an error.
    [[nodiscard]] domain::TextFacts of(const domain::Request &request);

private:
    struct Known {
        QString group;
        QString who;
    };

    bool m_needed = false;
    domain::GroupingLevel m_level = domain::GroupingLevel::Normal;
    domain::CompiledCauseRules m_rules;
    QHash<QByteArray, std::shared_ptr<const Known>> m_known; ///< by digest of the text
};

} // namespace waldesk::app
