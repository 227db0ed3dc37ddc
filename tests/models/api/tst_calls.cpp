// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/api/caught.h"

using namespace waldesk;
using namespace waldesk::testsupport;
using api::ApiError;
using api::Page;

/// The promise about handlers: once, later, on a living context, whatever dies or is cancelled.
class TestCalls : public QObject
{
    Q_OBJECT

private slots:
    void isCancelledOnce();
    void isCancelledWhileItWaitsToAskAgain();
    void cancelAfterTheEndDoesNothing();
    void neverRunsWithoutItsContext();
    void endsWhenTheClientDies();
    void survivesAHandlerThatDeletesTheClient();
    void survivesAHandlerThatAsksAgain();
    void outlivesItsClient();
};

void TestCalls::isCancelledOnce()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::silent());
    api::WaldurClient client(connectionTo(server));
    Caught<Page> caught;
    const api::Call call = client.list({}, {}, this, caught.handler());
    QTRY_COMPARE(server.count("GET"), 1);
    QVERIFY(call.isActive());
    call.cancel();
    call.cancel();
    QVERIFY(!call.isActive());
    QCOMPARE(caught.times(), 0);
    QVERIFY(caught.waitFor());
    QCOMPARE(caught.error().kind, ApiError::Kind::Cancelled);
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(caught.times(), 1);
}

void TestCalls::isCancelledWhileItWaitsToAskAgain()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::html("", 503));
    api::WaldurClient client(connectionTo(server));
    client.setRetryDelayMs(100'000);
    Caught<Page> caught;
    const api::Call call = client.list({}, {}, this, caught.handler());
    QTRY_COMPARE(server.count("GET"), 1);
    call.cancel();
    QVERIFY(caught.waitFor());
    QCOMPARE(caught.error().kind, ApiError::Kind::Cancelled);
}

void TestCalls::cancelAfterTheEndDoesNothing()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::json("[]"));
    api::WaldurClient client(connectionTo(server));
    Caught<Page> caught;
    const api::Call call = client.list({}, {}, this, caught.handler());
    QVERIFY(caught.waitFor());
    call.cancel();
    Caught<Page> next;
    client.list({}, {}, this, next.handler());
    QVERIFY(next.waitFor());
    QCOMPARE(caught.times(), 1);
    QVERIFY(caught.hasValue());
}

void TestCalls::neverRunsWithoutItsContext()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::json("[]"));
    api::WaldurClient client(connectionTo(server));
    auto first = std::make_unique<QObject>();
    auto second = std::make_unique<QObject>();
    Caught<Page> dead;
    Caught<Page> cancelledAndDead;
    const api::Call call = client.list({}, {}, first.get(), dead.handler());
    client.list({}, {}, second.get(), cancelledAndDead.handler()).cancel();
    first.reset();
    second.reset();
    QVERIFY(!call.isActive());
    Caught<Page> after;
    client.list({}, {}, this, after.handler());
    QVERIFY(after.waitFor());
    QCOMPARE(dead.times(), 0);
    QCOMPARE(cancelledAndDead.times(), 0);
}

void TestCalls::endsWhenTheClientDies()
{
    ScriptedServer server;
    server.on("*", "/", Reply::silent());
    auto client = std::make_unique<api::WaldurClient>(connectionTo(server));
    Caught<Page> read;
    Caught<api::Nothing> write;
    client->list({}, {}, this, read.handler());
    client->setDone({}, this, write.handler());
    QTRY_COMPARE(int(server.seen().size()), 2);
    client.reset();
    QCOMPARE(read.times(), 0);
    QVERIFY(read.waitFor());
    QVERIFY(write.waitFor());
    QCOMPARE(read.error().kind, ApiError::Kind::Cancelled);
    QVERIFY(!read.error().written);
    QCOMPARE(write.error().kind, ApiError::Kind::Cancelled);
    QVERIFY(write.error().written);
}

void TestCalls::survivesAHandlerThatDeletesTheClient()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::json("[]"));
    server.on("HEAD", "/", Reply::html("", 405));
    for (int kind = 0; kind < 3; ++kind) {
        auto *client = new api::WaldurClient(connectionTo(server));
        int times = 0;
        const auto end = [&](const auto &) {
            ++times;
            delete client;
        };
        if (kind == 0)
            client->list({}, {}, this, end);
        else if (kind == 1)
            client->count({}, this, end);
        else
            client->version(this, end);
        QTRY_COMPARE(times, 1);
    }
}

void TestCalls::survivesAHandlerThatAsksAgain()
{
    ScriptedServer server;
    server.on("GET", "/", Reply::json("[]"));
    api::WaldurClient client(connectionTo(server));
    int times = 0;
    std::function<void(api::Result<Page>)> again = [&](const api::Result<Page> &) {
        if (++times < 20)
            client.list({}, {}, this, again);
    };
    client.list({}, {}, this, again);
    QTRY_COMPARE(times, 20);
}

void TestCalls::outlivesItsClient()
{
    ScriptedServer server;
    api::Call call;
    QVERIFY(!call.isActive());
    {
        api::WaldurClient client(connectionTo(server));
        call = client.list({}, {}, nullptr, [](const api::Result<Page> &) {});
        QVERIFY(call.isActive());
    }
    QVERIFY(!call.isActive());
    call.cancel();
}

QTEST_GUILESS_MAIN(TestCalls)
#include "tst_calls.moc"
