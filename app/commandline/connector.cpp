// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/connector.h"

#include "app/commandline/tokensource.h"
#include "app/demo/demoservice.h"

#include <QCoreApplication>
#include <QTimer>

namespace waldesk::app
{
namespace
{

using Outcome = domain::Result<Connector::Ready, Connector::Failure>;

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

QByteArray tokenOf(const demo::Tokens &tokens, const QString &role)
{
    if (role == QLatin1String("support"))
        return tokens.support;
    return role == QLatin1String("manager") ? tokens.manager : tokens.staff;
}

Connector::Failure noSuchProfile(const QString &name, const ProfileStore &store)
{
    if (name.isEmpty())
        return {Exit::Usage,
                tr("No server is named and none is saved: use --demo, --server URL with a token, or --profile "
                   "NAME of a server saved in the window.")};
    QStringList names;
    for (const SavedProfile &profile : store.profiles())
        names += profile.name;
    if (names.isEmpty())
        return {Exit::Usage, tr("No server is saved as \"%1\": none is saved at all.").arg(name)};
    return {Exit::Usage,
            tr("No server is saved as \"%1\"; saved are: %2.").arg(name, names.join(QStringLiteral(", ")))};
}

} // namespace

Connector::Connector(QObject *parent) : QObject(parent)
{
}

Connector::~Connector() = default;

void Connector::connectTo(const ConnectionChoice &choice, const Handler &handler,
                          const std::function<void(QString)> &notice)
{
    const auto answer = [this, handler](const Outcome &outcome) {
        QTimer::singleShot(0, this, [handler, outcome] { handler(outcome); });
    };
    switch (choice.kind) {
    case ConnectionChoice::Kind::Demo:
        answer(startDemo(choice.demoRole));
        return;
    case ConnectionChoice::Kind::Server:
        answer(Ready{choice.server, folderOfServer(choice.server.root), {}});
        return;
    case ConnectionChoice::Kind::Default:
    case ConnectionChoice::Kind::Profile:
        break;
    }
    const ProfileStore store;
    if (!store.notice().isEmpty())
        notice(store.notice());
    const bool named = choice.kind == ConnectionChoice::Kind::Profile;
    const SavedProfile *profile = named ? store.find(choice.profile) : store.defaultProfile();
    if (!profile)
        answer(noSuchProfile(choice.profile, store));
    else
        openProfile(*profile, choice, handler);
}

Outcome Connector::startDemo(const QString &role)
{
    m_demo = std::make_unique<demo::DemoService>(demo::Settings());
    QString error;
    if (!m_demo->start(&error))
        return Failure{Exit::Failed, error};
    Ready ready;
    ready.connection.root = m_demo->url();
    ready.connection.token = tokenOf(m_demo->tokens(), role);
    ready.folder = folderOfDemo();
    return ready;
}

void Connector::openProfile(const SavedProfile &profile, const ConnectionChoice &choice, const Handler &handler)
{
    Ready ready;
    const bool insecure = profile.insecureHttp || choice.insecureHttp;
    const auto root = api::parseServerUrl(profile.root.toString(QUrl::FullyEncoded), insecure);
    if (!root) {
        QTimer::singleShot(0, this, [handler, root] { handler(Failure{Exit::Usage, root.error().sentence}); });
        return;
    }
    ready.connection.root = *root;
    ready.connection.schemeWord = choice.schemeWordGiven ? choice.server.schemeWord : profile.schemeWord;
    ready.connection.caFile = choice.caFile.isEmpty() ? profile.caFile : choice.caFile;
    ready.connection.insecureHttp = insecure;
    ready.folder = profile.folder();
    ready.profile = profile.name;
    if (!choice.server.token.isEmpty()) {
        ready.connection.token = choice.server.token;
        QTimer::singleShot(0, this, [handler, ready] { handler(ready); });
        return;
    }
    const QString name = profile.name;
    m_secrets.read(profile.secretKey(), this, [handler, ready, name](const SecretStore::Read &read) mutable {
        const auto given = read.secret.isEmpty() ? readToken({}) : Checked<QByteArray>(read.secret);
        if (!given || given->isEmpty()) {
            handler(Failure{Exit::NotAllowed,
                            tr("There is no token for \"%1\": %2 Give it with --token-file or WALDESK_TOKEN, "
                               "or connect once in the window.")
                                .arg(name, given ? read.sentence : given.error().sentence)});
            return;
        }
        ready.connection.token = *given;
        handler(ready);
    });
}

} // namespace waldesk::app
