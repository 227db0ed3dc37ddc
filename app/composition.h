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

#include <memory>

namespace waldesk::app
{

/// Builds what one connection consists of (service, client, store, session, feed, journal) and gives it to the window;
/// takes it apart before the next. Order and wiring, no rules of its own.
class Composition : public QObject
{
    Q_OBJECT
public:
    explicit Composition(WindowOptions options);
    ~Composition() override;

    void start();
    [[nodiscard]] ui::MainWindow &window() { return m_window; }

private:
    struct Connected;

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
    ProfileStore m_profiles;
    SecretStore m_secrets;
    std::unique_ptr<Connected> m_connected; ///< outlives the window's pages
    RunningWindow m_running;
    ui::MainWindow m_window;
};

} // namespace waldesk::app
