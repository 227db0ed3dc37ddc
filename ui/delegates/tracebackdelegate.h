// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"
#include "ui/delegates/tracebackrow.h"

#include <QColor>
#include <QStyledItemDelegate>
#include <QTextLayout>

#include <memory>

namespace waldesk::ui
{
/// A step's type and message in lines of some width; sizeHint and paint both ask this one.
struct StepText {
    std::unique_ptr<QTextLayout> layout;
    int height = 0;
    bool cut = false; ///< there is more than these lines
};
[[nodiscard]] StepText stepText(const TracebackRow &row, const Look &look, int width, int mostLines);

/// Lines of monospaced text folded at a width by counting characters: no layout, so that thousands cost nothing.
struct FoldedLines {
    QStringList lines;
    bool cut = false;
};
[[nodiscard]] FoldedLines foldedLines(const QStringList &lines, const QFont &font, int width, int mostLines);

/// Code tamed, cut on the left where its marked range would not be seen.
[[nodiscard]] TracebackSource fittedSource(const TracebackSource &source, const QFont &font, int width);

struct WordRange {
    qsizetype begin = 0;
    qsizetype length = 0;
};
/// Where a text holds one of the words, in any case.
[[nodiscard]] std::vector<WordRange> rangesOf(const QString &text, const QStringList &words);
/// Underlines them in a text that was drawn from `left` with its base line at `baseLine`.
void underlineWords(QPainter *painter, const QPointF &origin, const QString &text, const QFont &font,
                    const QStringList &words, const Look &look, int right);

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
