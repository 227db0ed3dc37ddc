// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandfield.h"

#include "ui/base/icons.h"
#include "ui/base/look.h"

#include <QFontMetrics>
#include <QKeySequence>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

CommandField::CommandField(QWidget *parent) : QAbstractButton(parent)
{
    setObjectName(u"commandField"_s);
    setText(tr("Find a request, run a command"));
    setAccessibleName(tr("Find a request, run a command"));
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::IBeamCursor);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

QSize CommandField::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(48), look.controlHeight()};
}

QSize CommandField::minimumSizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(18), look.controlHeight()};
}

void CommandField::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? look.accent : look.edge, hasFocus() ? 2 : 1));
    painter.setBrush(underMouse() ? look.hover : look.base);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    const int pad = look.units(2);
    paintIcon(&painter, QRect(pad, (height() - look.iconSide) / 2, look.iconSide, look.iconSide), u"act-search"_s,
              look.text2);
    const QString keys = QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText);
    painter.setFont(look.small);
    painter.setPen(look.dim);
    painter.drawText(QRect(0, 0, width() - pad, height()), Qt::AlignVCenter | Qt::AlignRight, keys);
    const int left = pad + look.iconSide + look.units(1);
    const int room = width() - left - QFontMetrics(look.small).horizontalAdvance(keys) - 2 * pad;
    painter.setFont(look.body);
    painter.drawText(QRect(left, 0, room, height()), Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(look.body).elidedText(text(), Qt::ElideRight, room));
}

} // namespace waldesk::ui
