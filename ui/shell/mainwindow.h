// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/address.h"
#include "models/workflows/notice.h"
#include "ui/base/commands.h"
#include "ui/base/workspace.h"
#include "ui/pages/connectpage.h"

#include <QMainWindow>
#include <QPointer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QStackedWidget;
class QTimer;

namespace waldesk::ui
{

class EnvironmentFrame;
class ErrorsPage;
class AgentsPage;
class JournalPage;
class ListDetailPage;
class PlanPage;
class RequestsPage;
class StuckPage;
class EnvironmentQuestion;
class LeaveQuestion;
class NavList;
class NoteBar;
class OverlayPanel;
class TopBar;
class ViewCommands;
class WindowMenu;
class WindowPlacement;

/// The window: the connect page, or top bar, sidebar and pages of one connection. Owns the commands and the overlays;
/// what a connection consists of is the composition's, which gives it as a Workspace and takes it back with close.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Takes the size and place that were kept in this file, else the usual size, never larger than the screen; and
    /// keeps them there from now on: a second after the last change, and at the end.
    void keepPlace(const QString &settingsFile);
    /// The usual size, or as much of it as the screen has room for.
    [[nodiscard]] static QSize usualSize(const QSize &available);

    /// Shows the connect page, made anew; a workspace that was shown is closed before.
    ConnectPage *showConnect();
    /// place: what is in front first (`requests`); another or none: the errors, where they are followed. The other
    /// pages are built after the first rows were painted.
    void showWorkspace(const Workspace &workspace, const QString &place = {});
    /// The pages of the workspace are gone when it returns.
    void closeWorkspace();

    void goTo(const QString &page); ///< `requests`; unknown names are ignored
    void goTo(const domain::Address &address);
    void goTo(const workflows::NoticePlace &place);
    /// The person has the place before their eyes: the window is active and shows it.
    [[nodiscard]] bool isInFront(const workflows::NoticePlace &place) const;
    /// Up from wherever it is, and active.
    void bringToFront();
    /// Asks about changes that are not finished, then runs go: at once when there are none, not at all when the person
    /// stays. From a signal of the changes themselves, so go must not close the workspace within the call.
    void leave(std::function<void()> go);
    [[nodiscard]] bool hasUnfinishedChanges() const;
    void setProfiles(const QStringList &names, const QString &current); ///< in the menu
    /// Why what is kept of the server cannot be forgotten; empty: it can. Until a connection says so, none is open.
    void setForgetReason(const QString &reason);

    /// The page in front shows what it has: Ready, Empty or Failed.
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] Commands &commands() { return m_commands; }
    /// One sentence at the foot of the window, until it is closed: a profile or a token that could not be kept.
    void say(const QString &sentence);

signals:
    void settled();
    void connectRequested(); ///< the person wants the connect page
    void demoRequested();
    void profileRequested(QString name);
    void environmentChosen(waldesk::domain::Environment environment);
    void looked();          ///< the window became active
    void forgetRequested(); ///< the person wants what is kept of this server to be deleted
    void tokenRequested();  ///< the person wants to paste a new token for the connection that is open

protected:
    bool event(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildCommands();
    QWidget *buildWorkspaceView();
    /// The command and the place in the sidebar; its page is added now or later.
    void addPlace(const QString &name, const QString &word, const QString &iconName, int key);
    void addPage(QWidget *page, const QString &name);
    void showPage(const QString &id); ///< of its command
    void build(QString id);           ///< the page of that id, unless it is there
    void buildRest();                 ///< whatever is built later by itself, now
    void addErrorsPlace();
    void buildErrorsPage();
    void addStuckPlaces();
    void buildStuckPage();
    void buildAgentsPage();
    void showAgents(const domain::Uuid &offering);
    void addViews();
    void showCurrentPlace();
    void openNotices();
    [[nodiscard]] QString lineInFront() const;
    void buildJournalPage();
    void addPlanPlace();
    void buildPlanPage();
    void updatePlanPlace();
    void followPlans(ListDetailPage *page);
    void openPlan(domain::Action action, std::vector<domain::Request> rows);
    void showPlan();
    void sayBegun(bool begun);
    void sayLeftover();
    void followSession();
    void followLive();
    void updateTopBar();
    void keepClock();
    void updateLockCommands();
    void updateConnection();
    void askEnvironment();
    void environmentTold();
    void openOverlay(OverlayPanel *overlay);
    void closeOverlay();
    void openPalette();
    void runChosen(QAction *action);
    void openKeys();
    void applyFold();

    Commands m_commands;
    WindowMenu *m_menu = nullptr;
    EnvironmentFrame *m_frame = nullptr;
    QStackedWidget *m_stack = nullptr;
    NoteBar *m_note = nullptr;        ///< at the foot
    QPointer<OverlayPanel> m_overlay; ///< the palette or the keys: one at a time, deletes itself when it closes
    bool m_tokenAsked = false;        ///< the note at the foot is about the token
    QAction *m_lock = nullptr;
    QAction *m_unlock = nullptr;
    QAction *m_newToken = nullptr;
    QAction *m_notices = nullptr;
    QAction *m_forget = nullptr;
    QAction *m_paletteAction = nullptr;
    QAction *m_keysAction = nullptr;
    QTimer *m_clock = nullptr;
    WindowPlacement *m_placement = nullptr;

    std::optional<Workspace> m_workspace;
    QWidget *m_view = nullptr; ///< of the workspace: everything below is its child
    TopBar *m_topBar = nullptr;
    LeaveQuestion *m_leave = nullptr;
    EnvironmentQuestion *m_environmentQuestion = nullptr; ///< null: the environment is known
    NavList *m_sidebar = nullptr;
    QWidget *m_below = nullptr; ///< sidebar and pages: what an overlay covers, never the bar above
    QStackedWidget *m_pages = nullptr;
    ErrorsPage *m_errors = nullptr; ///< null: the workspace knows no causes
    RequestsPage *m_requests = nullptr;
    /// The pages that are not in front at the start: built one a turn when the rows were painted, as that takes as long
    /// as all before it, or at once: the one that somebody goes to, and all for who looks at the list of commands.
    struct Unbuilt {
        QString id; ///< of the command that leads there
        void (MainWindow::*build)();
    };
    std::vector<Unbuilt> m_unbuilt;
    QTimer *m_building = nullptr;
    AgentsPage *m_agents = nullptr;   ///< null as well
    StuckPage *m_stuck = nullptr;     ///< null: not built yet, or the workspace does not know what is stuck
    ViewCommands *m_views = nullptr;  ///< null: the workspace has no saved views
    JournalPage *m_journal = nullptr; ///< null: not built yet
    PlanPage *m_plan = nullptr;       ///< null as well
    QWidget *m_beforePlan = nullptr;  ///< the page to go back to
};

} // namespace waldesk::ui
