// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/connection/connectionopener.h"

#include "app/connection/folderhistory.h"
#include "app/demo/demoservice.h"
#include "models/archive/privatefiles.h"

#include <QFileInfo>
#include <QTimer>

#include <tuple>

namespace waldesk::app
{
namespace
{

using Failure = ConnectionOpener::Failure;

QByteArray tokenOf(const demo::Tokens &tokens, const QString &role)
{
    if (role == QLatin1String("support"))
        return tokens.support;
    return role == QLatin1String("manager") ? tokens.manager : tokens.staff;
}

/// The token of the variable; empty when it is not set.
api::Result<QByteArray> tokenOfVariable()
{
    const QByteArray variable = qgetenv("WALDESK_TOKEN");
    return variable.isEmpty() ? api::Result<QByteArray>(QByteArray()) : api::parseToken(variable);
}

/// Where the API was found is learnt while the connection is used; the server is the same.
QUrl withoutMark(const QUrl &root)
{
    return root.adjusted(QUrl::RemoveFragment);
}

} // namespace

ConnectionOpener::ConnectionOpener(ProfileStore &profiles, SecretStore &secrets, QObject *parent)
    : QObject(parent), m_profiles(profiles), m_secrets(secrets)
{
}

void ConnectionOpener::cancel()
{
    ++m_choice;
}

void ConnectionOpener::open(const ConnectionChoice &choice, const Handler &handler)
{
    ++m_choice;
    // Versions before this one left some of it readable for others.
    archive::makePrivateTree(dataFolder());
    archive::makePrivateTree(QFileInfo(ProfileStore::defaultFile()).absolutePath());
    switch (choice.kind) {
    case ConnectionChoice::Kind::Demo:
        answer(handler, openDemo(choice.demoRole));
        return;
    case ConnectionChoice::Kind::Server:
        answer(handler, openServer(choice));
        return;
    case ConnectionChoice::Kind::Default:
    case ConnectionChoice::Kind::Profile:
        break;
    }
    const bool named = choice.kind == ConnectionChoice::Kind::Profile;
    const SavedProfile *profile = named ? m_profiles.find(choice.profile) : m_profiles.defaultProfile();
    if (!profile) {
        answer(handler, noSuchProfile(choice.profile, m_profiles));
        return;
    }
    openProfile(*profile, choice, handler);
}

void ConnectionOpener::answer(const Handler &handler, const Outcome &outcome)
{
    QTimer::singleShot(0, this, [this, handler, outcome, choice = m_choice] {
        if (choice == m_choice)
            handler(outcome);
    });
}

domain::Result<QString, ConnectionOpener::Failure> ConnectionOpener::folderOf(const ConnectionChoice &choice,
                                                                              const ProfileStore &profiles)
{
    switch (choice.kind) {
    case ConnectionChoice::Kind::Demo:
        return folderOfDemo();
    case ConnectionChoice::Kind::Server:
        return folderOfServer(choice.server.root);
    case ConnectionChoice::Kind::Default:
    case ConnectionChoice::Kind::Profile:
        break;
    }
    const bool named = choice.kind == ConnectionChoice::Kind::Profile;
    const SavedProfile *profile = named ? profiles.find(choice.profile) : profiles.defaultProfile();
    if (!profile)
        return noSuchProfile(choice.profile, profiles);
    return profile->folder();
}

ConnectionOpener::Failure ConnectionOpener::noSuchProfile(const QString &name, const ProfileStore &store)
{
    if (name.isEmpty())
        return {Failure::Kind::NothingNamed,
                tr("No server is named and none is saved: use --demo, --server URL with a token, or --profile NAME of "
                   "a server saved in the window."),
                {}};
    QStringList names;
    for (const SavedProfile &profile : store.profiles())
        names += profile.name;
    return {Failure::Kind::NotSaved,
            names.isEmpty()
                ? tr("No server is saved as \"%1\": none is saved at all.").arg(name)
                : tr("No server is saved as \"%1\"; saved are: %2.").arg(name, names.join(QStringLiteral(", "))),
            {}};
}

ConnectionOpener::Outcome ConnectionOpener::openDemo(const QString &role) const
{
    auto service = std::make_shared<demo::DemoService>(demo::Settings());
    QString error;
    if (!service->start(&error))
        return Failure{Failure::Kind::NoDemo, error, {}};
    OpenedConnection opened;
    opened.connection.root = service->url();
    opened.connection.token = tokenOf(service->tokens(), role);
    opened.name = tr("Demo");
    opened.folder = folderOfDemo();
    opened.environment = domain::Environment::Demo;
    opened.demo = std::move(service);
    return opened;
}

ConnectionOpener::Outcome ConnectionOpener::openServer(const ConnectionChoice &choice) const
{
    OpenedConnection opened;
    opened.connection = choice.server;
    if (const auto renewed = m_renewed.constFind(withoutMark(choice.server.root)); renewed != m_renewed.cend())
        std::tie(opened.connection.token, opened.connection.schemeWord) = *renewed;
    opened.name = choice.server.serverName();
    opened.folder = folderOfServer(choice.server.root);
    opened.environment = choice.environment ? choice.environment : m_profiles.environmentOf(choice.server.root);
    // Servers below a prefix shared the folder of their host once.
    takeHistory(folderOfServer(choice.server.root.resolved(QUrl(QStringLiteral("/")))), opened.folder,
                choice.server.root, {});
    return opened;
}

void ConnectionOpener::openProfile(const SavedProfile &profile, const ConnectionChoice &choice, const Handler &handler)
{
    const bool insecure = profile.insecureHttp || choice.insecureHttp;
    const auto root = api::parseServerUrl(profile.root.toString(QUrl::FullyEncoded), insecure);
    if (!root) {
        answer(handler, Failure{Failure::Kind::Refused, root.error().sentence, profile});
        return;
    }
    OpenedConnection opened;
    opened.connection.root = *root;
    opened.connection.schemeWord = choice.schemeWordGiven ? choice.server.schemeWord : profile.schemeWord;
    opened.connection.caFile = choice.caFile.isEmpty() ? profile.caFile : choice.caFile;
    opened.connection.insecureHttp = insecure;
    opened.name = profile.name;
    opened.profile = profile.name;
    opened.folder = profile.folder();
    opened.environment = profile.environment;
    if (!choice.server.token.isEmpty()) {
        opened.connection.token = choice.server.token;
        answer(handler, opened);
        return;
    }
    m_secrets.read(profile.secretKey(), this,
                   [this, handler, opened, profile, asked = m_choice](const SecretStore::Read &read) mutable {
                       if (asked != m_choice)
                           return;
                       const auto given =
                           read.secret.isEmpty() ? tokenOfVariable() : api::Result<QByteArray>(read.secret);
                       if (!given || given->isEmpty()) {
                           const QString why =
                               given ? read.sentence : QStringLiteral("WALDESK_TOKEN: ") + given.error().sentence;
                           handler(Failure{Failure::Kind::NoToken, why, profile});
                           return;
                       }
                       opened.connection.token = *given;
                       handler(opened);
                   });
}

void ConnectionOpener::openTyped(const Typed &typed, const Handler &handler)
{
    ++m_choice;
    const SavedProfile &profile = typed.profile;
    SavedProfile ofHost = profile;
    ofHost.name = nameOfServer(profile.root.resolved(QUrl(QStringLiteral("/"))));
    // Profiles were named by their host alone, so other accounts and prefixes of it shared one folder.
    takeHistory(ofHost.folder(), profile.folder(), profile.root, profile.user);
    if (const auto saved = m_profiles.save(profile, true); !saved)
        emit keptLess(saved.error());
    OpenedConnection opened;
    opened.connection.root = profile.root;
    opened.connection.token = typed.token;
    opened.connection.schemeWord = profile.schemeWord;
    opened.connection.caFile = profile.caFile;
    opened.connection.insecureHttp = profile.insecureHttp;
    keepToken(profile.name, opened.connection, typed.remember);
    opened.name = profile.name;
    opened.profile = profile.name;
    opened.folder = profile.folder();
    opened.environment = profile.environment;
    answer(handler, opened);
}

void ConnectionOpener::keepToken(const QString &name, const api::Connection &connection, bool remember)
{
    const SavedProfile *profile = m_profiles.find(name);
    if (!profile) {
        m_renewed.insert(withoutMark(connection.root), {connection.token, connection.schemeWord});
        if (remember)
            emit keptLess(tr("The new token is kept until Waldesk is closed: %1 is not a saved server.")
                              .arg(connection.serverName()));
        return;
    }
    const QString key = profile->secretKey();
    if (!remember) {
        m_secrets.keepForSession(key, connection.token);
        return;
    }
    m_secrets.write(key, connection.token, this, [this](const SecretStore::Written &written) {
        if (written.kept == SecretStore::Kept::ForThisSession)
            emit keptLess(written.sentence);
    });
}

} // namespace waldesk::app
