// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/connector.h"

#include <QCoreApplication>

namespace waldesk::app
{
namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("commandline", text);
}

Connector::Failure failureOf(const ConnectionOpener::Failure &failure)
{
    using Kind = ConnectionOpener::Failure::Kind;
    switch (failure.kind) {
    case Kind::NoToken:
        return {
            Exit::NotAllowed,
            tr("There is no token for \"%1\": %2 Give it with --token-file or WALDESK_TOKEN, or connect once in the "
               "window.")
                .arg(failure.profile ? failure.profile->name : QString(), failure.sentence)};
    case Kind::NoDemo:
        return {Exit::Failed, failure.sentence};
    case Kind::NothingNamed:
    case Kind::NotSaved:
    case Kind::Refused:
        break;
    }
    return {Exit::Usage, failure.sentence};
}

} // namespace

Connector::Connector(QObject *parent) : QObject(parent)
{
}

void Connector::connectTo(const ConnectionChoice &choice, const Handler &handler,
                          const std::function<void(QString)> &notice)
{
    const bool ofProfile =
        choice.kind == ConnectionChoice::Kind::Default || choice.kind == ConnectionChoice::Kind::Profile;
    if (ofProfile && !m_profiles.notice().isEmpty())
        notice(m_profiles.notice());
    m_opener.open(choice, [this, handler](const ConnectionOpener::Outcome &outcome) {
        if (!outcome) {
            handler(failureOf(outcome.error()));
            return;
        }
        m_demo = outcome->demo;
        handler(Ready{outcome->connection, outcome->folder, outcome->profile});
    });
}

} // namespace waldesk::app
