// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/answers.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace waldesk::api
{

/// The answers beside the requests (contract 3 and 4). Each reads what it knows and lets the rest be; nullopt when the
/// body is not of the shape at all.
[[nodiscard]] std::optional<UserAnswer> userOf(const QByteArray &json);
[[nodiscard]] std::optional<std::vector<RoleAnswer>> rolesOf(const QByteArray &json);
[[nodiscard]] std::optional<std::vector<Offering>> offeringsOf(const QByteArray &json);
[[nodiscard]] std::optional<Offering> offeringOf(const QByteArray &json);
[[nodiscard]] std::optional<QString> versionOf(const QByteArray &json);
[[nodiscard]] std::optional<Configuration> configurationOf(const QByteArray &json);

} // namespace waldesk::api
