// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/listing.h"
#include "app/commandline/querycommand.h"
#include "app/commandline/rowwriter.h"
#include "models/archive/journal.h"

#include <array>
#include <map>
#include <memory>

namespace waldesk::app
{

/// Requests in one format.
class ListCommand : public QueryCommand
{
    Q_OBJECT
public:
    ListCommand(CommandContext context, ListCall call, QObject *parent);
    void start() override;

private:
    void list(domain::SplitQuery query, const CauseBasis &causes);
    void sayPartial(const Listing &listing, qint64 written);
    void end();

    ListCall m_call;
    std::unique_ptr<RowWriter> m_writer;
};

/// By HEAD for each state where the server can filter all of the query, else by reading.
class CountCommand : public QueryCommand
{
    Q_OBJECT
public:
    CountCommand(CommandContext context, CountCall call, QObject *parent);
    void start() override;

private:
    void count(const domain::SplitQuery &query, const CauseBasis &causes);
    void countByServer(const domain::ListFilter &filter);
    void countByReading(const domain::SplitQuery &query, const CauseBasis &causes);
    void stateCounted(size_t index, const api::Result<qint64> &result);
    void print();

    CountCall m_call;
    std::array<qint64, domain::AllStates.size()> m_counts{};
    qint64 m_others = 0;                    ///< of states that this version does not know
    std::map<QByteArray, qint64> m_reasons; ///< of `--stuck`, by stuckWord()
    int m_pending = 0;
    bool m_failed = false;
};

/// One request. A write on it whose outcome was unknown is settled in the journal by the way.
class ShowCommand : public Command
{
    Q_OBJECT
public:
    ShowCommand(CommandContext context, ShowCall call, QObject *parent);
    void start() override;

private:
    void read();
    void show(const api::OneRequest &one);
    void explain(const domain::Request &request);
    void print(const domain::Request &request, const QByteArray &fields, const QByteArray &blocks);
    void end();

    ShowCall m_call;
    archive::Journal m_journal;
};

} // namespace waldesk::app
