// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/textlabel.h"

#include "ui/widgets/look.h"

namespace waldesk::ui
{

TextLabel::TextLabel(const QString &text, Role role, Tone tone, QWidget *parent)
    : QLabel(text, parent), m_role(role), m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    applyLook();
}

void TextLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (!m_applying && lookChanged(event)) {
        applyLook();
    }
}

void TextLabel::applyLook()
{
    m_applying = true; // setFont and setPalette send change events of their own
    const Look &look = Look::of(this);
    switch (m_role) {
    case Role::Title:
        setFont(look.title);
        break;
    case Role::Head:
        setFont(look.head);
        break;
    case Role::Strong:
        setFont(look.strong);
        break;
    case Role::Body:
        setFont(look.body);
        break;
    case Role::Small:
        setFont(look.small);
        break;
    }
    QPalette palette = look.palette();
    palette.setColor(QPalette::WindowText, m_tone == Tone::Text    ? look.text
                                           : m_tone == Tone::Text2 ? look.text2
                                                                   : look.dim);
    setPalette(palette);
    m_applying = false;
}

} // namespace waldesk::ui
