// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/stuckrequests.h"

#include "models/api/rowdecoder.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using namespace Qt::StringLiterals;
using session::StuckRequests;

/// Which requests of a connection are stuck, whoever reads them.
class TestStuckRequests : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_stuck.reset();
        m_server = std::make_unique<ScriptedServer>();
        m_rows = rows(4); // Sent for months
        m_server->on("*", ListPath, [this](const Seen &seen) {
            const QStringList states = seen.query().allQueryItemValues(u"state"_s);
            return states.contains(u"Done"_s) ? Reply::json("[]") : pageOf(m_rows, seen);
        });
        m_client = std::make_unique<api::WaldurClient>(connectionTo(m_server->url()));
        m_client->setRetryDelayMs(1);
        m_store = std::make_unique<tables::RequestStore>();
        m_session = std::make_unique<session::Session>(*m_client, *m_store,
                                                       session::Profile{u"p"_s, domain::Environment::Test, QString()});
        m_clock = std::make_unique<session::Clock>(*m_client, QString());
        m_stuck = std::make_unique<StuckRequests>(*m_client, *m_store, *m_session, *m_clock);
    }
    void cleanup() { m_stuck.reset(); }

    void nothingIsAskedBeforeItStarts()
    {
        QVERIFY(!m_stuck->isRead());
        QVERIFY(!m_stuck->isSettled());
        QVERIFY(m_server->seen().empty());
    }

    void theOpenRequestsAreReadOnceTheOldestFirst()
    {
        m_stuck->start();
        QTRY_VERIFY(m_stuck->isSettled());
        QCOMPARE(m_stuck->count(), 4);
        QCOMPARE(m_stuck->openCount(), 4);
        QVERIFY(m_stuck->remark().isEmpty());
        const QUrlQuery asked = m_server->seen().front().query();
        QCOMPARE(asked.allQueryItemValues(u"state"_s), QStringList({u"Sent"_s, u"Processing"_s}));
        QCOMPARE(asked.queryItemValue(u"o"_s), u"created"_s);
        QCOMPARE(m_stuck->all().front().request.uuid.toString(), QString::fromLatin1(rowUuid(1)));
        QVERIFY(m_stuck->find(m_stuck->all().back().request.uuid));
    }

    /// A row shows other ages beside it, which the window's clock moves.
    void theElapsedTimeIsThatOfNow()
    {
        m_stuck->start();
        QTRY_VERIFY(m_stuck->isSettled());
        const workflows::StuckRequest first = m_stuck->all().front();
        QTRY_VERIFY(m_stuck->find(first.request.uuid)->stuck.elapsed > first.stuck.elapsed);
        QVERIFY(m_stuck->all().front().stuck.elapsed > first.stuck.elapsed);
    }

    void whatTheStoreLearnsIsEnough()
    {
        m_stuck->start();
        QTRY_VERIFY(m_stuck->isSettled());
        const auto one = m_store->find(*domain::Uuid::tryParse(QByteArrayView(rowUuid(2))));
        QVERIFY(one);
        m_server->forget();
        domain::Request ended = m_store->request(*one);
        ended.state = domain::State::Erred;
        ended.modified = ended.modified + domain::Duration::seconds(5);
        m_store->merge(std::span(&ended, 1), tables::Origin::Live);
        QTRY_COMPARE(m_stuck->count(), 3);
        QVERIFY(!m_stuck->find(ended.uuid));
        const std::vector<tables::RowIndex> gone{*m_store->find(*domain::Uuid::tryParse(QByteArrayView(rowUuid(3))))};
        m_store->remove(gone);
        QTRY_COMPARE(m_stuck->count(), 2);
        QCOMPARE(m_server->count("GET", ListPath), 0);
    }

    void whatTheArchiveHasIsNotRead_data()
    {
        QTest::addColumn<bool>("isConfirmed");
        QTest::newRow("the archive has every request, as new as the server") << true;
        QTest::newRow("what is kept may be older") << false;
    }
    void whatTheArchiveHasIsNotRead()
    {
        QFETCH(bool, isConfirmed);
        api::RowDecoder decoder;
        const auto read = decoder.rows(jsonArray(m_rows), false);
        m_store->merge(std::get<api::Page>(read).rows, tables::Origin::Kept);
        m_stuck->awaitKept();
        m_stuck->start();
        QVERIFY(m_stuck->isReading() && !m_stuck->isSettled());
        QVERIFY(m_server->seen().empty());
        isConfirmed ? m_stuck->confirmKept() : m_stuck->releaseKept();
        QTRY_VERIFY(m_stuck->isSettled());
        QCOMPARE(m_stuck->count(), 4);
        const auto pagesOfOpen = [this] {
            return std::ranges::count_if(m_server->seen(), [](const Seen &seen) {
                return seen.query().allQueryItemValues(u"state"_s).contains(u"Sent"_s);
            });
        };
        QCOMPARE(pagesOfOpen(), isConfirmed ? 0 : 1);
        // By hand, and where the server lists others after all, they are read.
        m_stuck->refresh();
        QTRY_VERIFY(m_stuck->isSettled());
        QCOMPARE(pagesOfOpen(), isConfirmed ? 1 : 2);
    }

    void aRowThatIsKeptHereFromLongAgoIsNotOpen()
    {
        domain::Request kept;
        kept.uuid = *domain::Uuid::tryParse(QByteArrayView(rowUuid(77)));
        kept.offering = *domain::Uuid::tryParse(QByteArrayView("0ff00000000000000000000000000001"));
        kept.offeringName = u"SLURM Tartu"_s;
        kept.state = domain::State::Sent;
        kept.created = *domain::Timestamp::tryParse("2026-08-01T10:00:00Z");
        kept.modified = kept.created;
        m_store->merge(std::span(&kept, 1), tables::Origin::Kept);
        m_stuck->start();
        QTRY_VERIFY(m_stuck->isSettled());
        QCOMPARE(m_stuck->count(), 4);
        // Told live it is as true as what was read.
        kept.modified = kept.modified + domain::Duration::seconds(5);
        m_store->merge(std::span(&kept, 1), tables::Origin::Live);
        QTRY_COMPARE(m_stuck->count(), 5);
    }

    void moreThanAreReadIsSaid()
    {
        m_rows = rows(250);
        m_stuck->setMostRows(100);
        m_stuck->start();
        QTRY_VERIFY(m_stuck->isSettled());
        QVERIFY(m_stuck->isRead());
        QVERIFY2(m_stuck->remark().contains(u"100") && m_stuck->remark().contains(u"250"),
                 qPrintable(m_stuck->remark()));
    }

    void aServerThatFailsIsReadAgain()
    {
        m_server->on("GET", ListPath, Reply::json(R"({"detail":"no"})", 403));
        m_stuck->start();
        QTRY_VERIFY(m_stuck->error());
        QVERIFY(!m_stuck->isRead());
        QVERIFY(m_stuck->isSettled());
        QVERIFY(!m_stuck->error()->sentence.isEmpty());
        m_server->on("GET", ListPath, [this](const Seen &seen) {
            const QStringList states = seen.query().allQueryItemValues(u"state"_s);
            return states.contains(u"Done"_s) ? Reply::json("[]") : pageOf(m_rows, seen);
        });
        m_stuck->refresh();
        QTRY_COMPARE(m_stuck->count(), 4);
        QVERIFY(!m_stuck->error());
    }

    void agentsThatWereNotToldAreAskedForWhenTheServerIsBack()
    {
        m_server->on("GET", "/api/marketplace-site-agent-identities/", Reply::closeUnheard());
        m_server->on("GET", "/api/event-subscription-queues/", Reply::json("[]"));
        m_server->on("GET", "/api/marketplace-site-agent-connection-stats/", Reply::json("{}", 403));
        m_stuck->start();
        QTRY_VERIFY(m_stuck->isSettled());
        using Kind = domain::StuckReason::Kind;
        QCOMPARE(m_stuck->all().front().reason.kind, Kind::NotAnswered);
        m_server->on("GET", "/api/marketplace-site-agent-identities/", Reply::json("[]"));
        emit m_session->cameBack();
        QTRY_COMPARE(m_stuck->all().front().reason.kind, Kind::NobodyListens);
    }

    void settingsThatMakeNoSenseAreLeftOut_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<qint64>("minutes");
        QTest::newRow("a number") << u"30"_s << qint64(30);
        QTest::newRow("a word") << u"soon"_s << qint64(15);
        QTest::newRow("nothing") << u"0"_s << qint64(15);
        QTest::newRow("less than nothing") << u"-4"_s << qint64(15);
        QTest::newRow("more than there is") << u"99999999999"_s << qint64(15);
    }

    void settingsThatMakeNoSenseAreLeftOut()
    {
        QFETCH(QString, value);
        QFETCH(qint64, minutes);
        const QTemporaryDir folder;
        QSettings settings(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
        settings.setValue(u"stuck/wait_minutes"_s, value);
        QCOMPARE(StuckRequests::readSettings(settings).leastWait, domain::Duration::seconds(minutes * 60));
        QCOMPARE(StuckRequests::readSettings(settings).factor, 3);
    }

private:
    std::unique_ptr<ScriptedServer> m_server;
    QList<QByteArray> m_rows;
    std::unique_ptr<api::WaldurClient> m_client;
    std::unique_ptr<tables::RequestStore> m_store;
    std::unique_ptr<session::Session> m_session;
    std::unique_ptr<session::Clock> m_clock;
    std::unique_ptr<StuckRequests> m_stuck;
};

QTEST_GUILESS_MAIN(TestStuckRequests)
#include "tst_stuckrequests.moc"
