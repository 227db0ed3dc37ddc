// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demoservice.h"
#include "app/demo/uuid.h"

#include <QByteArray>
#include <QList>

#include <vector>

namespace waldesk::demo
{
/// Offerings have fixed places, so that a row can hold one in a byte.
enum OfferingPlace : quint8 {
    TartuCpu,
    TartuGpu,
    Tallinn,
    SlurmRiga,
    MoabKaunas,
    OpenNebulaRiga,
    OkdVilnius,
    MupHelsinki,
    DigitalOceanEu,
    OfferingCount
};

struct Customer {
    Uuid uuid;
    Uuid provider; ///< the service provider object, which is not the organization
    QByteArray name;
    QByteArray slug;
};

struct Offering {
    Uuid uuid;
    QByteArray name;
    QByteArray slug;
    QByteArray state;
    quint8 customer = 0;
    bool shared = true; ///< importing into it needs a plan
};

/// Each offering has one plan.
Uuid planOf(const Offering &offering);

struct Role {
    Uuid uuid;
    QByteArray name;
    QByteArray description;
    QByteArray contentType;
    QList<QByteArray> permissions;
};

/// A role of a user on a customer or on one offering.
struct Grant {
    quint8 role = 0;
    bool onOffering = false;
    quint8 place = 0; ///< of the offering or of the customer
    qint64 created = 0;
};

using OfferingMask = quint16;
constexpr OfferingMask allOfferings = (1U << OfferingCount) - 1;
constexpr OfferingMask maskOf(quint8 place)
{
    return static_cast<OfferingMask>(1U << place);
}

struct User {
    Uuid uuid;
    QByteArray token;
    QByteArray username;
    QByteArray password;
    QByteArray fullName;
    QByteArray email;
    bool staff = false;
    bool support = false;
    QList<Grant> grants;
    OfferingMask visible = 0;    ///< requests and offerings this user sees
    OfferingMask manageable = 0; ///< where the user holds OFFERING.MANAGE_BACKEND_RESOURCES

    /// A place is an index of any integer type.
    template <typename Place>
    bool sees(Place offering) const
    {
        return (visible >> offering & 1) != 0;
    }
    template <typename Place>
    bool manages(Place offering) const
    {
        return (manageable >> offering & 1) != 0;
    }
};

/// Who and what there is on the demo server besides requests. It never changes while the service runs.
class Catalog
{
public:
    explicit Catalog(const Tokens &tokens);

    const std::vector<Customer> &customers() const { return m_customers; }
    const std::vector<Offering> &offerings() const { return m_offerings; }
    const std::vector<Role> &roles() const { return m_roles; }
    const std::vector<User> &users() const { return m_users; }

    const Customer &customerOf(const Offering &offering) const { return m_customers[offering.customer]; }
    const User *userByToken(const QByteArray &token) const;
    const User *userByUuid(const Uuid &uuid) const;
    /// -1 when there is none.
    int offeringPlace(const Uuid &uuid) const;

private:
    void addUsers(const Tokens &tokens);
    void computeRights(User &user) const;

    std::vector<Customer> m_customers;
    std::vector<Offering> m_offerings;
    std::vector<Role> m_roles;
    std::vector<User> m_users;
};
} // namespace waldesk::demo
