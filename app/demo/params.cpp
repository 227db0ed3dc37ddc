// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/params.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <chrono>

namespace waldesk::demo
{
namespace
{
QString decoded(QByteArray text)
{
    text.replace('+', ' ');
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

std::optional<qint64> moment(const QDate &date, const QTime &time, qint64 micros, int offsetMinutes)
{
    if (!date.isValid() || !time.isValid() || date.year() < 1 || date.year() > 9999)
        return std::nullopt;
    const QDateTime instant(date, time, Qt::UTC);
    return instant.toSecsSinceEpoch() * 1'000'000 + micros - qint64(offsetMinutes) * 60'000'000;
}

qint64 microsOf(const QString &fraction)
{
    return fraction.leftJustified(6, u'0', true).toLongLong();
}

std::optional<int> offsetOf(const QString &zone)
{
    if (zone.isEmpty() || zone == u"Z")
        return 0;
    const int hours = QStringView(zone).sliced(1, 2).toInt();
    const int minutes = zone.size() > 3 ? QStringView(zone).last(2).toInt() : 0;
    const int offset = hours * 60 + minutes;
    if (offset >= 24 * 60)
        return std::nullopt;
    return zone.startsWith(u'-') ? -offset : offset;
}

std::optional<qint64> parseIso(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        "\\A(\\d{4})-(\\d{1,2})-(\\d{1,2})(?:[T ](\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d{1,6})\\d{0,6})?)?"
        "\\s*(Z|[+-]\\d{2}(?::?\\d{2})?)?)?\\z"));
    const QRegularExpressionMatch match = form.match(text);
    const std::optional<int> offset = match.hasMatch() ? offsetOf(match.captured(8)) : std::nullopt;
    if (!offset)
        return std::nullopt;
    return moment(QDate(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt()),
                  QTime(match.captured(4).toInt(), match.captured(5).toInt(), match.captured(6).toInt()),
                  microsOf(match.captured(7)), *offset);
}

std::optional<qint64> parseAmerican(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(
        "\\A(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})(?: (\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,6}))?)?)?\\z"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    int year = match.captured(3).toInt();
    if (match.capturedLength(3) == 2)
        year += year < 69 ? 2000 : 1900; // strptime's pivot
    return moment(QDate(year, match.captured(1).toInt(), match.captured(2).toInt()),
                  QTime(match.captured(4).toInt(), match.captured(5).toInt(), match.captured(6).toInt()),
                  microsOf(match.captured(7)), 0);
}

void appendPadded(QByteArray &out, qint64 value, int width)
{
    char digits[20];
    for (int i = width - 1; i >= 0; --i, value /= 10)
        digits[i] = static_cast<char>('0' + value % 10);
    out.append(digits, width);
}
} // namespace

Params::Params(const QByteArray &rawQuery)
{
    const QList<QByteArray> pairs = rawQuery.split('&');
    for (const QByteArray &pair : pairs) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        m_items.append(
            {decoded(equals < 0 ? pair : pair.left(equals)), equals < 0 ? QString() : decoded(pair.mid(equals + 1))});
    }
}

QStringList Params::all(QLatin1StringView key) const
{
    QStringList values;
    for (const auto &item : m_items) {
        if (item.first == key)
            values.append(item.second);
    }
    return values;
}

std::optional<QString> Params::last(QLatin1StringView key) const
{
    for (auto item = m_items.crbegin(); item != m_items.crend(); ++item) {
        if (item->first == key)
            return item->second;
    }
    return std::nullopt;
}

std::optional<qint64> parseMoment(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (const std::optional<qint64> iso = parseIso(trimmed))
        return iso;
    return parseAmerican(trimmed);
}

void appendMoment(QByteArray &out, qint64 micros)
{
    const std::chrono::sys_time<std::chrono::microseconds> instant{std::chrono::microseconds(micros)};
    const auto days = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(days);
    const qint64 ofDay = (instant - days).count();
    appendPadded(out, static_cast<int>(date.year()), 4);
    out.append('-');
    appendPadded(out, static_cast<unsigned>(date.month()), 2);
    out.append('-');
    appendPadded(out, static_cast<unsigned>(date.day()), 2);
    out.append('T');
    const qint64 second = ofDay / 1'000'000;
    appendPadded(out, second / 3600, 2);
    out.append(':');
    appendPadded(out, second / 60 % 60, 2);
    out.append(':');
    appendPadded(out, second % 60, 2);
    if (const qint64 fraction = ofDay % 1'000'000; fraction != 0) {
        out.append('.');
        appendPadded(out, fraction, 6);
    }
    out.append('Z');
}

QByteArray momentText(qint64 micros)
{
    QByteArray out;
    out.reserve(27);
    appendMoment(out, micros);
    return out;
}

qint64 presentMicros()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}
} // namespace waldesk::demo
