// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/archive/journal.h"
#include "models/domain/backendresource.h"
#include "models/domain/capabilities.h"
#include "models/tables/requeststore.h"

#include <QObject>

#include <memory>

namespace waldesk::workflows
{

/// One write, to a request or to a resource that waits for import, from the click to what is true after it (design,
/// "How a click travels"; contract 1.3, 1.4, 11): Armed (5 s, can be undone) -> Rereading -> Posting -> Verifying ->
/// Finished. The row is read before the write, a journal line is on disk before it leaves, it is sent once, and the row
/// is read after it and compared by state and text. While reading once more may say more (a lost or a gateway's answer
/// and an unchanged row), it is watched with growing pauses. Owned by who started it; the window allows one at a time
/// for a row.
class TransitionRunner : public QObject
{
    Q_OBJECT
public:
    enum class State : quint8 { Armed, Rereading, Posting, Verifying, Finished, Undone };
    Q_ENUM(State)

    using Outcome = domain::WriteOutcome;

    /// How long the row is looked at after the write, while its state does not settle the matter.
    struct Watch {
        int settleMs = 15'000;  ///< then the outcome is given, and stands in the journal (contract 11: 6 s and more)
        bool goesOn = false;    ///< an unknown one is watched on, the runner stays Verifying; for the window
        int watchMs = 600'000;  ///< with goesOn: for so long, then it ends Unknown
        int firstPauseMs = 500; ///< between two readings; a quarter of the time so far
        int longestPauseMs = 30'000; ///< but no more than this
    };

    struct Job {
        domain::Action action = domain::Action::Start;
        domain::Request before; ///< what the person saw when they decided; of a resource: rowOf() it
        bool unseen = false;    ///< only a uuid was named: the row as it is read counts as what was seen
        domain::ErrorText text; ///< SetErred, OverwriteError
        /// The text's message has blanks (domain::fillReason), filled with this and with the row as it was read just
        /// before the write; nullopt: it is sent as it stands.
        std::optional<QString> ticket{};
        QString reason;          ///< for the journal
        QString bulk;            ///< for the journal: names the writes that were begun together; empty: one alone
        bool onlyAsSeen = false; ///< one of many, planned before: not sent when its state has changed since
        bool force = false;      ///< `--force` of the command line: Done and Erred may be set erred
        std::optional<domain::BackendResource> resource{}; ///< ImportResource, DismissResource: as it was seen
        std::optional<domain::OfferingPlan> plan{};        ///< ImportResource: a shared offering needs one
    };

    struct Report {
        Outcome outcome = Outcome::Failed;
        QString sentence;                     ///< translated, one, says what is true now
        std::optional<domain::Request> after; ///< the row as last read; of a create: the new row
        std::optional<api::ApiError> error;   ///< what the server answered to the write or the reads, if it failed
        bool sent = false;
        std::optional<domain::Uuid> made{}; ///< of an import: the resource that stands there now, as far as it is known
        bool gone = false;                  ///< of a resource: it was read, and it does not wait for import any more
    };

    /// server and user stand in the journal. The client's token is hidden from it.
    TransitionRunner(api::WaldurClient &client, archive::Journal &journal, QString server, QString user, Job job,
                     QObject *parent = nullptr);
    ~TransitionRunner() override;

    void arm(int delayMs = 5000);      ///< 0: goes on at once (command line)
    void sendNow();                    ///< in Armed only
    bool undo();                       ///< in Armed only: true when nothing will be sent
    void setWatch(const Watch &watch); ///< before it is sent

    [[nodiscard]] State state() const;
    [[nodiscard]] const Job &job() const;
    [[nodiscard]] int remainingMs() const; ///< in Armed
    [[nodiscard]] const Report &report() const;

signals:
    void stateChanged();
    void unsettled(); ///< Verifying: the outcome is unknown so far, that stands in the journal, and it is watched on
    void tick();      ///< each second while Armed
    void rowRead(const waldesk::domain::Request &request); ///< each time the row was read: merge it
    /// The same of a resource; nullopt: nothing waits under its uuid.
    void resourceRead(const waldesk::domain::Uuid &uuid, const std::optional<waldesk::domain::BackendResource> &now);
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows
