// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"

namespace waldesk::app
{

/// The token of `--token-file` (`-`: stdin), else of the variable WALDESK_TOKEN; empty when there is neither. The
/// sentence of a failure never shows a part of it.
[[nodiscard]] Checked<QByteArray> readToken(const std::string &tokenFile);
/// What the arguments say about the server, checked, with its token where they give one.
enum class TokenUse {
    Needed,
    None ///< the command asks no server: no token is read, and none is missed
};
[[nodiscard]] Checked<ConnectionChoice> readConnection(const RawArguments &arguments, TokenUse use = TokenUse::Needed);

} // namespace waldesk::app
