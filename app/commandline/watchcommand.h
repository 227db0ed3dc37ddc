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
#include "models/workflows/stuckfinder.h"
#include "models/workflows/vanishsearch.h"

#include <QElapsedTimer>
#include <QSet>

#include <memory>

namespace waldesk::app
{

/// Events as they come, each flushed, until it is interrupted: the requests that are open are read once, so that it is
/// known what they were; then only what changed is read. What is stuck, and what has failed, at the start is no event:
/// a cause is new where this machine has kept none like it, or, where it keeps none of this server, where no error of
/// the last three weeks had it. A server that goes away is said once and waited for; a token that is refused ends the
/// command.
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
    void readCauses();
    void watch();
    void take(const std::vector<Event> &events);
    void polled();
    void lookForVanished();
    void takeVanished(const std::vector<tables::RowIndex> &rows);
    void askOfferings();
    void takeLost(std::span<const tables::RowIndex> rows);
    void findStuck();
    void tellStuck();
    void readOwn();
    void fail(const api::ApiError &error);
    void print(const Event &event);
    void noteCause(const Event &event);
    void end(Exit exit);
    [[nodiscard]] domain::Timestamp now() const; ///< the server's
    [[nodiscard]] bool isWanted(const Event &event);
    [[nodiscard]] QByteArray causeOf(const domain::ErrorText &error, QString *title = nullptr) const;
    [[nodiscard]] QByteArray asText(const Event &event) const;
    [[nodiscard]] QByteArray asJson(const Event &event) const;

    WatchCall m_call;
    domain::SplitQuery m_query;
    CauseBasis m_basis;
    domain::KnownPatterns m_patterns; ///< of m_basis
    std::unique_ptr<ErrorFacts> m_facts;
    tables::RequestStore m_store;
    std::unique_ptr<api::PageWalk> m_walk;
    workflows::ChangeFeed m_feed;
    workflows::VanishSearch m_search;
    workflows::StuckFinder m_stuck;
    QSet<domain::Uuid> m_toldStuck;
    bool m_stuckKnown = false; ///< what was stuck at the start
    QSet<domain::Uuid> m_own;  ///< of this machine, by its journal
    qint64 m_journalSize = -1;
    std::unique_ptr<archive::CauseArchive> m_causes; ///< null: this machine has never seen a cause of this server
    Interrupt m_interrupt;
    QSet<QByteArray> m_toldCauses;
    QHash<domain::Uuid, QByteArray> m_raw; ///< for when they vanish
    QElapsedTimer m_counted;
    domain::Duration m_countEvery;
    std::vector<tables::RowIndex> m_suspects;
    std::vector<tables::OfferingId> m_doubted; ///< whose rows may be gone
    tables::OfferingId m_nextOffering = 0;
    bool m_away = false;
    bool m_ended = false;
};

} // namespace waldesk::app
