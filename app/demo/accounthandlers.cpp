// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/accounthandlers.h"

#include "app/demo/body.h"
#include "app/demo/lists.h"
#include "app/demo/sparse.h"

#include <algorithm>

namespace waldesk::demo
{
namespace
{
void appendPermission(QByteArray &out, const Catalog &catalog, const User &user, const Grant &grant, qint64 since)
{
    const Role &role = catalog.roles()[grant.role];
    const Customer &customer =
        grant.onOffering ? catalog.customerOf(catalog.offerings()[grant.place]) : catalog.customers()[grant.place];
    JsonObject object(out);
    object.text("user_uuid", user.uuid.toHex());
    object.text("user_name", user.fullName);
    object.text("user_slug", user.username);
    object.text("created", momentText(since));
    object.null("expiration_time");
    object.null("created_by_full_name");
    object.null("created_by_username");
    object.text("role_name", role.name);
    object.text("role_description", role.description);
    object.text("role_uuid", role.uuid.toHex());
    object.text("scope_type", grant.onOffering ? "offering" : "customer");
    if (grant.onOffering) {
        object.text("scope_uuid", catalog.offerings()[grant.place].uuid.toHex());
        object.text("scope_name", catalog.offerings()[grant.place].name);
    } else {
        object.text("scope_uuid", customer.uuid.toHex());
        object.text("scope_name", customer.name);
    }
    object.text("customer_uuid", customer.uuid.toHex());
    object.text("customer_name", customer.name);
    object.null("project_uuid");
    object.null("resource_uuid");
}

QByteArray permissionsOf(const World &world, const User &user)
{
    QByteArray out("[");
    const qint64 since = world.store.start() - qint64(200) * 24 * 3600 * 1'000'000;
    for (const Grant &grant : user.grants) {
        if (out.size() > 1)
            out.append(',');
        appendPermission(out, world.catalog, user, grant, since);
    }
    return out + ']';
}

constexpr qint64 lockOut = qint64(10) * 60 * 1'000'000;

QString readCredential(const QJsonObject &fields, const char *name, Problems &problems)
{
    if (!fields.contains(QLatin1StringView(name))) {
        problems.add(name, QStringLiteral("This field is required."));
        return {};
    }
    const QString value = readText(fields, name, problems);
    if (value.size() > 128)
        problems.add(name, QStringLiteral("Ensure this field has no more than 128 characters."));
    return value;
}

Answer unauthorized(const QString &text)
{
    Answer answer = detail(401, text);
    answer.addHeader("WWW-Authenticate", "Token");
    return answer;
}
} // namespace

QByteArray jsonTexts(const QList<QByteArray> &texts)
{
    QByteArray out("[");
    for (const QByteArray &text : texts) {
        if (out.size() > 1)
            out.append(',');
        appendJsonString(out, text);
    }
    return out + ']';
}

Answer currentUser(World &world, const Visit &visit)
{
    const User &user = *visit.user;
    const QByteArray hex = user.uuid.toHex();
    Answer answer;
    {
        SparseObject object(answer.body, Params(visit.call.rawQuery));
        object.text("url", visit.call.base() + "/api/users/" + hex + '/');
        object.text("uuid", hex);
        object.text("username", user.username);
        object.text("slug", user.username);
        object.text("full_name", user.fullName);
        object.text("first_name", user.fullName.left(user.fullName.indexOf(' ')));
        object.text("last_name", user.fullName.mid(user.fullName.indexOf(' ') + 1));
        object.text("email", user.email);
        object.text("organization", "");
        object.text("job_title", "");
        object.text("phone_number", "");
        object.text("description", "");
        object.text("preferred_language", "en");
        object.text("date_joined", momentText(world.store.start() - qint64(400) * 24 * 3600 * 1'000'000));
        object.flag("is_active", true);
        object.flag("is_staff", user.staff);
        object.flag("is_support", user.support);
        object.text("token", user.token);
        object.null("token_lifetime");
        object.null("token_expires_at");
        object.null("image");
        object.raw("permissions", permissionsOf(world, user));
    }
    return answer;
}

Answer listRoles(World &world, const Visit &visit)
{
    const Params params(visit.call.rawQuery);
    const std::vector<Role> &roles = world.catalog.roles();
    return pagedList(visit, static_cast<qint64>(roles.size()), [&](QByteArray &out, std::size_t position) {
        const Role &role = roles[position];
        const QByteArray hex = role.uuid.toHex();
        SparseObject object(out, params);
        object.text("url", visit.call.base() + "/api/roles/" + hex + '/');
        object.text("uuid", hex);
        object.text("name", role.name);
        object.text("description", role.description);
        object.raw("permissions", jsonTexts(role.permissions));
        object.flag("is_system_role", true);
        object.flag("is_active", true);
        object.text("content_type", role.contentType);
    });
}

Answer apiRoot(World &, const Visit &visit)
{
    QByteArray json;
    {
        JsonObject object(json);
        for (const char *name : {"backend-resource-requests", "backend-resources", "configuration",
                                 "marketplace-provider-offerings", "projects", "roles", "users", "version"})
            object.text(name, visit.call.base() + "/api/" + name + '/');
    }
    return ok(json);
}

Answer version(World &, const Visit &visit)
{
    QByteArray json;
    {
        JsonObject object(json);
        object.text("version", "8.1.2");
        if (visit.user->staff || visit.user->support)
            object.text("latest_version", "8.1.3");
    }
    return ok(json);
}

Answer configuration(World &, const Visit &visit)
{
    const QByteArray base = visit.call.base() + '/';
    QByteArray core;
    {
        JsonObject object(core);
        object.text("SITE_NAME", "Waldur (demo)");
        object.text("SHORT_PAGE_TITLE", "Waldur");
        object.text("FULL_PAGE_TITLE", "Waldur | Demo");
        object.text("HOMEPORT_URL", "https://portal.waldur.example/");
        object.text("MASTERMIND_URL", base);
        object.raw("AUTHENTICATION_METHODS", "[\"LOCAL_SIGNIN\"]");
        object.text("DEFAULT_IDP", "");
        object.text("SITE_LOGO", "");
        object.text("BRAND_COLOR", "#3a8500");
        object.text("DOCS_URL", "https://docs.waldur.com/");
        object.raw("LANGUAGE_CHOICES", "[\"en\",\"et\"]");
    }
    QByteArray json;
    {
        JsonObject object(json);
        object.raw("WALDUR_CORE", core);
        object.raw("FEATURES", "{\"marketplace\":{\"import_resources\":true},\"support\":{\"enabled\":false}}");
        object.raw("LANGUAGES", "[[\"en\",\"English\"],[\"et\",\"Eesti\"]]");
    }
    return ok(json);
}

Answer signIn(World &world, const Visit &visit)
{
    const Body body = readBody(visit.call);
    if (body.refusal)
        return *body.refusal;
    Problems problems;
    const QString name = readCredential(body.fields, "username", problems);
    const QString password = readCredential(body.fields, "password", problems);
    if (!problems.isEmpty())
        return problems.toAnswer();

    FailedSignIns &failed = world.failedSignIns[name];
    if (presentMicros() - failed.last > lockOut)
        failed = {};
    if (failed.count >= 4) // even the right password is of no use then
        return unauthorized(QStringLiteral("Username is locked out. Try in 10 minutes."));
    const auto &users = world.catalog.users();
    const auto found = std::find_if(users.cbegin(), users.cend(), [&](const User &user) {
        return user.username == name.toUtf8() && user.password == password.toUtf8();
    });
    if (found == users.cend()) {
        failed = {failed.count + 1, presentMicros()};
        return unauthorized(QStringLiteral("Invalid username/password."));
    }
    world.failedSignIns.remove(name);
    return ok("{\"token\":\"" + found->token + "\"}");
}

Answer signOut(World &, const Visit &)
{
    // The tokens of the demo are fixed: signing out says yes and changes nothing.
    Answer answer;
    answer.status = 204;
    return answer;
}
} // namespace waldesk::demo
