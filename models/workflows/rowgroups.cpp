// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/rowgroups.h"

#include <algorithm>
#include <utility>

namespace waldesk::workflows
{

namespace
{

constexpr size_t WorkOfAStep = 512; // rows, or as much searching as costs the same
constexpr int GroupsOfAStep = 64;

} // namespace

const RowGroups::Group *RowGroups::Contents::find(const QByteArray &key) const
{
    const auto found = ids.find(key);
    return found == ids.end() ? nullptr : &groups[found->second];
}

RowGroups::Contents RowGroups::startOver(domain::GroupingLevel level)
{
    m_level = level;
    m_groupOfKey.clear();
    m_groupOfRow.assign(m_store.size(), None);
    m_toCount.clear();
    m_toCompose.clear();
    m_waiting = {};
    m_toPlace.resize(m_store.size());
    for (tables::RowIndex row = 0; row < m_store.size(); ++row)
        m_toPlace[row] = row;
    m_placed = 0;
    m_changed = true;
    return std::exchange(m_contents, {});
}

void RowGroups::add(const std::vector<tables::RowIndex> &rows)
{
    m_toPlace.insert(m_toPlace.end(), rows.begin(), rows.end());
}

void RowGroups::noteBack(const std::vector<tables::RowIndex> &rows)
{
    for (const tables::RowIndex row : rows)
        m_gone.remove(row);
}

void RowGroups::takeVanished(const std::vector<tables::RowIndex> &rows)
{
    for (const tables::RowIndex row : rows)
        m_gone.insert(row);
    add(rows);
}

void RowGroups::takeLearned()
{
    while (!m_waiting.empty() && m_index.has(m_waiting.top().first)) {
        m_toPlace.push_back(m_waiting.top().second);
        m_waiting.pop();
    }
}

void RowGroups::recountAll()
{
    ++m_frame;
    for (Id id = 0; id < m_contents.groups.size(); ++id)
        queue(id);
    m_changed = true;
}

void RowGroups::composeAll()
{
    for (Id id = 0; id < m_contents.groups.size(); ++id)
        compose(id);
    m_changed = true;
}

void RowGroups::compose(const QByteArray &key)
{
    const auto found = m_contents.ids.find(key);
    if (found == m_contents.ids.end())
        return;
    compose(found->second);
    m_changed = true;
}

void RowGroups::compose(Id id)
{
    Group &group = m_contents.groups[id];
    if (group.toCompose)
        return;
    group.toCompose = true;
    m_toCompose.push_back(id);
}

RowGroups::Group *RowGroups::takeCounted()
{
    if (m_toCompose.empty())
        return nullptr;
    Group &group = m_contents.groups[m_toCompose.back()];
    m_toCompose.pop_back();
    group.toCompose = false;
    m_changed = true;
    return &group;
}

bool RowGroups::placeSome()
{
    for (size_t work = 0; m_placed < m_toPlace.size() && work < WorkOfAStep; ++work)
        place(m_toPlace[m_placed++]);
    if (m_placed < m_toPlace.size())
        return true;
    m_toPlace.clear();
    m_placed = 0;
    return false;
}

RowGroups::Id RowGroups::groupOfText(tables::TextId text)
{
    const KeyId key = m_index.keyId(text, m_level);
    if (key >= m_groupOfKey.size())
        m_groupOfKey.resize(std::max<size_t>(m_index.keyCount(), m_groupOfKey.size() * 2), None);
    Id &id = m_groupOfKey[key];
    if (id != None)
        return id;
    const QByteArray root = m_archive.rootOf(m_index.key(key));
    const auto known = m_contents.ids.try_emplace(root, Id(m_contents.groups.size()));
    id = known.first->second;
    if (known.second) {
        Group &group = m_contents.groups.emplace_back();
        group.key = root;
        group.origin = key;
    }
    return id;
}

void RowGroups::place(tables::RowIndex row)
{
    const tables::PackedRow &packed = m_store.row(row);
    m_recoveries = m_probe.observe(row, packed) || m_recoveries;
    if (row >= m_groupOfRow.size())
        m_groupOfRow.resize(std::max<size_t>(m_store.size(), m_groupOfRow.size() * 2), None);
    const Id was = m_groupOfRow[row];
    Id is = None;
    if (packed.state == domain::State::Erred && !m_gone.contains(row)) {
        if (!m_index.has(packed.text)) {
            m_waiting.emplace(packed.text, row);
            if (was != None)
                leave(row, was); // nothing that is counted may have a text that is not known
            return;
        }
        is = groupOfText(packed.text);
    }
    m_changed = m_changed || was != None || is != None;
    if (was != None && was != is)
        leave(row, was);
    if (is == None)
        return;
    Group &group = m_contents.groups[is];
    if (was == is) {
        // Its times or its text are others: counted again.
        group.frame = 0;
    } else {
        dropStale(group, is);
        group.rows.push_back(row);
        m_groupOfRow[row] = is;
    }
    queue(is);
}

void RowGroups::leave(tables::RowIndex row, Id from)
{
    m_groupOfRow[row] = None;
    m_contents.groups[from].stale = true;
    m_contents.groups[from].frame = 0;
    queue(from);
}

void RowGroups::dropStale(Group &group, Id id)
{
    if (!group.stale)
        return;
    std::erase_if(group.rows, [&](tables::RowIndex each) { return m_groupOfRow[each] != id; });
    group.stale = false;
}

void RowGroups::queue(Id id)
{
    Group &group = m_contents.groups[id];
    if (group.queued)
        return;
    group.queued = true;
    m_toCount.push_back(id);
}

bool RowGroups::count(Group &group, Id id, const TallyFrame &frame)
{
    dropStale(group, id);
    if (group.frame != m_frame) {
        group.frame = m_frame;
        group.counted = 0;
        group.tally.clear();
    }
    size_t work = 0;
    while (group.counted < group.rows.size() && work < WorkOfAStep) {
        const tables::RowIndex row = group.rows[group.counted++];
        group.tally.add(row, m_store.row(row), frame, work);
    }
    return group.counted == group.rows.size();
}

bool RowGroups::countSome(const TallyFrame &frame)
{
    for (int looks = 0; looks < GroupsOfAStep && !m_toCount.empty(); ++looks) {
        const Id id = m_toCount.back();
        Group &group = m_contents.groups[id];
        if (!count(group, id, frame))
            return true;
        m_toCount.pop_back();
        group.queued = false;
        compose(id);
    }
    return !m_toCount.empty();
}

const RowGroups::Group *RowGroups::groupOf(tables::RowIndex row) const
{
    if (row >= m_groupOfRow.size() || m_groupOfRow[row] == None)
        return nullptr;
    return &m_contents.groups[m_groupOfRow[row]];
}

std::vector<tables::RowIndex> RowGroups::newestRows(const Group &group, const TallyFrame &frame, size_t most) const
{
    const Id id = m_contents.ids.at(group.key);
    std::vector<std::pair<qint64, tables::RowIndex>> timed;
    timed.reserve(group.rows.size());
    size_t work = 0;
    for (const tables::RowIndex row : group.rows) {
        const tables::PackedRow &packed = m_store.row(row);
        if (m_groupOfRow[row] == id && errorTime(packed) >= frame.from && m_index.has(packed.text) &&
            (!frame.filter || frame.filter->passes(row, work)))
            timed.emplace_back(errorTime(packed), row);
    }
    const auto end = timed.begin() + qsizetype(std::min(most, timed.size()));
    std::partial_sort(timed.begin(), end, timed.end(), [this](const auto &a, const auto &b) {
        return a.first != b.first ? a.first > b.first : m_store.row(b.second).uuid < m_store.row(a.second).uuid;
    });
    std::vector<tables::RowIndex> rows;
    for (auto each = timed.begin(); each != end; ++each)
        rows.push_back(each->second);
    return rows;
}

} // namespace waldesk::workflows
