// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/connection.h"
#include "models/domain/address.h"
#include "models/domain/environment.h"

#include <QSize>
#include <QString>

#include <optional>

class QApplication;

namespace waldesk::app
{

/// Which server the words of the call name. Default: the default profile, and where none is saved the connect page.
struct ConnectionChoice {
    enum class Kind : quint8 { Default, Demo, Profile, Server };
    Kind kind = Kind::Default;
    QString demoRole = QStringLiteral("staff"); ///< `staff`, `support`, `manager`; Demo only
    QString profile;                            ///< Profile only: the name as typed, it may not be saved
    api::Connection server; ///< Server: checked and complete. Profile, Default: only token (of --token-file;
                            ///< empty: ask the keychain) and, if schemeWordGiven, schemeWord
    bool schemeWordGiven = false;
    QString caFile;            ///< `--ca-file`, for a profile too; empty: what the profile says
    bool insecureHttp = false; ///< `--insecure-http`, the same
    std::optional<domain::Environment> environment; ///< `--environment`, Server only; the window asks where it is unset
};

/// The call of the window, checked: nothing in here needs parsing again.
struct WindowOptions {
    enum class Scheme : quint8 { Desktop, Light, Dark };

    ConnectionChoice connection;
    QString page;                           ///< `errors`, `requests`, or empty: the home page
    std::optional<domain::Address> address; ///< what to show first; its profile, if any, is in connection as well, and
                                            ///< its query line parses
    QString screenshotFile; ///< empty: none. Else: picture when Ready, Empty or Failed; exit 3 after 30 s without
    QSize size;             ///< invalid: the window's own
    Scheme scheme = Scheme::Desktop;
};

/// Opens the window and runs the event loop; the result is the exit status of the program. In app/composition.cpp.
int runWindow(QApplication &application, const WindowOptions &options);

} // namespace waldesk::app
