// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/api/waldurclient.h"

#include <QObject>
#include <QTimeZone>

#include <functional>

namespace waldesk::session
{

/// The time zone in which this window shows and reads times, and the time now. One for all pages and dialogs of a
/// connection; the choice between UTC and the zone of this machine is kept in the window's settings file.
class Clock : public QObject
{
    Q_OBJECT
public:
    /// An empty settingsFile keeps nothing.
    Clock(const api::WaldurClient &client, QString settingsFile, QObject *parent = nullptr);

    [[nodiscard]] QTimeZone zone() const { return m_zone; }
    [[nodiscard]] bool isUtc() const { return m_zone == QTimeZone::utc(); }
    void setUtc(bool utc);

    /// The server's clock as far as an answer told it, else this machine's.
    [[nodiscard]] domain::Timestamp now() const;
    /// This machine's clock, by which the journal and what was read are stamped.
    [[nodiscard]] domain::Timestamp here() const { return m_machine(); }
    /// For tests: what is asked instead of this machine's clock. now() follows it.
    void setMachineClock(std::function<domain::Timestamp()> machine) { m_machine = std::move(machine); }

signals:
    void zoneChanged();

private:
    const api::WaldurClient &m_client;
    QString m_settingsFile;
    QTimeZone m_zone;
    std::function<domain::Timestamp()> m_machine = &domain::Timestamp::now;
};

} // namespace waldesk::session
