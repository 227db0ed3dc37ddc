// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/environmentframe.h"

#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace waldesk::ui
{

EnvironmentFrame::EnvironmentFrame(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("environmentFrame"));
    auto *column = new QVBoxLayout(this);
    column->setSpacing(0);
    applyMargins();
}

void EnvironmentFrame::setEnvironment(std::optional<Environment> environment)
{
    m_environment = environment;
    update();
}

void EnvironmentFrame::setContent(QWidget *content)
{
    while (QLayoutItem *old = layout()->takeAt(0)) {
        delete old->widget();
        delete old;
    }
    layout()->addWidget(content);
}

void EnvironmentFrame::applyMargins()
{
    const int edge = Look::of(this).units(0.75);
    layout()->setContentsMargins(edge, edge, edge, edge);
}

void EnvironmentFrame::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        applyMargins();
}

void EnvironmentFrame::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    const QColor colour = m_environment ? look.environment(*m_environment) : look.window;
    const int edge = look.units(0.75);
    QPainter painter(this);
    if (m_environment != Environment::Demo) {
        painter.fillRect(rect(), colour);
        return;
    }
    painter.fillRect(rect(), look.window);
    painter.setClipRegion(QRegion(rect()) - QRegion(rect().adjusted(edge, edge, -edge, -edge)));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, look.u * 0.75));
    const int step = look.units(1.5);
    for (int x = -height(); x < width() + height(); x += step)
        painter.drawLine(x, height(), x + height(), 0);
}

BarItem::BarItem(const QString &iconName, const QString &word, EnvironmentBar *bar) : QAbstractButton(bar), m_bar(bar)
{
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    set(iconName, word);
}

void BarItem::set(const QString &iconName, const QString &word)
{
    if (m_iconName == iconName && text() == word)
        return;
    m_iconName = iconName;
    setText(word);
    if (!word.isEmpty())
        setAccessibleName(word);
    measure();
    update();
}

void BarItem::setIconShade(Shade shade)
{
    if (std::exchange(m_iconShade, shade) != shade)
        update();
}

void BarItem::setBold(bool bold)
{
    m_bold = bold;
    measure();
}

void BarItem::setBoxed(bool boxed)
{
    m_boxed = boxed;
    updateGeometry();
}

void BarItem::setActive(bool active)
{
    m_active = active;
    setFocusPolicy(active ? Qt::TabFocus : Qt::NoFocus);
}

void BarItem::measure()
{
    const Look &look = Look::of(this);
    int width = look.units(2);
    if (!m_iconName.isEmpty())
        width += look.iconSide;
    if (!m_iconName.isEmpty() && !text().isEmpty())
        width += look.units(1.5);
    if (!text().isEmpty()) {
        // The digits of a proportional font differ in width: what counts seconds would move its neighbours each second.
        QString widest = text();
        std::replace_if(
            widest.begin(), widest.end(), [](QChar c) { return c.isDigit(); }, u'0');
        const QFontMetrics metrics(m_bold ? look.strong : look.body);
        width += std::max(metrics.horizontalAdvance(widest), metrics.horizontalAdvance(text())) + 1;
    }
    if (std::exchange(m_width, width) != width)
        updateGeometry();
}

QSize BarItem::sizeHint() const
{
    const Look &look = Look::of(this);
    return {m_width, look.h + look.units(1)};
}

QSize BarItem::minimumSizeHint() const
{
    return {qMin(sizeHint().width(), Look::of(this).chars(6)), sizeHint().height()};
}

void BarItem::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (lookChanged(event)) {
        measure();
        updateGeometry(); // the height is of the look too
    }
}

void BarItem::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    const bool filled = m_bar->isFilled();
    const QColor colour = look.environment(m_bar->environment());
    QPainter painter(this);
    if (m_boxed || (m_active && (underMouse() || isDown()))) {
        const QColor dark = m_boxed && !underMouse() ? mixed(colour, Qt::black, 0.35) : m_bar->pointedColour();
        paint::box(&painter, rect(), filled ? dark : look.selq, QColor(), paint::ChipRadius);
    }
    const QColor ink = filled ? look.environmentText() : m_bold ? look.text : look.text2;
    int x = look.units(1);
    if (!m_iconName.isEmpty()) {
        const QColor mark = filled || m_iconShade == Shade::Unknown ? ink : look.ink(m_iconShade);
        paintIcon(&painter, QRect(x, 0, look.iconSide, height()), m_iconName, mark);
        x += look.iconSide + look.units(1.5);
    }
    const QFont &font = m_bold ? look.strong : look.body;
    painter.setFont(font);
    painter.setPen(ink);
    const QRect area = rect().adjusted(x, 0, -look.units(1) + 1, 0);
    painter.drawText(area, Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(text(), Qt::ElideRight, area.width()));
    if (hasFocus())
        paint::box(&painter, rect(), QColor(), filled ? look.environmentText() : look.accent, paint::ChipRadius, 2);
}

EnvironmentBar::EnvironmentBar(QWidget *parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    setObjectName(QStringLiteral("environmentBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    applyLook();
}

QString EnvironmentBar::environmentWord(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return tr("PRODUCTION");
    case Environment::Test:
        return tr("TEST");
    case Environment::Demo:
        return tr("DEMO");
    case Environment::Other:
        break;
    }
    return tr("OTHER");
}

QString EnvironmentBar::blockText() const
{
    const QString word = environmentWord(m_environment);
    return m_note.isEmpty() ? word : word + QStringLiteral(" · ") + m_note;
}

void EnvironmentBar::setEnvironment(Environment environment, bool writing, const QString &note)
{
    if (m_environment == environment && m_writing == writing && m_note == note && !accessibleName().isEmpty())
        return;
    m_environment = environment;
    m_writing = writing;
    m_note = note;
    setAccessibleName(blockText());
    applyLook();
    const auto children = findChildren<BarItem *>();
    for (BarItem *item : children)
        item->update();
    update();
}

bool EnvironmentBar::isFilled() const
{
    return m_environment == Environment::Production && m_writing;
}

QColor EnvironmentBar::pointedColour() const
{
    return mixed(Look::of(this).environment(m_environment), Qt::black, 0.5);
}

BarItem *EnvironmentBar::addItem(const QString &iconName, const QString &word)
{
    auto *item = new BarItem(iconName, word, this);
    m_row->addWidget(item);
    return item;
}

void EnvironmentBar::applyLook()
{
    const Look &look = Look::of(this);
    m_blockWidth =
        look.units(5) + look.iconSide + look.units(1) + QFontMetrics(look.strong).horizontalAdvance(blockText());
    m_row->setContentsMargins(m_blockWidth + look.units(2), 0, look.units(2), 0);
    m_row->setSpacing(look.units(2));
    updateGeometry();
}

QSize EnvironmentBar::sizeHint() const
{
    const Look &look = Look::of(this);
    return {QWidget::sizeHint().width(), look.topBarHeight()};
}

void EnvironmentBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        applyLook();
}

void EnvironmentBar::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    const QColor colour = look.environment(m_environment);
    QPainter painter(this);
    painter.fillRect(rect(), isFilled() ? colour : look.window);
    if (!isFilled())
        painter.fillRect(0, height() - 1, width(), 1, look.line);
    painter.fillRect(0, 0, m_blockWidth, height(), colour);
    const QString mark = m_environment == Environment::Demo ? QStringLiteral("info")
                         : m_writing                        ? QStringLiteral("unlock")
                                                            : QStringLiteral("lock");
    paintIcon(&painter, QRect(look.units(2.5), 0, look.iconSide, height()), mark, look.environmentText());
    painter.setFont(look.strong);
    painter.setPen(look.environmentText());
    painter.drawText(rect().adjusted(look.units(3.5) + look.iconSide, 0, 0, 0), Qt::AlignVCenter | Qt::TextSingleLine,
                     blockText());
}

} // namespace waldesk::ui
