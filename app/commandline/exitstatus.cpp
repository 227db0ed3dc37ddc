// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/exitstatus.h"

namespace waldesk::app
{
namespace
{

using Kind = api::ApiError::Kind;

bool isRedirect(const api::ApiError &error)
{
    return error.status >= 300 && error.status < 400;
}

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

Exit exitOfWrite(const api::ApiError &error)
{
    switch (error.kind) {
    case Kind::Network:
    case Kind::Timeout:
    case Kind::Tls:
    case Kind::Cancelled:
        return error.written ? Exit::Unknown : Exit::NoAnswer;
    case Kind::RateLimited:
    case Kind::Server:
        return Exit::Failed;
    case Kind::Protocol:
        if (error.status >= 400 || isRedirect(error))
            return error.status == 404 ? Exit::NotFound : Exit::Failed;
        return error.written ? Exit::Unknown : Exit::Failed;
    case Kind::Auth:
    case Kind::Forbidden:
    case Kind::NotFound:
    case Kind::Validation:
    case Kind::Conflict:
        break;
    }
    return exitOfRead(error);
}

} // namespace waldesk::app
