// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triage_p.h"

#include <QElapsedTimer>

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

// Half of what a turn of the event loop may take: pages are decoded and painted in it, too.
constexpr qint64 SliceNanoseconds = 3'000'000;
constexpr size_t WorkBetweenLooks = 512; // rows, or as much searching as costs the same
constexpr int StreamingMs = 200;

constexpr domain::Duration Day = domain::Duration::seconds(24LL * 3600);

} // namespace

Triage::Private::Private(Triage &triage, tables::RequestStore &rows, CauseIndex &texts, archive::CauseArchive &memory,
                         TriageFeed &loads, api::WaldurClient &client)
    : q(triage), store(rows), index(texts), archive(memory), feed(loads), done(client, rows)
{
    slices.setSingleShot(true);
    slices.setInterval(0);
    publishing.setSingleShot(true);
    publishing.setInterval(StreamingMs);
}

bool Triage::Private::isBusy() const
{
    return feed.phase() == TriageFeed::Phase::Loading || !index.isSettled();
}

void Triage::Private::wake()
{
    if (!slices.isActive())
        slices.start();
}

void Triage::Private::takeMerged(const tables::RequestStore::Merged &change)
{
    toPlace.insert(toPlace.end(), change.added.begin(), change.added.end());
    toPlace.insert(toPlace.end(), change.changed.begin(), change.changed.end());
    wake();
}

void Triage::Private::takeLearned()
{
    while (!waiting.empty() && index.has(waiting.top().first)) {
        toPlace.push_back(waiting.top().second);
        waiting.pop();
    }
    wake();
}

void Triage::Private::startOver()
{
    done.clear();
    memos.clear();
    // A filter keeps facts of texts by their ids.
    newFrame();
    regroup();
}

void Triage::Private::regroup()
{
    if (!groups.empty())
        old.push_back({std::exchange(groups, {}), std::exchange(ids, {}), published});
    groupOfKey.clear();
    groupOfRow.assign(store.size(), NoGroup);
    toCount.clear();
    toCompose.clear();
    waiting = {};
    toPlace.resize(store.size());
    for (tables::RowIndex row = 0; row < store.size(); ++row)
        toPlace[row] = row;
    placed = 0;
    children.clear();
    for (auto merge = archive.merges().begin(); merge != archive.merges().end(); ++merge)
        children[rootOf(merge.key())].append(merge.key());
    holding = true;
    dirty = true;
    anew = true;
    wake();
}

void Triage::Private::newFrame()
{
    frame.now = clock().microseconds;
    frame.setDays(zone);
    frame.lastVisit = feed.lastVisit().microseconds;
    frame.rangeFrom = rangeFrom();
    frame.filter.reset();
    if (!rowFilter.isEmpty())
        frame.filter = std::make_shared<tables::CompiledFilter>(
            store, rowFilter, [this](tables::TextId id) { return q.factsOf(id, askedLevel); }, memos);
    ++frameNumber;
    for (GroupId id = 0; id < groups.size(); ++id)
        queue(id);
    dirty = true;
    wake();
}

void Triage::Private::composeAll()
{
    for (GroupId id = 0; id < groups.size(); ++id) {
        if (groups[id].toCompose)
            continue;
        groups[id].toCompose = true;
        toCompose.push_back(id);
    }
    dirty = true;
    wake();
}

void Triage::Private::composeKey(const QByteArray &key)
{
    const auto found = ids.find(rootOf(key));
    if (found == ids.end())
        return;
    Group &group = groups[found->second];
    if (!group.toCompose) {
        group.toCompose = true;
        toCompose.push_back(found->second);
    }
    dirty = true;
    wake();
}

void Triage::Private::slice()
{
    QElapsedTimer timer;
    timer.start();
    // While pages stream in, counting waits until it is worth it.
    const bool counts = !publishing.isActive();
    bool more = true;
    while (more && timer.nsecsElapsed() < SliceNanoseconds)
        more = placeSome() || (counts && (countSome() || composeSome()));
    if (more) {
        wake();
        return;
    }
    const bool whole = index.isSettled() && waiting.empty();
    // After a change of rules the old groups stay on the screen until the new ones are whole.
    const bool waits = holding && !whole && model.rowCount() > 0;
    if (counts && dirty && !waits) {
        publish();
        if (isBusy())
            publishing.start();
    } else {
        letGoOfSome();
    }
    if (!old.empty())
        wake();
}

void Triage::Private::letGoOfSome()
{
    QElapsedTimer timer;
    timer.start();
    while (!old.empty() && timer.nsecsElapsed() < SliceNanoseconds) {
        Old &last = old.back();
        for (int i = 0; i < 64; ++i) {
            if (!last.groups.empty())
                last.groups.pop_back();
            if (!last.ids.empty())
                last.ids.erase(last.ids.begin());
            if (!last.published.empty())
                last.published.pop_back();
        }
        if (last.groups.empty() && last.ids.empty() && last.published.empty())
            old.pop_back();
    }
}

bool Triage::Private::placeSome()
{
    for (size_t work = 0; placed < toPlace.size() && work < WorkBetweenLooks; ++work)
        place(toPlace[placed++]);
    if (placed < toPlace.size())
        return true;
    toPlace.clear();
    placed = 0;
    return false;
}

GroupId Triage::Private::groupOf(tables::TextId text)
{
    const KeyId key = index.keyId(text, level);
    if (key >= groupOfKey.size())
        groupOfKey.resize(std::max<size_t>(index.keyCount(), groupOfKey.size() * 2), NoGroup);
    GroupId &id = groupOfKey[key];
    if (id != NoGroup)
        return id;
    const QByteArray root = rootOf(index.key(key));
    const auto known = ids.try_emplace(root, GroupId(groups.size()));
    id = known.first->second;
    if (known.second) {
        Group &group = groups.emplace_back();
        group.key = root;
        group.origin = key;
    }
    return id;
}

void Triage::Private::place(tables::RowIndex row)
{
    const tables::PackedRow &packed = store.row(row);
    recoveries = done.learn(packed) || recoveries;
    if (row >= groupOfRow.size())
        groupOfRow.resize(std::max<size_t>(store.size(), groupOfRow.size() * 2), NoGroup);
    const GroupId was = groupOfRow[row];
    GroupId is = NoGroup;
    if (packed.state == domain::State::Erred) {
        if (!index.has(packed.text)) {
            waiting.emplace(packed.text, row);
            if (was != NoGroup)
                leave(row, was); // nothing that is counted may have a text that is not known
            return;
        }
        is = groupOf(packed.text);
    }
    dirty = dirty || was != NoGroup || is != NoGroup;
    if (was != NoGroup && was != is)
        leave(row, was);
    if (is == NoGroup)
        return;
    Group &group = groups[is];
    if (was == is) {
        // Its times or its text are others: counted again.
        group.frame = 0;
    } else {
        if (group.stale) {
            std::erase_if(group.rows, [&](tables::RowIndex each) { return groupOfRow[each] != is; });
            group.stale = false;
        }
        group.rows.push_back(row);
        groupOfRow[row] = is;
    }
    queue(is);
}

void Triage::Private::leave(tables::RowIndex row, GroupId from)
{
    groupOfRow[row] = NoGroup;
    groups[from].stale = true;
    groups[from].frame = 0;
    queue(from);
}

void Triage::Private::queue(GroupId id)
{
    if (groups[id].queued)
        return;
    groups[id].queued = true;
    toCount.push_back(id);
}

bool Triage::Private::count(Group &group)
{
    const auto id = GroupId(ids.at(group.key));
    if (group.stale) {
        std::erase_if(group.rows, [&](tables::RowIndex each) { return groupOfRow[each] != id; });
        group.stale = false;
    }
    if (group.frame != frameNumber) {
        group.frame = frameNumber;
        group.counted = 0;
        group.tally.clear();
    }
    size_t work = 0;
    while (group.counted < group.rows.size() && work < WorkBetweenLooks) {
        const tables::RowIndex row = group.rows[group.counted++];
        group.tally.add(row, store.row(row), frame, work);
    }
    return group.counted == group.rows.size();
}

bool Triage::Private::countSome()
{
    for (int looks = 0; looks < 64 && !toCount.empty(); ++looks) {
        const GroupId id = toCount.back();
        Group &group = groups[id];
        if (!count(group))
            return true;
        toCount.pop_back();
        group.queued = false;
        if (!group.toCompose) {
            group.toCompose = true;
            toCompose.push_back(id);
        }
    }
    return !toCount.empty();
}

bool Triage::Private::composeSome()
{
    const bool was = std::exchange(complete, feed.isComplete() && index.isSettled() && archive.isOpen());
    if (was != complete) {
        anew = true;
        composeAll();
        done.setActive(complete);
    }
    if (std::exchange(recoveries, false) && complete)
        composeAll();
    for (int looks = 0; looks < 32 && !toCompose.empty(); ++looks) {
        Group &group = groups[toCompose.back()];
        toCompose.pop_back();
        group.toCompose = false;
        compose(group);
    }
    return !toCompose.empty();
}

qint64 Triage::Private::rangeFrom() const
{
    switch (range) {
    case Range::SinceLastVisit:
        // What goes on from before is shown beside what is new, over the days that the bars show.
        return std::min(frame.lastVisit, frame.dayStarts.front());
    case Range::Day:
        return (clock() - Day).microseconds;
    case Range::Fortnight:
        return frame.dayStarts.front();
    case Range::All:
        break;
    }
    return std::numeric_limits<qint64>::min();
}

} // namespace waldesk::workflows
