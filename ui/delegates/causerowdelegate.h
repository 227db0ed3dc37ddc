// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/causerow.h"

#include <QStyledItemDelegate>

namespace waldesk::ui
{

/// The list of causes: up to three lines a row (what failed; its root cause; where, who must act, when), with the days
/// as bars and the count at the right; and the section rows. Reads CauseRowRole and CauseSectionRole.
class CauseRowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// The narrow fold leaves the days out.
    void setCompact(bool compact) { m_compact = compact; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// "New, BackendError: …, 14 errors": for the model's AccessibleTextRole.
    [[nodiscard]] static QString spoken(const CauseRow &row);

private:
    void paintSection(QPainter *painter, const QRect &rect, const CauseSection &section, const Look &look) const;
    void paintRow(QPainter *painter, const QRect &rect, const CauseRow &row, const QColor &background,
                  const Look &look) const;
    void paintHeadline(QPainter *painter, const QRect &line, const CauseRow &row, const QColor &background,
                       const Look &look) const;
    static void paintCause(QPainter *painter, const QRect &line, const CauseRow &row, const Look &look);
    static void paintFoot(QPainter *painter, const QRect &line, const CauseRow &row, const QColor &background,
                          const Look &look);

    bool m_compact = false;
};

} // namespace waldesk::ui
