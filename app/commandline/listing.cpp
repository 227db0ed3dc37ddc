// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/listing.h"

#include <QTimer>

#include <algorithm>

namespace waldesk::app
{
namespace
{

constexpr qint64 LargestPage = 100;

} // namespace

Listing::Listing(api::WaldurClient &client, domain::SplitQuery query, Options options, RowHandler handler,
                 QObject *parent)
    : QObject(parent), m_client(client), m_query(std::move(query)), m_options(std::move(options)),
      m_facts(m_query.all, m_options.causes), m_handler(std::move(handler))
{
    m_query.here = m_facts.afterMerges(std::move(m_query.here));
    m_query.all = m_facts.afterMerges(std::move(m_query.all));
}

void Listing::start()
{
    if (m_query.impossible)
        QTimer::singleShot(0, this, &Listing::finish);
    else if (m_query.whole)
        fetchWhole();
    else
        walk();
}

void Listing::stop()
{
    if (m_walk)
        m_walk->cancel();
    finish();
}

qint64 Listing::total() const
{
    return m_walk ? m_walk->total() : -1;
}

void Listing::finish()
{
    if (std::exchange(m_finished, true))
        return;
    emit finished();
}

bool Listing::passes(const domain::LocalFilter &filter, const domain::Request &request)
{
    const auto &rowFactsOf = m_options.causes.rowFactsOf;
    return filter.matches(request, m_facts.of(request), rowFactsOf ? rowFactsOf(request.uuid) : domain::RowFacts());
}

void Listing::fetchWhole()
{
    m_client.retrieve(*m_query.whole, this, [this](const api::Result<api::OneRequest> &one) {
        if (!one && one.error().kind != api::ApiError::Kind::NotFound) {
            emit failed(one.error());
            return;
        }
        if (one && passes(m_query.all, one->request)) {
            ++m_passed;
            m_handler(one->request, one->raw);
        }
        finish();
    });
}

void Listing::walk()
{
    const bool allByServer = m_query.here.isEmpty();
    api::PageWalk::Options options;
    options.keepRaw = m_options.keepRaw;
    if (allByServer && m_options.limit >= 0) {
        options.limit = m_options.limit;
        options.pageSize = static_cast<int>(std::min(m_options.limit, LargestPage));
    }
    m_walk = new api::PageWalk(m_client, m_query.server, options, this);
    connect(m_walk, &api::PageWalk::pageReady, this, &Listing::pageCame);
    connect(m_walk, &api::PageWalk::stopped, this, &Listing::walkStopped);
    connect(m_walk, &api::PageWalk::failed, this, &Listing::failed);
    m_walk->start();
}

void Listing::walkStopped()
{
    if (m_finished)
        return;
    const QString sentence = m_walk->sentence();
    if (m_walk->isComplete() && !m_walk->isWhole() && !sentence.isEmpty()) {
        m_finished = true;
        api::ApiError error;
        error.sentence = sentence;
        emit torn(error);
        return;
    }
    if (!sentence.isEmpty())
        emit skipped(sentence);
    finish();
}

void Listing::pageCame(const api::Page &page)
{
    if (m_finished)
        return;
    for (const QString &sentence : page.skipped)
        emit skipped(sentence);
    for (size_t i = 0; i < page.rows.size() && !m_finished; ++i) {
        if (!passes(m_query.here, page.rows[i]))
            continue;
        m_handler(page.rows[i], i < page.raw.size() ? page.raw[i] : QByteArray());
        if (++m_passed == m_options.limit)
            stop();
    }
    if (!m_finished)
        emit progressed(m_walk->seen(), m_walk->total());
}

} // namespace waldesk::app
