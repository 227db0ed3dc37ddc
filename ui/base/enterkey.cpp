// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/enterkey.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QPointer>

namespace waldesk::ui
{

EnterKey::EnterKey(QWidget *window) : QObject(window)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool EnterKey::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return false;
    const auto &key = *static_cast<QKeyEvent *>(event);
    auto *button = qobject_cast<QAbstractButton *>(watched);
    const bool isEnter = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
    if (!button || button->window() != parent() || !isEnter || (key.modifiers() & ~Qt::KeypadModifier) != 0)
        return false;
    const QPointer<QAbstractButton> pressed(button);
    for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease}) {
        QKeyEvent space(type, Qt::Key_Space, Qt::NoModifier, QStringLiteral(" "), key.isAutoRepeat());
        if (pressed)
            QCoreApplication::sendEvent(pressed, &space);
    }
    return true;
}

} // namespace waldesk::ui
