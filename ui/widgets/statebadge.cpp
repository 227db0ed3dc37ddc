// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/statebadge.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QPainter>

namespace waldesk::ui
{

StateBadge::StateBadge(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setState(domain::State::Unknown);
}

void StateBadge::setState(domain::State state, const QString &unknownWord)
{
    const bool foreign = state == domain::State::Unknown && !unknownWord.isEmpty();
    setShade(shadeOf(state), foreign ? shortened(escapeForDisplay(unknownWord), 40) : stateWord(state));
}

void StateBadge::setShade(Shade shade, const QString &word)
{
    if (shade == m_shade && word == m_word)
        return;
    m_shade = shade;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

QSize StateBadge::sizeHint() const
{
    const Look &look = Look::of(this);
    const int words = QFontMetrics(look.strong).horizontalAdvance(m_word);
    return {look.units(3) + look.iconSide + look.units(1) + words, look.h + look.units(0.5)};
}

void StateBadge::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        updateGeometry();
}

void StateBadge::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    if (!isEnabled())
        painter.setOpacity(0.45);
    paint::box(&painter, rect(), look.tint(m_shade), QColor(), paint::ChipRadius);
    const QRect mark(look.units(1.5), 0, look.iconSide, height());
    paintIcon(&painter, mark, shadeIcon(m_shade), look.ink(m_shade));
    painter.setFont(look.strong);
    painter.setPen(look.ink(m_shade));
    painter.drawText(rect().adjusted(mark.right() + 1 + look.units(1), 0, 0, 0), Qt::AlignVCenter | Qt::TextSingleLine,
                     m_word);
}

PillLabel::PillLabel(const QString &text, QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
}

void PillLabel::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    setToolTip(text);
    updateGeometry();
    update();
}

QSize PillLabel::sizeHint() const
{
    const Look &look = Look::of(this);
    return {QFontMetrics(look.small).horizontalAdvance(m_text) + look.units(3), look.hSmall + look.units(0.5)};
}

QSize PillLabel::minimumSizeHint() const
{
    return {qMin(sizeHint().width(), Look::of(this).chars(6)), sizeHint().height()};
}

void PillLabel::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    paint::box(&painter, rect(), look.selq, QColor(), paint::ChipRadius);
    painter.setFont(look.small);
    painter.setPen(look.text2);
    const QRect area = rect().adjusted(look.units(1.5), 0, -look.units(1.5), 0);
    const QString words =
        QFontMetrics(look.small).elidedText(escapeForDisplay(m_text), Qt::ElideRight, area.width() + 1);
    painter.drawText(area, Qt::AlignVCenter | Qt::TextSingleLine, words);
}

int keyCapWidth(const QString &key, const Look &look)
{
    return qMax(look.hSmall + look.units(0.5), QFontMetrics(look.small).horizontalAdvance(key) + look.units(2));
}

void paintKeyCap(QPainter *painter, const QRect &area, const QString &key, const Look &look)
{
    const int height = look.hSmall + look.units(0.5);
    const QRect cap(area.x(), area.y() + (area.height() - height) / 2, keyCapWidth(key, look), height);
    paint::box(painter, cap, look.raised, look.line2, paint::ChipRadius);
    painter->save();
    painter->setFont(look.small);
    painter->setPen(look.text2);
    painter->drawText(cap, Qt::AlignCenter | Qt::TextSingleLine, key);
    painter->restore();
}

} // namespace waldesk::ui
