// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/exitstatus.h"
#include "app/profiles/profilestore.h"
#include "app/profiles/secretstore.h"
#include "app/windowoptions.h"
#include "models/domain/result.h"

#include <QObject>

#include <functional>
#include <memory>

namespace waldesk::demo
{
class DemoService;
}

namespace waldesk::app
{

/// Turns the words about the server into a connection: starts the demo, looks the profile up, asks the keychain for its
/// token. Owns the demo, which lives as long as this.
class Connector : public QObject
{
    Q_OBJECT
public:
    struct Ready {
        api::Connection connection;
        QString folder;  ///< of what is kept on this machine for this server
        QString profile; ///< its name; empty: the server has none
    };
    struct Failure {
        Exit exit = Exit::Usage;
        QString sentence;
    };
    using Handler = std::function<void(const domain::Result<Ready, Failure> &)>;

    explicit Connector(QObject *parent = nullptr);
    ~Connector() override;

    /// The handler runs once, later. notice: what is to be said on the way (a damaged settings file).
    void connectTo(const ConnectionChoice &choice, const Handler &handler, const std::function<void(QString)> &notice);

private:
    [[nodiscard]] domain::Result<Ready, Failure> startDemo(const QString &role);
    void openProfile(const SavedProfile &profile, const ConnectionChoice &choice, const Handler &handler);

    std::unique_ptr<demo::DemoService> m_demo;
    SecretStore m_secrets;
};

} // namespace waldesk::app
