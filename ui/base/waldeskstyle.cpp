// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/waldeskstyle.h"

#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QFontMetrics>
#include <QHeaderView>
#include <QPainter>
#include <QPainterPath>
#include <QScopedValueRollback>
#include <QStyleHints>
#include <QStyleOption>
#include <QWidget>

namespace waldesk::ui::paint
{

// The elements of the style, one function a part.
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

} // namespace

} // namespace waldesk::ui::paint

namespace waldesk::ui
{
namespace
{

constexpr char PrimaryProperty[] = "primary";
constexpr char DangerProperty[] = "danger";

} // namespace

void setTone(QAbstractButton *button, ButtonTone tone)
{
    if (toneOf(button) == tone)
        return;
    button->setProperty(PrimaryProperty, tone == ButtonTone::Primary);
    button->setProperty(DangerProperty, tone == ButtonTone::Danger);
    button->update();
}

ButtonTone toneOf(const QWidget *widget)
{
    if (!widget)
        return ButtonTone::Plain;
    if (widget->property(DangerProperty).toBool())
        return ButtonTone::Danger;
    return widget->property(PrimaryProperty).toBool() ? ButtonTone::Primary : ButtonTone::Plain;
}

WaldeskStyle *WaldeskStyle::install(QApplication &app, Scheme scheme)
{
    auto *style = new WaldeskStyle(scheme);
    app.setStyle(style);
    return style;
}

WaldeskStyle::WaldeskStyle(Scheme scheme) : QProxyStyle(QStringLiteral("Fusion")), m_scheme(scheme)
{
}

void WaldeskStyle::polish(QApplication *app)
{
    QProxyStyle::polish(app);
    app->installEventFilter(this);
    m_desktopDark = desktopIsDark();
    rebuild(m_scheme == Scheme::Dark || (m_scheme == Scheme::System && m_desktopDark));
}

void WaldeskStyle::unpolish(QApplication *app)
{
    app->removeEventFilter(this);
    QProxyStyle::unpolish(app);
}

void WaldeskStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QHeaderView *>(widget) || qobject_cast<QAbstractSpinBox *>(widget))
        widget->setAttribute(Qt::WA_Hover, true);
}

void WaldeskStyle::setScheme(Scheme scheme)
{
    m_scheme = scheme;
    if (scheme == Scheme::System)
        m_desktopDark = desktopIsDark();
    rebuild(scheme == Scheme::Dark || (scheme == Scheme::System && m_desktopDark));
}

bool WaldeskStyle::desktopIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto known = QGuiApplication::styleHints()->colorScheme();
    if (known != Qt::ColorScheme::Unknown)
        return known == Qt::ColorScheme::Dark;
#endif
    // Our palette hides the platform's as long as it is set: take it off for the one look.
    const QScopedValueRollback guard(m_settingPalette, true);
    QApplication::setPalette(QPalette());
    return QApplication::palette().color(QPalette::Window).lightnessF() < 0.5F;
}

void WaldeskStyle::rebuild(bool dark)
{
    m_look = Look(dark, QApplication::font());
    {
        const QScopedValueRollback guard(m_settingPalette, true);
        QApplication::setPalette(m_look.palette());
    }
    emit lookChanged();
}

void WaldeskStyle::onForeignPalette()
{
    const QColor now = QApplication::palette().color(QPalette::Window);
    // With our own window colour still in place it was the platform's palette that changed under ours.
    m_desktopDark = now == m_look.window ? desktopIsDark() : now.lightnessF() < 0.5F;
    rebuild(m_scheme == Scheme::Dark || (m_scheme == Scheme::System && m_desktopDark));
}

bool WaldeskStyle::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::ApplicationPaletteChange:
        if (watched == qApp && !m_settingPalette)
            onForeignPalette();
        break;
    case QEvent::ThemeChange:
        if (watched->isWindowType() && !m_settingPalette)
            onForeignPalette();
        break;
    case QEvent::ApplicationFontChange:
        if (watched == qApp)
            rebuild(m_look.dark);
        break;
    default:
        break;
    }
    return QProxyStyle::eventFilter(watched, event);
}

void WaldeskStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                 const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        paint::buttonPanel(painter, option, widget, m_look);
        return;
    case PE_PanelButtonTool:
        paint::toolPanel(painter, option, m_look);
        return;
    case PE_FrameFocusRect:
    case PE_IndicatorHeaderArrow: // painted behind the words, by the label
    case PE_PanelItemViewRow:
        return;
    case PE_PanelItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option))
            paint::viewItem(painter, item, m_look);
        return;
    case PE_PanelLineEdit:
        // A field without a frame lies on somebody else's frame.
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth > 0)
            paint::inputFrame(painter, option, m_look, true);
        return;
    case PE_FrameLineEdit:
        paint::inputFrame(painter, option, m_look, false);
        return;
    case PE_Frame:
        if (!widget || qobject_cast<const QAbstractItemView *>(widget) || !widget->inherits("QAbstractScrollArea"))
            paint::box(painter, option->rect, QColor(), m_look.line, 0);
        else
            paint::inputFrame(painter, option, m_look, false);
        return;
    case PE_FrameGroupBox:
        paint::box(painter, option->rect, QColor(), m_look.line, paint::ButtonRadius);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        paint::checkMark(painter, option, m_look);
        return;
    case PE_IndicatorRadioButton:
        paint::radioMark(painter, option, m_look);
        return;
    case PE_PanelTipLabel:
        paint::box(painter, option->rect, m_look.raised, m_look.line2, 0);
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, m_look.base);
        return;
    case PE_FrameMenu:
        paint::box(painter, option->rect, QColor(), m_look.line2, 0);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void WaldeskStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            paint::buttonLabel(painter, button, widget, m_look);
        return;
    case CE_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            paint::headerSection(painter, header, m_look);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            paint::headerLabel(painter, header, m_look);
        return;
    case CE_HeaderEmptyArea: {
        painter->fillRect(option->rect, m_look.window);
        painter->fillRect(QRect(option->rect.bottomLeft(), QSize(option->rect.width(), 1)), m_look.line);
        return;
    }
    case CE_Splitter:
        painter->fillRect(option->rect, m_look.line);
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            paint::menuItem(painter, item, m_look);
        return;
    case CE_MenuEmptyArea:
        painter->fillRect(option->rect, m_look.base);
        return;
    case CE_ProgressBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option))
            paint::progress(painter, bar, m_look);
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void WaldeskStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                      const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option))
            paint::scrollBar(painter, bar, subControlRect(CC_ScrollBar, bar, SC_ScrollBarSlider, widget), m_look);
    } else if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
               combo && control == CC_ComboBox) {
        paint::comboBox(painter, combo, m_look);
    } else {
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

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
