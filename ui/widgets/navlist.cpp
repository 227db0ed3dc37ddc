// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/navlist.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/painting.h"

#include <QContextMenuEvent>
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

void NavItem::setCount(const QString &count, Ink ink, const QString &told)
{
    m_count = count;
    m_countInk = ink;
    setAccessibleDescription(told.isEmpty() ? count : told);
    update();
}

void NavItem::setHint(const QString &hint)
{
    m_hint = hint;
    updateToolTip();
}

void NavItem::updateToolTip()
{
    QStringList lines;
    if (m_rail)
        lines << text();
    if (!m_hint.isEmpty())
        lines << m_hint;
    // A tooltip guesses rich text from what looks like a tag.
    setToolTip(m_hint.isEmpty() ? lines.join(QLatin1Char('\n'))
                                : QStringLiteral("<p style='white-space:pre-wrap'>%1</p>")
                                      .arg(lines.join(QLatin1Char('\n')).toHtmlEscaped()));
}

void NavItem::setRail(bool rail)
{
    m_rail = rail;
    updateToolTip();
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
    connectItem(item);
    return item;
}

void NavList::connectItem(NavItem *item)
{
    connect(item, &QAbstractButton::clicked, this, [this, item] { emit activated(item->id()); });
}

void NavList::addSection(const QString &section, const QString &word)
{
    addHeading(word);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    m_column->addLayout(column);
    m_sections.push_back({section, m_headings.back(), column, {}, {}});
    m_headings.back()->hide();
}

void NavList::setSection(const QString &section, const std::vector<Link> &links)
{
    const auto found = std::ranges::find(m_sections, section, &Section::id);
    if (found == m_sections.end() || found->links == links)
        return;
    QString focused;
    for (NavItem *item : found->items) {
        if (item->hasFocus())
            focused = item->id();
        found->column->removeWidget(item);
        item->hide();
        item->deleteLater(); // its own click or menu may have led here
    }
    found->items.clear();
    found->links = links;
    for (const Link &link : links) {
        auto *item = new NavItem(link.id, link.iconName, link.word, false, this);
        item->setRail(m_rail);
        item->setChecked(link.id == m_current);
        found->column->addWidget(item);
        found->items.push_back(item);
        connectItem(item);
        item->show();
        if (link.id == focused)
            item->setFocus(Qt::OtherFocusReason);
    }
    found->heading->setVisible(!m_rail && !links.empty());
    updateGeometry();
}

/// From top to bottom: links that were added later may stand above others.
std::vector<NavItem *> NavList::itemsInOrder() const
{
    std::vector<NavItem *> all = m_items;
    for (const Section &section : m_sections)
        all.insert(all.end(), section.items.begin(), section.items.end());
    std::ranges::stable_sort(all, {}, [](const NavItem *item) { return item->y(); });
    return all;
}

void NavList::contextMenuEvent(QContextMenuEvent *event)
{
    for (const NavItem *item : itemsInOrder()) {
        const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
        if (byKey ? item->hasFocus() : item->geometry().contains(event->pos())) {
            emit menuWanted(item->id(), byKey ? item->mapToGlobal(item->rect().center()) : event->globalPos());
            return;
        }
    }
    QWidget::contextMenuEvent(event);
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
    const std::vector<NavItem *> all = itemsInOrder();
    const auto found = std::ranges::find_if(all, [&id](const NavItem *one) { return one->id() == id; });
    return found == all.end() ? nullptr : *found;
}

void NavList::setCurrent(const QString &id)
{
    m_current = id;
    for (NavItem *one : itemsInOrder())
        one->setChecked(one->id() == id);
}

void NavList::setRail(bool rail)
{
    m_rail = rail;
    for (NavItem *one : itemsInOrder())
        one->setRail(rail);
    for (TextLabel *heading : m_headings)
        heading->setVisible(!rail);
    for (const Section &section : m_sections)
        section.heading->setVisible(!rail && !section.items.empty());
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
    const std::vector<NavItem *> all = itemsInOrder();
    const auto focused = std::ranges::find_if(all, [](const NavItem *one) { return one->hasFocus(); });
    if (focused == all.end() || (!up && event->key() != Qt::Key_Down)) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto next = std::distance(all.begin(), focused) + (up ? -1 : 1);
    if (next >= 0 && next < std::ssize(all))
        all[size_t(next)]->setFocus(Qt::TabFocusReason);
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
