// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"
#include "models/domain/uuid.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace waldesk::api
{

/// Members of a small answer, read leniently: what is missing, null or of another type is absent, never an error.
[[nodiscard]] QString textOf(const QJsonObject &object, const char *key);
/// Hex or dashed, or the last part of an object's URL; nil when it is neither.
[[nodiscard]] domain::Uuid uuidOf(const QJsonObject &object, const char *key);
[[nodiscard]] std::optional<domain::Timestamp> timeOf(const QJsonObject &object, const char *key);
/// A whole number that is not negative, as a number or as text.
[[nodiscard]] std::optional<qint64> countOf(const QJsonObject &object, const char *key);

} // namespace waldesk::api
