// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/connection.h"
#include "models/domain/environment.h"

#include <optional>

namespace waldesk::app
{

/// Which server the words of the call or the menu name. Default: the default profile, and where none is saved the
/// connect page.
struct ConnectionChoice {
    enum class Kind : quint8 { Default, Demo, Profile, Server };
    Kind kind = Kind::Default;
    QString demoRole = QStringLiteral("staff"); ///< `staff`, `support`, `manager`; Demo only
    QString profile;                            ///< Profile only: the name as typed, it may not be saved
    api::Connection server; ///< Server: checked and complete. Profile, Default: only token (of --token-file;
                            ///< empty: ask the keychain) and, if schemeWordGiven, schemeWord
    bool schemeWordGiven = false;
    QString caFile;                                 ///< `--ca-file`, for a profile too; empty: what the profile says
    bool insecureHttp = false;                      ///< `--insecure-http`, the same
    std::optional<domain::Environment> environment; ///< `--environment`, Server only; nullopt: not told
};

} // namespace waldesk::app
