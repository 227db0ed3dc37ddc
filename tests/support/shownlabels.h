// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QStringList>

namespace waldesk::testsupport
{

/// The texts of all labels of a window that can be seen, for "it says ...".
[[nodiscard]] inline QStringList shownLabels(const QWidget &window)
{
    QStringList texts;
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        if (label->isVisible())
            texts += label->text();
    }
    return texts;
}

} // namespace waldesk::testsupport
