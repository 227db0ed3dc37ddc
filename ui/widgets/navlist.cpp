// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/navlist.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace waldesk::ui
{

NavItem::NavItem(const QString &id, const QString &iconName, const QString &word, bool main, QWidget *parent)
    : QAbstractButton(parent), m_id(id), m_iconName(iconName), m_main(main)
{
    setObjectName(QStringLiteral("nav-") + id);
    setText(escapeForDisplay(word));
    setAccessibleName(text());
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NavItem::setCount(const QString &count, Ink ink)
{
    m_count = count;
    m_countInk = ink;
    setAccessibleDescription(count);
    update();
}

void NavItem::setRail(bool rail)
{
    m_rail = rail;
    setToolTip(rail ? text() : QString());
    updateGeometry();
    update();
}

QSize NavItem::sizeHint() const
{
    const Look &look = Look::of(this);
    return {m_rail ? look.railWidth() : look.sidebarWidth(), look.rowHeight()};
}

QSize NavItem::minimumSizeHint() const
{
    const Look &look = Look::of(this);
    return {m_rail ? look.iconSide : look.chars(10), look.rowHeight()};
}

void NavItem::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)
        event->ignore();
    else
        QAbstractButton::keyPressEvent(event);
}

void NavItem::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (lookChanged(event))
        updateGeometry();
}

void NavItem::paintRail(QPainter &painter, const Look &look) const
{
    QRect mark(0, 0, look.iconSide, look.iconSide);
    mark.moveCenter(rect().center());
    paintIcon(&painter, mark, m_iconName, isChecked() ? look.text : look.text2);
    if (m_count.isEmpty() || m_countInk == Ink::Dim)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colourOf(look, m_countInk));
    painter.drawEllipse(QPointF(mark.topRight()) + QPointF(1, 1), look.u * 0.75, look.u * 0.75);
}

void NavItem::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    if (isChecked() || underMouse())
        paint::box(&painter, rect(), isChecked() ? look.sel : look.selq, QColor(), paint::ButtonRadius);
    if (hasFocus())
        paint::focusRing(&painter, rect(), look);
    if (m_rail) {
        paintRail(painter, look);
        return;
    }
    const QRect area = rect().adjusted(look.units(1.5), 0, -look.units(1.5), 0);
    const QColor ink = isChecked() || m_main ? look.text : look.text2;
    paintIcon(&painter, QRect(area.x(), 0, look.iconSide, height()), m_iconName, isChecked() ? look.text : look.text2);
    const QFont &countFont = m_countInk == Ink::Dim ? look.small : look.smallStrong;
    const int countWidth = m_count.isEmpty() ? 0 : QFontMetrics(countFont).horizontalAdvance(m_count) + look.units(1);
    painter.setFont(countFont);
    painter.setPen(colourOf(look, m_countInk));
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, m_count);
    const QRect words = area.adjusted(look.iconSide + look.units(2), 0, -countWidth, 0);
    const QFont &font = isChecked() ? look.strong : look.body;
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                     QFontMetrics(font).elidedText(text(), Qt::ElideRight, words.width() + 1));
}

NavList::NavList(QWidget *parent) : QWidget(parent), m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("sidebar"));
    setAccessibleName(tr("Pages"));
    m_column->setSpacing(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    applyLook();
}

NavItem *NavList::add(NavItem *item)
{
    item->setRail(m_rail);
    m_items.push_back(item);
    m_column->addWidget(item);
    connect(item, &QAbstractButton::clicked, this, [this, item] { emit activated(item->id()); });
    return item;
}

NavItem *NavList::addPage(const QString &id, const QString &iconName, const QString &word)
{
    return add(new NavItem(id, iconName, word, true, this));
}

NavItem *NavList::addLink(const QString &id, const QString &iconName, const QString &word)
{
    return add(new NavItem(id, iconName, word, false, this));
}

void NavList::addHeading(const QString &word)
{
    auto *heading = new TextLabel(word, TextRole::SmallStrong, Ink::Text2, this);
    heading->setVisible(!m_rail);
    m_headings.push_back(heading);
    m_column->addWidget(heading);
    applyLook();
}

void NavList::addStretch()
{
    m_column->addStretch(1);
}

NavItem *NavList::item(const QString &id) const
{
    const auto found = std::ranges::find_if(m_items, [&id](const NavItem *one) { return one->id() == id; });
    return found == m_items.end() ? nullptr : *found;
}

void NavList::setCurrent(const QString &id)
{
    m_current = id;
    for (NavItem *one : m_items)
        one->setChecked(one->id() == id);
}

void NavList::setRail(bool rail)
{
    m_rail = rail;
    for (NavItem *one : m_items)
        one->setRail(rail);
    for (TextLabel *heading : m_headings)
        heading->setVisible(!rail);
    updateGeometry();
}

QSize NavList::sizeHint() const
{
    const Look &look = Look::of(this);
    return {m_rail ? look.railWidth() : look.sidebarWidth(), QWidget::sizeHint().height()};
}

void NavList::keyPressEvent(QKeyEvent *event)
{
    const bool up = event->key() == Qt::Key_Up;
    const auto focused = std::ranges::find_if(m_items, [](const NavItem *one) { return one->hasFocus(); });
    if (focused == m_items.end() || (!up && event->key() != Qt::Key_Down)) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto next = std::distance(m_items.begin(), focused) + (up ? -1 : 1);
    if (next >= 0 && next < std::ssize(m_items))
        m_items[size_t(next)]->setFocus(Qt::TabFocusReason);
}

void NavList::applyLook()
{
    const Look &look = Look::of(this);
    m_column->setContentsMargins(look.u, look.units(2), look.u, look.units(2));
    for (TextLabel *heading : m_headings)
        heading->setContentsMargins(look.units(1.5), look.units(2), 0, look.units(1));
    updateGeometry();
}

void NavList::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event))
        applyLook();
}

void NavList::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.window);
    painter.fillRect(width() - 1, 0, 1, height(), look.line);
}

} // namespace waldesk::ui
