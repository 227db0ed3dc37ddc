// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QNetworkProxy>
#include <QObject>
#include <QSslConfiguration>
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

    [[nodiscard]] QByteArray header(QByteArrayView name) const; ///< the first of the name
    friend bool operator==(const PlainResponse &, const PlainResponse &) = default;
};

/// Reads the answer of a server from the bytes so far; interim answers (1xx) before it are passed over. nullopt: more
/// is needed, or, when the connection is closed, it is no whole answer.
[[nodiscard]] std::optional<PlainResponse> parsePlainResponse(const QByteArray &bytes, bool isClosed);

/// One request on a connection of its own, sent once. Qt takes the first interim answer other than 100 (103 Early
/// Hints) for the whole one, and gives what follows it to the next request; a server that sends such answers is read by
/// this instead. No compression, no redirects, no credentials but the headers that are given. Owned by the attempt;
/// used once.
class PlainRequest : public QObject
{
    Q_OBJECT
public:
    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    /// body: sent with its length for every verb but GET, also when it is empty.
    PlainRequest(QByteArray verb, QUrl url, Headers headers, QByteArray body, qint64 maxBytes,
                 QObject *parent = nullptr);

    void start(const QSslConfiguration &tls, const QNetworkProxy &proxy);
    void abort();
    [[nodiscard]] const std::optional<PlainResponse> &response() const { return m_response; }
    [[nodiscard]] bool isTooLarge() const { return m_tooLarge; }
    [[nodiscard]] bool wasSent() const { return m_sent; } ///< a part of it may have reached the server

signals:
    void received(); ///< some bytes have come
    void finished(); ///< once; without a response the connection failed

private:
    void send();
    void read();
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
    bool m_sent = false;
    bool m_done = false;
};

} // namespace waldesk::api
