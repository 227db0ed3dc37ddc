// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/columnfacts.h"
#include "models/tables/compiledfilter.h"
#include "models/tables/evaluation.h"
#include "models/tables/rowlist.h"

#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

namespace waldesk::tables
{

/// What the model is made of. The rows that are known here are either in `newestFirst` (every evaluation visits them)
/// or wait in `arrived`.
class RequestTableModel::Private
{
public:
    /// Rows that came by a merge and are to be put in their places.
    struct Arrivals {
        std::vector<RowIndex> fresh;    ///< not in newestFirst yet
        std::vector<RowIndex> entering; ///< known, not shown so far
        [[nodiscard]] size_t size() const { return fresh.size() + entering.size(); }
    };

    Private(RequestTableModel &model, RequestStore &requestStore);

    void evaluate(); ///< the query anew: a reset
    void reorder();  ///< the same rows in another order
    void abandon();  ///< what is under way
    void runSlice();
    void showMatches(bool done);
    void finish();
    void applyOrder(std::vector<RowIndex> rows);
    void replaceRows(std::vector<RowIndex> rows);

    void merge(const RequestStore::Merged &change);
    void noteChanged(const std::vector<RowIndex> &changed, Arrivals &arrivals);
    void admit(const Arrivals &arrivals);
    void admitWaiting();
    void insertRows(const std::vector<RowIndex> &sorted);
    void learnFresh(std::vector<RowIndex> fresh);
    void clear();

    [[nodiscard]] bool passes(RowIndex row);
    [[nodiscard]] bool isKept(RowIndex row) const;
    void judge(RowIndex row); ///< dimmed or not
    void touchRow(RowIndex row, const QList<int> &roles);
    void touchColumns(Column first, Column last, const QList<int> &roles);
    [[nodiscard]] QString errorLine(const CellContext &cell) const;

    RequestTableModel &q;
    RequestStore &store;
    domain::SplitQuery query;
    FactsOf facts;
    TextMemos memos;
    std::unique_ptr<CompiledFilter> filter;
    std::unique_ptr<RowOrder> order;
    std::vector<RowIndex> newestFirst;
    RowList shown;

    enum class Work : quint8 { None, Query, Order };
    Work work = Work::None;
    bool replacedYet = false; ///< of a query: the old rows are gone
    std::optional<Evaluation> evaluation;
    QTimer sliceTimer;
    QElapsedTimer lastShown;

    Arrivals arrived;
    QTimer arrivalTimer;
    QElapsedTimer lastAdmitted;
    QSet<RowIndex> changedMeanwhile; ///< during an evaluation: to be judged again after it

    QSet<RowIndex> dimmed;
    QSet<domain::Uuid> kept;
    QHash<domain::Uuid, QString> pending;
    QHash<RowIndex, qint64> changedAt;
    mutable QHash<TextId, QString> errorLines;
    domain::Timestamp now = domain::Timestamp::now();
    QTimeZone zone = QTimeZone::systemTimeZone();
};

} // namespace waldesk::tables
