// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/archive/journalline.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace waldesk::archive
{
namespace
{

constexpr std::array Phases{"before", "after"};
constexpr std::array Outcomes{"", "done", "refused", "lost", "unknown"};

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

} // namespace

QByteArray toLine(const JournalEntry &entry)
{
    QJsonObject object;
    object[QStringLiteral("time")] = entry.time.toWire();
    object[QStringLiteral("id")] = entry.id;
    object[QStringLiteral("phase")] = nameAt(Phases, static_cast<quint8>(entry.phase));
    object[QStringLiteral("server")] = entry.server;
    object[QStringLiteral("user")] = entry.user;
    object[QStringLiteral("request")] = uuidText(entry.request);
    object[QStringLiteral("offering")] = uuidText(entry.offering);
    object[QStringLiteral("verb")] = entry.verb;
    object[QStringLiteral("reason")] = entry.reason;
    object[QStringLiteral("state")] = stateName(entry.state);
    writeBytes(object, QStringLiteral("error_message"), entry.error.message);
    writeBytes(object, QStringLiteral("error_traceback"), entry.error.traceback);
    if (entry.phase == JournalEntry::Phase::After) {
        object[QStringLiteral("outcome")] = nameAt(Outcomes, static_cast<quint8>(entry.outcome));
        object[QStringLiteral("answer")] = entry.answer;
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<JournalEntry> fromLine(QByteArrayView line)
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
    const auto outcome = indexOf(Outcomes, text("outcome"));
    if (!time || !phase || !outcome || text("verb").isEmpty())
        return std::nullopt;
    JournalEntry entry;
    entry.time = *time;
    entry.id = text("id");
    entry.phase = static_cast<JournalEntry::Phase>(*phase);
    entry.server = text("server");
    entry.user = text("user");
    entry.request = domain::Uuid::tryParse(QStringView(text("request"))).value_or(domain::Uuid());
    entry.offering = domain::Uuid::tryParse(QStringView(text("offering"))).value_or(domain::Uuid());
    entry.verb = text("verb");
    entry.reason = text("reason");
    entry.state = domain::stateFromWire(text("state").toLatin1());
    entry.error = {readBytes(object, QStringLiteral("error_message")),
                   readBytes(object, QStringLiteral("error_traceback"))};
    entry.outcome = static_cast<JournalEntry::Outcome>(*outcome);
    entry.answer = text("answer");
    return entry;
}

} // namespace waldesk::archive
