// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/foundresourcecache.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using namespace Qt::StringLiterals;
using session::FoundResourceCache;

namespace
{

constexpr char Resources[] = "/api/backend-resources/";

domain::Request request(int number, domain::State state = domain::State::Done)
{
    domain::Request one;
    one.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(number)));
    one.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
    one.state = state;
    one.created = *domain::Timestamp::tryParse("2026-11-10T12:00:00Z");
    one.started = one.created;
    one.finished = one.created + domain::Duration::seconds(60);
    return one;
}

} // namespace

/// When the server is asked what a request found, and when not.
class TestFoundResourceCache : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_cache.reset();
        m_server = std::make_unique<ScriptedServer>();
        m_server->on("GET", Resources, Reply::json("[]").with("X-Result-Count", "0"));
        m_client = std::make_unique<api::WaldurClient>(connectionTo(m_server->url()));
        m_client->setRetryDelayMs(1);
        m_cache = std::make_unique<FoundResourceCache>(*m_client);
        m_cache->setRestMs(20);
    }
    void cleanup() { m_cache.reset(); }

    void goingThroughAListAsksForTheLastAlone()
    {
        for (int number = 1; number <= 9; ++number)
            m_cache->want(request(number));
        QTRY_VERIFY(m_cache->find(request(9).uuid) && m_cache->find(request(9).uuid)->isKnown);
        for (int number = 1; number < 9; ++number)
            QVERIFY(!m_cache->find(request(number).uuid));
    }

    /// Three imports in a row: the answer that is under way was read before the last of them.
    void whatHappenedDuringAnAnswerIsAskedForAfterIt()
    {
        m_cache->refresh(request(2));
        QTRY_VERIFY(m_cache->find(request(2).uuid)->isKnown);
        const int each = m_server->count("GET", Resources);
        const auto none = Reply::json("[]").with("X-Result-Count", "0");
        m_server->on("GET", Resources, none.held());
        m_cache->refresh(request(1));
        QTRY_VERIFY(m_server->held() > 0);
        for (int i = 0; i < 3; ++i)
            m_cache->refresh(request(1));
        m_server->on("GET", Resources, none);
        m_server->releaseAll();
        QTRY_COMPARE(m_server->count("GET", Resources), 3 * each); // once more, however often it was wanted meanwhile
        QTRY_VERIFY(!m_cache->find(request(1).uuid)->isAsking);
        m_cache->refresh(request(3));
        QTRY_VERIFY(m_cache->find(request(3).uuid)->isKnown);
        QCOMPARE(m_server->count("GET", Resources), 4 * each);
    }

    void whatIsKnownIsNotAskedAgainButByRefresh()
    {
        m_cache->want(request(1));
        QTRY_VERIFY(m_cache->find(request(1).uuid) && m_cache->find(request(1).uuid)->isKnown);
        const int asked = m_server->count("GET", Resources);
        m_cache->want(request(1));
        m_cache->want(request(2));
        QTRY_VERIFY(m_cache->find(request(2).uuid) && m_cache->find(request(2).uuid)->isKnown);
        QCOMPARE(m_server->count("GET", Resources), 2 * asked);
        m_cache->refresh(request(1));
        QTRY_VERIFY(!m_cache->find(request(1).uuid)->isAsking);
        QCOMPARE(m_server->count("GET", Resources), 3 * asked);
    }

    void onlyDoneRequestsFoundAnything()
    {
        for (const auto state : {domain::State::Sent, domain::State::Processing, domain::State::Erred}) {
            m_cache->want(request(1, state));
            m_cache->refresh(request(1, state));
        }
        m_cache->want(request(2));
        QTRY_VERIFY(m_cache->find(request(2).uuid));
        QVERIFY(!m_cache->find(request(1).uuid));
    }

    void aRequestThatIsLeftIsNotAskedFor()
    {
        m_cache->want(request(1));
        m_cache->want(request(2, domain::State::Erred));
        m_cache->refresh(request(3));
        QTRY_VERIFY(m_cache->find(request(3).uuid)->isKnown);
        QVERIFY(!m_cache->find(request(1).uuid));
    }

    void aFailureKeepsWhatWasRead()
    {
        m_cache->refresh(request(1));
        QTRY_VERIFY(m_cache->find(request(1).uuid)->isKnown);
        m_server->on("GET", Resources, Reply::json(R"({"detail":"no"})", 400));
        m_cache->refresh(request(1));
        QTRY_VERIFY(m_cache->find(request(1).uuid)->error);
        QVERIFY(m_cache->find(request(1).uuid)->isKnown);
    }

    void diesWhileItAsks()
    {
        m_server->on("GET", Resources, Reply::silent());
        m_cache->refresh(request(1));
        QTRY_COMPARE(m_server->count("GET", Resources), 1);
        m_cache.reset();
        m_server->closeConnections();
        QTRY_COMPARE(m_server->openConnections(), 0);
    }

private:
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<api::WaldurClient> m_client;
    std::unique_ptr<FoundResourceCache> m_cache;
};

QTEST_GUILESS_MAIN(TestFoundResourceCache)
#include "tst_foundresourcecache.moc"
