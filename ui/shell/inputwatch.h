// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace waldesk::session
{
class LiveUpdates;
}
namespace waldesk::workflows
{
class TriageFeed;
}

namespace waldesk::ui
{

/// Tells of keys, clicks and wheels, whatever widget they go to: a visit lasts, and the live updates go on, while there
/// is input. Its parent owns it; feed and live outlive it.
class InputWatch : public QObject
{
public:
    InputWatch(workflows::TriageFeed *feed, session::LiveUpdates *live, QObject *parent); ///< each may be null

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    workflows::TriageFeed *m_feed;
    session::LiveUpdates *m_live;
};

} // namespace waldesk::ui
