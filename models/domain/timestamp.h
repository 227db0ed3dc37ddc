// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QDateTime>
#include <QString>

#include <compare>
#include <optional>

namespace waldesk::domain
{

/// A point in time as the server counts it: whole microseconds since 1970-01-01T00:00:00Z. QDateTime keeps
/// milliseconds only and the server's cursor (`modified`, contract 8) is finer, so times stay integers.
struct Timestamp {
    qint64 microseconds = 0;

    /// ISO 8601 with zone (`Z`, `+02:00`, `-0500`) and 0 to 9 digits of fraction (cut at six); nullopt otherwise.
    [[nodiscard]] static std::optional<Timestamp> tryParse(QByteArrayView iso);
    [[nodiscard]] static Timestamp now();
    [[nodiscard]] static Timestamp fromDateTime(const QDateTime &when);
    [[nodiscard]] QDateTime toDateTime() const; ///< in UTC, cut to milliseconds
    [[nodiscard]] QDate dateIn(const QTimeZone &zone) const;
    /// `2026-08-01T10:00:00.000000Z`: always six digits, what is sent to the server.
    [[nodiscard]] QString toWire() const;
    /// As the server prints: the fraction is left out when it is 0 (contract 1.1).
    [[nodiscard]] QString toServerText() const;

    friend constexpr auto operator<=>(const Timestamp &, const Timestamp &) = default;
};

/// A span in microseconds, so that it can not be mixed up with milliseconds of Qt.
struct Duration {
    qint64 microseconds = 0;

    [[nodiscard]] static constexpr Duration seconds(qint64 s) { return {s * 1'000'000}; }
    friend constexpr auto operator<=>(const Duration &, const Duration &) = default;
};

constexpr Duration operator-(Timestamp a, Timestamp b)
{
    return {a.microseconds - b.microseconds};
}
constexpr Timestamp operator-(Timestamp a, Duration d)
{
    return {a.microseconds - d.microseconds};
}
constexpr Timestamp operator+(Timestamp a, Duration d)
{
    return {a.microseconds + d.microseconds};
}

/// `4 s`, `31 min`, `3 h`, `1 d`: the coarse form of the table, untranslated units of the field.
[[nodiscard]] QString shortDuration(Duration span);

} // namespace waldesk::domain
