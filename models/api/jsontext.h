// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonDocument>

#include <optional>
#include <vector>

namespace waldesk::api
{

/// What strict JSON parsers stumble over, mended: bytes that are no UTF-8 become U+FFFD, control characters inside
/// strings are escaped, a byte order mark goes. nullopt: there was nothing to mend.
[[nodiscard]] std::optional<QByteArray> mendedJson(QByteArrayView json);

/// The elements of a JSON array as they stand, found by brackets and quotes alone, so that one broken element leaves
/// the others readable. whole is false when the array ends in the middle.
struct Elements {
    bool isArray = false;
    bool whole = false;
    std::vector<QByteArrayView> items;
};
[[nodiscard]] Elements splitArray(QByteArrayView json);

/// The text of a JSON string token (with its quotes). Lone surrogates, which a strict parser refuses, become U+FFFD.
[[nodiscard]] QByteArray lenientString(QByteArrayView token);

/// For small documents that are not rows: QJsonDocument on mended text. Null when it is not JSON.
[[nodiscard]] QJsonDocument parseSmall(const QByteArray &json);

} // namespace waldesk::api
