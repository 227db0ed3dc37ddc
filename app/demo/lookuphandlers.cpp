// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/lookuphandlers.h"

#include "app/demo/listquery.h"

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
    return pagedList(visit.call, static_cast<qint64>(roles.size()), [&](QByteArray &out, std::size_t position) {
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

namespace
{
const QByteArray agentType = "Marketplace.Slurm"; // whatever the backend: it is the type of the site agent

const QByteArray components = "[{\"type\":\"cpu\",\"name\":\"CPU\",\"measured_unit\":\"k-hours\",\"unit_factor\":60000,"
                              "\"billing_type\":\"usage\",\"limit_amount\":null},"
                              "{\"type\":\"mem\",\"name\":\"RAM\",\"measured_unit\":\"GB-hours\",\"unit_factor\":61440,"
                              "\"billing_type\":\"limit\",\"limit_amount\":null}]";

qint64 createdOf(const World &world, std::size_t place)
{
    return world.store.start() - qint64(300 + 17 * place) * 24 * 3600 * 1'000'000;
}

/// One set of offerings behind two addresses: what providers see of their own, and what is public.
enum class Shelf : quint8 { Provider, Public };

constexpr const char *addressOf(Shelf shelf)
{
    return shelf == Shelf::Public ? "/api/marketplace-public-offerings/" : "/api/marketplace-provider-offerings/";
}

bool stands(const Visit &visit, Shelf shelf, std::size_t place)
{
    return shelf == Shelf::Public || visit.user->sees(place);
}

void appendOffering(QByteArray &out, const World &world, const Visit &visit, const Params &params, std::size_t place,
                    Shelf shelf)
{
    const Offering &offering = world.catalog.offerings()[place];
    const Customer &customer = world.catalog.customerOf(offering);
    const QByteArray hex = offering.uuid.toHex();
    const QByteArray base = visit.call.base();
    SparseObject object(out, params);
    object.text("url", base + addressOf(shelf) + hex + '/');
    object.text("uuid", hex);
    object.text("created", momentText(createdOf(world, place)));
    object.text("name", offering.name);
    object.text("slug", offering.slug);
    object.text("description", "");
    object.text("type", agentType);
    object.text("state", offering.state);
    object.text("customer", base + "/api/customers/" + customer.uuid.toHex() + '/');
    object.text("customer_uuid", customer.uuid.toHex());
    object.text("customer_name", customer.name);
    object.null("project_uuid");
    object.null("project_name");
    object.flag("shared", offering.shared);
    object.flag("billable", true);
    object.raw("components", components);
    object.raw("plans", "[{\"uuid\":\"" + planOf(offering).toHex() + "\",\"name\":\"Default\",\"archived\":false}]");
    object.raw("partitions", "[]");
    object.raw("plugin_options", "{}");
    object.raw("secret_options", "{}");
    object.raw("backend_id_rules", "{}");
}

struct OfferingFilter {
    QString name;
    QString exactName;
    QString query;
    QString keyword;
    QString slug;
    QStringList types;
    QStringList states;
    std::optional<QList<Uuid>> uuids;
    std::optional<Uuid> customer;
    std::optional<qint64> createdFrom;
    std::optional<qint64> createdTo;
    std::optional<bool> shared;
    std::optional<bool> billable;

    bool passes(const World &world, std::size_t place) const;
};

bool contains(const QByteArray &text, const QString &part)
{
    return QString::fromUtf8(text).contains(part, Qt::CaseInsensitive);
}

bool OfferingFilter::passes(const World &world, std::size_t place) const
{
    const Offering &offering = world.catalog.offerings()[place];
    const Customer &owner = world.catalog.customerOf(offering);
    const qint64 made = createdOf(world, place);
    const bool named = contains(offering.name, name) && (exactName.isEmpty() || offering.name == exactName.toUtf8()) &&
                       (slug.isEmpty() || offering.slug == slug.toUtf8()) &&
                       (contains(offering.name, query) || contains(offering.slug, query)) &&
                       (contains(offering.name, keyword) || contains(owner.name, keyword));
    return named && (types.isEmpty() || types.contains(QLatin1StringView(agentType))) &&
           (states.isEmpty() || states.contains(QLatin1StringView(offering.state))) &&
           (!uuids || uuids->contains(offering.uuid)) && (!customer || *customer == owner.uuid) &&
           (!createdFrom || made >= *createdFrom) && (!createdTo || made <= *createdTo) &&
           shared.value_or(offering.shared) == offering.shared && billable.value_or(true);
}

std::optional<bool> readFlag(const Params &params, const char *name)
{
    const QString text = params.last(QLatin1StringView(name)).value_or(QString()).toLower();
    if (text == u"true" || text == u"1")
        return true;
    if (text == u"false" || text == u"0")
        return false;
    return std::nullopt;
}

void readUuids(const Params &params, OfferingFilter &filter, Problems &problems)
{
    const QString customer = params.last(QLatin1StringView("customer_uuid")).value_or(QString());
    if (!customer.isEmpty()) {
        filter.customer = Uuid::tryParse(customer);
        if (!filter.customer)
            problems.add("customer_uuid", QStringLiteral("Enter a valid UUID."));
    }
    const QString list = params.last(QLatin1StringView("uuid_list")).value_or(QString());
    if (list.isEmpty())
        return;
    filter.uuids.emplace();
    const QStringList parts = list.split(u',', Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (const std::optional<Uuid> uuid = Uuid::tryParse(part.trimmed()))
            filter.uuids->append(*uuid);
    }
}

OfferingFilter readFilter(const Params &params, Problems &problems)
{
    const auto text = [&params](const char *name) {
        return params.last(QLatin1StringView(name)).value_or(QString());
    };
    OfferingFilter filter{
        text("name"), text("name_exact"), text("query"), text("keyword"), text("slug"), {}, {}, {}, {}, {}, {}, {}, {}};
    filter.types = params.all(QLatin1StringView("type"));
    filter.types.removeAll(QString());
    filter.states = params.all(QLatin1StringView("state"));
    const QStringList known{QStringLiteral("Draft"), QStringLiteral("Active"), QStringLiteral("Paused"),
                            QStringLiteral("Archived"), QStringLiteral("Unavailable")};
    for (const QString &state : std::as_const(filter.states)) {
        if (!known.contains(state)) {
            problems.add("state", invalidChoice(state));
            break;
        }
    }
    readMoment(params, "created", filter.createdFrom, problems);
    readMoment(params, "created_before", filter.createdTo, problems);
    filter.shared = readFlag(params, "shared");
    filter.billable = readFlag(params, "billable");
    readUuids(params, filter, problems);
    return filter;
}

void sortPlaces(const World &world, std::vector<std::size_t> &places, const QString &order)
{
    const QString key = order.startsWith(u'-') ? order.mid(1) : order;
    const auto less = [&](std::size_t a, std::size_t b) {
        const Offering &left = world.catalog.offerings()[a];
        const Offering &right = world.catalog.offerings()[b];
        if (key == u"created")
            return createdOf(world, a) < createdOf(world, b);
        if (key == u"state" && left.state != right.state)
            return left.state < right.state;
        return left.name < right.name;
    };
    std::sort(places.begin(), places.end(), less);
    if (order.startsWith(u'-'))
        std::reverse(places.begin(), places.end());
}
Answer offeringList(World &world, const Visit &visit, Shelf shelf)
{
    const Params params(visit.call.rawQuery);
    Problems problems;
    const OfferingFilter filter = readFilter(params, problems);
    QStringList orders;
    for (const char *key :
         {"name", "created", "type", "state", "total_customers", "total_cost", "total_cost_estimated"})
        orders << QLatin1StringView(key) << u'-' + QLatin1StringView(key);
    const QString order = readOrder(params, orders, problems);
    if (!problems.isEmpty())
        return problems.toAnswer();

    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < world.catalog.offerings().size(); ++place) {
        if (stands(visit, shelf, place) && filter.passes(world, place))
            places.push_back(place);
    }
    sortPlaces(world, places, order);
    return pagedList(visit.call, static_cast<qint64>(places.size()), [&](QByteArray &out, std::size_t position) {
        appendOffering(out, world, visit, params, places[position], shelf);
    });
}

Answer oneOffering(World &world, const Visit &visit, Shelf shelf)
{
    const std::optional<Uuid> uuid = Uuid::tryParse(visit.key);
    const int place = uuid ? world.catalog.offeringPlace(*uuid) : -1;
    if (place < 0 || !stands(visit, shelf, static_cast<std::size_t>(place)))
        return notFound("Offering");
    QByteArray json;
    appendOffering(json, world, visit, Params(visit.call.rawQuery), static_cast<std::size_t>(place), shelf);
    return ok(json);
}
} // namespace

Answer listOfferings(World &world, const Visit &visit)
{
    return offeringList(world, visit, Shelf::Provider);
}

Answer retrieveOffering(World &world, const Visit &visit)
{
    return oneOffering(world, visit, Shelf::Provider);
}

Answer listPublicOfferings(World &world, const Visit &visit)
{
    return offeringList(world, visit, Shelf::Public);
}

Answer retrievePublicOffering(World &world, const Visit &visit)
{
    return oneOffering(world, visit, Shelf::Public);
}
} // namespace waldesk::demo
