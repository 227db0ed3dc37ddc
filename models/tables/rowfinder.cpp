// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/rowfinder.h"

#include <QElapsedTimer>

#include <algorithm>

namespace waldesk::tables
{

namespace
{

// Half of what a turn of the event loop may take.
constexpr qint64 SliceNanoseconds = 4'000'000;
constexpr int RowsBetweenLooks = 256;
constexpr qsizetype ShortestUuidPart = 3;

} // namespace

struct RowFinder::Hits {
    TextSearch search;
    std::vector<bool> offerings;
    std::array<bool, domain::AllStates.size() + 1> states{};
    QByteArray uuidPart;       ///< empty: too short
    std::vector<quint8> texts; ///< by TextId: 0 not asked, 1 no, 2 yes
};

RowFinder::RowFinder(const RequestStore &store, ErrorTitleOf titles, QObject *parent)
    : QObject(parent), m_store(store), m_titles(std::move(titles))
{
    m_slices.setInterval(0);
    connect(&m_slices, &QTimer::timeout, this, [this] {
        if (runSlice())
            emit foundMore();
        if (!isSearching())
            emit finished();
    });
    connect(&store, &RequestStore::cleared, this, [this] {
        cancel();
        m_hits.clear();
        m_before.clear();
        m_best.clear();
    });
}

RowFinder::~RowFinder() = default;

RowFinder::Hits RowFinder::hitsOf(const QString &word) const
{
    domain::Word sought;
    sought.text = word;
    sought.quoted = true; // a star is a star here
    Hits hits{TextSearch(sought), {}, {}, {}, {}};
    hits.offerings.resize(m_store.offeringCount());
    for (OfferingId id = 0; id < m_store.offeringCount(); ++id)
        hits.offerings[id] = m_store.offering(id).name.contains(word, Qt::CaseInsensitive);
    for (const domain::State state : domain::AllStates)
        hits.states[size_t(state)] = domain::stateName(state).startsWith(word, Qt::CaseInsensitive);
    if (word.size() >= ShortestUuidPart)
        hits.uuidPart = word.toLower().toLatin1();
    hits.texts.resize(size_t(m_store.textCount()) + 1);
    // A text that lacks a part of the word lacks the word.
    for (const Hits &before : m_before) {
        if (!hits.search.implies(before.search))
            continue;
        const size_t known = std::min(hits.texts.size(), before.texts.size());
        for (size_t id = 0; id < known; ++id) {
            if (before.texts[id] == 1)
                hits.texts[id] = 1;
        }
    }
    return hits;
}

void RowFinder::find(const QStringList &words, size_t most)
{
    m_before = std::exchange(m_hits, {});
    for (const QString &word : words)
        m_hits.push_back(hitsOf(word));
    m_best.clear();
    m_most = most;
    m_next = 0;
    m_slices.start();
    (void)runSlice();
}

void RowFinder::cancel()
{
    m_slices.stop();
}

std::vector<RowIndex> RowFinder::found() const
{
    std::vector<RowIndex> rows = m_best;
    std::ranges::sort(rows, [this](RowIndex a, RowIndex b) { return newer(a, b); });
    return rows;
}

bool RowFinder::newer(RowIndex a, RowIndex b) const
{
    const PackedRow &one = m_store.row(a);
    const PackedRow &other = m_store.row(b);
    return one.created != other.created ? one.created > other.created : one.uuid > other.uuid;
}

bool RowFinder::textHolds(Hits &hits, TextId id) const
{
    if (id == 0)
        return false;
    if (id >= hits.texts.size())
        hits.texts.resize(std::max<size_t>(size_t(m_store.textCount()) + 1, size_t(id) + 1));
    quint8 &known = hits.texts[id];
    if (known == 0) {
        const auto has = [&hits](const QByteArray &text) {
            return hits.search.foundIn(text, isAscii(text));
        };
        const ErrorTitle title = m_titles ? m_titles(id) : ErrorTitle();
        const bool found =
            has(domain::errorSummary(m_store.text(id))) || has(title.line.toUtf8()) || has(title.name.toUtf8());
        known = found ? 2 : 1;
    }
    return known == 2;
}

bool RowFinder::holds(Hits &hits, const PackedRow &row) const
{
    return (row.offering < hits.offerings.size() && hits.offerings[row.offering]) ||
           hits.states[std::min(size_t(row.state), hits.states.size() - 1)] || textHolds(hits, row.text) ||
           (!hits.uuidPart.isEmpty() && row.uuid.toHex().startsWith(hits.uuidPart));
}

bool RowFinder::runSlice()
{
    const auto first = [this](RowIndex a, RowIndex b) {
        return newer(a, b);
    };
    QElapsedTimer turn;
    turn.start();
    bool changed = false;
    while (m_next < m_store.size() && turn.nsecsElapsed() < SliceNanoseconds) {
        for (int i = 0; i < RowsBetweenLooks && m_next < m_store.size(); ++i, ++m_next) {
            // What is older than all that are shown need not be searched.
            const bool full = m_best.size() >= m_most;
            if (m_most == 0 || (full && !newer(m_next, m_best.front())))
                continue;
            const PackedRow &row = m_store.row(m_next);
            if (m_store.isGone(m_next) || !std::ranges::all_of(m_hits, [&](Hits &hits) { return holds(hits, row); }))
                continue;
            if (full) {
                std::ranges::pop_heap(m_best, first);
                m_best.pop_back();
            }
            m_best.push_back(m_next);
            std::ranges::push_heap(m_best, first);
            changed = true;
        }
    }
    if (m_next >= m_store.size())
        m_slices.stop();
    return changed;
}

} // namespace waldesk::tables
