// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>
#include <QString>

namespace waldesk::app
{

/// `waldesk UUID` in a shell opens the request in the window that runs already. The window listens on a local socket of
/// this user; a later call hands its address over and ends. One line each way: the address, as it was typed, and `ok`
/// or `no`.
class RunningWindow : public QObject
{
    Q_OBJECT
public:
    /// Whether a window of this user took the address. profile: of `--profile` or of a link; empty: any. Waits half a
    /// second at most.
    [[nodiscard]] static bool handOver(const QString &profile, const QString &address);

    explicit RunningWindow(QObject *parent = nullptr);
    /// The first window listens; later ones of the same user leave it to that one.
    void listen();
    void setProfile(const QString &name)
    {
        m_profile = name;
    } ///< what is open; empty: nothing that can take an address

signals:
    void addressReceived(const QString &address);

private:
    void answer(class QLocalSocket *socket);

    QLocalServer m_server;
    QString m_profile;
};

} // namespace waldesk::app
