// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/exitstatus.h"
#include "app/commandline/output.h"
#include "models/api/waldurclient.h"

#include <QObject>

namespace waldesk::app
{

/// What a command works with; outlives it.
struct Surroundings {
    api::WaldurClient &client;
    Output &output;
    QString folder;  ///< of what is kept on this machine for this server
    QString profile; ///< its name; empty: the server has none
};

/// One command on its way: start() once, finished() once, later.
class Command : public QObject
{
    Q_OBJECT
public:
    Command(Surroundings surroundings, QObject *parent) : QObject(parent), m_surroundings(std::move(surroundings)) {}
    virtual void start() = 0;

signals:
    void finished(waldesk::app::Exit exit);

protected:
    [[nodiscard]] api::WaldurClient &client() const { return m_surroundings.client; }
    [[nodiscard]] Output &output() const { return m_surroundings.output; }
    [[nodiscard]] QString journalFile() const { return m_surroundings.folder + QStringLiteral("/journal.jsonl"); }
    [[nodiscard]] QString server() const { return client().connection().root.toString(QUrl::FullyEncoded); }
    [[nodiscard]] QString linkTo(const domain::Uuid &uuid) const
    {
        if (m_surroundings.profile.isEmpty())
            return server() + QStringLiteral("api/backend-resource-requests/%1/").arg(uuid.toString());
        const QByteArray profile = QUrl::toPercentEncoding(m_surroundings.profile);
        return QStringLiteral("waldesk://%1/request/%2").arg(QString::fromLatin1(profile), uuid.toString());
    }
    void failRead(const api::ApiError &error)
    {
        output().sentence(error.sentence);
        emit finished(exitOfRead(error));
    }

private:
    Surroundings m_surroundings;
};

} // namespace waldesk::app
