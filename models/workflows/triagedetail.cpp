// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/triage_p.h"

#include <QHash>
#include <QSet>

#include <algorithm>

// What the detail of one cause shows: samples, parts of the key, variable parts, causes that are alike.

namespace waldesk::workflows
{

namespace
{

constexpr int SampledRows = 1'000;
constexpr size_t MostValues = 100;
constexpr size_t MostSimilar = 5;

QString stackText(const domain::CauseComponents &of)
{
    QStringList lines;
    for (const auto &frame : of.stack)
        lines.append(QString::fromUtf8(frame.first + ':' + frame.second));
    return lines.join(u'\n');
}

QString listText(const QByteArrayList &items)
{
    return QString::fromUtf8(items.join(", "));
}

/// The parts of a key in the order of their weight.
struct Part {
    const char *label;
    QString (*text)(const domain::CauseComponents &);
    bool inCoarse;
};

const std::array<Part, 7> &parts()
{
    using C = domain::CauseComponents;
    static const std::array<Part, 7> all{{
        {QT_TRANSLATE_NOOP("waldesk::workflows::Triage", "Type"), [](const C &c) { return QString::fromUtf8(c.type); },
         true},
        {QT_TRANSLATE_NOOP("waldesk::workflows::Triage", "Code"), [](const C &c) { return QString::fromUtf8(c.code); },
         true},
        {QT_TRANSLATE_NOOP("waldesk::workflows::Triage", "Name"), [](const C &c) { return QString::fromUtf8(c.name); },
         false},
        {QT_TRANSLATE_NOOP("waldesk::workflows::Triage", "Frames of the agent"), stackText, false},
        {QT_TRANSLATE_NOOP("waldesk::workflows::Triage", "Call of the client"),
         [](const C &c) { return QString::fromUtf8(c.sdk); }, false},
        {QT_TRANSLATE_NOOP("waldesk::workflows::Triage", "Raised from"), [](const C &c) { return listText(c.cause); },
         false},
        {QT_TRANSLATE_NOOP("waldesk::workflows::Triage", "Members of the group"),
         [](const C &c) { return listText(c.members); }, false},
    }};
    return all;
}

} // namespace

const Triage::Private::Group *Triage::Private::find(const QByteArray &key) const
{
    const auto found = ids.find(rootOf(key));
    return found == ids.end() ? nullptr : &groups[found->second];
}

std::vector<tables::RowIndex> Triage::Private::newestRows(const Group &group, size_t most) const
{
    std::vector<std::pair<qint64, tables::RowIndex>> timed;
    timed.reserve(group.rows.size());
    size_t work = 0;
    for (const tables::RowIndex row : group.rows) {
        const tables::PackedRow &packed = store.row(row);
        if (packed.state == domain::State::Erred && index.has(packed.text) &&
            (!frame.filter || frame.filter->passes(row, work)))
            timed.emplace_back(errorTime(packed), row);
    }
    const auto end = timed.begin() + qsizetype(std::min(most, timed.size()));
    std::partial_sort(timed.begin(), end, timed.end(), std::greater<>());
    std::vector<tables::RowIndex> rows;
    for (auto each = timed.begin(); each != end; ++each)
        rows.push_back(each->second);
    return rows;
}

std::vector<tables::RowIndex> Triage::samples(const QByteArray &key, int most) const
{
    const Private::Group *group = d->find(key);
    return group ? d->newestRows(*group, size_t(std::max(0, most))) : std::vector<tables::RowIndex>();
}

std::vector<Triage::Component> Triage::components(const QByteArray &key) const
{
    std::vector<Component> made;
    QSet<QByteArray> normal;
    QSet<QByteArray> exact;
    std::vector<const domain::CauseComponents *> all;
    for (const tables::RowIndex row : samples(key, SampledRows)) {
        const tables::TextId text = d->store.row(row).text;
        const KeyId id = d->index.keyId(text, domain::GroupingLevel::Normal);
        exact.insert(d->index.key(d->index.keyId(text, domain::GroupingLevel::Exact)));
        if (normal.contains(d->index.key(id)))
            continue;
        normal.insert(d->index.key(id));
        if (const domain::CauseComponents *known = d->index.components(id))
            all.push_back(known);
    }
    if (all.empty())
        return made;
    const bool coarse = d->level == domain::GroupingLevel::Coarse;
    for (const Part &part : parts()) {
        QSet<QString> values;
        for (const domain::CauseComponents *each : all)
            values.insert(part.text(*each));
        const QString value = part.text(*all.front());
        if (!value.isEmpty() || values.size() > 1)
            made.push_back({tr(part.label), value, part.inCoarse || !coarse, int(values.size())});
    }
    QSet<QByteArray> templates;
    for (const domain::CauseComponents *each : all)
        templates.insert(each->message);
    const domain::CauseComponents &first = *all.front();
    if (!first.message.isEmpty() || templates.size() > 1)
        made.push_back(
            {tr("Message"), QString::fromUtf8(first.message), first.messageCounts && !coarse, int(templates.size())});
    made.push_back({tr("Whole text"), {}, d->level == domain::GroupingLevel::Exact, int(exact.size())});
    return made;
}

std::vector<Triage::VariableColumn> Triage::variables(const QByteArray &key) const
{
    struct Counted {
        domain::ValueKind kind = domain::ValueKind::Word;
        QHash<QString, qint64> values;
    };
    std::vector<Counted> columns;
    for (const tables::RowIndex row : samples(key, SampledRows)) {
        const CauseFace &face = d->index.face(d->store.row(row).text);
        if (columns.empty())
            columns.resize(face.variableParts.size());
        // Other titles of the same cause have other places; those of the newest error are the table's.
        if (face.variableParts.size() != columns.size())
            continue;
        for (size_t i = 0; i < columns.size(); ++i) {
            const domain::TextRange &range = face.variableParts[i];
            columns[i].kind = range.kind;
            ++columns[i].values[face.title.mid(range.begin, range.length)];
        }
    }
    std::vector<VariableColumn> made;
    for (const Counted &each : columns) {
        VariableColumn column{each.kind, int(each.values.size()), {}};
        for (auto value = each.values.begin(); value != each.values.end(); ++value)
            column.values.push_back({value.key(), value.value()});
        std::ranges::sort(column.values, [](const VariableColumn::Value &a, const VariableColumn::Value &b) {
            return a.count != b.count ? a.count > b.count : a.text < b.text;
        });
        column.values.resize(std::min(column.values.size(), MostValues));
        made.push_back(std::move(column));
    }
    return made;
}

std::vector<Triage::Similar> Triage::similar(const QByteArray &key) const
{
    std::vector<Similar> alike;
    const Private::Group *group = d->find(key);
    const domain::CauseComponents *mine = group ? d->index.components(group->origin) : nullptr;
    if (!mine)
        return alike;
    for (const Private::Group &other : d->groups) {
        if (!other.shown || other.key == group->key)
            continue;
        const domain::CauseComponents *its = d->index.components(other.origin);
        if (its && domain::areSimilar(*mine, *its))
            alike.push_back({other.key, other.shown->title, other.shown->count});
    }
    std::ranges::sort(alike, [](const Similar &a, const Similar &b) { return a.count > b.count; });
    alike.resize(std::min(alike.size(), MostSimilar));
    return alike;
}

std::vector<QByteArray> Triage::mergedInto(const QByteArray &key) const
{
    const QByteArrayList parts = d->children.value(d->rootOf(key));
    return {parts.begin(), parts.end()};
}

} // namespace waldesk::workflows
