// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triageheadline.h"

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
    return (n == 1 ? sentence(one) : sentence(many)).arg(n);
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
    const QDate today = now.toDateTime().toTimeZone(zone).date();
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
    return sentence("%1 %2").arg(locale.toString(then.date(), QStringLiteral("d MMM")), clock);
}

QString headlineOf(const Triage::Facts &facts, Triage::Range range, domain::Timestamp now, const QTimeZone &zone,
                   bool firstVisit)
{
    const qint64 causes = facts.newCauses + facts.backCauses + facts.ongoingCauses + facts.recoveredCauses;
    if (range == Triage::Range::Day)
        return counted(causes, "%1 cause in the last 24 hours", "%1 causes in the last 24 hours");
    if (range == Triage::Range::Fortnight)
        return counted(causes, "%1 cause in the last 14 days", "%1 causes in the last 14 days");
    if (range == Triage::Range::All)
        return counted(causes, "%1 cause in all that is loaded", "%1 causes in all that is loaded");
    if (!facts.kindsKnown)
        return counted(causes, "%1 cause so far", "%1 causes so far");
    const QString since =
        firstVisit ? sentence("in the last 24 hours") : sentence("since %1").arg(whenInWords(facts.since, now, zone));
    if (facts.newCauses > 0)
        return counted(facts.newCauses, "%1 new cause %2", "%1 new causes %2").arg(since);
    return (facts.errors == 0 ? sentence("Nothing failed %1") : sentence("No new cause %1")).arg(since);
}

} // namespace waldesk::workflows
