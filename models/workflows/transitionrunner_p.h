// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/transitionverdict.h"

#include <QSet>
#include <QTimer>

namespace waldesk::workflows
{

/// The steps of one write. A slot of rowRead() or finished() may destroy the runner: nothing of it is touched after
/// such a signal without asking whether it still lives.
class TransitionRunner::Private
{
public:
    Private(TransitionRunner &runner, api::WaldurClient &of, archive::Journal &book, QString serverName,
            QString userName, Job what)
        : q(runner), client(of), journal(book), server(std::move(serverName)), user(std::move(userName)),
          job(std::move(what)), base(job.before)
    {
    }

    void setState(State next);
    void reread();
    void wasReread(const domain::Request &row);
    void lookForOpenRows();
    void noteExistingRows();
    void readingFailed(const api::ApiError &error);
    void post();
    void posted(std::optional<api::ApiError> answer);
    void created(api::Result<api::OneRequest> result);
    void verify();
    void verifyCreated();
    void lookForNewRow();
    void judge();
    void again();
    void refuse(Outcome outcome, const QString &sentence, const std::optional<api::ApiError> &error = {});
    void finish(const Verdict &verdict);
    [[nodiscard]] archive::JournalEntry entry(archive::JournalEntry::Phase phase) const;
    [[nodiscard]] WriteFacts facts() const;
    [[nodiscard]] domain::Timestamp serverNow() const;
    void wasRead(const domain::Request &row);

    TransitionRunner &q;
    api::WaldurClient &client;
    archive::Journal &journal;
    QString server;
    QString user;
    Job job;
    domain::Request base; ///< as read before the write
    QSet<domain::Uuid> existing;
    domain::Timestamp sentAt;
    std::optional<api::ApiError> answer;
    std::optional<domain::Request> after;
    std::optional<api::ApiError> reading;
    QString journalId;
    bool announced = false; ///< the line before is written, the line after is not
    int tries = 3;
    int delayMs = 2'500; ///< three of them outlast the 6 s of a broker outage (contract 11)
    int triesLeft = 3;
    State state = State::Armed;
    Report report;
    QTimer arming;
    QTimer ticking;
    QTimer waiting;
};

} // namespace waldesk::workflows
