// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/body.h"

#include "app/demo/params.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace waldesk::demo
{
namespace
{
Answer notADictionary(const QString &message)
{
    Problems problems;
    problems.add("non_field_errors", message);
    return problems.toAnswer();
}

const char *pythonTypeOf(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Array:
        return "list";
    case QJsonValue::String:
        return "str";
    case QJsonValue::Bool:
        return "bool";
    default:
        return value.toVariant().typeId() == QMetaType::Double ? "float" : "int";
    }
}

Body readJson(const QByteArray &text)
{
    Body body;
    QJsonParseError error;
    // In brackets, because a document of Qt must not be a bare value, which JSON allows.
    const QJsonArray wrapped = QJsonDocument::fromJson('[' + text + ']', &error).array();
    if (error.error != QJsonParseError::NoError || wrapped.size() != 1) {
        const qsizetype at = qMax<qsizetype>(0, error.offset - 1);
        const QByteArray before = text.left(at);
        const qsizetype line = before.count('\n') + 1;
        const qsizetype column = at - (before.lastIndexOf('\n') + 1) + 1;
        body.refusal = detail(400, QStringLiteral("JSON parse error - Expecting value: line %1 column %2 (char %3)")
                                       .arg(line)
                                       .arg(column)
                                       .arg(at));
        return body;
    }
    const QJsonValue value = wrapped.at(0);
    if (value.isNull())
        body.refusal = notADictionary(QStringLiteral("No data provided"));
    else if (!value.isObject())
        body.refusal = notADictionary(QStringLiteral("Invalid data. Expected a dictionary, but got %1.")
                                          .arg(QLatin1StringView(pythonTypeOf(value))));
    else
        body.fields = value.toObject();
    return body;
}

Body readForm(const QByteArray &text)
{
    Body body;
    const Params params(text);
    for (const auto &item : params.items())
        body.fields.insert(item.first, item.second);
    return body;
}

/// `name="..."` of a part's Content-Disposition.
QString partName(const QByteArray &head)
{
    const qsizetype at = head.indexOf("name=\"");
    return at < 0 ? QString() : QString::fromUtf8(head.mid(at + 6, head.indexOf('"', at + 6) - at - 6));
}

Body readMultipart(const QByteArray &text, const QByteArray &contentType)
{
    Body body;
    QByteArray boundary = contentType.mid(contentType.indexOf("boundary=") + 9).split(';').constFirst().trimmed();
    boundary.replace('"', "").prepend("--");
    for (qsizetype at = text.indexOf(boundary); at >= 0;) {
        const qsizetype next = text.indexOf(boundary, at + boundary.size());
        const QByteArray part = text.mid(at + boundary.size(), next - at - boundary.size());
        const qsizetype split = part.indexOf("\r\n\r\n");
        const QString name = split < 0 ? QString() : partName(part.left(split));
        if (next >= 0 && !name.isEmpty())
            body.fields.insert(name, QString::fromUtf8(part.mid(split + 4).chopped(2)));
        at = next;
    }
    return body;
}
} // namespace

Body readBody(const Call &call)
{
    if (call.body.isEmpty())
        return {};
    const QByteArray type = call.contentType.split(';').constFirst().trimmed().toLower();
    if (type == "application/json")
        return readJson(call.body);
    if (type == "application/x-www-form-urlencoded")
        return readForm(call.body);
    if (type == "multipart/form-data")
        return readMultipart(call.body, call.contentType);
    Body body;
    body.refusal = detail(
        415, QStringLiteral("Unsupported media type \"%1\" in request.").arg(QString::fromLatin1(call.contentType)));
    return body;
}

QString readText(const QJsonObject &fields, const char *name, Problems &problems)
{
    const QJsonValue value = fields.value(QLatin1StringView(name));
    QString text;
    if (value.isString()) {
        text = value.toString();
    } else if (value.isDouble()) {
        text = value.toVariant().toString();
    } else {
        problems.add(name, value.isNull() ? QStringLiteral("This field may not be null.")
                                          : QStringLiteral("Not a valid string."));
        return {};
    }
    if (text.contains(QChar(u'\0')))
        problems.add(name, QStringLiteral("Null characters are not allowed."));
    return text.trimmed();
}
} // namespace waldesk::demo
