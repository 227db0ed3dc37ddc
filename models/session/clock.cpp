// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/clock.h"

#include <QSettings>

namespace waldesk::session
{

namespace
{

QTimeZone zoneFor(bool utc)
{
    return utc ? QTimeZone::utc() : QTimeZone::systemTimeZone();
}

QString utcKey()
{
    return QStringLiteral("window/utc");
}

} // namespace

Clock::Clock(const api::WaldurClient &client, QString settingsFile, QObject *parent)
    : QObject(parent), m_client(client), m_settingsFile(std::move(settingsFile))
{
    const bool utc =
        !m_settingsFile.isEmpty() && QSettings(m_settingsFile, QSettings::IniFormat).value(utcKey(), false).toBool();
    m_zone = zoneFor(utc);
}

void Clock::setUtc(bool utc)
{
    const QTimeZone zone = zoneFor(utc);
    if (!m_settingsFile.isEmpty())
        QSettings(m_settingsFile, QSettings::IniFormat).setValue(utcKey(), utc);
    if (zone == m_zone)
        return;
    m_zone = zone;
    emit zoneChanged();
}

domain::Timestamp Clock::now() const
{
    const auto offset = m_client.clockOffset();
    return offset ? here() + *offset : here();
}

} // namespace waldesk::session
