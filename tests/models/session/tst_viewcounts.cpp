// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/viewcounts.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using namespace Qt::StringLiterals;
using session::ViewCounts;

/// How many requests match each view, and whom that is asked of.
class TestViewCounts : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_counts.reset();
        m_server = std::make_unique<ScriptedServer>();
        m_server->on("HEAD", ListPath, [this](const Seen &seen) {
            m_asked << seen.query().toString();
            return Reply::json("").with("X-Result-Count", QByteArray::number(m_answer));
        });
        m_answer = 14;
        m_asked.clear();
        m_store.clear();
        m_client = std::make_unique<api::WaldurClient>(connectionTo(m_server->url()));
        m_client->setRetryDelayMs(1);
        m_session = std::make_unique<session::Session>(*m_client, m_store,
                                                       session::Profile{u"p"_s, domain::Environment::Test, QString()});
        m_clock = std::make_unique<session::Clock>(*m_client, QString());
        m_views = std::make_unique<session::SavedViews>(QString());
        m_counts = std::make_unique<ViewCounts>(*m_client, m_store, *m_session, *m_clock, *m_views);
        m_counts->setLeastPause(1);
    }

    void theServerCountsWhatItFilters_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("counted");
        QTest::newRow("states") << u"state:sent,processing"_s << true;
        QTest::newRow("states and a time") << u"state:erred created:2d"_s << true;
        QTest::newRow("everything") << u""_s << true;
        QTest::newRow("a word is looked for here") << u"state:erred slurm"_s << false;
        QTest::newRow("a cause is looked for here") << u"cause:new"_s << false;
        QTest::newRow("an upper bound that this server ignores") << u"created:<2d"_s << false;
        QTest::newRow("one request is no list") << u"uuid:"_s + QString(32, u'a') << false;
        QTest::newRow("nothing can match") << u"state:sent -state:sent"_s << false;
        QTest::newRow("a line of a later version") << u"planet:mars"_s << false;
    }

    void theServerCountsWhatItFilters()
    {
        QFETCH(QString, line);
        QFETCH(bool, counted);
        QCOMPARE(m_views->add({u"a mark that the round is over"_s, u"state:done"_s, false}), QString());
        QCOMPARE(m_views->insert(0, {u"v"_s, line, false}), QString());
        m_counts->start();
        QTRY_VERIFY(m_counts->count(*m_views->find(u"a mark that the round is over"_s)));
        QTRY_COMPARE(m_counts->count(*m_views->find(u"v"_s)).has_value(), counted);
        QCOMPARE(m_asked.size(), counted ? 2 : 1);
        if (counted) {
            QCOMPARE(m_counts->count(*m_views->find(u"v"_s))->matches, 14);
            QVERIFY(m_counts->count(*m_views->find(u"v"_s))->complete);
        }
    }

    void changesOnTheServerAreCountedAgain()
    {
        const domain::SavedView view{u"v"_s, u"state:sent"_s, false};
        QCOMPARE(m_views->add(view), QString());
        m_counts->start();
        QTRY_VERIFY(m_counts->count(view));
        m_answer = 15;
        m_counts->noteChange();
        QTRY_COMPARE(m_counts->count(view)->matches, 15);
    }

    void manyChangesOfAMomentAreOneRound()
    {
        const domain::SavedView view{u"v"_s, u"state:sent"_s, false};
        QCOMPARE(m_views->add(view), QString());
        m_counts->start();
        QTRY_VERIFY(m_counts->count(view));
        m_answer = 15;
        for (int i = 0; i < 50; ++i)
            m_counts->noteChange();
        QTRY_COMPARE(m_counts->count(view)->matches, 15);
        QCOMPARE(m_asked.size(), 2);
    }

    void whatThePageSaysOfAViewHolds()
    {
        const domain::SavedView here{u"here"_s, u"state:erred slurm"_s, false};
        QCOMPARE(m_views->add(here), QString());
        QSignalSpy changed(m_counts.get(), &ViewCounts::changed);
        m_counts->notePage(u"state:erred   slurm"_s, 7, false);
        QCOMPARE(m_counts->count(here)->matches, 7);
        QVERIFY(!m_counts->count(here)->complete);
        m_counts->notePage(u"state:erred slurm"_s, 7, false);
        QCOMPARE(changed.count(), 1);
        m_counts->notePage(u"state:erred slurm"_s, 12, true);
        QCOMPARE(m_counts->count(here)->matches, 12);
        m_counts->notePage(u"state:sent"_s, 3, true); // no view
        QCOMPARE(changed.count(), 2);
    }

    void aCountThatFailsLeavesTheNumberBefore()
    {
        const domain::SavedView view{u"v"_s, u"state:sent"_s, false};
        QCOMPARE(m_views->add(view), QString());
        m_counts->start();
        QTRY_VERIFY(m_counts->count(view));
        m_server->on("*", "/api/", Reply::json("{}", 500));
        m_server->forget();
        m_counts->noteChange();
        QTRY_VERIFY(!m_server->seen().empty());
        QCOMPARE(m_counts->count(view)->matches, 14);
    }

    void untilTheServerAnswersWhatIsKeptIsCounted_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("kept");   // -1: not told
        QTest::addColumn<bool>("asked"); // of the server, when it answers
        QTest::newRow("a state") << u"state:erred"_s << 2 << true;
        QTest::newRow("everything") << u""_s << 5 << true;
        QTest::newRow("none") << u"state:done"_s << 0 << true;
        QTest::newRow("a time") << u"created:>2026-01-02"_s << 4 << true;
        QTest::newRow("words") << u"state:erred quota"_s << 1 << false;
        QTest::newRow("an offering") << u"offering:\"SLURM Tartu\""_s << 5 << true;
        QTest::newRow("open ones") << u"is:open"_s << 3 << true;
        QTest::newRow("a cause") << u"cause:new"_s << -1 << false;
        QTest::newRow("stuck ones") << u"is:stuck"_s << -1 << false;
        QTest::newRow("one request") << u"uuid:"_s + QString(32, u'a') << -1 << false;
        QTest::newRow("a line of a later version") << u"planet:mars"_s << -1 << false;
    }

    void untilTheServerAnswersWhatIsKeptIsCounted()
    {
        QFETCH(QString, line);
        QFETCH(int, kept);
        QFETCH(bool, asked);
        bool isUp = false;
        m_server->on("HEAD", ListPath, [this, &isUp](const Seen &) {
            return isUp ? Reply::json("").with("X-Result-Count", QByteArray::number(m_answer)) : Reply::reset();
        });
        m_server->on("GET", "/api/", [&isUp](const Seen &seen) {
            if (!isUp)
                return Reply::reset();
            return seen.path().endsWith("/users/me/")
                       ? Reply::json(
                             R"({"uuid": "00000000000000000000000000000001", "username": "a", "full_name": "A",)"
                             R"( "is_staff": true, "is_support": false})")
                       : Reply::json("[]");
        });
        const domain::SavedView view{u"v"_s, line, false};
        const domain::SavedView last{u"a mark that all are counted"_s, u"state:sent"_s, false};
        QCOMPARE(m_views->add(view), QString());
        QCOMPARE(m_views->add(last), QString());
        m_store.merge(keptRows(), tables::Origin::Kept);
        const domain::Timestamp asOf{1'767'000'000'000'000};
        m_counts->noteKept(asOf);
        m_counts->start();
        QTRY_VERIFY(m_counts->count(last));
        QCOMPARE(*m_counts->count(last), (ViewCounts::Count{3, true, asOf, true}));
        const auto before = m_counts->count(view);
        QCOMPARE(before.has_value(), kept >= 0);
        if (before)
            QCOMPARE(*before, (ViewCounts::Count{kept, true, asOf, true}));
        isUp = true;
        m_session->start();
        QTRY_COMPARE(m_counts->count(last)->matches, 14);
        QTRY_COMPARE(m_counts->count(view).has_value(), asked);
        if (asked) {
            QTRY_VERIFY(!m_counts->count(view)->isKept);
            QCOMPARE(m_counts->count(view)->matches, 14);
        }
    }

    void withoutViewsNothingIsAsked()
    {
        m_counts->start();
        m_counts->noteChange();
        const domain::SavedView view{u"v"_s, u"state:sent"_s, false};
        QCOMPARE(m_views->add(view), QString());
        QTRY_VERIFY(m_counts->count(view));
        QCOMPARE(m_asked.size(), 1); // what was asked before it would have come before it
    }

private:
    /// Five of one offering: three Sent, two Erred.
    static std::vector<domain::Request> keptRows()
    {
        std::vector<domain::Request> rows;
        for (int number = 1; number <= 5; ++number) {
            domain::Request row;
            row.uuid = *domain::Uuid::tryParse(rowUuid(number));
            row.state = number <= 3 ? domain::State::Sent : domain::State::Erred;
            row.offering = *domain::Uuid::tryParse("0ff00000000000000000000000000001");
            row.offeringName = u"SLURM Tartu"_s;
            row.created = row.modified =
                *domain::Timestamp::tryParse("2026-01-0" + QByteArray::number(number) + "T10:00:00Z");
            if (number == 4)
                row.error = {"no quota is left", {}};
            rows.push_back(row);
        }
        return rows;
    }

    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<api::WaldurClient> m_client;
    tables::RequestStore m_store;
    std::unique_ptr<session::Session> m_session;
    std::unique_ptr<session::Clock> m_clock;
    std::unique_ptr<session::SavedViews> m_views;
    std::unique_ptr<ViewCounts> m_counts;
    qint64 m_answer = 14;
    QStringList m_asked;
};

QTEST_GUILESS_MAIN(TestViewCounts)
#include "tst_viewcounts.moc"
