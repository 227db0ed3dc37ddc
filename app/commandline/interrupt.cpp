// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/interrupt.h"

#include <QSocketNotifier>

#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace waldesk::app
{
namespace
{

constexpr std::array Signals{SIGINT, SIGTERM, SIGHUP};

/// A handler may do next to nothing: it writes one byte, the event loop does the rest.
std::array<int, 2> pipeEnds{-1, -1};

void onSignal(int)
{
    const char byte = 1;
    (void)!::write(pipeEnds[1], &byte, 1);
}

} // namespace

Interrupt::Interrupt(QObject *parent) : QObject(parent)
{
}

Interrupt::~Interrupt()
{
    if (!m_notifier)
        return;
    for (const int signal : Signals)
        ::signal(signal, SIG_DFL);
    delete m_notifier;
    for (int &end : pipeEnds) {
        ::close(end);
        end = -1;
    }
}

bool Interrupt::listen()
{
    if (m_notifier || ::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return false;
    m_notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        emit happened();
    });
    struct sigaction action {
    };
    action.sa_handler = onSignal;
    for (const int signal : Signals)
        ::sigaction(signal, &action, nullptr);
    return true;
}

} // namespace waldesk::app
