// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triage.h"

#include "models/workflows/triage_p.h"
#include "models/workflows/triagewords.h"

#include <algorithm>

namespace waldesk::workflows
{

namespace
{

// Between two minutes no bar and no age changes.
constexpr domain::Duration ClockStep = domain::Duration::seconds(60);

} // namespace

Triage::Triage(tables::RequestStore &store, CauseIndex &index, archive::CauseArchive &archive, TriageFeed &feed,
               api::WaldurClient &client, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, store, index, archive, feed, client))
{
    const auto regroup = [this] {
        d->regroup();
    };
    connect(&d->slices, &QTimer::timeout, this, [this] {
        const bool was = isWorking();
        d->slice();
        if (was != isWorking())
            emit workingChanged();
    });
    connect(&d->publishing, &QTimer::timeout, this, [this] { d->wake(); });
    connect(&store, &tables::RequestStore::merged, this,
            [this](const tables::RequestStore::Merged &change) { d->takeMerged(change); });
    connect(&store, &tables::RequestStore::cleared, this, [this] { d->startOver(); });
    connect(&store, &tables::RequestStore::offeringRenamed, this, [this] {
        // Its name may be asked for by the query, too: all is counted again.
        d->rowFilter.isEmpty() ? d->composeAll() : d->newFrame();
    });
    connect(&index, &CauseIndex::learned, this, [this] { d->takeLearned(); });
    connect(&index, &CauseIndex::restarted, this, regroup);
    connect(&archive, &archive::CauseArchive::opened, this, regroup);
    connect(&archive, &archive::CauseArchive::changed, this, regroup);
    connect(&feed, &TriageFeed::completed, this, [this] {
        d->done.forgetNo();
        d->newFrame();
    });
    connect(&feed, &TriageFeed::visitChanged, this, [this] {
        d->anew = true;
        d->newFrame();
    });
    connect(&d->done, &DoneChecks::changed, this, [this] { d->composeAll(); });
    d->newFrame();
    d->regroup();
}

Triage::~Triage() = default;

void Triage::setLevel(domain::GroupingLevel level)
{
    if (d->level == level)
        return;
    d->level = level;
    d->splitFilter();
    d->newFrame();
    d->regroup();
}

void Triage::setRange(Range range)
{
    if (d->range == range)
        return;
    d->range = range;
    d->anew = true;
    d->newFrame();
}

void Triage::setQuery(const domain::SplitQuery &query)
{
    d->asked = query.all;
    d->splitFilter();
    d->anew = true;
    d->newFrame();
    d->composeAll();
}

void Triage::setZone(const QTimeZone &zone)
{
    if (d->zone == zone)
        return;
    d->zone = zone;
    d->newFrame();
}

domain::GroupingLevel Triage::level() const
{
    return d->level;
}

Triage::Range Triage::range() const
{
    return d->range;
}

void Triage::setNow(domain::Timestamp now)
{
    d->now = now;
    if (now - domain::Timestamp{d->frame.now} >= ClockStep || now < domain::Timestamp{d->frame.now})
        d->newFrame();
}

tables::CauseListModel &Triage::model()
{
    return d->model;
}

const Triage::Facts &Triage::facts() const
{
    return d->facts;
}

bool Triage::isWorking() const
{
    return d->slices.isActive() || d->publishing.isActive() || !d->waiting.empty();
}

QString Triage::headline() const
{
    return headlineOf(d->facts, d->range, d->clock(), d->zone, d->feed.isFirstVisit());
}

const tables::CauseGroup *Triage::group(const QByteArray &key) const
{
    const Private::Group *found = d->find(key);
    if (found && found->published)
        return found->published.get();
    // The groups are being made anew: what was told last holds.
    const auto told = std::ranges::find_if(d->published, [&](const auto &each) { return each->key == key; });
    return told == d->published.end() ? nullptr : told->get();
}

std::vector<const tables::CauseGroup *> Triage::mutedGroups() const
{
    std::vector<const tables::CauseGroup *> all;
    for (const auto &each : d->muted)
        all.push_back(each.get());
    return all;
}

QByteArray Triage::keyOf(tables::RowIndex row) const
{
    if (row >= d->groupOfRow.size() || d->groupOfRow[row] == Private::NoGroup)
        return {};
    return d->groups[d->groupOfRow[row]].key;
}

domain::TextFacts Triage::factsOf(tables::TextId id, domain::GroupingLevel level) const
{
    if (!d->index.has(id))
        return {};
    domain::TextFacts facts = d->index.factsOf(id);
    const QByteArray root = d->rootOf(d->index.key(d->index.keyId(id, level)));
    const auto known = d->rootTextOf.try_emplace(root, nullptr);
    if (known.second)
        known.first->second = &d->rootTexts.emplace_back(QString::fromUtf8(root));
    facts.group = *known.first->second;
    const QByteArray shown = d->rootOf(d->index.key(d->index.keyId(id, d->level)));
    if (const tables::CauseGroup *one = group(shown))
        facts.cause = kindWordView(one->kind);
    return facts;
}

domain::GroupingLevel Triage::levelOf(const domain::LocalFilter &filter)
{
    for (const domain::LocalTerm &term : filter.terms) {
        if (term.key != domain::QueryKey::Group)
            continue;
        for (const domain::Word &word : term.words) {
            if (word.text.startsWith(u"c1:", Qt::CaseInsensitive))
                return domain::GroupingLevel::Coarse;
            if (word.text.startsWith(u"x1:", Qt::CaseInsensitive))
                return domain::GroupingLevel::Exact;
        }
    }
    return domain::GroupingLevel::Normal;
}

void Triage::Private::splitFilter()
{
    rowFilter = {{}, asked.now};
    kindFilter = {{}, asked.now};
    askedLevel = levelOf(asked);
    for (const domain::LocalTerm &term : asked.terms) {
        const bool ofGroups = term.key == domain::QueryKey::Cause || term.key == domain::QueryKey::Who ||
                              (term.key == domain::QueryKey::Group && askedLevel == level);
        if (term.key != domain::QueryKey::State)
            (ofGroups ? kindFilter : rowFilter).terms.push_back(term);
    }
}

void Triage::setAcknowledged(const QByteArray &key, std::optional<domain::Timestamp> when)
{
    d->archive.setAcknowledged(key, when);
    d->composeKey(key);
}

void Triage::setMuted(const QByteArray &key, std::optional<domain::Timestamp> at,
                      std::optional<domain::Timestamp> until)
{
    d->archive.setMuted(key, at, until);
    d->composeKey(key);
}

void Triage::setName(const QByteArray &key, const QString &name)
{
    d->archive.setName(key, name.trimmed());
    d->composeKey(key);
}

void Triage::setNote(const QByteArray &key, const QString &note)
{
    d->archive.setNote(key, note);
    d->composeKey(key);
}

QString Triage::note(const QByteArray &key) const
{
    const auto record = d->recordOf(d->rootOf(key));
    return record ? record->note : QString();
}

void Triage::setMerged(const QByteArray &key, const QByteArray &into)
{
    d->archive.setMerged(key, into);
    d->regroup();
}

QByteArray Triage::rootOf(const QByteArray &key) const
{
    return d->rootOf(key);
}

domain::Timestamp Triage::now() const
{
    return d->clock();
}

} // namespace waldesk::workflows
