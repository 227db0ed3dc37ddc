// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/apierror.h"

#include <QString>

#include <optional>

namespace waldesk::workflows
{

/// What the server said to a write, without a thought about what is true.
enum class Said : quint8 {
    Yes,
    Conflict, ///< 409: the state did not permit it when it was looked at
    No,       ///< any other definite no
    Failed,   ///< 500: Waldur itself ended with an error; it may have carried it out before
    Nothing,  ///< no answer, half of one, or one of a gateway: it may be carried out later still
};

/// answer: nullopt is 2xx.
[[nodiscard]] Said said(const std::optional<api::ApiError> &answer);
/// "The server answered 502": what came, for the start of a sentence.
[[nodiscard]] QString whatCame(const std::optional<api::ApiError> &answer);
/// No byte of it has left.
[[nodiscard]] bool neverLeft(const std::optional<api::ApiError> &answer);

} // namespace waldesk::workflows
