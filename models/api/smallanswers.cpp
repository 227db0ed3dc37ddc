// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/smallanswers.h"

#include "models/api/jsonfields.h"
#include "models/api/jsonlist.h"

namespace waldesk::api
{

namespace
{

RoleGrant grantOf(const QJsonObject &object)
{
    RoleGrant grant;
    grant.roleName = textOf(object, "role_name");
    grant.role = uuidOf(object, "role_uuid");
    grant.scopeType = textOf(object, "scope_type");
    grant.scope = uuidOf(object, "scope_uuid");
    grant.expires = timeOf(object, "expiration_time");
    return grant;
}

std::optional<Offering> offeringFrom(const QJsonObject &object)
{
    Offering offering;
    offering.uuid = uuidOf(object, "uuid");
    offering.name = textOf(object, "name");
    offering.type = textOf(object, "type");
    offering.state = textOf(object, "state");
    offering.customer = uuidOf(object, "customer_uuid");
    offering.customerName = textOf(object, "customer_name");
    return offering.uuid.isNil() ? std::nullopt : std::optional(std::move(offering));
}

std::optional<RoleAnswer> roleFrom(const QJsonObject &object)
{
    RoleAnswer role;
    role.uuid = uuidOf(object, "uuid");
    role.name = textOf(object, "name");
    if (role.uuid.isNil() && role.name.isEmpty())
        return std::nullopt;
    const QJsonArray permissions = object.value(QLatin1String("permissions")).toArray();
    for (const QJsonValue &permission : permissions) {
        if (permission.isString())
            role.permissions.append(permission.toString());
    }
    return role;
}

} // namespace

std::optional<UserAnswer> userOf(const QByteArray &json)
{
    const QJsonObject object = parseSmall(json).object();
    UserAnswer user;
    user.uuid = uuidOf(object, "uuid");
    user.username = textOf(object, "username");
    if (user.uuid.isNil() && user.username.isEmpty())
        return std::nullopt;
    user.fullName = textOf(object, "full_name");
    user.isStaff = object.value(QLatin1String("is_staff")).toBool();
    user.isSupport = object.value(QLatin1String("is_support")).toBool();
    user.tokenExpires = timeOf(object, "token_expires_at");
    user.grants = listIn<RoleGrant>(object.value(QLatin1String("permissions")).toArray(), &grantOf);
    return user;
}

std::optional<std::vector<RoleAnswer>> rolesOf(const QByteArray &json)
{
    return listOf<RoleAnswer>(json, &roleFrom);
}

std::optional<std::vector<Offering>> offeringsOf(const QByteArray &json)
{
    return listOf<Offering>(json, &offeringFrom);
}

std::optional<Offering> offeringOf(const QByteArray &json)
{
    return offeringFrom(parseSmall(json).object());
}

std::optional<QString> versionOf(const QByteArray &json)
{
    const QString version = textOf(parseSmall(json).object(), "version").trimmed();
    return version.isEmpty() ? std::nullopt : std::optional(version);
}

std::optional<Configuration> configurationOf(const QByteArray &json)
{
    const QJsonDocument document = parseSmall(json);
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject core = document.object().value(QLatin1String("WALDUR_CORE")).toObject();
    Configuration configuration;
    configuration.siteName = textOf(core, "SITE_NAME");
    if (configuration.siteName.isEmpty())
        configuration.siteName = textOf(core, "SHORT_PAGE_TITLE");
    const QUrl homeport(textOf(core, "HOMEPORT_URL").trimmed(), QUrl::StrictMode);
    const bool web = homeport.scheme() == QLatin1String("https") || homeport.scheme() == QLatin1String("http");
    // The default of a fresh installation leads nowhere (contract 10).
    if (web && homeport.isValid() && homeport.userInfo().isEmpty() && homeport.host() != QLatin1String("example.com"))
        configuration.homeport = homeport;
    return configuration;
}

} // namespace waldesk::api
