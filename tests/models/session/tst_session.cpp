// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/session.h"
#include "tests/support/askednothing.h"
#include "tests/support/builders.h"
#include "tests/support/connections.h"

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace waldesk;
using namespace waldesk::testsupport;
using domain::Why;
using session::Environment;
using session::Session;

namespace
{

constexpr char Offering[] = "0ff00000000000000000000000000001";
constexpr char Other[] = "0ff00000000000000000000000000002";
constexpr int MostAttempts = 3; // of one call, httpdispatcher.cpp
constexpr char Customer[] = "c0000000000000000000000000000001";

domain::Uuid uuid(const char *hex)
{
    return *domain::Uuid::tryParse(QByteArrayView(hex));
}

QByteArray user(bool staff, bool support, const QByteArray &permissions = "[]")
{
    const auto word = [](bool is) {
        return QByteArray(is ? "true" : "false");
    };
    return "{\"uuid\":\"a0000000000000000000000000000001\",\"username\":\"ada\",\"full_name\":\"Ada\",\"is_staff\":" +
           word(staff) + ",\"is_support\":" + word(support) + ",\"permissions\":" + permissions + "}";
}

QByteArray grantOn(const char *scope, const char *scopeUuid)
{
    return QByteArray("[{\"role_name\":\"R\",\"role_uuid\":\"b0000000000000000000000000000001\",\"scope_type\":\"") +
           scope + "\",\"scope_uuid\":\"" + scopeUuid + "\"}]";
}

domain::Request requestOf(const char *offering, domain::State state, quint8 number = 1)
{
    domain::Request request;
    std::array<quint8, 16> bytes{};
    bytes[0] = number;
    request.uuid = domain::Uuid::fromBytes(bytes);
    request.state = state;
    request.offering = uuid(offering);
    request.offeringName = QStringLiteral("SLURM Tartu");
    return request;
}

struct Desk {
    explicit Desk(Environment environment = Environment::Test)
    {
        client = std::make_unique<api::WaldurClient>(connectionTo(server.url()));
        client->setRetryDelayMs(1);
        session =
            std::make_unique<Session>(*client, store, session::Profile{QStringLiteral("p"), environment, QString()});
    }
    /// By path, what a server says at the start of a session.
    [[nodiscard]] static QHash<QByteArray, Reply> answers(const QByteArray &me)
    {
        return {
            {"/api/users/me/", Reply::json(me)},
            {"/api/roles/",
             Reply::json("[{\"uuid\":\"b0000000000000000000000000000001\",\"name\":\"R\",\"permissions\":"
                         "[\"OFFERING.MANAGE_BACKEND_RESOURCES\"]}]")
                 .with("X-Result-Count", "1")},
            {"/api/version/", Reply::json("{\"version\":\"8.0.9\"}")}, // of askedNothing()
            {"/api/configuration/",
             Reply::json("{\"WALDUR_CORE\":{\"SITE_NAME\":\"X\",\"HOMEPORT_URL\":\"https://portal.test/\"}}")},
            {"/api/marketplace-provider-offerings/",
             Reply::json("[{\"uuid\":\"0ff00000000000000000000000000001\",\"name\":\"SLURM Tartu\"}]")
                 .with("X-Result-Count", "1")},
            {ListPath, Reply::json("{\"created_before\":[\"Enter a valid date/time.\"]}", 400)}, // the probe
        };
    }
    void answerAll(const QByteArray &me)
    {
        const QHash<QByteArray, Reply> all = answers(me);
        for (auto it = all.begin(); it != all.end(); ++it) {
            if (it.key() != "/api/marketplace-provider-offerings/")
                server.on("GET", it.key(), it.value());
        }
    }
    /// Asks the server something of no account; true when it was answered.
    [[nodiscard]] bool roundTrip()
    {
        bool answered = false;
        client->roles(client.get(), [&answered](const auto &) { answered = true; });
        return QTest::qWaitFor([&answered] { return answered; }, 20'000);
    }
    [[nodiscard]] Why may(domain::Action action, const domain::Request &request) const
    {
        return domain::permission(action, request.state, session->capabilities(request, false));
    }

    ScriptedServer server;
    std::unique_ptr<api::WaldurClient> client;
    tables::RequestStore store;
    std::unique_ptr<Session> session;
};

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private slots:
    void knowsStaff();
    void tellsWhoseTheTokenIsByUsersMeAlone();
    void knowsTheServer();
    void asksForNothingThatNobodyNeeds();
    void managesByOffering();
    void managesByCustomer();
    void managesByCustomerWithoutAList();
    void isSilentAboutWhatIsRefused();
    void tellsThatUsersMeFailed();
    void readsTheOfferings();
    void learnsOfferingsFromRows();
    void findsOfferingsByName();
    void asksOnceForAnUnknownOffering();
    void asksForTheListBeforeOneOffering();
    void saysThatOneIsOpen();
    void isReadOnlyUntilItsEnvironmentIsTold_data();
    void isReadOnlyUntilItsEnvironmentIsTold();
    void isOfflineOnlyWhenNothingWasReached_data();
    void isOfflineOnlyWhenNothingWasReached();
    void locksAProductionProfile();
    void neverLocksOthers();
    void notesWhetherTheServerAnswers();
    void saysWhatIsWrongWithTheConnection_data();
    void saysWhatIsWrongWithTheConnection();
    void comesBackByItself();
    void readsWhatWasMissingWhenItIsBack_data();
    void readsWhatWasMissingWhenItIsBack();
    void keepsItsPaceForACallThatFailsAlone_data();
    void keepsItsPaceForACallThatFailsAlone();
    void readsTheRolesAgain();
};

void TestSession::knowsStaff()
{
    Desk desk;
    desk.answerAll(user(true, false));
    QVERIFY(!desk.session->hasPerson());
    QCOMPARE(desk.may(domain::Action::Start, requestOf(Offering, domain::State::Sent)), Why::RoleUnknown);
    QSignalSpy changed(desk.session.get(), &Session::personChanged);
    desk.session->start();
    QTRY_VERIFY(desk.session->hasPerson());
    QVERIFY(changed.count() > 0);
    QCOMPARE(desk.session->person().username, QStringLiteral("ada"));
    QCOMPARE(desk.may(domain::Action::Start, requestOf(Offering, domain::State::Sent)), Why::Allowed);
    QCOMPARE(desk.may(domain::Action::AskAgain, requestOf(Offering, domain::State::Erred)), Why::Allowed);
    QCOMPARE(desk.server.count("GET", "/api/roles/"), 0); // staff may everything
    const auto may = desk.session->capabilities(requestOf(Offering, domain::State::Sent), true);
    QVERIFY(may.pending && may.staff && may.manages);
}

/// What is kept for an account must not be given to the one before, while a new token is not known yet.
void TestSession::tellsWhoseTheTokenIsByUsersMeAlone()
{
    Desk desk;
    desk.answerAll(user(true, false));
    QSignalSpy told(desk.session.get(), &Session::personTold);
    desk.session->start();
    QTRY_COMPARE(desk.session->homeport(), QUrl(QStringLiteral("https://portal.test/")));
    QTRY_COMPARE(told.count(), 1);
    desk.server.on("GET", "/api/users/me/", [](const Seen &) { return Reply::silent(); });
    QSignalSpy changed(desk.session.get(), &Session::personChanged);
    desk.session->start(); // with a new token
    QTRY_VERIFY(changed.count() > 0);
    QVERIFY(desk.session->hasPerson());
    QCOMPARE(told.count(), 1);
}

void TestSession::knowsTheServer()
{
    Desk desk;
    desk.answerAll(user(true, false));
    desk.session->start();
    QTRY_COMPARE(desk.session->homeport(), QUrl(QStringLiteral("https://portal.test/")));
    QTRY_VERIFY(desk.session->serverKnowsBefore());
}

void TestSession::asksForNothingThatNobodyNeeds()
{
    Desk desk;
    desk.answerAll(user(true, false));
    desk.session->start();
    QTRY_VERIFY(desk.session->hasPerson());
    desk.store.merge(std::vector{requestOf(Offering, domain::State::Sent)});
    QVERIFY(desk.session->capabilities(requestOf(Offering, domain::State::Sent), false).manages);
    QCOMPARE(desk.server.seen().size(), size_t(1)); // users/me
    desk.server.forget();
    QVERIFY(testsupport::askedNothing(desk.server, *desk.client));
    // What is needed once is asked for once, whoever asks, and again with another token.
    desk.server.on("GET", "/api/marketplace-provider-offerings/", Reply::json("[]").with("X-Result-Count", "0"));
    for (int i = 0; i < 3; ++i) {
        (void)desk.session->homeport();
        (void)desk.session->serverKnowsBefore();
        (void)desk.session->offerings();
        (void)desk.session->offeringsNamed({QStringLiteral("a*"), false});
    }
    QTRY_VERIFY(desk.session->serverKnowsBefore() && !desk.session->homeport().isEmpty());
    QTRY_COMPARE(desk.server.count("GET", "/api/marketplace-provider-offerings/"), 1);
    QCOMPARE(desk.server.count("GET", "/api/configuration/"), 1);
    QCOMPARE(desk.server.count("GET", ListPath), 1);
    desk.session->start();
    QTRY_COMPARE(desk.server.count("GET", "/api/configuration/"), 2);
    QTRY_COMPARE(desk.server.count("GET", ListPath), 2);
    QTRY_COMPARE(desk.server.count("GET", "/api/marketplace-provider-offerings/"), 2);
}

void TestSession::managesByOffering()
{
    Desk desk;
    desk.answerAll(user(false, false, grantOn("offering", Offering)));
    desk.session->start();
    QTRY_VERIFY(desk.session->hasPerson());
    QCOMPARE(desk.may(domain::Action::Start, requestOf(Offering, domain::State::Sent)), Why::Allowed);
    QCOMPARE(desk.may(domain::Action::Start, requestOf(Other, domain::State::Sent)), Why::NoRole);
    QCOMPARE(desk.may(domain::Action::AskAgain, requestOf(Offering, domain::State::Erred)), Why::StaffOnly);
}

void TestSession::managesByCustomer()
{
    Desk desk;
    desk.answerAll(user(false, false, grantOn("customer", Customer)));
    desk.server.on("GET", "/api/marketplace-provider-offerings/",
                   Reply::json(QByteArray("[{\"uuid\":\"") + Offering + "\",\"name\":\"A\",\"customer_uuid\":\"" +
                               Customer + "\",\"customer_name\":\"HPC\"},{\"uuid\":\"" + Other +
                               "\",\"name\":\"B\",\"customer_uuid\":null}]")
                       .with("X-Result-Count", "2"));
    desk.session->start();
    QTRY_VERIFY(desk.session->hasPerson());
    QTRY_COMPARE(desk.session->offerings().size(), size_t(2));
    QCOMPARE(desk.may(domain::Action::Start, requestOf(Offering, domain::State::Sent)), Why::Allowed);
    QCOMPARE(desk.may(domain::Action::Start, requestOf(Other, domain::State::Sent)), Why::NoRole);
}

void TestSession::managesByCustomerWithoutAList()
{
    Desk desk;
    desk.answerAll(user(false, false, grantOn("customer", Customer)));
    desk.server.on("GET", "/api/marketplace-provider-offerings/", Reply::json("{\"detail\":\"No.\"}", 403));
    desk.server.on("GET", QByteArray("/api/marketplace-provider-offerings/") + Offering,
                   Reply::json(QByteArray("{\"uuid\":\"") + Offering + "\",\"name\":\"A\",\"customer_uuid\":\"" +
                               Customer + "\"}"));
    desk.session->start();
    QTRY_VERIFY(desk.session->hasPerson());
    desk.store.merge(std::vector{requestOf(Offering, domain::State::Sent)});
    QTRY_COMPARE(desk.may(domain::Action::Start, requestOf(Offering, domain::State::Sent)), Why::Allowed);
    QCOMPARE(desk.server.count("GET", QByteArray("/api/marketplace-provider-offerings/") + Offering), 1);
}

void TestSession::isSilentAboutWhatIsRefused()
{
    Desk desk;
    desk.server.on("*", "/api/", Reply::json("{\"detail\":\"You do not have permission.\"}", 403));
    desk.server.on("GET", "/api/users/me/", Reply::json(user(false, false)));
    QSignalSpy failed(desk.session.get(), &Session::failed);
    desk.session->start();
    QTRY_VERIFY(desk.session->hasPerson());
    QVERIFY(!desk.session->person().rolesKnown); // then the server's 403 decides
    QCOMPARE(desk.may(domain::Action::Start, requestOf(Offering, domain::State::Sent)), Why::Allowed);
    QVERIFY(desk.session->homeport().isEmpty());
    QVERIFY(!desk.session->serverKnowsBefore());
    QTRY_VERIFY(desk.server.count("GET", "/api/configuration/") == 1 && desk.server.count("GET", ListPath) > 0);
    QCOMPARE(failed.count(), 0);
    QVERIFY(!desk.session->isOffline());
}

void TestSession::tellsThatUsersMeFailed()
{
    Desk desk;
    desk.answerAll(user(true, false));
    desk.server.on("GET", "/api/users/me/", Reply::json("{\"detail\":\"Invalid token.\"}", 401));
    QSignalSpy failed(desk.session.get(), &Session::failed);
    desk.session->start();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!desk.session->hasPerson());
}

void TestSession::readsTheOfferings()
{
    Desk desk;
    desk.answerAll(user(true, false));
    desk.server.on("GET", "/api/marketplace-provider-offerings/", [](const Seen &seen) {
        QList<QByteArray> all;
        for (int i = 0; i < 700; ++i)
            all.append("{\"uuid\":\"" + rowUuid(i) + "\",\"name\":\"N" + QByteArray::number(1'000 - i) + "\"}");
        return pageOf(all, seen);
    });
    desk.session->start();
    QTRY_COMPARE(desk.session->offerings().size(), size_t(500)); // as many as one may want to pick from
    QCOMPARE(desk.session->offerings().front().name, QStringLiteral("N1000"));
    QCOMPARE(desk.server.count("GET", "/api/marketplace-provider-offerings/"), 5);
}

void TestSession::learnsOfferingsFromRows()
{
    Desk desk;
    QSignalSpy changed(desk.session.get(), &Session::offeringsChanged);
    desk.store.merge(std::vector{requestOf(Offering, domain::State::Sent)});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(desk.session->offerings().size(), size_t(1));
    domain::Request renamed = requestOf(Offering, domain::State::Sent, 2);
    renamed.offeringName = QStringLiteral("New name");
    desk.store.merge(std::vector{renamed});
    QCOMPARE(desk.session->offerings().front().name, QStringLiteral("New name"));
    QCOMPARE(changed.count(), 2);
}

void TestSession::findsOfferingsByName()
{
    Desk desk;
    domain::Request other = requestOf(Other, domain::State::Sent, 2);
    other.offeringName = QStringLiteral("OKD Vilnius");
    desk.store.merge(std::vector{requestOf(Offering, domain::State::Sent), other});
    QCOMPARE(desk.session->offeringsNamed({QStringLiteral("slurm*"), false}), std::vector{uuid(Offering)});
    QCOMPARE(desk.session->offeringsNamed({QStringLiteral("*"), false}).size(), size_t(2));
    QVERIFY(desk.session->offeringsNamed({QStringLiteral("nothing"), false}).empty());
}

void TestSession::asksOnceForAnUnknownOffering()
{
    constexpr char List[] = "/api/marketplace-provider-offerings/";
    Desk desk;
    desk.server.on("GET", List, Reply::json("{\"detail\":\"Not found.\"}", 404));
    for (int i = 0; i < 5; ++i)
        QVERIFY(!desk.session->offering(uuid(Offering)));
    QTRY_COMPARE(desk.server.count("GET", List), 2); // the list, then this one
    QCOMPARE(desk.server.seen().back().path(), QByteArray(List) + Offering + '/');
    QVERIFY(!desk.session->offering(uuid(Offering)));
    desk.server.on("GET", List,
                   Reply::json(QByteArray("{\"uuid\":\"") + Other + "\",\"name\":\"B\",\"customer_name\":\"HPC\"}"));
    QSignalSpy changed(desk.session.get(), &Session::offeringsChanged);
    QVERIFY(!desk.session->offering(uuid(Other)));
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(desk.session->offering(uuid(Other))->customerName, QStringLiteral("HPC"));
    QCOMPARE(desk.server.count("GET", List), 3);
    QVERIFY(!desk.session->offering({}));
}

void TestSession::asksForTheListBeforeOneOffering()
{
    Desk desk;
    desk.server.on("GET", "/api/marketplace-provider-offerings/",
                   Reply::json(QByteArray("[{\"uuid\":\"") + Offering + "\",\"name\":\"A\",\"customer_name\":\"HPC\"}]")
                       .with("X-Result-Count", "1"));
    desk.server.on("GET", "/api/version/", Reply::json("{\"version\":\"8.0.9\"}"));
    desk.store.merge(std::vector{requestOf(Offering, domain::State::Sent)});
    QVERIFY(desk.session->offering(uuid(Offering))->customerName.isEmpty());
    QTRY_COMPARE(desk.session->offering(uuid(Offering))->customerName, QStringLiteral("HPC"));
    QCOMPARE(desk.server.seen().size(), size_t(1));
    desk.server.forget();
    QVERIFY(testsupport::askedNothing(desk.server, *desk.client));
}

void TestSession::saysThatOneIsOpen()
{
    Desk desk;
    desk.answerAll(user(true, false));
    desk.session->start();
    QTRY_VERIFY(desk.session->hasPerson());
    const domain::Request ended = requestOf(Offering, domain::State::Erred);
    desk.store.merge(std::vector{ended, requestOf(Offering, domain::State::Sent, 2)});
    QCOMPARE(desk.may(domain::Action::AskAgain, ended), Why::OneIsOpen);
    QCOMPARE(desk.may(domain::Action::AskAgainAnyway, ended), Why::Allowed);
}

void TestSession::locksAProductionProfile()
{
    Desk desk(Environment::Production);
    QVERIFY(desk.session->isLocked());
    QCOMPARE(desk.session->unlockedFor().microseconds, 0);
    QSignalSpy lock(desk.session.get(), &Session::lockChanged);
    QSignalSpy tick(desk.session.get(), &Session::lockTick);
    desk.session->unlock();
    QVERIFY(!desk.session->isLocked());
    QVERIFY(desk.session->unlockedFor() > domain::Duration::seconds(14 * 60));
    QVERIFY(!desk.session->capabilities({}, false).locked);
    desk.session->lock();
    QVERIFY(desk.session->isLocked());
    QVERIFY(desk.session->capabilities({}, false).locked);
    QCOMPARE(lock.count(), 2);
    desk.session->setUnlockTime({200'000});
    desk.session->unlock();
    QTRY_VERIFY(desk.session->isLocked());
    QTRY_COMPARE(lock.count(), 4);
    QVERIFY(tick.count() > 0);
}

void TestSession::neverLocksOthers()
{
    Desk desk(Environment::Demo);
    QVERIFY(!desk.session->isLocked());
    desk.session->unlock();
    desk.session->lock();
    QVERIFY(!desk.session->isLocked());
    QCOMPARE(desk.session->unlockedFor().microseconds, 0);
}

void TestSession::notesWhetherTheServerAnswers()
{
    Desk desk;
    QSignalSpy changed(desk.session.get(), &Session::offlineChanged);
    api::ApiError error;
    error.kind = api::ApiError::Kind::Conflict;
    desk.session->noteFailure(error);
    QVERIFY(!desk.session->isOffline());
    error.kind = api::ApiError::Kind::Timeout;
    desk.session->noteFailure(error);
    desk.session->noteFailure(error);
    QVERIFY(desk.session->isOffline());
    QVERIFY(desk.session->capabilities({}, false).offline);
    desk.session->noteAnswer();
    QVERIFY(!desk.session->isOffline());
    QCOMPARE(changed.count(), 2);
}

void TestSession::saysWhatIsWrongWithTheConnection_data()
{
    using Kind = api::ConnectionState::Kind;
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("a refused token") << Reply::json("{\"detail\":\"Invalid token.\"}", 401) << Kind::SignInNeeded;
    QTest::newRow("not permitted") << Reply::json("{\"detail\":\"No.\"}", 403) << Kind::Forbidden;
    QTest::newRow("asked too often") << Reply::json("{\"detail\":\"Wait.\"}", 429) << Kind::RateLimited;
    QTest::newRow("a broken server") << Reply::json("{}", 500) << Kind::ServerTrouble;
}

void TestSession::saysWhatIsWrongWithTheConnection()
{
    using Kind = api::ConnectionState::Kind;
    QFETCH(Reply, reply);
    QFETCH(Kind, kind);
    Desk desk;
    desk.answerAll(user(true, false));
    desk.server.on("GET", "/api/users/me/", reply);
    QCOMPARE(desk.session->connectionState().kind, Kind::Connecting);
    QSignalSpy failed(desk.session.get(), &Session::failed);
    desk.session->start();
    QTRY_VERIFY_WITH_TIMEOUT(failed.count() > 0, 20'000);
    QCOMPARE(desk.session->connectionState().kind, kind);
    QVERIFY(!desk.session->connectionState().sentence.isEmpty());
    QVERIFY(!desk.session->isOffline()); // something answered
    QCOMPARE(desk.may(domain::Action::Start, requestOf(Offering, domain::State::Sent)), Why::AnswersWithErrors);
}

void TestSession::comesBackByItself()
{
    Desk desk;
    desk.answerAll(user(true, false));
    desk.session->noteAnswer();
    api::ApiError error;
    error.kind = api::ApiError::Kind::Network;
    desk.session->noteFailure(error);
    QVERIFY(desk.session->isOffline());
    QVERIFY(desk.session->connectionState().nextTry.has_value());
    QSignalSpy changed(desk.session.get(), &Session::connectionChanged);
    QTRY_VERIFY_WITH_TIMEOUT(!desk.session->isOffline(), 20'000);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(desk.server.count("GET", "/api/users/me/"), 1);
}

// Another call may be the first that is answered after an outage; then nobody has asked for what could not be read.
void TestSession::readsWhatWasMissingWhenItIsBack_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"/api/users/me/", "/api/configuration/", ListPath, "/api/marketplace-provider-offerings/"})
        QTest::newRow(path) << QByteArray(path);
}

void TestSession::readsWhatWasMissingWhenItIsBack()
{
    QFETCH(QByteArray, path);
    Desk desk;
    const QHash<QByteArray, Reply> usual = Desk::answers(user(true, false));
    for (auto it = usual.begin(); it != usual.end(); ++it)
        desk.server.on("GET", it.key(), it.value());
    const auto partsRead = [&desk] {
        return int(desk.session->hasPerson()) + int(!desk.session->homeport().isEmpty()) +
               int(desk.session->serverKnowsBefore()) + int(!desk.session->offerings().empty());
    };
    bool isOut = true;
    desk.server.on("GET", path, [&isOut, &usual, path](const Seen &) {
        return isOut ? Reply::json("{\"detail\":\"down\"}", 503) : usual.value(path);
    });
    api::RetryPace pace;
    pace.first = domain::Duration::seconds(3'600); // what is asked again is not asked by the clock
    pace.longest = pace.first;
    desk.session->setRetryPace(pace);
    desk.session->start();
    QTRY_COMPARE(partsRead(), 3); // all but the one that is out
    QTRY_COMPARE(desk.server.count("GET", path), MostAttempts);
    QVERIFY(desk.roundTrip()); // the last of its answers has arrived

    api::ApiError error;
    error.kind = api::ApiError::Kind::Network;
    desk.session->noteFailure(error);
    isOut = false;
    desk.session->noteAnswer();
    QTRY_COMPARE(partsRead(), 4);
}

void TestSession::keepsItsPaceForACallThatFailsAlone_data()
{
    QTest::addColumn<domain::Duration>("pace");
    QTest::addColumn<bool>("again");
    QTest::newRow("not before its time") << domain::Duration::seconds(3'600) << false;
    QTest::newRow("and then it is asked again") << domain::Duration::seconds(1) << true;
}

void TestSession::keepsItsPaceForACallThatFailsAlone()
{
    QFETCH(domain::Duration, pace);
    QFETCH(bool, again);
    Desk desk;
    desk.answerAll(user(true, false));
    desk.server.on("GET", "/api/users/me/", Reply::json("{\"detail\":\"Server error.\"}", 500));
    desk.session->setRetryPace({pace, pace});
    QSignalSpy failed(desk.session.get(), &Session::failed);
    desk.session->start();
    QTRY_VERIFY(failed.count() > 0);
    const int asked = desk.server.count("GET", "/api/users/me/");
    desk.server.on("GET", "/api/users/me/", Reply::json(user(true, false)));
    for (int i = 0; i < 20; ++i) { // the live updates, whose calls are answered
        desk.session->noteAnswer();
        QVERIFY(desk.roundTrip());
    }
    if (again)
        QTRY_VERIFY_WITH_TIMEOUT(desk.session->hasPerson(), 20'000);
    else
        QCOMPARE(desk.server.count("GET", "/api/users/me/"), asked);
}

void TestSession::readsTheRolesAgain()
{
    Desk desk;
    desk.answerAll(user(false, false, grantOn("offering", Offering)));
    int asked = 0;
    desk.server.on("GET", "/api/roles/", [&asked](const Seen &) {
        if (++asked <= 4)
            return Reply::json("{\"detail\":\"down\"}", 503);
        return Reply::json("[{\"uuid\":\"b0000000000000000000000000000001\",\"name\":\"R\",\"permissions\":"
                           "[\"OFFERING.MANAGE_BACKEND_RESOURCES\"]}]")
            .with("X-Result-Count", "1");
    });
    api::RetryPace pace;
    pace.first = {1'000};
    desk.session->setRetryPace(pace);
    desk.session->start();
    QTRY_COMPARE(desk.may(domain::Action::Start, requestOf(Offering, domain::State::Sent)), Why::Allowed);
}

void TestSession::isReadOnlyUntilItsEnvironmentIsTold_data()
{
    QTest::addColumn<Environment>("told");
    QTest::addColumn<bool>("locked");
    QTest::newRow("production stays locked until it is unlocked") << Environment::Production << true;
    QTest::newRow("test is open") << Environment::Test << false;
    QTest::newRow("other is open") << Environment::Other << false;
}

void TestSession::isReadOnlyUntilItsEnvironmentIsTold()
{
    QFETCH(Environment, told);
    QFETCH(bool, locked);
    Desk desk;
    session::Profile profile{QStringLiteral("p"), Environment::Other, QString(), false};
    Session session(*desk.client, desk.store, profile);
    QSignalSpy changed(&session, &Session::environmentChanged);
    QVERIFY(session.isLocked());
    session.unlock();
    QVERIFY(session.isLocked());
    session.setEnvironment(told);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(session.isLocked(), locked);
    session.unlock();
    QVERIFY(!session.isLocked());
    QVERIFY(session.profile().environment == told);
}

void TestSession::isOfflineOnlyWhenNothingWasReached_data()
{
    using Kind = api::ApiError::Kind;
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<bool>("offline");
    QTest::addColumn<bool>("off");
    QTest::newRow("refused") << Kind::Network << true << true;
    QTest::newRow("silent") << Kind::Timeout << true << true;
    QTest::newRow("a refused token") << Kind::Auth << false << true;
    QTest::newRow("asked too often") << Kind::RateLimited << false << true;
    QTest::newRow("a conflict") << Kind::Conflict << false << false;
}

void TestSession::isOfflineOnlyWhenNothingWasReached()
{
    QFETCH(api::ApiError::Kind, kind);
    QFETCH(bool, offline);
    QFETCH(bool, off);
    Desk desk;
    QSignalSpy back(desk.session.get(), &Session::cameBack);
    api::ApiError error;
    error.kind = kind;
    desk.session->noteFailure(error);
    QCOMPARE(desk.session->isOffline(), offline);
    QCOMPARE(desk.session->capabilities({}, false).offline, off);
    QCOMPARE(back.count(), 0);
    desk.session->noteAnswer();
    QVERIFY(!desk.session->capabilities({}, false).offline);
    QCOMPARE(back.count(), off ? 1 : 0);
}

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
