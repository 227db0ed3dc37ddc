// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/waldeskstyle.h"

#include "ui/base/stylepainting.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QPainter>
#include <QScopedValueRollback>
#include <QStyleHints>
#include <QStyleOption>

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

} // namespace waldesk::ui
