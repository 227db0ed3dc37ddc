// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace waldesk::demo
{
/// A query string read as Django reads it: a plus is a space, keys may repeat, bad UTF-8 is replaced.
class Params
{
public:
    explicit Params(const QByteArray &rawQuery);

    QStringList all(QLatin1StringView key) const;
    /// Of a repeated key the last one counts.
    std::optional<QString> last(QLatin1StringView key) const;
    const QList<std::pair<QString, QString>> &items() const { return m_items; }

private:
    QList<std::pair<QString, QString>> m_items;
};

/// A date and time as Django's form field reads it, in microseconds since 1970; what names no zone is UTC.
std::optional<qint64> parseMoment(const QString &text);
/// The server's way to print a time: the fraction is left out when it is 0.
void appendMoment(QByteArray &out, qint64 micros);
QByteArray momentText(qint64 micros);
/// The present, in microseconds since 1970.
qint64 presentMicros();
} // namespace waldesk::demo
