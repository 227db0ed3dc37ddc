// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/notices.h"
#include "models/session/toldnotices.h"
#include "tests/support/connections.h"

#include <QDateTime>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace Qt::StringLiterals;
using domain::Environment;
using domain::State;
using session::Notices;
using session::NoticeSettings;
using workflows::LiveEvent;
using workflows::Notice;
using workflows::NoticeItem;
using workflows::NoticePlace;
using Kind = LiveEvent::Kind;

namespace
{

using Events = std::vector<LiveEvent>;

domain::Uuid uuid(quint8 number)
{
    std::array<quint8, 16> bytes{};
    bytes[15] = number;
    return domain::Uuid::fromBytes(bytes);
}

LiveEvent liveEvent(Kind kind, State now = State::Erred, State before = State::Unknown, quint8 number = 1)
{
    LiveEvent event;
    event.kind = kind;
    event.row.uuid = uuid(number);
    event.row.state = now;
    event.row.offeringName = u"SLURM Tartu"_s;
    event.before = before;
    if (now == State::Erred)
        event.row.error.message = "slurmdbd: connection refused";
    return event;
}

LiveEvent causeEvent(Kind kind, const QByteArray &key)
{
    LiveEvent made = liveEvent(kind);
    made.cause = key;
    made.title = u"slurmdbd: connection refused"_s;
    return made;
}

LiveEvent askedHere(State state, quint8 number = 1)
{
    LiveEvent made = liveEvent(Kind::Ended, state, State::Processing, number);
    made.askedHere = true;
    return made;
}

} // namespace

Q_DECLARE_METATYPE(std::vector<waldesk::workflows::LiveEvent>)

/// Which events become a notification, when, and what a person chose.
class TestNotices : public QObject
{
    Q_OBJECT
private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        open(Environment::Test);
    }

    void whichEventsAreTold_data()
    {
        QTest::addColumn<QString>("view");
        QTest::addColumn<Events>("events");
        QTest::addColumn<int>("told");
        const QString erred = u"state:erred"_s;
        QTest::newRow("a new cause") << QString() << Events{causeEvent(Kind::NewCause, "w1:a")} << 1;
        QTest::newRow("a cause that came back") << QString() << Events{causeEvent(Kind::CauseBack, "w1:a")} << 1;
        QTest::newRow("the same cause twice is one")
            << QString() << Events{causeEvent(Kind::NewCause, "w1:a"), causeEvent(Kind::NewCause, "w1:a")} << 1;
        QTest::newRow("what I asked again has ended") << QString() << Events{askedHere(State::Done)} << 1;
        QTest::newRow("what others asked has ended") << QString() << Events{liveEvent(Kind::Ended, State::Done)} << 0;
        QTest::newRow("a new request, and no view") << QString() << Events{liveEvent(Kind::New, State::Sent)} << 0;
        QTest::newRow("a new request that a view matches")
            << u"state:sent"_s << Events{liveEvent(Kind::New, State::Sent)} << 1;
        QTest::newRow("a new request of another state") << erred << Events{liveEvent(Kind::New, State::Sent)} << 0;
        QTest::newRow("one that came to match")
            << erred << Events{liveEvent(Kind::Ended, State::Erred, State::Processing)} << 1;
        QTest::newRow("one that matched before is no news")
            << erred << Events{liveEvent(Kind::Changed, State::Erred, State::Erred)} << 0;
        QTest::newRow("one that matched before by its offering")
            << u"offering:tartu"_s << Events{liveEvent(Kind::Changed, State::Done, State::Processing)} << 0;
        QTest::newRow("one whose state before is not known")
            << erred << Events{liveEvent(Kind::Changed, State::Erred, State::Unknown)} << 1;
        QTest::newRow("the text of its error")
            << u"text:slurmdbd"_s << Events{liveEvent(Kind::Ended, State::Erred, State::Sent)} << 1;
        QTest::newRow("new and ended in one moment is one")
            << u"offering:tartu"_s
            << Events{liveEvent(Kind::New, State::Erred), liveEvent(Kind::Ended, State::Erred, State::Sent)} << 1;
        QTest::newRow("one that is gone") << erred << Events{liveEvent(Kind::Gone)} << 0;
        QTest::newRow("a view that matches everything has nothing to tell")
            << QString(u" "_s) << Events{liveEvent(Kind::New)} << 0;
        QTest::newRow("one that is stuck")
            << u"is:stuck"_s << Events{liveEvent(Kind::Stuck, State::Sent, State::Sent)} << 1;
        QTest::newRow("one that only changed, and is not stuck")
            << u"is:stuck"_s << Events{liveEvent(Kind::Changed, State::Sent, State::Sent)} << 0;
        QTest::newRow("a line of a later version") << u"planet:mars"_s << Events{liveEvent(Kind::New)} << 0;
    }

    void whichEventsAreTold()
    {
        QFETCH(QString, view);
        QFETCH(Events, events);
        QFETCH(int, told);
        if (!view.isEmpty())
            QCOMPARE(m_views->add({u"v"_s, view, true}), QString());
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        m_notices->take(events);
        // What comes last is always told: when it is there, all before it was judged.
        m_notices->take({causeEvent(Kind::NewCause, "w1:last")});
        QTRY_COMPARE(ready.count(), 1);
        const auto notice = ready.first().first().value<Notice>();
        const qsizetype lines = notice.body.count(u'\n'); // an item each, and the profile
        QCOMPARE(told == 0 ? 0 : int(lines) - 1, told);
        if (told == 0)
            QVERIFY2(notice.summary.startsWith(u"New cause"_s), qPrintable(notice.summary));
    }

    void aViewWithoutNotifyMeIsSilent()
    {
        QCOMPARE(m_views->add({u"v"_s, u"state:sent"_s, false}), QString());
        QVERIFY(tellsOnlyTheLast({liveEvent(Kind::New, State::Sent)}));
    }

    void aRowThatLeftAndCameBackIsToldAgain()
    {
        QCOMPARE(m_views->add({u"v"_s, u"state:erred"_s, true}), QString());
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        m_notices->take({liveEvent(Kind::Ended, State::Erred, State::Sent)});
        QTRY_COMPARE(ready.count(), 1);
        m_notices->seen();
        m_notices->take({liveEvent(Kind::Changed, State::Processing, State::Erred)});
        m_notices->take({liveEvent(Kind::Ended, State::Erred, State::Processing)});
        QTRY_COMPARE(ready.count(), 2);
    }

    void eachKindIsSwitchedOffAlone_data()
    {
        QTest::addColumn<int>("off");
        QTest::addColumn<int>("left");
        QTest::newRow("new causes") << 1 << 3;
        QTest::newRow("causes that came back") << 2 << 3;
        QTest::newRow("what I asked again") << 3 << 3;
        QTest::newRow("views") << 4 << 3;
        QTest::newRow("everything") << 0 << 0;
        QTest::newRow("nothing") << 5 << 4;
    }

    void eachKindIsSwitchedOffAlone()
    {
        QFETCH(int, off);
        QFETCH(int, left);
        QCOMPARE(m_views->add({u"v"_s, u"state:sent"_s, true}), QString());
        NoticeSettings settings;
        const std::array<bool NoticeSettings::*, 5> all{&NoticeSettings::on, &NoticeSettings::newCauses,
                                                        &NoticeSettings::causesBack, &NoticeSettings::askedAgain,
                                                        &NoticeSettings::views};
        if (off < 5)
            settings.*all[size_t(off)] = false;
        QCOMPARE(m_notices->setSettings(settings), QString());
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        m_notices->take({causeEvent(Kind::NewCause, "w1:a"), causeEvent(Kind::CauseBack, "w1:b"),
                         askedHere(State::Done, 2), liveEvent(Kind::New, State::Sent, State::Unknown, 3)});
        if (left == 0) {
            QCOMPARE(m_notices->setSettings({}), QString());
            m_notices->take({causeEvent(Kind::NewCause, "w1:c")});
            QTRY_COMPARE(ready.count(), 1);
            QVERIFY(ready.first().first().value<Notice>().summary.startsWith(u"New cause"_s));
            return;
        }
        QTRY_COMPARE(ready.count(), 1);
        QCOMPARE(ready.first().first().value<Notice>().body.count(u'\n'), left);
        QCOMPARE(NoticeSettings::read(folder()), settings); // and at the next start
    }

    void theChoiceIsKeptForThisProfileAlone()
    {
        NoticeSettings off;
        off.on = false;
        QCOMPARE(m_notices->setSettings(off), QString());
        QVERIFY(!(QFile::permissions(folder() + u"/notifications.ini"_s) & (QFile::ReadGroup | QFile::ReadOther)));
        open(Environment::Test, u"/other"_s);
        QVERIFY(m_notices->settings().on);
        open(Environment::Test);
        QVERIFY(!m_notices->settings().on);
    }

    void switchingItOffWithdrawsWhatIsShown()
    {
        QSignalSpy withdrawn(m_notices.get(), &Notices::withdrawn);
        NoticeSettings off;
        off.on = false;
        QCOMPARE(m_notices->setSettings(off), QString());
        QCOMPARE(withdrawn.count(), 1);
    }

    /// A view of what has been open for an hour, while nothing happens to the request but that.
    void aRowThatTheClockBringsIntoAViewIsTold()
    {
        domain::Timestamp now = domain::Timestamp::now();
        m_clock->setMachineClock([&now] { return now; });
        QCOMPARE(m_views->add({u"v"_s, u"age:>1h"_s, true}), QString());
        domain::Request young = liveEvent(Kind::New, State::Sent, State::Unknown, 1).row;
        young.created = young.modified = now - domain::Duration::seconds(3'000);
        domain::Request old = liveEvent(Kind::New, State::Sent, State::Unknown, 2).row;
        old.created = old.modified = now - domain::Duration::seconds(4'000);
        m_store.merge(std::vector{young, old});
        m_notices->setRows(m_store, [](const domain::Uuid &) { return domain::RowFacts(); });
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        now = now + domain::Duration::seconds(500);
        m_notices->lookAtClock();
        QVERIFY(tellsOnlyTheLast({}));
        ready.clear();
        m_notices->seen();
        now = now + domain::Duration::seconds(500);
        m_notices->lookAtClock();
        QVERIFY(!ready.isEmpty() || ready.wait(20'000));
        QCOMPARE(ready.count(), 1); // the other one matched all the time
        const auto told = ready.first().first().value<Notice>();
        QCOMPARE(told.place, (NoticePlace{NoticePlace::Kind::View, {}, {}, u"age:>1h"_s}));
        QCOMPARE(told.summary, u"v: now Sent"_s); // that one alone
        m_notices->seen();
        now = now + domain::Duration::seconds(500);
        m_notices->lookAtClock();
        QVERIFY(tellsOnlyTheLast({}));
    }

    void anotherWindowsChoiceHolds()
    {
        m_notices->setPauses(1, 1);
        Notices other(*m_session, *m_clock, *m_views);
        NoticeSettings off;
        off.on = false;
        QCOMPARE(other.setSettings(off), QString());
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        QSignalSpy withdrawn(m_notices.get(), &Notices::withdrawn);
        m_notices->take({causeEvent(Kind::NewCause, "w1:a")});
        QTRY_COMPARE(withdrawn.count(), 1);
        QVERIFY(ready.isEmpty());
        QVERIFY(!m_notices->settings().on);
    }

    void ofTwoWindowsOneTells_data()
    {
        QTest::addColumn<LiveEvent>("event");
        QTest::addColumn<LiveEvent>("next");
        QTest::newRow("a new cause") << causeEvent(Kind::NewCause, "w1:a") << causeEvent(Kind::NewCause, "w1:b");
        QTest::newRow("a cause that came back")
            << causeEvent(Kind::CauseBack, "w1:a") << causeEvent(Kind::CauseBack, "w1:b");
        QTest::newRow("the same cause is back, which was new before")
            << causeEvent(Kind::NewCause, "w1:a") << causeEvent(Kind::CauseBack, "w1:a");
        QTest::newRow("what I asked again has ended") << askedHere(State::Done) << askedHere(State::Done, 2);
        QTest::newRow("a view") << liveEvent(Kind::New) << liveEvent(Kind::New, State::Erred, State::Unknown, 2);
    }

    void ofTwoWindowsOneTells()
    {
        QFETCH(LiveEvent, event);
        QFETCH(LiveEvent, next);
        QCOMPARE(m_views->add({u"v"_s, u"state:erred"_s, true}), QString());
        m_notices->setPauses(1, 1);
        Notices other(*m_session, *m_clock, *m_views);
        other.setPauses(1, 1, 1);
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        QSignalSpy ofOther(&other, &Notices::ready);
        m_notices->take({event});
        QTRY_COMPARE(ready.count(), 1);
        const auto first = ready.first().first().value<Notice>();
        other.take({event, next});
        QTRY_COMPARE(ofOther.count(), 1);
        QCOMPARE(ofOther.first().first().value<Notice>().body.count(u'\n'), first.body.count(u'\n')); // of one
        // The one that told may tell of the same again.
        m_notices->setPauses(1, 1, 1);
        m_notices->seen();
        m_notices->take({event.kind == Kind::New ? liveEvent(Kind::Gone) : event});
        if (event.kind == Kind::New)
            m_notices->take({event});
        QTRY_COMPARE(ready.count(), 2);
        QFile told(folder() + u"/notices-told"_s);
        QVERIFY(told.open(QIODevice::ReadOnly));
        QVERIFY(!(told.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(!told.readAll().contains("w1:"));
    }

    /// What comes together stays one notification: the window that shows one puts the next in its place.
    void theWindowThatToldLastGoesFirst()
    {
        m_notices->setPauses(1, 1);
        Notices other(*m_session, *m_clock, *m_views);
        other.setPauses(1, 1, 500);
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        QSignalSpy ofOther(&other, &Notices::ready);
        m_notices->take({causeEvent(Kind::NewCause, "w1:a")});
        QTRY_COMPARE(ready.count(), 1);
        other.take({causeEvent(Kind::NewCause, "w1:b"), causeEvent(Kind::NewCause, "w1:c")});
        m_notices->take({causeEvent(Kind::NewCause, "w1:b")});
        QTRY_COMPARE(ready.count(), 2);
        QVERIFY(ready.last().first().value<Notice>().summary.startsWith(u"2 "_s));
        // What that window does not tell is told all the same.
        QTRY_COMPARE(ofOther.count(), 1);
        QVERIFY(ofOther.last().first().value<Notice>().summary.startsWith(u"New cause"_s));
    }

    void whatWasToldLongAgoIsToldAgain_data()
    {
        QTest::addColumn<QByteArray>("line"); // %1: the digest
        QTest::addColumn<int>("told");
        const auto at = [](qint64 ago) {
            return QByteArray::number(QDateTime::currentSecsSinceEpoch() - ago);
        };
        QTest::newRow("a moment ago") << at(5) + " 1234 " << 0;
        QTest::newRow("two hours ago") << at(7'200) + " 1234 " << 1;
        QTest::newRow("tomorrow: a clock was set back") << at(-86'400) + " 1234 " << 1;
        QTest::newRow("a damaged line") << QByteArray("now 1234 ") << 1;
    }

    void whatWasToldLongAgoIsToldAgain()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, told);
        workflows::NoticeItem item;
        item.cause = "w1:a";
        QCOMPARE(session::ToldNotices(folder()).claim({item}).size(), size_t(1));
        QFile file(folder() + u"/notices-told"_s);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray digest = file.readAll().trimmed().split(' ').last();
        QVERIFY(file.resize(0) && file.seek(0));
        QVERIFY(file.write(line + digest + '\n') > 0);
        file.close();
        QCOMPARE(int(session::ToldNotices(folder()).claim({item}).size()), told);
    }

    void whatComesTogetherIsOne()
    {
        m_notices->setPauses(20, 1'000'000);
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        for (int i = 0; i < 200; ++i)
            m_notices->take({causeEvent(Kind::NewCause, "w1:" + QByteArray::number(i))});
        QTRY_COMPARE(ready.count(), 1);
        QVERIFY(ready.first().first().value<Notice>().summary.startsWith(u"200 "_s));
    }

    void theNextOneWaitsAndHasTheOnesThatWereNotSeen()
    {
        m_notices->setPauses(1, 300);
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        m_notices->take({causeEvent(Kind::NewCause, "w1:a")});
        QTRY_COMPARE(ready.count(), 1);
        m_notices->take({causeEvent(Kind::NewCause, "w1:b")});
        m_notices->take({causeEvent(Kind::NewCause, "w1:c")});
        QCOMPARE(ready.count(), 1);
        QTRY_COMPARE(ready.count(), 2);
        QVERIFY(ready.last().first().value<Notice>().summary.startsWith(u"3 "_s));
        m_notices->seen();
        m_notices->take({causeEvent(Kind::NewCause, "w1:d")});
        QTRY_COMPARE(ready.count(), 3);
        QVERIFY(ready.last().first().value<Notice>().summary.startsWith(u"New cause"_s));
    }

    void whatIsInFrontIsNotShown()
    {
        NoticePlace front{NoticePlace::Kind::Cause, "w1:a", {}, {}};
        m_notices->setIsInFront([&front](const NoticePlace &place) { return place == front; });
        QVERIFY(tellsOnlyTheLast({causeEvent(Kind::NewCause, "w1:a")}));
    }

    void onProductionNothingOfTheErrorIsTold_data()
    {
        QTest::addColumn<Environment>("environment");
        QTest::addColumn<bool>("known");
        QTest::addColumn<bool>("quiet");
        QTest::newRow("production") << Environment::Production << true << true;
        QTest::newRow("nobody has told what it is") << Environment::Other << false << true;
        QTest::newRow("test") << Environment::Test << true << false;
        QTest::newRow("demo") << Environment::Demo << true << false;
    }

    void onProductionNothingOfTheErrorIsTold()
    {
        QFETCH(Environment, environment);
        QFETCH(bool, known);
        QFETCH(bool, quiet);
        open(environment, {}, known);
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        m_notices->take({causeEvent(Kind::NewCause, "w1:a")});
        QTRY_COMPARE(ready.count(), 1);
        const auto notice = ready.first().first().value<Notice>();
        QCOMPARE((notice.summary + notice.body).contains(u"slurmdbd"_s), !quiet);
        QVERIFY(notice.body.contains(u"SLURM Tartu"_s));
    }

    void aViewByCauseAsksForItsFacts()
    {
        QCOMPARE(m_views->add({u"v"_s, u"group:\"w1:a\""_s, true}), QString());
        m_notices->setFactsOf([](const domain::Request &, const domain::LocalFilter &) {
            domain::TextFacts facts;
            facts.group = u"w1:a";
            return facts;
        });
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        m_notices->take({liveEvent(Kind::New, State::Erred)});
        QTRY_COMPARE(ready.count(), 1);
    }

private:
    [[nodiscard]] QString folder() const { return m_folder->path() + u"/p"_s; }

    void open(Environment environment, const QString &sub = {}, bool known = true)
    {
        m_notices.reset();
        m_client = std::make_unique<api::WaldurClient>(testsupport::connectionTo(QUrl(u"http://127.0.0.1:9/"_s)));
        m_session = std::make_unique<session::Session>(*m_client, m_store,
                                                       session::Profile{u"work"_s, environment, folder() + sub, known});
        m_clock = std::make_unique<session::Clock>(*m_client, QString());
        m_views = std::make_unique<session::SavedViews>(folder() + sub);
        m_notices = std::make_unique<Notices>(*m_session, *m_clock, *m_views);
        m_notices->setPauses(1, 1);
    }

    [[nodiscard]] bool tellsOnlyTheLast(const Events &events)
    {
        QSignalSpy ready(m_notices.get(), &Notices::ready);
        m_notices->take(events);
        m_notices->take({causeEvent(Kind::CauseBack, "w1:last")});
        return (!ready.isEmpty() || ready.wait(20'000)) && ready.count() == 1 &&
               ready.first().first().value<Notice>().summary.startsWith(u"Came back"_s);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    tables::RequestStore m_store;
    std::unique_ptr<api::WaldurClient> m_client;
    std::unique_ptr<session::Session> m_session;
    std::unique_ptr<session::Clock> m_clock;
    std::unique_ptr<session::SavedViews> m_views;
    std::unique_ptr<Notices> m_notices;
};

QTEST_GUILESS_MAIN(TestNotices)
#include "tst_notices.moc"
