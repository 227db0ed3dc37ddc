// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/connectionstate.h"

#include <QTest>

using namespace waldesk;
using api::ApiError;
using api::ConnectionState;
using Kind = ConnectionState::Kind;

Q_DECLARE_METATYPE(waldesk::api::ApiError::Kind)
Q_DECLARE_METATYPE(waldesk::api::ConnectionState::Kind)

/// What an answer or its lack says of the connection as a whole.
class TestConnectionState : public QObject
{
    Q_OBJECT

private slots:
    void followsFromAFailure_data();
    void followsFromAFailure();
    void keepsWhatOtherErrorsDoNotTell();
    void saysWhenItTriesAgain();
    void waitsLongerEachTime();
    void countsATryOnce();
    void addsUpToAFifth();
    void knowsWhatFailed();
    void hasWordsForEachKind();

private:
    static ApiError error(ApiError::Kind kind, const char *call, bool gateway = false)
    {
        ApiError made;
        made.kind = kind;
        made.sentence = QStringLiteral("It is so.");
        made.call = QString::fromLatin1(call);
        made.fromGateway = gateway;
        return made;
    }
};

namespace
{

constexpr domain::Timestamp Now{1'785'000'000'000'000};
constexpr char List[] = "GET /api/backend-resource-requests/";
constexpr char Write[] = "POST /api/backend-resource-requests/a/set_done/";

} // namespace

void TestConnectionState::followsFromAFailure_data()
{
    QTest::addColumn<ApiError::Kind>("kind");
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<bool>("gateway");
    QTest::addColumn<Kind>("state");
    const auto row = [](const char *name, ApiError::Kind kind, const char *call, bool gateway, Kind state) {
        QTest::newRow(name) << kind << QByteArray(call) << gateway << state;
    };
    using E = ApiError::Kind;
    row("nothing reached", E::Network, List, false, Kind::NoAnswer);
    row("a timeout", E::Timeout, List, false, Kind::NoAnswer);
    row("a change without an answer", E::Network, Write, false, Kind::NoAnswer);
    row("a bad certificate", E::Tls, List, false, Kind::NotSecure);
    row("401 on the list", E::Auth, List, false, Kind::SignInNeeded);
    row("401 on a change", E::Auth, Write, false, Kind::SignInNeeded);
    row("401 of a gateway", E::Auth, List, true, Kind::GatewaySignIn);
    row("403 on the list", E::Forbidden, List, false, Kind::Forbidden);
    row("403 on a change", E::Forbidden, Write, false, Kind::Online);
    row("403 of a gateway", E::Forbidden, List, true, Kind::GatewaySignIn);
    row("a login page", E::Protocol, List, true, Kind::GatewaySignIn);
    row("another site", E::Protocol, List, false, Kind::NotWaldur);
    row("429", E::RateLimited, List, false, Kind::RateLimited);
    row("500 on the list", E::Server, List, false, Kind::ServerTrouble);
    row("500 on a change", E::Server, Write, false, Kind::Online);
    row("404 of a request", E::NotFound, "GET /api/backend-resource-requests/a/", false, Kind::Online);
    row("409", E::Conflict, Write, false, Kind::Online);
    row("400", E::Validation, List, false, Kind::Online);
    row("cancelled", E::Cancelled, List, false, Kind::Online);
}

void TestConnectionState::followsFromAFailure()
{
    QFETCH(ApiError::Kind, kind);
    QFETCH(QByteArray, call);
    QFETCH(bool, gateway);
    QFETCH(Kind, state);
    const ApiError failed = error(kind, call.constData(), gateway);
    const ConnectionState after = ConnectionState::online().after(failed, Now);
    QCOMPARE(after.kind, state);
    QCOMPARE(after.sentence, state == Kind::Online ? QString() : failed.sentence);
    // The same token again would be refused again.
    QCOMPARE(after.nextTry.has_value(), state != Kind::Online && state != Kind::SignInNeeded);
    const bool isOffline = state == Kind::NoAnswer || state == Kind::NotSecure;
    QCOMPARE(after.isReached(), !isOffline);
}

void TestConnectionState::keepsWhatOtherErrorsDoNotTell()
{
    const ApiError conflict = error(ApiError::Kind::Conflict, Write);
    const ConnectionState refused = ConnectionState::online().after(error(ApiError::Kind::Auth, List), Now);
    QCOMPARE(refused.after(conflict, Now), refused);
    const ConnectionState silent = ConnectionState::online().after(error(ApiError::Kind::Network, List), Now);
    QCOMPARE(silent.after(error(ApiError::Kind::Cancelled, List), Now), silent);
    QCOMPARE(silent.after(conflict, Now), ConnectionState::online());
    QCOMPARE(ConnectionState().after(conflict, Now), ConnectionState());
}

void TestConnectionState::saysWhenItTriesAgain()
{
    ApiError error = this->error(ApiError::Kind::RateLimited, List);
    error.retryAfter = domain::Duration::seconds(24);
    const ConnectionState state = ConnectionState::online().after(error, Now);
    QCOMPARE(state.text(Now), QStringLiteral("It is so. Next try in 24 s."));
    QCOMPARE(state.text(Now + domain::Duration::seconds(20)), QStringLiteral("It is so. Next try in 4 s."));
    QCOMPARE(state.text(Now + domain::Duration::seconds(60)), QStringLiteral("It is so. Next try in 0 s."));
    QCOMPARE(ConnectionState::online().text(Now), QString());
    QCOMPARE(ConnectionState().text(Now), QStringLiteral("Reading your role."));
}

void TestConnectionState::waitsLongerEachTime()
{
    const auto seconds = [](int failures) {
        return api::retryDelay({}, failures, std::nullopt).microseconds / 1'000'000;
    };
    QCOMPARE(seconds(1), 5);
    QCOMPARE(seconds(2), 10);
    QCOMPARE(seconds(4), 40);
    QCOMPARE(seconds(5), 80);
    QCOMPARE(seconds(7), 300);
    QCOMPARE(seconds(1'000'000), 300);
    // What the server wishes counts, but neither never nor at once.
    QCOMPARE(api::retryDelay({}, 1, domain::Duration::seconds(100)), domain::Duration::seconds(100));
    QCOMPARE(api::retryDelay({}, 1, domain::Duration::seconds(1'000'000)), domain::Duration::seconds(300));
    QCOMPARE(api::retryDelay({}, 3, domain::Duration{}), domain::Duration::seconds(20));
}

void TestConnectionState::countsATryOnce()
{
    const ApiError silent = error(ApiError::Kind::Network, List);
    ConnectionState state = ConnectionState::online();
    for (int call = 0; call < 4; ++call)
        state = state.after(silent, Now);
    QCOMPARE(state.failures, 1);
    QCOMPARE(*state.nextTry, Now + domain::Duration::seconds(5));
    state = state.trying().after(silent, Now + domain::Duration::seconds(5));
    QCOMPARE(state.failures, 2);
    QCOMPARE(*state.nextTry, Now + domain::Duration::seconds(15));
    // Late, though nobody said that it is tried.
    state = state.after(silent, Now + domain::Duration::seconds(60));
    QCOMPARE(state.failures, 3);
    ApiError later = error(ApiError::Kind::RateLimited, List);
    later.retryAfter = domain::Duration::seconds(200);
    state = state.after(later, Now + domain::Duration::seconds(61));
    QCOMPARE(*state.nextTry, Now + domain::Duration::seconds(261));
}

void TestConnectionState::addsUpToAFifth()
{
    const ApiError silent = error(ApiError::Kind::Network, List);
    const ConnectionState state = ConnectionState::online().after(silent, Now, 1.0);
    QCOMPARE(*state.nextTry, Now + domain::Duration::seconds(6));
    ConnectionState long_;
    long_.failures = 100;
    QCOMPARE(*long_.after(silent, Now, 1.0).nextTry, Now + domain::Duration::seconds(300));
}

void TestConnectionState::knowsWhatFailed()
{
    const ConnectionState online = ConnectionState::online();
    QVERIFY(online.after(error(ApiError::Kind::Server, List), Now).ofList);
    QVERIFY(online.after(error(ApiError::Kind::Timeout, "HEAD /api/backend-resource-requests/"), Now).ofList);
    QVERIFY(!online.after(error(ApiError::Kind::Server, "GET /api/users/me/"), Now).ofList);
    QVERIFY(!online.after(error(ApiError::Kind::Server, "GET /api/backend-resource-requests/a/"), Now).ofList);
}

void TestConnectionState::hasWordsForEachKind()
{
    QSet<QString> titles;
    for (int kind = 0; kind <= int(Kind::NotWaldur); ++kind) {
        ConnectionState state;
        state.kind = Kind(kind);
        titles.insert(state.title());
    }
    QVERIFY(!titles.contains(QString()));
    QCOMPARE(titles.size(), int(Kind::NotWaldur) + 1);
}

QTEST_GUILESS_MAIN(TestConnectionState)
#include "tst_connectionstate.moc"
