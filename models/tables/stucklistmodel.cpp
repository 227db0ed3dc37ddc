// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/stucklistmodel.h"

#include "models/domain/displaytext.h"

#include <algorithm>
#include <map>
#include <utility>

namespace waldesk::tables
{

StuckListModel::StuckListModel(QObject *parent) : MergingTableModel(parent)
{
}

std::vector<StuckListModel::Entry> StuckListModel::arrange(std::vector<StuckRow> rows)
{
    std::ranges::sort(rows, [](const StuckRow &a, const StuckRow &b) {
        return std::pair(a.stuck.since, a.request.uuid) < std::pair(b.stuck.since, b.request.uuid);
    });
    // Rows come oldest first, so a section is met for the first time at its oldest.
    std::map<std::pair<int, domain::Uuid>, size_t> known;
    std::vector<std::vector<StuckRow>> sections;
    for (StuckRow &row : rows) {
        const auto [at, isNew] = known.try_emplace({int(row.reason.kind), row.request.offering}, sections.size());
        if (isNew)
            sections.emplace_back();
        sections[at->second].push_back(std::move(row));
    }
    std::vector<Entry> entries;
    for (std::vector<StuckRow> &section : sections) {
        const StuckRow &oldest = section.front();
        Entry heading;
        heading.key = QString::number(int(oldest.reason.kind)) + u' ' + oldest.request.offering.toString();
        heading.heading = domain::stuckReasonName(oldest.reason.kind) + QStringLiteral(" \u00B7 ") +
                          domain::escapeForDisplay(oldest.offeringName);
        heading.count = int(section.size());
        entries.push_back(std::move(heading));
        for (StuckRow &row : section)
            entries.push_back({{}, {}, 0, std::move(row)});
    }
    return entries;
}

void StuckListModel::setRows(std::vector<StuckRow> rows)
{
    mergeRows(m_entries, arrange(std::move(rows)),
              [](const Entry &entry) { return std::pair(entry.key, entry.row.request.uuid); });
    emit arranged();
}

void StuckListModel::setMarks(const RowMarks *marks)
{
    m_marks = marks;
    connect(marks, &RowMarks::changed, this, [this] {
        if (!m_entries.empty())
            emit dataChanged(index(0, 0), index(int(m_entries.size()) - 1, ColumnCount - 1),
                             {MarkedRole, Qt::AccessibleTextRole});
    });
}

bool StuckListModel::isMarked(const Entry &entry) const
{
    return m_marks && m_marks->contains(entry.row.request.uuid);
}

void StuckListModel::setPending(const domain::Uuid &uuid, const QString &text)
{
    if (text.isEmpty())
        m_pending.remove(uuid);
    else
        m_pending.insert(uuid, text);
    if (const int row = rowOf(uuid); row >= 0)
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int StuckListModel::requestCount() const
{
    return int(std::ranges::count_if(m_entries, [](const Entry &entry) { return entry.key.isEmpty(); }));
}

domain::Uuid StuckListModel::uuidAt(int row) const
{
    return row >= 0 && row < int(m_entries.size()) ? m_entries[size_t(row)].row.request.uuid : domain::Uuid();
}

int StuckListModel::rowOf(const domain::Uuid &uuid) const
{
    if (uuid.isNil())
        return -1;
    const auto found =
        std::ranges::find_if(m_entries, [&uuid](const Entry &entry) { return entry.row.request.uuid == uuid; });
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

bool StuckListModel::isHeading(int row) const
{
    return row >= 0 && row < int(m_entries.size()) && !m_entries[size_t(row)].key.isEmpty();
}

int StuckListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int StuckListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString StuckListModel::text(const Entry &entry, Column column) const
{
    const StuckRow &row = entry.row;
    switch (column) {
    case StateColumn:
        return domain::stateName(row.request.state);
    case OfferingColumn:
        return domain::escapeForDisplay(row.offeringName);
    case ElapsedColumn:
        return domain::shortDuration(row.stuck.elapsed);
    case ReasonColumn:
        return row.reason.words + QStringLiteral(" \u00B7 ") + domain::stuckUsual(row.stuck);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant StuckListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry &entry = m_entries[size_t(index.row())];
    const auto column = Column(index.column());
    if (!entry.key.isEmpty()) {
        if (role == HeadingRole || (role == Qt::DisplayRole && column == StateColumn))
            return entry.heading;
        if (role == Qt::AccessibleTextRole)
            return tr("%1, %n request(s)", nullptr, entry.count).arg(entry.heading);
        return role == HeadingCountRole ? QVariant(entry.count) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, column);
    case Qt::AccessibleTextRole: {
        QStringList words{text(entry, column)};
        if (column == StateColumn)
            words << m_pending.value(entry.row.request.uuid) << (isMarked(entry) ? tr("marked") : QString());
        words.removeAll({});
        return words.join(QStringLiteral(", "));
    }
    case Qt::TextAlignmentRole:
        return int((column == ElapsedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case IdRole:
        return QVariant::fromValue(entry.row.request.uuid);
    case StateRole:
        return int(entry.row.request.state);
    case PendingRole:
        return m_pending.value(entry.row.request.uuid);
    case DimmedRole:
        return false;
    case MarkedRole:
        return isMarked(entry);
    case StuckRole:
        return domain::stuckLine(entry.row.stuck, entry.row.reason);
    default:
        return {};
    }
}

QVariant StuckListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == ElapsedColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case StateColumn:
        return tr("State");
    case OfferingColumn:
        return tr("Offering");
    case ElapsedColumn:
        //: how long a request has been in its state
        return tr("For");
    case ReasonColumn:
        return tr("Why it may be stuck");
    case ColumnCount:
        break;
    }
    return {};
}

Qt::ItemFlags StuckListModel::flags(const QModelIndex &index) const
{
    return isHeading(index.row()) ? Qt::ItemFlags(Qt::NoItemFlags) : QAbstractTableModel::flags(index);
}

} // namespace waldesk::tables
