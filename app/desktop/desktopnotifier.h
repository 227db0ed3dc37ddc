// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/notice.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QObject>

#include <optional>

namespace waldesk::app
{

/// Shows notices through org.freedesktop.Notifications of the session bus (Desktop Notifications Specification 1.2):
/// one at a time, a newer one takes the place of the one that is shown. Every call is asynchronous; where there is no
/// bus or no such service nothing happens, and nothing is said. Owned by the composition, one per connection; what is
/// shown is withdrawn with it, since a click on it would lead to a server that is no longer open.
class DesktopNotifier : public QObject
{
    Q_OBJECT
public:
    explicit DesktopNotifier(QDBusConnection bus, QObject *parent = nullptr);
    ~DesktopNotifier() override;

    void show(const workflows::Notice &notice);
    void withdraw();

signals:
    /// The person clicked it. token: for the window to be activated with (Wayland); empty: none.
    void activated(const waldesk::workflows::NoticePlace &place, const QString &token);
    void closed(); ///< by the person, or by time

private slots:
    void actionInvoked(quint32 id, const QString &action, const QDBusMessage &message);
    void activationToken(quint32 id, const QString &token, const QDBusMessage &message);
    void notificationClosed(quint32 id, quint32 reason, const QDBusMessage &message);

private:
    void readCapabilities();
    void readOwner(const QStringList &capabilities);
    void send(const QStringList &capabilities, const QString &server);
    [[nodiscard]] bool isOurs(quint32 id, const QDBusMessage &message) const;

    QDBusConnection m_bus;
    std::optional<workflows::Notice> m_next; ///< waits for the answer to what is under way
    bool m_busy = false;                     ///< a call is under way
    bool m_unwanted = false;                 ///< what is being shown is to be closed at once
    quint32 m_id = 0;                        ///< of what is shown; 0: nothing
    QString m_server;                        ///< unique name of who shows it
    workflows::NoticePlace m_place;          ///< of what is shown
    QString m_token;
};

} // namespace waldesk::app
