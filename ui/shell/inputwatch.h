// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/triagefeed.h"

#include <QObject>

namespace waldesk::ui
{

/// Tells the feed of keys, clicks and wheels, whatever widget they go to: a visit lasts while there is input.
class InputWatch : public QObject
{
    Q_OBJECT
public:
    InputWatch(workflows::TriageFeed &feed, QObject *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    workflows::TriageFeed &m_feed;
};

} // namespace waldesk::ui
