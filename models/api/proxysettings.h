// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkProxy>
#include <QProcessEnvironment>
#include <QString>
#include <QUrl>

#include <memory>

namespace waldesk::api
{

/// The proxy for one address.
struct ProxyChoice {
    QNetworkProxy proxy{QNetworkProxy::NoProxy};
    QString name;    ///< `proxy.example.org:3128`, without user and password; empty: none
    QString source;  ///< the variable it comes from; empty: the system's settings
    QString unknown; ///< the scheme of a proxy that can not be used; the connection is made without it
};

/// The variables as curl reads them: `https_proxy` or `http_proxy` by the address (the latter in small letters only),
/// then `all_proxy`, small letters before capitals; `no_proxy` with `*`, names with their subdomains, addresses and
/// CIDR blocks. Without any of them the settings of the system. This machine is never asked for through a proxy.
[[nodiscard]] ProxyChoice proxyFor(const QUrl &url, const QProcessEnvironment &environment);

/// Whether this list of `no_proxy` excepts the host.
[[nodiscard]] bool isExempt(const QString &host, const QString &noProxy);

/// Asks proxyFor() for each connection, with the variables of this process as they are now.
[[nodiscard]] std::unique_ptr<QNetworkProxyFactory> makeProxyFactory();

} // namespace waldesk::api
