// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/jsontext.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace waldesk::api
{

/// The objects of a JSON array in a small answer, in its order, each as `read` makes it: a T, or an std::optional<T>
/// where an object can lack what a T must have. Such objects, and elements that are no object, are left out.
template <typename T, typename Read>
[[nodiscard]] std::vector<T> listIn(const QJsonArray &array, Read read)
{
    std::vector<T> all;
    for (const QJsonValue &item : array) {
        if (!item.isObject())
            continue;
        if constexpr (std::is_same_v<std::invoke_result_t<Read, const QJsonObject &>, T>)
            all.push_back(read(item.toObject()));
        else if (std::optional<T> one = read(item.toObject()))
            all.push_back(std::move(*one));
    }
    return all;
}

/// The same of a whole answer; nullopt: it is no JSON array.
template <typename T, typename Read>
[[nodiscard]] std::optional<std::vector<T>> listOf(const QByteArray &json, Read read)
{
    const QJsonDocument document = parseSmall(json);
    return document.isArray() ? std::optional(listIn<T>(document.array(), read)) : std::nullopt;
}

} // namespace waldesk::api
