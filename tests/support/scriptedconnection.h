// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/scriptedserver.h"

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

#include <functional>

namespace waldesk::testsupport
{

/// One TCP connection of the scripted server: reads requests, writes what the script says. Owned by the server.
class ScriptedConnection : public QObject
{
    Q_OBJECT
public:
    using Ask = std::function<Reply(const Seen &)>;

    ScriptedConnection(QTcpSocket *socket, int number, Ask ask, QObject *parent);
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] bool isBusy() const { return m_busy; }
    void release(); ///< the reply that is held
    void close();

signals:
    void holds();
    void wrote(qint64 bytes);
    void answered();

private:
    void read();
    [[nodiscard]] bool takeHeader();
    void perform(const Reply &reply);
    void begin();
    void pump();
    void drip();
    [[nodiscard]] QByteArray nextPiece();
    void send(const QByteArray &bytes);
    void finish();

    QTcpSocket *m_socket;
    int m_number;
    Ask m_ask;
    QByteArray m_in;
    Seen m_request;
    bool m_haveHeader = false;
    bool m_busy = false;
    qint64 m_wanted = 0;
    Reply m_reply;
    QByteArray m_pending;
    qint64 m_unitsLeft = 0;
    bool m_tailSent = false;
    qint64 m_bodyLeft = -1;
    QTimer m_timer;
};

} // namespace waldesk::testsupport
