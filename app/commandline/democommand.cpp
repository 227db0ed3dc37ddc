// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/democommand.h"

#include "app/demo/demoservice.h"

#include <QCoreApplication>

namespace waldesk::app
{
namespace
{

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
    connect(&m_interrupt, &Interrupt::happened, this, [this] { emit finished(Exit::Done); });
}

DemoCommand::~DemoCommand() = default;

void DemoCommand::start()
{
    m_service = std::make_unique<demo::DemoService>(
        demo::Settings{m_call.port, m_call.requests, m_call.seed, m_call.agentSpeed, m_call.races});
    QString error;
    if (!m_interrupt.listen())
        error = QCoreApplication::translate("commandline", "The demo can not listen for its end.");
    if (!error.isEmpty() || !m_service->start(&error)) {
        m_output.sentence(error);
        emit finished(Exit::Failed);
        return;
    }
    m_output.data(greeting(*m_service));
    m_output.flush();
}

} // namespace waldesk::app
