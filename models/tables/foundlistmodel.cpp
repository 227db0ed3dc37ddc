// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/foundlistmodel.h"

#include "models/domain/displaytext.h"

#include <QStringList>

#include <algorithm>

namespace waldesk::tables
{

FoundListModel::FoundListModel(QObject *parent) : QAbstractTableModel(parent)
{
}

void FoundListModel::setResources(std::vector<domain::BackendResource> found,
                                  const std::vector<domain::BackendResource> &waiting)
{
    std::vector<domain::BackendResource> others;
    std::ranges::copy_if(waiting, std::back_inserter(others), [&found](const domain::BackendResource &one) {
        return std::ranges::find(found, one.uuid, &domain::BackendResource::uuid) == found.end();
    });
    std::vector<Entry> next;
    const auto add = [&next](const QString &heading, std::vector<domain::BackendResource> part) {
        if (part.empty())
            return;
        next.push_back({heading, int(part.size()), {}});
        for (domain::BackendResource &each : part)
            next.push_back({{}, 0, std::move(each)});
    };
    add(tr("Found by this request"), std::move(found));
    add(tr("Also waiting for import, found by others"), std::move(others));
    if (next == m_entries)
        return;
    beginResetModel();
    m_entries = std::move(next);
    endResetModel();
}

void FoundListModel::setNow(domain::Timestamp now)
{
    if (now == m_now)
        return;
    m_now = now;
    if (!m_entries.empty())
        emit dataChanged(index(0, AgeColumn), index(int(m_entries.size()) - 1, AgeColumn), {Qt::DisplayRole});
}

const domain::BackendResource *FoundListModel::at(int row) const
{
    const bool there = row >= 0 && row < int(m_entries.size()) && !isHeading(row);
    return there ? &m_entries[size_t(row)].resource : nullptr;
}

bool FoundListModel::isHeading(int row) const
{
    return row >= 0 && row < int(m_entries.size()) && !m_entries[size_t(row)].heading.isEmpty();
}

QString FoundListModel::asText(const std::vector<int> &rows) const
{
    QStringList lines;
    for (const int row : rows) {
        const domain::BackendResource *one = at(row);
        if (!one)
            continue;
        QStringList cells;
        for (const QString &cell :
             {one->name, one->projectName, domain::limitsText(*one), one->backendId, one->uuid.toString()})
            cells << domain::escapeForDisplay(cell.simplified());
        lines << cells.join(u'\t');
    }
    return lines.isEmpty() ? QString() : lines.join(u'\n') + u'\n';
}

int FoundListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int FoundListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString FoundListModel::text(const domain::BackendResource &resource, Column column) const
{
    switch (column) {
    case NameColumn:
        return domain::escapeForDisplay(resource.name.isEmpty() ? resource.backendId : resource.name);
    case ProjectColumn:
        return resource.projectName.isEmpty() ? tr("(no project)") : domain::escapeForDisplay(resource.projectName);
    case LimitsColumn:
        return domain::escapeForDisplay(domain::limitsText(resource));
    case AgeColumn:
        return m_now > resource.created ? domain::shortDuration(m_now - resource.created) : tr("now");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant FoundListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry &entry = m_entries[size_t(index.row())];
    const auto column = Column(index.column());
    if (!entry.heading.isEmpty()) {
        if (role == HeadingRole || (role == Qt::DisplayRole && column == NameColumn))
            return entry.heading;
        return role == HeadingCountRole ? QVariant(entry.count) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(entry.resource, column);
    case Qt::TextAlignmentRole:
        return int((column == AgeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case IdRole:
        return QVariant::fromValue(entry.resource.uuid);
    default:
        return {};
    }
}

QVariant FoundListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == AgeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case NameColumn:
        return tr("Name");
    case ProjectColumn:
        return tr("Project");
    case LimitsColumn:
        return tr("Limits");
    case AgeColumn:
        return tr("Found");
    case ColumnCount:
        break;
    }
    return {};
}

Qt::ItemFlags FoundListModel::flags(const QModelIndex &index) const
{
    return isHeading(index.row()) ? Qt::ItemFlags(Qt::NoItemFlags) : QAbstractTableModel::flags(index);
}

} // namespace waldesk::tables
