// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QStackedLayout;

namespace waldesk::ui
{

class ActionBar;

/// What a list and detail page asks of its detail, whatever is read there.
class DetailPanel : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    [[nodiscard]] bool hasContent() const; ///< else it says that nothing is chosen
    [[nodiscard]] virtual ActionBar *actionBar() const = 0;
    virtual void focusContent() = 0;                          ///< Enter in the list
    virtual void setQueryWords(const QStringList &words) = 0; ///< what the list was searched for
    virtual void toggleRaw() = 0;
    virtual void findNext() = 0;
    virtual void findPrevious() = 0;

signals:
    void noted(const QString &sentence); ///< "Copied", "Saved to ..."
    void hasContentChanged();

protected:
    /// Once, before showContent(). nothing: "No request is chosen".
    void setPages(const QString &iconName, const QString &nothing, QWidget *content);
    void showContent(bool shows);

private:
    QStackedLayout *m_pages = nullptr;
    QWidget *m_content = nullptr;
};

} // namespace waldesk::ui
