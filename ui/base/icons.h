// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QRect>
#include <QStringList>

class QPainter;

namespace waldesk::ui
{

/// The house's icons: one-colour SVGs of a 16-unit grid, filled at paint time with the colour in use, so that a change
/// of scheme needs no new icons. Pictures are cached by (name, colour, size, device pixel ratio).

/// For actions and buttons: takes the palette's text colour (dimmer when disabled) at paint time.
[[nodiscard]] QIcon icon(const QString &name);
/// Painted centred in `rect`, as a square of its smaller side.
void paintIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &colour);
/// The program's own mark, in its own colours.
[[nodiscard]] QIcon appIcon();
[[nodiscard]] QPixmap appMark(int side, qreal devicePixelRatio);
/// Every name that icon() knows.
[[nodiscard]] QStringList iconNames();
[[nodiscard]] bool isHouseIcon(const QString &name);

} // namespace waldesk::ui
