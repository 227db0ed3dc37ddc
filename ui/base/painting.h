// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

#include <QColor>
#include <QFont>
#include <QRect>
#include <QString>

#include <vector>

class QPainter;

/// What the style, the widgets and the delegates paint alike.
namespace waldesk::ui
{

namespace paint
{

/// A rounded rectangle whose border lies on whole pixels inside `rect`. An invalid colour leaves that part out.
void box(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border, qreal radius,
         qreal borderWidth = 1);
/// The accent ring inside `rect` that says where the keyboard is.
void focusRing(QPainter *painter, const QRect &rect, const Look &look, qreal radius = 4);

/// A box with a tick, centred in `area`: the row is marked for an action on several.
void tickedBox(QPainter *painter, const QRect &area, const Look &look);

inline constexpr qreal ChipRadius = 3;
inline constexpr qreal ButtonRadius = 4;
inline constexpr qreal SheetRadius = 6;
inline constexpr int BarWidth = 3; ///< of the accent bar at a selected row and of the message block

/// A small label at the left of a line: what a person called the thing that follows. Returns the width that it took
/// with the gap behind it, a third of the line at most; 0 without text.
int label(QPainter *painter, const QRect &line, const QString &text, const QColor &background, const Look &look);

} // namespace paint

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

/// Bars on whole pixels with a gap of one, on a base line that is always there, on their own scale; the last bar in
/// full colour, the others mixed with the background. A bar for something is never invisible.
void paintSparkline(QPainter *painter, const QRect &area, const std::vector<int> &values, const QColor &colour,
                    const QColor &background, const Look &look);

} // namespace waldesk::ui
