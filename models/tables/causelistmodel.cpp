// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/causelistmodel.h"

#include "models/domain/groupednumber.h"

#include <QHash>

#include <algorithm>
#include <utility>

namespace waldesk::tables
{

namespace
{

constexpr std::array AllKinds{CauseKind::New, CauseKind::Back, CauseKind::Ongoing, CauseKind::Recovered};
constexpr size_t KindCount = AllKinds.size();
constexpr int MostRows = 1'000;

using Shared = std::shared_ptr<const CauseGroup>;

/// Strict; the key decides between equals.
bool before(CauseListModel::SortKey key, const CauseGroup &a, const CauseGroup &b)
{
    using enum CauseListModel::SortKey;
    if (key == Who && a.known.whoName != b.known.whoName) {
        // Those of whom nobody knows who must act stand last.
        if (a.known.whoName.isEmpty() != b.known.whoName.isEmpty())
            return b.known.whoName.isEmpty();
        return a.known.whoName < b.known.whoName;
    }
    if (key == FirstSeen && a.first != b.first)
        return a.first > b.first;
    if (key == LastSeen && a.last != b.last)
        return a.last > b.last;
    if (key == Offerings && a.offerings.size() != b.offerings.size())
        return a.offerings.size() > b.offerings.size();
    if (a.count != b.count)
        return a.count > b.count;
    if (a.offerings.size() != b.offerings.size())
        return a.offerings.size() > b.offerings.size();
    return a.last != b.last ? a.last > b.last : a.key < b.key;
}

// No key begins with a NUL.
QByteArray sectionId(CauseKind kind)
{
    return QByteArray(1, '\0') + char('0' + int(kind));
}

/// One row of the list: a section (no group) or a cause in it.
struct Entry {
    CauseKind kind = CauseKind::New;
    Shared group;

    /// What makes it the same row when its contents are others.
    [[nodiscard]] QByteArray id() const { return group ? group->key : sectionId(kind); }
};

} // namespace

class CauseListModel::Private
{
public:
    struct Part {
        Section section;
        std::vector<Shared> groups; ///< as they are shown when unfolded
    };

    explicit Private(CauseListModel &model) : q(model)
    {
        for (size_t i = 0; i < KindCount; ++i)
            parts[i].section.kind = AllKinds[i];
        parts[size_t(CauseKind::Recovered)].section.folded = true;
    }

    void take(std::vector<Shared> groups, Order order, const QSet<QByteArray> &touched = {});
    void arrange(Part &part, std::vector<Shared> groups, Order order) const;
    void hold(std::vector<Shared> &groups, const QSet<QByteArray> &touched,
              std::array<std::vector<Shared>, KindCount> &byKind);
    [[nodiscard]] std::vector<Entry> wanted() const;
    void become(const std::vector<Entry> &next);
    void removeVanished(const QHash<QByteArray, int> &places);
    void reorder(const QHash<QByteArray, int> &places);
    void insertMissing(const std::vector<Entry> &next);
    void reindex();

    CauseListModel &q;
    int mostRows = MostRows;
    SortKey sortKey = SortKey::Impact;
    std::array<Part, KindCount> parts;
    std::vector<Shared> latest; ///< as they were set last, for showHeld()
    QSet<QByteArray> known;     ///< keys that need not wait
    int held = 0;
    int moved = 0;
    std::vector<Entry> rows;
    QHash<QByteArray, int> places;                      ///< of rows
    std::array<std::optional<Section>, KindCount> told; ///< what the section rows said last
};

void CauseListModel::Private::take(std::vector<Shared> groups, Order order, const QSet<QByteArray> &touched)
{
    std::array<std::vector<Shared>, KindCount> byKind;
    for (Part &part : parts) {
        part.section.causes = 0;
        part.section.errors = 0;
        part.section.held = 0;
    }
    for (const Shared &group : groups) {
        Section &section = parts[size_t(group->kind)].section;
        ++section.causes;
        section.errors += group->count;
    }
    const std::pair before(held, moved);
    held = 0;
    moved = 0;
    if (order == Order::Hold) {
        hold(groups, touched, byKind);
    } else {
        known.clear();
        for (Shared &group : groups) {
            known.insert(group->key);
            byKind[size_t(group->kind)].push_back(std::move(group));
        }
    }
    for (size_t i = 0; i < KindCount; ++i)
        arrange(parts[i], std::move(byKind[i]), order);
    become(wanted());
    if (before != std::pair(held, moved))
        emit q.heldChanged();
}

/// What is shown stays in the section that it is shown in; what was not known waits.
void CauseListModel::Private::hold(std::vector<Shared> &groups, const QSet<QByteArray> &touched,
                                   std::array<std::vector<Shared>, KindCount> &byKind)
{
    QHash<QByteArray, size_t> shownIn;
    for (size_t i = 0; i < KindCount; ++i) {
        for (const Shared &each : parts[i].groups)
            shownIn.insert(each->key, i);
    }
    QSet<QByteArray> there;
    for (Shared &group : groups) {
        const auto kind = size_t(group->kind);
        const bool isTouched = touched.contains(group->key);
        if (!isTouched && !known.contains(group->key)) {
            ++held;
            ++parts[kind].section.held;
            continue;
        }
        there.insert(group->key);
        const size_t place = isTouched ? kind : shownIn.value(group->key, kind);
        moved += place == kind ? 0 : 1;
        byKind[place].push_back(std::move(group));
    }
    known = std::move(there);
}

/// Those that are shown keep their order; new ones stand before the first that comes after them.
void CauseListModel::Private::arrange(Part &part, std::vector<Shared> groups, Order order) const
{
    const auto first = [this](const Shared &a, const Shared &b) {
        return before(sortKey, *a, *b);
    };
    const auto most = std::min(groups.size(), size_t(mostRows));
    std::partial_sort(groups.begin(), groups.begin() + qsizetype(most), groups.end(), first);
    part.section.bars = groups.empty() ? QString() : groups.front()->barsCaption;
    part.section.hidden = qint64(groups.size() - most);
    groups.resize(most);
    if (order != Order::Anew && !part.groups.empty()) {
        QHash<QByteArray, Shared> fresh;
        for (const Shared &each : groups)
            fresh.insert(each->key, each);
        std::vector<Shared> kept;
        for (const Shared &old : part.groups) {
            if (Shared now = fresh.take(old->key))
                kept.push_back(std::move(now));
        }
        std::vector<Shared> merged;
        merged.reserve(most);
        auto next = kept.begin();
        for (const Shared &each : groups) {
            if (!fresh.contains(each->key))
                continue;
            while (next != kept.end() && first(*next, each))
                merged.push_back(*next++);
            merged.push_back(each);
        }
        merged.insert(merged.end(), next, kept.end());
        groups = std::move(merged);
    }
    part.groups = std::move(groups);
}

std::vector<Entry> CauseListModel::Private::wanted() const
{
    std::vector<Entry> next;
    for (const Part &part : parts) {
        if (part.groups.empty())
            continue;
        next.push_back({part.section.kind, nullptr});
        if (part.section.folded)
            continue;
        for (const Shared &group : part.groups)
            next.push_back({part.section.kind, group});
    }
    return next;
}

void CauseListModel::Private::reindex()
{
    places.clear();
    places.reserve(qsizetype(rows.size()));
    for (size_t i = 0; i < rows.size(); ++i)
        places.insert(rows[i].id(), int(i));
}

void CauseListModel::Private::removeVanished(const QHash<QByteArray, int> &nextPlaces)
{
    const auto stays = [&](const Entry &entry) {
        return nextPlaces.contains(entry.id());
    };
    for (auto end = int(rows.size()); end > 0;) {
        if (stays(rows[size_t(end - 1)])) {
            --end;
            continue;
        }
        int begin = end - 1;
        while (begin > 0 && !stays(rows[size_t(begin - 1)]))
            --begin;
        q.beginRemoveRows({}, begin, end - 1);
        rows.erase(rows.begin() + begin, rows.begin() + end);
        q.endRemoveRows();
        end = begin;
    }
}

void CauseListModel::Private::reorder(const QHash<QByteArray, int> &nextPlaces)
{
    const auto before = [&](const Entry &a, const Entry &b) {
        return nextPlaces.value(a.id()) < nextPlaces.value(b.id());
    };
    if (std::is_sorted(rows.begin(), rows.end(), before))
        return;
    emit q.layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList old = q.persistentIndexList();
    std::vector<QByteArray> ids;
    for (const QModelIndex &index : old)
        ids.push_back(rows[size_t(index.row())].id());
    std::sort(rows.begin(), rows.end(), before);
    reindex();
    QModelIndexList now;
    for (const QByteArray &id : ids)
        now.append(q.index(places.value(id)));
    q.changePersistentIndexList(old, now);
    emit q.layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void CauseListModel::Private::insertMissing(const std::vector<Entry> &next)
{
    // What is left stands in the order of next: one walk over both.
    reindex();
    for (size_t i = 0; i < next.size();) {
        if (places.contains(next[i].id())) {
            ++i;
            continue;
        }
        size_t end = i + 1;
        while (end < next.size() && !places.contains(next[end].id()))
            ++end;
        q.beginInsertRows({}, int(i), int(end) - 1);
        rows.insert(rows.begin() + qsizetype(i), next.begin() + qsizetype(i), next.begin() + qsizetype(end));
        q.endInsertRows();
        i = end;
    }
}

void CauseListModel::Private::become(const std::vector<Entry> &next)
{
    QHash<QByteArray, int> nextPlaces;
    nextPlaces.reserve(qsizetype(next.size()));
    for (size_t i = 0; i < next.size(); ++i)
        nextPlaces.insert(next[i].id(), int(i));
    removeVanished(nextPlaces);
    reorder(nextPlaces);
    insertMissing(next);
    reindex();
    int first = -1;
    int last = -1;
    for (size_t i = 0; i < next.size(); ++i) {
        const Entry &to = next[i];
        bool differs = rows[i].kind != to.kind;
        if (to.group)
            differs = differs || (rows[i].group != to.group && !(*rows[i].group == *to.group));
        else
            differs = told[size_t(to.kind)] != parts[size_t(to.kind)].section;
        rows[i] = to;
        if (!to.group)
            told[size_t(to.kind)] = parts[size_t(to.kind)].section;
        if (!differs)
            continue;
        first = first < 0 ? int(i) : first;
        last = int(i);
    }
    if (first >= 0)
        emit q.dataChanged(q.index(first), q.index(last));
}

QString CauseListModel::Section::title() const
{
    return causeKindTitle(kind);
}

QString CauseListModel::Section::summary() const
{
    //: "4 causes, 25 errors": the two parts are counted apart.
    const QString counts =
        tr("%1, %2").arg(tr("%n cause(s)", nullptr, int(causes)), tr("%n error(s)", nullptr, int(errors)));
    if (held > 0)
        //: %1 is "4 causes, 25 errors"
        return tr("%1; %n cause(s) not shown yet", nullptr, int(held)).arg(counts);
    if (hidden > 0)
        return tr("%1; the first %2 are shown").arg(counts, domain::groupedNumber(causes - hidden));
    if (kind == CauseKind::Back)
        return tr("after 7 quiet days or more: %1").arg(counts);
    return counts;
}

CauseListModel::CauseListModel(QObject *parent) : QAbstractListModel(parent), d(std::make_unique<Private>(*this))
{
}

CauseListModel::~CauseListModel() = default;

void CauseListModel::setGroups(std::vector<std::shared_ptr<const CauseGroup>> groups, Order order,
                               const QSet<QByteArray> &touched)
{
    d->latest = groups;
    d->take(std::move(groups), order, touched);
}

int CauseListModel::heldCount() const
{
    return d->held;
}

int CauseListModel::movedCount() const
{
    return d->moved;
}

void CauseListModel::showHeld()
{
    if (d->held + d->moved > 0)
        d->take(d->latest, Order::Keep);
}

void CauseListModel::setSortKey(SortKey key)
{
    if (std::exchange(d->sortKey, key) == key)
        return;
    for (Private::Part &part : d->parts) {
        const qint64 hidden = part.section.hidden;
        d->arrange(part, std::exchange(part.groups, {}), Order::Anew);
        // Those beyond the limit come with the next groups.
        part.section.hidden = hidden;
    }
    d->become(d->wanted());
}

CauseListModel::SortKey CauseListModel::sortKey() const
{
    return d->sortKey;
}

QString CauseListModel::sortKeyTitle(SortKey key)
{
    switch (key) {
    case SortKey::Impact:
        return tr("Most errors");
    case SortKey::LastSeen:
        return tr("Last seen");
    case SortKey::FirstSeen:
        return tr("First seen");
    case SortKey::Offerings:
        return tr("Most offerings");
    case SortKey::Who:
        return tr("Who must act");
    }
    return {};
}

void CauseListModel::setMostRows(int perSection)
{
    d->mostRows = std::max(1, perSection);
}

void CauseListModel::setFolded(CauseKind kind, bool folded)
{
    d->parts[size_t(kind)].section.folded = folded;
    d->become(d->wanted());
}

const CauseGroup *CauseListModel::groupAt(int row) const
{
    return row < 0 || row >= int(d->rows.size()) ? nullptr : d->rows[size_t(row)].group.get();
}

std::optional<CauseListModel::Section> CauseListModel::sectionAt(int row) const
{
    if (row < 0 || row >= int(d->rows.size()) || d->rows[size_t(row)].group)
        return std::nullopt;
    return d->parts[size_t(d->rows[size_t(row)].kind)].section;
}

int CauseListModel::rowOf(const QByteArray &key) const
{
    return d->places.value(key, -1);
}

const CauseGroup *CauseListModel::find(const QByteArray &key) const
{
    for (const Private::Part &part : d->parts) {
        const auto found = std::ranges::find_if(part.groups, [&](const Shared &each) { return each->key == key; });
        if (found != part.groups.end())
            return found->get();
    }
    return nullptr;
}

int CauseListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(d->rows.size());
}

Qt::ItemFlags CauseListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || !checkIndex(index))
        return Qt::NoItemFlags;
    // A section can be the current row, so that Space folds it, and never selected.
    const Qt::ItemFlags both = Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
    return groupAt(index.row()) ? both | Qt::ItemIsSelectable : both;
}

QVariant CauseListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const CauseGroup *group = groupAt(index.row());
    const Section section = sectionAt(index.row()).value_or(Section());
    switch (role) {
    case Qt::DisplayRole:
        return !group ? section.title() : group->name.isEmpty() ? group->title : group->name;
    case Qt::AccessibleTextRole:
        if (!group)
            return tr("%1: %2").arg(section.title(), section.summary());
        //: a cause read aloud: "New, BackendError: cannot connect, 14 errors, 3 offerings"
        return tr("%1, %2, %3, %4")
            .arg(causeKindTitle(group->kind),
                 group->quietType.isEmpty() ? group->title : tr("%1: %2").arg(group->quietType, group->title),
                 tr("%n error(s)", nullptr, int(group->count)),
                 tr("%n offering(s)", nullptr, int(group->offerings.size())));
    case GroupRole:
        return group ? QVariant::fromValue(*group) : QVariant();
    case KeyRole:
        return group ? group->key : QByteArray();
    case KindRole:
        return int(d->rows[size_t(index.row())].kind);
    case SectionRole:
        return group == nullptr;
    case FoldedRole:
        return group ? QVariant() : QVariant(section.folded);
    case CountRole:
        return group ? group->count : section.errors;
    default:
        return {};
    }
}

QHash<int, QByteArray> CauseListModel::roleNames() const
{
    auto names = QAbstractListModel::roleNames();
    names.insert({{GroupRole, "group"},
                  {KeyRole, "key"},
                  {KindRole, "kind"},
                  {SectionRole, "section"},
                  {FoldedRole, "folded"},
                  {CountRole, "count"}});
    return names;
}

} // namespace waldesk::tables
