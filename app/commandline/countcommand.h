// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/querycommand.h"

#include <array>
#include <map>

namespace waldesk::app
{

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

} // namespace waldesk::app
