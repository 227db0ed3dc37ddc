// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/exitstatus.h"
#include "app/connection/connectionopener.h"

#include <QObject>

#include <functional>
#include <memory>

namespace waldesk::app
{

/// Opens the connection of a command, and says a failure as the command line does: a sentence and an exit status. Owns
/// the demo, which lives as long as this.
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

    /// The handler runs once, later. notice: what is to be said on the way (a damaged settings file).
    void connectTo(const ConnectionChoice &choice, const Handler &handler, const std::function<void(QString)> &notice);

private:
    ProfileStore m_profiles;
    SecretStore m_secrets;
    ConnectionOpener m_opener{m_profiles, m_secrets};
    std::shared_ptr<demo::DemoService> m_demo;
};

} // namespace waldesk::app
