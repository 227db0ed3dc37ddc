// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoservice.h"

#include "app/demo/agentlife.h"
#include "app/demo/agentsimulator.h"
#include "app/demo/router.h"
#include "app/demo/wire.h"

#include <QCoreApplication>
#include <QFutureInterface>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpHeaders>
#endif
#include <QHttpServer>
#include <QHttpServerRequest>
#include <QHttpServerResponse>
#include <QPointer>
#include <QRandomGenerator>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <array>

namespace waldesk::demo
{
namespace
{
QByteArray verbOf(QHttpServerRequest::Method method)
{
    switch (method) {
    case QHttpServerRequest::Method::Get:
        return "GET";
    case QHttpServerRequest::Method::Put:
        return "PUT";
    case QHttpServerRequest::Method::Delete:
        return "DELETE";
    case QHttpServerRequest::Method::Post:
        return "POST";
    case QHttpServerRequest::Method::Head:
        return "HEAD";
    case QHttpServerRequest::Method::Options:
        return "OPTIONS";
    case QHttpServerRequest::Method::Patch:
        return "PATCH";
    default:
        return "TRACE";
    }
}

Call callOf(const QHttpServerRequest &request)
{
    const QUrl url = request.url();
    Call call;
    call.verb = verbOf(request.method());
    call.path = url.path(QUrl::FullyDecoded);
    call.rawPath = url.path(QUrl::FullyEncoded).toUtf8();
    call.rawQuery = url.query(QUrl::FullyEncoded).toUtf8();
    call.host = request.value("Host");
    call.authorization = request.value("Authorization");
    call.accept = request.value("Accept");
    call.contentType = request.value("Content-Type");
    call.impersonated = request.value("X-Impersonated-User-Uuid");
    call.body = request.body();
    return call;
}

/// The one place where headers are set: Qt 6.8 replaced the functions of 6.4.
void setHeader(QHttpServerResponse &response, const QByteArray &name, const QByteArray &value)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    QHttpHeaders headers = response.headers();
    headers.append(name, value);
    response.setHeaders(std::move(headers));
#else
    response.setHeader(name, value);
#endif
}

QHttpServerResponse responseOf(const Answer &answer, bool withBody)
{
    // Qt sends what it is given on HEAD too, and a body there would be read as the next answer.
    QHttpServerResponse response(answer.type, withBody ? answer.body : QByteArray(),
                                 static_cast<QHttpServerResponse::StatusCode>(answer.status));
    for (const auto &header : answer.headers)
        setHeader(response, header.first, header.second);
    return response;
}

/// The listening socket, which knows whose request is being handled: Qt HTTP Server 6.4 answers a client that has left
/// meanwhile through a pointer to its deleted socket, and a request tells no port.
class Listener : public QTcpServer
{
public:
    using QTcpServer::QTcpServer;

    /// The client whose bytes are being read now: requests are handled in the signal that announces them.
    QPointer<QTcpSocket> client() const { return m_client; }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QTcpSocket(this);
        socket->setSocketDescriptor(descriptor);
        connect(socket, &QIODevice::readyRead, this, [this, socket] { m_client = socket; }); // before Qt's own slot
        addPendingConnection(socket);
    }

private:
    QPointer<QTcpSocket> m_client;
};

/// What lives in the service's thread.
class Host : public QObject
{
public:
    Host(const Settings &settings, const Tokens &tokens)
        : m_settings(settings),
          m_world(tokens, settings.seed, static_cast<quint32>(qMax(0, settings.requests)), presentMicros())
    {
        m_world.races = settings.races;
        m_world.brokerDown = settings.brokerDown;
        registerAgents(m_world);
        discoverResources(m_world);
    }

    QString listen()
    {
        auto *socket = new Listener(this);
        if (!socket->listen(QHostAddress::LocalHost, m_settings.port))
            return m_settings.port == 0
                       ? QCoreApplication::translate("DemoService", "The demo service cannot listen: %1.")
                             .arg(socket->errorString())
                       : QCoreApplication::translate("DemoService", "The demo service cannot use port %1: %2.")
                             .arg(m_settings.port)
                             .arg(socket->errorString());
        m_server = std::make_unique<QHttpServer>();
        if (m_settings.races)
            m_server->route(QStringLiteral("/<arg>"), [this, socket](const QUrl &, const QHttpServerRequest &request) {
                return answerInTime(callOf(request), socket->client());
            });
        else
            m_server->route(QStringLiteral("/<arg>"), [this](const QUrl &, const QHttpServerRequest &request) {
                const Call call = callOf(request);
                return responseOf(m_router.answer(m_world, call), call.verb != "HEAD");
            });
        static_cast<void>(m_server->bind(socket)); // tells whether it worked from 6.8 on, nothing before
        m_port = socket->serverPort();
        if (m_settings.agentSpeed > 0)
            m_agent = std::make_unique<AgentSimulator>(m_world, m_settings.agentSpeed);
        return {};
    }

    quint16 port() const { return m_port; }
    const Catalog &catalog() const { return m_world.catalog; }

private:
    /// A transition is answered when its pause is over; what arrives in between is served meanwhile.
    QFuture<QHttpServerResponse> answerInTime(const Call &call, const QPointer<QTcpSocket> &client)
    {
        // No QPromise: Qt HTTP Server takes the result out of the future, which clears "finished" in Qt 6.4, and
        // ~QPromise would then run the continuation, whose stream is gone, a second time.
        QFutureInterface<QHttpServerResponse> reply;
        reply.reportStarted();
        auto finish = [reply](const Answer &answer, bool withBody) mutable {
            reply.reportResult(responseOf(answer, withBody));
            reply.reportFinished();
        };
        const Answer answer = m_router.answer(m_world, call);
        if (answer.later) {
            const int pause = QRandomGenerator::global()->bounded(20, 200); // of a real server: 40 ms and more
            QTimer::singleShot(pause, this, [answer, finish, client]() mutable {
                Answer last = answer.later();
                last.headers += answer.headers;
                if (client && client->state() == QAbstractSocket::ConnectedState)
                    finish(last, true);
            });
        } else {
            finish(answer, call.verb != "HEAD");
        }
        return reply.future();
    }

    Settings m_settings;
    World m_world;
    Router m_router;
    std::unique_ptr<QHttpServer> m_server; // made and deleted in the thread that serves
    std::unique_ptr<AgentSimulator> m_agent;
    quint16 m_port = 0;
};
} // namespace

Tokens Tokens::draw()
{
    const auto token = [] {
        std::array<quint32, 5> words{};
        QRandomGenerator::system()->fillRange(words.data(), words.size());
        return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
    };
    return {token(), token(), token()};
}

class DemoService::Private
{
public:
    Settings settings;
    Tokens tokens = Tokens::draw();
    QThread thread;
    QUrl url;
};

DemoService::DemoService(Settings settings) : m_private(std::make_unique<Private>())
{
    m_private->settings = settings;
    m_private->thread.setObjectName(QStringLiteral("demo service"));
}

DemoService::~DemoService()
{
    m_private->thread.quit();
    m_private->thread.wait();
}

bool DemoService::start(QString *error)
{
    if (m_private->thread.isRunning())
        return true;
    auto *host = new Host(m_private->settings, m_private->tokens);
    host->moveToThread(&m_private->thread);
    QObject::connect(&m_private->thread, &QThread::finished, host, &QObject::deleteLater);
    m_private->thread.start();
    QString problem;
    QMetaObject::invokeMethod(
        host, [host] { return host->listen(); }, Qt::BlockingQueuedConnection, &problem);
    if (!problem.isEmpty()) {
        m_private->thread.quit();
        m_private->thread.wait();
        if (error != nullptr)
            *error = problem;
        return false;
    }
    m_private->url = QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(host->port()));
    return true;
}

QUrl DemoService::url() const
{
    return m_private->url;
}

Tokens DemoService::tokens() const
{
    return m_private->tokens;
}
} // namespace waldesk::demo
