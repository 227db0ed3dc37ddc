// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/roles.h"
#include "models/workflows/bulkplan.h"
#include "models/workflows/bulkqueue.h"

#include <QAbstractTableModel>
#include <QHash>

namespace waldesk::ui
{

/// The rows of a plan, of requests or of resources that wait for import, and while it runs what became of each. It says
/// what a row is and will be; how that looks is the delegate's. The page owns it and says when plan or queue have
/// changed; both must live as long as they are shown.
class PlanModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { OfferingColumn, RequestColumn, NowColumn, SinceColumn, BecomesColumn, WhatColumn, ColumnCount };
    enum Role : int {
        WhatIconRole = tables::SortRole + 100, ///< QString: name of the icon beside what will happen
        WhatShadeRole,                         ///< int of Shade, -1: none
        SendingRole,                           ///< bool: it is being sent
        IncludedRole,                          ///< bool
        ResourceRole,                          ///< bool: a resource; it has a project where a request has a state
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setPlan(const workflows::BulkPlan *plan);    ///< a reset; nullptr: none
    void setQueue(const workflows::BulkQueue *queue); ///< of this plan; nullptr: it does not run
    void setNow(domain::Timestamp now);
    void rowChanged(int row); ///< of the plan
    void allChanged();        ///< states, texts; not their number
    /// The icon of a group as a whole, as its rows have it where they do not show a state.
    [[nodiscard]] static QString groupIcon(workflows::BulkPlan::Group group);
    [[nodiscard]] bool isRunning() const { return m_queue != nullptr; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] const workflows::BulkQueue::Row *queueRow(const workflows::BulkPlan::Row &row) const;
    [[nodiscard]] QString text(const workflows::BulkPlan::Row &row, Column column) const;
    [[nodiscard]] QString resourceText(const workflows::BulkPlan::Row &row, Column column) const;
    [[nodiscard]] bool isOfResources() const;
    [[nodiscard]] QString whatText(const workflows::BulkPlan::Row &row) const;
    [[nodiscard]] QString whatIcon(const workflows::BulkPlan::Row &row) const;
    [[nodiscard]] int whatShade(const workflows::BulkPlan::Row &row) const;

    const workflows::BulkPlan *m_plan = nullptr;
    const workflows::BulkQueue *m_queue = nullptr;
    QHash<domain::Uuid, size_t> m_places; ///< in the queue
    domain::Timestamp m_now;
};

} // namespace waldesk::ui
