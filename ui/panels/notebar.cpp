// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/notebar.h"

#include "ui/base/icons.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>

namespace waldesk::ui
{

NoteBar::NoteBar(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("note"));
    m_mark = new QWidget(this);
    m_text = new TextLabel(TextRole::Body, Ink::Text, this);
    m_text->setObjectName(QStringLiteral("note.text"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_link = new LinkButton(QString(), this, TextRole::Body);
    m_link->setObjectName(QStringLiteral("note.link"));
    m_close = new IconButton(QStringLiteral("act-close"), tr("Close this note"), this);
    m_close->setObjectName(QStringLiteral("note.close"));
    auto *row = new QHBoxLayout(this);
    row->addWidget(m_mark);
    row->addWidget(m_text, 1);
    row->addWidget(m_link);
    row->addWidget(m_close);
    m_passing.setSingleShot(true);
    m_passing.setInterval(6000);
    connect(&m_passing, &QTimer::timeout, this, &NoteBar::dismiss);
    connect(m_close, &IconButton::clicked, this, &NoteBar::dismiss);
    connect(m_link, &LinkButton::clicked, this, [this] {
        // It may say the next note, which replaces what is running here.
        if (const auto follow = m_follow)
            follow();
    });
    setLook();
    hide();
}

void NoteBar::say(Tone tone, const QString &sentence, const QString &link, std::function<void()> follow)
{
    // What came of a write is not pushed aside by "copied".
    if (tone == Tone::Passing && isVisible() && m_tone == Tone::Bad)
        return;
    m_tone = tone;
    m_follow = std::move(follow);
    m_text->setServerText(sentence);
    m_link->setText(link);
    m_link->setVisible(!link.isEmpty());
    setAccessibleName(sentence);
    m_passing.stop();
    if (tone == Tone::Passing)
        m_passing.start();
    show();
    update();
    QAccessibleEvent event(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void NoteBar::dismiss()
{
    m_passing.stop();
    hide();
}

QString NoteBar::sentence() const
{
    return isHidden() ? QString() : m_text->text();
}

void NoteBar::setLook()
{
    const Look &look = Look::of(this);
    layout()->setContentsMargins(look.units(2.5), look.u, look.units(2.5), look.u);
    layout()->setSpacing(look.units(1.5));
    m_mark->setFixedWidth(look.iconSide);
}

void NoteBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

void NoteBar::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    const bool bad = m_tone == Tone::Bad;
    QPainter painter(this);
    painter.fillRect(rect(), bad ? look.tint(Shade::Erred) : look.raised);
    painter.fillRect(QRect(0, 0, width(), 1), look.line);
    const QString name = bad                    ? shadeIcon(Shade::Erred)
                         : m_tone == Tone::Good ? shadeIcon(Shade::Done)
                                                : QStringLiteral("info");
    const QColor ink = bad ? look.ink(Shade::Erred) : m_tone == Tone::Good ? look.ink(Shade::Done) : look.text2;
    paintIcon(&painter, m_mark->geometry(), name, ink);
}

} // namespace waldesk::ui
