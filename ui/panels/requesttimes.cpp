// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requesttimes.h"

#include <QCoreApplication>
#include <QLocale>

namespace waldesk::ui
{

using domain::State;

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("waldesk::ui::Clock", text);
}

void setWait(TimelineStep &step, const QString &words, domain::Duration span)
{
    step.wait = words.arg(domain::shortDuration(span));
    step.waitSeconds = qMax<qint64>(0, span.microseconds / 1'000'000);
}

TimelineStep reached(State state, const QString &word, const QString &clock)
{
    TimelineStep step;
    step.shade = shadeOf(state);
    step.word = word;
    step.clock = clock;
    return step;
}

TimelineStep notYet(State state)
{
    TimelineStep step = reached(state, stateWord(state), tr("not yet"));
    step.reached = false;
    return step;
}

} // namespace

QString Clock::zoneName(domain::Timestamp time) const
{
    return zone == QTimeZone::utc() ? QStringLiteral("UTC") : zone.abbreviation(time.toDateTime());
}

QString Clock::clockText(domain::Timestamp time) const
{
    const QDateTime then = time.toDateTime().toTimeZone(zone);
    const QDateTime today = now.toDateTime().toTimeZone(zone);
    if (then.date() == today.date())
        return then.toString(QStringLiteral("HH:mm:ss"));
    const bool thisYear = then.date().year() == today.date().year();
    return QLocale::c().toString(then,
                                 thisYear ? QStringLiteral("d MMM HH:mm:ss") : QStringLiteral("d MMM yyyy HH:mm"));
}

QString Clock::minuteText(domain::Timestamp time) const
{
    const QDateTime then = time.toDateTime().toTimeZone(zone);
    const QDateTime today = now.toDateTime().toTimeZone(zone);
    if (then.date() == today.date())
        return then.toString(QStringLiteral("HH:mm"));
    const bool thisYear = then.date().year() == today.date().year();
    return QLocale::c().toString(then, thisYear ? QStringLiteral("d MMM HH:mm") : QStringLiteral("d MMM yyyy HH:mm"));
}

QString Clock::fullText(domain::Timestamp time) const
{
    const QDateTime then = time.toDateTime().toTimeZone(zone);
    qint64 fraction = time.microseconds % 1'000'000;
    fraction = fraction < 0 ? fraction + 1'000'000 : fraction;
    const QString point = fraction ? QStringLiteral(".%1").arg(fraction, 6, 10, QLatin1Char('0')) : QString();
    return then.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + point + QLatin1Char(' ') + zoneName(time);
}

QString Clock::agoText(domain::Timestamp time) const
{
    const domain::Duration span = now - time;
    if (span < domain::Duration::seconds(10))
        return tr("just now");
    return tr("%1 ago").arg(domain::shortDuration(span));
}

std::vector<TimelineStep> timelineOf(const domain::Request &request, const Clock &clock, bool stuck)
{
    std::vector<TimelineStep> steps;
    const auto zoned = [&clock](domain::Timestamp time) {
        const bool utc = clock.zone == QTimeZone::utc();
        return clock.clockText(time) + (utc ? QStringLiteral(" UTC") : QString());
    };
    steps.push_back(reached(State::Sent, stateWord(State::Sent), zoned(request.created)));
    if (request.started) {
        setWait(steps.back(), tr("waited %1"), *request.started - request.created);
        steps.push_back(reached(State::Processing, stateWord(State::Processing), clock.clockText(*request.started)));
    }
    const domain::Timestamp since = request.started.value_or(request.created);
    switch (request.state) {
    case State::Sent:
        setWait(steps.back(), tr("waiting %1"), clock.now - since);
        steps.back().stuck = stuck;
        steps.push_back(notYet(State::Processing));
        break;
    case State::Processing:
        setWait(steps.back(), tr("working %1"), clock.now - since);
        steps.back().stuck = stuck;
        steps.push_back(notYet(State::Done));
        break;
    case State::Done:
    case State::Erred: {
        const domain::Timestamp end = request.finished.value_or(request.modified);
        setWait(steps.back(), request.started ? tr("worked %1") : tr("waited %1"), end - since);
        steps.push_back(reached(request.state, stateWord(request.state), clock.clockText(end)));
        break;
    }
    case State::Unknown:
        setWait(steps.back(), tr("for %1"), request.modified - since);
        steps.push_back(reached(State::Unknown, request.stateText, clock.clockText(request.modified)));
        break;
    }
    return steps;
}

} // namespace waldesk::ui
