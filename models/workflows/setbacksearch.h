// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/tables/requeststore.h"

#include <QObject>

#include <memory>

namespace waldesk::workflows
{

/// Finds what a server has set back that was restored from a backup: its requests are again what they were, with the
/// `modified` of then, which no delta tells and no total shows. It begins with one row that anybody read and that is
/// older than it was known. Whatever was modified between the backup and the restoration is lost, so the rows are read
/// again in the order of the `modified` that was known, from that row on to older and to newer ones, until some were as
/// they are known: a page at a time, with all that was created around it. Rows that are gone are for the VanishSearch.
/// They are put in order on another thread, so that no turn of the event loop follows from how many are known.
/// One search at a time, one call at a time. Owned by the live updates; destroying it ends the search.
class SetBackSearch : public QObject
{
    Q_OBJECT
public:
    SetBackSearch(api::WaldurClient &client, tables::RequestStore &store, QObject *parent = nullptr);
    ~SetBackSearch() override;

    /// Reads one request: the one that was modified last when this was called before, or of those that were kept. A
    /// server that was set back since has it as it was before.
    void look();
    /// The server was away: the next look is for the newest of what is known now.
    void noteGap();
    /// After a failure, which others tell: with the call that failed. Nothing else to do: nothing.
    void goOn();
    [[nodiscard]] bool isRunning() const; ///< also after a failure

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows
