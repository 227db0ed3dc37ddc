// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/look.h"

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionHeader;
class QStyleOptionMenuItem;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionViewItem;

/// What WaldeskStyle draws, one function a part; also for widgets that paint themselves and must look the same.
namespace waldesk::ui::paint
{

/// A rounded rectangle whose border lies on whole pixels inside `rect`. An invalid colour leaves that part out.
void box(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border, qreal radius,
         qreal borderWidth = 1);
/// The accent ring inside `rect` that says where the keyboard is.
void focusRing(QPainter *painter, const QRect &rect, const Look &look, qreal radius = 4);

inline constexpr qreal ChipRadius = 3;
inline constexpr qreal ButtonRadius = 4;
inline constexpr qreal SheetRadius = 6;
inline constexpr int BarWidth = 3; ///< of the accent bar at a selected row and of the message block

void buttonPanel(QPainter *painter, const QStyleOption *option, const QWidget *widget, const Look &look);
void buttonLabel(QPainter *painter, const QStyleOptionButton *option, const QWidget *widget, const Look &look);
void toolPanel(QPainter *painter, const QStyleOption *option, const Look &look);
void inputFrame(QPainter *painter, const QStyleOption *option, const Look &look, bool fill);
void checkMark(QPainter *painter, const QStyleOption *option, const Look &look);
void radioMark(QPainter *painter, const QStyleOption *option, const Look &look);
void comboBox(QPainter *painter, const QStyleOptionComboBox *option, const Look &look);
void headerSection(QPainter *painter, const QStyleOptionHeader *option, const Look &look);
void headerLabel(QPainter *painter, const QStyleOptionHeader *option, const Look &look);
void scrollBar(QPainter *painter, const QStyleOptionSlider *option, const QRect &slider, const Look &look);
void menuItem(QPainter *painter, const QStyleOptionMenuItem *option, const Look &look);
void progress(QPainter *painter, const QStyleOptionProgressBar *option, const Look &look);
void viewItem(QPainter *painter, const QStyleOptionViewItem *option, const Look &look);

/// Left and right padding of a menu item's words: room for a check mark or icon, and for the shortcut.
[[nodiscard]] int menuTextInset(const Look &look);

} // namespace waldesk::ui::paint
