// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/bulkfolder.h"
#include "models/session/pendingtransitions.h"
#include "models/workflows/bulkfate.h"
#include "models/workflows/bulkplan.h"
#include "models/workflows/bulkqueue.h"
#include "models/workflows/requestfollower.h"

#include <QObject>

#include <deque>
#include <memory>
#include <vector>

namespace waldesk::session
{

/// Changes of many requests at once, of this connection: at most one run at a time, sent by the pending writes, one by
/// one as single changes are. What is about to be done is on disk before the first is sent; what a run of the program
/// before this one did not finish is found again, with the fate of each row. A locked profile pauses the run, a
/// connection that came back lets it go on. New requests of "ask again" are followed to their end. Owned by the
/// connection; destroying it starts nothing more and leaves the rest for the next start.
class BulkWrites : public QObject
{
    Q_OBJECT
public:
    using Queue = workflows::BulkQueue;

    static constexpr int MostAtOnce = 8;
    struct Settings {
        int atOnce = 2;             ///< writes at the same time
        int askAgainSpreadMs = 500; ///< between two requests for new lists: agents share their backends
    };
    /// What is decided: the jobs in their order, and the reason as it was typed.
    struct Order {
        domain::Action action = domain::Action::SetErred;
        std::vector<Queue::Job> jobs;
        QString reason;
        QString ticket;
    };
    /// A run that was interrupted.
    struct Leftover {
        archive::BulkRecord record;
        std::vector<workflows::BulkFate> fates;

        [[nodiscard]] int count(workflows::BulkFate::Kind kind) const;
        [[nodiscard]] std::vector<domain::Request> neverSent() const;
        /// Of an import or a dismissal: then neverSent() has a row for each of them.
        [[nodiscard]] std::vector<domain::BackendResource> resourcesNeverSent() const;
    };

    BulkWrites(api::WaldurClient &client, archive::Journal &journal, PendingTransitions &pending, Session &session,
               const QString &folder, QObject *parent = nullptr);

    /// From the window's settings file: `run/atOnce` (1 to 8), `run/askAgainSpreadMs` (0 to 60 000); what is missing or
    /// is no such number is as usual.
    [[nodiscard]] static Settings readSettings(const QString &settingsFile);
    /// Keeps `run/atOnce` there; an empty name keeps nothing.
    static void keepAtOnce(const QString &settingsFile, int atOnce);
    void setSettings(const Settings &settings) { m_settings = settings; } ///< of the next run
    [[nodiscard]] const Settings &settings() const { return m_settings; }

    /// What the action would do to the rows, for the person who is signed in; nothing is read before its read().
    [[nodiscard]] std::unique_ptr<workflows::BulkPlan> makePlan(domain::Action action,
                                                                std::vector<domain::Request> rows) const;
    /// The same for resources that wait for import.
    [[nodiscard]] std::unique_ptr<workflows::BulkPlan>
    makeResourcePlan(domain::Action action, std::vector<domain::BackendResource> resources) const;
    /// False when a run is under way. Else begun(), or failed() when it can not be kept on disk; nothing is sent then.
    bool run(Order order);
    [[nodiscard]] bool isRunning() const; ///< something of it is still to be sent
    /// The run that is shown: under way, or the last one; nullptr before the first.
    [[nodiscard]] Queue *queue() const { return m_queue.get(); }
    [[nodiscard]] const Order &order() const { return m_order; }
    void setFollowPauses(const workflows::RequestFollower::Pauses &pauses) { m_follower.setPauses(pauses); }
    /// New requests of "ask again" that have not ended.
    [[nodiscard]] const workflows::RequestFollower &follower() const { return m_follower; }

    /// Nothing further is begun; parked() when what is under way is finished. The rest is kept for the next start.
    void park();
    /// It was parked, and was not told to go on since.
    [[nodiscard]] bool isParked() const { return m_isParked; }

    [[nodiscard]] const std::vector<Leftover> &leftovers() const { return m_leftovers; }
    /// Its rows were seen; it is not told again.
    void dropLeftover(const QString &id);

signals:
    void begun();
    void failed(const QString &sentence);
    void changed();  ///< state, a row, a count
    void finished(); ///< nothing of it will be sent any more
    void parked();
    void leftoversChanged();
    /// All that was asked again has ended: how many Done, how many Erred, how many are gone.
    void askedAgainEnded(int done, int erred, int gone);

private:
    [[nodiscard]] std::unique_ptr<workflows::BulkPlan> planOf(workflows::BulkPlan::Input input) const;
    void start();
    void queueFinished();
    void noteParked();
    void askAgainWas(const PendingTransitions::Runner::Report &report);
    void updateLock();
    void lookForLeftovers();
    void readFates();

    api::WaldurClient &m_client;
    archive::Journal &m_journal;
    PendingTransitions &m_pending;
    Session &m_session;
    archive::BulkFolder m_folder;
    workflows::RequestFollower m_follower;
    workflows::UnsettledWrites m_unsettled;
    Settings m_settings;
    Order m_order;
    QString m_id;
    std::unique_ptr<Queue> m_queue;
    std::vector<archive::BulkRecord> m_abandoned;
    std::vector<Leftover> m_leftovers;
    bool m_starting = false;
    bool m_parking = false;
    bool m_isParked = false;
};

} // namespace waldesk::session
