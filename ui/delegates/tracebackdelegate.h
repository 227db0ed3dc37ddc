// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"
#include "ui/delegates/tracebackrow.h"

#include <QStyledItemDelegate>

class QTextLayout;

namespace waldesk::ui
{

/// Rows of a parsed traceback: steps as numbered discs on a rail, frames of two lines with the marked range underlined
/// below the descent, the agent's last line in the tint of an error, folds, notes and answers. Reads TracebackRowRole;
/// text is plain and tamed, and no row paints more than a screen can hold.
class TracebackDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    static constexpr int MessageLines = 3; ///< of a step that is not unfolded
    static constexpr int BodyLines = 12;   ///< of an answer likewise
    static constexpr int UnfoldedLines = 200;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    /// Left edge of all words of a row.
    [[nodiscard]] static int textLeft(const Look &look, int indent);

private:
    struct Frame; ///< one look, one rectangle, one row
    static void paintRail(const Frame &frame);
    static void paintStep(const Frame &frame);
    static void paintFrame(const Frame &frame, bool selected);
    static void paintSource(const Frame &frame, const TracebackSource &source, const QRect &line);
    static void paintFold(const Frame &frame);
    static void paintLines(const Frame &frame);
};

} // namespace waldesk::ui
