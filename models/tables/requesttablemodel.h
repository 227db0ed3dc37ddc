// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/query.h"
#include "models/tables/errortitle.h"
#include "models/tables/requeststore.h"
#include "models/tables/roles.h"
#include "models/tables/rowmarks.h"
#include "models/tables/rowscope.h"

#include <QAbstractTableModel>
#include <QTimeZone>

#include <functional>
#include <memory>

namespace waldesk::tables
{

/// The rows of a RequestStore that a walk has covered and that pass a filter, in an order: a vector of indices (design,
/// "The data inside"). Two verbs: setQuery() is a model reset; merging by the store, what the walk covers, and what
/// becomes known of errors insert, change and remove rows without one. A row that was acted
/// on and no longer passes stays, dimmed, until the next query. Evaluation above 8 ms is cut into slices of the event
/// loop, first matches first.
///
/// What is merged is shown at once when it is a few rows or the first page; while pages stream in they are put together
/// here, so that a window repaints ten times a second at most. Rows never move under the cursor: a changed row keeps
/// its place until the next query or sorting, also when it no longer passes; then it is dimmed, and leaves when the
/// list has been read again. Rows that came live, with nobody asking for them, wait (heldCount()) until showHeld(); an
/// empty list shows them at once. Rows that are gone from the server leave, but the one that is read: it stays, dimmed,
/// until the next query or until the list was read again.
class RequestTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        StateColumn,
        OfferingColumn,
        CreatedColumn,
        TookColumn,
        ErrorColumn,
        StartedColumn,
        FinishedColumn,
        ModifiedColumn,
        UuidColumn,
        ColumnCount
    };
    Q_ENUM(Column)

    struct Sorting {
        Column column = CreatedColumn;
        Qt::SortOrder order = Qt::DescendingOrder;
        friend bool operator==(const Sorting &, const Sorting &) = default;
    };

    /// What is said of a distinct error text for `group:`, `who:`, `cause:`; may be empty.
    using FactsOf = std::function<domain::TextFacts(TextId)>;
    using StuckLineOf = std::function<QString(const domain::Uuid &)>; ///< empty: not stuck
    using RowFactsOf = std::function<domain::RowFacts(const domain::Uuid &)>;

    explicit RequestTableModel(RequestStore &store, QObject *parent = nullptr);
    ~RequestTableModel() override;

    /// Shows every row of the scope that passes query.all (what the server filters is checked here too). Resets the
    /// model. Newest filter wins; the result of an older one that is still being evaluated is dropped.
    void setQuery(const domain::SplitQuery &query, Sorting sorting);
    /// setQuery() follows in this turn. What the scope tells until then belongs to that query: it changes no row that
    /// is shown for the one before.
    void awaitQuery();
    /// Only rows of the scope are shown; nullptr: every row of the store. It must live as long as this model.
    void setScope(const RowScope *scope);
    void setSorting(Sorting sorting); ///< a layout change: persistent indexes follow their rows
    [[nodiscard]] Sorting sorting() const;
    /// Rows of a query on `group:`, `who:` or `cause:` come and go; those that were acted on stay, dimmed.
    void setFacts(FactsOf facts);
    /// What `is:stuck` and `is:mine` look at; called again when some of it changed, with the same effect.
    void setRowFacts(RowFactsOf facts);
    /// What stands for errors; once more whenever any of it is another.
    void setTitles(ErrorTitleOf titles);
    /// What a stuck request says instead of an error (StuckRole); called again when some of it changed, with the same.
    void setStuckLines(StuckLineOf lines);
    [[nodiscard]] bool isEvaluating() const; ///< slices are still under way
    [[nodiscard]] bool isCatchingUp() const; ///< merged rows wait for their turn to be shown
    /// No more rows come for now: those that wait need not wait for others.
    void catchUp();
    [[nodiscard]] qint64 matchCount() const; ///< rows shown, dimmed ones not counted
    [[nodiscard]] int heldCount() const;     ///< rows that pass and wait to be shown
    void showHeld();

    void setZone(const QTimeZone &zone); ///< of displayed times
    [[nodiscard]] QTimeZone zone() const;
    [[nodiscard]] domain::Timestamp now() const; ///< of the ages that are shown
    /// Ages; the window's clock sets it, tests fix it. Where the query moves with the clock, rows that pass by now wait
    /// like those that come live, and rows that pass no longer are dimmed; looked at once a minute.
    void setNow(domain::Timestamp now);
    void setPending(const domain::Uuid &uuid, const QString &text); ///< empty text: none
    /// What MarkedRole answers from; it must live as long as this model.
    void setMarks(const RowMarks *marks);
    void keepVisible(const domain::Uuid &uuid); ///< was acted on: stays, dimmed, until the next query
    void setRead(const domain::Uuid &uuid);     ///< the row that a person reads now; nil: none

    [[nodiscard]] std::optional<RowIndex> storeRow(int row) const;
    [[nodiscard]] domain::Uuid uuidAt(int row) const;        ///< nil when out of range
    [[nodiscard]] int rowOf(const domain::Uuid &uuid) const; ///< -1 when not shown

    [[nodiscard]] static bool orderedByServer(Column column); ///< only `created` (contract 1.2)
    [[nodiscard]] static QString columnTitle(Column column);
    [[nodiscard]] static QString columnKey(Column column); ///< untranslated, for settings

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

signals:
    void matchCountChanged();
    void heldChanged(); ///< heldCount() is another
    void caughtUp();    ///< no merged row waits any more
    void evaluated();   ///< after setQuery or setSorting, when the last slice is done

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::tables
