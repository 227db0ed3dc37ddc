// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/planmodel.h"

#include "models/workflows/transitionverdict.h"
#include "ui/base/displaytext.h"
#include "ui/base/look.h"

#include <algorithm>

namespace waldesk::ui
{

using domain::WriteOutcome;
using workflows::BulkPlan;
using workflows::BulkQueue;
using Group = BulkPlan::Group;
using RowState = BulkQueue::RowState;

void PlanModel::setPlan(const BulkPlan *plan)
{
    beginResetModel();
    m_plan = plan;
    m_queue = nullptr;
    m_places.clear();
    endResetModel();
}

void PlanModel::setQueue(const BulkQueue *queue)
{
    m_queue = queue;
    m_places.clear();
    if (queue) {
        for (size_t i = 0; i < queue->rows().size(); ++i)
            m_places.insert(queue->rows()[i].job.before.uuid, i);
    }
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    allChanged();
}

void PlanModel::setNow(domain::Timestamp now)
{
    m_now = now;
    if (m_plan && rowCount() > 0)
        emit dataChanged(index(0, SinceColumn), index(rowCount() - 1, SinceColumn), {Qt::DisplayRole});
}

void PlanModel::rowChanged(int row)
{
    if (row >= 0 && row < rowCount())
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void PlanModel::allChanged()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int PlanModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_plan ? 0 : static_cast<int>(m_plan->rows().size());
}

int PlanModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const BulkQueue::Row *PlanModel::queueRow(const BulkPlan::Row &row) const
{
    if (!m_queue)
        return nullptr;
    const auto place = m_places.constFind(row.request().uuid);
    return place == m_places.constEnd() ? nullptr : &m_queue->rows()[*place];
}

bool PlanModel::isOfResources() const
{
    return m_plan && isOnResource(m_plan->action());
}

QString PlanModel::whatText(const BulkPlan::Row &row) const
{
    if (const BulkQueue::Row *sent = queueRow(row)) {
        switch (sent->state) {
        case RowState::Waiting:
            return tr("waiting");
        case RowState::Sending:
            return tr("sending\u2026");
        case RowState::Unsettled:
            return tr("unknown so far, it is watched: %1").arg(sent->report.sentence);
        case RowState::Finished:
        case RowState::NotSent:
            return sent->report.sentence;
        }
    }
    if (row.group == Group::Reading)
        return tr("being read\u2026");
    if (row.included && isOfResources()) {
        const QString limits = row.resourceNow ? domain::limitsText(*row.resourceNow) : QString();
        QString what = m_plan->action() == domain::Action::ImportResource ? tr("will be imported")
                                                                          : tr("its record will be removed");
        if (!limits.isEmpty())
            what += QStringLiteral(" \u00B7 ") + limits;
        return row.group == Group::Changed ? what + QStringLiteral("; ") + row.sentence : what;
    }
    if (row.included)
        return row.group == Group::Changed ? tr("will change; %1").arg(row.sentence) : tr("will change");
    if (row.group == Group::WillChange)
        return tr("left out by you");
    return row.sentence;
}

QString PlanModel::whatIcon(const BulkPlan::Row &row) const
{
    if (const BulkQueue::Row *sent = queueRow(row)) {
        switch (sent->state) {
        case RowState::Waiting:
            return QStringLiteral("state-sent");
        case RowState::Sending:
            return QStringLiteral("act-refresh");
        case RowState::Unsettled:
            return QStringLiteral("state-unknown");
        case RowState::NotSent:
            return QStringLiteral("info");
        case RowState::Finished:
            break;
        }
        switch (sent->report.outcome) {
        case WriteOutcome::Done:
            return QStringLiteral("state-done");
        case WriteOutcome::Unknown:
        case WriteOutcome::Overtaken:
            return QStringLiteral("state-unknown");
        case WriteOutcome::Refused:
        case WriteOutcome::Failed:
            return QStringLiteral("info");
        }
    }
    if (row.group == Group::AlreadySo && !row.included && !isOfResources())
        return shadeIcon(shadeOf(row.request().state));
    if (row.group == Group::WillChange && !row.included)
        return QStringLiteral("info");
    return groupIcon(row.included ? Group::WillChange : row.group);
}

QString PlanModel::groupIcon(Group group)
{
    switch (group) {
    case Group::WillChange:
        return QStringLiteral("act-done");
    case Group::Reading:
        return QStringLiteral("act-refresh");
    case Group::NotAllowed:
        return QStringLiteral("lock");
    case Group::Unreadable:
        return QStringLiteral("offline");
    case Group::AlreadySo:
    case Group::Changed:
        break;
    }
    return QStringLiteral("info");
}

int PlanModel::whatShade(const BulkPlan::Row &row) const
{
    const BulkQueue::Row *sent = queueRow(row);
    if (!sent)
        return row.included ? static_cast<int>(Shade::Done) : -1;
    if (sent->state == RowState::Unsettled)
        return static_cast<int>(Shade::Stuck);
    if (sent->state != RowState::Finished)
        return -1;
    return static_cast<int>(sent->report.outcome == WriteOutcome::Done ? Shade::Done : Shade::Stuck);
}

QString PlanModel::resourceText(const BulkPlan::Row &row, Column column) const
{
    const domain::BackendResource &resource = *row.resource();
    switch (column) {
    case OfferingColumn:
        return resource.offeringName;
    case RequestColumn:
        return resource.name.isEmpty() ? resource.backendId : resource.name;
    case NowColumn:
        return resource.projectName.isEmpty() ? tr("(no project)") : resource.projectName;
    case SinceColumn:
        return domain::shortDuration(std::max(m_now - resource.created, domain::Duration()));
    case BecomesColumn: {
        if (!row.included && !queueRow(row))
            return {};
        if (m_plan->action() == domain::Action::DismissResource)
            return tr("nothing");
        const auto choices = m_plan->importChoices();
        const auto choice = std::ranges::find(choices, resource.offering, &BulkPlan::ImportChoice::offering);
        const bool hasPlan = choice != choices.end() && choice->chosen;
        //: what an import makes; %1 is the name of a plan
        return hasPlan ? tr("a resource, plan %1").arg(choice->chosen->name) : tr("a resource");
    }
    case WhatColumn:
        return whatText(row);
    case ColumnCount:
        break;
    }
    return {};
}

QString PlanModel::text(const BulkPlan::Row &row, Column column) const
{
    if (row.resource())
        return resourceText(row, column);
    const domain::Request &request = row.request();
    switch (column) {
    case OfferingColumn:
        return request.offeringName;
    case RequestColumn:
        return request.uuid.shortText();
    case NowColumn:
        return request.state == domain::State::Unknown ? request.stateText : stateWord(request.state);
    case SinceColumn: {
        const auto age = domain::age(request, m_now);
        return age ? domain::shortDuration(*age) : QStringLiteral("\u2014");
    }
    case BecomesColumn: {
        if (!row.included && !queueRow(row))
            return {};
        const bool creates = workflows::isCreate(m_plan->action());
        return creates ? tr("a new request") : stateWord(workflows::targetOf(m_plan->action()));
    }
    case WhatColumn:
        return whatText(row);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_plan)
        return {};
    const BulkPlan::Row &row = m_plan->rows()[static_cast<size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    const BulkQueue::Row *sent = queueRow(row);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return column == WhatColumn ? escapeForDisplay(whatText(row)) : QString();
    case Qt::TextAlignmentRole:
        return int((column == SinceColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case tables::IdRole:
        return QVariant::fromValue(row.request().uuid);
    case tables::StateRole:
        return int(column == BecomesColumn ? workflows::targetOf(m_plan->action()) : row.request().state);
    case tables::DimmedRole:
        return !sent && !row.included;
    case WhatIconRole:
        return whatIcon(row);
    case WhatShadeRole:
        return whatShade(row);
    case SendingRole:
        return sent && sent->state == RowState::Sending;
    case IncludedRole:
        return row.included;
    case ResourceRole:
        return isOfResources();
    default:
        return {};
    }
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == SinceColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case OfferingColumn:
        return tr("Offering");
    case RequestColumn:
        return isOfResources() ? tr("Resource") : tr("Request");
    case NowColumn:
        if (isOfResources())
            return tr("Project");
        return m_queue ? tr("Was") : tr("Is now");
    case SinceColumn:
        return tr("Since");
    case BecomesColumn:
        return tr("Becomes");
    case WhatColumn:
        return m_queue ? tr("Result") : tr("What will happen");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace waldesk::ui
