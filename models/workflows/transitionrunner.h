// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"
#include "models/archive/journal.h"
#include "models/domain/capabilities.h"
#include "models/tables/requeststore.h"

#include <QObject>

#include <memory>

namespace waldesk::workflows
{

/// One write from the click to what is true after it (design, "How a click travels"; contract 1.3, 1.4, 11):
/// Armed (5 s, can be undone) -> Rereading -> Posting -> Verifying -> Finished. The row is read before the write, a
/// journal line is on disk before it leaves, it is sent once, and the row is read after it and compared by state and
/// text. Owned by who started it; the window allows one at a time for a row.
class TransitionRunner : public QObject
{
    Q_OBJECT
public:
    enum class State : quint8 { Armed, Rereading, Posting, Verifying, Finished, Undone };
    Q_ENUM(State)

    enum class Outcome : quint8 {
        Done,      ///< sent, and the row says so
        Refused,   ///< not sent: the row has changed, or the journal could not be written, or no right; or the server
                   ///< said no and the row is as it was
        Overtaken, ///< the server said no (409, 500) or yes, but the row shows somebody else's change
        Unknown,   ///< sent, no answer, and the row could not be read after it
        Failed,    ///< could not be sent: no connection before the write
    };
    Q_ENUM(Outcome)

    struct Job {
        domain::Action action = domain::Action::Start;
        domain::Request before; ///< what the person saw when they decided
        domain::ErrorText text; ///< SetErred, OverwriteError
        QString reason;         ///< for the journal
        bool force = false;     ///< `--force` of the command line: Done and Erred may be set erred
    };

    struct Report {
        Outcome outcome = Outcome::Failed;
        QString sentence;                     ///< translated, one, says what is true now
        std::optional<domain::Request> after; ///< the row as last read; of a create: the new row
        std::optional<api::ApiError> error;   ///< what the server answered to the write or the reads, if it failed
        bool sent = false;
    };

    /// server and user stand in the journal.
    TransitionRunner(api::WaldurClient &client, archive::Journal &journal, QString server, QString user, Job job,
                     QObject *parent = nullptr);
    ~TransitionRunner() override;

    void arm(int delayMs = 5000); ///< 0: goes on at once (command line)
    void sendNow();               ///< in Armed only
    bool undo();                  ///< in Armed only: true when nothing will be sent
    /// While Verifying cannot read the row it is tried again this often before Unknown is said; default 3, tests 1.
    void setVerifyTries(int tries, int delayMs);

    [[nodiscard]] State state() const;
    [[nodiscard]] const Job &job() const;
    [[nodiscard]] int remainingMs() const; ///< in Armed
    [[nodiscard]] const Report &report() const;

signals:
    void stateChanged();
    void tick();                                           ///< each second while Armed
    void rowRead(const waldesk::domain::Request &request); ///< each time the row was read: merge it
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::workflows
