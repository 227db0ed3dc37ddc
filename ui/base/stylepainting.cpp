// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/stylepainting.h"

#include "ui/base/icons.h"
#include "ui/base/waldeskstyle.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QWidget>

namespace waldesk::ui::paint
{

namespace
{

bool has(const QStyleOption *option, QStyle::StateFlag flag)
{
    return option->state.testFlag(flag);
}

QColor toneColour(ButtonTone tone, const Look &look)
{
    return tone == ButtonTone::Danger ? look.ink(Shade::Erred) : look.accent;
}

void smallTriangle(QPainter *painter, QPointF centre, qreal half, bool up, const QColor &colour)
{
    const qreal lift = up ? -half * 0.8 : half * 0.8;
    const QPointF points[] = {{centre.x() - half, centre.y() - lift},
                              {centre.x() + half, centre.y() - lift},
                              {centre.x(), centre.y() + lift}};
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawPolygon(points, 3);
}

} // namespace

void box(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border, qreal radius,
         qreal borderWidth)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, radius > 0);
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    QRectF shape(rect);
    if (border.isValid()) {
        painter->setPen(QPen(border, borderWidth, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
        const qreal half = borderWidth / 2;
        shape.adjust(half, half, -half, -half);
    } else {
        painter->setPen(Qt::NoPen);
    }
    if (radius > 0)
        painter->drawRoundedRect(shape, radius, radius);
    else
        painter->drawRect(shape);
    painter->restore();
}

void focusRing(QPainter *painter, const QRect &rect, const Look &look, qreal radius)
{
    box(painter, rect, QColor(), look.accent, radius, 2);
}

void buttonPanel(QPainter *painter, const QStyleOption *option, const QWidget *widget, const Look &look)
{
    const ButtonTone tone = toneOf(widget);
    const bool down = has(option, QStyle::State_Sunken) || has(option, QStyle::State_On);
    const bool hovered = has(option, QStyle::State_MouseOver);
    const bool focused = has(option, QStyle::State_HasFocus);
    if (!has(option, QStyle::State_Enabled)) {
        box(painter, option->rect, look.dark ? QColor() : look.window, look.dark ? look.line : look.line2,
            ButtonRadius);
        return;
    }
    if (tone == ButtonTone::Plain) {
        const bool chosen = has(option, QStyle::State_On);
        const QColor fill = chosen      ? look.sel
                            : down      ? look.selq
                            : hovered   ? look.hover
                            : look.dark ? look.raised
                                        : look.base;
        box(painter, option->rect, fill, focused || chosen ? look.accent : look.line2, ButtonRadius, focused ? 2 : 1);
        return;
    }
    const QColor plain = toneColour(tone, look);
    const QColor fill = mixed(plain, look.dark ? QColor(Qt::white) : QColor(Qt::black),
                              down      ? 0.14
                              : hovered ? 0.07
                                        : 0);
    box(painter, option->rect, fill, QColor(), ButtonRadius);
    // On a filled button an accent ring drowns: the ring is dark on light fills and the other way round.
    if (focused)
        box(painter, option->rect.adjusted(2, 2, -2, -2), QColor(), look.text, ButtonRadius - 1, 2);
}

void buttonLabel(QPainter *painter, const QStyleOptionButton *option, const QWidget *widget, const Look &look)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const ButtonTone tone = toneOf(widget);
    const QColor ink = !enabled ? look.off : tone == ButtonTone::Plain ? look.text : look.accentText;
    const int gap = option->icon.isNull() || option->text.isEmpty() ? 0 : look.units(1);
    const int iconWidth = option->icon.isNull() ? 0 : look.iconSide;
    const bool menu = option->features & QStyleOptionButton::HasMenu;
    const int menuWidth = menu ? look.iconSmall + look.units(1) : 0;
    const int textWidth = option->fontMetrics.size(Qt::TextShowMnemonic, option->text).width();
    const QRect area = option->rect.adjusted(look.units(1), 0, -look.units(1), 0);
    int x = area.x() + qMax(0, (area.width() - iconWidth - gap - textWidth - menuWidth) / 2);
    if (iconWidth > 0) {
        const QRect place(x, area.y() + (area.height() - iconWidth) / 2, iconWidth, iconWidth);
        if (isHouseIcon(option->icon.name()))
            paintIcon(painter, place, option->icon.name(), ink);
        else
            option->icon.paint(painter, place, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        x += iconWidth + gap;
    }
    const QRect words(x, area.y(), area.right() + 1 - x - menuWidth, area.height());
    painter->setPen(ink);
    painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                      option->text);
    if (menu) {
        const QRect place(area.right() + 1 - look.iconSmall, area.y(), look.iconSmall, area.height());
        paintIcon(painter, place, QStringLiteral("unfold"), ink);
    }
}

void toolPanel(QPainter *painter, const QStyleOption *option, const Look &look)
{
    const bool down = has(option, QStyle::State_Sunken) || has(option, QStyle::State_On);
    const bool hovered = has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled);
    const bool focused = has(option, QStyle::State_HasFocus);
    if (down || hovered)
        box(painter, option->rect, down ? look.selq : look.hover, QColor(), ButtonRadius);
    if (focused)
        focusRing(painter, option->rect, look);
}

void inputFrame(QPainter *painter, const QStyleOption *option, const Look &look, bool fill)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool focused = has(option, QStyle::State_HasFocus) && enabled;
    const QColor inside = !fill ? QColor() : enabled ? look.base : look.window;
    const QColor border = focused ? look.accent : enabled ? look.edge : look.line2;
    box(painter, option->rect, inside, border, ButtonRadius, focused ? 2 : 1);
}

void checkMark(QPainter *painter, const QStyleOption *option, const Look &look)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On);
    const bool part = has(option, QStyle::State_NoChange);
    const bool focused = has(option, QStyle::State_HasFocus);
    const QColor full = enabled ? look.accent : look.off;
    const QColor border = on || part ? full : enabled ? look.edge : look.line2;
    box(painter, option->rect, on || part ? full : look.base, border, ChipRadius);
    if (on)
        paintIcon(painter, option->rect.adjusted(1, 1, -1, -1), QStringLiteral("act-done"), look.accentText);
    if (part)
        painter->fillRect(option->rect.adjusted(3, option->rect.height() / 2 - 1, -3, -option->rect.height() / 2 + 1),
                          look.accentText);
    if (focused)
        box(painter, option->rect.adjusted(-2, -2, 2, 2), QColor(), look.accent, ChipRadius + 1, 1.4);
}

void radioMark(QPainter *painter, const QStyleOption *option, const Look &look)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool on = has(option, QStyle::State_On);
    const qreal radius = option->rect.width() / 2.0;
    const QColor border = on && enabled ? look.accent : enabled ? look.edge : look.line2;
    box(painter, option->rect, look.base, border, radius, on ? radius * 0.6 : 1);
    if (has(option, QStyle::State_HasFocus))
        box(painter, option->rect.adjusted(-2, -2, 2, 2), QColor(), look.accent, radius + 2, 1.4);
}

void comboBox(QPainter *painter, const QStyleOptionComboBox *option, const Look &look)
{
    const bool enabled = has(option, QStyle::State_Enabled);
    const bool focused = has(option, QStyle::State_HasFocus) && enabled;
    const bool hovered = has(option, QStyle::State_MouseOver) && !option->editable;
    const QColor fill = !enabled ? look.window : hovered ? look.hover : look.base;
    const QColor border = focused ? look.accent : option->editable && enabled ? look.edge : look.line2;
    box(painter, option->rect, fill, border, ButtonRadius, focused ? 2 : 1);
    const int right = option->rect.right() + 1 - look.units(1.5);
    const QRect arrow(right - look.iconSmall, option->rect.y(), look.iconSmall, option->rect.height());
    paintIcon(painter, arrow, QStringLiteral("unfold"), enabled ? look.text2 : look.off);
}

void headerSection(QPainter *painter, const QStyleOptionHeader *option, const Look &look)
{
    const bool hovered = has(option, QStyle::State_MouseOver) && has(option, QStyle::State_Enabled);
    painter->fillRect(option->rect, hovered ? look.selq : look.window);
    painter->fillRect(QRect(option->rect.bottomLeft(), QSize(option->rect.width(), 1)), look.line);
}

void headerLabel(QPainter *painter, const QStyleOptionHeader *option, const Look &look)
{
    painter->save();
    painter->setFont(look.smallStrong);
    painter->setPen(look.text2);
    const bool sorted = option->sortIndicator != QStyleOptionHeader::None;
    const int arrow = sorted ? look.units(2.5) : 0;
    const bool first =
        option->position == QStyleOptionHeader::Beginning || option->position == QStyleOptionHeader::OnlyOneSection;
    const QRect area = option->rect.adjusted(look.units(first ? 2.5 : 1.7), 0, -look.units(1.7), -1);
    const QFontMetrics metrics(look.smallStrong);
    const QString words = metrics.elidedText(option->text, Qt::ElideRight, area.width() - arrow + 1);
    const int width = metrics.horizontalAdvance(words);
    const bool right = option->textAlignment & Qt::AlignRight;
    const int x = right ? area.right() + 1 - arrow - width : area.x();
    painter->drawText(QRect(x, area.y(), width + 1, area.height()), Qt::AlignVCenter | Qt::TextSingleLine, words);
    if (sorted) {
        const QPointF centre(x + width + arrow * 0.65, area.center().y() + 1);
        smallTriangle(painter, centre, look.u * 0.7, option->sortIndicator == QStyleOptionHeader::SortDown, look.text2);
    }
    painter->restore();
}

void scrollBar(QPainter *painter, const QStyleOptionSlider *option, const QRect &slider, const Look &look)
{
    painter->fillRect(option->rect, look.base);
    if (option->maximum <= option->minimum)
        return;
    const bool active = option->activeSubControls.testFlag(QStyle::SC_ScrollBarSlider) &&
                        (has(option, QStyle::State_MouseOver) || has(option, QStyle::State_Sunken));
    const bool across = option->orientation == Qt::Horizontal;
    const int inset = (across ? slider.height() - 4 : slider.width() - 4) / 2;
    const QRect bar = across ? slider.adjusted(1, inset, -1, -inset) : slider.adjusted(inset, 1, -inset, -1);
    box(painter, bar, active ? look.edge : look.line2, QColor(), 2);
}

int menuTextInset(const Look &look)
{
    return look.units(2) + look.iconSide + look.units(1.5);
}

void menuItem(QPainter *painter, const QStyleOptionMenuItem *option, const Look &look)
{
    const QRect &rect = option->rect;
    painter->fillRect(rect, look.base);
    if (option->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(rect.x(), rect.center().y(), rect.width(), 1, look.line);
        return;
    }
    const bool enabled = has(option, QStyle::State_Enabled);
    if (has(option, QStyle::State_Selected)) {
        painter->fillRect(rect, enabled ? look.sel : look.selq);
        painter->fillRect(QRect(rect.topLeft(), QSize(BarWidth, rect.height())), enabled ? look.accent : look.line2);
    }
    const QColor ink = enabled ? look.text : look.off;
    const QRect mark(rect.x() + look.units(2), rect.y(), look.iconSide, rect.height());
    if (option->checked)
        paintIcon(painter, mark, QStringLiteral("act-done"), ink);
    else if (isHouseIcon(option->icon.name()))
        paintIcon(painter, mark, option->icon.name(), enabled ? look.text2 : look.off);
    else if (!option->icon.isNull())
        option->icon.paint(painter, mark, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);

    const QStringList parts = option->text.split(QLatin1Char('\t'));
    const QRect words = rect.adjusted(menuTextInset(look), 0, -look.units(3), 0);
    painter->setFont(option->font);
    painter->setPen(ink);
    painter->drawText(words, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                      parts.first());
    painter->setPen(enabled ? look.dim : look.off);
    if (option->menuItemType == QStyleOptionMenuItem::SubMenu)
        paintIcon(painter, QRect(words.right() - look.iconSmall, rect.y(), look.iconSmall, rect.height()),
                  QStringLiteral("fold"), ink);
    else if (parts.size() > 1)
        painter->drawText(words, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, parts.last());
}

void progress(QPainter *painter, const QStyleOptionProgressBar *option, const Look &look)
{
    painter->fillRect(option->rect, look.line);
    const qint64 span = qint64(option->maximum) - option->minimum;
    if (span <= 0)
        return;
    const qint64 done = qBound(qint64(0), qint64(option->progress) - option->minimum, span);
    QRect full = option->rect;
    full.setWidth(int(full.width() * done / span));
    painter->fillRect(full, look.accent);
}

void viewItem(QPainter *painter, const QStyleOptionViewItem *option, const Look &look)
{
    const bool selected = has(option, QStyle::State_Selected);
    const bool active = has(option, QStyle::State_Active);
    if (selected)
        painter->fillRect(option->rect, active ? look.sel : look.selq);
    else if (has(option, QStyle::State_MouseOver))
        painter->fillRect(option->rect, look.hover);
    if (selected && active)
        painter->fillRect(QRect(option->rect.topLeft(), QSize(BarWidth, option->rect.height())), look.accent);
    else if (has(option, QStyle::State_HasFocus) && !selected)
        box(painter, option->rect, QColor(), look.accent, 0, 1.4);
}

} // namespace waldesk::ui::paint
