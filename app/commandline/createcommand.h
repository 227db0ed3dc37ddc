// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/command.h"
#include "models/archive/journal.h"

#include <QElapsedTimer>

namespace waldesk::app
{

/// Asks for an offering: a journal line, one POST, a journal line, and with --wait one small read after the other until
/// the request ends or the time is over.
class CreateCommand : public Command
{
    Q_OBJECT
public:
    CreateCommand(Surroundings surroundings, CreateCall call, QObject *parent);
    void start() override;

private:
    void create();
    void created(const api::Result<api::OneRequest> &result);
    void failWrite(const api::ApiError &error);
    /// A lost answer: says what is true now (contract 1.5: look by offering and time before asking again).
    void lookForIt(const api::ApiError &error);
    void wait();
    void look();
    void looked(const api::Result<api::OneRequest> &result);
    void journalAfter(archive::JournalEntry::Outcome outcome, const QString &answer, const domain::Request *row);

    CreateCall m_call;
    archive::Journal m_journal;
    archive::JournalEntry m_entry;
    domain::Uuid m_uuid;
    QElapsedTimer m_waited;
    int m_pauseMs = 500;
    int m_failures = 0;
};

} // namespace waldesk::app
