// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triageheadline.h"

#include "models/domain/groupednumber.h"

#include <QCoreApplication>
#include <QLocale>

namespace waldesk::workflows
{

namespace
{

QString sentence(const char *text, qint64 n = -1)
{
    return QCoreApplication::translate("TriageHeadline", text, nullptr, int(n));
}

QString counted(qint64 n, const char *one, const char *many)
{
    return (n == 1 ? sentence(one) : sentence(many)).arg(domain::groupedNumber(n));
}

} // namespace

QStringView kindWordView(tables::CauseKind kind)
{
    switch (kind) {
    case tables::CauseKind::New:
        return u"new";
    case tables::CauseKind::Back:
        return u"back";
    case tables::CauseKind::Ongoing:
        return u"ongoing";
    case tables::CauseKind::Recovered:
        return u"recovered";
    }
    return {};
}

QString whenInWords(domain::Timestamp when, domain::Timestamp now, const QTimeZone &zone)
{
    const QDateTime then = when.toDateTime().toTimeZone(zone);
    const QDate today = now.dateIn(zone);
    const QString clock = then.toString(QStringLiteral("HH:mm"));
    const qint64 days = then.date().daysTo(today);
    const QLocale locale;
    if (days <= 0)
        return sentence("today %1").arg(clock);
    if (days == 1)
        return sentence("yesterday %1").arg(clock);
    if (days < 7)
        //: a weekday and a time: "Friday 17:42"
        return sentence("%1 %2").arg(locale.dayName(then.date().dayOfWeek()), clock);
    const bool thisYear = then.date().year() == today.year();
    const QString day = locale.toString(then.date(), thisYear ? QStringLiteral("d MMM") : QStringLiteral("d MMM yyyy"));
    return sentence("%1 %2").arg(day, clock);
}

QString headlineOf(const Triage::Facts &facts, Triage::Range range, domain::Timestamp now, const QTimeZone &zone)
{
    QString period;
    switch (range) {
    case Triage::Range::SinceLastVisit:
        period = sentence("since %1").arg(whenInWords(facts.since, now, zone));
        break;
    case Triage::Range::Day:
        period = sentence("in the last 24 hours");
        break;
    case Triage::Range::Fortnight:
        period = sentence("in the last 14 days");
        break;
    case Triage::Range::All:
        period = sentence("in the last 21 days");
        break;
    }
    const qint64 causes = facts.newCauses + facts.backCauses + facts.ongoingCauses + facts.recoveredCauses;
    if (causes == 0 && facts.causesWithoutQuery > 0)
        //: a filter is on, and nothing passes it
        return sentence("Nothing matches this filter");
    if (!facts.kindsKnown)
        return causes == 0 ? sentence("No causes so far %1").arg(period)
                           : counted(causes, "%1 cause so far %2", "%1 causes so far %2").arg(period);
    if (facts.newCauses > 0)
        return counted(facts.newCauses, "%1 new cause %2", "%1 new causes %2").arg(period);
    if (causes > 0)
        return counted(causes, "%1 cause %2, none of them new", "%1 causes %2, none of them new").arg(period);
    return sentence("Nothing failed %1").arg(period);
}

} // namespace waldesk::workflows
