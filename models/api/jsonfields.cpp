// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/jsonfields.h"

#include <cmath>

namespace waldesk::api
{

QString textOf(const QJsonObject &object, const char *key)
{
    return object.value(QLatin1String(key)).toString();
}

domain::Uuid uuidOf(const QJsonObject &object, const char *key)
{
    const QString word = textOf(object, key);
    QStringView text = word;
    while (text.endsWith(u'/'))
        text.chop(1);
    if (const qsizetype slash = text.lastIndexOf(u'/'); slash >= 0)
        text = text.sliced(slash + 1);
    return domain::Uuid::tryParse(text).value_or(domain::Uuid());
}

std::optional<domain::Timestamp> timeOf(const QJsonObject &object, const char *key)
{
    return domain::Timestamp::tryParse(textOf(object, key).toUtf8());
}

std::optional<qint64> countOf(const QJsonObject &object, const char *key)
{
    const QJsonValue value = object.value(QLatin1String(key));
    if (value.isString()) {
        bool isNumber = false;
        const qint64 number = value.toString().toLongLong(&isNumber);
        return isNumber && number >= 0 ? std::optional(number) : std::nullopt;
    }
    constexpr double Largest = 9e15;
    const double number = value.toDouble(-1);
    if (number < 0 || number > Largest || std::floor(number) != number)
        return std::nullopt;
    return static_cast<qint64>(number);
}

} // namespace waldesk::api
