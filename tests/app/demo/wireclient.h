// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QUrl>

#include <utility>

/// What came back on the wire, to the byte.
struct WireReply {
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;

    QByteArray header(const QByteArray &name) const
    {
        for (const auto &entry : headers) {
            if (entry.first.toLower() == name.toLower())
                return entry.second;
        }
        return {};
    }
    QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
    QJsonArray array() const { return QJsonDocument::fromJson(body).array(); }
};

/// A client that knows nothing of HTTP but how to cut an answer: one connection, kept open, so that a body where none
/// may be spoils the next answer.
class WireClient
{
public:
    WireClient(const QUrl &server, QByteArray token) : m_server(server), m_token(std::move(token)) {}

    WireReply get(const QByteArray &path) { return send("GET", path); }
    WireReply head(const QByteArray &path) { return send("HEAD", path); }
    WireReply post(const QByteArray &path, const QByteArray &body = {}, const QByteArray &type = "application/json")
    {
        return send("POST", path, body, type);
    }

    WireReply send(const QByteArray &verb, const QByteArray &path, const QByteArray &body = {},
                   const QByteArray &type = "application/json", const QByteArray &more = "Accept: application/json\r\n")
    {
        begin(verb, path, body, type, more);
        return answer(verb == "HEAD");
    }

    /// Sends and does not wait, so that several clients can have a request under way; answer() reads what comes.
    void begin(const QByteArray &verb, const QByteArray &path, const QByteArray &body = {},
               const QByteArray &type = "application/json", const QByteArray &more = "Accept: application/json\r\n")
    {
        const QByteArray host = m_host.isEmpty() ? m_server.authority().toUtf8() : m_host;
        QByteArray message = verb + ' ' + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more;
        if (!m_token.isEmpty())
            message += "Authorization: Token " + m_token + "\r\n";
        if (!body.isEmpty())
            message += "Content-Type: " + type + "\r\n";
        if (!body.isEmpty() || verb == "POST")
            message += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        write(message + "\r\n" + body);
    }

    WireReply exchange(const QByteArray &message, bool withoutBody)
    {
        write(message);
        return answer(withoutBody);
    }

    /// What the Host header says from now on.
    void setHost(const QByteArray &host) { m_host = host; }

    WireReply answer(bool withoutBody)
    {
        const QByteArray head = readUntil("\r\n\r\n");
        WireReply reply;
        const QList<QByteArray> lines = head.split('\n');
        reply.status = lines.constFirst().split(' ').value(1).toInt();
        for (const QByteArray &line : lines.mid(1)) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0)
                reply.headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
        }
        if (!withoutBody)
            reply.body = read(reply.header("Content-Length").toLongLong());
        return reply;
    }

    /// What lies unread: must be nothing after a whole answer.
    QByteArray surplus()
    {
        m_socket.waitForReadyRead(50);
        return m_buffer + m_socket.readAll();
    }
    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }

private:
    void write(const QByteArray &message)
    {
        if (m_socket.state() != QAbstractSocket::ConnectedState) {
            m_socket.connectToHost(m_server.host(), static_cast<quint16>(m_server.port()));
            m_socket.waitForConnected(5000);
        }
        m_socket.write(message);
        m_socket.flush();
    }

    QByteArray readUntil(const QByteArray &mark)
    {
        while (!m_buffer.contains(mark)) {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(20'000))
                return {};
            m_buffer += m_socket.readAll();
        }
        return take(m_buffer.indexOf(mark) + mark.size());
    }

    QByteArray read(qint64 size)
    {
        while (m_buffer.size() < size) {
            if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(20'000))
                break;
            m_buffer += m_socket.readAll();
        }
        return take(size);
    }

    QByteArray take(qsizetype size)
    {
        const QByteArray taken = m_buffer.left(size);
        m_buffer = m_buffer.mid(size);
        return taken;
    }

    QUrl m_server;
    QByteArray m_token;
    QByteArray m_host; ///< empty: the server's own
    QTcpSocket m_socket;
    QByteArray m_buffer;
};
