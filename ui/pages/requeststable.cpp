// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requeststable.h"

#include "models/tables/roles.h"
#include "ui/delegates/requestrowdelegate.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QMouseEvent>
#include <QResizeEvent>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSettings>
#include <QTimer>

namespace waldesk::ui
{

using tables::RequestTableModel;

namespace
{

/// The longest thing a column holds: what its width is measured by (look, "Column widths").
QStringList widestSamples(RequestTableModel::Column column)
{
    switch (column) {
    case RequestTableModel::StateColumn:
        return {stateWord(domain::State::Processing),
                RequestsTable::tr("%1 in 5 s").arg(stateWord(domain::State::Erred))};
    case RequestTableModel::OfferingColumn:
        return {QStringLiteral("Nextcloud Kaunas")};
    case RequestTableModel::CreatedColumn:
    case RequestTableModel::TookColumn:
        return {QStringLiteral("59 min")};
    case RequestTableModel::StartedColumn:
    case RequestTableModel::FinishedColumn:
    case RequestTableModel::ModifiedColumn:
        return {QStringLiteral("2026-08-28 20:00:00")};
    case RequestTableModel::UuidColumn:
        return {QString(32, QLatin1Char('0'))};
    case RequestTableModel::ErrorColumn:
    case RequestTableModel::ColumnCount:
        break;
    }
    return {QString(24, QLatin1Char('n'))};
}

bool hiddenAtFirst(int column)
{
    return column > RequestTableModel::ErrorColumn;
}

} // namespace

RequestsTable::RequestsTable(RequestTableModel &model, QWidget *parent) : RowTable(parent), m_requests(model)
{
    setObjectName(QStringLiteral("requests.table"));
    setAccessibleName(tr("Requests"));
    setModel(&model);
    setItemDelegate(new RequestRowDelegate(RequestTableModel::StateColumn, RequestTableModel::ErrorColumn, this,
                                           RequestTableModel::TookColumn));
    setSelectionMode(SingleSelection);
    setVerticalScrollMode(ScrollPerItem);
    for (int column = 0; column < RequestTableModel::ColumnCount; ++column) {
        if (hiddenAtFirst(column))
            m_hidden.insert(column);
    }
    buildHeader();
    measureColumns();
    applyHidden();

    connect(&model, &QAbstractItemModel::modelAboutToBeReset, this, &RequestsTable::noteNeighbours);
    connect(&model, &QAbstractItemModel::layoutChanged, this, &RequestsTable::putBack);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &RequestsTable::putBack);
    connect(&model, &RequestTableModel::evaluated, this, &RequestsTable::putBack);
}

void RequestsTable::buildHeader()
{
    QHeaderView *header = horizontalHeader();
    header->setObjectName(QStringLiteral("requests.header"));
    header->setSortIndicator(RequestTableModel::CreatedColumn, Qt::DescendingOrder);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::sortIndicatorChanged, this,
            [this](int, Qt::SortOrder) { emit sortingChosen(sorting()); });
    connect(header, &QHeaderView::sectionMoved, this, &RequestsTable::columnsChanged);
    m_widthTimer = new QTimer(this);
    m_widthTimer->setSingleShot(true);
    m_widthTimer->setInterval(500);
    connect(m_widthTimer, &QTimer::timeout, this, &RequestsTable::columnsChanged);
    connect(header, &QHeaderView::sectionResized, this,
            [this](int column, int, int width) { noteWidth(column, width); });
    connect(header, &QHeaderView::customContextMenuRequested, this, &RequestsTable::showHeaderMenu);
}

void RequestsTable::measureColumns()
{
    const Look &look = Look::of(this);
    const QScopedValueRollback measuring(m_measuring, true);
    horizontalHeader()->setMinimumSectionSize(look.chars(5));
    for (int column = 0; column < RequestTableModel::ColumnCount; ++column) {
        const auto key = static_cast<Column>(column);
        const bool state = key == RequestTableModel::StateColumn;
        // Room for the arrow of the order beside a right-aligned title.
        const QString title = RequestTableModel::columnTitle(key) + QStringLiteral("nn");
        const int usual = widthFor(widestSamples(key), title, state);
        const qreal given = m_widths.value(column, 0);
        setColumnWidth(column, given > 0 ? qRound(given * look.chars(100) / 100.0) : usual);
    }
}

void RequestsTable::noteWidth(int column, int width)
{
    // What stretches follows the window and is nobody's choice.
    const QHeaderView *header = horizontalHeader();
    const bool last = header->stretchLastSection() && header->visualIndex(column) == header->count() - 1;
    if (m_measuring || width == 0 || last || header->sectionResizeMode(column) == QHeaderView::Stretch)
        return;
    m_widths.insert(column, 100.0 * width / Look::of(this).chars(100));
    m_widthTimer->start();
}

void RequestsTable::applyHidden()
{
    const QScopedValueRollback measuring(m_measuring, true); // a column that is shown again takes its old width
    QHeaderView *header = horizontalHeader();
    for (int column = 0; column < RequestTableModel::ColumnCount; ++column) {
        const bool folded = column == RequestTableModel::TookColumn && m_fold != Fold::Wide;
        setColumnHidden(column, m_hidden.contains(column) || folded);
    }
    const bool errors = !isColumnHidden(RequestTableModel::ErrorColumn);
    header->setStretchLastSection(!errors);
    header->setSectionResizeMode(RequestTableModel::ErrorColumn,
                                 errors ? QHeaderView::Stretch : QHeaderView::Interactive);
}

void RequestsTable::showHeaderMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("requests.columns"));
    for (int column = 0; column < RequestTableModel::ColumnCount; ++column) {
        QAction *action = menu->addAction(RequestTableModel::columnTitle(static_cast<Column>(column)));
        action->setCheckable(true);
        action->setChecked(!m_hidden.contains(column));
        // A table without a state has lost its meaning, and one without any column its menu.
        action->setEnabled(column != RequestTableModel::StateColumn);
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            if (shown)
                m_hidden.remove(column);
            else
                m_hidden.insert(column);
            applyHidden();
            emit columnsChanged();
        });
    }
    menu->popup(horizontalHeader()->viewport()->mapToGlobal(at));
}

domain::Uuid RequestsTable::currentUuid() const
{
    return m_requests.uuidAt(currentIndex().row());
}

bool RequestsTable::choose(const domain::Uuid &uuid)
{
    m_chosen = uuid;
    const int row = m_requests.rowOf(uuid);
    if (row < 0)
        return false;
    makeCurrent(row);
    scrollTo(currentIndex());
    announce();
    return true;
}

void RequestsTable::step(int rows)
{
    const int count = m_requests.rowCount();
    if (count == 0)
        return;
    const int from = currentIndex().isValid() ? currentIndex().row() : (rows > 0 ? -1 : count);
    choose(m_requests.uuidAt(qBound(0, from + rows, count - 1)));
}

void RequestsTable::setFold(Fold fold)
{
    if (m_fold == fold)
        return;
    m_fold = fold;
    applyHidden();
}

RequestsTable::Sorting RequestsTable::sorting() const
{
    const QHeaderView *header = horizontalHeader();
    return {static_cast<Column>(header->sortIndicatorSection()), header->sortIndicatorOrder()};
}

void RequestsTable::setSorting(Sorting sorting)
{
    const QSignalBlocker quiet(horizontalHeader());
    horizontalHeader()->setSortIndicator(sorting.column, sorting.order);
}

void RequestsTable::forgetTop()
{
    m_top = {};
}

void RequestsTable::reset()
{
    {
        const QScopedValueRollback<bool> guard(m_puttingBack, true);
        RowTable::reset();
    }
    putBack();
}

void RequestsTable::keyboardSearch(const QString &)
{
}

void RequestsTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    RowTable::currentChanged(current, previous);
    if (m_puttingBack)
        return;
    m_chosen = m_requests.uuidAt(current.row());
    m_neighbours.clear();
    announce();
}

void RequestsTable::rowsInserted(const QModelIndex &parent, int first, int last)
{
    const bool above = !m_top.isNil() && first <= verticalScrollBar()->value();
    {
        const QScopedValueRollback<bool> guard(m_puttingBack, true);
        RowTable::rowsInserted(parent, first, last);
    }
    if (above)
        anchorTop();
    if (!currentIndex().isValid() || (m_announced != m_chosen && !m_chosen.isNil()))
        putBack();
}

void RequestsTable::scrollContentsBy(int dx, int dy)
{
    RowTable::scrollContentsBy(dx, dy);
    if (!m_puttingBack)
        m_top = verticalScrollBar()->value() > 0 ? m_requests.uuidAt(rowAt(0)) : domain::Uuid();
}

/// After rows were replaced: what was chosen is current again where it is shown, and the top row is the top row.
void RequestsTable::putBack()
{
    const int chosen = m_chosen.isNil() ? -1 : m_requests.rowOf(m_chosen);
    if (chosen >= 0)
        makeCurrent(chosen);
    else if (m_requests.isEvaluating())
        return; // the row may still come
    else if (const int neighbour = currentIndex().isValid() ? -1 : neighbourRow(); neighbour >= 0) {
        m_chosen = m_requests.uuidAt(neighbour);
        makeCurrent(neighbour);
        scrollTo(currentIndex());
    } else if (!currentIndex().isValid() && m_requests.rowCount() > 0)
        makeCurrent(0);
    anchorTop();
    announce();
}

void RequestsTable::noteNeighbours()
{
    const int row = currentIndex().row();
    if (row < 0)
        return; // of an earlier reset, whose rows have not come yet
    m_neighbours.clear();
    if (!currentIndex().data(tables::GoneRole).toBool())
        return;
    constexpr int Far = 200; // a deleted offering takes its other rows with it
    for (int at = 1; at <= Far; ++at) {
        for (const int near : {row + at, row - at}) {
            if (const domain::Uuid uuid = m_requests.uuidAt(near); !uuid.isNil())
                m_neighbours.push_back(uuid);
        }
    }
}

int RequestsTable::neighbourRow() const
{
    for (const domain::Uuid &each : m_neighbours) {
        if (const int row = m_requests.rowOf(each); row >= 0)
            return row;
    }
    return -1;
}

void RequestsTable::makeCurrent(int row)
{
    if (currentIndex().row() == row && selectionModel()->isRowSelected(row))
        return;
    const QScopedValueRollback<bool> guard(m_puttingBack, true);
    const bool scrolls = hasAutoScroll();
    setAutoScroll(false);
    selectionModel()->setCurrentIndex(m_requests.index(row, 0),
                                      QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    setAutoScroll(scrolls);
}

void RequestsTable::anchorTop()
{
    const int row = m_top.isNil() ? -1 : m_requests.rowOf(m_top);
    if (row < 0)
        return;
    const QScopedValueRollback<bool> guard(m_puttingBack, true);
    executeDelayedItemsLayout();
    verticalScrollBar()->setValue(row);
}

void RequestsTable::announce()
{
    const domain::Uuid now = currentUuid();
    if (now == m_announced)
        return;
    m_announced = now;
    emit currentUuidChanged();
}

void RequestsTable::resizeEvent(QResizeEvent *event)
{
    // A bar at the foot takes height from the list: it must not hide the row that it is about.
    const bool seen = visualRect(currentIndex()).bottom() < event->oldSize().height();
    RowTable::resizeEvent(event);
    if (seen && currentIndex().isValid() && visualRect(currentIndex()).bottom() >= viewport()->height())
        scrollTo(currentIndex());
}

void RequestsTable::mouseDoubleClickEvent(QMouseEvent *event)
{
    RowTable::mouseDoubleClickEvent(event);
    if (event->button() == Qt::LeftButton && indexAt(event->pos()).isValid())
        emit opened();
}

void RequestsTable::changeEvent(QEvent *event)
{
    RowTable::changeEvent(event);
    if (lookChanged(event))
        measureColumns();
}

void RequestsTable::restore(QSettings &settings)
{
    QHash<QString, int> byKey;
    for (int column = 0; column < RequestTableModel::ColumnCount; ++column)
        byKey.insert(RequestTableModel::columnKey(static_cast<Column>(column)), column);

    const QStringList order = settings.value(QStringLiteral("requests/columns")).toStringList();
    int position = 0;
    for (const QString &key : order) {
        const int column = byKey.value(key, -1);
        if (column >= 0)
            horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), position++);
    }
    if (settings.contains(QStringLiteral("requests/hidden"))) {
        m_hidden.clear();
        for (const QString &key : settings.value(QStringLiteral("requests/hidden")).toStringList()) {
            const int column = byKey.value(key, -1);
            if (column > RequestTableModel::StateColumn)
                m_hidden.insert(column);
        }
    }
    for (const QString &each : settings.value(QStringLiteral("requests/widths")).toStringList()) {
        const int column = byKey.value(each.section(QLatin1Char('='), 0, 0), -1);
        const qreal characters = each.section(QLatin1Char('='), 1).toDouble();
        if (column >= 0 && characters >= 1 && characters <= 1000)
            m_widths.insert(column, characters);
    }
    measureColumns();
    const int sorted = byKey.value(settings.value(QStringLiteral("requests/sort")).toString(), -1);
    if (sorted >= 0) {
        const bool descending = settings.value(QStringLiteral("requests/descending"), true).toBool();
        setSorting({static_cast<Column>(sorted), descending ? Qt::DescendingOrder : Qt::AscendingOrder});
    }
    applyHidden();
}

QVariantMap RequestsTable::settings() const
{
    QStringList order;
    QStringList hidden;
    for (int position = 0; position < RequestTableModel::ColumnCount; ++position) {
        const int column = horizontalHeader()->logicalIndex(position);
        const QString key = RequestTableModel::columnKey(static_cast<Column>(column));
        order.append(key);
        if (m_hidden.contains(column))
            hidden.append(key);
    }
    QStringList widths;
    for (auto width = m_widths.cbegin(); width != m_widths.cend(); ++width)
        widths << QStringLiteral("%1=%2")
                      .arg(RequestTableModel::columnKey(static_cast<Column>(width.key())))
                      .arg(width.value(), 0, 'f', 1);
    const Sorting by = sorting();
    // An empty list is written as something, or nothing hidden would read like "never said".
    return {{QStringLiteral("requests/columns"), order},
            {QStringLiteral("requests/hidden"), hidden.isEmpty() ? QStringList{QStringLiteral("-")} : hidden},
            {QStringLiteral("requests/widths"), widths},
            {QStringLiteral("requests/sort"), RequestTableModel::columnKey(by.column)},
            {QStringLiteral("requests/descending"), by.order == Qt::DescendingOrder}};
}

} // namespace waldesk::ui
