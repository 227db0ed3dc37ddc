// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QRect>
#include <QString>

#include <vector>

class QPainter;

namespace waldesk::ui
{

/// A piece of a line in one font and colour.
struct TextRun {
    QString text;
    QFont font;
    QColor colour;
    bool shrinks = false; ///< becomes an ellipsis before anything else is cut
};

[[nodiscard]] int widthOf(const std::vector<TextRun> &runs);
/// Made to fit: first the shrinking runs become ellipses, the longest first, then the end is cut.
[[nodiscard]] std::vector<TextRun> fitted(std::vector<TextRun> runs, int width);
/// Runs one after another on one base line, centred in the area's height.
void paintRuns(QPainter *painter, const QRect &area, const std::vector<TextRun> &runs);

} // namespace waldesk::ui
