// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/httpdispatcher.h"

#include "models/api/httperrors.h"
#include "models/api/proxysettings.h"
#include "models/domain/address.h"

#include <QNetworkAccessManager>

#include <algorithm>
#include <utility>

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

bool isRetryable(const HttpResponse &response)
{
    if (response.end == HttpResponse::End::Network) {
        // A name that is not known now will not be in a second.
        return response.networkError != QNetworkReply::HostNotFoundError;
    }
    return response.end == HttpResponse::End::Complete &&
           (response.status == 429 || (response.status >= 502 && response.status <= 504));
}

} // namespace

void HttpDispatcher::setToken(const QByteArray &token, const QByteArray &schemeWord)
{
    m_connection.token = token;
    m_connection.schemeWord = schemeWord;
}

HttpDispatcher::HttpDispatcher(Connection connection) : m_connection(std::move(connection))
{
    m_manager = makeManager(m_connection.root.host());
    const ProxyChoice proxy = proxyFor(m_connection.root, QProcessEnvironment::systemEnvironment());
    m_proxyName = proxy.name;
    if (!proxy.unknown.isEmpty())
        m_unusedProxy = QStringLiteral("%1 (%2)").arg(proxy.unknown, proxy.source);
    awaitTls();
}

HttpDispatcher::~HttpDispatcher()
{
    for (auto &entry : m_calls) {
        failLater(entry.second, cancelled(entry.second.request, m_connection));
        release(entry.second);
    }
}

/// Reads every authority of the system: a start without TLS does without.
void HttpDispatcher::awaitTls()
{
    m_awaitsTls = m_connection.root.scheme() == QLatin1String("https") || !m_connection.caFile.isEmpty();
    if (!m_awaitsTls)
        return;
    readTlsSetup(m_connection.caFile).then(this, [this](const std::shared_ptr<const TlsSetup> &setup) {
        takeTls(setup);
    });
}

void HttpDispatcher::takeTls(const std::shared_ptr<const TlsSetup> &setup)
{
    m_tls = setup;
    m_awaitsTls = false;
    for (const quint64 id : std::exchange(m_waiting, {})) {
        if (isActive(id))
            begin(id);
    }
}

quint64 HttpDispatcher::open(QObject *context, Fail fail)
{
    const quint64 id = ++m_last;
    PendingCall &call = m_calls[id];
    call.context = context;
    call.fail = std::move(fail);
    if (context) {
        call.contextGone = connect(context, &QObject::destroyed, this, [this, id] { abandon(id); });
    }
    return id;
}

void HttpDispatcher::submit(quint64 id, HttpRequest request, Next next, bool acceptErrorStatus)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end())
        return;
    PendingCall &call = found->second;
    call.request = std::move(request);
    call.next = std::move(next);
    call.acceptErrorStatus = acceptErrorStatus;
    call.attempts = 0;
    call.redirects = 0;
    call.otherPlaceTried = false;
    call.firstMiss.reset();
    call.isAtRoot = m_connection.root.fragment() == domain::ApiRootMark;
    call.redirectedTo.clear();
    if (m_awaitsTls)
        m_waiting.push_back(id);
    else
        begin(id);
}

void HttpDispatcher::begin(quint64 id)
{
    PendingCall &call = m_calls.at(id);
    if (m_tls && !m_tls->problem.isEmpty()) {
        failLater(call, badCaFile(call.request, m_tls->problem));
        abandon(id);
        return;
    }
    startAttempt(id);
}

QUrl HttpDispatcher::urlOf(const PendingCall &call) const
{
    QUrl root = m_connection.root;
    root.setFragment(call.isAtRoot ? QString(domain::ApiRootMark) : QString());
    QUrl url = domain::apiUrl(root, call.request.path);
    if (!call.request.query.isEmpty())
        url.setQuery(call.request.query);
    return url;
}

void HttpDispatcher::startAttempt(quint64 id)
{
    PendingCall &call = m_calls.at(id);
    ++call.attempts;
    call.number = quint32(++m_requests);
    HttpAttempt::Route route;
    // A connection that was idle may be dead without our knowing it: a write goes out on a new one.
    route.manager = call.request.isWrite() ? nullptr : m_manager.get();
    route.url = call.redirectedTo.isEmpty() ? urlOf(call) : call.redirectedTo;
    route.authorization = m_connection.schemeWord + ' ' + m_connection.token;
    if (m_tls)
        route.tls = m_tls->tls;
    route.isPlain = m_readsPlainly;
    route.hasOwnAuthority = !m_connection.caFile.isEmpty();
    route.timeoutMs =
        call.request.isWrite() ? std::max(m_connection.timeoutMs, m_leastWriteMs) : m_connection.timeoutMs;
    if (call.wait)
        call.wait.release()->deleteLater();
    call.attempt = std::make_unique<HttpAttempt>(call.request, std::move(route), nullptr);
    connect(call.attempt.get(), &HttpAttempt::finished, this, [this, id] { attemptFinished(id); });
    call.attempt->start();
}

void HttpDispatcher::noteClock(const HttpResponse &response)
{
    if (response.date.isEmpty())
        return;
    // The header counts whole seconds: its middle is nearer on average.
    constexpr qint64 Half = 500'000;
    if (const std::optional<domain::Timestamp> there = httpDate(response.date))
        m_clockOffset = domain::Duration{there->microseconds + Half - domain::Timestamp::now().microseconds};
}

void HttpDispatcher::attemptFinished(quint64 id)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end())
        return;
    PendingCall &call = found->second;
    HttpResponse response = call.attempt->takeResponse();
    call.attempt.release()->deleteLater();
    noteClock(response);
    response.proxy = m_proxyName;
    response.unusedProxy = m_unusedProxy;
    response.listWasRead = m_listWasRead;
    response.order = {call.number, quint32(m_requests)};
    if (response.end == HttpResponse::End::Complete && response.status == 200 && response.isJson() &&
        call.request.path.startsWith(QLatin1String("api/backend-resource-requests/")))
        m_listWasRead = true;
    if (readPlainly(id, call, response) || follow(id, call, response) || lookForApi(id, call, response) ||
        tryAgain(id, call, response))
        return;
    const bool good = response.end == HttpResponse::End::Complete && response.status >= 200 && response.status < 300;
    if (!good && !call.acceptErrorStatus) {
        fail(id, errorOf(call.request, response));
        return;
    }
    const Next next = std::move(call.next);
    const HttpRequest request = call.request;
    next(request, std::move(response));
}

bool HttpDispatcher::follow(quint64 id, PendingCall &call, const HttpResponse &response)
{
    const bool moved = response.status == 301 || response.status == 302 || response.status == 303 ||
                       response.status == 307 || response.status == 308;
    if (call.request.isWrite() || response.end != HttpResponse::End::Complete || !moved || response.location.isEmpty())
        return false;
    const QUrl here = call.redirectedTo.isEmpty() ? urlOf(call) : call.redirectedTo;
    const QUrl there = here.resolved(QUrl::fromEncoded(response.location));
    if (!there.isValid() || !sameOrigin(here, there) || !there.userInfo().isEmpty() ||
        isSignInRedirect(call.request, response) || ++call.redirects > MostRedirects)
        return false;
    call.redirectedTo = there;
    --call.attempts;
    startAttempt(id);
    return true;
}

/// Below a path of a gateway the API may stand at what was typed instead of in the folder `api/`. Until one of the two
/// has answered as an API, a miss is asked for at the other place, too.
bool HttpDispatcher::lookForApi(quint64 id, PendingCall &call, HttpResponse &response)
{
    if (response.end != HttpResponse::End::Complete || m_connection.root.path().size() < 2)
        return false;
    // Some gateways say in JSON that they have no such route.
    const bool isMiss =
        response.status == 404 ? !response.isJson() || !m_apiFound : response.status == 200 && response.isHtml();
    if (!isMiss) {
        if (response.isJson() && !m_apiFound) {
            m_apiFound = true;
            m_connection.root.setFragment(call.isAtRoot ? QString(domain::ApiRootMark) : QString());
        }
        return false;
    }
    if (call.otherPlaceTried && call.firstMiss && call.firstMiss->isJson()) {
        response = *std::exchange(call.firstMiss, std::nullopt); // it knows the API, and not what was asked for
        return false;
    }
    const bool foundAtRoot = m_connection.root.fragment() == domain::ApiRootMark;
    const bool isElsewhere = !m_apiFound || foundAtRoot != call.isAtRoot;
    if (call.request.isWrite() || call.otherPlaceTried || !isElsewhere)
        return false;
    call.otherPlaceTried = true;
    call.firstMiss = response;
    call.isAtRoot = !call.isAtRoot;
    call.attempts = 0;
    call.redirectedTo.clear();
    startAttempt(id);
    return true;
}

/// What follows the interim answer is still on its way: Qt would take it for the answer to another request.
bool HttpDispatcher::readPlainly(quint64 id, PendingCall &call, const HttpResponse &response)
{
    const bool isInterim = response.status >= 100 && response.status < 200;
    if (!isInterim)
        return false;
    m_manager->clearConnectionCache();
    m_readsPlainly = true;
    if (call.request.isWrite())
        return false;
    startAttempt(id);
    return true;
}

bool HttpDispatcher::tryAgain(quint64 id, PendingCall &call, const HttpResponse &response)
{
    if (call.request.isWrite() || call.attempts >= MostAttempts || !isRetryable(response))
        return false;
    // Qt repeats a HEAD on a closed connection by itself, which can not be kept from it.
    if (call.request.verb == "HEAD" && response.end == HttpResponse::End::Network && response.sent)
        return false;
    qint64 delayMs = qint64(m_retryDelayMs) << (call.attempts - 1);
    if (const std::optional<domain::Duration> wish = retryAfterOf(response)) {
        if (*wish > LongestWait)
            return false;
        delayMs = wish->microseconds / 1000;
    }
    call.wait = std::make_unique<QTimer>();
    call.wait->setSingleShot(true);
    call.wait->callOnTimeout(this, [this, id] { startAttempt(id); });
    call.wait->start(int(delayMs));
    return true;
}

ApiError HttpDispatcher::errorOf(const HttpRequest &request, const HttpResponse &response) const
{
    Connection told = m_connection;
    if (request.isWrite())
        told.timeoutMs = std::max(told.timeoutMs, m_leastWriteMs);
    return api::errorOf(request, response, told);
}

void HttpDispatcher::cancel(quint64 id)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end() || found->second.request.isWrite())
        return;
    failLater(found->second, cancelled(found->second.request, m_connection));
    abandon(id);
}

bool HttpDispatcher::isActive(quint64 id) const
{
    return m_calls.contains(id);
}

void HttpDispatcher::fail(quint64 id, const ApiError &error)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end())
        return;
    const Fail handler = std::move(found->second.fail);
    if (complete(id))
        handler(error);
}

bool HttpDispatcher::complete(quint64 id)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end())
        return false;
    const bool alive = !found->second.context.isNull();
    abandon(id);
    return alive;
}

void HttpDispatcher::abandon(quint64 id)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end())
        return;
    disconnect(found->second.contextGone);
    release(found->second);
    m_calls.erase(found);
}

/// The attempt may be the one whose signal is being handled, and the timer the one that rang.
void HttpDispatcher::release(PendingCall &call)
{
    if (call.attempt) {
        call.attempt->disconnect();
        call.attempt.reset();
    }
    if (call.wait) {
        call.wait->disconnect();
        call.wait.release()->deleteLater();
    }
}

void HttpDispatcher::failLater(PendingCall &call, const ApiError &error)
{
    if (call.context)
        QMetaObject::invokeMethod(
            call.context, [handler = call.fail, error] { handler(error); }, Qt::QueuedConnection);
}

} // namespace waldesk::api
