// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/liveevent.h"

namespace waldesk::workflows
{

QString liveEventWord(LiveEvent::Kind kind)
{
    switch (kind) {
    case LiveEvent::Kind::New:
        return QStringLiteral("new");
    case LiveEvent::Kind::Changed:
        return QStringLiteral("changed");
    case LiveEvent::Kind::Ended:
        return QStringLiteral("ended");
    case LiveEvent::Kind::Gone:
        return QStringLiteral("gone");
    case LiveEvent::Kind::NewCause:
        return QStringLiteral("new-cause");
    case LiveEvent::Kind::CauseBack:
        return QStringLiteral("cause-back");
    case LiveEvent::Kind::Stuck:
        return QStringLiteral("stuck");
    }
    return {};
}

std::vector<LiveEvent> liveEventsOf(const domain::Request &now, const domain::Request *known, domain::Timestamp since,
                                    domain::Timestamp noticed)
{
    const bool ended = now.state == domain::State::Done || now.state == domain::State::Erred;
    LiveEvent event;
    event.time = noticed;
    event.row = now;
    if (known) {
        // Only what a person could see makes an event: the server bumps `modified` for less than that, too.
        const bool isOvertaken = now.modified < known->modified && !now.read.isAfter(known->read.answered);
        if (isOvertaken ||
            (now.state == known->state && now.stateText == known->stateText && now.error == known->error &&
             now.started == known->started && now.finished == known->finished))
            return {};
        event.before = known->state;
        event.kind = ended && domain::isOpen(known->state) ? LiveEvent::Kind::Ended : LiveEvent::Kind::Changed;
        return {event};
    }
    if (now.modified <= since)
        return {};
    const bool endedSince = ended && now.finished && *now.finished > since;
    if (now.created <= since) {
        event.kind = endedSince ? LiveEvent::Kind::Ended : LiveEvent::Kind::Changed;
        return {event};
    }
    std::vector<LiveEvent> events;
    event.kind = LiveEvent::Kind::New;
    events.push_back(event);
    if (ended) {
        event.kind = LiveEvent::Kind::Ended;
        events.push_back(event);
    }
    return events;
}

} // namespace waldesk::workflows
