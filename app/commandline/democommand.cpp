// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/democommand.h"

#include "app/demo/demoservice.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace waldesk::app
{
namespace
{

/// A handler may do next to nothing: it writes one byte, the event loop does the rest.
std::array<int, 2> pipeEnds{-1, -1};

void onSignal(int)
{
    const char byte = 1;
    (void)!::write(pipeEnds[1], &byte, 1);
}

/// In the order of the page that describes it; neither the URL nor a token holds anything to escape.
QByteArray greeting(const demo::DemoService &service)
{
    const demo::Tokens tokens = service.tokens();
    return R"({"url": ")" + service.url().toEncoded() + R"(", "tokens": {"staff": ")" + tokens.staff +
           R"(", "support": ")" + tokens.support + R"(", "manager": ")" + tokens.manager + "\"}}\n";
}

} // namespace

DemoCommand::DemoCommand(Output &output, DemoCall call, QObject *parent)
    : QObject(parent), m_output(output), m_call(call)
{
}

DemoCommand::~DemoCommand() = default;

void DemoCommand::start()
{
    m_service = std::make_unique<demo::DemoService>(
        demo::Settings{m_call.port, m_call.requests, m_call.seed, m_call.agentSpeed, m_call.races});
    QString error;
    if (!listenForSignals())
        error = QCoreApplication::translate("commandline", "The demo can not listen for its end.");
    if (!error.isEmpty() || !m_service->start(&error)) {
        m_output.sentence(error);
        emit finished(Exit::Failed);
        return;
    }
    m_output.data(greeting(*m_service));
    m_output.flush();
}

bool DemoCommand::listenForSignals()
{
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    m_notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        emit finished(Exit::Done);
    });
    struct sigaction action {
    };
    action.sa_handler = onSignal;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        ::sigaction(signal, &action, nullptr);
    return true;
}

} // namespace waldesk::app
