// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/capabilities.h"
#include "models/domain/request.h"

#include <QByteArray>
#include <QStringList>
#include <QUrl>

#include <optional>
#include <vector>

namespace waldesk::api
{

/// One page of the list as it was decoded.
struct Page {
    int number = 1;                    ///< the page that was asked for
    std::vector<domain::Request> rows; ///< in the server's order
    std::vector<QByteArray> raw;       ///< each row's own bytes, beside rows; filled only where asked for
    qint64 total = -1;                 ///< X-Result-Count; -1 when the header was missing
    bool hasNext = false;              ///< by Link; without Link and count: this page is full, there may be one
    QStringList skipped;               ///< one sentence for each row that could not be read; never fails the page

    /// Of a first page: more stand behind it, by either of the two; a proxy may remove one of them.
    [[nodiscard]] bool goesOn() const { return hasNext || total > qint64(rows.size()); }
};

struct OneRequest {
    domain::Request request;
    QByteArray raw; ///< the object's own bytes
};

/// One role of users/me (MePermission, contract 3).
struct RoleGrant {
    QString roleName;
    domain::Uuid role;
    QString scopeType; ///< `offering`, `customer`, `project`, `serviceprovider`, ...
    domain::Uuid scope;
    std::optional<domain::Timestamp> expires;
};

struct UserAnswer {
    domain::Uuid uuid;
    QString username;
    QString fullName;
    bool isStaff = false;
    bool isSupport = false;
    std::optional<domain::Timestamp> tokenExpires;
    std::vector<RoleGrant> grants;
};

/// A role and what it permits; joined with RoleGrant by uuid, else by name.
struct RoleAnswer {
    domain::Uuid uuid;
    QString name;
    QStringList permissions;
};

/// An offering as far as the console needs it (contract 4). customer may be nil.
struct Offering {
    domain::Uuid uuid;
    QString name;
    QString type;
    QString state;
    domain::Uuid customer;
    QString customerName;
};

struct OfferingPage {
    std::vector<Offering> rows;
    qint64 total = -1;
};

struct Configuration {
    QString siteName;
    QUrl homeport; ///< empty when the server tells the placeholder or nothing
};

} // namespace waldesk::api
