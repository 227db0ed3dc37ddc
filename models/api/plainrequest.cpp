// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/plainrequest.h"

#include "models/api/httperrors.h"

#include <algorithm>

namespace waldesk::api
{

namespace
{

constexpr qsizetype LargestHeader = 256 * 1024;

/// The chunks of a body; nullopt: not all of them are there.
std::optional<QByteArray> joinedChunks(QByteArrayView bytes)
{
    QByteArray body;
    while (true) {
        const qsizetype end = bytes.indexOf("\r\n");
        if (end < 0)
            return std::nullopt;
        QByteArray size = bytes.first(end).toByteArray();
        size.truncate(size.indexOf(';') < 0 ? size.size() : size.indexOf(';'));
        bool isNumber = false;
        const qsizetype length = size.trimmed().toLongLong(&isNumber, 16);
        bytes = bytes.sliced(end + 2);
        if (!isNumber || length < 0 || length > bytes.size() - 2)
            return isNumber && length == 0 ? std::optional(body) : std::nullopt;
        if (length == 0)
            return body;
        body.append(bytes.data(), length);
        bytes = bytes.sliced(length + 2);
    }
}

/// Status line and headers; false when it is no header of HTTP.
bool parseHeader(const QByteArray &text, PlainResponse &into)
{
    const QList<QByteArray> lines = text.split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    if (first.size() < 2 || !first.first().startsWith("HTTP/1."))
        return false;
    into.status = first.at(1).toInt();
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            into.headers.append({line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed()});
    }
    return into.status >= 100;
}

} // namespace

QByteArray PlainResponse::header(QByteArrayView name) const
{
    for (const auto &each : headers) {
        if (QByteArrayView(each.first) == name)
            return each.second;
    }
    return {};
}

std::optional<PlainResponse> parsePlainResponse(const QByteArray &bytes, bool isClosed)
{
    qsizetype begin = 0;
    while (true) {
        const qsizetype end = bytes.indexOf("\r\n\r\n", begin);
        if (end < 0)
            return std::nullopt;
        PlainResponse response;
        if (!parseHeader(bytes.mid(begin, end - begin), response))
            return std::nullopt;
        begin = end + 4;
        if (response.status < 200)
            continue;
        const QByteArrayView rest = QByteArrayView(bytes).sliced(begin);
        if (response.status == 204 || response.status == 304)
            return response;
        if (response.header("transfer-encoding").toLower().contains("chunked")) {
            std::optional<QByteArray> body = joinedChunks(rest);
            if (!body)
                return std::nullopt;
            response.body = std::move(*body);
            return response;
        }
        bool hasLength = false;
        const qint64 length = response.header("content-length").toLongLong(&hasLength);
        if (hasLength ? rest.size() < length : !isClosed)
            return std::nullopt;
        response.body = hasLength ? rest.first(std::max<qint64>(length, 0)).toByteArray() : rest.toByteArray();
        return response;
    }
}

PlainRequest::PlainRequest(QByteArray verb, QUrl url, Headers headers, QByteArray body, qint64 maxBytes,
                           QObject *parent)
    : QObject(parent), m_verb(std::move(verb)), m_url(std::move(url)), m_headers(std::move(headers)),
      m_body(std::move(body)), m_maxBytes(maxBytes)
{
    connect(&m_socket, &QSslSocket::readyRead, this, &PlainRequest::read);
    connect(&m_socket, &QSslSocket::disconnected, this, &PlainRequest::finish);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &PlainRequest::finish);
}

void PlainRequest::start(const QSslConfiguration &tls, const QNetworkProxy &proxy)
{
    // A proxy that caches takes another form of request; a tunnel through it takes this one.
    QNetworkProxy tunnel = proxy;
    if (tunnel.type() == QNetworkProxy::HttpCachingProxy)
        tunnel.setType(QNetworkProxy::HttpProxy);
    m_socket.setProxy(tunnel);
    if (m_url.scheme() == QLatin1String("https")) {
        m_socket.setSslConfiguration(tls);
        connect(&m_socket, &QSslSocket::encrypted, this, [this] {
            if (namesHost(m_socket.peerCertificate(), m_url.host()))
                send();
            else
                finish();
        });
        m_socket.connectToHostEncrypted(m_url.host(), quint16(m_url.port(443)));
    } else {
        connect(&m_socket, &QSslSocket::connected, this, &PlainRequest::send);
        m_socket.connectToHost(m_url.host(), quint16(m_url.port(80)));
    }
}

void PlainRequest::abort()
{
    finish();
}

void PlainRequest::send()
{
    QByteArray text = m_verb + ' ' + m_url.path(QUrl::FullyEncoded).toLatin1();
    if (m_url.hasQuery())
        text += '?' + m_url.query(QUrl::FullyEncoded).toLatin1();
    text += " HTTP/1.1\r\nHost: " + m_url.authority(QUrl::FullyEncoded).toLatin1() + "\r\nConnection: close\r\n";
    for (const auto &header : m_headers)
        text += header.first + ": " + header.second + "\r\n";
    if (m_verb != "GET")
        text += "Content-Length: " + QByteArray::number(m_body.size()) + "\r\n";
    m_sent = true;
    m_socket.write(text + "\r\n" + m_body);
}

void PlainRequest::read()
{
    m_bytes.append(m_socket.readAll());
    m_tooLarge = m_bytes.size() > m_maxBytes + LargestHeader;
    emit received();
    if (m_tooLarge) {
        finish();
        return;
    }
    // Most answers say how long they are: then there is no need to wait for the end of the connection.
    if (std::optional<PlainResponse> whole = parsePlainResponse(m_bytes, false)) {
        m_response = std::move(whole);
        finish();
    }
}

void PlainRequest::finish()
{
    if (m_done)
        return;
    m_done = true;
    if (!m_response && !m_tooLarge) {
        m_bytes.append(m_socket.readAll());
        m_response = parsePlainResponse(m_bytes, true);
    }
    m_socket.disconnect(this);
    m_socket.abort();
    QMetaObject::invokeMethod(
        this, [this] { emit finished(); }, Qt::QueuedConnection);
}

} // namespace waldesk::api
