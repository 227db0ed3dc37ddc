// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/listcommand.h"

#include "app/commandline/visibletext.h"

#include <algorithm>

namespace waldesk::app
{

ListCommand::ListCommand(CommandContext context, ListCall call, QObject *parent)
    : QueryCommand(std::move(context), parent), m_call(std::move(call))
{
}

void ListCommand::start()
{
    prepareQuery(m_call.query, m_call.rules,
                 [this](const domain::SplitQuery &query, const CauseBasis &causes) { list(query, causes); });
}

void ListCommand::list(domain::SplitQuery query, const CauseBasis &causes)
{
    query.server.order = m_call.order;
    RowWriter::StuckOf why;
    if (m_call.stuck)
        why = [this](const domain::Uuid &uuid) {
            return stuck(uuid);
        };
    m_writer = RowWriter::make(m_call.format, output(), query.all.now, why);
    const Listing::Options options{m_call.limit, m_call.format != Format::Table, causes};
    auto *listing = new Listing(
        client(), std::move(query), options,
        [this](const domain::Request &request, const QByteArray &raw) { m_writer->row(request, raw); }, this);
    connect(listing, &Listing::progressed, this, [this, listing](qint64 read, qint64 total) {
        if (output().isClosed())
            listing->stop();
        else
            output().progress(read, total);
    });
    connect(listing, &Listing::skipped, this, [this](const QString &sentence) { output().sentence(sentence); });
    connect(listing, &Listing::finished, this, &ListCommand::end);
    connect(listing, &Listing::torn, this, [this, listing](const api::ApiError &error) {
        m_writer->finish();
        sayPartial(*listing, listing->passed());
        failRead(error);
    });
    connect(listing, &Listing::failed, this, [this, listing](const api::ApiError &error) {
        output().flush();
        const bool streams = m_call.format == Format::JsonLines || m_call.format == Format::Csv;
        sayPartial(*listing, streams ? listing->passed() : 0);
        failRead(error);
    });
    listing->start();
}

/// What stands in the output of an unfinished list; who reads it in a script must not take it for all.
void ListCommand::sayPartial(const Listing &listing, qint64 written)
{
    const qint64 total = m_call.limit < 0 ? listing.total() : std::min(m_call.limit, listing.total());
    const bool isCounted = listing.total() >= 0;
    if (!isCounted && listing.passed() == 0)
        return; // not even the first page came
    if (listing.filtersHere() || !isCounted)
        output().sentence(tr("The list is not complete: %1 were written.").arg(grouped(written)));
    else
        output().sentence(tr("The list is not complete: %1 of %2 were written.").arg(grouped(written), grouped(total)));
}

void ListCommand::end()
{
    m_writer->finish();
    emit finished(output().hasFailed() ? Exit::Failed : Exit::Done);
}

} // namespace waldesk::app
