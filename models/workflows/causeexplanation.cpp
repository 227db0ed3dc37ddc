// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflows/causeexplanation.h"

#include "models/workflows/errorclassifier.h"

#include <QHash>
#include <QSet>
#include <QStringList>

#include <algorithm>
#include <array>
#include <utility>

namespace waldesk::workflows
{

namespace
{

constexpr size_t MostValues = 100;

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
struct KeyPart {
    const char *label;
    QString (*text)(const domain::CauseComponents &);
    bool inCoarse;
};

const std::array<KeyPart, 7> &keyParts()
{
    using C = domain::CauseComponents;
    static const std::array<KeyPart, 7> all{{
        {QT_TRANSLATE_NOOP("waldesk::workflows::CauseExplanation", "Type"),
         [](const C &c) { return QString::fromUtf8(c.type); }, true},
        {QT_TRANSLATE_NOOP("waldesk::workflows::CauseExplanation", "Code"),
         [](const C &c) { return QString::fromUtf8(c.code); }, true},
        {QT_TRANSLATE_NOOP("waldesk::workflows::CauseExplanation", "Name"),
         [](const C &c) { return QString::fromUtf8(c.name); }, false},
        {QT_TRANSLATE_NOOP("waldesk::workflows::CauseExplanation", "Frames of the agent"), stackText, false},
        {QT_TRANSLATE_NOOP("waldesk::workflows::CauseExplanation", "Call of the client"),
         [](const C &c) { return QString::fromUtf8(c.sdk); }, false},
        {QT_TRANSLATE_NOOP("waldesk::workflows::CauseExplanation", "Raised from"),
         [](const C &c) { return listText(c.cause); }, false},
        {QT_TRANSLATE_NOOP("waldesk::workflows::CauseExplanation", "Members of the group"),
         [](const C &c) { return listText(c.members); }, false},
    }};
    return all;
}

} // namespace

CauseExplanation::CauseExplanation(const tables::RequestStore &store, const ErrorClassifier &index,
                                   domain::GroupingLevel level, std::vector<tables::RowIndex> samples)
    : m_store(store), m_index(index), m_level(level), m_samples(std::move(samples))
{
}

std::vector<CauseExplanation::Part> CauseExplanation::parts() const
{
    std::vector<Part> made;
    QSet<QByteArray> normal;
    QSet<QByteArray> exact;
    std::vector<const domain::CauseComponents *> all;
    for (const tables::RowIndex row : m_samples) {
        const tables::TextId text = m_store.row(row).text;
        const KeyId id = m_index.keyId(text, domain::GroupingLevel::Normal);
        exact.insert(m_index.key(m_index.keyId(text, domain::GroupingLevel::Exact)));
        if (normal.contains(m_index.key(id)))
            continue;
        normal.insert(m_index.key(id));
        if (const domain::CauseComponents *known = m_index.components(id))
            all.push_back(known);
    }
    if (all.empty())
        return made;
    const bool coarse = m_level == domain::GroupingLevel::Coarse;
    for (const KeyPart &part : keyParts()) {
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
    made.push_back({tr("Whole text"), {}, m_level == domain::GroupingLevel::Exact, int(exact.size())});
    return made;
}

std::vector<CauseExplanation::VariableColumn> CauseExplanation::variables() const
{
    struct Counted {
        domain::ValueKind kind = domain::ValueKind::Word;
        QHash<QString, qint64> values;
    };
    std::vector<Counted> columns;
    for (const tables::RowIndex row : m_samples) {
        const CauseSummary &summary = m_index.summary(m_store.row(row).text);
        if (columns.empty())
            columns.resize(summary.variableParts.size());
        // Other titles of the same cause have other places; those of the newest error are the table's.
        if (summary.variableParts.size() != columns.size())
            continue;
        for (size_t i = 0; i < columns.size(); ++i) {
            const domain::TextRange &range = summary.variableParts[i];
            columns[i].kind = range.kind;
            ++columns[i].values[summary.title.mid(range.begin, range.length)];
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

} // namespace waldesk::workflows
