// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/bulkreason.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace waldesk::domain
{
namespace
{

using Kind = ErrorTemplate::Kind;

constexpr qsizetype LongestName = 60;
constexpr qsizetype LongestText = 20'000;
constexpr qsizetype MostReasons = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::domain::ErrorTemplate", text);
}

QString statement(Kind kind)
{
    switch (kind) {
    case Kind::NotPickedUp:
        return QStringLiteral("Not picked up: nobody has started this request in the {age} since it was created.");
    case Kind::NotFinished:
        return QStringLiteral("Not finished: this request was created {age} ago and has not ended since.");
    case Kind::HostRetired:
        return QStringLiteral("Agent host of {offering} retired: nobody will work on this request any more.");
    case Kind::AskedTwice:
        return QStringLiteral("Asked twice: a newer request of {offering} stands for this one.");
    case Kind::Other:
        break;
    }
    return {};
}

bool allAre(const std::vector<Request> &rows, bool (*holds)(const Request &))
{
    return std::ranges::all_of(rows, holds);
}

bool isSent(const Request &row)
{
    return row.state == State::Sent;
}

bool isOpenRow(const Request &row)
{
    return isOpen(row.state);
}

} // namespace

QString bulkReason(Kind kind, const QString &person)
{
    QString text = statement(kind);
    if (!person.isEmpty())
        text += (text.isEmpty() ? QString() : QStringLiteral(" ")) + QStringLiteral("\u2014 %1").arg(person);
    return text;
}

QString whyNoBulkReason(Kind kind, const std::vector<Request> &rows)
{
    switch (kind) {
    case Kind::NotPickedUp:
        return allAre(rows, isSent) ? QString() : tr("Fits Sent requests only: some of these were started.");
    case Kind::NotFinished:
    case Kind::HostRetired:
        return allAre(rows, isOpenRow) ? QString() : tr("Fits open requests only: some of these have ended.");
    case Kind::AskedTwice:
    case Kind::Other:
        break;
    }
    return {};
}

Kind likelyBulkReason(const std::vector<Request> &rows)
{
    if (rows.empty())
        return Kind::Other;
    if (allAre(rows, isSent))
        return Kind::NotPickedUp;
    return allAre(rows, isOpenRow) ? Kind::NotFinished : Kind::Other;
}

QByteArray reasonsToJson(const std::vector<OwnReason> &reasons)
{
    QJsonArray list;
    for (const OwnReason &reason : reasons)
        list.append(QJsonObject{{QStringLiteral("name"), reason.name}, {QStringLiteral("text"), reason.text}});
    return QJsonDocument(list).toJson(QJsonDocument::Indented);
}

Result<std::vector<OwnReason>, QString> reasonsFromJson(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (!document.isArray())
        return tr("This is no list of templates.");
    if (document.array().size() > MostReasons)
        return tr("More than %1 templates are not taken.").arg(MostReasons);
    std::vector<OwnReason> reasons;
    for (const QJsonValue &each : document.array()) {
        OwnReason reason{each.toObject().value(QStringLiteral("name")).toString().simplified(),
                         each.toObject().value(QStringLiteral("text")).toString()};
        if (reason.name.isEmpty() || reason.text.trimmed().isEmpty() || reason.name.size() > LongestName ||
            reason.text.size() > LongestText)
            return tr("A template in it has no name or no text, or is too long.");
        reasons.push_back(std::move(reason));
    }
    return reasons;
}

std::vector<OwnReason> withReasons(std::vector<OwnReason> known, const std::vector<OwnReason> &added)
{
    for (const OwnReason &reason : added) {
        const auto same = std::ranges::find(known, reason.name, &OwnReason::name);
        if (same != known.end())
            *same = reason;
        else
            known.push_back(reason);
    }
    return known;
}

} // namespace waldesk::domain
