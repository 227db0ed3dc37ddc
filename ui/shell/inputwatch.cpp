// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/inputwatch.h"

#include <QCoreApplication>
#include <QEvent>

namespace waldesk::ui
{

InputWatch::InputWatch(workflows::TriageFeed &feed, QObject *parent) : QObject(parent), m_feed(feed)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool InputWatch::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
        m_feed.noteInput();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace waldesk::ui
