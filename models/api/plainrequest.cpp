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

/// As Qt's own replies name what happened to their socket.
QNetworkReply::NetworkError replyErrorOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return QNetworkReply::ConnectionRefusedError;
    case QAbstractSocket::RemoteHostClosedError:
        return QNetworkReply::RemoteHostClosedError;
    case QAbstractSocket::HostNotFoundError:
        return QNetworkReply::HostNotFoundError;
    case QAbstractSocket::SocketTimeoutError:
        return QNetworkReply::TimeoutError;
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return QNetworkReply::ProxyAuthenticationRequiredError;
    case QAbstractSocket::ProxyConnectionRefusedError:
        return QNetworkReply::ProxyConnectionRefusedError;
    case QAbstractSocket::ProxyConnectionClosedError:
        return QNetworkReply::ProxyConnectionClosedError;
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return QNetworkReply::ProxyTimeoutError;
    case QAbstractSocket::ProxyNotFoundError:
        return QNetworkReply::ProxyNotFoundError;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return QNetworkReply::SslHandshakeFailedError;
    default:
        return QNetworkReply::UnknownNetworkError;
    }
}

bool mayBeHttp(const QByteArray &bytes)
{
    const QByteArrayView begin = QByteArrayView("HTTP/1.").first(std::min<qsizetype>(bytes.size(), 7));
    return bytes.startsWith(begin);
}

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

std::optional<PlainResponse> parsePlainResponse(const QByteArray &bytes, bool isClosed, bool hasBody)
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
        if (!hasBody || response.status == 204 || response.status == 304)
            return response;
        if (response.header("transfer-encoding").toLower().contains("chunked")) {
            std::optional<QByteArray> body = joinedChunks(rest);
            if (!body && !isClosed)
                return std::nullopt;
            response.isWhole = body.has_value();
            response.body = body ? std::move(*body) : rest.toByteArray();
            return response;
        }
        bool hasLength = false;
        const qint64 length = response.header("content-length").toLongLong(&hasLength);
        response.isWhole = !hasLength || rest.size() >= length;
        if (!isClosed && (!hasLength || !response.isWhole))
            return std::nullopt;
        const qsizetype size = hasLength ? std::clamp<qsizetype>(length, 0, rest.size()) : rest.size();
        response.body = rest.first(size).toByteArray();
        return response;
    }
}

PlainRequest::PlainRequest(QByteArray verb, QUrl url, Headers headers, QByteArray body, qint64 maxBytes,
                           QObject *parent)
    : QObject(parent), m_verb(std::move(verb)), m_url(std::move(url)), m_headers(std::move(headers)),
      m_body(std::move(body)), m_maxBytes(maxBytes)
{
    connect(&m_socket, &QSslSocket::readyRead, this, &PlainRequest::read);
    connect(&m_socket, &QSslSocket::bytesWritten, this, &PlainRequest::progressed);
    connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &PlainRequest::progressed);
    connect(&m_socket, &QSslSocket::disconnected, this, &PlainRequest::finish);
    connect(&m_socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
    connect(&m_socket, &QSslSocket::errorOccurred, this, &PlainRequest::note);
}

void PlainRequest::start(const std::optional<QSslConfiguration> &tls, const QNetworkProxy &proxy)
{
    const bool isHttpProxy =
        proxy.type() == QNetworkProxy::HttpCachingProxy || proxy.type() == QNetworkProxy::HttpProxy;
    if (m_url.scheme() == QLatin1String("https")) {
        // A proxy that caches takes another form of request; a tunnel through it takes this one.
        QNetworkProxy tunnel = proxy;
        if (isHttpProxy)
            tunnel.setType(QNetworkProxy::HttpProxy);
        m_socket.setProxy(tunnel);
        if (tls)
            m_socket.setSslConfiguration(*tls);
        connect(&m_socket, &QSslSocket::encrypted, this, [this] {
            m_wrongName = !namesHost(m_socket.peerCertificate(), m_url.host());
            if (m_wrongName)
                finish();
            else
                send();
        });
        m_socket.connectToHostEncrypted(m_url.host(), quint16(m_url.port(443)));
        return;
    }
    connect(&m_socket, &QSslSocket::connected, this, &PlainRequest::send);
    // Many proxies make tunnels to port 443 alone: what is not encrypted is asked of them by its whole address.
    m_wholeAddress = isHttpProxy;
    if (m_wholeAddress) {
        if (!proxy.user().isEmpty())
            m_proxyLogin = (proxy.user() + QLatin1Char(':') + proxy.password()).toUtf8().toBase64();
        m_socket.setProxy(QNetworkProxy::NoProxy);
        m_socket.connectToHost(proxy.hostName(), proxy.port());
    } else {
        m_socket.setProxy(proxy);
        m_socket.connectToHost(m_url.host(), quint16(m_url.port(80)));
    }
}

void PlainRequest::abort()
{
    finish();
}

void PlainRequest::send()
{
    QByteArray text = m_verb + ' ';
    if (m_wholeAddress)
        text += m_url.scheme().toLatin1() + "://" + m_url.authority(QUrl::FullyEncoded).toLatin1();
    text += m_url.path(QUrl::FullyEncoded).toLatin1();
    if (m_url.hasQuery())
        text += '?' + m_url.query(QUrl::FullyEncoded).toLatin1();
    text += " HTTP/1.1\r\nHost: " + m_url.authority(QUrl::FullyEncoded).toLatin1() + "\r\nConnection: close\r\n";
    if (!m_proxyLogin.isEmpty())
        text += "Proxy-Authorization: Basic " + m_proxyLogin + "\r\n";
    for (const auto &header : m_headers)
        text += header.first + ": " + header.second + "\r\n";
    if (m_verb != "GET" && m_verb != "HEAD")
        text += "Content-Length: " + QByteArray::number(m_body.size()) + "\r\n";
    m_sent = true;
    m_socket.write(text + "\r\n" + m_body);
}

void PlainRequest::read()
{
    m_bytes.append(m_socket.readAll());
    m_tooLarge = m_bytes.size() > m_maxBytes + LargestHeader;
    emit progressed();
    if (m_done)
        return;
    if (m_tooLarge || !mayBeHttp(m_bytes)) {
        finish();
        return;
    }
    // Most answers say how long they are: then there is no need to wait for the end of the connection.
    if (std::optional<PlainResponse> whole = parsePlainResponse(m_bytes, false, m_verb != "HEAD")) {
        m_response = std::move(whole);
        finish();
    }
}

void PlainRequest::note(QAbstractSocket::SocketError error)
{
    m_error = replyErrorOf(error);
    m_errorText = m_socket.errorString();
    // OpenSSL 3 takes a connection that just ends for an error of TLS; what was sent may have been read by then.
    if (m_sent && error != QAbstractSocket::SslHandshakeFailedError &&
        m_error == QNetworkReply::SslHandshakeFailedError)
        m_error = QNetworkReply::RemoteHostClosedError;
    if (m_wholeAddress && !m_sent) {
        // The proxy is an ordinary peer here.
        if (m_error == QNetworkReply::ConnectionRefusedError)
            m_error = QNetworkReply::ProxyConnectionRefusedError;
        else if (m_error == QNetworkReply::HostNotFoundError)
            m_error = QNetworkReply::ProxyNotFoundError;
    }
    finish();
}

void PlainRequest::finish()
{
    if (m_done)
        return;
    m_done = true;
    if (!m_response) {
        if (!m_tooLarge)
            m_bytes.append(m_socket.readAll());
        m_response = parsePlainResponse(m_bytes, true, m_verb != "HEAD");
    }
    m_chain = m_socket.peerCertificateChain();
    m_socket.disconnect(this);
    m_socket.abort();
    QMetaObject::invokeMethod(
        this, [this] { emit finished(); }, Qt::QueuedConnection);
}

} // namespace waldesk::api
