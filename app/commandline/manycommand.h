// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/endwaiter.h"
#include "app/commandline/querycommand.h"
#include "models/archive/journal.h"
#include "models/domain/capabilities.h"
#include "models/workflows/bulkplan.h"
#include "models/workflows/bulkqueue.h"

#include <memory>
#include <vector>

namespace waldesk::app
{

/// start, done and err of many requests, and create for the offerings of many. What a query finds is read again and
/// planned; the plan is printed, or run when as many rows will change as the caller said, else nothing is sent. What a
/// list names is run at once; create leaves out the offerings where a request is open. The engine, the pauses and the
/// journal are those of the window; a line for each request in the order they were named, that of create with the new
/// uuid or `-`, and the highest status is the command's.
class ManyCommand : public QueryCommand
{
    Q_OBJECT
public:
    ManyCommand(CommandContext context, ManyCall call, QObject *parent);
    void start() override;

private:
    void readRoles(const api::UserAnswer &user);
    void collect();
    void list(const domain::SplitQuery &query, const CauseBasis &causes);
    void plan(std::vector<domain::Request> rows);
    void planned();
    void run(std::vector<workflows::BulkQueue::Job> jobs);
    void rowChanged();
    void report(const workflows::BulkQueue::Row &row);
    void waitForAll();
    void end();
    [[nodiscard]] bool isCreate() const { return m_call.action == domain::Action::AskAgain; }
    [[nodiscard]] std::vector<workflows::BulkQueue::Job> jobsOfList() const;
    [[nodiscard]] domain::Capabilities capabilitiesOn(const domain::Request &request) const;
    [[nodiscard]] workflows::BulkQueue::Write engine();

    ManyCall m_call;
    archive::Journal m_journal;
    domain::Person m_person;
    bool m_hasPerson = false;
    std::vector<domain::Request> m_rows;
    std::unique_ptr<workflows::BulkPlan> m_plan;
    std::unique_ptr<workflows::BulkQueue> m_queue;
    std::vector<domain::Uuid> m_made; ///< of create
    QString m_bulk;                   ///< of the journal
    QString m_said;                   ///< the pause that was told last
    size_t m_printed = 0;
    Exit m_exit = Exit::Done;
};

} // namespace waldesk::app
