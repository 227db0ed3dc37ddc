// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/api/listcoverage.h"

#include <QHashFunctions>

#include <algorithm>
#include <unordered_map>

namespace waldesk::api
{

size_t ListCoverage::RowMap::hashOf(const domain::Uuid &uuid)
{
    // Seeded: nobody can choose uuids that all fall into one place.
    return qHash(uuid, QHashSeed::globalSeed());
}

/// Where it stands, or the free cell where it would.
size_t ListCoverage::RowMap::placeOf(const std::vector<Cell> &cells, const domain::Uuid &uuid, size_t hash)
{
    const size_t mask = cells.size() - 1;
    size_t at = (hash >> 8U) & mask;
    while (!cells[at].uuid.isNil() && cells[at].uuid != uuid)
        at = (at + 1) & mask;
    return at;
}

void ListCoverage::RowMap::grow(Part &part)
{
    std::vector<Cell> bigger(part.cells.empty() ? 8 : part.cells.size() * 2);
    for (const Cell &cell : part.cells) {
        if (!cell.uuid.isNil())
            bigger[placeOf(bigger, cell.uuid, hashOf(cell.uuid))] = cell;
    }
    part.cells = std::move(bigger);
}

ListCoverage::Stretch ListCoverage::RowMap::insert(const domain::Uuid &uuid, Stretch stretch)
{
    const size_t hash = hashOf(uuid);
    Part &part = m_parts[hash % m_parts.size()];
    if ((part.used + 1) * 4 > part.cells.size() * 3)
        grow(part);
    Cell &cell = part.cells[placeOf(part.cells, uuid, hash)];
    if (!cell.uuid.isNil())
        return cell.stretch;
    cell = {uuid, stretch};
    ++part.used;
    ++m_size;
    return stretch;
}

const ListCoverage::Stretch *ListCoverage::RowMap::find(const domain::Uuid &uuid) const
{
    const size_t hash = hashOf(uuid);
    const Part &part = m_parts[hash % m_parts.size()];
    if (part.cells.empty() || uuid.isNil())
        return nullptr;
    const Cell &cell = part.cells[placeOf(part.cells, uuid, hash)];
    return cell.uuid.isNil() ? nullptr : &cell.stretch;
}

ListCoverage::Stretch ListCoverage::rootOf(Stretch stretch) const
{
    while (m_stretches[stretch].parent != stretch)
        stretch = m_stretches[stretch].parent;
    return stretch;
}

void ListCoverage::unite(Stretch a, Stretch b)
{
    const Stretch newer = std::max(rootOf(a), rootOf(b));
    const Stretch older = std::min(rootOf(a), rootOf(b));
    if (newer == older)
        return;
    // The newer answer becomes the root: where the borders are now is what it tells.
    Read &into = m_stretches[newer];
    Read &from = m_stretches[older];
    if (isBefore(from.first, into.first)) {
        into.first = from.first;
        into.begin = std::min(from.begin, into.begin);
    }
    if (isBefore(into.last, from.last)) {
        into.last = from.last;
        into.end = std::max(from.end, into.end);
    }
    from.parent = newer;
}

ListCoverage::Stretch ListCoverage::add(const std::vector<domain::Request> &rows, qint64 position,
                                        std::vector<bool> &fresh)
{
    const auto mine = Stretch(m_stretches.size());
    Read read;
    read.parent = mine;
    read.first = rows.front().created;
    read.last = rows.back().created;
    read.begin = position;
    read.end = position + qint64(rows.size());
    m_stretches.push_back(read);
    fresh.assign(rows.size(), true);
    for (size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].uuid.isNil())
            continue;
        const qint64 before = m_rows.size();
        const Stretch there = m_rows.insert(rows[i].uuid, mine);
        fresh[i] = m_rows.size() > before;
        if (!fresh[i])
            unite(there, mine);
    }
    return mine;
}

std::vector<ListCoverage::Gap> ListCoverage::gaps() const
{
    // What lies between two places of one root is covered, also a stretch whose rows have all gone since.
    std::unordered_map<Stretch, size_t> lastPlace;
    for (size_t i = 0; i < m_chain.size(); ++i)
        lastPlace[rootOf(m_chain[i])] = i;
    std::vector<Gap> found;
    size_t covered = 0;
    for (size_t i = 0; i < m_chain.size(); ++i) {
        if (i > covered) {
            const Stretch before = rootOf(m_chain[covered]);
            const Stretch after = rootOf(m_chain[i]);
            found.push_back(
                {m_chain[covered], m_chain[i], (m_stretches[before].end + m_stretches[after].begin) / 2, 0});
        }
        covered = std::max(covered, lastPlace[rootOf(m_chain[i])]);
    }
    return found;
}

ListCoverage::Found ListCoverage::judge(const Gap &gap, Stretch answer)
{
    const Stretch before = rootOf(gap.before);
    const Stretch after = rootOf(gap.after);
    const Stretch read = rootOf(answer);
    if (before == after)
        return Found::Closed;
    if (read == before)
        return Found::Before;
    if (read == after)
        return Found::After;
    if (!isBefore(m_stretches[before].last, m_stretches[read].first))
        return Found::Above;
    if (!isBefore(m_stretches[read].last, m_stretches[after].first))
        return Found::Below;
    const auto place = std::ranges::find(m_chain, gap.after);
    m_chain.insert(place, answer);
    return Found::Between;
}

} // namespace waldesk::api
