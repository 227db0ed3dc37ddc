// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QDialog;
class QString;
class QWidget;

namespace waldesk::ui
{

/// The one way to open a dialog: the one that make() returns, a child of parent, opens before its window and is deleted
/// when it closes. While one of this name (its object name) stands open below parent, that one comes to the front
/// instead, with what was typed into it; make() is not called. A command can be given twice before a person sees the
/// dialog: by key and palette, from a second start of the program, from a notification.
void openOnce(QWidget *parent, const QString &name, const std::function<QDialog *()> &make);

} // namespace waldesk::ui
