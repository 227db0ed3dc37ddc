// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "models/tables/requesttablemodel.h"
#include "ui/base/workspace.h"

#include <QObject>

#include <optional>

namespace waldesk::ui
{

/// What the requests page asks for: the query whose terms are chips (asked of the server), the words still being typed
/// (looked for here at once), and the order. Hands both to the feed and to the table's model. A line that does not
/// parse changes nothing: the last good result stays.
class RequestsQuery : public QObject
{
    Q_OBJECT
public:
    using Sorting = tables::RequestTableModel::Sorting;

    RequestsQuery(Workspace workspace, tables::RequestTableModel &model, QObject *parent = nullptr);

    void start(Sorting sorting); ///< asks for the first time

    [[nodiscard]] const domain::Query &committed() const { return m_committed; }
    [[nodiscard]] domain::Query effective() const;                            ///< with what is being typed
    [[nodiscard]] const domain::SplitQuery &split() const { return m_split; } ///< of effective()
    [[nodiscard]] std::vector<domain::State> states() const;                  ///< empty: all
    [[nodiscard]] const std::optional<domain::QueryError> &error() const { return m_error; } ///< of what is typed
    [[nodiscard]] Sorting sorting() const { return m_sorting; }
    /// Where a term of committed() is looked at, by its index there.
    [[nodiscard]] domain::TermPlace placeOf(size_t term) const;
    [[nodiscard]] bool looksHere() const; ///< any term that only sees loaded rows
    /// The server orders the table's rows as they are shown.
    [[nodiscard]] bool orderedByServer() const;
    [[nodiscard]] domain::Timestamp now() const; ///< the server's clock as far as it is known

    void setCommitted(domain::Query query);
    void setTyped(const QString &text);
    bool commitTyped(); ///< makes chips of it; false when it does not parse
    void setStates(const std::vector<domain::State> &states);
    void setSorting(Sorting sorting);
    void refresh(); ///< F5: relative times move with the clock

signals:
    void changed();   ///< terms, order or error
    void requeried(); ///< the server was asked for something else

private:
    [[nodiscard]] domain::QueryContext context() const;
    void ask(bool force);
    void filter();
    void reconsider();

    Workspace m_workspace;
    tables::RequestTableModel &m_model;
    domain::Query m_committed;
    domain::Query m_typed;
    std::optional<domain::QueryError> m_error;
    domain::SplitQuery m_split;
    domain::SplitQuery m_asked;
    Sorting m_sorting;
    domain::ListFilter::Order m_order = domain::ListFilter::Order::NewestFirst;
    domain::Timestamp m_now; ///< that relative times were resolved with when the server was asked
    bool m_started = false;
};

} // namespace waldesk::ui
