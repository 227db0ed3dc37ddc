// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/windowoptions.h"
#include "app/connection/connectionopener.h"
#include "app/desktop/screenlock.h"
#include "app/runningwindow.h"
#include "models/session/session.h"
#include "ui/panels/tokendialog.h"
#include "ui/shell/forgetquestion.h"
#include "ui/shell/mainwindow.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>

class QApplication;

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
    /// The same for a step that ends the connection which is open: its unfinished changes are asked about before.
    void leaveFor(const std::function<void()> &step);
    void openTokenDialog();
    void askToForget();
    void forget();
    void renewToken(const ui::TokenDialog::Renewed &renewed);
    void open(const ConnectionChoice &choice);
    void openDemo();
    void openConnect(const QString &notice, const ui::ConnectPage::Form &form = {});
    void openTyped(const api::Connection &connection, const ui::ConnectPage::Form &form, const QString &user);
    void finishOpening(const ConnectionOpener::Outcome &outcome);
    void openPage(const ConnectionOpener::Outcome &outcome);
    void showWindow();
    void show(const OpenedConnection &opened);
    void connectNotices();
    void openNotifier();
    void followKept();
    void leaveWhereNothingIs(const api::ApiError &error);
    void openAgain();
    [[nodiscard]] QString firstPlace() const;
    void goToFirstPlace();
    void updateProfiles(const QString &current);

    WindowOptions m_options;
    bool m_firstPlace = true; ///< page and address of the call hold for what is opened first
    std::function<void()> m_step;
    QTimer m_turn;       ///< until m_step may run
    QTimer m_beforePage; ///< until the window is shown without one
    ProfileStore m_profiles;
    SecretStore m_secrets;
    ConnectionOpener m_opener{m_profiles, m_secrets};
    QPointer<ui::TokenDialog> m_tokenDialog;
    QPointer<ui::ForgetQuestion> m_forgetQuestion;
    ui::ConnectPage *m_connectPage = nullptr; ///< null: a connection is open
    std::unique_ptr<Connected> m_connected;   ///< outlives the window's pages
    RunningWindow m_running;
    ScreenLock m_screenLock;
    ui::MainWindow m_window;
};

/// Opens the window and runs the event loop; the result is the exit status of the program.
int runWindow(QApplication &application, const WindowOptions &options);

} // namespace waldesk::app
