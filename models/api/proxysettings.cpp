// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/proxysettings.h"

#include "models/api/httpattempt.h"

#include <QHostAddress>

namespace waldesk::api
{

namespace
{

constexpr quint16 DefaultPort = 1080; // curl's, of any kind of proxy

QString nameOf(const QNetworkProxy &proxy)
{
    if (proxy.hostName().isEmpty())
        return {};
    const QString host = proxy.hostName().contains(QLatin1Char(':'))
                             ? QLatin1Char('[') + proxy.hostName() + QLatin1Char(']')
                             : proxy.hostName();
    return host + QLatin1Char(':') + QString::number(proxy.port());
}

QString firstSet(const QProcessEnvironment &environment, const QStringList &names, QString &source)
{
    for (const QString &name : names) {
        const QString value = environment.value(name).trimmed();
        if (!value.isEmpty()) {
            source = name;
            return value;
        }
    }
    return {};
}

ProxyChoice choiceOf(const QString &value, const QString &source, bool isTls)
{
    const QString whole = value.contains(QLatin1String("://")) ? value : QStringLiteral("http://") + value;
    const QUrl url(whole, QUrl::TolerantMode);
    ProxyChoice choice;
    choice.source = source;
    const QString scheme = url.scheme().toLower();
    QNetworkProxy proxy;
    if (scheme == QLatin1String("http")) {
        proxy.setType(isTls ? QNetworkProxy::HttpProxy : QNetworkProxy::HttpCachingProxy);
    } else if (scheme == QLatin1String("socks5") || scheme == QLatin1String("socks5h")) {
        proxy.setType(QNetworkProxy::Socks5Proxy);
        if (scheme == QLatin1String("socks5"))
            proxy.setCapabilities(proxy.capabilities() &
                                  ~QNetworkProxy::Capabilities(QNetworkProxy::HostNameLookupCapability));
    } else {
        choice.unknown = scheme;
        return choice;
    }
    proxy.setHostName(url.host());
    proxy.setPort(quint16(url.port(DefaultPort)));
    proxy.setUser(url.userName(QUrl::FullyDecoded));
    proxy.setPassword(url.password(QUrl::FullyDecoded));
    choice.proxy = proxy;
    choice.name = nameOf(proxy);
    return choice;
}

QString withoutBrackets(QString host)
{
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']')))
        host = host.mid(1, host.size() - 2);
    return host;
}

class EnvironmentProxyFactory : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return {proxyFor(query.url(), m_environment).proxy};
    }

private:
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
};

} // namespace

bool isExempt(const QString &host, const QString &noProxy)
{
    if (noProxy.trimmed() == QLatin1String("*"))
        return true;
    QString name = withoutBrackets(host).toLower();
    if (name.endsWith(QLatin1Char('.')))
        name.chop(1);
    const QHostAddress address(name);
    QString list = noProxy.toLower();
    list.replace(QLatin1Char(' '), QLatin1Char(','));
    const QStringList entries = list.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString &each : entries) {
        QString entry = each.trimmed();
        if (!address.isNull()) {
            const bool isBlock = entry.contains(QLatin1Char('/'));
            if (isBlock && address.isInSubnet(QHostAddress::parseSubnet(entry)))
                return true;
            if (!isBlock && QHostAddress(withoutBrackets(entry)) == address)
                return true;
            continue;
        }
        if (entry.startsWith(QLatin1Char('.')))
            entry.remove(0, 1);
        if (entry.endsWith(QLatin1Char('.')))
            entry.chop(1);
        if (!entry.isEmpty() && (name == entry || name.endsWith(QLatin1Char('.') + entry)))
            return true;
    }
    return false;
}

ProxyChoice proxyFor(const QUrl &url, const QProcessEnvironment &environment)
{
    if (isLoopback(url.host()))
        return {};
    const bool isTls = url.scheme() == QLatin1String("https");
    QString source;
    const QStringList names =
        isTls ? QStringList{QStringLiteral("https_proxy"), QStringLiteral("HTTPS_PROXY"), QStringLiteral("all_proxy"),
                            QStringLiteral("ALL_PROXY")}
              : QStringList{QStringLiteral("http_proxy"), QStringLiteral("all_proxy"), QStringLiteral("ALL_PROXY")};
    const QString value = firstSet(environment, names, source);
    QString ignored;
    const QString except = firstSet(environment, {QStringLiteral("no_proxy"), QStringLiteral("NO_PROXY")}, ignored);
    if (isExempt(url.host(), except))
        return {};
    if (!value.isEmpty())
        return choiceOf(value, source, isTls);
    ProxyChoice choice;
    const QList<QNetworkProxy> found =
        QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url, QNetworkProxyQuery::UrlRequest));
    // Qt reads HTTP_PROXY there, which curl does not: a web server may set it for its children.
    if (!found.isEmpty() && !environment.contains(QStringLiteral("HTTP_PROXY"))) {
        choice.proxy = found.first();
        choice.name = nameOf(choice.proxy);
    }
    return choice;
}

std::unique_ptr<QNetworkProxyFactory> makeProxyFactory()
{
    return std::make_unique<EnvironmentProxyFactory>();
}

} // namespace waldesk::api
