// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <QUrl>

class QTcpSocket;

namespace waldesk::api
{

/// Looks at what stands behind a port that did not answer as a web server: listens for a greeting, then asks in plain
/// HTTP without a token and looks at the first bytes. For the connection test, after a failure; used once, owned by
/// who asks. It sees what is reached directly, not through a proxy.
class PortProbe : public QObject
{
    Q_OBJECT
public:
    enum class Found : quint8 {
        Nothing,   ///< no connection, or no byte
        Closed,    ///< the connection was made and closed without a byte
        Greeting,  ///< another protocol greets first: ssh, smtp, a database
        Tls,       ///< answers plain HTTP with a TLS record
        PlainHttp, ///< answers plain HTTP
        Other,     ///< answers with something else
    };

    explicit PortProbe(QObject *parent = nullptr);

    /// Whether there is no proxy on the way to this address, so that a look at its port tells something.
    [[nodiscard]] static bool canReach(const QUrl &url);

    void start(const QUrl &url);
    [[nodiscard]] QString greeting() const { return m_greeting; } ///< the first line of Greeting, printable

signals:
    void finished(waldesk::api::PortProbe::Found found);

private:
    void ask();
    void look();
    void finish(Found found);

    QTcpSocket *m_socket; ///< a child
    QTimer m_timer;
    QByteArray m_host;
    QString m_greeting;
    static constexpr int GreetingMs = 700; ///< how long a greeting is waited for
    bool m_connected = false;
    bool m_asked = false;
    bool m_done = false;
};

} // namespace waldesk::api
