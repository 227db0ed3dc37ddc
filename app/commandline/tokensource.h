// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/callwords.h"

namespace waldesk::app
{

/// The token of `--token-file` (`-`: stdin), else of the variable WALDESK_TOKEN; empty when there is neither. The
/// sentence of a failure never shows a part of it.
[[nodiscard]] Read<QByteArray> readToken(const std::string &tokenFile);

} // namespace waldesk::app
