// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/connectiontest.h"

#include <QElapsedTimer>
#include <QLocale>

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
    void tryRoot();
    void rootAnswered(const api::Result<api::Configuration> &result);
    void notHere(const api::ApiError &error);
    void reached(const QString &siteName);
    void askUser();
    void askRequests();
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

void ConnectionTest::Private::tryRoot()
{
    connection.root = roots.takeFirst();
    api::Connection probe = connection;
    probe.timeoutMs = std::min(probe.timeoutMs, MostPatienceMs);
    if (client)
        client.release()->deleteLater(); // one of its answers led here
    client = std::make_unique<api::WaldurClient>(probe);
    timer.start();
    client->configuration(&q, [this](const api::Result<api::Configuration> &result) { rootAnswered(result); });
}

void ConnectionTest::Private::rootAnswered(const api::Result<api::Configuration> &result)
{
    if (finished)
        return; // cancelled
    if (result) {
        reached(result->siteName);
        return;
    }
    const api::ApiError &error = result.error();
    // It is there and wants to know who asks: the next line tells the rest.
    if (error.kind == Kind::Auth || error.kind == Kind::Forbidden)
        reached(QString());
    else if (!isOtherSite(error))
        fail(Line::Reached, ConnectionTest::tr("%1 was not reached").arg(connection.serverName()), error.sentence);
    else if (!roots.isEmpty())
        tryRoot();
    else
        notHere(error);
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
    if (connection.root != typed)
        parts += ConnectionTest::tr("a portal was typed, its API is at %1")
                     .arg(connection.root.toDisplayString() + QStringLiteral("api/"));
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
    if (!user.tokenExpires)
        return name;
    const domain::Duration left =
        *user.tokenExpires - (domain::Timestamp::now() + client->clockOffset().value_or(domain::Duration()));
    return name + QStringLiteral(" \u00b7 ") + ConnectionTest::tr("expires in %1").arg(domain::shortDuration(left));
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
        const bool refused = result.error().kind == Kind::Auth || result.error().kind == Kind::Forbidden;
        fail(Line::Token,
             refused ? ConnectionTest::tr("The token was not accepted")
                     : ConnectionTest::tr("The token could not be checked"),
             result.error().sentence);
    });
}

void ConnectionTest::Private::askRequests()
{
    run(Line::Requests);
    client->list({}, {.number = 1, .size = 1}, &q, [this](const api::Result<api::Page> &result) {
        if (finished)
            return;
        if (result) {
            const qint64 total = result->total >= 0 ? result->total : qint64(result->rows.size());
            set(Line::Requests, Mark::Good, ConnectionTest::tr("Backend resource requests: readable"),
                total == 0 ? ConnectionTest::tr("none that your roles show")
                           : ConnectionTest::tr("%n request(s)", nullptr, int(std::min<qint64>(total, 2'000'000'000))));
            askRoles();
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
