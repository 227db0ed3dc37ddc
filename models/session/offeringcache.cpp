// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/offeringcache.h"

#include <algorithm>

namespace waldesk::session
{

namespace
{

constexpr int MostPages = 5; // of 100
constexpr int AtOnce = 2;    // the list of requests needs the connections more
constexpr qint64 AskAgainAfterMs = 30'000;

} // namespace

OfferingCache::OfferingCache(api::WaldurClient &client, tables::RequestStore &store, QObject *parent)
    : QObject(parent), m_client(client), m_store(store)
{
    connect(&store, &tables::RequestStore::merged, this, [this] { learnFromRows(); });
    connect(&store, &tables::RequestStore::cleared, this, [this] { m_rowsRead = 0; });
    connect(&store, &tables::RequestStore::offeringRenamed, this, [this](tables::OfferingId id) {
        const tables::KnownOffering &renamed = m_store.offering(id);
        const auto it = m_known.find(renamed.uuid);
        if (it == m_known.end() || it->second.offering.name == renamed.name)
            return;
        it->second.offering.name = renamed.name;
        emit changed();
    });
    learnFromRows();
}

void OfferingCache::learnFromRows()
{
    bool news = false;
    for (; m_rowsRead < m_store.offeringCount(); ++m_rowsRead) {
        const tables::KnownOffering &row = m_store.offering(m_rowsRead);
        if (row.uuid.isNil() || m_known.contains(row.uuid))
            continue;
        Known known;
        known.offering.uuid = row.uuid;
        known.offering.name = row.name;
        m_known.emplace(row.uuid, known);
        news = true;
    }
    if (news)
        emit changed();
}

void OfferingCache::readAll()
{
    m_isWanted = true;
    readPage(1);
}

bool OfferingCache::isMissing() const
{
    return m_missingPage > 0;
}

void OfferingCache::readMissing()
{
    if (isMissing())
        readPage(m_missingPage);
}

void OfferingCache::readPage(int page)
{
    m_missingPage = 0;
    m_isReading = true;
    m_client.offerings(QString(), page, this, [this, page](api::Result<api::OfferingPage> result) {
        if (!result) {
            m_missingPage = result.error().isPermanent() ? 0 : page;
            listEnded();
            return;
        }
        for (const api::Offering &offering : result->rows)
            learn(offering);
        const qint64 read = qint64(page) * 100;
        if (page < MostPages && !result->rows.empty() && (result->total < 0 || result->total > read))
            readPage(page + 1);
        else
            listEnded();
        emit changed();
    });
}

void OfferingCache::listEnded()
{
    m_isReading = false;
    for (const domain::Uuid &uuid : std::exchange(m_unlisted, {})) {
        if (const auto it = m_known.find(uuid); it == m_known.end() || !it->second.lookedUp)
            want(uuid);
    }
}

void OfferingCache::learn(const api::Offering &offering)
{
    Known &known = m_known[offering.uuid];
    const QString nameBefore = known.offering.name;
    known.offering = offering;
    if (known.offering.name.isEmpty())
        known.offering.name = nameBefore;
    known.lookedUp = true;
}

const api::Offering *OfferingCache::find(const domain::Uuid &uuid)
{
    if (uuid.isNil())
        return nullptr;
    if (!m_isWanted)
        readAll();
    const auto it = m_known.find(uuid);
    if (it == m_known.end() || !it->second.lookedUp)
        m_isReading ? void(m_unlisted.insert(uuid)) : want(uuid);
    return it == m_known.end() ? nullptr : &it->second.offering;
}

std::vector<api::Offering> OfferingCache::all()
{
    if (!m_isWanted)
        readAll();
    std::vector<api::Offering> offerings;
    offerings.reserve(m_known.size());
    for (const auto &entry : m_known)
        offerings.push_back(entry.second.offering);
    std::ranges::stable_sort(offerings, [](const api::Offering &a, const api::Offering &b) {
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
    return offerings;
}

void OfferingCache::want(const domain::Uuid &uuid)
{
    const auto failed = m_failed.find(uuid);
    const bool tooSoon = failed != m_failed.end() && failed->second.elapsed() < AskAgainAfterMs;
    if (tooSoon || m_asked.contains(uuid))
        return;
    m_asked.insert(uuid);
    m_wanted.push_back(uuid);
    askNext();
}

void OfferingCache::askNext()
{
    while (m_underWay < AtOnce && !m_wanted.empty()) {
        const domain::Uuid uuid = m_wanted.front();
        m_wanted.pop_front();
        ++m_underWay;
        m_client.offering(uuid, this, [this, uuid](const api::Result<api::Offering> &result) {
            --m_underWay;
            if (result) {
                learn(*result);
                emit changed();
            } else if (!result.error().isPermanent()) {
                m_asked.remove(uuid);
                m_failed[uuid].start();
            }
            askNext();
        });
    }
}

} // namespace waldesk::session
