// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/requesttablemodel.h"

#include "models/tables/columnfacts.h"
#include "models/tables/requesttablemodel_p.h"

namespace waldesk::tables
{

RequestTableModel::RequestTableModel(RequestStore &store, QObject *parent)
    : QAbstractTableModel(parent), d(std::make_unique<Private>(*this, store))
{
    connect(&store, &RequestStore::merged, this, [this](const RequestStore::Merged &change) { d->merge(change); });
    connect(&store, &RequestStore::cleared, this, [this] { d->clear(); });
    connect(&store, &RequestStore::offeringRenamed, this, [this](OfferingId id) {
        d->filter->offeringChanged(id);
        d->touchColumns(OfferingColumn, OfferingColumn, {});
    });
    connect(&d->sliceTimer, &QTimer::timeout, this, [this] { d->runSlice(); });
    connect(&d->arrivalTimer, &QTimer::timeout, this, [this] { d->admitWaiting(); });
}

RequestTableModel::~RequestTableModel() = default;

void RequestTableModel::setQuery(const domain::SplitQuery &query, Sorting sorting)
{
    d->query = query;
    d->order = std::make_unique<RowOrder>(d->store, sorting, d->now);
    d->evaluate();
}

void RequestTableModel::setSorting(Sorting sorting)
{
    if (sorting == d->order->sorting())
        return;
    const bool queryUnderWay = d->work == Private::Work::Query;
    d->abandon();
    d->order = std::make_unique<RowOrder>(d->store, sorting, d->now);
    if (queryUnderWay)
        d->evaluate();
    else
        d->reorder();
}

RequestTableModel::Sorting RequestTableModel::sorting() const
{
    return d->order->sorting();
}

void RequestTableModel::setFacts(FactsOf facts)
{
    using enum domain::QueryKey;
    d->facts = std::move(facts);
    const bool lookedAt = std::ranges::any_of(d->query.all.terms, [](const domain::LocalTerm &term) {
        return term.key == Group || term.key == Who || term.key == Cause;
    });
    if (lookedAt)
        d->evaluate();
}

bool RequestTableModel::isEvaluating() const
{
    return d->work != Private::Work::None;
}

bool RequestTableModel::isCatchingUp() const
{
    return d->arrivalTimer.isActive();
}

qint64 RequestTableModel::matchCount() const
{
    return d->shown.size() - d->dimmed.size();
}

void RequestTableModel::setZone(const QTimeZone &zone)
{
    d->zone = zone;
    d->touchColumns(CreatedColumn, ModifiedColumn, {Qt::ToolTipRole});
}

QTimeZone RequestTableModel::zone() const
{
    return d->zone;
}

void RequestTableModel::setNow(domain::Timestamp now)
{
    if (now == d->now)
        return;
    d->now = now;
    d->touchColumns(CreatedColumn, TookColumn, {Qt::DisplayRole, Qt::AccessibleTextRole});
    d->touchColumns(StartedColumn, ModifiedColumn, {Qt::DisplayRole, Qt::AccessibleTextRole});
}

void RequestTableModel::setPending(const domain::Uuid &uuid, const QString &text)
{
    if (d->pending.value(uuid) == text)
        return;
    if (text.isEmpty())
        d->pending.remove(uuid);
    else
        d->pending.insert(uuid, text);
    if (const auto row = d->store.find(uuid))
        d->touchRow(*row, {PendingRole, Qt::AccessibleTextRole});
}

void RequestTableModel::keepVisible(const domain::Uuid &uuid)
{
    d->kept.insert(uuid);
    const auto row = d->store.find(uuid);
    if (!row || d->shown.placeOf(*row) >= 0)
        return;
    // A row that waits with its page is kept when the page is admitted.
    if (std::ranges::find(d->arrived.fresh, *row) != d->arrived.fresh.end())
        return;
    if (isEvaluating())
        d->arrived.entering.push_back(*row);
    else
        d->admit({{}, {*row}});
}

std::optional<RowIndex> RequestTableModel::storeRow(int row) const
{
    return row >= 0 && row < d->shown.size() ? std::optional(d->shown.at(row)) : std::nullopt;
}

domain::Uuid RequestTableModel::uuidAt(int row) const
{
    const auto index = storeRow(row);
    return index ? d->store.row(*index).uuid : domain::Uuid();
}

int RequestTableModel::rowOf(const domain::Uuid &uuid) const
{
    const auto row = d->store.find(uuid);
    return row ? d->shown.placeOf(*row) : -1;
}

bool RequestTableModel::orderedByServer(Column column)
{
    return factsOf(column).byServer;
}

QString RequestTableModel::columnTitle(Column column)
{
    return titleOf(column);
}

QString RequestTableModel::columnKey(Column column)
{
    return QLatin1String(factsOf(column).key);
}

int RequestTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : d->shown.size();
}

int RequestTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RequestTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const RowIndex row = d->shown.at(index.row());
    const auto column = Column(index.column());
    const CellContext cell{d->store, row, d->now, d->zone};
    switch (role) {
    case Qt::DisplayRole:
        return column == ErrorColumn ? d->errorLine(cell) : displayText(cell, column);
    case Qt::ToolTipRole:
        return toolTip(cell, column);
    case Qt::TextAlignmentRole:
        return QVariant(factsOf(column).alignment);
    case Qt::AccessibleTextRole: {
        const QString pending = column == StateColumn ? d->pending.value(d->store.row(row).uuid) : QString();
        const QString text = column == ErrorColumn ? d->errorLine(cell) : accessibleText(cell, column);
        return pending.isEmpty() ? text : text + QStringLiteral(", ") + pending;
    }
    case IdRole:
        return QVariant::fromValue(d->store.row(row).uuid);
    case ItemRole:
        return QVariant::fromValue(d->store.request(row));
    case StateRole:
        return int(d->store.row(row).state);
    case StateTextRole:
        return displayText(cell, StateColumn);
    case PendingRole:
        return d->pending.value(d->store.row(row).uuid);
    case DimmedRole:
        return d->dimmed.contains(row);
    case ChangedRole:
        return d->changedAt.value(row);
    case SortRole:
        return sortValue(cell, column);
    default:
        return {};
    }
}

QVariant RequestTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const auto column = Column(section);
    switch (role) {
    case Qt::DisplayRole:
        return columnTitle(column);
    case Qt::TextAlignmentRole:
        return QVariant(factsOf(column).alignment);
    case Qt::ToolTipRole:
        return orderedByServer(column) ? tr("Ordered by the server") : tr("Orders the rows that are loaded");
    default:
        return {};
    }
}

void RequestTableModel::sort(int column, Qt::SortOrder order)
{
    if (column >= 0 && column < ColumnCount)
        setSorting({Column(column), order});
}

} // namespace waldesk::tables
