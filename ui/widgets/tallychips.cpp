// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tallychips.h"

#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QPainter>
#include <QStringList>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

const QFont &fontOf(const TallyChips::Chip &chip, const Look &look)
{
    return chip.isMain ? look.strong : look.body;
}

} // namespace

TallyChips::TallyChips(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void TallyChips::setChips(std::vector<Chip> chips)
{
    if (chips == m_chips)
        return;
    m_chips = std::move(chips);
    setAccessibleName(text());
    updateToolTip();
    updateGeometry();
    update();
}

QString TallyChips::text() const
{
    QStringList parts;
    for (const Chip &chip : m_chips)
        parts += chip.text;
    return parts.join(QStringLiteral(" \u00B7 "));
}

int TallyChips::widthOf(const Chip &chip) const
{
    const Look &look = Look::of(this);
    return look.units(3) + look.iconSide + look.units(1) +
           QFontMetrics(fontOf(chip, look)).horizontalAdvance(chip.text);
}

QSize TallyChips::sizeHint() const
{
    const Look &look = Look::of(this);
    int width = 0;
    for (const Chip &chip : m_chips)
        width += widthOf(chip) + look.units(1.5);
    return {width, look.h + look.units(0.5)};
}

QSize TallyChips::minimumSizeHint() const
{
    return {Look::of(this).chars(10), sizeHint().height()};
}

void TallyChips::updateToolTip()
{
    setToolTip(sizeHint().width() > width() ? text() : QString());
}

void TallyChips::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateToolTip();
}

void TallyChips::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        updateGeometry();
}

void TallyChips::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    int left = 0;
    for (const Chip &chip : m_chips) {
        const QRect box(left, 0, std::min(widthOf(chip), width() - left), height());
        if (box.width() < look.units(4) + look.iconSide)
            return;
        paint::box(&painter, box, chip.isMain ? look.sel : look.selq, QColor(), paint::ChipRadius);
        const QColor ink = chip.isMain ? look.text : look.text2;
        const QRect mark(box.x() + look.units(1.5), 0, look.iconSide, height());
        paintIcon(&painter, mark, chip.icon, ink);
        const QRect words = box.adjusted(look.units(2.5) + look.iconSide, 0, -look.units(1), 0);
        painter.setFont(fontOf(chip, look));
        painter.setPen(ink);
        painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(chip.text, Qt::ElideRight, words.width() + look.units(0.5)));
        left += box.width() + look.units(1.5);
    }
}

} // namespace waldesk::ui
