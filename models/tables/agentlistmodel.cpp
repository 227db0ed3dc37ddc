// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/agentlistmodel.h"

#include "models/domain/displaytext.h"

#include <QSet>
#include <QStringList>

#include <algorithm>
#include <tuple>

namespace waldesk::tables
{
namespace
{

using Kind = domain::AgentOutlook::Kind;

int rankOf(Kind kind)
{
    switch (kind) {
    case Kind::Deaf:
        return 0;
    case Kind::Silent:
        return 1;
    case Kind::NotShown:
        return 2;
    case Kind::Listens:
        break;
    }
    return 3;
}

} // namespace

AgentListModel::AgentListModel(QObject *parent) : MergingTableModel(parent)
{
}

AgentListModel::Key AgentListModel::keyOf(const Row &row)
{
    return {row.of.offering, row.agent ? row.agent->uuid : domain::Uuid()};
}

std::vector<AgentListModel::Row> AgentListModel::arrange(std::vector<AgentsOfOffering> offerings, domain::Timestamp now,
                                                         const domain::StuckSettings &settings)
{
    std::vector<Row> rows;
    for (AgentsOfOffering &each : offerings) {
        Row row;
        row.outlook = domain::outlookOf(each.facts ? &*each.facts : nullptr, now, settings);
        row.of = std::move(each);
        if (!row.of.facts || !row.of.facts->agents || row.of.facts->agents->empty()) {
            rows.push_back(row);
            continue;
        }
        for (const domain::Agent &agent : *row.of.facts->agents) {
            rows.push_back(row);
            rows.back().agent = agent;
        }
    }
    const auto order = [](const Row &row) {
        return std::tuple(rankOf(row.outlook.kind), -row.of.stuck, row.of.name.toCaseFolded(), keyOf(row));
    };
    std::ranges::stable_sort(rows, [&order](const Row &a, const Row &b) { return order(a) < order(b); });
    // A list that was read while it changed may have an agent twice.
    const auto isSame = [](const Row &a, const Row &b) {
        return keyOf(a) == keyOf(b);
    };
    rows.erase(std::unique(rows.begin(), rows.end(), isSame), rows.end());
    return rows;
}

/// An offering that was not asked yet, or lost its agents, has one row all the same: what is chosen there stays.
void AgentListModel::adopt(const std::vector<Row> &next)
{
    QSet<Key> keys;
    QHash<domain::Uuid, Key> firstOf;
    for (const Row &row : next) {
        keys.insert(keyOf(row));
        if (!firstOf.contains(row.of.offering))
            firstOf.insert(row.of.offering, keyOf(row));
    }
    QSet<domain::Uuid> placed; // offerings with a row that stays
    for (const Row &row : m_rows) {
        if (keys.contains(keyOf(row)))
            placed.insert(row.of.offering);
    }
    for (Row &row : m_rows) {
        const auto first = firstOf.constFind(row.of.offering);
        if (first == firstOf.constEnd() || placed.contains(row.of.offering))
            continue;
        placed.insert(row.of.offering);
        row.agent.reset();
        if (!first->second.isNil())
            row.agent.emplace().uuid = first->second;
    }
}

void AgentListModel::setOfferings(std::vector<AgentsOfOffering> offerings, domain::Timestamp now,
                                  const domain::StuckSettings &settings)
{
    std::vector<Row> next = arrange(std::move(offerings), now, settings);
    m_now = now;
    adopt(next);
    mergeRows(m_rows, std::move(next), keyOf);
}

domain::Uuid AgentListModel::offeringAt(int row) const
{
    return row >= 0 && row < int(m_rows.size()) ? m_rows[size_t(row)].of.offering : domain::Uuid();
}

QString AgentListModel::asText(const std::vector<int> &rows) const
{
    QStringList lines;
    for (const int row : rows) {
        if (row < 0 || row >= int(m_rows.size()))
            continue;
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column)
            cells << text(m_rows[size_t(row)], Column(column)).simplified();
        cells << m_rows[size_t(row)].outlook.restsOn.simplified();
        lines << cells.join(u'\t');
    }
    return lines.isEmpty() ? QString() : lines.join(u'\n') + u'\n';
}

int AgentListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int AgentListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString AgentListModel::notShown(const domain::AgentFacts &facts)
{
    return facts.unanswered ? tr("not answered") : tr("not shown");
}

/// Those of the agent where the broker tells, else those of the offering.
QString AgentListModel::queuesText(const Row &row)
{
    const auto *queues = row.agent && row.agent->queues         ? &row.agent->queues
                         : row.of.facts && row.of.facts->queues ? &row.of.facts->queues
                         : row.of.facts                         ? &row.of.facts->registered
                                                                : nullptr;
    if (!queues || !*queues)
        return row.of.facts ? notShown(*row.of.facts) : QString();
    if ((*queues)->empty())
        return tr("none");
    QStringList parts;
    for (const domain::EventQueue &queue : **queues) {
        QStringList facts;
        if (queue.messages)
            facts << tr("%n message(s)", nullptr, int(qMin<qint64>(*queue.messages, INT_MAX)));
        if (queue.consumers)
            facts << tr("%n consumer(s)", nullptr, int(qMin<qint64>(*queue.consumers, INT_MAX)));
        const QString name = domain::escapeForDisplay(queue.objectType.isEmpty() ? queue.name : queue.objectType);
        parts << (facts.isEmpty() ? name : name + QStringLiteral(": ") + facts.join(QStringLiteral(", ")));
    }
    return parts.join(QStringLiteral("; "));
}

QString AgentListModel::text(const Row &row, Column column) const
{
    switch (column) {
    case OfferingColumn:
        return domain::escapeForDisplay(row.of.name);
    case OutlookColumn:
        return row.outlook.words;
    case AgentColumn:
        if (row.agent)
            return row.agent->name.isEmpty() ? tr("(without a name)") : domain::escapeForDisplay(row.agent->name);
        if (!row.of.facts)
            return {};
        return row.of.facts->agents ? tr("none registered") : notShown(*row.of.facts);
    case VersionColumn:
        return row.agent ? domain::escapeForDisplay(row.agent->version) : QString();
    case LastSignColumn: {
        const auto sign = row.agent ? row.agent->lastSign() : std::nullopt;
        if (!sign)
            return {};
        return m_now > *sign ? tr("%1 ago").arg(domain::shortDuration(m_now - *sign)) : tr("just now");
    }
    case ModeColumn: {
        QStringList modes;
        if (row.agent) {
            for (const domain::AgentService &service : row.agent->services) {
                const QString mode = domain::escapeForDisplay(service.mode);
                if (!mode.isEmpty() && !modes.contains(mode))
                    modes << mode;
            }
        }
        return modes.join(QStringLiteral(", "));
    }
    case QueuesColumn:
        return queuesText(row);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant AgentListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(row, Column(index.column()));
    case Qt::ToolTipRole:
        return index.column() == OutlookColumn && !row.outlook.restsOn.isEmpty()
                   ? tr("Rests on: %1").arg(row.outlook.restsOn)
                   : text(row, Column(index.column()));
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case IdRole:
        return QVariant::fromValue(row.of.offering);
    case OutlookRole:
        return int(row.outlook.kind);
    case FindRole: {
        QStringList all;
        for (int column = 0; column < ColumnCount; ++column)
            all << text(row, Column(column));
        return all.join(u' ');
    }
    case StuckRole:
        return index.column() == OutlookColumn && (row.outlook.kind == Kind::Deaf || row.outlook.kind == Kind::Silent)
                   ? row.outlook.words
                   : QString();
    default:
        return {};
    }
}

QVariant AgentListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case OfferingColumn:
        return tr("Offering");
    case OutlookColumn:
        return tr("Who listens");
    case AgentColumn:
        return tr("Agent");
    case VersionColumn:
        return tr("Version");
    case LastSignColumn:
        return tr("Last sign of life");
    case ModeColumn:
        return tr("Mode");
    case QueuesColumn:
        return tr("Queues");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace waldesk::tables
