// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/courier.h"

#include "models/api/sentences.h"

#include <QCoreApplication>
#include <QFile>
#include <QNetworkAccessManager>
#include <QSslCertificate>

#include <algorithm>

namespace waldesk::api
{

namespace
{

constexpr int MostAttempts = 3;
constexpr int MostRedirects = 3;
constexpr domain::Duration LongestWait = domain::Duration::seconds(60);

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
}

bool sameOrigin(const QUrl &a, const QUrl &b)
{
    return a.scheme() == b.scheme() && a.host() == b.host() && portOf(a) == portOf(b);
}

bool worthAnother(const Answer &answer)
{
    if (answer.end == Answer::End::Network) {
        // A name that is not known now will not be in a second; an answer that broke off is told as such.
        return answer.status == 0 && answer.networkError != QNetworkReply::HostNotFoundError;
    }
    return answer.end == Answer::End::Complete &&
           (answer.status == 429 || (answer.status >= 502 && answer.status <= 504));
}

} // namespace

Courier::Courier(Connection connection) : m_connection(std::move(connection))
{
    m_manager = makeManager(m_connection.root.host());
    // Reads every authority of the system: a start without TLS does without.
    if (m_connection.root.scheme() == QLatin1String("https"))
        m_tls = QSslConfiguration::defaultConfiguration();
    if (!m_connection.caFile.isEmpty())
        readCaFile();
}

Courier::~Courier()
{
    for (auto &entry : m_errands) {
        failLater(entry.second, cancelled(entry.second.ask, m_connection));
        retire(entry.second);
    }
}

void Courier::readCaFile()
{
    QFile file(m_connection.caFile);
    if (!file.open(QIODevice::ReadOnly)) {
        m_caProblem = QCoreApplication::translate("waldesk::api::ApiError",
                                                  "The file of the certificate authority %1 can not be read: %2.")
                          .arg(m_connection.caFile, file.errorString());
        return;
    }
    constexpr qint64 Largest = 16 * 1024 * 1024;
    const QList<QSslCertificate> authorities = QSslCertificate::fromData(file.read(Largest), QSsl::Pem);
    if (authorities.isEmpty()) {
        m_caProblem = QCoreApplication::translate("waldesk::api::ApiError",
                                                  "The file of the certificate authority %1 has no certificate in PEM "
                                                  "form: name another file.")
                          .arg(m_connection.caFile);
        return;
    }
    m_tls.addCaCertificates(authorities);
}

quint64 Courier::begin(QObject *context, Fail fail)
{
    const quint64 id = ++m_last;
    Errand &errand = m_errands[id];
    errand.context = context;
    errand.fail = std::move(fail);
    if (context) {
        errand.contextGone = connect(context, &QObject::destroyed, this, [this, id] { forget(id); });
    }
    return id;
}

void Courier::send(quint64 id, Ask ask, Next next, bool takesAll)
{
    const auto found = m_errands.find(id);
    if (found == m_errands.end())
        return;
    Errand &errand = found->second;
    errand.ask = std::move(ask);
    errand.next = std::move(next);
    errand.takesAll = takesAll;
    errand.attempts = 0;
    errand.redirects = 0;
    errand.redirectedTo.clear();
    if (!m_caProblem.isEmpty()) {
        failLater(errand, badCaFile(errand.ask, m_caProblem));
        forget(id);
        return;
    }
    attempt(id);
}

QUrl Courier::urlOf(const Ask &ask) const
{
    QUrl url = m_connection.root;
    const QString root = url.path();
    url.setPath((root.endsWith(QLatin1Char('/')) ? root : root + QLatin1Char('/')) + ask.path);
    if (!ask.query.isEmpty())
        url.setQuery(ask.query);
    return url;
}

void Courier::attempt(quint64 id)
{
    Errand &errand = m_errands.at(id);
    ++errand.attempts;
    Exchange::Route route;
    // A connection that was idle may be dead without our knowing it: a write goes out on a new one.
    route.manager = errand.ask.isWrite() ? nullptr : m_manager.get();
    route.url = errand.redirectedTo.isEmpty() ? urlOf(errand.ask) : errand.redirectedTo;
    route.authorization = m_connection.schemeWord + ' ' + m_connection.token;
    route.tls = m_tls;
    route.timeoutMs = errand.ask.isWrite() ? std::max(m_connection.timeoutMs, m_leastWriteMs) : m_connection.timeoutMs;
    if (errand.wait)
        errand.wait.release()->deleteLater();
    errand.exchange = std::make_unique<Exchange>(errand.ask, std::move(route), nullptr);
    connect(errand.exchange.get(), &Exchange::finished, this, [this, id] { arrived(id); });
    errand.exchange->start();
}

void Courier::noteClock(const Answer &answer)
{
    if (answer.date.isEmpty())
        return;
    // The header counts whole seconds: its middle is nearer on average.
    constexpr qint64 Half = 500'000;
    if (const std::optional<domain::Timestamp> there = httpDate(answer.date))
        m_clockOffset = domain::Duration{there->microseconds + Half - domain::Timestamp::now().microseconds};
}

void Courier::arrived(quint64 id)
{
    const auto found = m_errands.find(id);
    if (found == m_errands.end())
        return;
    Errand &errand = found->second;
    Answer answer = errand.exchange->takeAnswer();
    errand.exchange.release()->deleteLater();
    noteClock(answer);
    if (follow(id, errand, answer) || tryAgain(id, errand, answer))
        return;
    const bool good = answer.end == Answer::End::Complete && answer.status >= 200 && answer.status < 300;
    if (!good && !errand.takesAll) {
        fail(id, errorOf(errand.ask, answer));
        return;
    }
    const Next next = std::move(errand.next);
    const Ask ask = errand.ask;
    next(ask, std::move(answer));
}

bool Courier::follow(quint64 id, Errand &errand, const Answer &answer)
{
    const bool moved = answer.status == 301 || answer.status == 302 || answer.status == 303 || answer.status == 307 ||
                       answer.status == 308;
    if (errand.ask.isWrite() || answer.end != Answer::End::Complete || !moved || answer.location.isEmpty())
        return false;
    const QUrl here = errand.redirectedTo.isEmpty() ? urlOf(errand.ask) : errand.redirectedTo;
    const QUrl there = here.resolved(QUrl::fromEncoded(answer.location));
    if (!there.isValid() || !sameOrigin(here, there) || !there.userInfo().isEmpty() ||
        ++errand.redirects > MostRedirects)
        return false;
    errand.redirectedTo = there;
    --errand.attempts;
    attempt(id);
    return true;
}

bool Courier::tryAgain(quint64 id, Errand &errand, const Answer &answer)
{
    if (errand.ask.isWrite() || errand.attempts >= MostAttempts || !worthAnother(answer))
        return false;
    // Qt repeats a HEAD on a closed connection by itself, which can not be kept from it.
    if (errand.ask.verb == "HEAD" && answer.end == Answer::End::Network && answer.sent)
        return false;
    qint64 delayMs = qint64(m_retryDelayMs) << (errand.attempts - 1);
    if (const std::optional<domain::Duration> wish = retryAfterOf(answer)) {
        if (*wish > LongestWait)
            return false;
        delayMs = wish->microseconds / 1000;
    }
    errand.wait = std::make_unique<QTimer>();
    errand.wait->setSingleShot(true);
    errand.wait->callOnTimeout(this, [this, id] { attempt(id); });
    errand.wait->start(int(delayMs));
    return true;
}

ApiError Courier::errorOf(const Ask &ask, const Answer &answer) const
{
    Connection told = m_connection;
    if (ask.isWrite())
        told.timeoutMs = std::max(told.timeoutMs, m_leastWriteMs);
    return api::errorOf(ask, answer, told);
}

void Courier::cancel(quint64 id)
{
    const auto found = m_errands.find(id);
    if (found == m_errands.end() || found->second.ask.isWrite())
        return;
    failLater(found->second, cancelled(found->second.ask, m_connection));
    forget(id);
}

bool Courier::isActive(quint64 id) const
{
    return m_errands.contains(id);
}

void Courier::fail(quint64 id, const ApiError &error)
{
    const auto found = m_errands.find(id);
    if (found == m_errands.end())
        return;
    const Fail handler = std::move(found->second.fail);
    if (end(id))
        handler(error);
}

bool Courier::end(quint64 id)
{
    const auto found = m_errands.find(id);
    if (found == m_errands.end())
        return false;
    const bool alive = !found->second.context.isNull();
    forget(id);
    return alive;
}

void Courier::forget(quint64 id)
{
    const auto found = m_errands.find(id);
    if (found == m_errands.end())
        return;
    disconnect(found->second.contextGone);
    retire(found->second);
    m_errands.erase(found);
}

/// The exchange may be the one whose signal is being handled, and the timer the one that rang.
void Courier::retire(Errand &errand)
{
    if (errand.exchange) {
        errand.exchange->disconnect();
        errand.exchange.reset();
    }
    if (errand.wait) {
        errand.wait->disconnect();
        errand.wait.release()->deleteLater();
    }
}

void Courier::failLater(Errand &errand, const ApiError &error)
{
    if (errand.context)
        QMetaObject::invokeMethod(
            errand.context, [handler = errand.fail, error] { handler(error); }, Qt::QueuedConnection);
}

} // namespace waldesk::api
