// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/stylepainting.h"
#include "ui/base/waldeskstyle.h"

#include <QComboBox>
#include <QFontMetrics>
#include <QStyleOption>

// The measures of WaldeskStyle: everything that answers "how large" and "where", derived from the Look's units.
namespace waldesk::ui
{

namespace
{

constexpr int ScrollLane = 10;

QRect scrollSlider(const QStyleOptionSlider *bar, int shortest)
{
    const bool across = bar->orientation == Qt::Horizontal;
    const int length = across ? bar->rect.width() : bar->rect.height();
    const qint64 range = qint64(bar->maximum) - bar->minimum;
    int size = length;
    if (range > 0)
        size = qBound(qMin(shortest, length), int(qint64(length) * bar->pageStep / (range + bar->pageStep)), length);
    const int at = QStyle::sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition, length - size,
                                                   bar->upsideDown);
    return across ? QRect(bar->rect.x() + at, bar->rect.y(), size, bar->rect.height())
                  : QRect(bar->rect.x(), bar->rect.y() + at, bar->rect.width(), size);
}

QRect scrollPart(const QStyleOptionSlider *bar, QStyle::SubControl part, int shortest)
{
    const QRect slider = scrollSlider(bar, shortest);
    const bool across = bar->orientation == Qt::Horizontal;
    QRect rest = bar->rect;
    switch (part) {
    case QStyle::SC_ScrollBarGroove:
        return bar->rect;
    case QStyle::SC_ScrollBarSlider:
        return slider;
    case QStyle::SC_ScrollBarSubPage:
        across ? rest.setRight(slider.left() - 1) : rest.setBottom(slider.top() - 1);
        return rest;
    case QStyle::SC_ScrollBarAddPage:
        across ? rest.setLeft(slider.right() + 1) : rest.setTop(slider.bottom() + 1);
        return rest;
    default:
        return {}; // no arrow buttons
    }
}

QSize menuItemSize(const QStyleOptionMenuItem *item, const Look &look)
{
    if (item->menuItemType == QStyleOptionMenuItem::Separator)
        return {look.units(4), look.units(1) + 1};
    const QFontMetrics metrics(item->font);
    const QStringList parts = item->text.split(QLatin1Char('\t'));
    int width = metrics.horizontalAdvance(parts.first()) + paint::menuTextInset(look) + look.units(4);
    if (parts.size() > 1)
        width += metrics.horizontalAdvance(parts.last()) + look.units(5);
    return {width, look.rowHeight()};
}

} // namespace

QRect WaldeskStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_HeaderLabel:
        return option->rect; // our own padding, the same as that of the cells
    case SE_LineEditContents:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            return option->rect.adjusted(m_look.units(1.25), 1, -m_look.units(1.25), -1);
        return option->rect;
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect WaldeskStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                   const QWidget *widget) const
{
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option); bar && control == CC_ScrollBar)
        return scrollPart(bar, part, m_look.units(6));
    if (control == CC_ComboBox) {
        const int arrow = m_look.iconSide + m_look.units(2);
        const QRect &all = option->rect;
        if (part == SC_ComboBoxArrow)
            return visualRect(option->direction, all, QRect(all.right() - arrow, all.y(), arrow, all.height()));
        if (part == SC_ComboBoxEditField)
            return visualRect(option->direction, all, all.adjusted(m_look.units(1.5), 1, -arrow, -1));
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QSize WaldeskStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                     const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        if (!button)
            break;
        int width = button->fontMetrics.size(Qt::TextShowMnemonic, button->text).width() + m_look.units(6);
        if (!button->icon.isNull())
            width += m_look.iconSide + (button->text.isEmpty() ? -m_look.units(2) : m_look.units(1));
        if (button->features & QStyleOptionButton::HasMenu)
            width += m_look.iconSide + m_look.units(1);
        return {width, m_look.controlHeight()};
    }
    case CT_LineEdit:
        return {size.width() + m_look.units(3), m_look.controlHeight()};
    case CT_ComboBox:
        return {size.width() + m_look.iconSide + m_look.units(4.5), m_look.controlHeight()};
    case CT_ToolButton:
        return size + QSize(m_look.units(2), m_look.units(1.5));
    case CT_HeaderSection: {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        const int text = header ? QFontMetrics(m_look.smallStrong).horizontalAdvance(header->text) : size.width();
        return {text + m_look.units(3.4) + m_look.iconSmall, m_look.headerHeight()};
    }
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return menuItemSize(item, m_look);
        break;
    case CT_ProgressBar:
        return {size.width(), paint::BarWidth + 1};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

int WaldeskStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return m_look.units(2.5);
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return m_look.units(1.5);
    case PM_SplitterWidth:
        return 1;
    case PM_ScrollBarExtent:
        return ScrollLane;
    case PM_ScrollBarSliderMin:
        return m_look.units(6);
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap:
        return 0;
    case PM_DefaultFrameWidth:
        return 1;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
        return m_look.iconSide;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return m_look.iconSide;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return m_look.units(1.5);
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_HeaderGripMargin:
        return metric == PM_HeaderGripMargin ? m_look.units(1) : 0;
    case PM_HeaderMargin:
        return 0;
    case PM_MenuPanelWidth:
    case PM_MenuHMargin:
        return metric == PM_MenuPanelWidth ? 1 : 0;
    case PM_MenuVMargin:
        return m_look.units(1);
    case PM_ToolTipLabelFrameWidth:
        return m_look.units(1);
    case PM_TextCursorWidth:
        return 2;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WaldeskStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                            QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Widget_Animation_Duration:
    case SH_ItemView_ActivateItemOnSingleClick:
    case SH_ComboBox_Popup:
    case SH_ScrollBar_Transient:
        return 0;
    case SH_ScrollBar_MiddleClickAbsolutePosition:
        return 1;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

} // namespace waldesk::ui
