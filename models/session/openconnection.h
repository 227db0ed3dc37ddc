// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/bulkwrites.h"
#include "models/session/clock.h"
#include "models/session/pendingtransitions.h"
#include "models/session/session.h"
#include "models/session/undostack.h"

namespace waldesk::session
{

/// What belongs to one open connection and exists once for all its pages: who is signed in, the zone and the time, the
/// undo stack, the pending writes and the run of many. Owned by the composition; lives as long as the connection,
/// longer than the pages.
struct OpenConnection {
    OpenConnection(api::WaldurClient &client, tables::RequestStore &store, archive::Journal &journal,
                   const Profile &profile, const QString &settingsFile)
        : session(client, store, profile), clock(client, settingsFile), pending(client, journal, store, session, undo),
          bulk(client, journal, pending, session, profile.folder + QStringLiteral("/runs"))
    {
    }

    Session session;
    Clock clock;
    UndoStack undo;
    PendingTransitions pending;
    BulkWrites bulk;
};

} // namespace waldesk::session
