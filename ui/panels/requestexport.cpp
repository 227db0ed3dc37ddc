// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requestexport.h"

#include "models/domain/csv.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace waldesk::ui
{

namespace
{

QByteArray stateBytes(const domain::Request &request)
{
    return (request.state == domain::State::Unknown ? request.stateText : domain::stateName(request.state)).toUtf8();
}

QByteArray timeBytes(const std::optional<domain::Timestamp> &time)
{
    return time ? time->toServerText().toUtf8() : QByteArray();
}

/// A string or null as JSON writes it; QJsonDocument is the escaper, the order of the fields stays the server's.
QByteArray jsonString(const QString &text)
{
    const QByteArray object = QJsonDocument(QJsonObject{{QString(), text}}).toJson(QJsonDocument::Compact);
    const qsizetype start = object.indexOf(':') + 1;
    return object.mid(start, object.size() - start - 1);
}

QByteArray jsonTime(const std::optional<domain::Timestamp> &time)
{
    return time ? jsonString(time->toServerText()) : QByteArrayLiteral("null");
}

QByteArray csvRow(const domain::Request &request)
{
    const std::array<QByteArray, 10> cells{
        request.uuid.toHex(),           domain::csvCell(stateBytes(request)),
        request.offering.toHex(),       domain::csvCell(request.offeringName.toUtf8()),
        timeBytes(request.created),     timeBytes(request.modified),
        timeBytes(request.started),     timeBytes(request.finished),
        domain::csvCell(request.error.message), domain::csvCell(request.error.traceback),
    };
    QByteArray line;
    for (const QByteArray &cell : cells) {
        if (!line.isEmpty())
            line += ',';
        line += cell;
    }
    return line + "\r\n";
}

QByteArray jsonRow(const domain::Request &request, const QUrl &root)
{
    const auto address = [&root](const QString &path) {
        return jsonString(root.resolved(QUrl(path)).toString(QUrl::FullyEncoded));
    };
    const QByteArray url = address(QStringLiteral("api/backend-resource-requests/%1/").arg(request.uuid.toString()));
    const QByteArray offering =
        address(QStringLiteral("api/marketplace-public-offerings/%1/").arg(request.offering.toString()));
    return "{\"url\":" + url + ",\"uuid\":" + jsonString(request.uuid.toString()) +
           ",\"created\":" + jsonTime(request.created) + ",\"modified\":" + jsonTime(request.modified) +
           ",\"started\":" + jsonTime(request.started) + ",\"finished\":" + jsonTime(request.finished) +
           ",\"state\":" + jsonString(QString::fromUtf8(stateBytes(request))) +
           ",\"offering\":" + jsonString(request.offering.toString()) +
           ",\"offering_name\":" + jsonString(request.offeringName) + ",\"offering_url\":" + offering +
           ",\"error_message\":" + jsonString(QString::fromUtf8(request.error.message)) +
           ",\"error_traceback\":" + jsonString(QString::fromUtf8(request.error.traceback)) + "}\n";
}

} // namespace

QByteArray exportHead(ExportFormat format)
{
    if (format == ExportFormat::JsonLines)
        return {};
    return QByteArrayLiteral("uuid,state,offering,offering_name,created,modified,started,finished,error_message,"
                             "error_traceback\r\n");
}

QByteArray exportRow(ExportFormat format, const domain::Request &request, const QUrl &root)
{
    return format == ExportFormat::Csv ? csvRow(request) : jsonRow(request, root);
}

} // namespace waldesk::ui
