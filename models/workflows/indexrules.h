// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/causerules.h"
#include "models/domain/cause/fingerprint.h"
#include "models/domain/cause/knownpatterns.h"

namespace waldesk::workflows
{

/// By what errors are put together and explained: a value that another thread works with.
struct IndexRules {
    domain::FingerprintRules fingerprint; ///< with the places of the agent
    domain::KnownPatterns patterns = domain::KnownPatterns::builtIn();
    domain::CauseRules user; ///< the user's own word goes before all of it
};

} // namespace waldesk::workflows
