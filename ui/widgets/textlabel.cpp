// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/textlabel.h"

#include "ui/base/displaytext.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace waldesk::ui
{

const QFont &fontOf(const Look &look, TextRole role)
{
    switch (role) {
    case TextRole::Strong:
        return look.strong;
    case TextRole::Small:
        return look.small;
    case TextRole::SmallStrong:
        return look.smallStrong;
    case TextRole::Head:
        return look.head;
    case TextRole::Title:
        return look.title;
    case TextRole::Mono:
        return look.mono;
    case TextRole::Body:
        break;
    }
    return look.body;
}

QColor colourOf(const Look &look, Ink ink)
{
    switch (ink) {
    case Ink::Text2:
        return look.text2;
    case Ink::Dim:
        return look.dim;
    case Ink::Accent:
        return look.accent;
    case Ink::Done:
        return look.ink(Shade::Done);
    case Ink::Erred:
        return look.ink(Shade::Erred);
    case Ink::Stuck:
        return look.ink(Shade::Stuck);
    case Ink::Text:
        break;
    }
    return look.text;
}

TextLabel::TextLabel(TextRole role, Ink ink, QWidget *parent) : TextLabel(QString(), role, ink, parent)
{
}

TextLabel::TextLabel(const QString &text, TextRole role, Ink ink, QWidget *parent)
    : QLabel(parent), m_role(role), m_ink(ink)
{
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::WindowText); // it would follow a parent's background role otherwise
    setText(text);
    applyLook();
}

void TextLabel::setRole(TextRole role)
{
    m_role = role;
    applyLook();
}

void TextLabel::setInk(Ink ink)
{
    m_ink = ink;
    applyLook();
}

void TextLabel::setStruck(bool struck)
{
    m_struck = struck;
    applyLook();
}

void TextLabel::setServerText(const QString &text)
{
    setText(escapeLinesForDisplay(text));
}

void TextLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (lookChanged(event))
        applyLook();
}

void TextLabel::applyLook()
{
    const Look &look = Look::of(this);
    QFont wanted = fontOf(look, m_role);
    wanted.setStrikeOut(m_struck);
    if (font() != wanted)
        setFont(wanted);
    const QColor colour = colourOf(look, m_ink);
    if (palette().color(QPalette::Active, QPalette::WindowText) != colour) {
        QPalette own = palette();
        own.setColor(QPalette::Active, QPalette::WindowText, colour);
        own.setColor(QPalette::Inactive, QPalette::WindowText, colour);
        setPalette(own);
    }
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_mode = mode;
    update();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {qMin(Look::of(this).chars(4), sizeHint().width()), QLabel::minimumSizeHint().height()};
}

bool ElidedLabel::isElided() const
{
    return fontMetrics().horizontalAdvance(escapeForDisplay(text())) > contentsRect().width();
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() && isElided()) {
        // A tooltip guesses rich text: escape what could look like it.
        const QString words = shortened(escapeForDisplay(text()), 4000).toHtmlEscaped();
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), QStringLiteral("<p>%1</p>").arg(words), this);
        return true;
    }
    return TextLabel::event(event);
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    const QRect area = contentsRect();
    const QString words = fontMetrics().elidedText(shortened(escapeForDisplay(text()), 2000), m_mode, area.width() + 1);
    painter.drawText(area, int(alignment() & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter | Qt::TextSingleLine, words);
}

} // namespace waldesk::ui
