// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/exitstatus.h"
#include "app/commandline/output.h"
#include "models/api/waldurclient.h"
#include "models/workflows/transitionrunner.h"
#include "models/workflows/unsettledwrites.h"

#include <QObject>

#include <functional>

namespace waldesk::app
{

/// What a command works with; outlives it.
struct CommandContext {
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
    Command(CommandContext context, QObject *parent) : QObject(parent), m_context(std::move(context)) {}
    virtual void start() = 0;

signals:
    void finished(waldesk::app::Exit exit);

protected:
    [[nodiscard]] api::WaldurClient &client() const { return m_context.client; }
    [[nodiscard]] Output &output() const { return m_context.output; }
    [[nodiscard]] QString journalFile() const { return m_context.folder + QStringLiteral("/journal.jsonl"); }
    [[nodiscard]] QString server() const { return client().connection().root.toString(QUrl::FullyEncoded); }
    [[nodiscard]] QString linkTo(const domain::Uuid &uuid) const
    {
        if (m_context.profile.isEmpty())
            return server() + QStringLiteral("api/backend-resource-requests/%1/").arg(uuid.toString());
        const QByteArray profile = QUrl::toPercentEncoding(m_context.profile);
        return QStringLiteral("waldesk://%1/request/%2").arg(QString::fromLatin1(profile), uuid.toString());
    }
    /// Looks once more at earlier writes whose outcome was unknown, of all rows or one; then goes on.
    void settleEarlier(archive::Journal &journal, const std::optional<domain::Uuid> &row,
                       const std::function<void()> &then)
    {
        auto *writes = new workflows::UnsettledWrites(client(), journal, server(), this);
        connect(writes, &workflows::UnsettledWrites::finished, this, [writes, then] {
            writes->deleteLater();
            then();
        });
        writes->settle(row);
    }
    /// `--settle`: how long a row is watched before "unknown" is said.
    [[nodiscard]] static workflows::TransitionRunner::Watch watchFor(int settleSeconds)
    {
        workflows::TransitionRunner::Watch watch;
        watch.settleMs = settleSeconds * 1000;
        return watch;
    }
    void failRead(const api::ApiError &error)
    {
        output().sentence(error.sentence);
        emit finished(exitOfRead(error));
    }
    [[nodiscard]] const CommandContext &context() const { return m_context; }

private:
    CommandContext m_context;
};

} // namespace waldesk::app
