// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/apierror.h"
#include "models/api/httpattempt.h"
#include "models/api/tlssetup.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace waldesk::api
{

/// Sends the client's calls. One call may need several HTTP requests. Implements retry, redirect and authorisation
/// policy, and knows nothing of the bodies. What is encrypted waits until it is known whom to trust, which nobody waits
/// for. Owned by the client. When it dies, every pending call ends with Cancelled,
/// later, on its context.
class HttpDispatcher : public QObject
{
    Q_OBJECT
public:
    using Fail = std::function<void(const ApiError &)>;
    using Next = std::function<void(const HttpRequest &, HttpResponse)>;

    explicit HttpDispatcher(Connection connection);
    ~HttpDispatcher() override;

    [[nodiscard]] const Connection &connection() const { return m_connection; }
    /// Of calls from now on; what is under way ends with the old one.
    void setToken(const QByteArray &token, const QByteArray &schemeWord);
    void setRetryDelayMs(int first) { m_retryDelayMs = first; }
    void setLeastWriteMs(int ms) { m_leastWriteMs = ms; }

    /// Starts a pending call; fail is its end without a value.
    [[nodiscard]] quint64 open(QObject *context, Fail fail);
    /// next gets the complete response with a 2xx; anything else ends the call by fail, unless acceptErrorStatus.
    void submit(quint64 call, HttpRequest request, Next next, bool acceptErrorStatus = false);
    void cancel(quint64 call);
    [[nodiscard]] bool isActive(quint64 call) const;
    void fail(quint64 call, const ApiError &error);
    /// Removes the call; true when its handler may be called now.
    [[nodiscard]] bool complete(quint64 call);

    [[nodiscard]] std::optional<domain::Duration> clockOffset() const { return m_clockOffset; }
    [[nodiscard]] quint64 requestCount() const { return m_requests; }
    [[nodiscard]] ApiError errorOf(const HttpRequest &request, const HttpResponse &response) const;

private:
    struct PendingCall {
        QPointer<QObject> context;
        QMetaObject::Connection contextGone;
        Fail fail;
        HttpRequest request;
        Next next;
        bool acceptErrorStatus = false;
        quint32 number = 0; ///< of the HTTP request under way, counted by m_requests
        int attempts = 0;
        int redirects = 0;
        bool isAtRoot = false;        ///< asked for at domain::ApiRootMark's place
        bool otherPlaceTried = false; ///< of the two
        std::optional<HttpResponse> firstMiss;
        QUrl redirectedTo;
        std::unique_ptr<HttpAttempt> attempt;
        std::unique_ptr<QTimer> wait;
    };

    void awaitTls();
    void takeTls(const std::shared_ptr<const TlsSetup> &setup);
    void begin(quint64 id);
    void startAttempt(quint64 id);
    void attemptFinished(quint64 id);
    void noteClock(const HttpResponse &response);
    [[nodiscard]] QUrl urlOf(const PendingCall &call) const;
    [[nodiscard]] bool follow(quint64 id, PendingCall &call, const HttpResponse &response);
    [[nodiscard]] bool lookForApi(quint64 id, PendingCall &call, HttpResponse &response);
    [[nodiscard]] bool readPlainly(quint64 id, PendingCall &call, const HttpResponse &response);
    [[nodiscard]] bool tryAgain(quint64 id, PendingCall &call, const HttpResponse &response);
    void abandon(quint64 id);
    static void release(PendingCall &call);
    static void failLater(PendingCall &call, const ApiError &error);

    Connection m_connection;
    std::shared_ptr<const TlsSetup> m_tls; ///< null: not needed, or being read
    bool m_awaitsTls = false;
    std::vector<quint64> m_waiting; ///< calls that start when it is there
    QString m_unusedProxy;
    QString m_proxyName;
    bool m_readsPlainly = false; ///< the server sends interim answers, which Qt can not read
    bool m_listWasRead = false;
    bool m_apiFound = false; ///< something has answered in JSON
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::unordered_map<quint64, PendingCall> m_calls;
    quint64 m_last = 0;
    quint64 m_requests = 0;
    int m_retryDelayMs = 400;
    int m_leastWriteMs = 15'000;
    std::optional<domain::Duration> m_clockOffset;
};

} // namespace waldesk::api
