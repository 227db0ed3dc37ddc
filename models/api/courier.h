// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/apierror.h"
#include "models/api/exchange.h"

#include <QObject>
#include <QPointer>
#include <QSslConfiguration>

#include <functional>
#include <memory>
#include <unordered_map>

namespace waldesk::api
{

/// Carries errands: one errand is one call of the client, made of one or more requests. Knows the rules of the way (who
/// may be asked again and when, where a redirect may lead, what the token is shown to) and nothing of what is carried.
/// Owned by the client. When it dies, every errand ends with Cancelled, later, on its context.
class Courier : public QObject
{
    Q_OBJECT
public:
    using Fail = std::function<void(const ApiError &)>;
    using Next = std::function<void(const Ask &, Answer)>;

    explicit Courier(Connection connection);
    ~Courier() override;

    [[nodiscard]] const Connection &connection() const { return m_connection; }
    void setRetryDelayMs(int first) { m_retryDelayMs = first; }
    void setLeastWriteMs(int ms) { m_leastWriteMs = ms; }

    /// fail is the end of the errand without a value.
    [[nodiscard]] quint64 begin(QObject *context, Fail fail);
    /// next gets the complete answer with a 2xx; anything else ends the errand by fail, unless takesAll.
    void send(quint64 errand, Ask ask, Next next, bool takesAll = false);
    void cancel(quint64 errand);
    [[nodiscard]] bool isActive(quint64 errand) const;
    void fail(quint64 errand, const ApiError &error);
    /// The errand is over; true when its handler may be called now.
    [[nodiscard]] bool end(quint64 errand);

    [[nodiscard]] std::optional<domain::Duration> clockOffset() const { return m_clockOffset; }
    [[nodiscard]] ApiError errorOf(const Ask &ask, const Answer &answer) const;

private:
    struct Errand {
        QPointer<QObject> context;
        QMetaObject::Connection contextGone;
        Fail fail;
        Ask ask;
        Next next;
        bool takesAll = false;
        int attempts = 0;
        int redirects = 0;
        QUrl redirectedTo;
        std::unique_ptr<Exchange> exchange;
        std::unique_ptr<QTimer> wait;
    };

    void readCaFile();
    void attempt(quint64 id);
    void arrived(quint64 id);
    void noteClock(const Answer &answer);
    [[nodiscard]] QUrl urlOf(const Ask &ask) const;
    [[nodiscard]] bool follow(quint64 id, Errand &errand, const Answer &answer);
    [[nodiscard]] bool tryAgain(quint64 id, Errand &errand, const Answer &answer);
    void forget(quint64 id);
    static void retire(Errand &errand);
    static void failLater(Errand &errand, const ApiError &error);

    Connection m_connection;
    QSslConfiguration m_tls;
    QString m_caProblem;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::unordered_map<quint64, Errand> m_errands;
    quint64 m_last = 0;
    int m_retryDelayMs = 400;
    int m_leastWriteMs = 15'000;
    std::optional<domain::Duration> m_clockOffset;
};

} // namespace waldesk::api
