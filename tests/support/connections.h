// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/connection.h"

namespace waldesk::testsupport
{

/// To a server of a test, with a token that the scripted one does not look at. For tests that link waldesk_api.
[[nodiscard]] inline api::Connection connectionTo(const QUrl &root,
                                                  const QByteArray &token = "0123456789abcdef0123456789abcdef01234567")
{
    api::Connection connection;
    connection.root = root;
    connection.token = token;
    return connection;
}

} // namespace waldesk::testsupport
