// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/exitstatus.h"

namespace waldesk::app
{
namespace
{

using Kind = api::ApiError::Kind;

} // namespace

Exit exitOfRead(const api::ApiError &error)
{
    switch (error.kind) {
    case Kind::Network:
    case Kind::Timeout:
    case Kind::Tls:
    case Kind::RateLimited:
    case Kind::Server:
    case Kind::Cancelled:
        return Exit::NoAnswer;
    case Kind::Auth:
    case Kind::Forbidden:
        return Exit::NotAllowed;
    case Kind::NotFound:
        return Exit::NotFound;
    case Kind::Validation:
        return Exit::Failed;
    case Kind::Conflict:
        return Exit::Conflict;
    case Kind::Protocol:
        break;
    }
    // An HTML 404 is the answer of a server that is too old; anything else that no Waldur says is no answer.
    return error.status == 404 ? Exit::NotFound : Exit::NoAnswer;
}

Exit exitOfRefusal(const api::ApiError &error)
{
    switch (error.kind) {
    case Kind::Auth:
    case Kind::Forbidden:
        return Exit::NotAllowed;
    case Kind::NotFound:
        return Exit::NotFound;
    case Kind::Conflict:
        return Exit::Conflict;
    case Kind::Network:
    case Kind::Timeout:
    case Kind::Tls:
    case Kind::Cancelled:
    case Kind::RateLimited:
    case Kind::Server:
    case Kind::Validation:
    case Kind::Protocol:
        break;
    }
    return error.status == 404 ? Exit::NotFound : Exit::Failed;
}

Exit exitOf(const workflows::TransitionRunner::Report &report)
{
    using Outcome = domain::WriteOutcome;
    switch (report.outcome) {
    case Outcome::Done:
        return Exit::Done;
    case Outcome::Unknown:
        return Exit::Unknown;
    case Outcome::Overtaken:
        return Exit::Conflict;
    case Outcome::Refused:
        return report.error ? exitOfRefusal(*report.error) : Exit::Conflict; // without an error: by a guard of ours
    case Outcome::Failed:
        break;
    }
    return report.error ? exitOfRead(*report.error) : Exit::Failed;
}

} // namespace waldesk::app
