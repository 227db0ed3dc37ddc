// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/rowinput.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <cstdio>

namespace waldesk::app
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

std::optional<domain::Request> rowOf(const QByteArray &line)
{
    domain::Request row;
    if (!line.startsWith('{')) {
        const auto uuid = domain::Uuid::tryParse(QByteArrayView(line));
        if (!uuid)
            return std::nullopt;
        row.uuid = *uuid;
        return row;
    }
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const auto text = [&object](const char *key) {
        return object.value(QLatin1String(key)).toString();
    };
    const auto uuid = domain::Uuid::tryParse(text("uuid"));
    if (!uuid)
        return std::nullopt;
    row.uuid = *uuid;
    row.stateText = text("state");
    row.state = domain::stateFromWire(row.stateText.toUtf8());
    row.offering = domain::Uuid::tryParse(text("offering")).value_or(domain::Uuid());
    row.offeringName = text("offering_name");
    row.created = domain::Timestamp::tryParse(text("created").toLatin1()).value_or(domain::Timestamp());
    row.error = {text("error_message").toUtf8(), text("error_traceback").toUtf8()};
    return row;
}

} // namespace

domain::Result<std::vector<domain::Request>, QString> readRows(const QString &name)
{
    const bool isStdin = name == QLatin1String("-");
    QFile file(name);
    if (!(isStdin ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly)))
        return tr("--from: %1 can not be read: %2.").arg(name, file.errorString());
    const QByteArray lines = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return tr("--from: %1 can not be read: %2.").arg(name, file.errorString());
    return rowsOf(name, lines);
}

domain::Result<std::vector<domain::Request>, QString> rowsOf(const QString &name, const QByteArray &lines)
{
    std::vector<domain::Request> rows;
    QSet<domain::Uuid> known;
    int number = 0;
    for (const QByteArray &each : lines.split('\n')) {
        ++number;
        const QByteArray line = each.trimmed();
        if (line.isEmpty())
            continue;
        auto row = rowOf(line);
        if (!row)
            return tr("--from: line %1 of %2 is neither a uuid nor a JSON object with one; nothing was sent.")
                .arg(number)
                .arg(name == QLatin1String("-") ? tr("stdin") : name);
        if (known.contains(row->uuid))
            continue;
        known.insert(row->uuid);
        rows.push_back(std::move(*row));
    }
    return rows;
}

} // namespace waldesk::app
