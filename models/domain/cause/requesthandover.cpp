// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/requesthandover.h"

namespace waldesk::domain
{

HandOver handOverOf(const Request &request, const KnownPatterns &patterns)
{
    HandOver input;
    input.offering = request.offeringName;
    input.request = request.uuid.toString();
    input.state = request.state == State::Unknown ? request.stateText : stateName(request.state);
    input.created = request.created;
    input.started = request.started;
    input.finished = request.finished;
    input.error = request.error;
    if (request.error.isEmpty())
        return input;
    const CauseFacts facts = causeFacts(request.error, patterns);
    input.type = facts.fingerprint.quietType;
    input.title = facts.fingerprint.title;
    input.rootCause = facts.fingerprint.rootCause;
    input.groupKey = QString::fromLatin1(facts.fingerprint.normal);
    input.who = whoName(facts.who);
    if (const KnownPattern *pattern = patterns.find(facts.pattern)) {
        input.explanation = pattern->explanation;
        input.todo = pattern->todo;
    }
    return input;
}

} // namespace waldesk::domain
