// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/causecomponents.h"

#include <QString>

namespace waldesk::domain
{

/// Where the agent failed, in a few letters: `slurm: backend.py:48`, the plugin and the line of the agent's last frame
/// in the step where the failure began. Errors of several plugins that read alike are told apart by it. Empty without
/// such a frame.
[[nodiscard]] QString agentPlace(const ParsedError &error);

} // namespace waldesk::domain
