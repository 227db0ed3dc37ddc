// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/exitstatus.h"
#include "app/commandline/interrupt.h"
#include "app/commandline/output.h"

#include <QObject>

#include <memory>

namespace waldesk::demo
{
class DemoService;
}

namespace waldesk::app
{

/// Only the embedded service, until SIGINT, SIGTERM or SIGHUP.
class DemoCommand : public QObject
{
    Q_OBJECT
public:
    DemoCommand(Output &output, DemoCall call, QObject *parent);
    ~DemoCommand() override;
    void start();

signals:
    void finished(waldesk::app::Exit exit);

private:
    Output &m_output;
    DemoCall m_call;
    std::unique_ptr<demo::DemoService> m_service;
    Interrupt m_interrupt;
};

} // namespace waldesk::app
