// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "models/session/liveupdates.h"
#include "models/session/notices.h"
#include "models/session/stuckrequests.h"
#include "models/session/viewcounts.h"
#include "models/workflows/triagefeed.h"
#include "ui/base/enterkey.h"
#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/openonce.h"
#include "ui/pages/agentspage.h"
#include "ui/pages/errorspage.h"
#include "ui/pages/journalpage.h"
#include "ui/pages/planpage.h"
#include "ui/pages/requestspage.h"
#include "ui/pages/stuckpage.h"
#include "ui/panels/notebar.h"
#include "ui/panels/noticesdialog.h"
#include "ui/shell/environmentquestion.h"
#include "ui/shell/inputwatch.h"
#include "ui/shell/leavequestion.h"
#include "ui/shell/palette.h"
#include "ui/shell/topbar.h"
#include "ui/shell/viewcommands.h"
#include "ui/shell/windowmenu.h"
#include "ui/shell/windowplacement.h"
#include "ui/widgets/environmentframe.h"
#include "ui/widgets/keysheet.h"
#include "ui/widgets/navlist.h"

#include <QAction>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QScreen>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

using Group = Commands::Group;

namespace
{

constexpr int ClockMs = 1'000; // "Live · 3 s ago"
constexpr int UnseenClockMs = 10'000;
constexpr int IconMs = 300;
constexpr int AfterRowsMs = 50;      // what is not in front is built when the rows were painted
constexpr int WithoutRowsMs = 2'000; // or when a server has not answered for so long

constexpr const char *PageIdProperty = "waldesk_page"; ///< of a page: the id of its command

} // namespace

MainWindow::MainWindow(QWidget *parent) : QMainWindow(parent)
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(u"Waldesk"_s);
    // Its seven pictures take as long as the rest of an empty window, and nobody looks at them before the rows.
    QTimer::singleShot(IconMs, this, [this] { setWindowIcon(appIcon()); });
    m_frame = new EnvironmentFrame(this);
    auto *content = new QWidget(m_frame);
    m_stack = new QStackedWidget(content);
    m_note = new NoteBar(content);
    new EnterKey(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    column->addWidget(m_note);
    m_frame->setContent(content);
    setCentralWidget(m_frame);
    m_clock = new QTimer(this);
    connect(m_clock, &QTimer::timeout, this, [this] {
        // What is in sight may have been scrolled.
        if (m_workspace && m_workspace->live) {
            m_workspace->live->reconsider();
        }
        updateTopBar();
        if (m_views) {
            m_views->followDay();
        }
        keepClock();
    });
    m_building = new QTimer(this);
    m_building->setSingleShot(true);
    connect(m_building, &QTimer::timeout, this, [this] {
        if (!m_unbuilt.empty()) {
            build(m_unbuilt.front().id);
            m_building->start(0);
        }
    });
    connect(this, &MainWindow::settled, m_building, [this] {
        if (!m_unbuilt.empty() && m_building->interval() == WithoutRowsMs) {
            m_building->start(AfterRowsMs);
        }
    });
    m_placement = new WindowPlacement(*this);
    buildCommands();
    // A command of the menu or the top bar works on the page, which must not stay covered.
    connect(&m_commands, &Commands::aboutToRun, this, [this](const QAction *action) {
        if (action != m_paletteAction) {
            closeOverlay();
        }
    });
    m_menu = new WindowMenu(m_commands, this);
    connect(m_menu, &WindowMenu::profileChosen, this, &MainWindow::profileRequested);
}

MainWindow::~MainWindow()
{
    m_placement->write();
    closeWorkspace();
}

void MainWindow::buildCommands()
{
    m_paletteAction = m_commands.add(u"window.palette"_s, Group::Find, tr("Find or run anything"),
                                     {QKeySequence(Qt::CTRL | Qt::Key_K)}, u"act-search"_s, this);
    m_keysAction =
        m_commands.add(u"window.keys"_s, Group::Go, tr("Keys"), {QKeySequence(Qt::Key_Question)}, u"keyboard"_s, this);
    m_lock = m_commands.add(u"session.lock"_s, Group::HandOver, tr("Lock, read-only"),
                            {QKeySequence(Qt::CTRL | Qt::Key_L)}, u"lock"_s, this);
    m_unlock = m_commands.add(u"session.unlock"_s, Group::HandOver, tr("Unlock writing for 15 minutes"),
                              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)}, u"unlock"_s, this);
    m_newToken = m_commands.add(u"session.token"_s, Group::HandOver, tr("Paste a new token…"), {}, u"lock"_s, this);
    connect(m_newToken, &QAction::triggered, this, &MainWindow::tokenRequested);
    m_notices = m_commands.add(u"session.notices"_s, Group::HandOver, tr("Notifications…"), {}, u"info"_s, this);
    connect(m_notices, &QAction::triggered, this, &MainWindow::openNotices);
    m_forget =
        m_commands.add(u"session.forget"_s, Group::HandOver, tr("Forget this profile…"), {}, u"act-close"_s, this);
    connect(m_forget, &QAction::triggered, this, &MainWindow::forgetRequested);
    setForgetReason(tr("No server is open."));
    auto *connectAction =
        m_commands.add(u"window.connect"_s, Group::Go, tr("Connect to another server…"), {}, u"server"_s, this);
    auto *demo = m_commands.add(u"window.demo"_s, Group::Go, tr("Try the demo"), {}, u"act-start"_s, this);
    auto *quit = m_commands.add(u"window.quit"_s, Group::Go, tr("Quit"), {QKeySequence::Quit}, u"act-close"_s, this);
    connect(m_paletteAction, &QAction::triggered, this, &MainWindow::openPalette);
    connect(m_keysAction, &QAction::triggered, this, &MainWindow::openKeys);
    connect(m_lock, &QAction::triggered, this, [this] {
        if (m_workspace) {
            m_workspace->connection.session.lock();
        }
    });
    connect(m_unlock, &QAction::triggered, this, [this] {
        if (m_workspace) {
            m_workspace->connection.session.unlock();
        }
    });
    connect(connectAction, &QAction::triggered, this, &MainWindow::connectRequested);
    connect(demo, &QAction::triggered, this, &MainWindow::demoRequested);
    connect(quit, &QAction::triggered, this, &QWidget::close);
    updateLockCommands();
}

void MainWindow::setProfiles(const QStringList &names, const QString &current)
{
    m_menu->setProfiles(names, current);
}

void MainWindow::setForgetReason(const QString &reason)
{
    Commands::setReason(m_forget, reason);
}

QSize MainWindow::usualSize(const QSize &available)
{
    return QSize(1440, 900).boundedTo(available);
}

void MainWindow::keepPlace(const QString &settingsFile)
{
    // The frame of the window manager needs room as well.
    const QSize available = screen()->availableGeometry().size() - QSize(8, 40);
    if (!m_placement->restore(settingsFile, available)) {
        resize(usualSize(available));
    }
}

ConnectPage *MainWindow::showConnect()
{
    closeWorkspace();
    auto *page = new ConnectPage(m_stack);
    connect(page, &ConnectPage::demoRequested, this, &MainWindow::demoRequested);
    m_stack->addWidget(page);
    m_stack->setCurrentWidget(page);
    m_view = page;
    m_frame->setEnvironment(std::nullopt);
    setWindowTitle(u"Waldesk"_s);
    // The page has all it will show; its picture may be taken when it is laid out.
    QTimer::singleShot(0, page, [this] { emit settled(); });
    return page;
}

QWidget *MainWindow::buildWorkspaceView()
{
    auto *view = new QWidget(m_stack);
    m_topBar = new TopBar(m_menu, m_lock, m_paletteAction, view);
    m_below = new QWidget(view);
    m_sidebar = new NavList(m_below);
    m_pages = new QStackedWidget(m_below);
    auto *below = new QHBoxLayout(m_below);
    below->setContentsMargins(0, 0, 0, 0);
    below->setSpacing(0);
    below->addWidget(m_sidebar);
    below->addWidget(m_pages, 1);
    auto *column = new QVBoxLayout(view);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_topBar);
    column->addWidget(m_below, 1);
    connect(m_sidebar, &NavList::activated, view, [this](const QString &id) {
        if (QAction *action = m_commands.find(id)) {
            action->trigger();
        }
    });
    return view;
}

void MainWindow::addPlace(const QString &name, const QString &word, const QString &iconName, int key)
{
    const QString id = u"go."_s + name;
    QAction *action = m_commands.add(id, Group::Go, word, {QKeySequence(Qt::Key_G, Qt::Key(key))}, iconName, m_view);
    m_sidebar->addPage(id, iconName, word);
    connect(action, &QAction::triggered, m_view, [this, id] { showPage(id); });
}

void MainWindow::addPage(QWidget *page, const QString &name)
{
    const QString id = u"go."_s + name;
    m_pages->addWidget(page);
    page->setProperty(PageIdProperty, id);
    page->setAccessibleName(m_commands.find(id)->text());
}

void MainWindow::showPage(const QString &id)
{
    const auto built = [this, &id]() -> QWidget * {
        for (int index = 0; index < m_pages->count(); ++index) {
            if (m_pages->widget(index)->property(PageIdProperty).toString() == id) {
                return m_pages->widget(index);
            }
        }
        return nullptr;
    };
    QWidget *page = built();
    if (!page) {
        build(id);
        page = built();
    }
    m_pages->setCurrentWidget(page);
    showCurrentPlace();
    page->setFocus();
}

void MainWindow::build(QString id)
{
    const auto found = std::ranges::find(m_unbuilt, id, &Unbuilt::id);
    if (found == m_unbuilt.end()) {
        return;
    }
    const auto build = found->build;
    m_unbuilt.erase(found);
    (this->*build)();
}

void MainWindow::buildRest()
{
    while (!m_unbuilt.empty()) {
        build(m_unbuilt.front().id);
    }
}

void MainWindow::showWorkspace(const Workspace &workspace, const QString &place)
{
    closeWorkspace();
    m_workspace.emplace(workspace);
    m_menu->setSettingsFile(workspace.settingsFile);
    m_view = buildWorkspaceView();
    m_requests = new RequestsPage(*m_workspace, m_commands, m_pages);
    if (m_workspace->causes) {
        addErrorsPlace();
    }
    addPlace(u"requests"_s, tr("Requests"), u"nav-requests"_s, Qt::Key_R);
    addPage(m_requests, u"requests"_s);
    connect(m_requests, &RequestsPage::settled, this, &MainWindow::settled);
    if (m_workspace->stuck) {
        addStuckPlaces();
    }
    addPlace(u"journal"_s, tr("Journal"), u"nav-journal"_s, Qt::Key_J);
    m_unbuilt.push_back({u"go.journal"_s, &MainWindow::buildJournalPage});
    addPlanPlace();
    if (m_workspace->views) {
        addViews();
    }
    m_sidebar->addStretch();
    m_sidebar->addLink(m_keysAction->objectName(), u"keyboard"_s, tr("Keys"))->setCount(u"?"_s);
    m_stack->addWidget(m_view);
    m_stack->setCurrentWidget(m_view);
    m_leave = new LeaveQuestion(m_workspace->connection, this);
    followSession();
    applyFold();
    if (m_workspace->causes) {
        // Whether its page is built or not: what is unread, and whose errors they are, is told on others too.
        workflows::TriageFeed &errors = m_workspace->causes->feed;
        session::Session &session = m_workspace->connection.session;
        connect(&errors, &workflows::TriageFeed::answered, m_view, [&session] { session.noteAnswer(); });
        connect(&errors, &workflows::TriageFeed::failed, m_view,
                [&session](const api::ApiError &error) { session.noteFailure(error); });
        errors.start();
    }
    const bool atErrors = m_workspace->causes && place != u"requests"_s;
    goTo(atErrors ? u"errors"_s : u"requests"_s);
    m_requests->start();
    m_building->start(WithoutRowsMs);
}

void MainWindow::buildJournalPage()
{
    m_journal = new JournalPage(*m_workspace, m_commands, m_pages);
    addPage(m_journal, u"journal"_s);
    connect(m_journal, &JournalPage::settled, this, &MainWindow::settled);
    connect(m_journal, &JournalPage::requestWanted, this, [this](const domain::Uuid &uuid) {
        goTo(u"requests"_s);
        m_requests->openRequest(uuid);
    });
    connect(m_journal, &JournalPage::countsChanged, this, [this] {
        const int unknown = m_journal->unsettledCount();
        //: changes whose outcome nobody knows yet
        m_sidebar->item(u"go.journal"_s)
            ->setCount(unknown > 0 ? tr("%1 unknown").arg(unknown) : QString(), Ink::Accent);
    });
    m_journal->start();
}

void MainWindow::addErrorsPlace()
{
    addPlace(u"errors"_s, tr("Errors"), u"nav-errors"_s, Qt::Key_E);
    m_unbuilt.push_back({u"go.errors"_s, &MainWindow::buildErrorsPage});
    connect(m_requests, &RequestsPage::causeWanted, this, [this](const QByteArray &key) {
        goTo(u"errors"_s);
        m_errors->openCause(key);
    });
}

void MainWindow::buildErrorsPage()
{
    m_errors = new ErrorsPage(*m_workspace, m_commands, m_pages);
    addPage(m_errors, u"errors"_s);
    connect(m_errors, &ErrorsPage::settled, this, &MainWindow::settled);
    connect(m_errors, &ErrorsPage::requestsWanted, this, [this](const QString &line) {
        goTo(u"requests"_s);
        m_requests->setQueryLine(line);
    });
    connect(m_errors, &ErrorsPage::requestWanted, this, [this](const domain::Uuid &uuid) {
        goTo(u"requests"_s);
        m_requests->openRequest(uuid);
    });
    connect(m_errors, &ErrorsPage::countsChanged, this, [this] {
        const qint64 unread = m_errors->unreadCount();
        //: causes that are new or back and that nobody has opened yet, whatever period is shown
        m_sidebar->item(u"go.errors"_s)
            ->setCount(unread > 0 ? tr("%1 unread").arg(groupedNumber(unread)) : QString(), Ink::Accent);
    });
    followPlans(m_errors);
    m_errors->start();
}

void MainWindow::addStuckPlaces()
{
    addPlace(u"stuck"_s, tr("Stuck"), u"state-stuck"_s, Qt::Key_S);
    addPlace(u"agents"_s, tr("Agents"), u"offering"_s, Qt::Key_A);
    m_unbuilt.push_back({u"go.stuck"_s, &MainWindow::buildStuckPage});
    m_unbuilt.push_back({u"go.agents"_s, &MainWindow::buildAgentsPage});
    session::StuckRequests *stuck = m_workspace->stuck;
    const auto tellCount = [this, stuck] {
        const qint64 count = stuck->count();
        m_sidebar->item(u"go.stuck"_s)
            ->setCount(count > 0 ? groupedNumber(count) : QString(), Ink::Stuck,
                       tr("%n stuck request(s)", nullptr, static_cast<int>(count)));
    };
    connect(stuck, &session::StuckRequests::changed, m_view, tellCount);
    tellCount();
    connect(m_requests, &RequestsPage::agentsWanted, this, &MainWindow::showAgents);
}

void MainWindow::buildStuckPage()
{
    m_stuck = new StuckPage(*m_workspace, m_commands, m_pages);
    addPage(m_stuck, u"stuck"_s);
    connect(m_stuck, &StuckPage::settled, this, &MainWindow::settled);
    connect(m_stuck, &StuckPage::requestWanted, this, [this](const domain::Uuid &uuid) {
        goTo(u"requests"_s);
        m_requests->openRequest(uuid);
    });
    connect(m_stuck, &StuckPage::agentsWanted, this, &MainWindow::showAgents);
    followPlans(m_stuck);
}

void MainWindow::buildAgentsPage()
{
    m_agents = new AgentsPage(*m_workspace, m_commands, m_pages);
    addPage(m_agents, u"agents"_s);
    connect(m_agents, &AgentsPage::settled, this, &MainWindow::settled);
    connect(m_agents, &AgentsPage::requestsWanted, this, [this](const QString &line) {
        goTo(u"requests"_s);
        m_requests->setQueryLine(line);
    });
}

void MainWindow::showAgents(const domain::Uuid &offering)
{
    goTo(u"agents"_s);
    m_agents->showOffering(offering);
}

void MainWindow::addViews()
{
    m_views = new ViewCommands(
        *m_workspace, m_commands, *m_sidebar, [this] { return lineInFront(); }, m_view);
    connect(m_views, &ViewCommands::lineWanted, this, [this](const QString &line) {
        goTo(u"requests"_s);
        m_requests->setQueryLine(line);
    });
    connect(m_views, &ViewCommands::said, this, [this](const QString &sentence, bool trouble) {
        m_note->say(trouble ? NoteBar::Tone::Bad : NoteBar::Tone::Passing, sentence);
    });
    const auto tellCounts = [this] {
        if (const auto matches = m_requests->matches()) {
            m_workspace->views->counts.notePage(m_requests->queryLine(), matches->count, matches->complete);
        }
    };
    connect(m_requests, &RequestsPage::matchesChanged, m_views, tellCounts);
    connect(m_requests, &RequestsPage::lineChanged, m_views, [this, tellCounts] {
        showCurrentPlace();
        tellCounts();
    });
    connect(&m_workspace->views->views, &session::SavedViews::changed, m_views, [this, tellCounts] {
        showCurrentPlace();
        tellCounts(); // of one that was saved from what is shown, which nothing else will tell anew
    });
    if (const QString trouble = m_workspace->views->views.trouble(); !trouble.isEmpty()) {
        say(trouble);
    }
    m_workspace->views->counts.start();
}

/// A view is a place of its own while its line is what the Requests page shows.
void MainWindow::showCurrentPlace()
{
    const QWidget *page = m_pages->currentWidget();
    const QString view = m_views && page == m_requests ? m_views->idOfLine(m_requests->queryLine()) : QString();
    const QString id = page ? page->property(PageIdProperty).toString() : QString();
    m_sidebar->setCurrent(m_sidebar->item(view) ? view : id);
}

QString MainWindow::lineInFront() const
{
    if (m_errors && m_pages->currentWidget() == m_errors) {
        const auto query = domain::SavedView{{}, m_errors->queryLine(), false}.query();
        return query ? query->withStates({domain::State::Erred}).toLine() : QString();
    }
    if (m_journal && m_pages->currentWidget() == m_journal) {
        return {}; // a view is one of requests
    }
    if (m_stuck && m_pages->currentWidget() == m_stuck) {
        return (u"is:stuck "_s + m_stuck->queryLine()).trimmed();
    }
    return m_requests->queryLine();
}

void MainWindow::openNotices()
{
    if (!m_workspace || !m_workspace->views) {
        return;
    }
    const session::Profile &profile = m_workspace->connection.session.profile();
    const bool quiet = profile.environment == Environment::Production || !profile.environmentKnown;
    session::Notices &notices = m_workspace->views->notices;
    openOnce(m_view, u"noticesDialog"_s, [&] {
        auto *dialog = new NoticesDialog(profile.name, notices.settings(), quiet, m_view);
        connect(dialog, &NoticesDialog::chosen, m_view, [this, &notices](const session::NoticeSettings &settings) {
            if (const QString refused = notices.setSettings(settings); !refused.isEmpty()) {
                say(refused);
            }
        });
        return dialog;
    });
}

void MainWindow::addPlanPlace()
{
    addPlace(u"plan"_s, tr("Plan"), u"act-plan"_s, Qt::Key_P);
    m_unbuilt.push_back({u"go.plan"_s, &MainWindow::buildPlanPage});
    updatePlanPlace();
    followPlans(m_requests);
    connect(m_requests, &RequestsPage::resourcePlanWanted, m_view,
            [this](domain::Action action, const auto &resources) {
                showPlan();
                sayBegun(m_plan->beginResources(action, resources));
            });
    session::BulkWrites &bulk = m_workspace->connection.bulk;
    connect(&bulk, &session::BulkWrites::leftoversChanged, m_view, [this] { sayLeftover(); });
    // A run that nobody looks at says how it went; the page in front says it itself.
    connect(&bulk, &session::BulkWrites::finished, m_view, [this] {
        if (m_plan && m_pages->currentWidget() == m_plan) {
            return;
        }
        using Outcome = domain::WriteOutcome;
        const workflows::BulkQueue &queue = *m_workspace->connection.bulk.queue();
        const int done = queue.count(Outcome::Done);
        m_note->say(done == queue.size() ? NoteBar::Tone::Good : NoteBar::Tone::Bad,
                    tr("The run has ended: %1 of %2 done.").arg(groupedNumber(done), groupedNumber(queue.size())),
                    tr("Show"), [this] { goTo(u"plan"_s); });
    });
}

void MainWindow::buildPlanPage()
{
    m_plan = new PlanPage(*m_workspace, m_commands, m_pages);
    addPage(m_plan, u"plan"_s);
    connect(m_plan, &PlanPage::progressChanged, m_view, [this] { updatePlanPlace(); });
    updatePlanPlace();
    connect(m_plan, &PlanPage::settled, this, &MainWindow::settled);
    connect(m_plan, &PlanPage::closed, m_view, [this] {
        updatePlanPlace();
        const bool toErrors = m_errors && m_beforePlan == m_errors;
        const bool toStuck = m_stuck && m_beforePlan == m_stuck;
        goTo(toErrors ? u"errors"_s : toStuck ? u"stuck"_s : u"requests"_s);
    });
    connect(m_plan, &PlanPage::requestWanted, m_view, [this](const domain::Uuid &uuid) {
        goTo(u"requests"_s);
        m_requests->openRequest(uuid);
    });
}

void MainWindow::followPlans(ListDetailPage *page)
{
    connect(page, &ListDetailPage::planWanted, m_view,
            [this](domain::Action action, const auto &rows) { openPlan(action, rows); });
}

void MainWindow::updatePlanPlace()
{
    const bool has = m_plan && m_plan->hasPlan();
    NavItem *item = m_sidebar->item(u"go.plan"_s);
    item->setVisible(has);
    item->setCount(m_plan ? m_plan->progressText() : QString(), Ink::Accent);
    Commands::setReason(m_commands.find(u"go.plan"_s),
                        has ? QString() : tr("There is no plan: mark requests with x, then choose an action."));
}

void MainWindow::showPlan()
{
    m_beforePlan = m_pages->currentWidget();
    showPage(u"go.plan"_s); // its command is off while there is none to go to
}

void MainWindow::openPlan(domain::Action action, std::vector<domain::Request> rows)
{
    showPlan();
    sayBegun(m_plan->begin(action, std::move(rows)));
}

void MainWindow::sayBegun(bool begun)
{
    if (!begun) {
        m_note->say(NoteBar::Tone::Bad, tr("A run is under way: another plan can begin when it has ended."));
    }
}

/// What a run before this one did not finish: told once, with what can be done about it.
void MainWindow::sayLeftover()
{
    using Kind = workflows::BulkFate::Kind;
    session::BulkWrites &bulk = m_workspace->connection.bulk;
    if (bulk.leftovers().empty()) {
        return;
    }
    const session::BulkWrites::Leftover leftover = bulk.leftovers().front();
    const int left = leftover.count(Kind::NeverSent);
    const QString sentence = tr("A run of %n change(s) was interrupted: %1 with a result, %2 unknown, %3 never sent.",
                                nullptr, static_cast<int>(leftover.fates.size()))
                                 .arg(groupedNumber(leftover.count(Kind::Known)),
                                      groupedNumber(leftover.count(Kind::Unknown)), groupedNumber(left));
    const QString link = left > 0 ? tr("Plan the rest") : tr("Dismiss");
    m_note->say(NoteBar::Tone::Bad, sentence, link, [this, leftover, left] {
        if (left == 0) {
            m_workspace->connection.bulk.dropLeftover(leftover.record.id);
            return;
        }
        showPlan();
        m_plan->beginRest(leftover);
    });
}

void MainWindow::followSession()
{
    session::Session &session = m_workspace->connection.session;
    m_frame->setEnvironment(session.profile().environment);
    setWindowTitle(tr("%1 — Waldesk").arg(session.profile().name));
    connect(&session, &session::Session::personChanged, m_view, [this] {
        updateTopBar();
        if (isSettled()) {
            emit settled();
        }
    });
    connect(&session, &session::Session::connectionChanged, m_view, [this] { updateConnection(); });
    connect(&session, &session::Session::environmentChanged, m_view, [this] { environmentTold(); });
    // Later: the answer that told it is being handled by the feed itself.
    connect(
        &session, &session::Session::cameBack, m_view,
        [this] {
            using workflows::RequestFeed;
            using workflows::TriageFeed;
            // The live updates read what has changed meanwhile; only what could not be read is read now.
            const bool isLive = m_workspace->live && m_workspace->live->isOn();
            RequestFeed &feed = m_workspace->feed;
            if (!isLive) {
                feed.refresh();
            } else if (feed.phase() == RequestFeed::Phase::Failed) {
                feed.retry();
            }
            if (!m_workspace->causes) {
                return;
            }
            TriageFeed &errors = m_workspace->causes->feed;
            if (!isLive) {
                errors.refresh();
            } else if (errors.phase() == TriageFeed::Phase::Failed) {
                errors.retry();
            }
        },
        Qt::QueuedConnection);
    if (!session.profile().environmentKnown) {
        askEnvironment();
    }
    connect(&session, &session::Session::lockTick, m_view, [this] { updateTopBar(); });
    connect(&session, &session::Session::lockChanged, m_view, [this] {
        updateLockCommands();
        updateTopBar();
    });
    connect(&m_workspace->feed, &workflows::RequestFeed::phaseChanged, m_view, [this] { updateTopBar(); });
    followLive();
    updateLockCommands();
    updateTopBar();
    keepClock();
}

void MainWindow::followLive()
{
    session::LiveUpdates *live = m_workspace->live;
    new InputWatch(m_workspace->causes ? &m_workspace->causes->feed : nullptr, live, m_view);
    if (!live) {
        return;
    }
    connect(live, &session::LiveUpdates::changed, m_view, [this] {
        updateTopBar();
        keepClock();
    });
    connect(live, &session::LiveUpdates::clockDiffers, m_view, [this](const QString &sentence) { say(sentence); });
    connect(qGuiApp, &QGuiApplication::applicationStateChanged, m_view,
            [live](Qt::ApplicationState state) { live->setFocused(state == Qt::ApplicationActive); });
}

void MainWindow::updateConnection()
{
    using Kind = api::ConnectionState::Kind;
    const api::ConnectionState &state = m_workspace->connection.session.connectionState();
    updateTopBar();
    if (state.kind == Kind::SignInNeeded) {
        m_tokenAsked = true;
        m_note->say(NoteBar::Tone::Bad, state.sentence, tr("Paste a new token"), [this] { emit tokenRequested(); });
    } else if (std::exchange(m_tokenAsked, false)) {
        m_note->dismiss();
    }
    if (isSettled()) {
        emit settled();
    }
}

void MainWindow::askEnvironment()
{
    m_environmentQuestion = new EnvironmentQuestion(m_workspace->connection.session.profile().name, m_view);
    connect(m_environmentQuestion, &EnvironmentQuestion::answered, this, &MainWindow::environmentChosen);
    auto *column = qobject_cast<QVBoxLayout *>(m_view->layout());
    column->insertWidget(column->indexOf(m_topBar) + 1, m_environmentQuestion);
}

void MainWindow::environmentTold()
{
    if (m_environmentQuestion) {
        m_environmentQuestion->hide();
        m_environmentQuestion->deleteLater(); // its own click has led here
        m_environmentQuestion = nullptr;
    }
    m_frame->setEnvironment(m_workspace->connection.session.profile().environment);
    updateLockCommands();
    updateTopBar();
}

bool MainWindow::hasUnfinishedChanges() const
{
    return m_leave && !m_leave->isFree();
}

void MainWindow::leave(std::function<void()> go)
{
    if (m_leave) {
        m_leave->ask(std::move(go));
    } else {
        go();
    }
}

void MainWindow::closeWorkspace()
{
    if (m_workspace && m_workspace->causes) {
        m_workspace->causes->feed.endVisit();
    }
    m_clock->stop();
    m_building->stop();
    m_unbuilt.clear();
    closeOverlay();
    setForgetReason(tr("No server is open."));
    delete m_leave;
    m_leave = nullptr;
    m_environmentQuestion = nullptr;
    if (std::exchange(m_tokenAsked, false)) {
        m_note->dismiss();
    }
    m_topBar = nullptr; // pages that go change what is followed, and the bar is gone before some of them
    delete m_view;      // now, not later: the composition takes the workspace apart next
    m_view = nullptr;
    m_sidebar = nullptr;
    m_pages = nullptr;
    m_below = nullptr;
    m_errors = nullptr;
    m_requests = nullptr;
    m_stuck = nullptr;
    m_agents = nullptr;
    m_views = nullptr;
    m_journal = nullptr;
    m_plan = nullptr;
    m_beforePlan = nullptr;
    m_workspace.reset();
    updateLockCommands();
}

void MainWindow::updateLockCommands()
{
    const bool production =
        m_workspace && m_workspace->connection.session.profile().environment == Environment::Production;
    const bool known = m_workspace && m_workspace->connection.session.profile().environmentKnown;
    const QString none = !m_workspace ? tr("No server is open.")
                         : known      ? tr("Only a production profile is locked.")
                                      : tr("It is read-only until you choose what kind of server it is.");
    Commands::setReason(m_newToken, m_workspace ? QString() : tr("No server is open."));
    Commands::setReason(m_notices, m_workspace && m_workspace->views ? QString() : tr("No server is open."));
    const bool locked = production && m_workspace->connection.session.isLocked();
    Commands::setReason(m_lock, !production ? none : locked ? tr("It is locked already.") : QString());
    Commands::setReason(m_unlock, !production ? none : QString());
}

/// Seconds are shown to who looks: a window that is hidden, or paused behind another one, wakes nobody up.
void MainWindow::keepClock()
{
    const bool isSeen = m_workspace && m_topBar && isVisible() && !isMinimized();
    const bool stands = !isActiveWindow() && isSeen && m_workspace->live && m_workspace->live->isPaused();
    if (!isSeen || stands) {
        m_clock->stop();
        return;
    }
    const int interval = isActiveWindow() ? ClockMs : UnseenClockMs;
    if (!m_clock->isActive() || m_clock->interval() != interval) {
        m_clock->start(interval);
    }
}

void MainWindow::updateTopBar()
{
    if (!m_workspace || !m_topBar) {
        return;
    }
    const session::Clock &clock = m_workspace->connection.clock;
    m_topBar->setContent(TopBar::contentOf(m_workspace->connection.session, m_workspace->feed, m_workspace->live,
                                           {clock.here(), clock.zone()}));
}

void MainWindow::goTo(const QString &page)
{
    if (QAction *action = m_commands.find(u"go."_s + page)) {
        action->trigger();
    }
}

void MainWindow::goTo(const domain::Address &address)
{
    if (!m_requests) {
        return;
    }
    goTo(u"requests"_s);
    switch (address.target) {
    case domain::Address::Target::Request:
        m_requests->openRequest(address.uuid);
        break;
    case domain::Address::Target::Offering:
        m_requests->setQueryLine(u"offering:"_s + address.uuid.toString());
        break;
    case domain::Address::Target::Query:
        m_requests->setQueryLine(address.line);
        break;
    }
}

void MainWindow::goTo(const workflows::NoticePlace &place)
{
    using Kind = workflows::NoticePlace::Kind;
    if (!m_requests) {
        return;
    }
    closeOverlay();
    switch (place.kind) {
    case Kind::Errors:
        goTo(u"errors"_s);
        break;
    case Kind::Cause:
        goTo(u"errors"_s);
        if (m_errors) {
            m_errors->openCause(place.cause);
        }
        break;
    case Kind::Requests:
        goTo(u"requests"_s);
        break;
    case Kind::Request:
        goTo(u"requests"_s);
        m_requests->openRequest(place.request);
        break;
    case Kind::View:
        goTo(u"requests"_s);
        m_requests->setQueryLine(place.line);
        break;
    }
}

bool MainWindow::isInFront(const workflows::NoticePlace &place) const
{
    using Kind = workflows::NoticePlace::Kind;
    if (!m_requests || !isActiveWindow() || isMinimized()) {
        return false;
    }
    const QWidget *page = m_pages->currentWidget();
    switch (place.kind) {
    case Kind::Errors:
    case Kind::Cause:
        return m_errors && page == m_errors;
    case Kind::Requests:
        return page == m_requests;
    case Kind::Request:
        return page == m_requests && m_requests->currentRequest() == place.request;
    case Kind::View:
        return page == m_requests && m_requests->queryLine() == place.line;
    }
    return false;
}

void MainWindow::bringToFront()
{
    setWindowState((windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    show();
    raise();
    activateWindow();
}

void MainWindow::openOverlay(OverlayPanel *overlay)
{
    closeOverlay();
    m_overlay = overlay;
    overlay->letPass({m_paletteAction, m_commands.find(u"window.quit"_s)});
    connect(overlay, &OverlayPanel::closed, overlay, &QObject::deleteLater);
    overlay->open();
}

void MainWindow::closeOverlay()
{
    if (m_overlay) {
        m_overlay->closePanel();
    }
}

void MainWindow::openPalette()
{
    if (auto *open = qobject_cast<Palette *>(m_overlay.get()); open && open->isOpen()) {
        open->startOver();
        return;
    }
    buildRest(); // their commands are listed too
    QWidget *host = m_below ? m_below : m_stack;
    auto *palette = new Palette(m_commands, m_workspace ? &*m_workspace : nullptr, host);
    connect(palette, &Palette::commandChosen, this, &MainWindow::runChosen);
    connect(palette, &Palette::causeChosen, this, [this](const QByteArray &key) {
        goTo(u"errors"_s);
        m_errors->openCause(key);
    });
    connect(palette, &Palette::addressChosen, this, qOverload<const domain::Address &>(&MainWindow::goTo));
    openOverlay(palette);
}

/// The page of a command comes to the front before it, so that a person sees what it is done to. What would be done at
/// once, without a plan or a dialog before it, waits for a second choice: what is chosen there may be forgotten.
void MainWindow::runChosen(QAction *action)
{
    QAction *place = m_commands.placeOf(*action);
    if (place && m_pages->currentWidget()->property(PageIdProperty).toString() != place->objectName()) {
        // Where it is off there is no such page, as without a plan: then it is the reason of this command too.
        if (!place->isEnabled()) {
            m_note->say(NoteBar::Tone::Passing, Commands::reason(place));
            return;
        }
        showPage(place->objectName());
        const auto entry = std::ranges::find(m_commands.entries(), action, &Commands::Entry::action);
        const QString text = Commands::plainText(*action);
        if (entry->group == Commands::Group::Act && !text.endsWith(u'\u2026')) {
            m_note->say(NoteBar::Tone::Passing, tr("%1 acts on what is chosen here: choose it again.").arg(text));
            return;
        }
    }
    action->trigger();
}

void MainWindow::openKeys()
{
    buildRest();
    auto *sheet = new KeySheet(m_below ? m_below : m_stack);
    sheet->setGroups(keyGroups(m_commands));
    openOverlay(sheet);
}

bool MainWindow::isSettled() const
{
    // A picture with "reading your role" in it would be out of date a moment later.
    if (m_workspace && !m_workspace->connection.session.hasPerson() &&
        m_workspace->connection.session.connectionState().maySend()) {
        return false;
    }
    if (m_errors && m_pages->currentWidget() == m_errors) {
        return m_errors->isSettled();
    }
    if (m_journal && m_pages->currentWidget() == m_journal) {
        return m_journal->isSettled();
    }
    if (m_plan && m_pages->currentWidget() == m_plan) {
        return m_plan->isSettled();
    }
    if (m_stuck && m_pages->currentWidget() == m_stuck) {
        return m_stuck->isSettled();
    }
    if (m_agents && m_pages->currentWidget() == m_agents) {
        return m_agents->isSettled();
    }
    return !m_requests || m_requests->isSettled();
}

void MainWindow::say(const QString &sentence)
{
    m_note->say(NoteBar::Tone::Bad, sentence);
}

bool MainWindow::event(QEvent *event)
{
    // Where no window manager hands the focus back after a dialog, the keys would go nowhere.
    if (event->type() == QEvent::WindowUnblocked) {
        activateWindow();
    } else if (event->type() == QEvent::WindowActivate) {
        emit looked();
    }
    return QMainWindow::event(event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (hasUnfinishedChanges()) {
        event->ignore();
        leave([this] { close(); });
        return;
    }
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    applyFold();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (lookChanged(event)) {
        applyFold();
    }
    if (event->type() == QEvent::ActivationChange || event->type() == QEvent::WindowStateChange) {
        updateTopBar();
        keepClock();
    }
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    updateTopBar();
    keepClock();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    keepClock();
}

void MainWindow::applyFold()
{
    // Told here, else the layout takes what the unfolded parts need as the least, and no edge can be drawn to where
    // they would fold.
    const Look &look = Look::of(this);
    setMinimumSize(look.chars(60), look.chars(40));
    if (m_sidebar) {
        m_sidebar->setRail(look.fold(width()) != Fold::Wide);
    }
}

} // namespace waldesk::ui
