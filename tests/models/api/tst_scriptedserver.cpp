// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/builders.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>

using namespace waldesk::testsupport;

/// The scripted server itself: what other tests rely on.
class TestScriptedServer : public QObject
{
    Q_OBJECT

private slots:
    void answersPagesLikeTheServer();
    void makesAHugeBodyWhileItIsSent();
    void dripsAndCuts();
    void closesUnheard();
    void holdsUntilReleased();

private:
    static QNetworkReply *get(QNetworkAccessManager &manager, const QUrl &url);
};

QNetworkReply *TestScriptedServer::get(QNetworkAccessManager &manager, const QUrl &url)
{
    QNetworkReply *reply = manager.get(QNetworkRequest(url));
    QSignalSpy finished(reply, &QNetworkReply::finished);
    if (!reply->isFinished())
        finished.wait(20'000);
    return reply;
}

void TestScriptedServer::answersPagesLikeTheServer()
{
    ScriptedServer server;
    const QList<QByteArray> all = rows(25);
    server.on("GET", ListPath, [&](const Seen &request) { return pageOf(all, request); });
    QNetworkAccessManager manager;
    QNetworkReply *reply = get(
        manager, server.url().resolved(QUrl(QStringLiteral("/api/backend-resource-requests/?page=3&page_size=10"))));
    QCOMPARE(reply->rawHeader("X-Result-Count"), QByteArray("25"));
    QVERIFY(!reply->rawHeader("Link").contains("next"));
    QCOMPARE(QJsonDocument::fromJson(reply->readAll()).array().size(), 5);
    QCOMPARE(server.count("GET"), 1);
    QCOMPARE(server.seen().front().number("page", 0), 3);
}

void TestScriptedServer::makesAHugeBodyWhileItIsSent()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::huge(3));
    QNetworkAccessManager manager;
    QNetworkReply *reply = get(manager, server.url());
    QCOMPARE(reply->readAll().size(), qint64(3) * 1024 * 1024 + 4);
}

void TestScriptedServer::dripsAndCuts()
{
    ScriptedServer server;
    server.on("GET", "/drip", Reply::json("[1,2,3]").dripping(7, 1));
    server.on("GET", "/cut", Reply::json("[1,2,3]").truncatedAfter(3));
    QNetworkAccessManager manager;
    QCOMPARE(get(manager, server.url().resolved(QUrl(QStringLiteral("/drip"))))->readAll(), QByteArray("[1,2,3]"));
    QCOMPARE(get(manager, server.url().resolved(QUrl(QStringLiteral("/cut"))))->error(),
             QNetworkReply::RemoteHostClosedError);
}

void TestScriptedServer::closesUnheard()
{
    ScriptedServer server;
    server.on("*", "/", Reply::closeUnheard());
    QNetworkAccessManager manager;
    QCOMPARE(get(manager, server.url())->error(), QNetworkReply::RemoteHostClosedError);
    QVERIFY(server.count("GET") >= 1);
}

void TestScriptedServer::holdsUntilReleased()
{
    ScriptedServer server;
    server.on("GET", "/", [](const Seen &seen) { return Reply::json(seen.path()).held(); });
    QNetworkAccessManager manager;
    QStringList answers;
    const auto ask = [&](const QString &path) {
        QNetworkReply *reply = manager.get(QNetworkRequest(server.url().resolved(QUrl(path))));
        connect(reply, &QNetworkReply::finished, this, [&answers, reply] {
            answers << (reply->error() == QNetworkReply::NoError ? QString::fromUtf8(reply->readAll())
                                                                 : QStringLiteral("!"));
        });
        return reply;
    };
    QNetworkReply *givenUp = nullptr;
    for (int number = 1; number <= 4; ++number) {
        QNetworkReply *reply = ask(QStringLiteral("/%1").arg(number));
        givenUp = givenUp ? givenUp : reply;
        QTRY_COMPARE(server.held(), number);
    }
    QVERIFY(answers.isEmpty());
    server.release(ScriptedServer::Held::Newest);
    QTRY_COMPARE(answers, QStringList{QStringLiteral("/4")});
    givenUp->abort();
    QTRY_COMPARE(server.held(), 2);
    server.release(ScriptedServer::Held::Oldest);
    QTRY_COMPARE(answers.size(), 3);
    server.releaseAll();
    QTRY_COMPARE(answers,
                 (QStringList{QStringLiteral("/4"), QStringLiteral("!"), QStringLiteral("/2"), QStringLiteral("/3")}));
    QCOMPARE(server.held(), 0);
    server.releaseAll(); // of nothing
}

QTEST_GUILESS_MAIN(TestScriptedServer)
#include "tst_scriptedserver.moc"
