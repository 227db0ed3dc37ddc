// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/connectiontest.h"

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

const api::RoleAnswer *roleOf(const api::RoleGrant &grant, const std::vector<api::RoleAnswer> &roles)
{
    const auto byUuid = std::ranges::find_if(
        roles, [&](const api::RoleAnswer &role) { return !grant.role.isNil() && role.uuid == grant.role; });
    if (byUuid != roles.end())
        return &*byUuid;
    const auto byName = std::ranges::find_if(
        roles, [&](const api::RoleAnswer &role) { return !grant.roleName.isEmpty() && role.name == grant.roleName; });
    return byName != roles.end() ? &*byName : nullptr;
}

} // namespace

domain::Person personFrom(const api::UserAnswer &user, const std::vector<api::RoleAnswer> &roles, bool rolesReadable)
{
    domain::Person person;
    person.uuid = user.uuid;
    person.username = user.username;
    person.fullName = user.fullName;
    person.isStaff = user.isStaff;
    person.isSupport = user.isSupport;
    person.tokenExpires = user.tokenExpires;
    // Roles that permit nothing at all are those of a server that does not tell what they permit.
    const bool toldPermissions =
        roles.empty() || std::ranges::any_of(roles, [](const auto &role) { return !role.permissions.isEmpty(); });
    person.rolesKnown = rolesReadable && toldPermissions;

    const domain::Timestamp now = domain::Timestamp::now();
    for (const api::RoleGrant &grant : user.grants) {
        const api::RoleAnswer *role = roleOf(grant, roles);
        const bool expired = grant.expires && *grant.expires <= now;
        if (!role || expired || !role->permissions.contains(QLatin1String("OFFERING.MANAGE_BACKEND_RESOURCES")))
            continue;
        // Only these two are consulted: a role on the service provider alone permits nothing here (contract 6).
        if (grant.scopeType == QLatin1String("offering"))
            person.managedOfferings.insert(grant.scope);
        else if (grant.scopeType == QLatin1String("customer"))
            person.managedCustomers.insert(grant.scope);
    }
    return person;
}

} // namespace waldesk::workflows
