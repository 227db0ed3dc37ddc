// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/session.h"
#include "models/session/undostack.h"
#include "models/workflows/bulkqueue.h"
#include "models/workflows/transitionrunner.h"
#include "models/workflows/unsettledwrites.h"

#include <QObject>

#include <memory>
#include <vector>

namespace waldesk::session
{

/// The writes of this window that are not finished: at most one a row, each with a runner of its own. An armed one is a
/// step of the undo stack until it is sent. What a runner reads is merged into the store here, and what its calls say
/// about the connection is told to the session. Locking the profile undoes all armed ones. Owned by the connection;
/// destroying it sends nothing more.
class PendingTransitions : public QObject
{
    Q_OBJECT
public:
    using Runner = workflows::TransitionRunner;

    PendingTransitions(api::WaldurClient &client, archive::Journal &journal, tables::RequestStore &store,
                       Session &session, UndoStack &undo, QObject *parent = nullptr);
    ~PendingTransitions() override;

    void setDelay(int milliseconds); ///< of Undo; default 5 000, 0 sends at once
    [[nodiscard]] int delay() const { return m_delay; }
    /// Arms it; false when a write on this row is pending already.
    bool start(Runner::Job job);
    /// Sends it at once, without a step of the undo stack: one of many, planned and confirmed before. The same rule:
    /// false when a write on this row is pending already. The handlers are called after the signals.
    bool run(Runner::Job job, workflows::BulkQueue::Handlers handlers);

    [[nodiscard]] bool isPending(const domain::Uuid &row) const;
    [[nodiscard]] const Runner *find(const domain::Uuid &row) const;   ///< nullptr: nothing is pending on it
    [[nodiscard]] const Runner *newestArmed() const;                   ///< nullptr: none
    [[nodiscard]] UndoStack::Id stepOf(const domain::Uuid &row) const; ///< 0: it can not be undone (any more)
    [[nodiscard]] int remainingMs(const Runner &runner) const;         ///< of Undo, never more than there was
    [[nodiscard]] int secondsLeft(const Runner &runner) const;         ///< rounded up, as it is told
    [[nodiscard]] int armedCount() const;
    [[nodiscard]] int underWayCount() const; ///< sent or about to be: they can not be undone
    [[nodiscard]] int count() const;         ///< armed and under way
    /// Those under way but the ones of many that are unknown so far: these stand in the journal, and the next start
    /// looks at them again.
    [[nodiscard]] int awaitedCount() const;
    /// What the row's badge says: `Erred in 4 s`, `Sending…`; empty when nothing is pending.
    [[nodiscard]] QString pendingText(const domain::Uuid &row) const;

    void mergeRow(const domain::Request &request) { merge(request); } ///< read elsewhere

    bool undo(const domain::Uuid &row);
    bool sendNow(const domain::Uuid &row);
    int undoAll(); ///< how many were undone
    void sendAllNow();

    /// "Setting erred": what is being done, for the undo bar.
    [[nodiscard]] static QString doingText(domain::Action action);
    [[nodiscard]] static QString doneText(domain::Action action); ///< "Set erred"
    /// "MOAB Kaunas d4410b": the row, as a sentence names it.
    [[nodiscard]] static QString subjectOf(const domain::Request &request);
    [[nodiscard]] static QString subjectOf(const Runner::Job &job); ///< "MOAB Kaunas hpc_42" of a resource

signals:
    void changed(const waldesk::domain::Uuid &row);        ///< armed, each second of the countdown, each step, gone
    void rowRead(const waldesk::domain::Request &request); ///< after it was merged into the store
    /// A resource that waits for import was read by a write on it; nullopt: nothing waits under its uuid.
    void resourceRead(const waldesk::domain::Uuid &uuid, const std::optional<waldesk::domain::BackendResource> &now);
    void reported(const waldesk::workflows::TransitionRunner::Job &job,
                  const waldesk::workflows::TransitionRunner::Report &report);
    /// Unknown so far: the row is watched on and stays pending; reported() follows when it is settled.
    void unsettled(const waldesk::workflows::TransitionRunner::Job &job,
                   const waldesk::workflows::TransitionRunner::Report &report);
    void becameIdle();     ///< the last one is finished or undone
    void earlierSettled(); ///< what earlier runs of the program could not tell was looked at once more

private:
    struct Entry {
        std::unique_ptr<Runner> runner;
        UndoStack::Id step = 0;
        workflows::BulkQueue::Handlers handlers{};
        bool unsettled = false; ///< the journal calls it unknown so far
    };

    void begin(Runner::Job job, int delayMs, workflows::BulkQueue::Handlers handlers);

    void watch(Runner *runner);
    void dropStep(const Runner *runner);
    void merge(const domain::Request &request);
    void settle(Runner *runner);
    void noteConnection(const Runner::Report &report);
    [[nodiscard]] QString takeBack(const domain::Uuid &row);
    [[nodiscard]] static QString becomesText(domain::Action action);
    [[nodiscard]] Runner *armed(const domain::Uuid &row) const;

    api::WaldurClient &m_client;
    archive::Journal &m_journal;
    tables::RequestStore &m_store;
    Session &m_session;
    UndoStack &m_undo;
    workflows::UnsettledWrites m_earlier; ///< of earlier runs of the program
    bool m_lookedAtEarlier = false;
    std::vector<Entry> m_entries; ///< oldest first
    int m_delay = 5000;
};

} // namespace waldesk::session
