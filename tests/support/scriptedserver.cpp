// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/scriptedserver.h"

#include "tests/support/scriptedconnection.h"

#include <QHostAddress>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>

#include <algorithm>
#include <optional>

namespace waldesk::testsupport
{

namespace
{

/// Hands over sockets that are encrypted where the test wants TLS.
class Listener : public QTcpServer
{
public:
    std::optional<QSslConfiguration> tls;
    std::function<void(QTcpSocket *)> arrived;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        if (!tls) {
            auto *plain = new QTcpSocket;
            plain->setSocketDescriptor(descriptor);
            arrived(plain);
            return;
        }
        auto *secure = new QSslSocket;
        secure->setSslConfiguration(*tls);
        secure->setSocketDescriptor(descriptor);
        secure->startServerEncryption();
        arrived(secure);
    }
};

struct RuleEntry {
    QByteArray method;
    QByteArray pathStart;
    ScriptedServer::Rule rule;
};

} // namespace

QByteArray Seen::path() const
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? target : target.left(mark);
}

QUrlQuery Seen::query() const
{
    const qsizetype mark = target.indexOf('?');
    return QUrlQuery(mark < 0 ? QString() : QString::fromUtf8(target.mid(mark + 1)));
}

int Seen::number(const char *key, int fallback) const
{
    bool ok = false;
    const int value = query().queryItemValue(QString::fromLatin1(key)).toInt(&ok);
    return ok ? value : fallback;
}

class ScriptedServer::Private
{
public:
    Listener listener;
    std::vector<RuleEntry> rules;
    std::vector<Seen> seen;
    std::vector<QPointer<ScriptedConnection>> open;
    std::vector<QPointer<ScriptedConnection>> holding; ///< by when their request came
    int connections = 0;
    qint64 sent = 0;
    int most = 0;

    static bool fits(const QByteArray &method, const QByteArray &pathStart, const Seen &request)
    {
        return (method == "*" || method == request.method) && request.path().startsWith(pathStart);
    }

    Reply answer(const Seen &request)
    {
        seen.push_back(request);
        const auto busy = std::ranges::count_if(open, [](const auto &c) { return c && c->isOpen() && c->isBusy(); });
        most = std::max(most, int(busy));
        for (auto entry = rules.rbegin(); entry != rules.rend(); ++entry) {
            if (fits(entry->method, entry->pathStart, request)) {
                const Rule rule = entry->rule;
                return rule(request);
            }
        }
        return Reply::html("<h1>Not Found</h1>", 404);
    }
};

ScriptedServer::ScriptedServer(QObject *parent) : QObject(parent), d(std::make_unique<Private>())
{
    d->listener.arrived = [this](QTcpSocket *socket) {
        auto *connection = new ScriptedConnection(
            socket, ++d->connections, [this](const Seen &r) { return d->answer(r); }, this);
        connect(connection, &ScriptedConnection::wrote, this, [this](qint64 bytes) { d->sent += bytes; });
        connect(connection, &ScriptedConnection::holds, this,
                [this, connection] { d->holding.emplace_back(connection); });
        d->open.emplace_back(connection);
    };
    if (!d->listener.listen(QHostAddress::LocalHost))
        qFatal("the scripted server can not listen: %s", qPrintable(d->listener.errorString()));
}

ScriptedServer::ScriptedServer(const QSslConfiguration &tls, QObject *parent) : ScriptedServer(parent)
{
    d->listener.tls = tls;
}

ScriptedServer::~ScriptedServer()
{
    // The connections ask the rules in d: they go first.
    for (const auto &connection : d->open)
        delete connection.data();
}

QUrl ScriptedServer::url() const
{
    const QString scheme = d->listener.tls ? QStringLiteral("https") : QStringLiteral("http");
    return QUrl(QStringLiteral("%1://127.0.0.1:%2/").arg(scheme).arg(port()));
}

quint16 ScriptedServer::port() const
{
    return d->listener.serverPort();
}

void ScriptedServer::on(const QByteArray &method, const QByteArray &pathStart, Rule rule)
{
    d->rules.push_back({method, pathStart, std::move(rule)});
}

void ScriptedServer::on(const QByteArray &method, const QByteArray &pathStart, const Reply &always)
{
    on(method, pathStart, [always](const Seen &) { return always; });
}

void ScriptedServer::sequence(const QByteArray &method, const QByteArray &pathStart, QList<Reply> replies)
{
    auto left = std::make_shared<QList<Reply>>(std::move(replies));
    on(method, pathStart, [left](const Seen &) { return left->size() > 1 ? left->takeFirst() : left->first(); });
}

const std::vector<Seen> &ScriptedServer::seen() const
{
    return d->seen;
}

int ScriptedServer::count(const QByteArray &method, const QByteArray &pathStart) const
{
    return int(std::ranges::count_if(d->seen, [&](const Seen &s) { return d->fits(method, pathStart, s); }));
}

int ScriptedServer::connections() const
{
    return d->connections;
}

int ScriptedServer::openConnections() const
{
    return int(std::ranges::count_if(d->open, [](const auto &c) { return c && c->isOpen(); }));
}

qint64 ScriptedServer::bytesSent() const
{
    return d->sent;
}

int ScriptedServer::mostAtOnce() const
{
    return d->most;
}

void ScriptedServer::forget()
{
    d->seen.clear();
    d->most = 0;
}

int ScriptedServer::held() const
{
    return int(std::ranges::count_if(d->holding, [](const auto &c) { return c && c->isOpen(); }));
}

void ScriptedServer::release(Held which)
{
    // What was given up meanwhile is held no more.
    std::erase_if(d->holding, [](const auto &c) { return !c || !c->isOpen(); });
    if (d->holding.empty())
        return;
    const auto one = which == Held::Oldest ? d->holding.begin() : std::prev(d->holding.end());
    const QPointer<ScriptedConnection> connection = *one;
    d->holding.erase(one);
    connection->release();
}

void ScriptedServer::releaseAll()
{
    while (held() > 0)
        release(Held::Oldest);
}

void ScriptedServer::closeConnections()
{
    for (const auto &connection : d->open) {
        if (connection)
            connection->close();
    }
}

void ScriptedServer::stopListening()
{
    d->listener.close();
    closeConnections();
}

} // namespace waldesk::testsupport
