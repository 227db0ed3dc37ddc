// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/errorfacts.h"
#include "app/commandline/interrupt.h"
#include "app/commandline/querycommand.h"
#include "models/api/pagewalk.h"
#include "models/archive/causearchive.h"
#include "models/tables/requeststore.h"
#include "models/workflows/changefeed.h"
#include "models/workflows/vanishsearch.h"

#include <QElapsedTimer>
#include <QSet>

#include <memory>

namespace waldesk::app
{

/// Events as they come, each flushed, until it is interrupted: the requests that are open are read once, so that it is
/// known what they were; then only what changed is read. A server that goes away is said once and waited for; a token
/// that is refused ends the command.
class WatchCommand : public QueryCommand
{
    Q_OBJECT
public:
    WatchCommand(CommandContext context, WatchCall call, QObject *parent);
    ~WatchCommand() override;
    void start() override;

private:
    using Event = workflows::LiveEvent;

    void readOpen();
    void takePage(const api::Page &page);
    void watch();
    void take(const std::vector<Event> &events);
    void polled();
    void lookForVanished();
    void takeVanished(const std::vector<tables::RowIndex> &rows);
    void fail(const api::ApiError &error);
    void print(const Event &event);
    void noteCause(const Event &event);
    void end(Exit exit);
    [[nodiscard]] bool isWanted(const Event &event);
    [[nodiscard]] QByteArray asText(const Event &event) const;
    [[nodiscard]] static QByteArray asJson(const Event &event);

    WatchCall m_call;
    domain::SplitQuery m_query;
    CauseBasis m_basis;
    std::unique_ptr<ErrorFacts> m_facts;
    tables::RequestStore m_store;
    std::unique_ptr<api::PageWalk> m_walk;
    workflows::ChangeFeed m_feed;
    workflows::VanishSearch m_search;
    std::unique_ptr<archive::CauseArchive> m_causes; ///< null: this machine has never seen a cause of this server
    Interrupt m_interrupt;
    QSet<QByteArray> m_toldCauses;
    QHash<domain::Uuid, QByteArray> m_raw; ///< of open requests, for when they vanish
    QElapsedTimer m_counted;
    domain::Duration m_countEvery;
    std::vector<tables::RowIndex> m_suspects;
    bool m_away = false;
    bool m_ended = false;
};

} // namespace waldesk::app
