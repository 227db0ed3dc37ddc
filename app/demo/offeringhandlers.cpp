// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/offeringhandlers.h"

#include "app/demo/lists.h"
#include "app/demo/sparse.h"

#include <algorithm>

namespace waldesk::demo
{
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

void appendOffering(QByteArray &out, const World &world, const Visit &visit, const Params &params, std::size_t place)
{
    const Offering &offering = world.catalog.offerings()[place];
    const Customer &customer = world.catalog.customerOf(offering);
    const QByteArray hex = offering.uuid.toHex();
    const QByteArray base = visit.call.base();
    SparseObject object(out, params);
    object.text("url", base + "/api/marketplace-provider-offerings/" + hex + '/');
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
    object.flag("shared", true);
    object.flag("billable", true);
    object.raw("components", components);
    object.raw("plans", "[]");
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
           (!createdFrom || made >= *createdFrom) && (!createdTo || made <= *createdTo) && shared.value_or(true) &&
           billable.value_or(true);
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
} // namespace

Answer listOfferings(World &world, const Visit &visit)
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
        if ((visit.user->visible >> place & 1) != 0 && filter.passes(world, place))
            places.push_back(place);
    }
    sortPlaces(world, places, order);
    return pagedList(visit, static_cast<qint64>(places.size()), [&](QByteArray &out, std::size_t position) {
        appendOffering(out, world, visit, params, places[position]);
    });
}

Answer retrieveOffering(World &world, const Visit &visit)
{
    const std::optional<Uuid> uuid = Uuid::tryParse(visit.key);
    const int place = uuid ? world.catalog.offeringPlace(*uuid) : -1;
    if (place < 0 || (visit.user->visible >> place & 1) == 0)
        return detail(404, QStringLiteral("No Offering matches the given query."));
    QByteArray json;
    appendOffering(json, world, visit, Params(visit.call.rawQuery), static_cast<std::size_t>(place));
    return ok(json);
}
} // namespace waldesk::demo
