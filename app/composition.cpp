// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"

#include "app/demo/demoservice.h"
#include "app/englishplurals.h"
#include "app/profiles/savedprofile.h"
#include "app/screenshot.h"
#include "models/api/waldurclient.h"
#include "models/archive/causearchive.h"
#include "models/archive/journal.h"
#include "models/tables/requeststore.h"
#include "models/workflows/requestfeed.h"
#include "ui/base/waldeskstyle.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QNetworkProxyFactory>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>

using namespace Qt::StringLiterals;

namespace waldesk::app
{

using domain::Environment;

namespace
{

constexpr int NestedLoopRetryMs = 20;

QString configurationFolder()
{
    return QFileInfo(ProfileStore::defaultFile()).dir().path();
}

QString settingsFile()
{
    return QDir(configurationFolder()).filePath(u"window.ini"_s);
}

QByteArray tokenOf(const demo::Tokens &tokens, const QString &role)
{
    return role == "support"_L1 ? tokens.support : role == "manager"_L1 ? tokens.manager : tokens.staff;
}

ui::ConnectPage::Form formOf(const SavedProfile &profile)
{
    ui::ConnectPage::Form form;
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

} // namespace

/// One connection, in the order in which its parts need each other.
struct Composition::Connected {
    Connected(std::unique_ptr<demo::DemoService> service, const api::Connection &connection,
              const session::Profile &profile)
        : demo(std::move(service)), client(connection), journal(QDir(profile.folder).filePath(u"journal.jsonl"_s)),
          open(client, store, journal, profile, settingsFile()), feed(client, store),
          archive(QDir(demo ? afresh.path() : profile.folder).filePath(u"causes.sqlite"_s)),
          rules(configurationFolder()), index(store, rules.indexRules()), triageFeed(client, store, archive),
          triage(store, index, archive, triageFeed, client),
          actions(triage, archive, rules, open.undo), causes{triageFeed, index, triage, rules, archive, actions}
    {
    }

    std::unique_ptr<demo::DemoService> demo;
    QTemporaryDir afresh; ///< the demo makes its requests anew each time: what was known of the last ones says nothing
    api::WaldurClient client;
    tables::RequestStore store;
    archive::Journal journal;
    session::OpenConnection open;
    workflows::RequestFeed feed;
    archive::CauseArchive archive;
    workflows::RuleBook rules;
    workflows::CauseIndex index;
    workflows::TriageFeed triageFeed;
    workflows::Triage triage;
    session::CauseActions actions;
    ui::CauseWorkspace causes;
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
    connect(&m_window, &ui::MainWindow::demoRequested, this, [this] { afterSignal([this] { openDemo(u"staff"_s); }); });
    connect(&m_window, &ui::MainWindow::connectRequested, this, [this] { afterSignal([this] { openConnect({}); }); });
    connect(&m_window, &ui::MainWindow::profileRequested, this, [this](const QString &name) {
        afterSignal([this, name] {
            if (const SavedProfile *profile = m_profiles.find(name)) {
                openProfile(*profile);
            }
        });
    });
    connect(&m_running, &RunningWindow::addressReceived, this, [this](const QString &text) {
        if (const auto address = domain::Address::tryParse(text)) {
            m_window.goTo(*address);
            m_window.raise();
            m_window.activateWindow();
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

void Composition::start()
{
    updateProfiles({});
    if (m_options.screenshotFile.isEmpty()) {
        m_running.listen();
    }
    openChosen();
    m_window.show();
    m_window.activateWindow();
}

void Composition::openChosen()
{
    const ConnectionChoice &choice = m_options.connection;
    switch (choice.kind) {
    case ConnectionChoice::Kind::Demo:
        openDemo(choice.demoRole);
        return;
    case ConnectionChoice::Kind::Server: {
        session::Profile profile;
        profile.name = choice.server.serverName();
        profile.folder = folderOfServer(choice.server.root);
        openServer(choice.server, profile);
        return;
    }
    case ConnectionChoice::Kind::Profile:
        if (const SavedProfile *profile = m_profiles.find(choice.profile)) {
            openProfile(*profile);
        } else {
            openConnect(tr("No server is saved under the name “%1”.").arg(choice.profile));
        }
        return;
    case ConnectionChoice::Kind::Default:
        break;
    }
    if (const SavedProfile *profile = m_profiles.defaultProfile()) {
        openProfile(*profile);
    } else {
        openConnect(m_profiles.notice());
    }
}

void Composition::openDemo(const QString &role)
{
    ++m_choice;
    auto service = std::make_unique<demo::DemoService>(demo::Settings{});
    QString error;
    if (!service->start(&error)) {
        openConnect(error);
        return;
    }
    api::Connection connection;
    connection.root = service->url();
    connection.token = tokenOf(service->tokens(), role);
    const session::Profile profile{tr("Demo"), Environment::Demo, folderOfDemo()};
    show(std::make_unique<Connected>(std::move(service), connection, profile));
}

void Composition::openProfile(const SavedProfile &profile)
{
    const SavedProfile kept = profile;
    m_secrets.read(kept.secretKey(), this, [this, kept, choice = ++m_choice](const SecretStore::Read &read) {
        if (choice != m_choice) {
            return;
        }
        if (read.secret.isEmpty()) {
            openConnect(read.sentence, formOf(kept));
            return;
        }
        openServer(connectionOf(kept, read.secret), {kept.name, kept.environment, kept.folder()});
    });
}

api::Connection Composition::connectionOf(const SavedProfile &profile, const QByteArray &token) const
{
    api::Connection connection;
    connection.root = profile.root;
    connection.token = token;
    connection.schemeWord = profile.schemeWord;
    const ConnectionChoice &choice = m_options.connection;
    connection.caFile = choice.caFile.isEmpty() ? profile.caFile : choice.caFile;
    connection.insecureHttp = profile.insecureHttp || choice.insecureHttp;
    return connection;
}

void Composition::openServer(const api::Connection &connection, const session::Profile &profile)
{
    ++m_choice;
    show(std::make_unique<Connected>(nullptr, connection, profile));
}

void Composition::show(std::unique_ptr<Connected> connected)
{
    m_window.closeWorkspace();
    m_connected = std::move(connected);
    Connected &now = *m_connected;
    connect(&now.open.session, &session::Session::failed, this, [this](const api::ApiError &error) {
        // Without a valid token there is nothing to see; later than that the rows stay and the page says it.
        if (error.kind == api::ApiError::Kind::Auth && m_connected->store.size() == 0) {
            const api::Connection connection = m_connected->client.connection();
            ui::ConnectPage::Form form;
            form.server = connection.root.toString();
            form.schemeWord = connection.schemeWord;
            form.caFile = connection.caFile;
            form.insecureHttp = connection.insecureHttp;
            form.environment = m_connected->open.session.profile().environment;
            afterSignal([this, sentence = error.sentence, form] { openConnect(sentence, form); });
        }
    });
    m_window.showWorkspace({now.open, now.store, now.feed, settingsFile(), &now.causes});
    connect(&now.rules, &workflows::RuleBook::changed, &now.index,
            [&now] { now.index.setRules(now.rules.indexRules()); });
    for (const QString &trouble : {now.rules.trouble(), now.archive.trouble()}) {
        if (!trouble.isEmpty()) {
            m_window.say(trouble);
        }
    }
    connect(&now.archive, &archive::CauseArchive::troubled, &m_window, &ui::MainWindow::say);
    updateProfiles(now.open.session.profile().name);
    m_running.setProfile(now.open.session.profile().name);
    now.open.session.start();
    goToFirstPlace();
    if (!m_profiles.notice().isEmpty()) {
        m_window.say(m_profiles.notice());
    }
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
    ++m_choice;
    ui::ConnectPage *page = m_window.showConnect();
    m_connected.reset();
    m_running.setProfile({});
    page->setForm(form);
    page->setNotice(notice);
    connect(page, &ui::ConnectPage::connectRequested, this,
            [this](const api::Connection &connection, const ui::ConnectPage::Form &typed) {
                afterSignal([this, connection, typed] { keepAndOpen(connection, typed); });
            });
}

void Composition::keepAndOpen(const api::Connection &connection, const ui::ConnectPage::Form &form)
{
    SavedProfile profile;
    profile.name = connection.serverName();
    profile.root = connection.root;
    profile.schemeWord = connection.schemeWord;
    profile.environment = form.environment;
    profile.caFile = connection.caFile;
    profile.insecureHttp = connection.insecureHttp;
    const ProfileStore::Saved saved = m_profiles.save(profile, true);
    openServer(connection, {profile.name, profile.environment, profile.folder()});
    if (!saved) {
        m_window.say(saved.error());
    }
    if (!form.remember) {
        m_secrets.keepForSession(profile.secretKey(), connection.token);
        return;
    }
    m_secrets.write(profile.secretKey(), connection.token, this, [this](const SecretStore::Written &written) {
        if (written.kept == SecretStore::Kept::ForThisSession) {
            m_window.say(written.sentence);
        }
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
