// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/connection.h"
#include "models/api/plainrequest.h"
#include "models/domain/request.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QSslError>
#include <QTimer>
#include <QUrlQuery>

#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace waldesk::api
{

/// What is asked of the server, without host, token and headers.
struct HttpRequest {
    QByteArray verb = "GET";
    QString path; ///< `api/...`, always with the closing slash (contract 1)
    QUrlQuery query;
    QByteArray body; ///< JSON; empty: none and no Content-Type
    qint64 maxBytes = 64LL * 1024 * 1024;

    [[nodiscard]] bool isWrite() const { return verb != "GET" && verb != "HEAD"; }
    [[nodiscard]] QString call() const; ///< method and path, for errors
};

/// What came back of one attempt: an answer, or how it ended without one.
struct HttpResponse {
    enum class End : quint8 {
        Complete,
        Network,
        Timeout,
        Slow,
        Tls,
        TooLarge,
        BadHeader, ///< more header lines than Qt reads, or none
    };

    End end = End::Complete;
    QNetworkReply::NetworkError networkError = QNetworkReply::NoError;
    QString detail; ///< of Tls: a translated phrase
    int status = 0;
    QByteArray contentType;
    QByteArray resultCount;
    QByteArray link;
    QByteArray date;
    QByteArray retryAfter;
    QByteArray location;
    QByteArray authenticate; ///< WWW-Authenticate
    QByteArray body;
    QString proxy;            ///< `proxy.example.org:3128`, when one was used
    QString unusedProxy;      ///< `ftp (https_proxy)`: a kind of proxy that can not be used, and where it is set
    bool listWasRead = false; ///< this server has given the list before: it is a Waldur, and new enough
    bool sent = false;        ///< the request may have reached the server
    domain::ReadOrder order;

    [[nodiscard]] bool isJson() const;
    [[nodiscard]] bool isHtml() const;
};

/// One attempt at one request on one connection. Qt repeats requests by itself when a connection is closed under
/// them, POSTs too: a write goes out by PlainRequest, and the body of a read comes from a device that can be read once,
/// so that nothing is ever sent twice behind our back. Reads as it streams and stops at maxBytes. Owned by the client;
/// finished() comes once, never from start().
class HttpAttempt : public QObject
{
    Q_OBJECT
public:
    struct Route {
        QNetworkAccessManager *manager = nullptr; ///< nullptr: one of its own, so a connection nobody used before
        QUrl url;
        QByteArray authorization;
        std::optional<QSslConfiguration> tls; ///< none: not for https. Even an empty one starts OpenSSL
        bool hasOwnAuthority = false;         ///< the user has named the file of an authority
        int timeoutMs = 30'000;
        bool isPlain = false; ///< reads by PlainRequest, too: the server sends interim answers
    };

    HttpAttempt(HttpRequest request, Route route, QObject *parent);
    ~HttpAttempt() override;

    void start();
    [[nodiscard]] const HttpRequest &request() const { return m_request; }
    [[nodiscard]] HttpResponse takeResponse() { return std::move(m_response); }

signals:
    void finished();

private:
    [[nodiscard]] QNetworkRequest networkRequest() const;
    void watchTime();
    void takeBytes();
    void noteHeaders();
    void stop(HttpResponse::End why);
    void complete();
    void checkName();
    void startPlain();
    void completePlain();
    void judgePlainError();
    void judgeError();
    void judgeConnection(const QList<QSslError> &errors, const QString &text, const QList<QSslCertificate> &chain);

    HttpRequest m_request;
    Route m_route;
    HttpResponse m_response;
    std::unique_ptr<QNetworkAccessManager> m_own;
    std::unique_ptr<PlainRequest> m_plain;
    QPointer<QNetworkReply> m_reply; ///< dies with its manager
    QList<QSslError> m_tlsErrors;
    QTimer m_timer;
    QElapsedTimer m_begun;
    QElapsedTimer m_lastByte;
    qint64 m_received = 0;
    bool m_stopped = false;
};

/// A manager for this host that keeps nothing: no cookies, no cache, no proxy for this machine.
[[nodiscard]] std::unique_ptr<QNetworkAccessManager> makeManager(const QString &host);
[[nodiscard]] bool isLoopback(const QString &host);

} // namespace waldesk::api
