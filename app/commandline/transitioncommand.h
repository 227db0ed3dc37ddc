// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/command.h"
#include "models/archive/journal.h"
#include "models/workflows/transitionrunner.h"

namespace waldesk::app
{

/// start, done and err: each request on its own, one after the other, all are tried; the highest status is the
/// command's. Word, status, journal and sentence come from the one outcome of the runner.
class TransitionCommand : public Command
{
    Q_OBJECT
public:
    TransitionCommand(CommandContext context, TransitionCall call, QObject *parent);
    void start() override;

private:
    void next();
    void act(const domain::Uuid &uuid);
    void ran(const workflows::TransitionRunner &runner);
    void report(const domain::Uuid &uuid, domain::WriteOutcome outcome, const QString &sentence, Exit exit);

    TransitionCall m_call;
    archive::Journal m_journal;
    QString m_user;
    size_t m_index = 0;
    Exit m_exit = Exit::Done;
};

} // namespace waldesk::app
