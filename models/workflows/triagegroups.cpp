// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triage_p.h"

#include <algorithm>

// What the groups look like once they are counted, and their publication.

namespace waldesk::workflows
{

namespace
{

constexpr int LongestChain = 64; // of merges: a loop that two machines made ends

domain::TextFacts kindFacts(const tables::CauseGroup &group, const QString &kind, const QString &key)
{
    return {key, group.known.who, kind};
}

archive::CauseRecord united(archive::CauseRecord root, const archive::CauseRecord &part)
{
    const auto earlier = [](auto &mine, const auto &other) {
        if (other && (!mine || *other < *mine))
            mine = other;
    };
    earlier(root.firstSeen, part.firstSeen);
    if (part.lastSeen && (!root.lastSeen || *part.lastSeen > *root.lastSeen))
        root.lastSeen = part.lastSeen;
    if (root.note.isEmpty())
        root.note = part.note;
    if (root.name.isEmpty())
        root.name = part.name;
    return root;
}

} // namespace

QByteArray Triage::Private::rootOf(const QByteArray &key) const
{
    QByteArray root = key;
    const auto &merges = archive.merges();
    for (int step = 0; step < LongestChain; ++step) {
        const auto into = merges.constFind(root);
        if (into == merges.constEnd() || *into == key)
            break;
        root = *into;
    }
    return root;
}

std::optional<archive::CauseRecord> Triage::Private::recordOf(const QByteArray &key) const
{
    std::optional<archive::CauseRecord> record;
    if (const archive::CauseRecord *own = archive.find(key))
        record = *own;
    const auto parts = children.constFind(key);
    if (parts == children.constEnd())
        return record;
    for (const QByteArray &each : *parts) {
        if (const archive::CauseRecord *part = archive.find(each))
            record = united(record.value_or(archive::CauseRecord{key, {}, {}, {}, {}, {}, {}, {}, {}, {}}), *part);
    }
    return record;
}

bool Triage::Private::isRecovered(const Group &group)
{
    bool open = false;
    bool unknown = false;
    for (const CauseTally::Share &share : group.tally.hit()) {
        const auto known = done.doneSince(share.offering, share.last);
        open = open || (known && !*known);
        unknown = unknown || !known;
    }
    if (open || !unknown || !complete)
        return !open && !unknown;
    for (const CauseTally::Share &share : group.tally.hit()) {
        if (!done.doneSince(share.offering, share.last))
            done.want(share.offering, share.last);
    }
    return false;
}

CauseEvidence Triage::Private::evidenceOf(const Group &group)
{
    CauseEvidence evidence;
    group.tally.fill(evidence);
    evidence.record = recordOf(group.key);
    evidence.operatorClosed = index.face(store.row(group.tally.newest()).text).known.closedByOperator;
    evidence.recovered = isRecovered(group);
    return evidence;
}

bool Triage::Private::passesKind(const tables::CauseGroup &group) const
{
    if (kindFilter.isEmpty())
        return true;
    const QString kind = tables::causeKindWord(group.kind);
    const QString key = QString::fromUtf8(group.key);
    return kindFilter.matches({}, kindFacts(group, kind, key));
}

void Triage::Private::compose(Group &group)
{
    group.shown.reset();
    dirty = true;
    if (group.tally.isEmpty() || group.tally.count() == 0)
        return;
    auto made = std::make_shared<tables::CauseGroup>();
    group.tally.fill(*made);
    const CauseFace &face = index.face(store.row(made->newest).text);
    const CauseEvidence evidence = evidenceOf(group);
    const CauseVerdict verdict = judge(evidence, {clock(), {frame.lastVisit}, complete});
    made->key = group.key;
    made->level = level;
    made->title = face.title;
    made->variableParts = face.variableParts;
    made->quietType = face.quietType;
    made->typeTells = face.typeTells;
    made->rootType = face.rootType;
    made->rootCause = face.rootCause;
    made->known = face.known;
    made->empty = face.empty;
    made->name = evidence.record ? evidence.record->name : QString();
    if (made->name.isEmpty())
        made->name = index.userName(group.origin);
    made->hasNote = evidence.record && !evidence.record->note.isEmpty();
    made->first = verdict.firstSeen;
    made->kind = verdict.kind;
    made->unread = verdict.unread;
    made->quietDays = verdict.quietDays;
    made->acknowledged = verdict.acknowledged;
    made->muted = verdict.muted;
    made->recovered = complete && evidence.recovered;
    for (const CauseTally::Share &share : group.tally.shown()) {
        const tables::KnownOffering &offering = store.offering(share.offering);
        made->offerings.push_back({share.offering, offering.uuid, offering.name, share.count, {share.last}});
    }
    std::ranges::sort(made->offerings, [](const tables::OfferingShare &a, const tables::OfferingShare &b) {
        return a.count != b.count ? a.count > b.count : a.last > b.last;
    });
    made->severalCauses = (face.empty || face.known.redacted) && made->offerings.size() > 1;
    if (made->severalCauses)
        made->remark = face.empty
                           ? tr("These errors say nothing of their cause: one in each offering is a cause of its "
                                "own, not one incident.")
                           : tr("The agents hide the details: errors of several offerings are not one "
                                "incident.");
    if (passesKind(*made))
        group.shown = std::move(made);
}

void Triage::Private::publish()
{
    Facts next;
    next.kindsKnown = complete;
    next.since = {range == Range::SinceLastVisit ? frame.lastVisit : std::max<qint64>(0, frame.rangeFrom)};
    next.waiting = qint64(waiting.size());
    std::vector<std::shared_ptr<const tables::CauseGroup>> shown;
    muted.clear();
    std::vector<bool> offerings(store.offeringCount());
    std::vector<std::shared_ptr<const tables::CauseGroup>> told;
    for (Group &group : groups) {
        next.grouped += qint64(group.rows.size());
        group.published = group.shown;
        if (!group.shown)
            continue;
        told.push_back(group.shown);
        const tables::CauseGroup &one = *group.shown;
        if (one.muted) {
            ++next.mutedCauses;
            muted.push_back(group.shown);
            continue;
        }
        shown.push_back(group.shown);
        next.newCauses += one.kind == tables::CauseKind::New ? 1 : 0;
        next.newErrors += one.kind == tables::CauseKind::New ? one.count : 0;
        next.backCauses += one.kind == tables::CauseKind::Back ? 1 : 0;
        next.ongoingCauses += one.kind == tables::CauseKind::Ongoing ? 1 : 0;
        next.recoveredCauses += one.kind == tables::CauseKind::Recovered ? 1 : 0;
        const bool sinceVisit = range == Range::SinceLastVisit;
        next.errors += sinceVisit ? one.sinceVisit : one.count;
        for (const tables::OfferingShare &share : one.offerings) {
            if (!sinceVisit || share.last.microseconds > frame.lastVisit)
                offerings[share.id] = true;
        }
    }
    next.offerings = std::ranges::count(offerings, true);
    published = std::move(told);
    dirty = false;
    holding = false;
    model.setGroups(std::move(shown), std::exchange(anew, false) ? tables::CauseListModel::Order::Anew
                                                                 : tables::CauseListModel::Order::Keep);
    const bool otherFacts = next != facts;
    facts = next;
    remember();
    emit q.groupsChanged();
    if (otherFacts)
        emit q.factsChanged();
}

/// What people wrote on keys of the rule before goes on with the keys of now. Each group's newest error tells which key
/// it had; once it has a record, it is not asked again.
void Triage::Private::carryOlderKeys()
{
    if (level != domain::GroupingLevel::Normal || !archive.isOpen() || !archive.hasOlderKeys())
        return;
    QHash<QByteArray, QByteArray> olderOf;
    for (const Group &group : groups) {
        if (group.tally.isEmpty() || !group.key.startsWith("w2:") || archive.find(group.key))
            continue;
        olderOf.insert(group.key, domain::keyByW1(store.text(store.row(group.tally.newest()).text)));
    }
    archive.carry(olderOf);
}

/// What was seen is known from now on, on this machine; the exact level knows texts, not causes.
void Triage::Private::remember()
{
    carryOlderKeys();
    if (!complete || level == domain::GroupingLevel::Exact || !waiting.empty())
        return;
    std::vector<archive::CauseSighting> seen;
    for (const Group &group : groups) {
        if (group.tally.isEmpty())
            continue;
        CauseEvidence evidence;
        group.tally.fill(evidence);
        const archive::CauseRecord *known = archive.find(group.key);
        if (known && known->lastSeen && *known->firstSeen <= evidence.first && *known->lastSeen >= evidence.last)
            continue;
        seen.push_back(
            {group.key, evidence.first, evidence.last, index.face(store.row(group.tally.newest()).text).title});
    }
    archive.note(seen);
}

} // namespace waldesk::workflows
