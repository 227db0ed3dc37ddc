// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scriptedconnection.h"

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#endif

namespace waldesk::testsupport
{

ScriptedConnection::ScriptedConnection(QTcpSocket *socket, int number, Ask ask, QObject *parent)
    : QObject(parent), m_socket(socket), m_number(number), m_ask(std::move(ask))
{
    m_socket->setParent(this);
    connect(m_socket, &QTcpSocket::readyRead, this, &ScriptedConnection::read);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &ScriptedConnection::pump);
    connect(m_socket, &QTcpSocket::disconnected, this, [this] { m_busy = false; });
}

bool ScriptedConnection::isOpen() const
{
    return m_socket->state() == QAbstractSocket::ConnectedState;
}

void ScriptedConnection::close()
{
    m_timer.stop();
    m_busy = false;
    m_socket->disconnectFromHost();
}

bool ScriptedConnection::takeHeader()
{
    const qsizetype end = m_in.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QList<QByteArray> lines = m_in.left(end).split('\n');
    m_in.remove(0, end + 4);
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    m_request = {};
    m_request.connection = m_number;
    m_request.method = first.value(0);
    m_request.target = first.value(1);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines.at(i).indexOf(':');
        m_request.headers.insert(lines.at(i).left(colon).toLower(), lines.at(i).mid(colon + 1).trimmed());
    }
    m_wanted = m_request.headers.value("content-length").toLongLong();
    return true;
}

void ScriptedConnection::read()
{
    m_in += m_socket->readAll();
    if (m_busy)
        return;
    if (!m_haveHeader && !takeHeader())
        return;
    m_haveHeader = true;
    if (m_in.size() < m_wanted)
        return;
    m_request.body = m_in.left(m_wanted);
    m_in.remove(0, m_wanted);
    m_haveHeader = false;
    m_busy = true;
    perform(m_ask(m_request));
}

void ScriptedConnection::perform(const Reply &reply)
{
    m_reply = reply;
    switch (reply.manner) {
    case Reply::Manner::Silent:
        return;
    case Reply::Manner::CloseUnheard:
        close();
        return;
    case Reply::Manner::Reset: {
#ifdef Q_OS_UNIX
        const linger now{1, 0};
        ::setsockopt(int(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
#endif
        m_socket->abort();
        m_busy = false;
        return;
    }
    case Reply::Manner::Answer:
        break;
    }
    if (reply.isHeld)
        emit holds();
    else if (reply.delayMs > 0)
        QTimer::singleShot(reply.delayMs, this, [this] { begin(); });
    else
        begin();
}

void ScriptedConnection::release()
{
    begin();
}

void ScriptedConnection::begin()
{
    if (!isOpen())
        return;
    const bool bodyless = m_request.method == "HEAD" && !m_reply.raw;
    m_pending = m_reply.head();
    m_unitsLeft = bodyless ? 0 : m_reply.units;
    m_tailSent = bodyless;
    m_bodyLeft = m_reply.cutAfter;
    if (!bodyless) {
        const QByteArray body = m_bodyLeft >= 0 ? m_reply.body.left(m_bodyLeft) : m_reply.body;
        if (m_bodyLeft >= 0)
            m_bodyLeft -= body.size();
        m_pending += body;
    }
    if (m_reply.dripBytes > 0) {
        m_timer.callOnTimeout(this, [this] { drip(); });
        m_timer.start(m_reply.dripMs);
        return;
    }
    send(m_pending);
    m_pending.clear();
    pump();
}

QByteArray ScriptedConnection::nextPiece()
{
    QByteArray piece;
    if (m_unitsLeft > 0) {
        --m_unitsLeft;
        piece = m_reply.unit;
    } else if (!m_tailSent) {
        m_tailSent = true;
        piece = m_reply.tail;
    }
    if (m_bodyLeft >= 0) {
        piece = piece.left(m_bodyLeft);
        m_bodyLeft -= piece.size();
    }
    return piece;
}

void ScriptedConnection::pump()
{
    if (!m_busy || m_reply.manner != Reply::Manner::Answer || m_timer.isActive() || !isOpen())
        return;
    while (m_socket->bytesToWrite() < 256 * 1024) {
        const QByteArray piece = nextPiece();
        if (!piece.isEmpty()) {
            send(piece);
        } else if (m_unitsLeft == 0 || m_bodyLeft == 0) {
            finish();
            return;
        }
    }
}

void ScriptedConnection::drip()
{
    if (!isOpen() || m_pending.isEmpty()) {
        m_timer.stop();
        if (isOpen())
            pump();
        return;
    }
    send(m_pending.left(m_reply.dripBytes));
    m_pending.remove(0, m_reply.dripBytes);
}

void ScriptedConnection::send(const QByteArray &bytes)
{
    m_socket->write(bytes);
    emit wrote(bytes.size());
}

void ScriptedConnection::finish()
{
    m_busy = false;
    emit answered();
    if (m_reply.cutAfter >= 0 || m_reply.closeAfter || m_reply.noLength || m_reply.hangUpAfter || m_reply.raw) {
        m_socket->disconnectFromHost();
        return;
    }
    if (!m_in.isEmpty())
        QTimer::singleShot(0, this, [this] { read(); });
}

} // namespace waldesk::testsupport
