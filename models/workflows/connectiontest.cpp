// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/connectiontest.h"

#include "models/api/portprobe.h"
#include "models/domain/address.h"

#include <QElapsedTimer>
#include <QProcessEnvironment>

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

using Kind = api::ApiError::Kind;

constexpr int MostPatienceMs = 10'000; // a person is waiting for the line

/// Where the API may be: where it was said to be, then on the same host without the path.
QList<QUrl> rootsFor(const QUrl &typed)
{
    QList<QUrl> roots{typed};
    QUrl bare = typed;
    bare.setPath(QStringLiteral("/"));
    bare.setFragment(QString());
    if (bare != typed)
        roots.append(bare);
    return roots;
}

/// Something answered, but not as the API of a Waldur does.
bool isOtherSite(const api::ApiError &error)
{
    return error.kind == Kind::NotFound || error.kind == Kind::Protocol || error.kind == Kind::Validation;
}

bool isWebPage(const api::ApiError &error)
{
    return error.kind == Kind::Protocol && error.status == 200 && error.sample.trimmed().startsWith('<');
}

} // namespace

class ConnectionTest::Private
{
public:
    Private(ConnectionTest &test, api::Connection what) : q(test), connection(std::move(what))
    {
        for (size_t i = 0; i < lines.size(); ++i)
            lines[i] = {Mark::Waiting, waitingTitle(Line(i)), {}};
    }

    [[nodiscard]] QString waitingTitle(Line line) const;
    void set(Line line, Mark mark, const QString &title, const QString &detail = {});
    void run(Line line);
    void newClient();
    void tryRoot();
    void rootAnswered(const api::Result<api::Configuration> &result);
    void notReached(const api::ApiError &error);
    void portSeen(const api::ApiError &error, api::PortProbe::Found found);
    void notHere(const api::ApiError &error);
    void tokenRefused(const api::ApiError &error);
    void reached(const QString &siteName);
    void askUser();
    void askRequests();
    void countRequests();
    void tellRequests(qint64 total, bool isByHeader);
    void askRoles();
    void tellRights();
    void fail(Line line, const QString &title, const QString &detail);
    void end();
    [[nodiscard]] QString tokenDetail() const;

    ConnectionTest &q;
    api::Connection connection;
    QList<QUrl> roots;
    QUrl typed;
    std::unique_ptr<api::WaldurClient> client;
    std::unique_ptr<api::PortProbe> probe;
    std::optional<api::ApiError> refused; ///< with the scheme word that was given; the other one is tried then
    QByteArray givenWord;
    std::array<LineState, 4> lines;
    QElapsedTimer timer;
    api::UserAnswer user;
    domain::Person person;
    bool finished = false;
};

QString ConnectionTest::Private::waitingTitle(Line line) const
{
    switch (line) {
    case Line::Reached:
        return ConnectionTest::tr("Reach %1").arg(connection.serverName());
    case Line::Token:
        return ConnectionTest::tr("Token");
    case Line::Requests:
        return ConnectionTest::tr("Backend resource requests");
    case Line::Rights:
        return ConnectionTest::tr("What you may do");
    }
    Q_UNREACHABLE();
}

void ConnectionTest::Private::set(Line line, Mark mark, const QString &title, const QString &detail)
{
    lines[size_t(line)] = {mark, title, detail};
    emit q.changed();
}

void ConnectionTest::Private::run(Line line)
{
    set(line, Mark::Running, waitingTitle(line));
}

void ConnectionTest::Private::end()
{
    for (LineState &line : lines) {
        if (line.mark == Mark::Waiting || line.mark == Mark::Running)
            line.mark = Mark::Skipped;
    }
    finished = true;
    emit q.changed();
    emit q.finished();
}

void ConnectionTest::Private::fail(Line line, const QString &title, const QString &detail)
{
    set(line, Mark::Bad, title, detail);
    end();
}

void ConnectionTest::Private::newClient()
{
    api::Connection patient = connection;
    patient.timeoutMs = std::min(patient.timeoutMs, MostPatienceMs);
    if (client)
        client.release()->deleteLater(); // one of its answers led here
    client = std::make_unique<api::WaldurClient>(patient);
}

void ConnectionTest::Private::tryRoot()
{
    connection.root = roots.takeFirst();
    newClient();
    timer.start();
    client->configuration(&q, [this](const api::Result<api::Configuration> &result) { rootAnswered(result); });
}

void ConnectionTest::Private::rootAnswered(const api::Result<api::Configuration> &result)
{
    if (finished)
        return;                                  // cancelled
    connection.root = client->connection().root; // where below it the API was found
    if (result) {
        reached(result->siteName);
        return;
    }
    const api::ApiError &error = result.error();
    if (error.fromGateway) {
        fail(Line::Reached, ConnectionTest::tr("A gateway in front of %1 answered").arg(connection.serverName()),
             error.sentence);
        return;
    }
    // It is there and wants to know who asks: the next line tells the rest.
    if (error.kind == Kind::Auth || error.kind == Kind::Forbidden)
        reached(QString());
    else if (!isOtherSite(error))
        notReached(error);
    else if (!roots.isEmpty())
        tryRoot();
    else
        notHere(error);
}

void ConnectionTest::Private::notReached(const api::ApiError &error)
{
    const bool mayBeSeen = error.status == 0 && (error.kind == Kind::Network || error.kind == Kind::Tls);
    const bool isDirect = api::PortProbe::canReach(connection.root);
    if (!mayBeSeen || !isDirect) {
        fail(Line::Reached, ConnectionTest::tr("%1 was not reached").arg(connection.serverName()), error.sentence);
        return;
    }
    probe = std::make_unique<api::PortProbe>();
    connect(probe.get(), &api::PortProbe::finished, &q, [this, error](api::PortProbe::Found found) {
        if (!finished)
            portSeen(error, found);
    });
    probe->start(connection.root);
}

/// The client saw no more than a closed connection; the first bytes that the port sends tell what it is.
void ConnectionTest::Private::portSeen(const api::ApiError &error, api::PortProbe::Found found)
{
    using Found = api::PortProbe::Found;
    const QString server = connection.serverName();
    const bool isTls = connection.root.scheme() == QLatin1String("https");
    QString sentence = error.sentence;
    if (found == Found::Greeting)
        sentence =
            ConnectionTest::tr("What answers at this port is no web server; it greets with “%1”: check the port.")
                .arg(probe->greeting());
    else if (found == Found::Tls && !isTls)
        sentence = ConnectionTest::tr("This port expects https: type https:// instead of http://.");
    else if (found == Found::PlainHttp && isTls && error.kind == Kind::Network)
        sentence = ConnectionTest::tr("This port answers http, not https: check the port.");
    else if (found == Found::Other)
        sentence = ConnectionTest::tr("What answers at this port is no web server: check the port.");
    fail(Line::Reached, ConnectionTest::tr("%1 was not reached").arg(server), sentence);
}

void ConnectionTest::Private::notHere(const api::ApiError &error)
{
    connection.root = typed;
    const QString host = connection.serverName();
    if (isWebPage(error))
        fail(Line::Reached, ConnectionTest::tr("%1 is a portal or another web site, not the API").arg(host),
             ConnectionTest::tr("A web page answered where the API was looked for (%1api/). Enter the address of the "
                                "API; it is often api.%2, or ask the operator of the portal.")
                 .arg(typed.toDisplayString(), typed.host()));
    else if (error.status == 404)
        fail(Line::Reached, ConnectionTest::tr("%1 is not a Waldur").arg(host),
             ConnectionTest::tr("Nothing answers at %1api/: check the address.").arg(typed.toDisplayString()));
    else
        fail(Line::Reached, ConnectionTest::tr("%1 does not answer as a Waldur").arg(host), error.sentence);
}

void ConnectionTest::Private::reached(const QString &siteName)
{
    QStringList parts;
    if (!siteName.isEmpty())
        parts += siteName;
    if (connection.root.adjusted(QUrl::RemoveFragment) != typed.adjusted(QUrl::RemoveFragment))
        parts += ConnectionTest::tr("a portal was typed, its API is at %1")
                     .arg(domain::apiUrl(connection.root, QStringLiteral("api/")).toDisplayString());
    parts += connection.root.scheme() == QLatin1String("https") ? ConnectionTest::tr("encrypted")
                                                                : ConnectionTest::tr("not encrypted");
    parts += ConnectionTest::tr("%1 ms").arg(timer.elapsed());
    set(Line::Reached, Mark::Good, ConnectionTest::tr("Reached %1").arg(connection.serverName()),
        parts.join(QStringLiteral(" \u00b7 ")));
    askUser();
}

QString ConnectionTest::Private::tokenDetail() const
{
    const QString name = user.fullName.isEmpty() ? user.username : user.fullName;
    QStringList parts{name};
    if (refused)
        parts += ConnectionTest::tr("as “%1”").arg(QString::fromLatin1(connection.schemeWord));
    if (!user.tokenExpires)
        return parts.join(QStringLiteral(" \u00b7 "));
    const domain::Duration left =
        *user.tokenExpires - (domain::Timestamp::now() + client->clockOffset().value_or(domain::Duration()));
    parts += ConnectionTest::tr("expires in %1").arg(domain::shortDuration(left));
    return parts.join(QStringLiteral(" \u00b7 "));
}

void ConnectionTest::Private::askUser()
{
    run(Line::Token);
    client->currentUser(&q, [this](const api::Result<api::UserAnswer> &result) {
        if (finished)
            return;
        if (result) {
            user = *result;
            set(Line::Token, Mark::Good, ConnectionTest::tr("Token accepted"), tokenDetail());
            askRequests();
            return;
        }
        tokenRefused(result.error());
    });
}

/// Which word stands before a token depends on its kind (contract 3), which people can not tell by looking at it.
void ConnectionTest::Private::tokenRefused(const api::ApiError &error)
{
    if (error.kind == Kind::Auth && !error.fromGateway && !refused) {
        refused = error;
        givenWord = connection.schemeWord;
        connection.schemeWord = givenWord.compare("Bearer", Qt::CaseInsensitive) == 0 ? "Token" : "Bearer";
        newClient();
        askUser();
        return;
    }
    const api::ApiError told = refused.value_or(error);
    if (refused)
        connection.schemeWord = givenWord;
    const bool isNo = told.kind == Kind::Auth || told.kind == Kind::Forbidden;
    QString title =
        isNo ? ConnectionTest::tr("The token was not accepted") : ConnectionTest::tr("The token could not be checked");
    if (told.fromGateway)
        title = ConnectionTest::tr("A gateway in front of %1 answered").arg(connection.serverName());
    fail(Line::Token, title,
         refused ? ConnectionTest::tr("%1 (“Token” and “Bearer” were tried.)").arg(told.sentence) : told.sentence);
}

void ConnectionTest::Private::askRequests()
{
    run(Line::Requests);
    client->list({}, {.number = 1, .size = 1}, &q, [this](const api::Result<api::Page> &result) {
        if (finished)
            return;
        if (result && result->total < 0) {
            countRequests();
            return;
        }
        if (result) {
            tellRequests(result->total, true);
            return;
        }
        // The API answered just now: an unknown path can only mean that this server has no such list yet.
        if (result.error().status == 404)
            fail(Line::Requests, ConnectionTest::tr("This Waldur is too old"),
                 ConnectionTest::tr("It does not know backend resource requests; version 7.9.0 and later do."));
        else
            fail(Line::Requests, ConnectionTest::tr("Backend resource requests: not readable"),
                 result.error().sentence);
    });
}

/// Something on the way takes the header away that tells how many there are.
void ConnectionTest::Private::countRequests()
{
    client->count({}, &q, [this](const api::Result<qint64> &result) {
        if (!finished)
            tellRequests(result ? *result : -1, false);
    });
}

void ConnectionTest::Private::tellRequests(qint64 total, bool isByHeader)
{
    QStringList parts;
    if (total == 0)
        parts += ConnectionTest::tr("none that your roles show");
    else if (total > 0)
        parts += ConnectionTest::tr("%n request(s)", nullptr, int(std::min<qint64>(total, 2'000'000'000)));
    if (!isByHeader)
        parts += ConnectionTest::tr("counted by paging: something on the way removes the header X-Result-Count");
    set(Line::Requests, Mark::Good, ConnectionTest::tr("Backend resource requests: readable"),
        parts.join(QStringLiteral(" \u00b7 ")));
    askRoles();
}

void ConnectionTest::Private::askRoles()
{
    run(Line::Rights);
    if (user.isStaff) {
        person = personFrom(user, {}, true);
        tellRights();
        return;
    }
    client->roles(&q, [this](const api::Result<std::vector<api::RoleAnswer>> &result) {
        if (finished)
            return;
        person = result ? personFrom(user, *result, true) : personFrom(user, {}, false);
        tellRights();
    });
}

void ConnectionTest::Private::tellRights()
{
    const auto offerings = int(person.managedOfferings.size());
    const auto customers = int(person.managedCustomers.size());
    if (person.isStaff) {
        set(Line::Rights, Mark::Good, ConnectionTest::tr("You may read, change and ask again"),
            ConnectionTest::tr("staff: every request of every offering"));
    } else if (!person.rolesKnown) {
        set(Line::Rights, Mark::Note, ConnectionTest::tr("What you may change is not known"),
            ConnectionTest::tr("the server does not tell its roles; it will say no where it must"));
    } else if (offerings + customers > 0) {
        QStringList parts;
        if (offerings > 0)
            parts += ConnectionTest::tr("manager of %n offering(s)", nullptr, offerings);
        if (customers > 0)
            parts += ConnectionTest::tr("manager of all offerings of %n organization(s)", nullptr, customers);
        set(Line::Rights, Mark::Good, ConnectionTest::tr("You may read and change, not ask again"),
            parts.join(QStringLiteral(" \u00b7 ")));
    } else if (person.isSupport) {
        set(Line::Rights, Mark::Note, ConnectionTest::tr("You may read, not change"),
            ConnectionTest::tr("global support: hand over is your action"));
    } else {
        set(Line::Rights, Mark::Note, ConnectionTest::tr("You may read what the server shows, not change"),
            ConnectionTest::tr("no role that manages backend resources"));
    }
    end();
}

ConnectionTest::ConnectionTest(api::Connection connection, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, std::move(connection)))
{
}

ConnectionTest::~ConnectionTest() = default;

void ConnectionTest::start()
{
    if (d->client || d->finished)
        return;
    d->typed = d->connection.root;
    d->roots = rootsFor(d->typed);
    d->run(Line::Reached);
    d->tryRoot();
}

void ConnectionTest::cancel()
{
    if (!d->client || d->finished)
        return;
    d->probe.reset();
    d->client.reset(); // its handlers end with Cancelled, later: they must find nobody waiting
    d->end();
}

const std::array<ConnectionTest::LineState, 4> &ConnectionTest::lines() const
{
    return d->lines;
}

bool ConnectionTest::isFinished() const
{
    return d->finished;
}

bool ConnectionTest::succeeded() const
{
    return d->finished && std::ranges::all_of(d->lines.begin(), d->lines.begin() + 3,
                                              [](const LineState &line) { return line.mark == Mark::Good; });
}

const api::Connection &ConnectionTest::connection() const
{
    return d->connection;
}

const domain::Person &ConnectionTest::person() const
{
    return d->person;
}

} // namespace waldesk::workflows
