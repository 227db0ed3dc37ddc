// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "models/tables/requesttablemodel.h"
#include "ui/base/workspace.h"
#include "ui/pages/pagequery.h"

namespace waldesk::ui
{

/// What the requests page asks for: the terms that hold are asked of the server, the words still being typed are looked
/// for here at once, and the order is the server's where it can. Hands both to the feed and to the table's model.
class RequestsQuery : public PageQuery
{
    Q_OBJECT
public:
    using Sorting = tables::RequestTableModel::Sorting;

    RequestsQuery(Workspace workspace, tables::RequestTableModel &model, QObject *parent = nullptr);

    void start(Sorting sorting); ///< asks for the first time

    [[nodiscard]] const domain::SplitQuery &split() const { return m_split; } ///< of effective()
    [[nodiscard]] Sorting sorting() const { return m_sorting; }
    [[nodiscard]] bool hasStateStrip() const override { return true; }
    [[nodiscard]] domain::TermPlace placeOf(size_t term) const override;
    [[nodiscard]] bool looksHere() const; ///< any term that only sees loaded rows
    /// The server orders the table's rows as they are shown.
    [[nodiscard]] bool orderedByServer() const;
    /// What the order and the filters look at, for the right end of the coverage line.
    [[nodiscard]] QString orderHint() const;

    void setSorting(Sorting sorting);
    void refresh();    ///< F5: relative times move with the clock
    void followZone(); ///< a typed time is one of the zone that the window shows

signals:
    void requeried(); ///< the server was asked for something else

protected:
    void committedChanged() override;
    void typedChanged() override;

private:
    [[nodiscard]] domain::QueryContext context() const;
    void askFeed(); ///< filter() follows
    void ask(bool force);
    void filter();
    void reconsider();
    [[nodiscard]] bool isOther(domain::SplitQuery next) const; ///< than what was asked
    void followCauses();
    [[nodiscard]] domain::LocalFilter afterMerges(const domain::LocalFilter &filter) const;

    Workspace m_workspace;
    tables::RequestTableModel &m_model;
    domain::SplitQuery m_split;
    QStringList m_comparedKeys; ///< of `group:`, after merges
    domain::SplitQuery m_asked;
    Sorting m_sorting;
    domain::ListFilter::Order m_order = domain::ListFilter::Order::NewestFirst;
    domain::Timestamp m_now; ///< that relative times were resolved with when the server was asked
    domain::GroupingLevel m_level = domain::GroupingLevel::Normal; ///< that `group:` of the query means
    bool m_started = false;
};

} // namespace waldesk::ui
