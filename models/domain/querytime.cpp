// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/querytime.h"

#include <QDate>

#include <algorithm>

namespace waldesk::domain
{
namespace
{

constexpr qint64 Second = 1'000'000;
constexpr qint64 Day = 86'400 * Second;
constexpr qint64 LongestDays = 100'000;
constexpr qint64 JulianDayOfEpoch = 2'440'588;

/// An absolute time as typed; what was left out is left out here.
struct Typed {
    std::optional<qint64> day; ///< since the epoch
    std::optional<qint64> inDay;
    qint64 precision = Day; ///< microseconds that the shortest typed part stands for
    std::optional<qint64> offset;
};

class Reader
{
public:
    explicit Reader(QStringView text) : m_rest(text) {}

    bool atEnd() const { return m_rest.isEmpty(); }
    bool skip(QStringView characters)
    {
        if (m_rest.isEmpty() || !characters.contains(m_rest.front()))
            return false;
        m_rest = m_rest.sliced(1);
        return true;
    }
    std::optional<int> number(int digits)
    {
        if (m_rest.size() < digits)
            return std::nullopt;
        int value = 0;
        for (int i = 0; i < digits; ++i) {
            const char16_t c = m_rest[i].unicode();
            if (c < u'0' || c > u'9')
                return std::nullopt;
            value = value * 10 + (c - u'0');
        }
        m_rest = m_rest.sliced(digits);
        return value;
    }
    std::optional<int> number(int digits, int most)
    {
        const auto value = number(digits);
        return value && *value <= most ? value : std::nullopt;
    }
    bool startsTime() const { return m_rest.size() >= 5 && m_rest[2] == u':'; }

private:
    QStringView m_rest;
};

bool readDate(Reader &in, Typed &typed)
{
    const auto year = in.number(4);
    if (!year || !in.skip(u"-"))
        return false;
    const auto month = in.number(2);
    if (!month || !in.skip(u"-"))
        return false;
    const auto day = in.number(2);
    if (!day || *year < 1 || !QDate::isValid(*year, *month, *day))
        return false;
    typed.day = QDate(*year, *month, *day).toJulianDay() - JulianDayOfEpoch;
    return true;
}

bool readFraction(Reader &in, Typed &typed)
{
    qint64 weight = Second;
    int digits = 0;
    while (const auto digit = in.number(1)) {
        weight /= 10;
        *typed.inDay += weight * *digit;
        ++digits;
    }
    typed.precision = 1;
    return digits >= 1 && digits <= 9;
}

bool readClock(Reader &in, Typed &typed)
{
    const auto hour = in.number(2, 23);
    if (!hour || !in.skip(u":"))
        return false;
    const auto minute = in.number(2, 59);
    if (!minute)
        return false;
    typed.inDay = (*hour * 3600 + *minute * 60) * Second;
    typed.precision = 60 * Second;
    if (in.skip(u":")) {
        const auto second = in.number(2, 59);
        if (!second)
            return false;
        *typed.inDay += *second * Second;
        typed.precision = Second;
        if (in.skip(u".") && !readFraction(in, typed))
            return false;
    }
    return true;
}

bool readZone(Reader &in, Typed &typed)
{
    if (in.atEnd())
        return true;
    if (in.skip(u"Zz")) {
        typed.offset = 0;
        return true;
    }
    const bool east = in.skip(u"+");
    if (!east && !in.skip(u"-"))
        return false;
    const auto hours = in.number(2, 23);
    if (!hours)
        return false;
    int minutes = 0;
    if (!in.atEnd()) {
        in.skip(u":");
        minutes = in.number(2, 59).value_or(-1);
    }
    if (minutes < 0)
        return false;
    const qint64 offset = (*hours * 60 + minutes) * 60 * Second;
    typed.offset = east ? offset : -offset;
    return true;
}

std::optional<Typed> readTyped(QStringView text)
{
    Reader in(text);
    Typed typed;
    if (!in.startsTime()) {
        if (!readDate(in, typed))
            return std::nullopt;
        if (in.atEnd())
            return typed;
        if (!in.skip(u"Tt"))
            return std::nullopt;
    }
    if (!readClock(in, typed) || !readZone(in, typed) || !in.atEnd())
        return std::nullopt;
    return typed;
}

constexpr qint64 floorDiv(qint64 a, qint64 b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

qint64 offsetAt(const QTimeZone &zone, qint64 utc)
{
    if (!zone.isValid())
        return 0;
    return zone.offsetFromUtc(Timestamp{utc}.toDateTime()) * Second;
}

struct Instants {
    qint64 first;
    qint64 second;
};

/// The instants at which the clocks of the zone show this. None in the hour that a change to summer time leaves out:
/// then the instant that a clock which was not changed would show it.
Instants instantsOf(qint64 local, const QTimeZone &zone)
{
    const qint64 before = offsetAt(zone, local - Day);
    const qint64 after = offsetAt(zone, local + Day);
    const qint64 early = local - std::max(before, after);
    const qint64 late = local - std::min(before, after);
    const bool earlyShows = early + offsetAt(zone, early) == local;
    const bool lateShows = late + offsetAt(zone, late) == local;
    if (earlyShows && lateShows)
        return {early, late};
    if (earlyShows)
        return {early, early};
    if (lateShows)
        return {late, late};
    return {local - before, local - before};
}

} // namespace

std::optional<Duration> parseDuration(QStringView typed)
{
    if (typed.size() < 2 || typed.size() > 10)
        return std::nullopt;
    qint64 unit = 0;
    switch (typed.back().unicode()) {
    case u's':
        unit = 1;
        break;
    case u'm':
        unit = 60;
        break;
    case u'h':
        unit = 3600;
        break;
    case u'd':
        unit = 86'400;
        break;
    case u'w':
        unit = 7 * 86'400;
        break;
    default:
        return std::nullopt;
    }
    qint64 count = 0;
    for (const QChar c : typed.chopped(1)) {
        if (c < u'0' || c > u'9')
            return std::nullopt;
        count = count * 10 + (c.unicode() - u'0');
    }
    if (count * unit > LongestDays * 86'400)
        return std::nullopt;
    return Duration::seconds(count * unit);
}

std::optional<QueryTime> parseTimeWord(QStringView typed)
{
    if (const auto ago = parseDuration(typed))
        return QueryTime{typed.toString(), true, *ago};
    if (readTyped(typed))
        return QueryTime{typed.toString(), false, {}};
    return std::nullopt;
}

bool isWholeDay(const QueryTime &time)
{
    if (time.relative)
        return false;
    const auto typed = readTyped(time.typed);
    return typed && !typed->inDay;
}

std::optional<TimeSpan> resolve(const QueryTime &time, Timestamp now, const QTimeZone &zone)
{
    if (time.relative) {
        const Timestamp then = now - time.ago;
        return TimeSpan{then, then, then};
    }
    const auto typed = readTyped(time.typed);
    if (!typed)
        return std::nullopt;
    const auto offsetNow = typed->offset.value_or(offsetAt(zone, now.microseconds));
    const qint64 day = typed->day.value_or(floorDiv(now.microseconds + offsetNow, Day));
    const qint64 local = day * Day + typed->inDay.value_or(0);
    const auto instants = [&](qint64 shown) {
        return typed->offset ? Instants{shown - *typed->offset, shown - *typed->offset} : instantsOf(shown, zone);
    };
    const Instants at = instants(local);
    // A day can have 23 or 25 hours, so its end is looked for as the start of the next one.
    const qint64 end = typed->inDay ? at.second + typed->precision : instants(local + Day).second;
    return TimeSpan{{at.first}, {at.second}, {end - 1}};
}

std::optional<ResolvedRange> resolve(const TimeRange &range, Timestamp now, const QTimeZone &zone)
{
    using Shape = TimeRange::Shape;
    ResolvedRange resolved;
    if (range.shape != Shape::Before) {
        const auto from = resolve(range.from, now, zone);
        if (!from)
            return std::nullopt;
        resolved.from = from->first.microseconds;
        resolved.fromMoves = range.from.relative;
        if (range.shape == Shape::Day)
            resolved.to = from->end.microseconds;
    }
    if (range.shape == Shape::Before || range.shape == Shape::Between) {
        const auto to = resolve(range.to, now, zone);
        if (!to)
            return std::nullopt;
        resolved.to = (isWholeDay(range.to) ? to->end : to->second).microseconds;
        resolved.toMoves = range.to.relative;
    }
    if (resolved.from && resolved.to && *resolved.from > *resolved.to)
        return std::nullopt;
    return resolved;
}

std::optional<Timestamp> parseQueryTime(const QString &text, Timestamp now, const QTimeZone &zone)
{
    const auto time = parseTimeWord(text);
    if (!time)
        return std::nullopt;
    const auto span = resolve(*time, now, zone);
    if (!span)
        return std::nullopt;
    return span->first;
}

} // namespace waldesk::domain
