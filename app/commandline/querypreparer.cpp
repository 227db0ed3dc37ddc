// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/querypreparer.h"

#include "app/commandline/exitstatus.h"

#include <QRegularExpression>
#include <QTimer>

#include <algorithm>

namespace waldesk::app
{
namespace
{

constexpr int OfferingsOnPage = 100;

/// The longest part of the word that holds no wildcard: what the server can look for in names.
QString literalPart(const domain::Word &word)
{
    if (word.quoted)
        return word.text;
    QString longest;
    for (const QString &part : word.text.split(QRegularExpression(QStringLiteral("[*?]")))) {
        if (part.size() > longest.size())
            longest = part;
    }
    return longest;
}

bool hasUpperBound(const domain::QueryTerm &term)
{
    using Shape = domain::TimeRange::Shape;
    const bool asked = term.key == domain::QueryKey::Created || term.key == domain::QueryKey::Modified;
    if (!asked || term.negated || term.values.size() != 1)
        return false;
    const Shape shape = std::get<domain::TimeRange>(term.values.front()).shape;
    return shape != Shape::Within && shape != Shape::After;
}

} // namespace

QueryPreparer::QueryPreparer(api::WaldurClient &client, domain::Query query, Handler handler, QObject *parent)
    : QObject(parent), m_client(client), m_query(std::move(query)), m_handler(std::move(handler))
{
}

void QueryPreparer::start()
{
    collect();
    if (m_needsBefore)
        askBefore();
    else if (!m_names.empty())
        askNames(0, 1);
    else
        QTimer::singleShot(0, this, &QueryPreparer::finish);
}

void QueryPreparer::collect()
{
    for (const domain::QueryTerm &term : m_query.terms()) {
        m_needsBefore = m_needsBefore || hasUpperBound(term);
        if (term.key != domain::QueryKey::Offering || term.negated)
            continue;
        for (const auto &value : term.values) {
            const auto &word = std::get<domain::Word>(value);
            if (!domain::Uuid::tryParse(QStringView(word.text)))
                m_names.push_back({word, {}, false});
        }
    }
}

/// A server that does not answer at all, or not this token, will not do so for the list either.
bool QueryPreparer::mayGoOn(const api::ApiError &error)
{
    const Exit exit = exitOfRead(error);
    const bool hopeless = error.kind == api::ApiError::Kind::Auth ||
                          (exit == Exit::NoAnswer && error.kind != api::ApiError::Kind::Server);
    if (hopeless)
        m_handler(error);
    return !hopeless;
}

void QueryPreparer::askBefore()
{
    m_client.knowsBefore(this, [this](const api::Result<bool> &knows) {
        if (!knows && !mayGoOn(knows.error()))
            return;
        m_knowsBefore = knows && *knows;
        if (m_names.empty())
            finish();
        else
            askNames(0, 1);
    });
}

void QueryPreparer::askNames(size_t index, int page)
{
    m_client.offerings(
        literalPart(m_names[index].word), page, this,
        [this, index, page](const api::Result<api::OfferingPage> &result) { namesCame(index, page, result); });
}

void QueryPreparer::namesCame(size_t index, int page, const api::Result<api::OfferingPage> &result)
{
    if (!result && !mayGoOn(result.error()))
        return;
    Named &named = m_names[index];
    if (result) {
        for (const api::Offering &offering : result->rows) {
            if (offeringNameMatches(named.word, offering.name))
                named.found.push_back(offering.uuid);
        }
        const qint64 seen = qint64(page - 1) * OfferingsOnPage + static_cast<qint64>(result->rows.size());
        if (!result->rows.empty() && seen < result->total) {
            askNames(index, page + 1);
            return;
        }
        named.known = true;
    }
    if (index + 1 < m_names.size())
        askNames(index + 1, 1);
    else
        finish();
}

void QueryPreparer::finish()
{
    domain::QueryContext context;
    context.now = domain::Timestamp::now();
    context.serverKnowsBefore = [this] {
        return m_knowsBefore;
    };
    context.offeringsNamed = [this](const domain::Word &word) {
        const auto named = std::ranges::find_if(m_names, [&](const Named &n) { return n.word == word && n.known; });
        return named == m_names.end() ? std::vector<domain::Uuid>() : named->found;
    };
    m_handler(m_query.split(context));
}

} // namespace waldesk::app
