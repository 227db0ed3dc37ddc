// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/bulkrecord.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace waldesk::archive
{
namespace
{

using domain::Action;

constexpr int Version = 1;
constexpr std::array<std::pair<Action, const char *>, 7> Actions{{{Action::Start, "start"},
                                                                  {Action::SetDone, "done"},
                                                                  {Action::SetErred, "err"},
                                                                  {Action::OverwriteError, "overwrite"},
                                                                  {Action::AskAgain, "create"},
                                                                  {Action::ImportResource, "import"},
                                                                  {Action::DismissResource, "dismiss"}}};

QString wordOf(Action action)
{
    for (const auto &[known, word] : Actions) {
        if (known == action)
            return QLatin1String(word);
    }
    return u"create"_s;
}

std::optional<Action> actionOf(const QString &word)
{
    for (const auto &[known, name] : Actions) {
        if (word == QLatin1String(name))
            return known;
    }
    return std::nullopt;
}

QJsonObject resourceToJson(const domain::BackendResource &resource)
{
    QJsonObject object;
    object[u"name"_s] = resource.name;
    object[u"backend_id"_s] = resource.backendId;
    object[u"project"_s] = resource.project.toString();
    object[u"project_name"_s] = resource.projectName;
    QJsonArray limits;
    for (const auto &[component, number] : resource.limits)
        limits.append(QJsonArray{component, number});
    object[u"limits"_s] = limits;
    return object;
}

/// The rest of it stands in the request.
domain::BackendResource resourceFromJson(const QJsonObject &object, const domain::Request &row)
{
    domain::BackendResource resource;
    resource.uuid = row.uuid;
    resource.name = object.value(u"name"_s).toString();
    resource.backendId = object.value(u"backend_id"_s).toString();
    resource.project = domain::Uuid::tryParse(object.value(u"project"_s).toString()).value_or(domain::Uuid());
    resource.projectName = object.value(u"project_name"_s).toString();
    resource.offering = row.offering;
    resource.offeringName = row.offeringName;
    resource.created = row.created;
    for (const QJsonValue &each : object.value(u"limits"_s).toArray())
        resource.limits.emplace_back(each.toArray().at(0).toString(), each.toArray().at(1).toString());
    return resource;
}

/// The text of a person is UTF-8; what is none can not have been sent either.
QJsonObject rowToJson(const BulkRecord::Row &row)
{
    QJsonObject object;
    object[u"request"_s] = row.request.uuid.toString();
    object[u"offering"_s] = row.request.offering.toString();
    object[u"offering_name"_s] = row.request.offeringName;
    object[u"state"_s] = domain::stateName(row.request.state);
    object[u"created"_s] = row.request.created.toWire();
    object[u"modified"_s] = row.request.modified.toWire();
    object[u"message"_s] = QString::fromUtf8(row.text.message);
    object[u"traceback"_s] = QString::fromUtf8(row.text.traceback);
    if (row.resource)
        object[u"resource"_s] = resourceToJson(*row.resource);
    if (row.plan)
        object[u"plan"_s] = QJsonObject{{u"uuid"_s, row.plan->uuid.toString()}, {u"name"_s, row.plan->name}};
    return object;
}

std::optional<BulkRecord::Row> rowFromJson(const QJsonObject &object)
{
    const auto text = [&object](const QString &key) {
        return object.value(key).toString();
    };
    const auto uuid = domain::Uuid::tryParse(text(u"request"_s));
    const auto offering = domain::Uuid::tryParse(text(u"offering"_s));
    if (!uuid || !offering)
        return std::nullopt;
    BulkRecord::Row row;
    row.request.uuid = *uuid;
    row.request.offering = *offering;
    row.request.offeringName = text(u"offering_name"_s);
    row.request.stateText = text(u"state"_s);
    row.request.state = domain::stateFromWire(row.request.stateText.toUtf8());
    row.request.created = domain::Timestamp::tryParse(text(u"created"_s).toLatin1()).value_or(domain::Timestamp());
    row.request.modified = domain::Timestamp::tryParse(text(u"modified"_s).toLatin1()).value_or(domain::Timestamp());
    row.text = {text(u"message"_s).toUtf8(), text(u"traceback"_s).toUtf8()};
    if (object.contains(u"resource"_s))
        row.resource = resourceFromJson(object.value(u"resource"_s).toObject(), row.request);
    const QJsonObject plan = object.value(u"plan"_s).toObject();
    if (const auto planUuid = domain::Uuid::tryParse(plan.value(u"uuid"_s).toString()))
        row.plan = domain::OfferingPlan{*planUuid, plan.value(u"name"_s).toString()};
    return row;
}

} // namespace

QByteArray BulkRecord::toJson() const
{
    QJsonArray list;
    for (const Row &row : rows)
        list.append(rowToJson(row));
    QJsonObject object;
    object[u"version"_s] = Version;
    object[u"id"_s] = id;
    object[u"time"_s] = time.toWire();
    object[u"server"_s] = server;
    object[u"user"_s] = user;
    object[u"action"_s] = wordOf(action);
    object[u"reason"_s] = reason;
    object[u"ticket"_s] = ticket;
    object[u"rows"_s] = list;
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<BulkRecord> BulkRecord::fromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    const auto text = [&object](const QString &key) {
        return object.value(key).toString();
    };
    const auto time = domain::Timestamp::tryParse(text(u"time"_s).toLatin1());
    const auto action = actionOf(text(u"action"_s));
    if (object.value(u"version"_s).toInt() != Version || text(u"id"_s).isEmpty() || !time || !action)
        return std::nullopt;
    BulkRecord record;
    record.id = text(u"id"_s);
    record.time = *time;
    record.server = text(u"server"_s);
    record.user = text(u"user"_s);
    record.action = *action;
    record.reason = text(u"reason"_s);
    record.ticket = text(u"ticket"_s);
    for (const QJsonValue &each : object.value(u"rows"_s).toArray()) {
        auto row = rowFromJson(each.toObject());
        if (!row || domain::isOnResource(*action) != row->resource.has_value())
            return std::nullopt;
        record.rows.push_back(std::move(*row));
    }
    return record;
}

} // namespace waldesk::archive
