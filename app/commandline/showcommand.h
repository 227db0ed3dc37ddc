// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/command.h"
#include "models/archive/journal.h"

namespace waldesk::app
{

/// One request. A write on it whose outcome was unknown is settled in the journal by the way.
class ShowCommand : public Command
{
    Q_OBJECT
public:
    ShowCommand(CommandContext context, ShowCall call, QObject *parent);
    void start() override;

private:
    void read();
    void show(const api::OneRequest &one);
    void explain(const domain::Request &request);
    void print(const domain::Request &request, const QByteArray &fields, const QByteArray &blocks);
    void end();

    ShowCall m_call;
    archive::Journal m_journal;
};

} // namespace waldesk::app
