// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requesttablemodel.h"
#include "ui/base/look.h"
#include "ui/delegates/rowtable.h"

#include <QMap>
#include <QSet>
#include <QVariantMap>

class QSettings;
class QTimer;

namespace waldesk::ui
{

/// The table of requests. What the person chose (the current request) and the row at the top are kept by uuid, outside
/// of the selection model, and put back after every change of the rows: a refresh or another query moves nothing under
/// the cursor. A choice that is not among the rows any more is not forgotten: it comes back when its row does. Until
/// then, and before the first choice, the first row is current. In place of a request that is gone from the server its
/// neighbour is chosen, once another query has taken it away.
class RequestsTable : public RowTable
{
    Q_OBJECT
public:
    using Column = tables::RequestTableModel::Column;
    using Sorting = tables::RequestTableModel::Sorting;

    explicit RequestsTable(tables::RequestTableModel &model, QWidget *parent = nullptr);

    [[nodiscard]] domain::Uuid currentUuid() const; ///< of the current row, nil when there is none
    bool choose(const domain::Uuid &uuid);          ///< false when it is not shown; it is chosen once it is
    void step(int rows);                            ///< j and k
    void setFold(Fold fold);
    [[nodiscard]] Sorting sorting() const;
    void setSorting(Sorting sorting); ///< the header's arrow only
    /// The rows are about to be ordered anew: the row at the top has no reason to stay there.
    void forgetTop();

    void restore(QSettings &settings);          ///< order, hidden columns, widths, sorting
    [[nodiscard]] QVariantMap settings() const; ///< what restore() reads

    void reset() override;
    void keyboardSearch(const QString &text) override; ///< letters are commands here

signals:
    void currentUuidChanged();
    void opened();                                      ///< Enter or a double click on the current row
    void sortingChosen(waldesk::tables::RequestTableModel::Sorting sorting);
    void columnsChanged(); ///< by the person; while a width is dragged, once at the end

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsInserted(const QModelIndex &parent, int first, int last) override;
    void scrollContentsBy(int dx, int dy) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    void buildHeader();
    void measureColumns();
    void applyHidden();
    void noteWidth(int column, int width);
    void showHeaderMenu(const QPoint &at);
    void putBack();
    void noteNeighbours();
    [[nodiscard]] int neighbourRow() const; ///< -1: none is shown
    void makeCurrent(int row);
    void anchorTop();
    void announce();

    tables::RequestTableModel &m_requests;
    domain::Uuid m_chosen;    ///< by the person
    domain::Uuid m_announced; ///< current as last told
    domain::Uuid m_top;
    std::vector<domain::Uuid> m_neighbours; ///< of a chosen request that is gone, the nearest first
    QSet<int> m_hidden;
    QMap<int, qreal> m_widths; ///< that the person gave, in characters, so that they follow the font
    QTimer *m_widthTimer = nullptr;
    bool m_measuring = false;
    Fold m_fold = Fold::Wide;
    bool m_puttingBack = false;
};

} // namespace waldesk::ui
