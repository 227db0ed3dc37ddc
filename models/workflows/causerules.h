// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/fingerprint.h"
#include "models/tables/causegroup.h"

#include <functional>

namespace waldesk::workflows
{

/// By what errors are put together and explained: a value. The two functions are pure and are called on another thread;
/// what they need they hold by value.
struct CauseRules {
    domain::FingerprintRules fingerprint; ///< with the places of the agent
    /// Which known pattern an error fits; empty function: none.
    std::function<tables::KnownCause(const domain::ErrorText &, const domain::Fingerprint &)> known;
    /// The name of the group that the user's own rules give an error; empty: none of them fits.
    std::function<QString(const domain::ErrorText &, const domain::Fingerprint &)> userGroup;
};

} // namespace waldesk::workflows
