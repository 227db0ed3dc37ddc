// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/markkeys.h"

#include "models/tables/roles.h"
#include "ui/delegates/rowtable.h"

#include <QAction>

namespace waldesk::ui
{

using domain::Action;
using Group = Commands::Group;

MarkKeys::MarkKeys(Commands &commands, const tables::RequestStore &store, List list, QWidget *page)
    : QObject(page), m_store(store), m_list(std::move(list))
{
    RowTable *table = m_list.table;
    const QString mark = QStringLiteral("list.mark");
    QAction *toggles = commands.share(mark, Group::Act, tr("Mark for an action on several"), {Qt::Key_X},
                                      QStringLiteral("act-done"), page);
    connect(toggles, &QAction::triggered, this, [this, page] {
        if (page->isVisible())
            toggle(m_list.table->currentIndex().row());
    });
    commands.setKeyWords(mark, tr("Mark, Ctrl+click"));
    const auto onTable = [&](const char *id, const QString &text, const QKeySequence &keys, auto run) {
        QAction *action = commands.share(QStringLiteral("list.") + QLatin1String(id), Group::Act, text, {keys}, {},
                                         table, Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [page, run] {
            if (page->isVisible())
                run();
        });
        return action;
    };
    onTable("markDown", tr("Mark and go down"), QKeySequence(Qt::SHIFT | Qt::Key_Down), [this] {
        markAndStep(1);
    })->setAutoRepeat(true);
    onTable("markUp", tr("Mark and go up"), QKeySequence(Qt::SHIFT | Qt::Key_Up), [this] {
        markAndStep(-1);
    })->setAutoRepeat(true);
    onTable("markAll", tr("Mark all that match"), QKeySequence(QKeySequence::SelectAll), [this] { m_list.markAll(); });
    table->setMarksRows(true);
    connect(table, &RowTable::rowToggled, this, &MarkKeys::toggle);
    connect(table, &RowTable::rowsExtended, this, &MarkKeys::mark);
    connect(&m_marks, &tables::RowMarks::changed, this, &MarkKeys::changed);
}

/// A heading stands for the rows below it, up to the next one.
void MarkKeys::toggle(int row)
{
    const QAbstractItemModel &model = *m_list.table->model();
    if (row < 0 || row >= model.rowCount())
        return;
    if (const domain::Uuid uuid = m_list.uuidAt(row); !uuid.isNil()) {
        m_marks.toggle(uuid);
        return;
    }
    int last = row;
    while (last + 1 < model.rowCount() && !m_list.uuidAt(last + 1).isNil())
        ++last;
    bool all = last > row;
    for (int each = row + 1; each <= last; ++each)
        all = all && m_marks.contains(m_list.uuidAt(each));
    for (int each = row + 1; each <= last; ++each) {
        if (all)
            m_marks.toggle(m_list.uuidAt(each));
    }
    if (!all)
        mark(row + 1, last);
}

void MarkKeys::mark(int firstRow, int lastRow)
{
    std::vector<domain::Uuid> rows;
    for (int row = qMax(0, firstRow); row <= lastRow && row < m_list.table->model()->rowCount(); ++row)
        rows.push_back(m_list.uuidAt(row));
    m_marks.add(rows);
}

void MarkKeys::markAndStep(int rows)
{
    const int from = m_list.table->currentIndex().row();
    if (from < 0) // and so there may be no row at all
        return;
    m_list.step(rows);
    const int to = m_list.table->currentIndex().row();
    mark(qMin(from, to), qMax(from, to));
}

bool MarkKeys::clear()
{
    if (m_marks.isEmpty())
        return false;
    m_marks.clear();
    return true;
}

std::vector<domain::Request> MarkKeys::requests(const std::vector<tables::RowIndex> &shown) const
{
    std::vector<domain::Request> requests;
    QSet<domain::Uuid> left = m_marks.all();
    for (const tables::RowIndex row : shown) {
        if (left.remove(m_store.row(row).uuid))
            requests.push_back(m_store.request(row));
    }
    for (const domain::Uuid &uuid : std::as_const(left)) {
        if (const auto row = m_store.find(uuid))
            requests.push_back(m_store.request(*row));
    }
    return requests;
}

void MarkKeys::addTo(RequestActions::Situation &situation) const
{
    situation.marked = m_marks.count();
    QSet<domain::Uuid> offerings;
    for (const domain::Uuid &uuid : m_marks.all()) {
        if (const auto row = m_store.find(uuid))
            offerings.insert(m_store.offering(m_store.row(*row).offering).uuid);
    }
    situation.markedOfferings = static_cast<int>(offerings.size());
}

bool MarkKeys::isMeant(Action action) const
{
    return !m_marks.isEmpty() && action != Action::OverwriteError && action != Action::AskAgainAnyway;
}

} // namespace waldesk::ui
