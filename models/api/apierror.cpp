// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/apierror.h"

namespace waldesk::api
{

bool ApiError::isPermanent() const
{
    switch (kind) {
    case Kind::Network:
    case Kind::Timeout:
    case Kind::RateLimited:
    case Kind::Server:
    case Kind::Conflict:
    case Kind::Cancelled:
        return false;
    case Kind::Tls:
    case Kind::Auth:
    case Kind::Forbidden:
    case Kind::NotFound:
    case Kind::Validation:
    case Kind::Protocol:
        return true;
    }
    return true;
}

} // namespace waldesk::api
