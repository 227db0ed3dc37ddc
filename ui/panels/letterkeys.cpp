// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/letterkeys.h"

#include "ui/widgets/queryline.h"

#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>
#include <QWidget>

#include <utility>

namespace waldesk::ui
{

namespace
{

bool takesText(const QWidget *widget)
{
    // A chip hands what is typed on it to the field beside it.
    for (const QWidget *each = widget; each; each = each->parentWidget()) {
        if (qobject_cast<const QueryLine *>(each))
            return true;
    }
    if (const auto *edit = qobject_cast<const QPlainTextEdit *>(widget))
        return !edit->isReadOnly();
    if (const auto *edit = qobject_cast<const QTextEdit *>(widget))
        return !edit->isReadOnly();
    return qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget);
}

QKeyCombination keyOf(QChar letter)
{
    const auto key = static_cast<Qt::Key>(letter.toUpper().unicode());
    return letter.isUpper() ? Qt::SHIFT | key : QKeyCombination(key);
}

/// Empty where no key of a keyboard makes such a command.
QKeySequence sequenceOf(const QString &letters)
{
    for (const QChar letter : letters) {
        if (letter.unicode() > 0x7f)
            return {};
    }
    if (letters.size() == 1)
        return QKeySequence(keyOf(letters[0]));
    return letters.size() == 2 ? QKeySequence(keyOf(letters[0]), keyOf(letters[1])) : QKeySequence();
}

bool isModifierAlone(int key)
{
    return (key >= Qt::Key_Shift && key <= Qt::Key_ScrollLock) || key == Qt::Key_AltGr;
}

} // namespace

LetterKeys::LetterKeys(const Commands &commands, QWidget *page) : QObject(page), m_commands(commands), m_page(page)
{
    m_hold.setObjectName(QStringLiteral("letterKeys.hold"));
    m_hold.setParent(this);
    m_hold.setSingleShot(true);
    m_hold.setInterval(HoldMs);
    connect(&m_hold, &QTimer::timeout, this, &LetterKeys::decide);
    qApp->installEventFilter(this);
}

bool LetterKeys::isMine(const QObject *watched) const
{
    const QWidget *focus = QApplication::focusWidget();
    return focus && watched == focus && m_page->isVisible() && (focus == m_page || m_page->isAncestorOf(focus)) &&
           !takesText(focus) && !QApplication::activePopupWidget() && !QApplication::activeModalWidget();
}

bool LetterKeys::isForMe(const QKeyEvent &key) const
{
    const auto modifiers = key.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    if (modifiers != Qt::NoModifier || key.text().size() != 1)
        return false;
    const QChar letter = key.text()[0];
    return letter.isLetterOrNumber() || (!m_letters.isEmpty() && letter.isPrint() && !letter.isSpace());
}

bool LetterKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonPress)
        endWait();
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return false;
    const auto &key = *static_cast<QKeyEvent *>(event);
    if (!isForMe(key)) {
        if (!isModifierAlone(key.key()))
            endWait();
        return false;
    }
    if (!isMine(watched))
        return false;
    // An accepted override keeps the key from the shortcuts: it comes again as a press.
    event->accept();
    if (event->type() == QEvent::KeyPress)
        typed(key.text(), key.isAutoRepeat());
    return true;
}

LetterKeys::Found LetterKeys::find(const QString &letters) const
{
    Found found;
    const QKeySequence wanted = sequenceOf(letters);
    if (wanted.isEmpty())
        return found;
    // What the widget itself does with the key goes before what the page does with it.
    for (QAction *action : QApplication::focusWidget()->actions()) {
        if (action->shortcutContext() == Qt::WidgetShortcut && action->shortcuts().contains(wanted))
            return {action, false, {}};
    }
    for (const Commands::Entry &entry : m_commands.entries()) {
        for (const QKeySequence &keys : entry.action->shortcuts()) {
            const QKeySequence::SequenceMatch match = wanted.matches(keys);
            if (match == QKeySequence::NoMatch)
                continue;
            if (!isReachable(entry.action)) {
                if (match == QKeySequence::ExactMatch)
                    found.elsewhere << entry.action;
                continue;
            }
            if (match == QKeySequence::PartialMatch)
                found.beginsSequence = true;
            else if (!found.action || entry.action->isEnabled())
                found.action = entry.action;
        }
    }
    return found;
}

bool LetterKeys::isReachable(const QAction *action) const
{
    const QWidget *focus = QApplication::focusWidget();
    for (const QObject *object : action->associatedObjects()) {
        const auto *widget = qobject_cast<const QWidget *>(object);
        if (!widget || widget->window() != m_page->window())
            continue;
        switch (action->shortcutContext()) {
        case Qt::WidgetShortcut:
            if (widget == focus)
                return true;
            break;
        case Qt::WidgetWithChildrenShortcut:
            if (widget == focus || widget->isAncestorOf(focus))
                return true;
            break;
        case Qt::WindowShortcut:
        case Qt::ApplicationShortcut:
            if (widget->isVisible())
                return true;
            break;
        }
    }
    return false;
}

void LetterKeys::typed(const QString &letter, bool repeated)
{
    if (!m_prefix.isEmpty()) {
        const Found found = find(std::exchange(m_prefix, {}) + letter);
        if (found.action)
            run(found.action);
        return;
    }
    if (m_letters.isEmpty()) {
        const Found found = find(letter);
        if (found.action && found.action->autoRepeat() && !found.beginsSequence) {
            run(found.action);
            return;
        }
    }
    if (repeated)
        return;
    m_letters += letter;
    if (m_letters.size() == 1 || (m_letters.size() == 2 && find(m_letters).action)) {
        m_hold.start();
        return;
    }
    m_hold.stop();
    emit wordTyped(std::exchange(m_letters, {}));
}

/// Nothing came after it: it was no word.
void LetterKeys::decide()
{
    const QString letters = std::exchange(m_letters, {});
    if (!isMine(QApplication::focusWidget()))
        return;
    const Found found = find(letters);
    if (found.action)
        run(found.action);
    else if (found.beginsSequence)
        m_prefix = letters;
    else if (found.elsewhere.size() == 1)
        tellPageOf(*found.elsewhere.first());
}

/// Nothing would look like a key that was not heard.
void LetterKeys::tellPageOf(const QAction &action)
{
    const QAction *page = m_commands.placeOf(action);
    if (!page)
        return;
    emit commandIsOff(tr("%1 is a key of the page %2 (%3).")
                          .arg(Commands::plainText(action), Commands::plainText(*page),
                               page->shortcut().toString(QKeySequence::NativeText)));
}

/// What comes next may move the current row, which the letter was not meant for.
void LetterKeys::endWait()
{
    if (m_hold.isActive()) {
        m_hold.stop();
        decide();
    }
    m_prefix.clear();
}

void LetterKeys::run(QAction *action)
{
    if (action->isEnabled()) {
        action->trigger();
        return;
    }
    const QString told = Commands::reason(action);
    const QString reason = told.isEmpty() ? tr("%1 is off now.").arg(Commands::plainText(*action)) : told;
    disconnect(m_off);
    m_off = connect(action, &QAction::changed, this, [this, action, reason] {
        if (!action->isEnabled())
            return;
        disconnect(m_off);
        emit reasonEnded(reason);
    });
    emit commandIsOff(reason);
}

} // namespace waldesk::ui
