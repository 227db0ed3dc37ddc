// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/portprobe.h"

#include "models/api/proxysettings.h"

#include <QNetworkProxy>
#include <QTcpSocket>

namespace waldesk::api
{

namespace
{

constexpr int AnswerMs = 3'000;
constexpr qsizetype GreetingChars = 80;
constexpr char TlsAlert = 0x15;
constexpr char TlsHandshake = 0x16;

} // namespace

PortProbe::PortProbe(QObject *parent) : QObject(parent), m_socket(new QTcpSocket(this))
{
    m_timer.setSingleShot(true);
    m_socket->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    connect(m_socket, &QTcpSocket::connected, this, [this] {
        m_connected = true;
        m_timer.start(GreetingMs);
    });
    connect(m_socket, &QTcpSocket::readyRead, this, &PortProbe::look);
    connect(m_socket, &QTcpSocket::disconnected, this, &PortProbe::look);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &PortProbe::look);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_connected && !m_asked)
            ask();
        else
            finish(Found::Nothing);
    });
}

bool PortProbe::canReach(const QUrl &url)
{
    return proxyFor(url, QProcessEnvironment::systemEnvironment()).name.isEmpty();
}

void PortProbe::start(const QUrl &url)
{
    m_host = url.host(QUrl::FullyEncoded).toLatin1();
    m_timer.start(AnswerMs);
    m_socket->connectToHost(url.host(), quint16(url.port(url.scheme() == QLatin1String("https") ? 443 : 80)));
}

void PortProbe::ask()
{
    m_asked = true;
    m_socket->write("GET / HTTP/1.1\r\nHost: " + m_host + "\r\nConnection: close\r\n\r\n");
    m_timer.start(AnswerMs);
}

void PortProbe::look()
{
    const QByteArray bytes = m_socket->peek(512);
    if (bytes.isEmpty()) {
        if (m_socket->state() == QAbstractSocket::UnconnectedState)
            finish(m_connected ? Found::Closed : Found::Nothing);
        return;
    }
    if (bytes.front() == TlsAlert || bytes.front() == TlsHandshake) {
        finish(Found::Tls);
    } else if (bytes.startsWith("HTTP/")) {
        finish(Found::PlainHttp);
    } else if (!m_asked) {
        const qsizetype end = bytes.indexOf('\n');
        m_greeting = QString::fromLatin1(bytes.left(end < 0 ? bytes.size() : end)).simplified().left(GreetingChars);
        m_greeting.removeIf([](QChar c) { return !c.isPrint(); });
        finish(Found::Greeting);
    } else {
        finish(Found::Other);
    }
}

void PortProbe::finish(Found found)
{
    if (m_done)
        return;
    m_done = true;
    m_timer.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    // Its listener may delete it: not from within a signal of the socket.
    QMetaObject::invokeMethod(
        this, [this, found] { emit finished(found); }, Qt::QueuedConnection);
}

} // namespace waldesk::api
