// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/call.h"
#include "app/commandline/exitstatus.h"
#include "app/commandline/interrupt.h"
#include "app/commandline/journalwriter.h"
#include "app/commandline/output.h"
#include "models/archive/journalreader.h"
#include "models/archive/journalwrite.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace waldesk::app
{

/// What was done from this machine: reads the journal of a server's folder. Asks no server and no token. A write is one
/// row; with `--follow` it is printed again whenever the journal says more of it, until the process is ended or nobody
/// reads any more. `--verify` looks at the chain instead.
class JournalCommand : public QObject
{
    Q_OBJECT
public:
    JournalCommand(Output &output, JournalCall call, const QString &folder, QObject *parent);
    ~JournalCommand() override;
    void start();

signals:
    void finished(waldesk::app::Exit exit);

private:
    void verify();
    void readOn();
    void end(Exit exit);

    Output &m_output;
    JournalCall m_call;
    QString m_file;
    archive::JournalReader m_reader;
    archive::JournalWrites m_writes;
    domain::LocalFilter m_filter;
    std::unique_ptr<JournalWriter> m_writer;
    QTimer m_again;        ///< of --follow
    Interrupt m_interrupt; ///< of --follow
};

} // namespace waldesk::app
