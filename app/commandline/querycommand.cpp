// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/querycommand.h"

#include "app/commandline/causereader.h"
#include "app/commandline/querypreparer.h"
#include "models/archive/journal.h"
#include "models/archive/ownrequests.h"

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
                    findRowFacts(*result, causes, prepared);
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

void QueryCommand::findRowFacts(const domain::SplitQuery &query, CauseBasis causes, const Prepared &prepared)
{
    QSet<domain::Uuid> own;
    if (query.all.asksFor(domain::IsWhat::Mine))
        own = archive::ownRequests(archive::Journal::readFile(journalFile()).entries, server());
    causes.rowFactsOf = [this, own](const domain::Uuid &uuid) {
        return domain::RowFacts{stuck(uuid) != nullptr, own.contains(uuid)};
    };
    if (query.impossible || !query.all.asksFor(domain::IsWhat::Stuck)) {
        prepared(query, causes);
        return;
    }
    auto *reader = new StuckReader(
        client(), context().folder,
        [this, query, causes, prepared](const api::Result<StuckReader::Stuck> &found) {
            if (!found) {
                failRead(found.error());
                return;
            }
            m_stuck = *found;
            prepared(query, causes);
        },
        this);
    reader->start(query.server);
}

const workflows::StuckRequest *QueryCommand::stuck(const domain::Uuid &request) const
{
    if (!m_stuck)
        return nullptr;
    const auto found = m_stuck->constFind(request);
    return found == m_stuck->constEnd() ? nullptr : &*found;
}

} // namespace waldesk::app
