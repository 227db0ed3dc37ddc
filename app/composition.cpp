// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"

#include "app/connection/keptdata.h"
#include "app/demo/demoservice.h"
#include "app/desktop/desktopnotifier.h"
#include "app/desktop/sessionbus.h"
#include "app/englishplurals.h"
#include "app/profiles/journallimit.h"
#include "app/screenshot.h"
#include "models/api/waldurclient.h"
#include "models/archive/causearchive.h"
#include "models/archive/journal.h"
#include "models/archive/rowarchive.h"
#include "models/domain/cause/secretrules.h"
#include "models/session/foundresourcecache.h"
#include "models/session/liveupdates.h"
#include "models/session/notices.h"
#include "models/session/stuckrequests.h"
#include "models/session/viewcounts.h"
#include "models/tables/requeststore.h"
#include "models/workflows/archivestart.h"
#include "models/workflows/requestfeed.h"
#include "ui/base/waldeskstyle.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QNetworkProxyFactory>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace waldesk::app
{

using domain::Environment;

namespace
{

constexpr int NestedLoopRetryMs = 20;
constexpr int AfterFirstRowsMs = 300;
constexpr int BeforePageMs = 100;

QString configurationFolder()
{
    return QFileInfo(ProfileStore::defaultFile()).dir().path();
}

QString settingsFile()
{
    return QDir(configurationFolder()).filePath(u"window.ini"_s);
}

ui::ConnectPage::Form formOf(const SavedProfile &profile)
{
    ui::ConnectPage::Form form;
    form.name = profile.name;
    form.server = profile.root.toString();
    form.schemeWord = profile.schemeWord;
    form.environment = profile.environment;
    form.caFile = profile.caFile;
    form.insecureHttp = profile.insecureHttp;
    return form;
}

ui::WaldeskStyle::Scheme schemeOf(const WindowOptions &options)
{
    switch (options.scheme) {
    case WindowOptions::Scheme::Light:
        return ui::WaldeskStyle::Scheme::Light;
    case WindowOptions::Scheme::Dark:
        return ui::WaldeskStyle::Scheme::Dark;
    case WindowOptions::Scheme::Desktop:
        break;
    }
    const int kept = QSettings(settingsFile(), QSettings::IniFormat).value(u"scheme"_s, 0).toInt();
    return kept == 1   ? ui::WaldeskStyle::Scheme::Light
           : kept == 2 ? ui::WaldeskStyle::Scheme::Dark
                       : ui::WaldeskStyle::Scheme::System;
}

/// The limits of what is kept, from the window's settings: `archive/rows`, `archive/days`, `archive/megabytes`.
archive::RowArchive::Options rowOptions(const api::Connection &connection, const domain::Uuid &person)
{
    const QSettings settings(settingsFile(), QSettings::IniFormat);
    const auto limit = [&settings](const QString &name, qint64 usual) {
        bool good = false;
        const qint64 value = settings.value(u"archive/"_s + name).toLongLong(&good);
        return good && value >= 0 ? value : usual;
    };
    archive::RowArchive::Options options;
    options.tokenMark = connection.tokenMark();
    options.person = person;
    archive::RowLimits &limits = options.limits;
    limits.rows = limit(u"rows"_s, limits.rows);
    limits.days = int(std::min<qint64>(limit(u"days"_s, limits.days), 100'000));
    constexpr qint64 Megabyte = 1024 * 1024;
    limits.bytes = std::min(limit(u"megabytes"_s, limits.bytes / Megabyte), qint64(1) << 40) * Megabyte;
    return options;
}

} // namespace

/// One connection, in the order in which its parts need each other.
struct Composition::Connected {
    Connected(std::shared_ptr<demo::DemoService> service, const api::Connection &connection,
              const session::Profile &profile, const domain::Uuid &person)
        : demo(std::move(service)), demoArchiveDir(demo ? std::make_unique<QTemporaryDir>() : nullptr),
          client(connection), journal(QDir(profile.folder).filePath(u"journal.jsonl"_s)),
          open(client, store, journal, profile, settingsFile()), feed(client, store),
          archive(keptFile(profile, u"causes.sqlite"_s), archive::CauseArchive::Access::Owner, connection.tokenMark(),
                  person),
          rows(keptFile(profile, u"rows.sqlite"_s), rowOptions(connection, person)), sync(rows, store),
          rules(configurationFolder()), index(store, rules.classifierRules()), triageFeed(client, store, archive),
          triage(store, index, archive, triageFeed, client), start(sync, feed, triageFeed),
          live(client, store, open, feed, &triageFeed), stuck(client, store, open.session, open.clock), found(client),
          actions(triage, archive, rules, open.undo), causes{triageFeed, index, triage, rules, archive, actions},
          savedViews(profile.folder), viewCounts(client, store, open.session, open.clock, savedViews),
          notices(open.session, open.clock, savedViews), views{savedViews, viewCounts, notices}
    {
        journal.setLimit(journalLimit());
        QObject::connect(&sync, &workflows::ArchiveSync::textsRestored, &index, &workflows::ErrorClassifier::takeKept);
        QObject::connect(&index, &workflows::ErrorClassifier::classified, &sync, &workflows::ArchiveSync::keepFindings);
        QObject::connect(&feed, &workflows::RequestFeed::phaseChanged, &open.elsewhere, [this] {
            if (feed.phase() == workflows::RequestFeed::Phase::Ready)
                open.elsewhere.noteReading(feed.scope());
        });
        QObject::connect(&live.feed(), &workflows::ChangeFeed::polled, &open.elsewhere,
                         &session::ChangesElsewhere::noteReadingOfAll);
    }

    /// Of what is known of this server. That of the demo is temporary: its data is made anew at each start.
    [[nodiscard]] QString keptFile(const session::Profile &profile, const QString &name) const
    {
        return QDir(demo ? demoArchiveDir->path() : profile.folder).filePath(name);
    }

    std::shared_ptr<demo::DemoService> demo;
    QString savedAs;                               ///< the name of its profile; empty: it is not saved
    bool renewed = false;                          ///< its token was: an answer to the one before says nothing of it
    std::unique_ptr<QTemporaryDir> demoArchiveDir; ///< null: it is not the demo
    api::WaldurClient client;
    tables::RequestStore store;
    archive::Journal journal;
    session::OpenConnection open;
    workflows::RequestFeed feed;
    archive::CauseArchive archive;
    archive::RowArchive rows;
    workflows::ArchiveSync sync;
    workflows::RuleStore rules;
    workflows::ErrorClassifier index;
    workflows::TriageFeed triageFeed;
    workflows::Triage triage;
    workflows::ArchiveStart start;
    session::LiveUpdates live;
    session::StuckRequests stuck;
    session::FoundResourceCache found;
    session::CauseActions actions;
    ui::CauseWorkspace causes;
    session::SavedViews savedViews;
    session::ViewCounts viewCounts;
    session::Notices notices;
    std::optional<DesktopNotifier> notifier; ///< from the first notice on: it asks for the session bus
    ui::ViewWorkspace views;
};

Composition::Composition(WindowOptions options, std::unique_ptr<SecretBackend> keychain)
    : m_options(std::move(options)), m_secrets(std::move(keychain))
{
    m_turn.setSingleShot(true);
    connect(&m_turn, &QTimer::timeout, this, [this] {
        // A menu below a tool button runs a loop of its own, with the button's event on the stack.
        if (QThread::currentThread()->loopLevel() > 1) {
            m_turn.start(NestedLoopRetryMs);
            return;
        }
        std::exchange(m_step, nullptr)();
    });
    m_beforePage.setSingleShot(true);
    connect(&m_beforePage, &QTimer::timeout, this, &Composition::showWindow);
    connect(&m_window, &ui::MainWindow::demoRequested, this, [this] { leaveFor([this] { openDemo(); }); });
    connect(&m_window, &ui::MainWindow::connectRequested, this, [this] {
        // What is typed there stays.
        if (!m_connectPage) {
            leaveFor([this] { openConnect({}); });
        }
    });
    connect(&m_window, &ui::MainWindow::profileRequested, this, [this](const QString &name) {
        ConnectionChoice choice;
        choice.kind = ConnectionChoice::Kind::Profile;
        choice.profile = name;
        leaveFor([this, choice] { open(choice); });
    });
    connect(&m_window, &ui::MainWindow::tokenRequested, this, &Composition::openTokenDialog);
    connect(&m_window, &ui::MainWindow::forgetRequested, this, &Composition::askToForget);
    connect(&m_window, &ui::MainWindow::environmentChosen, this, [this](Environment environment) {
        if (!m_connected) {
            return;
        }
        const auto kept = m_profiles.setEnvironmentOf(m_connected->client.connection().root, environment);
        if (!kept) {
            m_window.say(kept.error());
        }
        m_connected->open.session.setEnvironment(environment);
    });
    // The first answer that is an error needs the table of secrets; earlier it would take a processor from the rows.
    connect(
        &m_window, &ui::MainWindow::settled, this,
        [] { QThreadPool::globalInstance()->start([] { (void)domain::SecretRules::builtIn(); }); },
        Qt::SingleShotConnection);
    connect(&m_opener, &ConnectionOpener::keptLess, &m_window, &ui::MainWindow::say);
    connect(&m_screenLock, &ScreenLock::changed, this, [this] {
        if (m_connected) {
            m_connected->live.setScreenLocked(m_screenLock.isLocked());
        }
    });
    connect(&m_running, &RunningWindow::addressReceived, this, [this](const QString &text) {
        if (const auto address = domain::Address::tryParse(text)) {
            m_window.goTo(*address);
            m_window.bringToFront();
        }
    });
    if (m_options.size.isValid()) {
        m_window.resize(m_options.size);
    } else if (!m_options.screenshotFile.isEmpty()) {
        m_window.resize(1440, 900); // a picture is the same on every machine
    } else {
        m_window.keepPlace(settingsFile());
    }
}

Composition::~Composition()
{
    m_window.closeWorkspace(); // its pages refer to what m_connected holds
}

void Composition::afterSignal(std::function<void()> step)
{
    m_step = std::move(step);
    m_turn.start(0);
}

void Composition::leaveFor(const std::function<void()> &step)
{
    afterSignal([this, step] {
        if (!m_window.hasUnfinishedChanges()) {
            step();
            return;
        }
        // Asked again afterwards: something may have been started in the meantime.
        m_window.leave([this, step] { leaveFor(step); });
    });
}

void Composition::openTokenDialog()
{
    if (!m_connected) {
        return;
    }
    if (!m_tokenDialog) {
        m_tokenDialog = new ui::TokenDialog(m_connected->client.connection(),
                                            m_connected->open.session.person().username, &m_window);
        connect(m_tokenDialog, &ui::TokenDialog::renewed, this, &Composition::renewToken);
    }
    m_tokenDialog->open();
    m_tokenDialog->raise();
    m_tokenDialog->activateWindow();
}

void Composition::renewToken(const ui::TokenDialog::Renewed &renewed)
{
    if (!m_connected) {
        return;
    }
    m_connected->client.setToken(renewed.token, renewed.schemeWord);
    m_connected->renewed = true;
    m_opener.keepToken(m_connected->savedAs, m_connected->client.connection(), renewed.remember);
    m_connected->open.session.start();
}

void Composition::askToForget()
{
    if (!m_connected || m_connected->demo || m_forgetQuestion) {
        return;
    }
    const session::Profile &profile = m_connected->open.session.profile();
    const KeptData kept = keptDataIn(profile.folder);
    ui::ForgetQuestion::Facts facts;
    facts.profile = profile.name;
    facts.isSaved = !m_connected->savedAs.isEmpty();
    facts.requests = m_connected->store.size();
    facts.bytes = kept.bytes;
    facts.journal = kept.journal;
    m_forgetQuestion = new ui::ForgetQuestion(facts, &m_window);
    connect(m_forgetQuestion, &ui::ForgetQuestion::confirmed, this, [this] { leaveFor([this] { forget(); }); });
    m_forgetQuestion->open();
}

void Composition::forget()
{
    if (!m_connected || m_connected->demo) {
        return;
    }
    const session::Profile profile = m_connected->open.session.profile();
    const QString savedAs = m_connected->savedAs;
    openConnect({}); // closes every file of it
    if (isKeptDataInUse(profile.folder)) {
        m_connectPage->setNotice(tr("%1 was not forgotten: another window has it open. Close that window, then forget "
                                    "it again.")
                                     .arg(profile.name));
        return;
    }
    const QStringList left = deleteKeptData(profile.folder);
    QStringList sentences;
    if (!left.isEmpty()) {
        sentences << tr("These files could not be deleted: %1 in %2.").arg(left.join(u", "_s), profile.folder);
    }
    if (const SavedProfile *saved = savedAs.isEmpty() ? nullptr : m_profiles.find(savedAs)) {
        m_secrets.forget(saved->secretKey());
        if (const auto removed = m_profiles.remove(savedAs); !removed) {
            sentences << removed.error();
        }
        updateProfiles({});
    }
    if (sentences.isEmpty()) {
        const QString journal = keptDataIn(profile.folder).journal;
        sentences << (journal.isEmpty()
                          ? tr("%1 is forgotten.").arg(profile.name)
                          : tr("%1 is forgotten. The journal of what was done stays: %2").arg(profile.name, journal));
    }
    m_connectPage->setNotice(sentences.join(u' '));
}

void Composition::start()
{
    updateProfiles({});
    // Nobody calls so soon, and the first rows come before what asks the system.
    QTimer::singleShot(AfterFirstRowsMs, this, [this] {
        m_screenLock.listen();
        if (m_options.screenshotFile.isEmpty()) {
            m_running.listen();
        }
    });
    open(m_options.connection);
    // What is painted first is a page; a keychain that waits for its password gets a window meanwhile.
    m_beforePage.start(BeforePageMs);
}

void Composition::showWindow()
{
    m_beforePage.stop();
    m_window.show();
    m_window.activateWindow();
}

void Composition::open(const ConnectionChoice &choice)
{
    m_opener.open(choice, [this](const ConnectionOpener::Outcome &outcome) {
        leaveFor([this, outcome] { finishOpening(outcome); });
    });
}

void Composition::openDemo()
{
    ConnectionChoice choice;
    choice.kind = ConnectionChoice::Kind::Demo;
    open(choice);
}

void Composition::finishOpening(const ConnectionOpener::Outcome &outcome)
{
    openPage(outcome);
    if (m_beforePage.isActive()) {
        showWindow();
    }
}

void Composition::openPage(const ConnectionOpener::Outcome &outcome)
{
    if (outcome) {
        show(*outcome);
        return;
    }
    const ConnectionOpener::Failure &failure = outcome.error();
    // The first start is no failure: there is nothing to say but what the page says itself.
    const bool first = failure.kind == ConnectionOpener::Failure::Kind::NothingNamed;
    openConnect(first ? m_profiles.notice() : failure.sentence,
                failure.profile ? formOf(*failure.profile) : ui::ConnectPage::Form());
}

void Composition::show(const OpenedConnection &opened)
{
    delete m_tokenDialog;
    delete m_forgetQuestion;
    m_window.closeWorkspace();
    m_connectPage = nullptr;
    const session::Profile profile{opened.name, opened.environment.value_or(Environment::Other), opened.folder,
                                   opened.environment.has_value()};
    m_connected.reset();
    m_connected = std::make_unique<Connected>(opened.demo, opened.connection, profile, opened.person);
    m_connected->savedAs = opened.profile;
    Connected &now = *m_connected;
    connect(&now.open.session, &session::Session::failed, this, [this, &now](const api::ApiError &error) {
        // What was kept may still be on its way into the store.
        if (now.sync.isRestored()) {
            leaveWhereNothingIs(error);
        } else {
            connect(&now.sync, &workflows::ArchiveSync::restored, this, [this, error] { leaveWhereNothingIs(error); });
        }
    });
    connectNotices();
    now.live.followCauses(now.triage);
    now.live.setPace(workflows::PollPace::read(QSettings(settingsFile(), QSettings::IniFormat)));
    now.live.setScreenLocked(m_screenLock.isLocked());
    connect(&now.live, &session::LiveUpdates::changed, &now.stuck,
            [&now] { now.stuck.setAttended(!now.live.isPaused()); });
    followKept();
    now.stuck.setSettings(session::StuckRequests::readSettings(QSettings(settingsFile(), QSettings::IniFormat)));
    m_window.showWorkspace({now.open, now.store, now.feed, settingsFile(), &now.causes, &now.views, &now.live,
                            &now.rows, &now.stuck, &now.found},
                           firstPlace());
    connect(&now.rules, &workflows::RuleStore::changed, &now.index,
            [&now] { now.index.setRules(now.rules.classifierRules()); });
    for (const QString &trouble : {now.rules.trouble(), now.archive.trouble()}) {
        if (!trouble.isEmpty()) {
            m_window.say(trouble);
        }
    }
    connect(&now.archive, &archive::CauseArchive::troubled, &m_window, &ui::MainWindow::say);
    connect(&now.rows, &archive::RowArchive::troubled, &m_window, &ui::MainWindow::say);
    m_window.setForgetReason(now.demo ? tr("The demo keeps nothing.") : QString());
    updateProfiles(now.open.session.profile().name);
    m_running.setProfile(now.open.session.profile().name);
    now.open.session.start();
    now.live.start();
    now.stuck.start();
    goToFirstPlace();
    if (!m_profiles.notice().isEmpty()) {
        m_window.say(m_profiles.notice());
    }
}

void Composition::connectNotices()
{
    Connected &now = *m_connected;
    now.notices.setIsInFront([this](const workflows::NoticePlace &place) { return m_window.isInFront(place); });
    now.notices.setFactsOf([&now](const domain::Request &request, const domain::LocalFilter &filter) {
        const auto row = now.store.find(request.uuid);
        return row ? now.triage.factsOf(now.store.row(*row).text, workflows::Triage::levelOf(filter))
                   : domain::TextFacts();
    });
    now.notices.setRootOf([&now](const QByteArray &key) { return now.triage.rootOf(key); });
    now.notices.setRows(now.store, [&now](const domain::Uuid &uuid) {
        return domain::RowFacts{.stuck = now.stuck.isStuck(uuid), .mine = now.open.own.contains(uuid)};
    });
    connect(&now.live.feed(), &workflows::ChangeFeed::polled, &now.notices, &session::Notices::lookAtClock);
    connect(&now.live, &session::LiveUpdates::happened, &now.notices, &session::Notices::take);
    connect(&now.live, &session::LiveUpdates::happened, &now.viewCounts, &session::ViewCounts::noteChange);
    connect(&now.notices, &session::Notices::ready, this, [this, &now](const workflows::Notice &notice) {
        if (!now.notifier) {
            openNotifier();
        }
        now.notifier->show(notice);
    });
    connect(&now.notices, &session::Notices::withdrawn, this, [&now] {
        if (now.notifier) {
            now.notifier->withdraw();
        }
    });
    connect(&m_window, &ui::MainWindow::looked, &now.notices, &session::Notices::seen);
}

void Composition::openNotifier()
{
    Connected &now = *m_connected;
    now.notifier.emplace(sessionBus());
    connect(&*now.notifier, &DesktopNotifier::closed, &now.notices, &session::Notices::seen);
    connect(&*now.notifier, &DesktopNotifier::activated, this,
            [this](const workflows::NoticePlace &place, const QString &token) {
                // The one way by which a Wayland compositor lets a window come to the front.
                if (!token.isEmpty()) {
                    qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
                }
                m_window.bringToFront();
                qunsetenv("XDG_ACTIVATION_TOKEN");
                m_window.goTo(place);
                m_connected->notices.seen();
            });
}

/// The window opens on what an earlier one saw, and reads what has changed since.
void Composition::followKept()
{
    Connected &now = *m_connected;
    workflows::ChangeFeed &changes = now.live.feed();
    now.start.setReadsChanges(now.live.isOn());
    now.start.setStartingPoint([&changes] { return changes.startingPoint(); });
    connect(&now.start, &workflows::ArchiveStart::changesWanted, &now.live, [&changes](domain::Timestamp since) {
        changes.catchUpFrom(since);
        changes.start();
        changes.pollNow();
    });
    connect(&changes, &workflows::ChangeFeed::polled, &now.start, [&now, &changes] {
        if (const auto cursor = changes.cursor(); cursor && !changes.isCatchingUp()) {
            now.start.changesRead(*cursor);
        }
    });
    connect(&changes, &workflows::ChangeFeed::failed, &now.start, &workflows::ArchiveStart::changesFailed);
    // Whose rows and causes these are: another account may see others.
    connect(&now.open.session, &session::Session::personTold, &now.rows, [&now] {
        const domain::Person &person = now.open.session.person();
        const qint64 tokenMark = now.client.connection().tokenMark();
        now.rows.setPerson(person.uuid, tokenMark);
        now.archive.setPerson(person.uuid, tokenMark);
        if (person.uuid.isNil()) {
            now.start.changesFailed(); // whose they are is not told: they are not waited for
        }
    });
    connect(&now.open.session, &session::Session::failed, &now.start, &workflows::ArchiveStart::changesFailed);
    connect(&now.sync, &workflows::ArchiveSync::restored, &now.viewCounts, [&now] {
        if (now.sync.restoredRows() > 0) {
            now.viewCounts.noteKept(now.sync.asOf());
        }
    });
    connect(&now.sync, &workflows::ArchiveSync::cleared, this, [this] { leaveFor([this] { openAgain(); }); });
    connect(&now.archive, &archive::CauseArchive::cleared, this, [this] { leaveFor([this] { openAgain(); }); });
    // Then nothing is polled before the session has an answer.
    connect(&now.open.session, &session::Session::connectionChanged, &now.start, [&now] {
        if (!now.open.session.connectionState().maySend()) {
            now.start.changesFailed();
        }
    });
    connect(&now.feed, &workflows::RequestFeed::changesWanted, &now.live, &session::LiveUpdates::pollNow);
    connect(&now.feed, &workflows::RequestFeed::lookWanted, &now.live, &session::LiveUpdates::lookNow);
    // What the archive has is not read from the server again.
    now.stuck.finder().setKeptHabits(
        [&now](const domain::Uuid &offering, QObject *context, std::function<void(const domain::KeptHabit &)> handler) {
            now.rows.readHabit(offering, context, std::move(handler));
        });
    now.stuck.awaitKept();
    connect(&now.start, &workflows::ArchiveStart::released, &now.stuck, &session::StuckRequests::releaseKept);
    connect(&now.start, &workflows::ArchiveStart::confirmed, &now.stuck, [&now](bool all) {
        if (!all) {
            now.stuck.releaseKept();
            return;
        }
        now.triage.setFinishedKnownFrom(domain::Timestamp{archive::KeptCoverage::Everything});
        now.stuck.confirmKept();
    });
    connect(&now.feed, &workflows::RequestFeed::keptRefused, &now.stuck, [&now] {
        now.triage.setFinishedKnownFrom(std::nullopt);
        now.stuck.start();
    });
    now.start.start();
}

/// Without a valid token there is nothing to see; later than that the rows stay and the page says it.
void Composition::leaveWhereNothingIs(const api::ApiError &error)
{
    const bool isBeingRenewed = m_connected->renewed || (m_tokenDialog && m_tokenDialog->isVisible());
    if (error.kind != api::ApiError::Kind::Auth || m_connected->store.size() > 0 ||
        m_connected->open.session.hasPerson() || isBeingRenewed) {
        return;
    }
    const api::Connection connection = m_connected->client.connection();
    ui::ConnectPage::Form form;
    form.name = m_connected->savedAs;
    form.server = connection.root.toString();
    form.schemeWord = connection.schemeWord;
    form.caFile = connection.caFile;
    form.insecureHttp = connection.insecureHttp;
    form.environment = m_connected->open.session.profile().environment;
    leaveFor([this, sentence = error.sentence, form] { openConnect(sentence, form); });
}

/// Nothing that was shown so far stays.
void Composition::openAgain()
{
    if (!m_connected) {
        return;
    }
    const session::Profile profile = m_connected->open.session.profile();
    OpenedConnection again;
    again.connection = m_connected->client.connection();
    again.name = profile.name;
    again.folder = profile.folder;
    again.profile = m_connected->savedAs;
    again.demo = m_connected->demo;
    again.person = m_connected->open.session.person().uuid;
    if (profile.environmentKnown) {
        again.environment = profile.environment;
    }
    show(again);
}

/// The page that will be in front; what an address leads to is on that of the requests.
QString Composition::firstPlace() const
{
    return !m_firstPlace ? QString() : m_options.address ? u"requests"_s : m_options.page;
}

void Composition::goToFirstPlace()
{
    if (!m_firstPlace) {
        return;
    }
    m_firstPlace = false;
    if (!m_options.page.isEmpty()) {
        m_window.goTo(m_options.page);
    }
    if (m_options.address) {
        m_window.goTo(*m_options.address);
    }
}

void Composition::openConnect(const QString &notice, const ui::ConnectPage::Form &form)
{
    m_opener.cancel();
    delete m_tokenDialog;
    delete m_forgetQuestion;
    m_connectPage = m_window.showConnect();
    m_connected.reset();
    m_running.setProfile({});
    m_connectPage->setForm(form);
    m_connectPage->setNotice(notice);
    connect(m_connectPage, &ui::ConnectPage::connectRequested, this,
            [this](const api::Connection &connection, const ui::ConnectPage::Form &typed, const QString &user) {
                afterSignal([this, connection, typed, user] { openTyped(connection, typed, user); });
            });
}

void Composition::openTyped(const api::Connection &connection, const ui::ConnectPage::Form &form, const QString &user)
{
    if (!m_connectPage) {
        return;
    }
    const auto name = m_profiles.nameFor(connection.root, user, form.name);
    if (!name) {
        m_connectPage->refuseName(name.error().sentence);
        return;
    }
    const SavedProfile *known = m_profiles.find(*name);
    if (known && known->environment != form.environment && !form.environmentAgreed) {
        m_connectPage->askAboutEnvironment(known->name, known->environment);
        return;
    }
    ConnectionOpener::Typed typed;
    typed.profile.name = *name;
    typed.profile.user = user;
    typed.profile.root = connection.root;
    typed.profile.schemeWord = connection.schemeWord;
    typed.profile.environment = form.environment;
    typed.profile.caFile = connection.caFile;
    typed.profile.insecureHttp = connection.insecureHttp;
    typed.token = connection.token;
    typed.remember = form.remember;
    m_opener.openTyped(typed, [this](const ConnectionOpener::Outcome &outcome) {
        leaveFor([this, outcome] { finishOpening(outcome); });
    });
}

void Composition::updateProfiles(const QString &current)
{
    QStringList names;
    for (const SavedProfile &profile : m_profiles.profiles()) {
        names << profile.name;
    }
    m_window.setProfiles(names, current);
}

/// Whether a window that runs already took the address of this call.
bool runsElsewhere(const WindowOptions &options)
{
    using Kind = ConnectionChoice::Kind;
    const bool own = options.connection.kind == Kind::Demo || options.connection.kind == Kind::Server;
    if (!options.address || own || !options.screenshotFile.isEmpty()) {
        return false;
    }
    const QString link = options.address->toLink();
    return !link.isEmpty() && RunningWindow::handOver(options.connection.profile, link);
}

int runWindow(QApplication &application, const WindowOptions &options)
{
    if (runsElsewhere(options)) {
        return 0;
    }
    QNetworkProxyFactory::setUseSystemConfiguration(true);
    ui::WaldeskStyle::install(application, schemeOf(options));
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    Composition composition(options);
    std::unique_ptr<Screenshot> screenshot;
    if (!options.screenshotFile.isEmpty()) {
        screenshot = std::make_unique<Screenshot>(composition.window(), options.screenshotFile);
    }
    composition.start();
    return application.exec();
}

} // namespace waldesk::app
