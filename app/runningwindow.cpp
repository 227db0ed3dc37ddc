// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/runningwindow.h"

#include <QDir>
#include <QLocalSocket>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace waldesk::app
{

namespace
{

constexpr int TimeoutMs = 500;
constexpr qint64 LongestLine = 8'192; // a uuid, a URL or a query link; nothing sensible is longer

/// In the folder that belongs to this user alone; a name in /tmp could be somebody else's.
QString socketPath()
{
    QString folder = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    if (folder.isEmpty()) {
        folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    }
    return QDir(folder).filePath(u"waldesk.sock"_s);
}

} // namespace

bool RunningWindow::handOver(const QString &profile, const QString &address)
{
    if (address.contains(u'\n') || profile.contains(u'\n')) {
        return false;
    }
    QLocalSocket socket;
    socket.connectToServer(socketPath());
    if (!socket.waitForConnected(TimeoutMs)) {
        return false;
    }
    socket.write((profile + u'\n' + address + u'\n').toUtf8());
    socket.flush();
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(TimeoutMs)) {
            return false;
        }
    }
    return socket.readLine().trimmed() == "ok";
}

RunningWindow::RunningWindow(QObject *parent) : QObject(parent)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection()) {
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { answer(socket); });
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

void RunningWindow::listen()
{
    QLocalSocket probe;
    probe.connectToServer(socketPath());
    if (probe.waitForConnected(TimeoutMs)) {
        return;
    }
    // Nobody answers there: what a window that crashed left behind is in the way.
    QLocalServer::removeServer(socketPath());
    m_server.listen(socketPath());
}

void RunningWindow::answer(QLocalSocket *socket)
{
    const QByteArray soFar = socket->peek(LongestLine);
    if (soFar.count('\n') < 2) {
        if (soFar.size() == LongestLine) {
            socket->abort();
        }
        return;
    }
    const QString profile = QString::fromUtf8(socket->readLine()).trimmed();
    const QString address = QString::fromUtf8(socket->readLine()).trimmed();
    const bool takes =
        !m_profile.isEmpty() && (profile.isEmpty() || profile.compare(m_profile, Qt::CaseInsensitive) == 0);
    socket->write(takes ? "ok\n" : "no\n");
    socket->disconnectFromServer();
    if (takes) {
        emit addressReceived(address);
    }
}

} // namespace waldesk::app
