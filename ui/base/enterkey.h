// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace waldesk::ui
{

/// Enter presses the button that has the focus, as Space does: Qt's buttons take it in dialogs alone. Of one window;
/// its dialogs are windows of their own. What the key reaches only because a field ignored it is not pressed.
class EnterKey : public QObject
{
    Q_OBJECT
public:
    explicit EnterKey(QWidget *window);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace waldesk::ui
