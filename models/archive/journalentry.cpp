// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journalentry.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace waldesk::archive
{
namespace
{

constexpr std::array Phases{"before", "after", "settled"};

template <size_t N>
QString nameAt(const std::array<const char *, N> &names, quint8 index)
{
    return QString::fromLatin1(names.at(index));
}

template <size_t N>
std::optional<quint8> indexOf(const std::array<const char *, N> &names, const QString &name)
{
    for (size_t i = 0; i < N; ++i) {
        if (name == QLatin1String(names[i]))
            return static_cast<quint8>(i);
    }
    return std::nullopt;
}

QString base64Key(const QString &key)
{
    return key + QStringLiteral("_base64");
}

void writeBytes(QJsonObject &object, const QString &key, const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    object[key] = text;
    // Bad bytes become U+FFFD and a byte order mark goes away: then the string alone is not enough.
    if (text.toUtf8() != bytes)
        object[base64Key(key)] = QString::fromLatin1(bytes.toBase64());
}

QByteArray readBytes(const QJsonObject &object, const QString &key)
{
    const QString encoded = object.value(base64Key(key)).toString();
    if (!encoded.isEmpty())
        return QByteArray::fromBase64(encoded.toLatin1());
    return object.value(key).toString().toUtf8();
}

QString uuidText(const domain::Uuid &uuid)
{
    return uuid.isNil() ? QString() : uuid.toString();
}

QJsonObject resourceToJson(const JournalEntry::Resource &resource)
{
    QJsonObject object;
    object[QStringLiteral("uuid")] = uuidText(resource.uuid);
    object[QStringLiteral("name")] = resource.name;
    object[QStringLiteral("backend_id")] = resource.backendId;
    object[QStringLiteral("project")] = uuidText(resource.project);
    object[QStringLiteral("project_name")] = resource.projectName;
    if (!resource.plan.isNil()) {
        object[QStringLiteral("plan")] = uuidText(resource.plan);
        object[QStringLiteral("plan_name")] = resource.planName;
    }
    if (!resource.made.isNil())
        object[QStringLiteral("made")] = uuidText(resource.made);
    object[QStringLiteral("waits")] = resource.waits;
    return object;
}

std::optional<JournalEntry::Resource> resourceFromJson(const QJsonObject &object)
{
    const auto text = [&object](const char *key) {
        return object.value(QLatin1String(key)).toString();
    };
    const auto uuid = [&text](const char *key) {
        return domain::Uuid::tryParse(QStringView(text(key))).value_or(domain::Uuid());
    };
    if (uuid("uuid").isNil())
        return std::nullopt;
    JournalEntry::Resource resource;
    resource.uuid = uuid("uuid");
    resource.name = text("name");
    resource.backendId = text("backend_id");
    resource.project = uuid("project");
    resource.projectName = text("project_name");
    resource.plan = uuid("plan");
    resource.planName = text("plan_name");
    resource.made = uuid("made");
    resource.waits = object.value(QLatin1String("waits")).toBool(true);
    return resource;
}

} // namespace

QByteArray JournalEntry::toLine() const
{
    QJsonObject object;
    object[QStringLiteral("time")] = time.toWire();
    object[QStringLiteral("id")] = id;
    if (!bulk.isEmpty())
        object[QStringLiteral("bulk")] = bulk;
    object[QStringLiteral("phase")] = nameAt(Phases, static_cast<quint8>(phase));
    object[QStringLiteral("server")] = server;
    object[QStringLiteral("user")] = user;
    object[QStringLiteral("request")] = uuidText(request);
    object[QStringLiteral("offering")] = uuidText(offering);
    if (!offeringName.isEmpty())
        object[QStringLiteral("offering_name")] = offeringName;
    if (!askedFrom.isNil())
        object[QStringLiteral("asked_from")] = uuidText(askedFrom);
    object[QStringLiteral("verb")] = verb;
    object[QStringLiteral("reason")] = reason;
    if (resource)
        object[QStringLiteral("resource")] = resourceToJson(*resource);
    object[QStringLiteral("state")] = stateName(state);
    if (modified)
        object[QStringLiteral("modified")] = modified->toWire();
    writeBytes(object, QStringLiteral("error_message"), error.message);
    writeBytes(object, QStringLiteral("error_traceback"), error.traceback);
    if (!sent.isEmpty()) {
        writeBytes(object, QStringLiteral("sent_message"), sent.message);
        writeBytes(object, QStringLiteral("sent_traceback"), sent.traceback);
    }
    if (phase != Phase::Before) {
        object[QStringLiteral("outcome")] = outcome ? outcomeWord(*outcome) : QString();
        object[QStringLiteral("status")] = status;
        object[QStringLiteral("answer")] = answer;
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<JournalEntry> JournalEntry::fromLine(QByteArrayView line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line.toByteArray());
    if (!document.isObject())
        return std::nullopt;
    const QJsonObject object = document.object();
    const auto text = [&object](const char *key) {
        return object.value(QLatin1String(key)).toString();
    };
    const auto time = domain::Timestamp::tryParse(text("time").toLatin1());
    const auto phase = indexOf(Phases, text("phase"));
    const QString word = text("outcome");
    const auto outcome = domain::outcomeFromWord(word);
    if (!time || !phase || (!outcome && !word.isEmpty()) || text("verb").isEmpty())
        return std::nullopt;
    JournalEntry entry;
    entry.time = *time;
    entry.id = text("id");
    entry.bulk = text("bulk");
    entry.phase = static_cast<Phase>(*phase);
    entry.server = text("server");
    entry.user = text("user");
    entry.request = domain::Uuid::tryParse(QStringView(text("request"))).value_or(domain::Uuid());
    entry.offering = domain::Uuid::tryParse(QStringView(text("offering"))).value_or(domain::Uuid());
    entry.offeringName = text("offering_name");
    entry.askedFrom = domain::Uuid::tryParse(QStringView(text("asked_from"))).value_or(domain::Uuid());
    entry.verb = text("verb");
    entry.reason = text("reason");
    entry.resource = resourceFromJson(object.value(QLatin1String("resource")).toObject());
    entry.state = domain::stateFromWire(text("state").toLatin1());
    entry.modified = domain::Timestamp::tryParse(text("modified").toLatin1());
    entry.error = {readBytes(object, QStringLiteral("error_message")),
                   readBytes(object, QStringLiteral("error_traceback"))};
    entry.sent = {readBytes(object, QStringLiteral("sent_message")),
                  readBytes(object, QStringLiteral("sent_traceback"))};
    entry.outcome = outcome;
    entry.status = object.value(QStringLiteral("status")).toInt();
    entry.answer = text("answer");
    return entry;
}

} // namespace waldesk::archive
