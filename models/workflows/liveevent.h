// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>

#include <vector>

namespace waldesk::workflows
{

/// One thing that happened on the server while nobody pressed a key: what the window flashes, what a notification says
/// and what `waldesk watch` prints. A plain value; who makes it says in the fields what it knows.
struct LiveEvent {
    enum class Kind : quint8 {
        New,       ///< a request was created
        Changed,   ///< anything else about a request: its state, its error
        Ended,     ///< it is Done or Erred now
        Gone,      ///< it was deleted, or may no longer be seen; row is what was known last
        NewCause,  ///< an error of a cause that this machine has never seen
        CauseBack, ///< seen before, then quiet for days
        Stuck,     ///< open for longer than usual
    };

    Kind kind = Kind::Changed;
    domain::Timestamp time;                        ///< when it was noticed, by the server's clock
    domain::Request row;                           ///< as it is now; of a cause its newest error
    domain::State before = domain::State::Unknown; ///< Unknown: was not known
    QByteArray cause;                              ///< key, of NewCause and CauseBack
    QString title;          ///< of a cause tables::ErrorTitle::text(), of Stuck the reason; hostile text, plain
    QByteArray raw;         ///< the server's own object, where the feed was told to keep it
    bool askedHere = false; ///< of Ended: this person asked for it from here ("Ask again", create)

    friend bool operator==(const LiveEvent &, const LiveEvent &) = default;
};

/// The word of scripts: `new`, `changed`, `ended`, `gone`, `new-cause`, `cause-back`, `stuck`.
[[nodiscard]] QString liveEventWord(LiveEvent::Kind kind);

/// What is told of a row that was read: nothing when it is as it was. known: the row as it was before; since: changes
/// up to then are no news. A row that was created and has ended since is told twice.
[[nodiscard]] std::vector<LiveEvent> liveEventsOf(const domain::Request &now, const domain::Request *known,
                                                  domain::Timestamp since, domain::Timestamp noticed);

} // namespace waldesk::workflows

Q_DECLARE_METATYPE(waldesk::workflows::LiveEvent)
