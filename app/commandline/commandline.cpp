// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/commandline.h"

#include "app/commandline/connector.h"
#include "app/commandline/countcommand.h"
#include "app/commandline/createcommand.h"
#include "app/commandline/democommand.h"
#include "app/commandline/groupcommand.h"
#include "app/commandline/journalcommand.h"
#include "app/commandline/listcommand.h"
#include "app/commandline/manycommand.h"
#include "app/commandline/showcommand.h"
#include "app/commandline/transitioncommand.h"
#include "app/commandline/watchcommand.h"

#include <QCoreApplication>
#include <QTimer>

namespace waldesk::app
{
namespace
{

/// Qt's own remarks are not ours: stderr carries one sentence for each failure. Fatal ones end the process anyway.
void dropRemarks(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (type == QtCriticalMsg || type == QtFatalMsg)
        Output().sentence(text);
}

struct Maker {
    CommandContext context;
    QObject *parent;

    Command *operator()(const ListCall &call) const { return new ListCommand(context, call, parent); }
    Command *operator()(const CountCall &call) const { return new CountCommand(context, call, parent); }
    Command *operator()(const ShowCall &call) const { return new ShowCommand(context, call, parent); }
    Command *operator()(const CreateCall &call) const { return new CreateCommand(context, call, parent); }
    Command *operator()(const TransitionCall &call) const { return new TransitionCommand(context, call, parent); }
    Command *operator()(const ManyCall &call) const { return new ManyCommand(context, call, parent); }
    Command *operator()(const WatchCall &call) const { return new WatchCommand(context, call, parent); }
    Command *operator()(const DemoCall &) const { return nullptr; }
    Command *operator()(const GroupCall &) const { return nullptr; }
    Command *operator()(const JournalCall &) const { return nullptr; }
};

int runDemo(QCoreApplication &application, Output &output, const DemoCall &call)
{
    DemoCommand command(output, call, nullptr);
    QObject::connect(
        &command, &DemoCommand::finished, &application, [&application](Exit exit) { application.exit(status(exit)); },
        Qt::QueuedConnection);
    QTimer::singleShot(0, &command, &DemoCommand::start);
    return application.exec();
}

int runJournal(QCoreApplication &application, Output &output, const CommandCall &call, const JournalCall &journal)
{
    const ProfileStore profiles;
    if (!profiles.notice().isEmpty())
        output.sentence(profiles.notice());
    const auto folder = ConnectionOpener::folderOf(call.connection, profiles);
    if (!folder) {
        output.sentence(folder.error().sentence);
        return status(Exit::Usage);
    }
    JournalCommand command(output, journal, *folder, nullptr);
    QObject::connect(
        &command, &JournalCommand::finished, &application,
        [&application](Exit exit) { application.exit(status(exit)); }, Qt::QueuedConnection);
    QTimer::singleShot(0, &command, &JournalCommand::start);
    return application.exec();
}

} // namespace

int runCommand(QCoreApplication &application, const CommandCall &call)
{
    Output output;
    if (qEnvironmentVariableIsEmpty("QT_LOGGING_RULES"))
        qInstallMessageHandler(dropRemarks);
    if (const auto *demo = std::get_if<DemoCall>(&call.command))
        return runDemo(application, output, *demo);
    if (const auto *group = std::get_if<GroupCall>(&call.command))
        return status(runGroup(output, *group));
    if (const auto *journal = std::get_if<JournalCall>(&call.command))
        return runJournal(application, output, call, *journal);
    Connector connector;
    std::unique_ptr<api::WaldurClient> client;
    QObject commands; // ends before the client it uses
    const auto run = [&](const domain::Result<Connector::Ready, Connector::Failure> &ready) {
        if (!ready) {
            output.sentence(ready.error().sentence);
            application.exit(status(ready.error().exit));
            return;
        }
        client = std::make_unique<api::WaldurClient>(ready->connection);
        auto *command = std::visit(Maker{{*client, output, ready->folder, ready->profile}, &commands}, call.command);
        QObject::connect(
            command, &Command::finished, &application, [&application](Exit exit) { application.exit(status(exit)); },
            Qt::QueuedConnection);
        command->start();
    };
    QTimer::singleShot(0, &commands, [&] {
        connector.connectTo(call.connection, run, [&output](const QString &notice) { output.sentence(notice); });
    });
    return application.exec();
}

int exitImmediately(const ImmediateExit &goodbye)
{
    Output output;
    output.data(goodbye.out.toUtf8());
    if (!goodbye.error.isEmpty())
        output.sentence(goodbye.error);
    return goodbye.status;
}

} // namespace waldesk::app
