// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/connectionstate.h"

#include <QCoreApplication>

#include <algorithm>

namespace waldesk::api
{

namespace
{

using Kind = ConnectionState::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::api::ConnectionState", text);
}

/// 403 of one change says what the role permits, not what the connection is worth.
bool isOfConnection(const ApiError &error)
{
    return error.call.startsWith(QLatin1String("GET ")) || error.call.startsWith(QLatin1String("HEAD "));
}

/// Of the requests themselves, not of one of them.
bool isOfList(const ApiError &error)
{
    return isOfConnection(error) && error.call.endsWith(QLatin1String("/backend-resource-requests/"));
}

/// nullopt: the server has answered, and the error is about what was asked.
std::optional<Kind> kindAfter(const ApiError &error)
{
    if (error.fromGateway) {
        // A gateway that does not let one change through says nothing of the reads.
        const bool refused = error.kind == ApiError::Kind::Forbidden || error.kind == ApiError::Kind::Protocol;
        return error.kind == ApiError::Kind::Auth || (refused && isOfConnection(error))
                   ? std::optional(Kind::GatewaySignIn)
                   : std::nullopt;
    }
    switch (error.kind) {
    case ApiError::Kind::Network:
    case ApiError::Kind::Timeout:
        return Kind::NoAnswer;
    case ApiError::Kind::Tls:
        return Kind::NotSecure;
    case ApiError::Kind::Auth:
        return Kind::SignInNeeded;
    case ApiError::Kind::Forbidden:
        return isOfConnection(error) ? std::optional(Kind::Forbidden) : std::nullopt;
    case ApiError::Kind::RateLimited:
        return Kind::RateLimited;
    case ApiError::Kind::Server:
        // A change that made the server stumble: its state is asked for by the next read.
        return isOfConnection(error) ? std::optional(Kind::ServerTrouble) : std::nullopt;
    case ApiError::Kind::Protocol:
        return isOfConnection(error) ? std::optional(Kind::NotWaldur) : std::nullopt;
    case ApiError::Kind::NotFound:
    case ApiError::Kind::Validation:
    case ApiError::Kind::Conflict:
    case ApiError::Kind::Cancelled:
        return std::nullopt;
    }
    return std::nullopt;
}

bool triesByItself(Kind kind)
{
    switch (kind) {
    case Kind::NoAnswer:
    case Kind::RateLimited:
    case Kind::ServerTrouble:
    case Kind::GatewaySignIn:
    case Kind::NotSecure:
    case Kind::NotWaldur:
    case Kind::Forbidden:
        return true;
    case Kind::SignInNeeded: // the same token again would only be refused again
    case Kind::Connecting:
    case Kind::Online:
        return false;
    }
    return false;
}

} // namespace

ConnectionState ConnectionState::online()
{
    ConnectionState state;
    state.kind = Kind::Online;
    return state;
}

ConnectionState ConnectionState::after(const ApiError &error, domain::Timestamp now, double jitter,
                                       const RetryPace &pace) const
{
    if (error.kind == ApiError::Kind::Cancelled)
        return *this;
    const std::optional<Kind> next = kindAfter(error);
    if (!next) {
        // A refusal by the server is an answer of it; it does not take back that the token or the list is refused.
        const bool proves = !error.fromGateway && (kind == Kind::NoAnswer || kind == Kind::NotSecure);
        return proves ? online() : *this;
    }
    ConnectionState state;
    state.kind = *next;
    state.sentence = error.sentence;
    state.ofList = isOfList(error);
    const bool sameTry = nextTry && now < *nextTry;
    state.failures = sameTry ? failures : failures + 1;
    if (!triesByItself(*next))
        return state;
    state.nextTry = now + retryDelay(pace, state.failures, error.retryAfter, jitter);
    if (sameTry) {
        // Four calls that fail beside each other are one outage; but a server that names a later time is heard.
        state.ofList = state.ofList || ofList;
        state.nextTry = error.retryAfter ? std::max(*nextTry, *state.nextTry) : *nextTry;
    }
    return state;
}

ConnectionState ConnectionState::trying() const
{
    ConnectionState state = *this;
    state.nextTry.reset();
    return state;
}

QString ConnectionState::title() const
{
    switch (kind) {
    case Kind::Connecting:
        return tr("Connecting");
    case Kind::Online:
        return tr("Online");
    case Kind::NoAnswer:
        return tr("Offline");
    case Kind::NotSecure:
        return tr("No safe connection");
    case Kind::SignInNeeded:
        return tr("New token needed");
    case Kind::Forbidden:
        return tr("Not permitted");
    case Kind::RateLimited:
        return tr("Asked too often");
    case Kind::ServerTrouble:
        return tr("Server error");
    case Kind::GatewaySignIn:
        return tr("Gateway sign-in needed");
    case Kind::NotWaldur:
        return tr("Not a Waldur");
    }
    return {};
}

QString ConnectionState::text(domain::Timestamp now) const
{
    if (kind == Kind::Connecting && sentence.isEmpty())
        return tr("Reading your role.");
    if (!nextTry)
        return sentence;
    const qint64 left = std::max<qint64>(0, (*nextTry - now).microseconds);
    const QString next = tr("Next try in %1 s.").arg((left + 999'999) / 1'000'000);
    return sentence.isEmpty() ? next : sentence + QLatin1Char(' ') + next;
}

bool ConnectionState::isReached() const
{
    return kind != Kind::Connecting && kind != Kind::NoAnswer && kind != Kind::NotSecure;
}

} // namespace waldesk::api
