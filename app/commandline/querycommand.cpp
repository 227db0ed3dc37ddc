// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/querycommand.h"

#include "app/commandline/causereader.h"
#include "app/commandline/querypreparer.h"

namespace waldesk::app
{

void QueryCommand::prepareQuery(const domain::Query &query, const std::optional<domain::CauseRules> &rules,
                                const Prepared &prepared)
{
    const auto split = [this, query, prepared](const CauseBasis &causes) {
        auto *preparer = new QueryPreparer(
            client(), query,
            [this, prepared, causes](const api::Result<domain::SplitQuery> &result) {
                if (result)
                    prepared(*result, causes);
                else
                    failRead(result.error());
            },
            this);
        preparer->start();
    };
    auto *reader = new CauseReader(
        context(), query, rules,
        [this, split](const domain::Result<CauseBasis, CauseReader::Failure> &causes) {
            if (causes) {
                split(*causes);
                return;
            }
            output().sentence(causes.error().sentence);
            emit finished(causes.error().exit);
        },
        this);
    reader->start();
}

} // namespace waldesk::app
