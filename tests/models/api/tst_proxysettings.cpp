// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/proxysettings.h"

#include <QTest>

using namespace waldesk::api;

using Variables = QMap<QString, QString>;

/// Which proxy the variables of the environment name, as curl reads them.
class TestProxySettings : public QObject
{
    Q_OBJECT

private slots:
    void readsTheVariablesAsCurlDoes_data();
    void readsTheVariablesAsCurlDoes();
    void readsUserAndKind();
    void exceptsHosts_data();
    void exceptsHosts();
};

void TestProxySettings::readsTheVariablesAsCurlDoes_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<Variables>("variables");
    QTest::addColumn<QString>("name");
    const auto row = [](const char *what, const char *url, const Variables &variables, const char *name) {
        QTest::newRow(what) << QString::fromLatin1(url) << variables << QString::fromLatin1(name);
    };
    const QString a = QStringLiteral("http://a.test:3128");
    const QString b = QStringLiteral("http://b.test:3128");
    const auto v = [](const char *name) {
        return QString::fromLatin1(name);
    };
    constexpr char Tls[] = "https://waldur.example.org/";
    constexpr char Plain[] = "http://waldur.example.org/";
    row("https_proxy for https", Tls, {{v("https_proxy"), a}}, "a.test:3128");
    row("HTTPS_PROXY for https", Tls, {{v("HTTPS_PROXY"), a}}, "a.test:3128");
    row("small letters come first", Tls, {{v("HTTPS_PROXY"), a}, {v("https_proxy"), b}}, "b.test:3128");
    row("https_proxy is not for http", Plain, {{v("https_proxy"), a}, {v("no_proxy"), v("x.test")}}, "");
    row("http_proxy for http", Plain, {{v("http_proxy"), a}}, "a.test:3128");
    row("http_proxy is not for https", Tls, {{v("http_proxy"), a}, {v("all_proxy"), b}}, "b.test:3128");
    row("HTTP_PROXY is never read", Plain, {{v("HTTP_PROXY"), a}}, "");
    row("all_proxy for the rest", Tls, {{v("all_proxy"), a}}, "a.test:3128");
    row("ALL_PROXY too", Plain, {{v("ALL_PROXY"), a}}, "a.test:3128");
    row("the own one before all_proxy", Tls, {{v("all_proxy"), a}, {v("https_proxy"), b}}, "b.test:3128");
    row("an empty one is none", Tls, {{v("https_proxy"), v("")}, {v("all_proxy"), b}}, "b.test:3128");
    row("without a scheme", Tls, {{v("https_proxy"), v("a.test:8080")}}, "a.test:8080");
    row("without a port", Tls, {{v("https_proxy"), v("http://a.test")}}, "a.test:1080");
    row("no_proxy=*", Tls, {{v("https_proxy"), a}, {v("no_proxy"), v("*")}}, "");
    row("NO_PROXY", Tls, {{v("https_proxy"), a}, {v("NO_PROXY"), v("example.org")}}, "");
    row("no_proxy of another host", Tls, {{v("https_proxy"), a}, {v("no_proxy"), v("other.org")}}, "a.test:3128");
    row("this machine", "https://127.0.0.1/", {{v("https_proxy"), a}}, "");
    row("a kind that can not be used", Tls, {{v("https_proxy"), v("https://a.test:1")}}, "");
}

void TestProxySettings::readsTheVariablesAsCurlDoes()
{
    QFETCH(QString, url);
    QFETCH(Variables, variables);
    QFETCH(QString, name);
    QProcessEnvironment environment;
    for (auto it = variables.cbegin(); it != variables.cend(); ++it)
        environment.insert(it.key(), it.value());
    QCOMPARE(proxyFor(QUrl(url), environment).name, name);
}

void TestProxySettings::readsUserAndKind()
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("all_proxy"), QStringLiteral("socks5h://mari:p%40ss@socks.test:9050"));
    const ProxyChoice socks = proxyFor(QUrl(QStringLiteral("https://waldur.example.org/")), environment);
    QCOMPARE(socks.proxy.type(), QNetworkProxy::Socks5Proxy);
    QCOMPARE(socks.proxy.user(), QStringLiteral("mari"));
    QCOMPARE(socks.proxy.password(), QStringLiteral("p@ss"));
    QCOMPARE(socks.name, QStringLiteral("socks.test:9050"));
    QCOMPARE(socks.source, QStringLiteral("all_proxy"));
    environment.insert(QStringLiteral("https_proxy"), QStringLiteral("socks4://a.test"));
    QCOMPARE(proxyFor(QUrl(QStringLiteral("https://waldur.example.org/")), environment).unknown,
             QStringLiteral("socks4"));
}

void TestProxySettings::exceptsHosts_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("list");
    QTest::addColumn<bool>("exempt");
    const auto row = [](const char *what, const char *host, const char *list, bool exempt) {
        QTest::newRow(what) << QString::fromLatin1(host) << QString::fromLatin1(list) << exempt;
    };
    row("a star", "a.org", "*", true);
    row("a star among others is a name", "a.org", "b.org,*", false);
    row("the host", "a.org", "a.org", true);
    row("a host below", "x.a.org", "a.org", true);
    row("with a dot before it", "x.a.org", ".a.org", true);
    row("the host itself with a dot before it", "a.org", ".a.org", true);
    row("an end of a name is no domain", "nota.org", "a.org", false);
    row("any case", "A.Org", "a.oRG", true);
    row("a dot at the end", "a.org.", "a.org", true);
    row("several, with blanks", "a.org", "b.org, a.org", true);
    row("blanks alone", "a.org", "b.org a.org", true);
    row("an address", "10.0.0.7", "10.0.0.7", true);
    row("a block", "10.0.3.7", "10.0.0.0/16", true);
    row("another block", "10.1.3.7", "10.0.0.0/16", false);
    row("a part of an address is no domain", "10.0.0.7", "0.7", false);
    row("IPv6", "[fd00::1]", "fd00::1", true);
    row("an IPv6 block", "fd00::1", "fd00::/8", true);
    row("nothing", "a.org", "", false);
}

void TestProxySettings::exceptsHosts()
{
    QFETCH(QString, host);
    QFETCH(QString, list);
    QFETCH(bool, exempt);
    QCOMPARE(isExempt(host, list), exempt);
}

QTEST_GUILESS_MAIN(TestProxySettings)
#include "tst_proxysettings.moc"
