// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QObject>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslSocket>
#include <QUrl>

#include <optional>
#include <utility>

namespace waldesk::api
{

/// An answer, byte for byte read: header names in small letters.
struct PlainResponse {
    int status = 0;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
    bool isWhole = true; ///< else the connection was closed in the middle of the body

    [[nodiscard]] QByteArray header(QByteArrayView name) const; ///< the first of the name
    friend bool operator==(const PlainResponse &, const PlainResponse &) = default;
};

/// Reads the answer of a server from the bytes so far; interim answers (1xx) before it are passed over. nullopt: more
/// is needed, or, when the connection is closed, no header came. hasBody: not so of the answer to HEAD.
[[nodiscard]] std::optional<PlainResponse> parsePlainResponse(const QByteArray &bytes, bool isClosed,
                                                              bool hasBody = true);

/// One request on a connection of its own, sent once. Qt takes the first interim answer other than 100 (103 Early
/// Hints) for the whole one, and gives what follows it to the next request. A read whose answer was taken so can be
/// repeated by this; a write can not, and what it did would stay unknown, so every write goes out by this. No
/// compression, no redirects, no credentials but the headers that are given. Owned by the attempt; used once.
class PlainRequest : public QObject
{
    Q_OBJECT
public:
    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    /// body: sent with its length for every verb but GET, also when it is empty.
    PlainRequest(QByteArray verb, QUrl url, Headers headers, QByteArray body, qint64 maxBytes,
                 QObject *parent = nullptr);

    /// tls: none means that of the system.
    void start(const std::optional<QSslConfiguration> &tls, const QNetworkProxy &proxy);
    void abort();
    [[nodiscard]] const std::optional<PlainResponse> &response() const { return m_response; }
    [[nodiscard]] bool isTooLarge() const { return m_tooLarge; }
    [[nodiscard]] bool wasSent() const { return m_sent; } ///< a part of it may have reached the server
    [[nodiscard]] qint64 receivedBytes() const { return m_bytes.size(); }
    /// Why there is no response, as Qt's own replies name it; NoError: the connection was closed.
    [[nodiscard]] QNetworkReply::NetworkError error() const { return m_error; }
    [[nodiscard]] const QString &errorText() const { return m_errorText; }
    /// Of a connection that the two could not agree on; the certificates that the server showed.
    [[nodiscard]] const QList<QSslError> &tlsErrors() const { return m_tlsErrors; }
    [[nodiscard]] const QList<QSslCertificate> &chain() const { return m_chain; }
    [[nodiscard]] bool hasWrongName() const { return m_wrongName; } ///< the certificate is of another host

signals:
    void progressed(); ///< some bytes have come, or gone
    void finished();   ///< once; without a response the connection failed

private:
    void send();
    void read();
    void note(QAbstractSocket::SocketError error);
    void finish();

    QByteArray m_verb;
    QUrl m_url;
    Headers m_headers;
    QByteArray m_body;
    qint64 m_maxBytes;
    QSslSocket m_socket;
    QByteArray m_bytes;
    std::optional<PlainResponse> m_response;
    bool m_tooLarge = false;
    QNetworkReply::NetworkError m_error = QNetworkReply::NoError;
    QString m_errorText;
    QList<QSslError> m_tlsErrors;
    QList<QSslCertificate> m_chain;
    QByteArray m_proxyLogin; ///< of a proxy that is asked for the whole address
    bool m_wholeAddress = false;
    bool m_wrongName = false;
    bool m_sent = false;
    bool m_done = false;
};

} // namespace waldesk::api
