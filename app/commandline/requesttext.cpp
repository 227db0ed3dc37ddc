// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/requesttext.h"

#include <QCoreApplication>

namespace waldesk::app
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

QByteArray field(const QString &name, const QString &value)
{
    return (name.leftJustified(12) + value).toUtf8() + '\n';
}

QByteArray block(const QString &title, QByteArray text)
{
    if (text.isEmpty())
        return {};
    if (!text.endsWith('\n'))
        text += '\n';
    return '\n' + title.toUtf8() + '\n' + text;
}

QString timeText(const std::optional<domain::Timestamp> &time)
{
    if (!time)
        return QStringLiteral("-");
    return time->toDateTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + QStringLiteral(" UTC");
}

} // namespace

QByteArray requestAsText(const domain::Request &request, domain::Timestamp now)
{
    QByteArray text = field(tr("Request"), request.uuid.toString());
    text += field(tr("State"), request.state == domain::State::Unknown ? request.stateText : stateName(request.state));
    text += field(tr("Offering"), QStringLiteral("%1 (%2)").arg(request.offeringName, request.offering.toString()));
    text += field(tr("Created"), timeText(request.created));
    text += field(tr("Modified"), timeText(request.modified));
    text += field(tr("Started"), timeText(request.started));
    text += field(tr("Finished"), timeText(request.finished));
    if (const auto span = took(request))
        text += field(tr("Took"), shortDuration(*span));
    else if (const auto open = age(request, now))
        text += field(tr("Age"), shortDuration(*open));
    text += block(tr("Message"), request.error.message);
    text += block(tr("Traceback"), request.error.traceback);
    return text;
}

} // namespace waldesk::app
