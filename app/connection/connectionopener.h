// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/connection/connectionchoice.h"
#include "app/profiles/profilestore.h"
#include "app/profiles/secretstore.h"
#include "models/domain/result.h"
#include "models/domain/uuid.h"

#include <QObject>

#include <functional>
#include <memory>

namespace waldesk::demo
{
class DemoService;
}

namespace waldesk::app
{

/// What a connection is made of, checked: where to, as whom, and where its things are kept on this machine.
struct OpenedConnection {
    api::Connection connection;
    QString name;    ///< for people: of the profile, else of the server
    QString profile; ///< the name it is saved under; empty: it is not saved
    QString folder;
    std::optional<domain::Environment> environment; ///< nullopt: nobody has told what this server is
    std::shared_ptr<demo::DemoService> demo;        ///< null: a server elsewhere; lives as long as the connection
    domain::Uuid person = {};                       ///< whose token it is; nil: not asked yet
};

/// Turns a choice of a server into a connection, for the window and the command line alike: looks the profile up,
/// checks its address as a typed one is checked, takes the token from `--token-file`, the keychain or WALDESK_TOKEN (in
/// this order: the variable may belong to another server), starts the demo. Owned by who opens; profiles and secrets
/// outlive it. The newest choice wins: the handler of an older one never runs, however late its keychain answers.
class ConnectionOpener : public QObject
{
    Q_OBJECT
public:
    struct Failure {
        enum class Kind : quint8 { NothingNamed, NotSaved, Refused, NoToken, NoDemo };
        Kind kind = Kind::NothingNamed;
        QString sentence;
        std::optional<SavedProfile> profile; ///< which one it was, for the form
    };
    using Outcome = domain::Result<OpenedConnection, Failure>;
    using Handler = std::function<void(const Outcome &)>;

    /// What the connect page tested and its user wants to keep.
    struct Typed {
        SavedProfile profile; ///< its name from ProfileStore::nameFor
        QByteArray token;
        bool remember = true; ///< the token in the keychain
    };

    /// Where the choice's things are kept on this machine, without opening it: no token, no service, nothing is asked.
    [[nodiscard]] static domain::Result<QString, Failure> folderOf(const ConnectionChoice &choice,
                                                                   const ProfileStore &profiles);

    ConnectionOpener(ProfileStore &profiles, SecretStore &secrets, QObject *parent = nullptr);

    /// The handler runs once, from the event loop, unless another choice or cancel() comes before.
    void open(const ConnectionChoice &choice, const Handler &handler);
    /// Saves the profile and the token, and opens it. What could not be kept is said by a signal.
    void openTyped(const Typed &typed, const Handler &handler);
    /// Keeps another token for a saved profile; for a server without one until the program ends.
    void keepToken(const QString &profile, const api::Connection &connection, bool remember);
    void cancel();

signals:
    /// One sentence: a profile or a token that could not be kept.
    void keptLess(QString sentence);

private:
    [[nodiscard]] Outcome openDemo(const QString &role) const;
    [[nodiscard]] Outcome openServer(const ConnectionChoice &choice) const;
    void openProfile(const SavedProfile &profile, const ConnectionChoice &choice, const Handler &handler);
    void answer(const Handler &handler, const Outcome &outcome);
    [[nodiscard]] static Failure noSuchProfile(const QString &name, const ProfileStore &profiles);

    ProfileStore &m_profiles;
    SecretStore &m_secrets;
    QHash<QUrl, std::pair<QByteArray, QByteArray>> m_renewed; ///< token and scheme word, by server
    quint64 m_choice = 0;
};

} // namespace waldesk::app
