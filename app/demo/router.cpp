// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/router.h"

#include "app/demo/agentconnections.h"
#include "app/demo/agenthandlers.h"
#include "app/demo/lookuphandlers.h"
#include "app/demo/requesthandlers.h"
#include "app/demo/wire.h"

#include <algorithm>

namespace waldesk::demo
{
namespace
{
const QByteArray listAllow = "GET, POST, HEAD, OPTIONS";
const QByteArray readAllow = "GET, HEAD, OPTIONS";
const QByteArray detailAllow = "GET, PUT, PATCH, DELETE, HEAD, OPTIONS";
const QByteArray actionAllow = "POST, OPTIONS";

/// The token of the header, or the 401 that the authentication classes of the server give.
struct Identity {
    const User *user = nullptr;
    QString refusal;
};
Identity identify(const Catalog &catalog, const Call &call)
{
    const QList<QByteArray> words = call.authorization.simplified().split(' ');
    if (words.isEmpty() || words.constFirst().toLower() != "token")
        return {nullptr, QStringLiteral("Authentication credentials were not provided.")};
    if (words.size() == 1)
        return {nullptr, QStringLiteral("Invalid token. No credentials provided.")};
    if (words.size() > 2)
        return {nullptr, QStringLiteral("Invalid token. Token string should not contain spaces.")};
    const User *user = catalog.userByToken(words.at(1));
    return {user, user == nullptr ? QStringLiteral("Invalid token.") : QString()};
}

bool acceptsJson(const QByteArray &accept)
{
    if (accept.trimmed().isEmpty())
        return true;
    const QList<QByteArray> ranges = accept.split(',');
    return std::any_of(ranges.cbegin(), ranges.cend(), [](const QByteArray &range) {
        const QByteArray type = range.split(';').constFirst().trimmed().toLower();
        return type == "*/*" || type == "application/*" || type == "application/json";
    });
}

Answer options(const QByteArray &name)
{
    QByteArray json;
    {
        JsonObject object(json);
        object.text("name", name);
        object.text("description", "");
        object.raw("renders", "[\"application/json\"]");
        object.raw("parses", "[\"application/json\",\"application/x-www-form-urlencoded\",\"multipart/form-data\"]");
    }
    return ok(json);
}
} // namespace

Router::Router()
{
    add("api/backend-resource-requests", listAllow, {{"GET", listRequests}, {"POST", createRequest}});
    add("api/backend-resource-requests/*", detailAllow, {{"GET", retrieveRequest}});
    add("api/backend-resource-requests/*/start_processing", actionAllow, {{"POST", startProcessing}});
    add("api/backend-resource-requests/*/set_done", actionAllow, {{"POST", setDone}});
    add("api/backend-resource-requests/*/set_erred", actionAllow, {{"POST", setErred}});

    add("api/marketplace-provider-offerings", listAllow, {{"GET", listOfferings}});
    add("api/marketplace-provider-offerings/*", detailAllow, {{"GET", retrieveOffering}});
    add("api/marketplace-public-offerings", readAllow, {{"GET", listPublicOfferings}});
    add("api/marketplace-public-offerings/*", readAllow, {{"GET", retrievePublicOffering}});

    add("api", readAllow, {{"GET", apiRoot}});
    add("api/users/me", readAllow, {{"GET", currentUser}});
    add("api/roles", readAllow, {{"GET", listRoles}});
    add("api/version", readAllow, {{"GET", version}});
    add("api/configuration", readAllow, {{"GET", configuration}}, true);
    add("api-auth/password", actionAllow, {{"POST", signIn}}, true);
    add("api-auth/logout", actionAllow, {{"POST", signOut}});

    add("api/marketplace-site-agent-identities", listAllow, {{"GET", listIdentities}, {"POST", createIdentity}});
    add("api/marketplace-site-agent-identities/*", detailAllow,
        {{"GET", retrieveIdentity}, {"PUT", updateIdentity}, {"PATCH", updateIdentity}});
    add("api/marketplace-site-agent-identities/*/register_queue", actionAllow, {{"POST", registerQueue}});
    add("api/marketplace-site-agent-identities/*/register_service", actionAllow, {{"POST", registerService}});
    add("api/marketplace-site-agent-services", listAllow, {{"GET", listServices}});
    add("api/marketplace-site-agent-connection-stats", readAllow, {{"GET", connectionStats}});
    add("api/event-subscription-queues", readAllow, {{"GET", listEventQueues}});
    add("api/marketplace-site-agent-services/*/register_processor", actionAllow, {{"POST", registerProcessor}});
    add("api/marketplace-service-providers", readAllow, {{"GET", listServiceProviders}});
    add("api/marketplace-provider-resources", readAllow, {{"GET", listProviderResources}});
    add("api/projects", readAllow, {{"GET", listProjects}});
    add("api/backend-resources", listAllow, {{"GET", listBackendResources}, {"POST", createBackendResource}});
    add("api/backend-resources/*/import_resource", actionAllow, {{"POST", importBackendResource}});
    add("api/backend-resources/*", detailAllow, {{"GET", retrieveBackendResource}, {"DELETE", deleteBackendResource}});
}

void Router::add(const QByteArray &pattern, const QByteArray &allow, QList<std::pair<QByteArray, Handler>> handlers,
                 bool open)
{
    m_routes.push_back({pattern.split('/'), allow, open, std::move(handlers)});
}

const Router::Route *Router::match(const QStringList &segments, QString *key) const
{
    for (const Route &route : m_routes) {
        if (route.segments.size() != segments.size())
            continue;
        bool same = true;
        for (qsizetype i = 0; same && i < segments.size(); ++i) {
            if (route.segments.at(i) == "*")
                same = !segments.at(i).isEmpty() && !segments.at(i).contains(u'.');
            else
                same = segments.at(i) == QLatin1StringView(route.segments.at(i));
            if (same && route.segments.at(i) == "*")
                *key = segments.at(i);
        }
        if (same)
            return &route;
    }
    return nullptr;
}

Answer Router::answer(World &world, const Call &call) const
{
    if (!call.isForLoopback())
        return disallowedHost();
    const bool slashed = call.path.endsWith(u'/');
    const QString path = call.path.mid(1);
    QString key;
    const Route *route = match((slashed ? path.chopped(qMin<qsizetype>(1, path.size())) : path).split(u'/'), &key);
    if (route == nullptr)
        return notFoundPage();
    if (!slashed)
        return slashRedirect(call);
    Answer answer = dispatch(world, *route, {call, nullptr, key});
    answer.addHeader("Allow", route->allow);
    answer.addHeader("Vary", "Accept, Accept-Language, Cookie");
    answer.addHeader("Content-Language", "en");
    return answer;
}

Answer Router::dispatch(World &world, const Route &route, Visit visit)
{
    if (!acceptsJson(visit.call.accept))
        return detail(406, QStringLiteral("Could not satisfy the request Accept header."));
    const User *impersonator = nullptr;
    if (!route.open) {
        const Identity identity = identify(world.catalog, visit.call);
        if (identity.user == nullptr) {
            Answer refusal = detail(401, identity.refusal);
            refusal.addHeader("WWW-Authenticate", "Token");
            return refusal;
        }
        visit.user = identity.user;
        const std::optional<Uuid> other = Uuid::tryParse(QString::fromLatin1(visit.call.impersonated));
        const User *acted = identity.user->staff && other ? world.catalog.userByUuid(*other) : nullptr;
        if (acted != nullptr) {
            impersonator = identity.user;
            visit.user = acted;
        }
    }
    if (visit.call.verb == "OPTIONS")
        return options(route.segments.at(qMin<qsizetype>(1, route.segments.size() - 1)));
    const QByteArray verb = visit.call.verb == "HEAD" ? QByteArray("GET") : visit.call.verb;
    for (const auto &entry : route.handlers) {
        if (entry.first != verb)
            continue;
        Answer answer = entry.second(world, visit);
        if (impersonator != nullptr)
            answer.addHeader("X-Impersonator-Uuid", impersonator->uuid.toHex());
        return answer;
    }
    return detail(405, QStringLiteral("Method \"%1\" not allowed.").arg(QString::fromLatin1(visit.call.verb)));
}
} // namespace waldesk::demo
