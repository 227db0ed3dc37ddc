// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/stuck.h"
#include "models/tables/mergingtablemodel.h"
#include "models/tables/roles.h"
#include "models/tables/rowmarks.h"

#include <QHash>

#include <vector>

namespace waldesk::tables
{

/// A stuck request as a list shows it.
struct StuckRow {
    domain::OpenRequest request;
    domain::Stuck stuck;
    domain::StuckReason reason;
    QString offeringName;
    friend bool operator==(const StuckRow &, const StuckRow &) = default;
};

/// Stuck requests in sections: one for each reason of each offering, the section with the oldest request first, in it
/// the oldest first. A heading is a row of its own (HeadingRole, HeadingCountRole) that can not be chosen; views span
/// it. Small: rows are few.
class StuckListModel : public MergingTableModel
{
    Q_OBJECT
public:
    enum Column { StateColumn, OfferingColumn, ElapsedColumn, ReasonColumn, ColumnCount };
    Q_ENUM(Column)

    explicit StuckListModel(QObject *parent = nullptr);

    void setRows(std::vector<StuckRow> rows); ///< in any order
    /// What MarkedRole answers from; it must live as long as this model.
    void setMarks(const RowMarks *marks);
    void setPending(const domain::Uuid &uuid, const QString &text); ///< empty text: none
    [[nodiscard]] int requestCount() const;
    [[nodiscard]] domain::Uuid uuidAt(int row) const;        ///< nil: a heading, or out of range
    [[nodiscard]] int rowOf(const domain::Uuid &uuid) const; ///< -1: not shown
    [[nodiscard]] bool isHeading(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

signals:
    void arranged(); ///< after setRows(): headings may stand elsewhere

private:
    struct Entry {
        QString key; ///< of a heading; empty: a request
        QString heading;
        int count = 0; ///< of the section
        StuckRow row;
    };
    [[nodiscard]] static std::vector<Entry> arrange(std::vector<StuckRow> rows);
    [[nodiscard]] QString text(const Entry &entry, Column column) const;
    [[nodiscard]] bool isMarked(const Entry &entry) const;

    std::vector<Entry> m_entries;
    QHash<domain::Uuid, QString> m_pending;
    const RowMarks *m_marks = nullptr;
};

} // namespace waldesk::tables
