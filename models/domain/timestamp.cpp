// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/timestamp.h"

#include <QTimeZone>

#include <algorithm>
#include <array>
#include <chrono>

namespace waldesk::domain
{
namespace
{

constexpr qint64 Second = 1'000'000;
constexpr qint64 Day = 86'400 * Second;

constexpr qint64 floorDiv(qint64 a, qint64 b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar; the year is counted from March.
constexpr qint64 daysFromDate(qint64 year, int month, int day)
{
    const qint64 y = month <= 2 ? year - 1 : year;
    const qint64 era = floorDiv(y, 400);
    const qint64 yearOfEra = y - era * 400;
    const qint64 dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719'468;
}

struct Date {
    int year;
    int month;
    int day;
};

constexpr Date dateFromDays(qint64 days)
{
    const qint64 shifted = days + 719'468;
    const qint64 era = floorDiv(shifted, 146'097);
    const qint64 dayOfEra = shifted - era * 146'097;
    const qint64 yearOfEra = (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
    const qint64 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const qint64 shiftedMonth = (5 * dayOfYear + 2) / 153;
    const int month = static_cast<int>(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9);
    return {static_cast<int>(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), month,
            static_cast<int>(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)};
}

constexpr int daysInMonth(int year, int month)
{
    constexpr std::array Lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : Lengths[static_cast<size_t>(month - 1)];
}

/// What the wire can say: four digits of the year.
constexpr qint64 Earliest = daysFromDate(1, 1, 1) * Day;
constexpr qint64 Latest = daysFromDate(10'000, 1, 1) * Day - 1;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

class Reader
{
public:
    explicit Reader(QByteArrayView text) : m_rest(text) {}

    bool atEnd() const { return m_rest.isEmpty(); }
    char peek() const { return m_rest.isEmpty() ? '\0' : m_rest.front(); }
    bool skip(char c)
    {
        if (m_rest.isEmpty() || m_rest.front() != c)
            return false;
        m_rest = m_rest.sliced(1);
        return true;
    }
    /// Exactly this many digits; -1 when they are not there or the number is outside of the range.
    int number(int digits, int least, int most)
    {
        if (m_rest.size() < digits)
            return -1;
        int value = 0;
        for (int i = 0; i < digits; ++i) {
            if (!isDigit(m_rest[i]))
                return -1;
            value = value * 10 + (m_rest[i] - '0');
        }
        if (value < least || value > most)
            return -1;
        m_rest = m_rest.sliced(digits);
        return value;
    }
    std::optional<qint64> fraction()
    {
        if (!skip('.') && !skip(','))
            return 0;
        qint64 value = 0;
        qint64 weight = Second;
        int digits = 0;
        while (isDigit(peek())) {
            weight /= 10;
            value += weight * (peek() - '0');
            m_rest = m_rest.sliced(1);
            ++digits;
        }
        if (digits == 0 || digits > 9)
            return std::nullopt;
        return value;
    }
    /// Offset to UTC in seconds.
    std::optional<qint64> zone()
    {
        if (skip('Z') || skip('z'))
            return 0;
        const bool east = peek() == '+';
        if (!skip('+') && !skip('-'))
            return std::nullopt;
        const int hours = number(2, 0, 23);
        int minutes = 0;
        if (hours >= 0 && !atEnd()) {
            skip(':');
            minutes = number(2, 0, 59);
        }
        if (hours < 0 || minutes < 0)
            return std::nullopt;
        const qint64 offset = (hours * 60 + minutes) * 60;
        return east ? offset : -offset;
    }

private:
    QByteArrayView m_rest;
};

QString print(Timestamp when, bool fractionAlways)
{
    const qint64 clamped = std::clamp(when.microseconds, Earliest, Latest);
    const qint64 days = floorDiv(clamped, Day);
    const qint64 inDay = clamped - days * Day;
    const Date date = dateFromDays(days);
    const qint64 seconds = inDay / Second;
    const qint64 fraction = inDay % Second;
    QString text = QString::asprintf("%04d-%02d-%02dT%02d:%02d:%02d", date.year, date.month, date.day,
                                     static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
                                     static_cast<int>(seconds % 60));
    if (fractionAlways || fraction != 0)
        text += QString::asprintf(".%06d", static_cast<int>(fraction));
    return text + QLatin1Char('Z');
}

} // namespace

std::optional<Timestamp> Timestamp::tryParse(QByteArrayView iso)
{
    Reader in(iso);
    const int year = in.number(4, 1, 9999);
    if (year < 0 || !in.skip('-'))
        return std::nullopt;
    const int month = in.number(2, 1, 12);
    if (month < 0 || !in.skip('-'))
        return std::nullopt;
    const int day = in.number(2, 1, daysInMonth(year, month));
    if (day < 0 || !(in.skip('T') || in.skip('t') || in.skip(' ')))
        return std::nullopt;
    const int hour = in.number(2, 0, 23);
    if (hour < 0 || !in.skip(':'))
        return std::nullopt;
    const int minute = in.number(2, 0, 59);
    // The seconds may be left out, as ISO 8601 allows and people type.
    const int second = in.skip(':') ? in.number(2, 0, 60) : 0;
    if (minute < 0 || second < 0)
        return std::nullopt;
    const auto fraction = in.fraction();
    const auto offset = in.zone();
    if (!fraction || !offset || !in.atEnd())
        return std::nullopt;
    const qint64 seconds = (hour * 60 + minute) * 60 + second - *offset;
    return Timestamp{daysFromDate(year, month, day) * Day + seconds * Second + *fraction};
}

Timestamp Timestamp::now()
{
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

Timestamp Timestamp::fromDateTime(const QDateTime &when)
{
    return {when.toMSecsSinceEpoch() * 1000};
}

QDateTime Timestamp::toDateTime() const
{
    return QDateTime::fromMSecsSinceEpoch(floorDiv(microseconds, 1000), QTimeZone::utc());
}

QDate Timestamp::dateIn(const QTimeZone &zone) const
{
    return toDateTime().toTimeZone(zone).date();
}

QString Timestamp::toWire() const
{
    return print(*this, true);
}

QString Timestamp::toServerText() const
{
    return print(*this, false);
}

QString shortDuration(Duration span)
{
    const qint64 seconds = std::max<qint64>(0, span.microseconds / Second);
    if (seconds < 60)
        return QStringLiteral("%1 s").arg(seconds);
    if (seconds < 3600)
        return QStringLiteral("%1 min").arg(seconds / 60);
    if (seconds < 86'400)
        return QStringLiteral("%1 h").arg(seconds / 3600);
    return QStringLiteral("%1 d").arg(seconds / 86'400);
}

} // namespace waldesk::domain
