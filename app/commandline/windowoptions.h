// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/connection/connectionchoice.h"
#include "models/domain/address.h"

#include <QSize>
#include <QString>

#include <optional>

namespace waldesk::app
{

/// The call of the window, checked: nothing in here needs parsing again.
struct WindowOptions {
    enum class Scheme : quint8 { Desktop, Light, Dark };

    ConnectionChoice connection;
    QString page;                           ///< `errors`, `requests`, `journal`, or empty: the home page
    std::optional<domain::Address> address; ///< what to show first; its profile, if any, is in connection as well, and
                                            ///< its query line parses
    QString screenshotFile; ///< empty: none. Else: picture when Ready, Empty or Failed; exit 3 after 30 s without
    QSize size;             ///< invalid: the window's own
    Scheme scheme = Scheme::Desktop;
};

} // namespace waldesk::app
