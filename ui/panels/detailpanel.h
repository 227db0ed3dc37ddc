// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

namespace waldesk::ui
{

class ActionBar;

/// What a list and detail page asks of its detail, whatever is read there.
class DetailPanel : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    [[nodiscard]] virtual ActionBar *actionBar() const = 0;
    virtual void focusContent() = 0;                          ///< Enter in the list
    virtual void setQueryWords(const QStringList &words) = 0; ///< what the list was searched for
    virtual void toggleRaw() = 0;
    virtual void findNext() = 0;
    virtual void findPrevious() = 0;

signals:
    void noted(const QString &sentence); ///< "Copied", "Saved to ..."
};

} // namespace waldesk::ui
