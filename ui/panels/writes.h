// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/transitionrunner.h"
#include "ui/base/workspace.h"

#include <QObject>

#include <memory>
#include <vector>

namespace waldesk::ui
{

/// The writes that a person started in this window and that are not finished: at most one a row, each with a runner of
/// its own. The newest armed one is what the undo bar shows and what `z` takes back; when it is gone, the next newest
/// one is. Locking the profile takes all armed ones back. Owned by the page; destroying it sends nothing more.
class Writes : public QObject
{
    Q_OBJECT
public:
    using Runner = workflows::TransitionRunner;

    explicit Writes(Workspace workspace, QObject *parent = nullptr);
    ~Writes() override;

    void setDelay(int milliseconds); ///< of Undo; default 5 000, 0 sends at once
    [[nodiscard]] int delay() const { return m_delay; }
    /// Arms it; false when a write on this row is pending already.
    bool start(Runner::Job job);

    [[nodiscard]] bool isPending(const domain::Uuid &row) const;
    [[nodiscard]] const Runner *find(const domain::Uuid &row) const; ///< nullptr: nothing is pending on it
    [[nodiscard]] const Runner *newestArmed() const;                 ///< nullptr: none
    [[nodiscard]] int remainingMs(const Runner &runner) const;       ///< of Undo, never more than there was
    [[nodiscard]] int secondsLeft(const Runner &runner) const;       ///< rounded up, as it is told
    [[nodiscard]] int armedCount() const;
    [[nodiscard]] int count() const; ///< armed and under way
    /// What the row's badge says: `Erred in 4 s`, `Sending…`; empty when nothing is pending.
    [[nodiscard]] QString pendingText(const domain::Uuid &row) const;

    bool undoNewest();
    bool sendNewestNow();
    bool sendNow(const domain::Uuid &row);
    int undoAll(); ///< how many were taken back

signals:
    void changed(const waldesk::domain::Uuid &row); ///< armed, each second of the countdown, each step, gone
    void rowRead(const waldesk::domain::Request &request);
    void reported(const waldesk::workflows::TransitionRunner::Job &job,
                  const waldesk::workflows::TransitionRunner::Report &report);
    void undone(const waldesk::workflows::TransitionRunner::Job &job);

private:
    void watch(Runner *runner);
    void settle(Runner *runner);
    [[nodiscard]] Runner *newest() const;

    Workspace m_workspace;
    std::vector<std::unique_ptr<Runner>> m_runners; ///< oldest first
    int m_delay = 5000;
};

/// "Setting erred", "Starting", ...: what is being done, for the undo bar.
[[nodiscard]] QString doingText(domain::Action action);
/// The state's word after it, as the pending row says it.
[[nodiscard]] QString becomesText(domain::Action action);

} // namespace waldesk::ui
