// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/session.h"

#include "models/session/offeringcache.h"
#include "models/workflows/connectiontest.h"

#include <QDeadlineTimer>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace waldesk::session
{

namespace
{

constexpr domain::Duration UnlockTime = domain::Duration::seconds(15 * 60);

} // namespace

class Session::Private
{
public:
    Private(Session &session, api::WaldurClient &of, tables::RequestStore &rows, Profile what)
        : q(session), client(of), store(rows), profile(std::move(what)), offeringCache(of, rows)
    {
    }

    void readUser();
    void tryAgain();
    void readRoles(const api::UserAnswer &user);
    void readConfiguration();
    void readKnowsBefore();
    void readMissing();
    void readMissingSoon(const api::ConnectionState &before, bool mendedLately);
    [[nodiscard]] bool isMissing() const { return missing != Missing() || offeringCache.isMissing(); }
    void setPerson(const domain::Person &now);
    template <typename T>
    void note(const api::Result<T> &result);
    /// Also of a call that has no state: a refusal is an answer, anything else may pass.
    template <typename T>
    [[nodiscard]] static bool mayComeLater(const api::Result<T> &result)
    {
        return !result && !result.error().isPermanent();
    }
    [[nodiscard]] bool lockable() const
    {
        return profile.environment == Environment::Production || !profile.environmentKnown;
    }
    void setState(const api::ConnectionState &now);
    [[nodiscard]] bool wasMendedLately(domain::Timestamp now) const;
    [[nodiscard]] qint64 unlockedMs() const;
    void everySecond();

    /// What was asked for and did not come, though it may come later. A call under way is not missing.
    struct Missing {
        bool person = false; ///< users/me, or the roles of its answer
        bool configuration = false;
        bool knowsBefore = false;
        friend bool operator==(const Missing &, const Missing &) = default;
    };

    Session &q;
    api::WaldurClient &client;
    tables::RequestStore &store;
    Profile profile;
    OfferingCache offeringCache;
    domain::Person person;
    bool hasPerson = false;
    bool knowsBefore = false;
    QUrl homeport;
    bool isKnowsBeforeWanted = false; ///< somebody has needed it
    bool isConfigurationWanted = false;
    Missing missing;
    int roleFailures = 0; ///< in a row
    api::ConnectionState state;
    api::RetryPace retryPace;
    QTimer retry; ///< of what failed, while the state says when; of what is missing, while all is well
    bool attended = true;
    int failuresBefore = 0;                  ///< of the trouble before
    std::optional<domain::Timestamp> mended; ///< when it ended
    api::Call probe;                         ///< of the list

    QTimer ticking;
    QDeadlineTimer unlockedUntil{0};
    domain::Timestamp unlockedUntilByClock; ///< a machine that slept must not wake up unlocked
    domain::Duration unlockTime = UnlockTime;
};

template <typename T>
void Session::Private::note(const api::Result<T> &result)
{
    // Some of these calls need no token: their answer says that the server is there, and nothing more.
    if (result && !state.isReached() && !state.ofList)
        q.noteAnswer();
}

void Session::Private::readUser()
{
    missing.person = false;
    client.currentUser(&q, [this](const api::Result<api::UserAnswer> &result) {
        missing.person = mayComeLater(result);
        if (!result) {
            q.noteFailure(result.error());
            emit q.failed(result.error());
            return;
        }
        // An answer here mends nothing while it is the list that fails.
        if (!state.ofList || state.kind == api::ConnectionState::Kind::SignInNeeded)
            q.noteAnswer();
        readRoles(*result);
    });
}

/// What failed is asked again: users/me may be answered while the list is not, and then nothing is mended.
void Session::Private::tryAgain()
{
    state = state.trying(); // nothing that a person sees
    if (!state.ofList) {
        readUser();
        return;
    }
    api::WaldurClient::PageOptions page;
    page.size = 1;
    probe.cancel();
    probe = client.list({}, page, &q, [this](const api::Result<api::Page> &result) {
        if (result)
            q.noteAnswer();
        else
            q.noteFailure(result.error());
    });
}

void Session::Private::readRoles(const api::UserAnswer &user)
{
    // Staff may do everything: their roles say nothing more.
    if (user.isStaff) {
        setPerson(workflows::personFrom(user, {}, true));
        return;
    }
    client.roles(&q, [this, user](const api::Result<std::vector<api::RoleAnswer>> &result) {
        note(result);
        missing.person = mayComeLater(result);
        roleFailures = missing.person ? roleFailures + 1 : 0;
        // Other calls are answered, so the connection is well and nobody else asks again.
        if (missing.person && attended && state.maySend())
            retry.start(int(api::retryDelay(retryPace, roleFailures, result.error().retryAfter).microseconds / 1'000));
        setPerson(result ? workflows::personFrom(user, *result, true) : workflows::personFrom(user, {}, false));
    });
}

void Session::Private::setPerson(const domain::Person &now)
{
    person = now;
    hasPerson = true;
    emit q.personTold();
    emit q.personChanged();
}

void Session::Private::readConfiguration()
{
    missing.configuration = false;
    client.configuration(&q, [this](const api::Result<api::Configuration> &result) {
        note(result);
        missing.configuration = mayComeLater(result);
        if (!result)
            return;
        homeport = result->homeport;
        emit q.personChanged();
    });
}

void Session::Private::readKnowsBefore()
{
    missing.knowsBefore = false;
    client.knowsBefore(&q, [this](const api::Result<bool> &result) {
        note(result);
        missing.knowsBefore = mayComeLater(result);
        if (!result || *result == knowsBefore)
            return;
        knowsBefore = *result;
        emit q.personChanged();
    });
}

void Session::Private::readMissing()
{
    if (missing.person)
        readUser();
    if (missing.configuration)
        readConfiguration();
    if (missing.knowsBefore)
        readKnowsBefore();
    offeringCache.readMissing();
}

/// The server answers again: it may be another call that was answered, so nobody has asked for what is missing. At once
/// after an outage; a call that fails alone, while others are answered, keeps the time that its failure set.
void Session::Private::readMissingSoon(const api::ConnectionState &before, bool mendedLately)
{
    const bool keepsItsTime = retry.isActive() && (before.isReached() || mendedLately);
    if (!keepsItsTime && attended)
        retry.start(0);
}

qint64 Session::Private::unlockedMs() const
{
    const qint64 byClock = (unlockedUntilByClock - domain::Timestamp::now()).microseconds / 1'000;
    return std::max<qint64>(0, std::min(unlockedUntil.remainingTime(), byClock));
}

void Session::Private::everySecond()
{
    if (unlockedMs() == 0)
        q.lock();
    else
        emit q.lockTick();
}

void Session::Private::setState(const api::ConnectionState &now)
{
    if (now == state)
        return;
    const api::ConnectionState before = std::exchange(state, now);
    const bool isBack = !before.maySend() && state.kind == api::ConnectionState::Kind::Online;
    const bool mendedLately = wasMendedLately(domain::Timestamp::now());
    if (state.kind == api::ConnectionState::Kind::Online && before.failures > 0) {
        failuresBefore = before.failures;
        mended = domain::Timestamp::now();
    }
    if (state.nextTry && attended) {
        const qint64 wait = (*state.nextTry - domain::Timestamp::now()).microseconds / 1'000;
        retry.start(int(std::max<qint64>(wait, 0)));
    } else if (isBack && isMissing()) {
        readMissingSoon(before, mendedLately);
    } else {
        retry.stop();
    }
    if (before.kind != state.kind)
        emit q.offlineChanged();
    emit q.connectionChanged();
    if (isBack)
        emit q.cameBack();
}

/// One call of several may fail for ever: the trouble that ended a moment ago is then not over.
bool Session::Private::wasMendedLately(domain::Timestamp now) const
{
    const domain::Duration wait = api::retryDelay(retryPace, failuresBefore, std::nullopt);
    return mended && now - *mended < domain::Duration{2 * wait.microseconds};
}

Session::Session(api::WaldurClient &client, tables::RequestStore &store, Profile profile, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, client, store, std::move(profile)))
{
    connect(&d->offeringCache, &OfferingCache::changed, this, &Session::offeringsChanged);
    connect(&d->ticking, &QTimer::timeout, this, [this] { d->everySecond(); });
    d->retry.setSingleShot(true);
    connect(&d->retry, &QTimer::timeout, this, [this] {
        if (d->state.maySend())
            d->readMissing();
        else
            d->tryAgain();
    });
}

Session::~Session() = default;

void Session::start()
{
    d->readUser();
    if (d->isConfigurationWanted)
        d->readConfiguration();
    if (d->isKnowsBeforeWanted)
        d->readKnowsBefore();
    if (d->offeringCache.isWanted())
        d->offeringCache.readAll();
}

const Profile &Session::profile() const
{
    return d->profile;
}

ServerAddress Session::server() const
{
    const api::Connection &connection = d->client.connection();
    return {connection.root, connection.schemeWord, connection.serverName()};
}

bool Session::hasPerson() const
{
    return d->hasPerson;
}

const domain::Person &Session::person() const
{
    return d->person;
}

bool Session::serverKnowsBefore() const
{
    if (!std::exchange(d->isKnowsBeforeWanted, true))
        d->readKnowsBefore();
    return d->knowsBefore;
}

QUrl Session::homeport() const
{
    if (!std::exchange(d->isConfigurationWanted, true))
        d->readConfiguration();
    return d->homeport;
}

std::vector<api::Offering> Session::offerings() const
{
    return d->offeringCache.all();
}

const api::Offering *Session::offering(const domain::Uuid &uuid) const
{
    return d->offeringCache.find(uuid);
}

std::vector<domain::Uuid> Session::offeringsNamed(const domain::Word &word) const
{
    std::vector<domain::Uuid> named;
    for (const api::Offering &offering : d->offeringCache.all()) {
        if (domain::offeringNameMatches(word, offering.name))
            named.push_back(offering.uuid);
    }
    return named;
}

api::Call Session::findOfferings(const QString &part, QObject *context,
                                 api::WaldurClient::Handler<api::OfferingPage> handler)
{
    return d->client.offerings(part, 1, context, std::move(handler));
}

domain::Capabilities Session::capabilities(const domain::Request &request, bool pending) const
{
    domain::Capabilities may;
    may.staff = d->person.isStaff;
    may.locked = isLocked();
    may.kindKnown = d->profile.environmentKnown;
    may.offline = !d->state.maySend();
    may.answered = d->state.isReached();
    may.roleKnown = d->hasPerson;
    may.pending = pending;
    may.openForOffering = d->store.hasOpen(request.offering);
    if (!d->hasPerson)
        return may;
    // Only who holds a role on a customer needs to know whose the offering is; asking costs a call.
    const bool byCustomer = !d->person.isStaff && !d->person.managedCustomers.isEmpty();
    const api::Offering *known = byCustomer ? d->offeringCache.find(request.offering) : nullptr;
    may.manages = d->person.manages(request.offering, known ? known->customer : domain::Uuid());
    return may;
}

bool Session::isLocked() const
{
    return d->lockable() && d->unlockedMs() == 0;
}

void Session::unlock()
{
    if (!d->lockable() || !d->profile.environmentKnown)
        return;
    d->unlockedUntil.setRemainingTime(d->unlockTime.microseconds / 1'000);
    d->unlockedUntilByClock = domain::Timestamp::now() + d->unlockTime;
    // A second for the window, less when a test's time is shorter.
    d->ticking.start(int(std::clamp<qint64>(d->unlockTime.microseconds / 10'000, 1, 1'000)));
    emit lockChanged();
}

void Session::lock()
{
    if (!d->ticking.isActive())
        return;
    d->ticking.stop();
    d->unlockedUntil.setRemainingTime(0);
    d->unlockedUntilByClock = {};
    emit lockChanged();
}

void Session::setUnlockTime(domain::Duration time)
{
    d->unlockTime = time;
}

domain::Duration Session::unlockedFor() const
{
    return {d->lockable() ? d->unlockedMs() * 1'000 : 0};
}

void Session::setEnvironment(Environment environment)
{
    lock();
    d->profile.environment = environment;
    d->profile.environmentKnown = true;
    emit environmentChanged();
    emit lockChanged();
}

const api::ConnectionState &Session::connectionState() const
{
    return d->state;
}

bool Session::isOffline() const
{
    return d->state.kind == api::ConnectionState::Kind::NoAnswer ||
           d->state.kind == api::ConnectionState::Kind::NotSecure;
}

void Session::noteAnswer()
{
    d->setState(api::ConnectionState::online());
}

void Session::noteFailure(const api::ApiError &error)
{
    const domain::Timestamp now = domain::Timestamp::now();
    api::ConnectionState from = d->state;
    // What fails again as soon as it was mended was not, and must not be asked for each five seconds.
    if (from.kind == api::ConnectionState::Kind::Online && d->wasMendedLately(now))
        from.failures = d->failuresBefore;
    d->setState(from.after(error, now, QRandomGenerator::global()->generateDouble(), d->retryPace));
}

void Session::setRetryPace(const api::RetryPace &pace)
{
    d->retryPace = pace;
}

void Session::tryNow()
{
    if (!d->state.maySend() && d->state.kind != api::ConnectionState::Kind::SignInNeeded)
        d->tryAgain();
}

void Session::setAttended(bool attended)
{
    if (d->attended == attended)
        return;
    d->attended = attended;
    if (!attended)
        d->retry.stop();
    else if (d->state.nextTry)
        d->tryAgain();
    else if (d->state.maySend())
        d->readMissing();
}

} // namespace waldesk::session
