// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/knownpatterns.h"

#include <functional>

namespace waldesk::workflows
{

/// By what errors are put together and explained: a value that another thread works with.
struct IndexRules {
    /// What the user's own rules file an error under.
    struct Filed {
        QByteArray key; ///< empty: no rule fits, the fingerprint's own key stands
        QString name;   ///< given by the user; may be empty
    };
    using FiledUnder =
        std::function<Filed(const domain::ErrorText &, const domain::Fingerprint &, domain::GroupingLevel)>;

    domain::FingerprintRules fingerprint; ///< with the places of the agent
    domain::KnownPatterns patterns = domain::KnownPatterns::builtIn();
    FiledUnder filed; ///< pure, holds by value what it needs; empty: no rules of the user
};

} // namespace waldesk::workflows
