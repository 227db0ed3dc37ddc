// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/openonce.h"

#include <QDialog>

#include <algorithm>

namespace waldesk::ui
{

void openOnce(QWidget *parent, const QString &name, const std::function<QDialog *()> &make)
{
    // One that was closed a moment ago is still a child, until the event loop deletes it.
    const QList<QDialog *> all = parent->findChildren<QDialog *>(name);
    const auto open = std::ranges::find_if(all, [](const QDialog *each) { return each->isVisible(); });
    QDialog *dialog = open != all.end() ? *open : make();
    if (open == all.end()) {
        dialog->setObjectName(name);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    }
    dialog->raise();
    dialog->activateWindow();
}

} // namespace waldesk::ui
