// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/reasonblanks.h"

#include "models/domain/displaytext.h"

#include <QRegularExpression>

#include <algorithm>

namespace waldesk::domain
{
namespace
{

constexpr QStringView Offering = u"offering";
constexpr QStringView Age = u"age";
constexpr QStringView Ticket = u"ticket";

/// One word in braces: a longer text in braces is somebody's JSON or code.
const QRegularExpression &blank()
{
    static const QRegularExpression pattern(QStringLiteral("\\{([A-Za-z]{1,20})\\}"));
    return pattern;
}

} // namespace

QString fillReason(const QString &text, const Request &request, const ReasonBlanks &blanks)
{
    // In one pass: a name that holds a blank itself is a name.
    QString filled;
    qsizetype done = 0;
    for (auto each = blank().globalMatch(text); each.hasNext();) {
        const QRegularExpressionMatch match = each.next();
        const QStringView word = match.capturedView(1);
        QString value;
        if (word == Offering)
            value = escapeForDisplay(request.offeringName);
        else if (word == Age)
            value = shortDuration(std::max(blanks.now - request.created, Duration()));
        else if (word == Ticket)
            value = blanks.ticket.trimmed();
        else
            value = match.captured(0);
        filled += QStringView(text).sliced(done, match.capturedStart() - done);
        filled += value;
        done = match.capturedEnd();
    }
    filled += QStringView(text).sliced(done);
    return filled;
}

bool asksForTicket(const QString &text)
{
    return text.contains(QStringLiteral("{ticket}"));
}

QStringList unknownBlanks(const QString &text)
{
    QStringList unknown;
    for (auto each = blank().globalMatch(text); each.hasNext();) {
        const QRegularExpressionMatch match = each.next();
        const QStringView word = match.capturedView(1);
        if (word != Offering && word != Age && word != Ticket && !unknown.contains(match.captured(0)))
            unknown += match.captured(0);
    }
    return unknown;
}

} // namespace waldesk::domain
