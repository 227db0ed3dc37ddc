// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/choicechip.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"
#include "ui/widgets/environmentframe.h"

#include <QEvent>
#include <QPainter>

namespace waldesk::ui
{

ChoiceChip::ChoiceChip(const QString &word, QWidget *parent) : QAbstractButton(parent)
{
    setText(word);
    setAccessibleName(word);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ChoiceChip::setKey(const QString &key)
{
    m_key = key;
    updateGeometry();
}

void ChoiceChip::setSwatch(Environment environment)
{
    m_swatch = environment;
    updateGeometry();
}

int ChoiceChip::leadWidth(const Look &look) const
{
    if (m_swatch)
        return look.units(2.25) + look.units(1.25);
    return m_key.isEmpty() ? 0 : QFontMetrics(look.small).horizontalAdvance(m_key) + look.units(1.25);
}

QSize ChoiceChip::sizeHint() const
{
    const Look &look = Look::of(this);
    const int word = QFontMetrics(look.strong).horizontalAdvance(text());
    return {look.units(3) + leadWidth(look) + word + 1, look.h + look.units(m_swatch ? 2.6 : 1.5)};
}

void ChoiceChip::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (lookChanged(event))
        updateGeometry();
}

void ChoiceChip::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    const bool on = isChecked();
    const QColor own = m_swatch ? look.environment(*m_swatch) : look.accent;
    const QColor rest = underMouse() ? look.hover : look.base;
    const QColor fill = !isEnabled() ? look.window : on && !m_swatch ? look.sel : rest;
    paint::box(&painter, rect(), fill, on && isEnabled() ? own : look.line2, paint::ButtonRadius, on ? 1.4 : 1);
    if (hasFocus())
        paint::focusRing(&painter, rect(), look);
    const QRect area = rect().adjusted(look.units(1.5), 0, -look.units(1.5) + 1, 0);
    if (m_swatch) {
        QRect swatch(0, 0, look.units(2.25), look.units(2.25));
        swatch.moveCenter(QPoint(area.x() + swatch.width() / 2, rect().center().y()));
        painter.fillRect(swatch, own);
    } else {
        painter.setFont(look.small);
        painter.setPen(isEnabled() ? look.dim : look.off);
        painter.drawText(area, Qt::AlignVCenter | Qt::TextSingleLine, m_key);
    }
    painter.setFont(on ? look.strong : look.body);
    painter.setPen(isEnabled() ? look.text : look.off);
    painter.drawText(area.adjusted(leadWidth(look), 0, 0, 0), Qt::AlignVCenter | Qt::TextSingleLine, text());
}

EnvironmentStrip::EnvironmentStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("environmentStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void EnvironmentStrip::set(Environment environment, const QString &server)
{
    m_environment = environment;
    m_text = EnvironmentBar::environmentWord(environment) + QStringLiteral(" · ") + escapeForDisplay(server);
    setAccessibleName(m_text);
    update();
}

QSize EnvironmentStrip::sizeHint() const
{
    const Look &look = Look::of(this);
    return {look.chars(40), look.h + look.units(1.5)};
}

void EnvironmentStrip::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.environment(m_environment));
    const bool demo = m_environment == Environment::Demo;
    paintIcon(&painter, QRect(look.units(4), 0, look.iconSide, height()),
              demo ? QStringLiteral("info") : QStringLiteral("unlock"), look.environmentText());
    painter.setFont(look.strong);
    painter.setPen(look.environmentText());
    const QRect area = rect().adjusted(look.units(5) + look.iconSide, 0, -look.units(4), 0);
    painter.drawText(area, Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(look.strong).elidedText(m_text, Qt::ElideRight, area.width() + 1));
}

} // namespace waldesk::ui
