// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline/command.h"
#include "app/commandline/errorfacts.h"

#include <functional>
#include <optional>

namespace waldesk::app
{

/// A command that chooses its requests by a query: what the query means is found out first, from what is remembered of
/// causes and then from the server.
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
};

} // namespace waldesk::app
