// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/querycontext.h"

#include "models/session/clock.h"
#include "models/session/session.h"

namespace waldesk::session
{

domain::QueryContext queryContextOf(const Session &session, const Clock &clock, domain::Timestamp now)
{
    domain::QueryContext context;
    context.now = now;
    context.zone = clock.zone();
    context.serverKnowsBefore = [&session] {
        return session.serverKnowsBefore();
    };
    context.offeringsNamed = [&session](const domain::Word &word) {
        return session.offeringsNamed(word);
    };
    return context;
}

} // namespace waldesk::session
