// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/linkbutton.h"

#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QPainter>

namespace waldesk::ui
{

LinkButton::LinkButton(const QString &text, QWidget *parent, TextRole role) : QAbstractButton(parent), m_role(role)
{
    setText(text);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred); // as tall as the labels beside it: one base line
}

QSize LinkButton::sizeHint() const
{
    const Look &look = Look::of(this);
    const QFontMetrics metrics(fontOf(look, m_role));
    return {metrics.horizontalAdvance(text()) + look.units(1), metrics.height() + 4};
}

QSize LinkButton::minimumSizeHint() const
{
    return {qMin(sizeHint().width(), Look::of(this).chars(6)), sizeHint().height()};
}

void LinkButton::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (lookChanged(event))
        updateGeometry();
}

void LinkButton::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    QFont font = fontOf(look, m_role);
    font.setUnderline(isEnabled() && (underMouse() || isDown()));
    painter.setFont(font);
    painter.setPen(isEnabled() ? look.accent : look.off);
    const QRect area = rect().adjusted(look.units(0.5), 0, -look.units(0.5), 0);
    const QString words = QFontMetrics(font).elidedText(text(), Qt::ElideRight, area.width() + 1);
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, words);
    if (hasFocus()) {
        QRect ring(0, 0, width(), qMin(height(), sizeHint().height()));
        ring.moveCenter(rect().center());
        paint::box(&painter, ring, QColor(), look.accent, paint::ChipRadius, 1.4);
    }
}

IconButton::IconButton(const QString &iconName, const QString &word, QWidget *parent)
    : QAbstractButton(parent), m_iconName(iconName)
{
    setToolTip(word);
    setAccessibleName(word);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize IconButton::sizeHint() const
{
    const Look &look = Look::of(this);
    const int side = look.iconSide + look.units(2);
    return {side, side};
}

void IconButton::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    if (isEnabled() && (underMouse() || isDown() || isChecked()))
        paint::box(&painter, rect(), isDown() || isChecked() ? look.selq : look.hover, QColor(), paint::ButtonRadius);
    if (hasFocus())
        paint::focusRing(&painter, rect(), look);
    QRect place(0, 0, look.iconSide, look.iconSide);
    place.moveCenter(rect().center());
    paintIcon(&painter, place, m_iconName, isEnabled() ? look.text2 : look.off);
}

} // namespace waldesk::ui
