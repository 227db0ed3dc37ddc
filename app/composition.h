// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/profiles/profilestore.h"
#include "app/profiles/secretstore.h"
#include "app/runningwindow.h"
#include "app/windowoptions.h"
#include "models/session/session.h"
#include "ui/shell/mainwindow.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace waldesk::app
{

/// Builds what one connection consists of (service, client, store, session, feed, journal) and gives it to the window;
/// takes it apart before the next. Order and wiring, no rules of its own. What opens or closes a connection is started
/// from the event loop, after the signal that asked for it has returned: its sender is among what gets deleted.
class Composition : public QObject
{
    Q_OBJECT
public:
    /// A keychain of nullptr: the system's.
    explicit Composition(WindowOptions options, std::unique_ptr<SecretBackend> keychain = nullptr);
    ~Composition() override;

    void start();
    [[nodiscard]] ui::MainWindow &window() { return m_window; }

private:
    struct Connected;

    /// Runs the step when no signal is being handled; a later wish takes the place of one that waits.
    void afterSignal(std::function<void()> step);
    void openChosen();
    void openDemo(const QString &role);
    void openProfile(const SavedProfile &profile);
    void openServer(const api::Connection &connection, const session::Profile &profile);
    void openConnect(const QString &notice, const ui::ConnectPage::Form &form = {});
    void keepAndOpen(const api::Connection &connection, const ui::ConnectPage::Form &form);
    void show(std::unique_ptr<Connected> connected);
    void goToFirstPlace();
    void updateProfiles(const QString &current);
    [[nodiscard]] api::Connection connectionOf(const SavedProfile &profile, const QByteArray &token) const;

    WindowOptions m_options;
    bool m_firstPlace = true; ///< page and address of the call hold for what is opened first
    std::function<void()> m_step;
    QTimer m_turn;        ///< until m_step may run
    quint64 m_choice = 0; ///< counts what was chosen: a keychain's answer to an older choice is dropped
    ProfileStore m_profiles;
    SecretStore m_secrets;
    std::unique_ptr<Connected> m_connected; ///< outlives the window's pages
    RunningWindow m_running;
    ui::MainWindow m_window;
};

} // namespace waldesk::app
