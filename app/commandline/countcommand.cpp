// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/countcommand.h"

#include "app/commandline/listing.h"

#include <algorithm>

namespace waldesk::app
{

CountCommand::CountCommand(CommandContext context, CountCall call, QObject *parent)
    : QueryCommand(std::move(context), parent), m_call(std::move(call))
{
}

void CountCommand::start()
{
    prepareQuery(m_call.query, m_call.rules,
                 [this](const domain::SplitQuery &query, const CauseBasis &causes) { count(query, causes); });
}

void CountCommand::count(const domain::SplitQuery &query, const CauseBasis &causes)
{
    if (query.impossible)
        print();
    else if (query.whole || !query.here.isEmpty())
        countByReading(query, causes);
    else
        countByServer(query.server);
}

void CountCommand::countByServer(const domain::ListFilter &filter)
{
    for (size_t i = 0; i < domain::AllStates.size(); ++i) {
        const domain::State state = domain::AllStates[i];
        if (!filter.states.empty() && std::ranges::find(filter.states, state) == filter.states.end())
            continue;
        domain::ListFilter one = filter;
        one.states = {state};
        ++m_pending;
        client().count(one, this, [this, i](const api::Result<qint64> &result) { stateCounted(i, result); });
    }
}

void CountCommand::stateCounted(size_t index, const api::Result<qint64> &result)
{
    --m_pending;
    if (m_failed)
        return;
    if (!result) {
        m_failed = true;
        failRead(result.error());
        return;
    }
    m_counts[index] = *result;
    if (m_pending == 0)
        print();
}

void CountCommand::countByReading(const domain::SplitQuery &query, const CauseBasis &causes)
{
    auto *listing = new Listing(
        client(), query, {-1, false, causes},
        [this](const domain::Request &request, const QByteArray &) {
            const auto index = static_cast<size_t>(request.state);
            ++(index < m_counts.size() ? m_counts[index] : m_others);
            if (const workflows::StuckRequest *why = m_call.stuck ? stuck(request.uuid) : nullptr)
                ++m_reasons[stuckWord(why->reason.kind).toUtf8()];
        },
        this);
    connect(listing, &Listing::progressed, this, [this](qint64 read, qint64 total) { output().progress(read, total); });
    connect(listing, &Listing::skipped, this, [this](const QString &sentence) { output().sentence(sentence); });
    connect(listing, &Listing::finished, this, &CountCommand::print);
    connect(listing, &Listing::torn, this, [this](const api::ApiError &error) { failRead(error); });
    connect(listing, &Listing::failed, this, [this](const api::ApiError &error) { failRead(error); });
    listing->start();
}

void CountCommand::print()
{
    qint64 total = m_others;
    QByteArray lines;
    for (size_t i = 0; i < m_counts.size(); ++i) {
        lines += stateName(domain::AllStates[i]).toUtf8() + '\t' + QByteArray::number(m_counts[i]) + '\n';
        total += m_counts[i];
    }
    lines += "Total\t" + QByteArray::number(total) + '\n';
    for (const auto &[reason, count] : m_reasons)
        lines += reason + '\t' + QByteArray::number(count) + '\n';
    output().data(lines);
    output().flush();
    emit finished(output().hasFailed() ? Exit::Failed : Exit::Done);
}

} // namespace waldesk::app
