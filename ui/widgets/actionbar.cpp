// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/actionbar.h"

#include "ui/base/icons.h"
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QEvent>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace waldesk::ui
{

ActionButton::ActionButton(QAction *action, QWidget *parent) : QPushButton(parent), m_action(action)
{
    setObjectName(action->objectName() + QStringLiteral("Button"));
    setAutoDefault(false);
    connect(action, &QAction::changed, this, &ActionButton::follow);
    connect(this, &QAbstractButton::clicked, this, [this] {
        if (m_action)
            m_action->trigger();
    });
    follow();
}

void ActionButton::follow()
{
    if (!m_action)
        return;
    setText(m_action->text());
    // "Set erred…" is called "Set erred": the dots only say that something is asked first.
    setAccessibleName(QString(m_action->text()).remove(QLatin1Char('&')).remove(QChar(0x2026)));
    setAccessibleDescription(m_action->isEnabled() ? QString() : m_action->toolTip());
    setIcon(m_action->icon());
    setToolTip(m_action->toolTip());
    setEnabled(m_action->isEnabled());
}

ActionBar::ActionBar(QWidget *parent)
    : QWidget(parent), m_more(new QPushButton(tr("More"), this)), m_menu(new QMenu(this)),
      m_reason(new TextLabel(TextRole::Small, Ink::Dim, this))
{
    setObjectName(QStringLiteral("actionBar"));
    m_more->setObjectName(QStringLiteral("moreActions"));
    m_more->setAccessibleName(tr("More actions"));
    m_more->setMenu(m_menu);
    m_menu->setToolTipsVisible(true);
    m_reason->setObjectName(QStringLiteral("actionReason"));
    m_reason->setWordWrap(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    arrange();
}

void ActionBar::addEntry(QAction *action, bool right)
{
    auto *button = new ActionButton(action, this);
    connect(action, &QAction::changed, this, &ActionBar::arrange);
    m_entries.push_back({button, right});
}

void ActionBar::setActions(const QList<QAction *> &left, const QList<QAction *> &right)
{
    for (const Entry &entry : m_entries) {
        if (entry.button->action())
            entry.button->action()->disconnect(this);
        entry.button->deleteLater();
        entry.button->hide();
    }
    m_entries.clear();
    for (QAction *action : left)
        addEntry(action, false);
    for (QAction *action : right)
        addEntry(action, true);
    m_more->raise();
    setPrimary(m_primary);
    // Tab goes as the eye does: left group, More, right group.
    QWidget *before = nullptr;
    const auto chain = [&before](QWidget *next) {
        if (before)
            setTabOrder(before, next);
        before = next;
    };
    for (const Entry &entry : m_entries) {
        if (!entry.right)
            chain(entry.button);
    }
    chain(m_more);
    for (const Entry &entry : m_entries) {
        if (entry.right)
            chain(entry.button);
    }
    arrange();
}

void ActionBar::setMenuActions(const QList<QAction *> &actions)
{
    for (QAction *action : m_menuActions)
        action->disconnect(this);
    m_menuActions = actions;
    for (QAction *action : actions)
        connect(action, &QAction::changed, this, &ActionBar::arrange);
    arrange();
}

void ActionBar::setPrimary(QAction *action)
{
    m_primary = action;
    for (const Entry &entry : m_entries)
        setTone(entry.button, action && entry.button->action() == action ? ButtonTone::Primary : ButtonTone::Plain);
}

void ActionBar::setReason(const QString &reason)
{
    if (reason == m_reason->text())
        return;
    m_reason->setText(reason);
    updateGeometry();
    arrange();
}

QString ActionBar::reason() const
{
    return m_reason->text();
}

ActionButton *ActionBar::buttonOf(const QAction *action) const
{
    const auto found =
        std::ranges::find_if(m_entries, [action](const Entry &e) { return e.button->action() == action; });
    return found == m_entries.end() ? nullptr : found->button;
}

bool ActionBar::isInMore(const QAction *action) const
{
    return m_menu->actions().contains(const_cast<QAction *>(action));
}

int ActionBar::reasonHeight(int width) const
{
    if (m_reason->text().isEmpty())
        return 0;
    const Look &look = Look::of(this);
    return m_reason->heightForWidth(qMax(1, width - look.units(5))) + look.units(1);
}

int ActionBar::heightForWidth(int width) const
{
    const Look &look = Look::of(this);
    return 1 + look.units(1.5) + look.controlHeight() + reasonHeight(width) + look.units(1.5);
}

QSize ActionBar::sizeHint() const
{
    const int wide = neededWidth() + Look::of(this).units(5);
    return {wide, heightForWidth(width() > 0 ? width() : wide)};
}

QSize ActionBar::minimumSizeHint() const
{
    // The bar must never force its pane wider: what does not fit has More.
    return {Look::of(this).chars(30), heightForWidth(qMax(width(), Look::of(this).chars(30)))};
}

bool ActionBar::wantsMore() const
{
    const bool extra = std::ranges::any_of(m_menuActions, [](const QAction *one) { return one->isVisible(); });
    return extra || std::ranges::any_of(m_entries, [](const Entry &entry) {
               return !entry.shown && entry.button->action() && entry.button->action()->isVisible();
           });
}

int ActionBar::neededWidth() const
{
    const int gap = Look::of(this).units(1.5);
    int total = 0;
    for (const Entry &entry : m_entries) {
        if (entry.shown)
            total += entry.button->sizeHint().width() + gap;
    }
    if (wantsMore())
        total += m_more->sizeHint().width() + gap;
    return total + gap;
}

ActionBar::Entry *ActionBar::nextToHide()
{
    const auto rank = [this](const Entry &entry) {
        if (entry.button->action() == m_primary && m_primary->isEnabled())
            return 4; // the likely one, after all others
        const bool low = entry.button->action()->priority() == QAction::LowPriority;
        return (entry.right ? 2 : 0) + (low ? 0 : 1);
    };
    Entry *best = nullptr;
    for (Entry &entry : m_entries) {
        const bool mayGo = entry.shown && entry.button->action()->priority() != QAction::HighPriority;
        if (mayGo && (!best || rank(entry) <= rank(*best)))
            best = &entry;
    }
    return best;
}

void ActionBar::chooseShown(int room)
{
    for (Entry &entry : m_entries)
        entry.shown = entry.button->action() && entry.button->action()->isVisible();
    while (neededWidth() > room) {
        Entry *entry = nextToHide();
        if (!entry)
            return;
        entry->shown = false;
    }
}

void ActionBar::fillMenu()
{
    QList<QAction *> wanted;
    for (const Entry &entry : m_entries) {
        QAction *action = entry.button->action();
        if (!entry.shown && action && action->isVisible())
            wanted << action;
    }
    wanted << m_menuActions;
    if (m_menu->actions() == wanted)
        return;
    for (QAction *action : m_menu->actions())
        m_menu->removeAction(action);
    m_menu->addActions(wanted);
}

void ActionBar::arrange()
{
    const Look &look = Look::of(this);
    const int margin = look.units(2.5);
    const int gap = look.units(1.5);
    const int top = 1 + look.units(1.5);
    std::erase_if(m_entries, [](const Entry &entry) { return !entry.button->action(); });
    chooseShown(width() - 2 * margin);
    fillMenu();

    int left = margin;
    int right = width() - margin;
    const auto place = [&](QWidget *widget, bool atRight) {
        const int wide = widget->sizeHint().width();
        widget->setGeometry(atRight ? right - wide : left, top, wide, look.controlHeight());
        atRight ? right -= wide + gap : left += wide + gap;
    };
    for (const Entry &entry : m_entries) {
        entry.button->setVisible(entry.shown);
        if (entry.shown && !entry.right)
            place(entry.button, false);
    }
    m_more->setVisible(wantsMore());
    if (m_more->isVisibleTo(this))
        place(m_more, false);
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
        if (entry->shown && entry->right)
            place(entry->button, true);
    }
    m_reason->setVisible(!m_reason->text().isEmpty());
    const int reasonTop = top + look.controlHeight() + look.units(1);
    m_reason->setGeometry(margin, reasonTop, qMax(0, width() - 2 * margin),
                          qMax(0, reasonHeight(width()) - look.units(1)));
}

void ActionBar::resizeEvent(QResizeEvent *)
{
    arrange();
    updateGeometry();
}

void ActionBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (lookChanged(event)) {
        arrange();
        updateGeometry();
    }
}

void ActionBar::paintEvent(QPaintEvent *)
{
    const Look &look = Look::of(this);
    QPainter painter(this);
    painter.fillRect(rect(), look.raised);
    painter.fillRect(0, 0, width(), 1, look.line);
}

} // namespace waldesk::ui
