// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/scriptedserver.h"

#include <QTest>

namespace waldesk::testsupport
{

/// Whether nothing has asked the server since forget(). What was sent a moment ago has not arrived yet, so a count of
/// what was seen proves nothing: the client asks once more, for its version, and that must be all that arrives. Asked
/// from within the test that the client belongs to.
template <typename Client>
[[nodiscard]] bool askedNothing(const ScriptedServer &server, Client &client)
{
    bool answered = false;
    client.version(&client, [&answered](const auto &) { answered = true; });
    return QTest::qWaitFor([&answered] { return answered; }, 20'000) && server.seen().size() == 1 &&
           server.seen().front().path() == "/api/version/";
}

} // namespace waldesk::testsupport
