// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/command.h"
#include "app/commandline/endwaiter.h"
#include "models/archive/journal.h"
#include "models/workflows/transitionrunner.h"

namespace waldesk::app
{

/// Asks for an offering by the conversation that the window has: journal, one POST, and a look for the new row where
/// the answer does not tell it. With --wait one small read after the other until the request ends or the time is over.
class CreateCommand : public Command
{
    Q_OBJECT
public:
    CreateCommand(CommandContext context, CreateCall call, QObject *parent);
    void start() override;

private:
    void create(const QString &user);
    void created(const workflows::TransitionRunner::Report &report);
    void wait();
    void endWith(const WaitEnd &end);

    CreateCall m_call;
    archive::Journal m_journal;
    domain::Uuid m_uuid;
};

} // namespace waldesk::app
