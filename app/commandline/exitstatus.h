// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/transitionrunner.h"

namespace waldesk::app
{

/// What the command line ends with (commandline.md, "Manners"). Scripts depend on the numbers.
enum class Exit : int {
    Done = 0,
    Failed = 1,
    Usage = 2,
    NoAnswer = 3,
    NotAllowed = 4,
    NotFound = 5,
    Conflict = 6,
    Unknown = 7,
};

[[nodiscard]] constexpr int status(Exit exit)
{
    return static_cast<int>(exit);
}
/// Of a read: it changed nothing, so a 5xx is no more than no answer.
[[nodiscard]] Exit exitOfRead(const api::ApiError &error);
/// Of a write that the server refused.
[[nodiscard]] Exit exitOfRefusal(const api::ApiError &error);
/// Of a write, from the same outcome as its word and its line in the journal.
[[nodiscard]] Exit exitOf(const workflows::TransitionRunner::Report &report);

} // namespace waldesk::app
