// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/smallanswers.h"

#include "models/api/jsonfields.h"
#include "models/api/jsontext.h"

#include <QJsonArray>
#include <QJsonObject>

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

Offering offeringFrom(const QJsonObject &object)
{
    Offering offering;
    offering.uuid = uuidOf(object, "uuid");
    offering.name = textOf(object, "name");
    offering.type = textOf(object, "type");
    offering.state = textOf(object, "state");
    offering.customer = uuidOf(object, "customer_uuid");
    offering.customerName = textOf(object, "customer_name");
    return offering;
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
    const QJsonArray permissions = object.value(QLatin1String("permissions")).toArray();
    for (const QJsonValue &permission : permissions)
        user.grants.push_back(grantOf(permission.toObject()));
    return user;
}

std::optional<std::vector<RoleAnswer>> rolesOf(const QByteArray &json)
{
    const QJsonDocument document = parseSmall(json);
    if (!document.isArray())
        return std::nullopt;
    std::vector<RoleAnswer> roles;
    const QJsonArray items = document.array();
    for (const QJsonValue &item : items) {
        const QJsonObject object = item.toObject();
        RoleAnswer role;
        role.uuid = uuidOf(object, "uuid");
        role.name = textOf(object, "name");
        const QJsonArray permissions = object.value(QLatin1String("permissions")).toArray();
        for (const QJsonValue &permission : permissions) {
            if (permission.isString())
                role.permissions.append(permission.toString());
        }
        if (!role.uuid.isNil() || !role.name.isEmpty())
            roles.push_back(std::move(role));
    }
    return roles;
}

std::optional<std::vector<Offering>> offeringsOf(const QByteArray &json)
{
    const QJsonDocument document = parseSmall(json);
    if (!document.isArray())
        return std::nullopt;
    std::vector<Offering> offerings;
    const QJsonArray items = document.array();
    for (const QJsonValue &item : items) {
        Offering offering = offeringFrom(item.toObject());
        if (!offering.uuid.isNil())
            offerings.push_back(std::move(offering));
    }
    return offerings;
}

std::optional<Offering> offeringOf(const QByteArray &json)
{
    Offering offering = offeringFrom(parseSmall(json).object());
    if (offering.uuid.isNil())
        return std::nullopt;
    return offering;
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
