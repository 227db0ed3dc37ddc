// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/archive/causearchive.h"

#include <functional>
#include <memory>

namespace waldesk::app
{

/// What a window has kept of causes in this file, for a command: it is read for the account of the client's token, and
/// claimed for nobody. Where it was used with another token last, users/me is asked first; if that fails, opened() does
/// not come and @p failed runs instead. Later, in any case. The client outlives what is returned.
[[nodiscard]] std::unique_ptr<archive::CauseArchive> keptCauses(const QString &file, api::WaldurClient &client,
                                                                std::function<void(const api::ApiError &)> failed);

/// The account of a file that is open has looked at its causes in a window: it is known what is new to it.
[[nodiscard]] bool hasVisit(const archive::CauseArchive &causes);

} // namespace waldesk::app
