// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/command.h"
#include "app/commandline/errorfacts.h"
#include "app/commandline/stuckreader.h"

#include <functional>
#include <optional>

namespace waldesk::app
{

/// A command that chooses its requests by a query: what the query means is found out first, from what is remembered of
/// causes, then from the server, and then, for `is:`, which of its requests are stuck, and which are of this machine.
class QueryCommand : public Command
{
    Q_OBJECT
public:
    using Command::Command;

protected:
    using Prepared = std::function<void(const domain::SplitQuery &query, const CauseBasis &causes)>;
    /// Later, once; a failure is said and ends the command instead. The basis holds as long as the command.
    void prepareQuery(const domain::Query &query, const std::optional<domain::CauseRules> &rules,
                      const Prepared &prepared);
    /// Of a query that asks for `is:stuck`, once it is prepared; nullptr: not stuck, or not asked for.
    [[nodiscard]] const workflows::StuckRequest *stuck(const domain::Uuid &request) const;

private:
    void findRowFacts(const domain::SplitQuery &query, CauseBasis causes, const Prepared &prepared);

    StuckReader::Stuck m_stuck;
};

} // namespace waldesk::app
