// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/catalog.h"

#include "app/demo/hash.h"

#include <algorithm>

namespace waldesk::demo
{
namespace
{
enum Kind : quint64 { CustomerKind = 1, ProviderKind, OfferingKind, RoleKind, UserKind };
enum CustomerPlace : quint8 { Tartu, TalTech, Latvia, Ktu };
enum RolePlace : quint8 { CustomerOwner, CustomerManager, CustomerSupport, OfferingManager, ProjectManager };

// The people and offerings of the demo are the same for every seed: scripts and saved profiles may name them.
Uuid fixedUuid(Kind kind, quint64 place)
{
    return Uuid::versionFour(mix(kind * 1000 + place), mix(kind * 1000 + place + 500));
}

const QByteArray managePermission = "OFFERING.MANAGE_BACKEND_RESOURCES";
} // namespace

Uuid planOf(const Offering &offering)
{
    return Uuid::versionFour(mix(offering.uuid.high), mix(offering.uuid.low));
}

Catalog::Catalog(const Tokens &tokens)
{
    const auto customer = [this](CustomerPlace place, const char *name, const char *slug) {
        m_customers.push_back({fixedUuid(CustomerKind, place), fixedUuid(ProviderKind, place), name, slug});
    };
    customer(Tartu, "University of Tartu", "university-of-tartu");
    customer(TalTech, "TalTech", "taltech");
    customer(Latvia, "HPC Latvia", "hpc-latvia");
    customer(Ktu, "Kaunas University of Technology", "ktu");

    const auto offering = [this](const char *name, const char *slug, quint8 owner, const char *state = "Active") {
        m_offerings.push_back({fixedUuid(OfferingKind, m_offerings.size()), name, slug, state, owner, true});
    };
    offering("SLURM Tartu CPU", "slurm-tartu-cpu", Tartu);
    offering("SLURM Tartu GPU", "slurm-tartu-gpu", Tartu);
    offering("SLURM Tallinn", "slurm-tallinn", TalTech);
    offering("SLURM Riga", "slurm-riga", Latvia);
    offering("MOAB Kaunas", "moab-kaunas", Ktu);
    offering("OpenNebula Riga", "opennebula-riga", Latvia);
    offering("OKD Vilnius", "okd-vilnius", Ktu);
    offering("MUP Helsinki", "mup-helsinki", TalTech, "Paused");
    offering("DigitalOcean EU", "digitalocean-eu", TalTech);

    m_offerings[MupHelsinki].shared = false;

    const auto role = [this](const char *name, const char *text, const char *type, QList<QByteArray> permissions) {
        m_roles.push_back({fixedUuid(RoleKind, m_roles.size()), name, text, type, std::move(permissions)});
    };
    role("CUSTOMER.OWNER", "Owner of an organization", "customer",
         {"OFFERING.CREATE", "OFFERING.UPDATE", managePermission, "CUSTOMER.UPDATE", "PROJECT.CREATE", "ORDER.LIST"});
    role("CUSTOMER.MANAGER", "Service provider manager", "service_provider",
         {"OFFERING.UPDATE", managePermission, "OFFERING.MANAGE_USER_GROUP"});
    role("CUSTOMER.SUPPORT", "Support of an organization", "customer", {"ORDER.LIST"});
    role("OFFERING.MANAGER", "Manager of one offering", "offering",
         {"OFFERING.UPDATE", managePermission, "RESOURCE.SET_USAGE", "ORDER.APPROVE"});
    role("PROJECT.MANAGER", "Manager of a project", "project", {"ORDER.CREATE", "RESOURCE.LIST"});
    addUsers(tokens);
}

void Catalog::addUsers(const Tokens &tokens)
{
    User staff;
    staff.token = tokens.staff;
    staff.username = "ada";
    staff.password = "demo";
    staff.fullName = "Ada Operator";
    staff.email = "ada@waldur.example";
    staff.staff = true;

    User support;
    support.token = tokens.support;
    support.username = "mari";
    support.password = "demo";
    support.fullName = "Mari Support";
    support.email = "mari@waldur.example";
    support.support = true;

    User manager;
    manager.token = tokens.manager;
    manager.username = "karl";
    manager.password = "demo";
    manager.fullName = "Karl Manager";
    manager.email = "karl@ut.example";
    // A whole organization, one offering of another, and a role that shows an organization but lets nothing be managed.
    manager.grants = {{CustomerOwner, false, Tartu, 0}, {OfferingManager, true, SlurmRiga, 0}};

    m_users = {staff, support, manager};
    for (std::size_t i = 0; i < m_users.size(); ++i) {
        m_users[i].uuid = fixedUuid(UserKind, i);
        computeRights(m_users[i]);
    }
}

void Catalog::computeRights(User &user) const
{
    for (quint8 place = 0; place < OfferingCount; ++place) {
        const bool manages = std::any_of(user.grants.cbegin(), user.grants.cend(), [&](const Grant &grant) {
            const bool covers = grant.onOffering ? grant.place == place : grant.place == m_offerings[place].customer;
            return covers && m_roles[grant.role].permissions.contains(managePermission);
        });
        if (user.staff || manages)
            user.manageable |= maskOf(place);
    }
    user.visible = user.staff || user.support ? allOfferings : user.manageable;
}

const User *Catalog::userByToken(const QByteArray &token) const
{
    const auto found = std::find_if(m_users.cbegin(), m_users.cend(), [&](const User &u) { return u.token == token; });
    return found == m_users.cend() ? nullptr : &*found;
}

const User *Catalog::userByUuid(const Uuid &uuid) const
{
    const auto found = std::find_if(m_users.cbegin(), m_users.cend(), [&](const User &u) { return u.uuid == uuid; });
    return found == m_users.cend() ? nullptr : &*found;
}

int Catalog::offeringPlace(const Uuid &uuid) const
{
    const auto found =
        std::find_if(m_offerings.cbegin(), m_offerings.cend(), [&](const Offering &o) { return o.uuid == uuid; });
    return found == m_offerings.cend() ? -1 : static_cast<int>(found - m_offerings.cbegin());
}
} // namespace waldesk::demo
