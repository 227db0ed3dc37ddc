// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/inputwatch.h"

#include "models/session/liveupdates.h"
#include "models/workflows/triagefeed.h"

#include <QCoreApplication>
#include <QEvent>

namespace waldesk::ui
{

InputWatch::InputWatch(workflows::TriageFeed *feed, session::LiveUpdates *live, QObject *parent)
    : QObject(parent), m_feed(feed), m_live(live)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool InputWatch::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
        if (m_feed)
            m_feed->noteInput();
        [[fallthrough]];
    case QEvent::MouseMove:
        if (m_live)
            m_live->noteInput();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace waldesk::ui
