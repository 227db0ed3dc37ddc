// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/querychip.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QMouseEvent>
#include <QPainter>

namespace waldesk::ui
{

ChipButton::ChipButton(QWidget *parent) : QAbstractButton(parent)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::NoFocus);
}

void ChipButton::setChip(const Chip &chip)
{
    m_chip = chip;
    m_chip.label = shortened(escapeForDisplay(chip.label), 80);
    m_chip.value = escapeForDisplay(chip.value);
    setText(labelText() + QLatin1Char(' ') + m_chip.value);
    const QString place = placeText();
    setAccessibleName(place.isEmpty() ? text() : text() + QStringLiteral(", ") + place);
    setToolTip(chip.tooltip);
    update();
}

QString ChipButton::labelText() const
{
    return m_chip.place == Chip::Place::Error ? m_chip.label : m_chip.label + QLatin1Char(':');
}

QString ChipButton::placeText() const
{
    switch (m_chip.place) {
    case Chip::Place::Server:
        return tr("server");
    case Chip::Place::Here:
        return tr("here");
    case Chip::Place::Both:
        return tr("server, here");
    case Chip::Place::Error:
        break;
    }
    return {};
}

int ChipButton::valueWidth() const
{
    const Look &look = Look::of(this);
    const QFontMetrics metrics(m_chip.place == Chip::Place::Error ? look.body : look.strong);
    return qMin(metrics.horizontalAdvance(m_chip.value), look.chars(45));
}

QSize ChipButton::sizeHint() const
{
    const Look &look = Look::of(this);
    int width =
        look.units(1.25) + QFontMetrics(look.body).horizontalAdvance(labelText()) + look.units(1) + valueWidth();
    if (m_chip.place == Chip::Place::Error)
        width += look.iconSide + look.units(1);
    else
        width +=
            look.units(1.5) + look.iconSide + look.units(1) + QFontMetrics(look.small).horizontalAdvance(placeText());
    return {width + look.units(1.5) + look.iconSide + look.units(1), look.h + look.units(1)};
}

QRect ChipButton::closeRect() const
{
    const Look &look = Look::of(this);
    const int wide = look.iconSide + look.units(1);
    return {width() - wide - look.units(0.25), 0, wide, height()};
}

void ChipButton::mousePressEvent(QMouseEvent *event)
{
    m_closing = event->button() == Qt::LeftButton && closeRect().contains(event->pos());
    if (!m_closing)
        QAbstractButton::mousePressEvent(event);
}

void ChipButton::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_closing) {
        QAbstractButton::mouseReleaseEvent(event);
        return;
    }
    m_closing = false;
    if (closeRect().contains(event->pos()))
        emit removeClicked();
}

void ChipButton::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    const bool error = m_chip.place == Chip::Place::Error;
    const bool here = m_chip.place == Chip::Place::Here;
    const QColor ink = error ? look.ink(Shade::Erred) : look.text;
    const QColor quiet = error ? ink : look.text2;
    const QColor fill = error ? look.tint(Shade::Erred) : here ? look.base : look.window;
    paint::box(&painter, rect(), underMouse() && !error ? look.hover : fill,
               here    ? QColor()
               : error ? ink
                       : look.line2,
               paint::ChipRadius);
    if (here) {
        painter.setPen(QPen(look.edge, 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), paint::ChipRadius, paint::ChipRadius);
    }
    int x = look.units(1.25);
    const auto mark = [&](const QString &name, const QColor &colour) {
        paintIcon(&painter, QRect(x, 0, look.iconSide, height()), name, colour);
        x += look.iconSide + look.units(1);
    };
    const auto write = [&](const QFont &font, const QColor &colour, const QString &words, int widest) {
        const QFontMetrics metrics(font);
        painter.setFont(font);
        painter.setPen(colour);
        const QString cut = metrics.elidedText(words, Qt::ElideRight, widest + 1);
        painter.drawText(QRect(x, 0, widest + look.u, height()), Qt::AlignVCenter | Qt::TextSingleLine, cut);
        x += qMin(widest, metrics.horizontalAdvance(words));
    };
    if (error)
        mark(QStringLiteral("info"), ink);
    write(look.body, quiet, labelText(), width());
    x += look.units(1);
    write(error ? look.body : look.strong, ink, m_chip.value, valueWidth());
    if (!error) {
        x += look.units(1.5);
        mark(here ? QStringLiteral("local") : QStringLiteral("server"), look.text2);
        write(look.small, look.text2, placeText(), width());
    }
    QRect close(0, 0, look.iconSmall, look.iconSmall);
    close.moveCenter(closeRect().center());
    paintIcon(&painter, close, QStringLiteral("act-close"), quiet);
    if (hasFocus())
        paint::focusRing(&painter, rect(), look, paint::ChipRadius);
}

} // namespace waldesk::ui
