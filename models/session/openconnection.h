// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/bulkwrites.h"
#include "models/session/changeselsewhere.h"
#include "models/session/clock.h"
#include "models/session/journallines.h"
#include "models/session/pendingtransitions.h"
#include "models/session/requestsfromhere.h"
#include "models/session/session.h"
#include "models/session/undostack.h"

namespace waldesk::session
{

/// What belongs to one open connection and exists once for all its pages: who is signed in, the zone and the time, the
/// undo stack, the pending writes and the run of many, what is written down of them on this machine, what was changed
/// from here and what elsewhere. Owned by the composition; lives as long as the connection, longer than the pages.
struct OpenConnection {
    OpenConnection(api::WaldurClient &client, tables::RequestStore &store, archive::Journal &of, const Profile &profile,
                   const QString &settingsFile)
        : session(client, store, profile), clock(client, settingsFile), pending(client, of, store, session, undo),
          bulk(client, of, pending, session, profile.folder + QStringLiteral("/runs")), journal(of), lines(of),
          elsewhere(store, pending, lines, clock), own(lines, client.connection().root.toString())
    {
        bulk.setSettings(BulkWrites::readSettings(settingsFile));
    }

    Session session;
    Clock clock;
    UndoStack undo;
    PendingTransitions pending;
    BulkWrites bulk;
    archive::Journal &journal;
    JournalLines lines;
    ChangesElsewhere elsewhere;
    RequestsFromHere own;
};

} // namespace waldesk::session
