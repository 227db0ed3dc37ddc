// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/httpattempt.h"

#include "models/api/httperrors.h"
#include "models/api/proxysettings.h"
#include "models/api/singlepassupload.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QSslConfiguration>

namespace waldesk::api
{

namespace
{

/// The login's session cookie authenticates nothing (contract 3); what is not kept can not leak.
class DiscardingCookieJar : public QNetworkCookieJar
{
public:
    using QNetworkCookieJar::QNetworkCookieJar;
    QList<QNetworkCookie> cookiesForUrl(const QUrl &) const override { return {}; }
    bool setCookiesFromUrl(const QList<QNetworkCookie> &, const QUrl &) override { return false; }
};

/// Qt reads the headers of an unencrypted answer with a system call a byte, unless it believes that a proxy may stand
/// between. Its sockets pass every proxy for this machine by themselves: for it alone the belief is harmless.
class BufferedReadsProxyFactory : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &) override { return {QNetworkProxy()}; }
};

bool isPassedBySockets(const QString &host)
{
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}

constexpr qint64 Piece = 64 * 1024;
/// A server that sends a byte now and then never trips the timeout; below this rate, after four of them, it is given
/// up.
constexpr qint64 LeastBytesPerSecond = 16 * 1024;
constexpr int SlowAfterTimeouts = 4;

bool isTlsError(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::SslHandshakeFailedError;
}

} // namespace

QString HttpRequest::call() const
{
    return QString::fromLatin1(verb) + QStringLiteral(" /") + path;
}

bool HttpResponse::isJson() const
{
    return contentType.startsWith("application/json") || contentType.contains("+json");
}

bool HttpResponse::isHtml() const
{
    return contentType.startsWith("text/html") || contentType.startsWith("application/xhtml");
}

bool isLoopback(const QString &host)
{
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0 ||
           host.endsWith(QLatin1String(".localhost"), Qt::CaseInsensitive) || QHostAddress(host).isLoopback();
}

std::unique_ptr<QNetworkAccessManager> makeManager(const QString &host)
{
    auto manager = std::make_unique<QNetworkAccessManager>();
    manager->setCookieJar(new DiscardingCookieJar(manager.get()));
    manager->setAutoDeleteReplies(false);
    if (isPassedBySockets(host))
        manager->setProxyFactory(new BufferedReadsProxyFactory);
    else if (isLoopback(host))
        manager->setProxy(QNetworkProxy(QNetworkProxy::NoProxy));
    else
        manager->setProxyFactory(makeProxyFactory().release());
    return manager;
}

HttpAttempt::HttpAttempt(HttpRequest request, Route route, QObject *parent)
    : QObject(parent), m_request(std::move(request)), m_route(std::move(route))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpAttempt::watchTime);
}

HttpAttempt::~HttpAttempt()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    delete m_reply;
}

QNetworkRequest HttpAttempt::networkRequest() const
{
    QNetworkRequest request(m_route.url);
    if (m_route.tls)
        request.setSslConfiguration(*m_route.tls);
    request.setRawHeader("Authorization", m_route.authorization);
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Accept-Language", "en");
    request.setRawHeader("User-Agent", "Waldesk/" WALDESK_VERSION);
    if (!m_request.body.isEmpty())
        request.setRawHeader("Content-Type", "application/json");
    using Q = QNetworkRequest;
    request.setAttribute(Q::RedirectPolicyAttribute, Q::ManualRedirectPolicy);
    request.setAttribute(Q::CookieLoadControlAttribute, Q::Manual);
    request.setAttribute(Q::CookieSaveControlAttribute, Q::Manual);
    request.setAttribute(Q::AuthenticationReuseAttribute, Q::Manual);
    request.setAttribute(Q::CacheLoadControlAttribute, Q::AlwaysNetwork);
    request.setAttribute(Q::CacheSaveControlAttribute, false);
    // HTTP/2 repeats streams by rules of its own; six connections are plenty here.
    request.setAttribute(Q::Http2AllowedAttribute, false);
    // maxBytes guards against bombs; Qt's own check fails repetitive tracebacks, which compress very well.
    request.setDecompressedSafetyCheckThreshold(-1);
    return request;
}

void HttpAttempt::startPlain()
{
    PlainRequest::Headers headers;
    const QNetworkRequest request = networkRequest();
    const QList<QByteArray> names = request.rawHeaderList();
    for (const QByteArray &name : names)
        headers.append({name, request.rawHeader(name)});
    m_plain = std::make_unique<PlainRequest>(m_request.verb, m_route.url, headers, m_request.body, m_request.maxBytes);
    connect(m_plain.get(), &PlainRequest::progressed, this, [this] {
        m_lastByte.restart();
        m_received = m_plain->receivedBytes();
    });
    connect(m_plain.get(), &PlainRequest::finished, this, &HttpAttempt::completePlain);
    m_begun.start();
    m_lastByte.start();
    m_timer.start(m_route.timeoutMs);
    m_plain->start(m_route.tls, proxyFor(m_route.url, QProcessEnvironment::systemEnvironment()).proxy);
}

void HttpAttempt::completePlain()
{
    m_timer.stop();
    if (const std::optional<PlainResponse> &got = m_plain->response()) {
        m_response.status = got->status;
        m_response.contentType = got->header("content-type").toLower();
        m_response.resultCount = got->header("x-result-count");
        m_response.link = got->header("link");
        m_response.date = got->header("date");
        m_response.retryAfter = got->header("retry-after");
        m_response.location = got->header("location");
        m_response.authenticate = got->header("www-authenticate");
        m_response.body = got->body;
    }
    const bool isCut = !m_plain->response() || (!m_plain->response()->isWhole && m_response.status < 300);
    if (isCut && !m_stopped)
        judgePlainError();
    // A handshake that failed proves that nothing was read.
    m_response.sent = m_plain->wasSent() && m_response.end != HttpResponse::End::Tls;
    if (m_response.end == HttpResponse::End::Complete && m_response.body.size() > m_request.maxBytes &&
        m_response.status < 300)
        m_response.end = HttpResponse::End::TooLarge;
    emit finished();
}

void HttpAttempt::judgePlainError()
{
    if (m_plain->isTooLarge()) {
        m_response.end = HttpResponse::End::TooLarge;
        return;
    }
    m_response.networkError =
        m_plain->error() == QNetworkReply::NoError ? QNetworkReply::RemoteHostClosedError : m_plain->error();
    if (m_plain->hasWrongName()) {
        m_response.end = HttpResponse::End::Tls;
        m_response.detail = wrongNamePhrase(m_plain->chain().value(0));
        return;
    }
    judgeConnection(m_plain->tlsErrors(), m_plain->errorText(), m_plain->chain());
}

void HttpAttempt::start()
{
    if (m_route.isPlain || m_request.isWrite()) {
        startPlain();
        return;
    }
    if (!m_route.manager)
        m_own = makeManager(m_route.url.host());
    QNetworkAccessManager &manager = m_own ? *m_own : *m_route.manager;
    QNetworkRequest toSend = networkRequest();
    if (m_request.verb == "HEAD") {
        // Only Qt's own HEAD knows that no body follows.
        m_reply = manager.head(toSend);
    } else {
        auto *body = new SinglePassUpload(m_request.body, this);
        toSend.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        toSend.setHeader(QNetworkRequest::ContentLengthHeader, m_request.body.size());
        m_reply = manager.sendCustomRequest(toSend, m_request.verb, body);
    }
    m_begun.start();
    m_lastByte.start();
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_response.sent = true; });
    connect(m_reply, &QNetworkReply::uploadProgress, this, [this](qint64, qint64) { m_lastByte.restart(); });
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpAttempt::noteHeaders);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpAttempt::takeBytes);
    connect(m_reply, &QNetworkReply::encrypted, this, &HttpAttempt::checkName);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) { m_tlsErrors = errors; });
    // Queued: a reply that fails at once must not run a handler before the call has returned.
    connect(m_reply, &QNetworkReply::finished, this, &HttpAttempt::complete, Qt::QueuedConnection);
    m_timer.start(m_route.timeoutMs);
}

void HttpAttempt::watchTime()
{
    const qint64 silent = m_lastByte.elapsed();
    if (silent >= m_route.timeoutMs) {
        stop(HttpResponse::End::Timeout);
        return;
    }
    const qint64 all = m_begun.elapsed();
    if (all >= qint64(m_route.timeoutMs) * SlowAfterTimeouts && m_received * 1000 < LeastBytesPerSecond * all) {
        stop(HttpResponse::End::Slow);
        return;
    }
    m_timer.start(int(m_route.timeoutMs - silent));
}

void HttpAttempt::noteHeaders()
{
    m_lastByte.restart();
    m_response.sent = true;
    if (m_reply->rawHeaderPairs().isEmpty() &&
        m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 0) {
        // Qt drops all of a header that has more than a hundred lines, and then waits for a body of unknown length.
        stop(HttpResponse::End::BadHeader);
        return;
    }
    const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (m_request.verb == "HEAD")
        return;
    if (announced > m_request.maxBytes)
        stop(HttpResponse::End::TooLarge);
    else if (announced > Piece)
        m_response.body.reserve(announced + 128);
}

void HttpAttempt::takeBytes()
{
    m_lastByte.restart();
    const qint64 waiting = m_reply->bytesAvailable();
    m_received = m_response.body.size() + waiting;
    if (m_received > m_request.maxBytes) {
        stop(HttpResponse::End::TooLarge);
    } else if (waiting >= Piece) {
        // A small answer stays with the reply until it is whole and is then taken without a copy.
        m_response.body.append(m_reply->readAll());
    }
}

void HttpAttempt::stop(HttpResponse::End why)
{
    if (m_stopped)
        return;
    m_stopped = true;
    m_response.end = why;
    if (m_plain)
        m_plain->abort();
    else
        m_reply->abort();
}

/// Qt takes a certificate whose CN is the host even if its list of alternative names has other ones; since RFC 6125
/// that list decides. Nothing has been sent yet.
void HttpAttempt::checkName()
{
    const QSslCertificate certificate = m_reply->sslConfiguration().peerCertificate();
    if (certificate.isNull() || namesHost(certificate, m_route.url.host()))
        return;
    m_response.detail = wrongNamePhrase(certificate);
    stop(HttpResponse::End::Tls);
}

void HttpAttempt::judgeError()
{
    const QNetworkReply::NetworkError error = m_reply->error();
    // Qt turns statuses of 400 and above into errors of its own; those are answers, even when cut short.
    if (error == QNetworkReply::NoError || m_response.status >= 300)
        return;
    m_response.networkError = error;
    // Even an empty configuration starts OpenSSL.
    const QList<QSslCertificate> chain =
        m_route.tls ? m_reply->sslConfiguration().peerCertificateChain() : QList<QSslCertificate>();
    judgeConnection(m_tlsErrors, m_reply->errorString(), chain);
}

/// Network, or Tls with its phrase.
void HttpAttempt::judgeConnection(const QList<QSslError> &errors, const QString &text,
                                  const QList<QSslCertificate> &chain)
{
    // OpenSSL's name of the alert: Qt has no other trace of it, and it is not translated.
    const bool wantsCertificate = text.contains(QLatin1String("alert certificate required"));
    if (!isTlsError(m_response.networkError) && errors.isEmpty() && !wantsCertificate) {
        m_response.end = HttpResponse::End::Network;
        return;
    }
    m_response.end = HttpResponse::End::Tls;
    TlsFailure failure;
    failure.errors = errors;
    failure.text = text;
    failure.chain = chain;
    failure.hasOwnAuthority = m_route.hasOwnAuthority;
    m_response.detail = tlsPhrase(failure);
}

void HttpAttempt::complete()
{
    m_timer.stop();
    m_response.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_response.sent = m_response.sent || m_response.status != 0;
    m_response.contentType = m_reply->rawHeader("Content-Type").trimmed().toLower();
    m_response.resultCount = m_reply->rawHeader("X-Result-Count").trimmed();
    m_response.link = m_reply->rawHeader("Link");
    m_response.date = m_reply->rawHeader("Date").trimmed();
    m_response.retryAfter = m_reply->rawHeader("Retry-After").trimmed();
    m_response.location = m_reply->rawHeader("Location").trimmed();
    m_response.authenticate = m_reply->rawHeader("WWW-Authenticate");
    if (!m_stopped) {
        if (m_reply->isReadable() && m_reply->bytesAvailable() > 0) {
            if (m_response.body.isEmpty())
                m_response.body = m_reply->readAll();
            else
                m_response.body.append(m_reply->readAll());
        }
        judgeError();
        if (m_response.body.size() > m_request.maxBytes)
            m_response.end = HttpResponse::End::TooLarge;
    }
    // A huge error page is an error by its status, not a page to be asked for in pieces.
    if (m_response.end == HttpResponse::End::TooLarge && m_response.status >= 300)
        m_response.end = HttpResponse::End::Complete;
    emit finished();
}

} // namespace waldesk::api
