// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/journaltable.h"

#include "ui/base/look.h"
#include "ui/delegates/journalrowdelegate.h"

#include <QHeaderView>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace waldesk::ui
{

using session::JournalModel;

namespace
{

/// Widths of the table in characters from which on a column is shown.
constexpr int ColumnsForStates = 125;
constexpr int ColumnsForUser = 80;

/// The longest thing a column holds.
QStringList widestSamples(int column)
{
    switch (column) {
    case JournalModel::TimeColumn:
        return {QStringLiteral("28 Aug 20:00"), QStringLiteral("20:00:00")};
    case JournalModel::VerbColumn:
        return {JournalModel::verbText(QStringLiteral("err")), JournalModel::verbText(QStringLiteral("done"))};
    case JournalModel::OutcomeColumn:
        return {JournalModel::tr("overtaken"), JournalModel::tr("under way")};
    case JournalModel::StatesColumn:
        return {QStringLiteral("Processing \u2192 Erred")};
    case JournalModel::OfferingColumn:
        return {QStringLiteral("Nextcloud Kaunas")};
    default:
        return {QString(9, QLatin1Char('n'))};
    }
}

} // namespace

JournalTable::JournalTable(JournalModel &model, QWidget *parent) : RowTable(parent), m_journal(model)
{
    setObjectName(QStringLiteral("journal.table"));
    setAccessibleName(tr("Changes"));
    setModel(&model);
    setItemDelegate(new JournalRowDelegate(
        {JournalModel::OutcomeColumn, JournalModel::OutcomeRole, JournalModel::UnsettledRole}, this));
    setSelectionMode(SingleSelection);
    setVerticalScrollMode(ScrollPerItem);
    QHeaderView *header = horizontalHeader();
    header->setObjectName(QStringLiteral("journal.header"));
    // The order is the meaning: what is unknown first, then the newest.
    header->setSectionsClickable(false);
    header->setSortIndicatorShown(false);
    header->setSectionResizeMode(JournalModel::ReasonColumn, QHeaderView::Stretch);
    measureColumns();
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &JournalTable::putBack);
    // Not in reset(): the selection model forgets the current row after it.
    connect(&model, &QAbstractItemModel::modelReset, this, &JournalTable::putBack);
    connect(&model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        const int row = currentIndex().row();
        if (row >= first.row() && row <= last.row())
            emit currentIdChanged();
    });
}

void JournalTable::measureColumns()
{
    for (int column = 0; column < JournalModel::ColumnCount; ++column)
        setColumnWidth(column, widthFor(widestSamples(column),
                                        JournalModel::columnTitle(static_cast<JournalModel::Column>(column)),
                                        column == JournalModel::OutcomeColumn));
}

/// What the detail says as well goes first, so that the reason can be read.
void JournalTable::resizeEvent(QResizeEvent *event)
{
    RowTable::resizeEvent(event);
    const Look &look = Look::of(this);
    setColumnHidden(JournalModel::StatesColumn, width() < look.chars(ColumnsForStates));
    setColumnHidden(JournalModel::UserColumn, width() < look.chars(ColumnsForUser));
}

void JournalTable::choose(const QString &id)
{
    const int row = m_journal.rowOf(id);
    if (row < 0)
        return;
    setCurrentIndex(m_journal.index(row, 0));
    scrollTo(currentIndex());
}

void JournalTable::step(int rows)
{
    const int count = m_journal.rowCount();
    if (count == 0)
        return;
    const int from = currentIndex().isValid() ? currentIndex().row() : (rows > 0 ? -1 : count);
    setCurrentIndex(m_journal.index(qBound(0, from + rows, count - 1), 0));
}

void JournalTable::reset()
{
    const QScopedValueRollback guard(m_puttingBack, true);
    RowTable::reset();
}

/// The row that was read, else the first.
void JournalTable::putBack()
{
    if (currentIndex().isValid() && m_journal.rowOf(m_current) == currentIndex().row())
        return;
    const int row = qMax(0, m_journal.rowOf(m_current));
    if (row < m_journal.rowCount())
        setCurrentIndex(m_journal.index(row, 0));
    else
        currentChanged({}, {});
}

void JournalTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    RowTable::currentChanged(current, previous);
    if (m_puttingBack)
        return;
    const archive::JournalWrite *write = m_journal.writeAt(current.row());
    // Without rows the choice is kept: it comes back with another filter.
    if (write)
        m_current = write->before.id;
    emit currentIdChanged();
}

void JournalTable::rowsInserted(const QModelIndex &parent, int first, int last)
{
    const int top = verticalScrollBar()->value();
    const bool above = first <= top && (top > 0 || currentIndex().row() > first);
    RowTable::rowsInserted(parent, first, last);
    if (above) {
        executeDelayedItemsLayout();
        verticalScrollBar()->setValue(top + last - first + 1);
    }
    if (!currentIndex().isValid())
        putBack();
}

void JournalTable::changeEvent(QEvent *event)
{
    RowTable::changeEvent(event);
    if (lookChanged(event))
        measureColumns();
}

void JournalTable::mouseDoubleClickEvent(QMouseEvent *event)
{
    RowTable::mouseDoubleClickEvent(event);
    if (indexAt(event->pos()).isValid())
        emit opened();
}

} // namespace waldesk::ui
