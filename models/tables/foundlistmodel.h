// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/backendresource.h"
#include "models/tables/roles.h"

#include <QAbstractTableModel>

#include <vector>

namespace waldesk::tables
{

/// Resources that wait for import: those that a request may have found, then the others of its offering, each part
/// below a heading (HeadingRole) when both have some. Another list is a reset; rows are few.
class FoundListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { NameColumn, ProjectColumn, LimitsColumn, AgeColumn, ColumnCount };
    Q_ENUM(Column)

    explicit FoundListModel(QObject *parent = nullptr);

    /// waiting may hold those of found again. The same lists as before change nothing.
    void setResources(std::vector<domain::BackendResource> found, const std::vector<domain::BackendResource> &waiting);
    void setNow(domain::Timestamp now);                             ///< ages
    [[nodiscard]] const domain::BackendResource *at(int row) const; ///< nullptr: a heading, or out of range
    [[nodiscard]] bool isHeading(int row) const;
    /// Name, project, limits, backend id, uuid, of each: lines of cells between tabs, without anything that breaks one.
    [[nodiscard]] QString asText(const std::vector<int> &rows) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Entry {
        QString heading; ///< empty: a resource
        int count = 0;
        domain::BackendResource resource;
        friend bool operator==(const Entry &, const Entry &) = default;
    };
    [[nodiscard]] QString text(const domain::BackendResource &resource, Column column) const;

    std::vector<Entry> m_entries;
    domain::Timestamp m_now;
};

} // namespace waldesk::tables
