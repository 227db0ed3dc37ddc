// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/requeststore.h"
#include "models/tables/rowmarks.h"
#include "ui/base/commands.h"
#include "ui/panels/requestactions.h"

#include <functional>
#include <vector>

namespace waldesk::ui
{

class RowTable;

/// Marks on the requests of a list for one action on several, with the same keys and clicks in each list of requests:
/// X, Shift+Up and Shift+Down, Ctrl+A, Ctrl+click, Shift+click. Owned by the page that has the list.
class MarkKeys : public QObject
{
    Q_OBJECT
public:
    struct List {
        RowTable *table = nullptr;
        std::function<domain::Uuid(int row)> uuidAt; ///< nil: no request
        std::function<void(int rows)> step;
        std::function<void()> markAll;
    };
    MarkKeys(Commands &commands, const tables::RequestStore &store, List list, QWidget *page);

    [[nodiscard]] const tables::RowMarks &marks() const { return m_marks; }
    void mark(int firstRow, int lastRow);
    [[nodiscard]] bool clear(); ///< false: there was none

    /// The marked requests as far as they are known: first those that are shown, in this order, then those that a
    /// filter hides.
    [[nodiscard]] std::vector<domain::Request> requests(const std::vector<tables::RowIndex> &shown) const;
    void addTo(RequestActions::Situation &situation) const;
    /// Whether an action now means all that is marked; some make sense for one request only.
    [[nodiscard]] bool isMeant(domain::Action action) const;

signals:
    void changed();

private:
    void markAndStep(int rows);
    void toggle(int row);

    const tables::RequestStore &m_store;
    tables::RowMarks m_marks;
    List m_list;
};

} // namespace waldesk::ui
