// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/transitionrunner.h"

#include "models/workflows/transitionrunner_p.h"

#include <algorithm>

namespace waldesk::workflows
{

TransitionRunner::TransitionRunner(api::WaldurClient &client, archive::Journal &journal, QString server, QString user,
                                   Job job, QObject *parent)
    : QObject(parent),
      d(std::make_unique<Private>(*this, client, journal, std::move(server), std::move(user), std::move(job)))
{
    d->arming.setSingleShot(true);
    d->waiting.setSingleShot(true);
    d->ticking.setInterval(1'000);
    connect(&d->arming, &QTimer::timeout, this, [this] { d->reread(); });
    connect(&d->ticking, &QTimer::timeout, this, &TransitionRunner::tick);
    connect(&d->waiting, &QTimer::timeout, this, [this] { d->verify(); });
}

TransitionRunner::~TransitionRunner()
{
    if (!d->announced)
        return;
    // The program ends, or the page goes, while the write is under way: the journal must not be silent about it.
    archive::JournalEntry line = d->entry(archive::JournalEntry::Phase::After);
    line.outcome = archive::JournalEntry::Outcome::Unknown;
    line.state = domain::State::Unknown;
    line.error = {};
    line.answer = answerWord(d->answer) + QStringLiteral(": the command was abandoned before its outcome was known");
    if (d->state == State::Posting)
        line.answer = QStringLiteral("no answer: the command was abandoned before its outcome was known");
    [[maybe_unused]] const auto written = d->journal.append(line);
}

void TransitionRunner::arm(int delayMs)
{
    if (d->state != State::Armed || d->arming.isActive())
        return;
    if (delayMs <= 0) {
        d->reread();
        return;
    }
    d->arming.start(delayMs);
    d->ticking.start();
}

void TransitionRunner::sendNow()
{
    if (d->state == State::Armed)
        d->reread();
}

bool TransitionRunner::undo()
{
    if (d->state != State::Armed)
        return false;
    d->arming.stop();
    d->ticking.stop();
    d->report.outcome = Outcome::Refused;
    d->report.sentence = tr("Undone: nothing was sent.");
    d->setState(State::Undone);
    return true;
}

void TransitionRunner::setVerifyTries(int tries, int delayMs)
{
    d->tries = tries;
    d->triesLeft = tries;
    d->delayMs = delayMs;
}

TransitionRunner::State TransitionRunner::state() const
{
    return d->state;
}

const TransitionRunner::Job &TransitionRunner::job() const
{
    return d->job;
}

int TransitionRunner::remainingMs() const
{
    return d->state == State::Armed ? std::max(0, d->arming.remainingTime()) : 0;
}

const TransitionRunner::Report &TransitionRunner::report() const
{
    return d->report;
}

} // namespace waldesk::workflows
