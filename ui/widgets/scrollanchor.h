// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPersistentModelIndex>

class QAbstractItemView;

namespace waldesk::ui
{

/// Keeps what a person looks at where it stands while rows come, go and move around it: the current row if it is in
/// sight, else the row in the middle. A list that stands at its top stays there. For views of rows of one height, and
/// lists that scroll by pixels.
class ScrollAnchor
{
public:
    void take(const QAbstractItemView &view); ///< before the rows change; until putBack() the first one counts
    void putBack(QAbstractItemView &view);    ///< after the view has laid them out

private:
    QPersistentModelIndex m_row;
    int m_top = 0; ///< pixels, in the viewport
};

} // namespace waldesk::ui
