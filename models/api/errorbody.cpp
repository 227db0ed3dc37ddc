// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/errorbody.h"

#include "models/api/jsontext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace waldesk::api
{

namespace
{

using Fields = QList<std::pair<QString, QString>>;
constexpr int MostFields = 50;
constexpr qsizetype MostBytes = 1024 * 1024;

QString scalarText(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::String:
        return value.toString();
    case QJsonValue::Double:
    case QJsonValue::Bool:
        return value.toVariant().toString();
    default:
        return {};
    }
}

void collect(const QString &field, const QJsonValue &value, Fields &into)
{
    if (into.size() >= MostFields)
        return;
    if (value.isArray()) {
        const QJsonArray items = value.toArray();
        for (const QJsonValue &item : items)
            collect(field, item, into);
        return;
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const bool noField = it.key() == QLatin1String("detail") || it.key() == QLatin1String("non_field_errors");
            const QString key = noField ? field : (field.isEmpty() ? it.key() : field + QLatin1Char('.') + it.key());
            collect(key, it.value(), into);
        }
        return;
    }
    const QString text = scalarText(value);
    if (!text.isEmpty())
        into.append({field, text});
}

} // namespace

QList<std::pair<QString, QString>> errorFields(const QByteArray &json)
{
    Fields fields;
    if (json.size() > MostBytes)
        return fields;
    const QJsonDocument document = parseSmall(json);
    if (document.isArray())
        collect({}, document.array(), fields);
    else
        collect({}, document.object(), fields);
    return fields;
}

} // namespace waldesk::api
