// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/stuck.h"
#include "models/tables/mergingtablemodel.h"
#include "models/tables/roles.h"

#include <optional>
#include <utility>
#include <vector>

namespace waldesk::tables
{

/// An offering and what is known of its agents.
struct AgentsOfOffering {
    domain::Uuid offering;
    QString name;
    std::optional<domain::AgentFacts> facts; ///< nullopt: not asked, or not answered yet
    qint64 stuck = 0;                        ///< stuck requests of it
    friend bool operator==(const AgentsOfOffering &, const AgentsOfOffering &) = default;
};

/// Who listens: a row for each agent of each offering, one row for an offering without any. Offerings that nobody
/// listens for come first, then silent ones, then those that are not shown, at last those that are well; by name in
/// each. Small. The row that an offering had without an agent becomes that of its first one, and the other way round.
class AgentListModel : public MergingTableModel
{
    Q_OBJECT
public:
    enum Column {
        OfferingColumn,
        OutlookColumn,
        AgentColumn,
        VersionColumn,
        LastSignColumn,
        ModeColumn,
        QueuesColumn,
        ColumnCount
    };
    Q_ENUM(Column)
    enum AgentRole : int {
        OutlookRole = Qt::UserRole + 60, ///< int of domain::AgentOutlook::Kind
        FindRole,                        ///< QString: all words of the row, for a filter
    };

    explicit AgentListModel(QObject *parent = nullptr);

    void setOfferings(std::vector<AgentsOfOffering> offerings, domain::Timestamp now,
                      const domain::StuckSettings &settings);
    [[nodiscard]] domain::Uuid offeringAt(int row) const; ///< nil when out of range
    /// The cells of these rows between tabs, a line each.
    [[nodiscard]] QString asText(const std::vector<int> &rows) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        AgentsOfOffering of;
        domain::AgentOutlook outlook;
        std::optional<domain::Agent> agent;
    };
    using Key = std::pair<domain::Uuid, domain::Uuid>; ///< offering, agent
    [[nodiscard]] static Key keyOf(const Row &row);
    [[nodiscard]] static std::vector<Row> arrange(std::vector<AgentsOfOffering> offerings, domain::Timestamp now,
                                                  const domain::StuckSettings &settings);
    void adopt(const std::vector<Row> &next);
    [[nodiscard]] QString text(const Row &row, Column column) const;
    [[nodiscard]] static QString queuesText(const Row &row);
    [[nodiscard]] static QString notShown(const domain::AgentFacts &facts);

    std::vector<Row> m_rows;
    domain::Timestamp m_now;
};

} // namespace waldesk::tables
