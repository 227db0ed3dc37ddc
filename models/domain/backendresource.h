// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "models/domain/timestamp.h"
#include "models/domain/uuid.h"

#include <QString>
#include <QStringList>
#include <QUrlQuery>

#include <optional>
#include <utility>
#include <vector>

namespace waldesk::domain
{

/// A resource that an agent found at its site and that waits to be imported or dismissed (contract 5). The server does
/// not say which request found it.
struct BackendResource {
    Uuid uuid;
    QString name;
    QString backendId;
    Uuid project;
    QString projectName; ///< a guess of the agent, which is to be looked at before an import
    Uuid offering;
    QString offeringName;
    Timestamp created;
    std::vector<std::pair<QString, QString>> limits; ///< component and number, as the agent wrote them

    friend bool operator==(const BackendResource &, const BackendResource &) = default;
};

/// What says which resource it is and where an import would put it: another one than was seen must not be imported.
[[nodiscard]] bool hasSameTarget(const BackendResource &a, const BackendResource &b);
/// `cpu 8, ram 16`; empty without limits.
[[nodiscard]] QString limitsText(const BackendResource &resource);

/// What `/api/backend-resources/` filters. Bounds are inclusive; servers before 8.0.7 ignore the upper one.
struct BackendResourceFilter {
    std::optional<Uuid> offering;
    std::optional<Uuid> project;
    QString backendId;
    QString name;      ///< part of a name
    QString exactName; ///< the whole
    std::optional<Timestamp> createdFrom;
    std::optional<Timestamp> createdTo;
    bool oldestFirst = false;

    [[nodiscard]] QUrlQuery toUrlQuery() const;
    friend bool operator==(const BackendResourceFilter &, const BackendResourceFilter &) = default;
};

/// Whether a Done request may have found it: of its offering, created between its start and its end, bounds included.
/// The server keeps no link between the two, so two requests of one offering at the same time share what was found.
[[nodiscard]] bool mayBeFoundBy(const BackendResource &resource, const Request &request);
/// The sentences that say why a Done request may have found nothing: its agent does not tell which (contract 5).
/// waiting: how many resources of the offering wait for import.
[[nodiscard]] QStringList whyNothingWasFound(qint64 waiting);

/// A plan of an offering; one is needed to import into a shared offering.
struct OfferingPlan {
    Uuid uuid;
    QString name;

    friend bool operator==(const OfferingPlan &, const OfferingPlan &) = default;
};

} // namespace waldesk::domain
