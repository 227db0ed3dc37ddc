// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/backendresource.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace waldesk::api
{

/// One page of `/api/backend-resources/`.
struct BackendResourcePage {
    std::vector<domain::BackendResource> rows;
    qint64 total = -1; ///< X-Result-Count; -1 when the header was missing
    bool hasNext = false;
};

/// What an import needs to know of an offering; shared is nullopt where the server does not tell.
struct OfferingPlans {
    std::vector<domain::OfferingPlan> plans;
    std::optional<bool> shared;
};

/// The resource that an import made; nil when the server's answer does not name it.
struct ImportedResource {
    domain::Uuid uuid;
    QString name;
    QString backendId;
    std::optional<domain::Timestamp> created;
};

/// Lenient, like smallanswers.h; a resource without a uuid or a time of creation is left out.
[[nodiscard]] std::optional<std::vector<domain::BackendResource>> backendResourcesOf(const QByteArray &json);
[[nodiscard]] std::optional<domain::BackendResource> backendResourceOf(const QByteArray &json);
[[nodiscard]] std::optional<std::vector<ImportedResource>> importedResourcesOf(const QByteArray &json);
[[nodiscard]] std::optional<OfferingPlans> offeringPlansOf(const QByteArray &json);
[[nodiscard]] ImportedResource importedResourceOf(const QByteArray &json);

} // namespace waldesk::api
