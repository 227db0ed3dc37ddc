// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/rowarchive.h"
#include "models/session/causeactions.h"
#include "models/session/liveupdates.h"
#include "models/session/openconnection.h"
#include "models/tables/requeststore.h"
#include "models/workflows/requestfeed.h"
#include "models/workflows/rulestore.h"
#include "models/workflows/triage.h"

#include <QString>

namespace waldesk::session
{
class Notices;
class FoundResourceCache;
class SavedViews;
class StuckRequests;
class ViewCounts;
} // namespace waldesk::session

namespace waldesk::ui
{

/// What is known of causes.
struct CauseWorkspace {
    workflows::TriageFeed &feed;
    workflows::ErrorClassifier &index;
    workflows::Triage &triage;
    workflows::RuleStore &rules;
    archive::CauseArchive &archive;
    session::CauseActions &actions;
};

/// The saved views of the profile, and what the desktop tells of it.
struct ViewWorkspace {
    session::SavedViews &views;
    session::ViewCounts &counts;
    session::Notices &notices;
};

/// What the pages of one connection stand on. Made and owned by the composition, which outlives the pages.
struct Workspace {
    session::OpenConnection &connection; ///< session, clock, undo stack, pending writes
    tables::RequestStore &store;
    workflows::RequestFeed &feed;
    QString settingsFile;                    ///< INI of the window's own state (columns, split, scheme); never a secret
    const CauseWorkspace *causes = nullptr;  ///< null: a window without the Errors page
    const ViewWorkspace *views = nullptr;    ///< null: a window without saved views and notifications
    session::LiveUpdates *live = nullptr;    ///< null: nothing is read by itself
    archive::RowArchive *rows = nullptr;     ///< what is kept on this machine; null: nothing
    session::StuckRequests *stuck = nullptr; ///< null: nothing is said to be stuck
    session::FoundResourceCache *found = nullptr; ///< null: what requests found is not shown
};

} // namespace waldesk::ui
