// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"
#include "ui/delegates/tracebackrow.h"

#include <QColor>
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

} // namespace waldesk::ui
