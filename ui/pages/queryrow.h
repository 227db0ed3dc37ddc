// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/workspace.h"

#include <QWidget>

#include <functional>
#include <vector>

class QBoxLayout;

namespace waldesk::ui
{

class PageQuery;
class QueryCompletion;
class QueryLine;

/// The query line of a page, bound to its query: terms that hold are chips, what is typed takes effect at once, Enter
/// makes chips of it, a chip can be edited again. Further widgets may stand beside it.
class QueryRow : public QWidget
{
    Q_OBJECT
public:
    QueryRow(const QString &name, const Workspace &workspace, QWidget *parent);

    void setQuery(PageQuery &query, bool shownWhenUsed); ///< once; shownWhenUsed: hidden while it is empty
    void addBeside(QWidget *widget);
    void setExample(const QString &words);                                  ///< shown in the empty field
    void setOwnValues(std::function<QStringList(domain::QueryKey)> values); ///< offered besides those all pages know
    void setLine(const QString &line);      ///< instead of all; one that does not parse stays with its reason
    void type(const QString &text);         ///< the field has the focus and this text; empty: what it has
    void clearText();                       ///< of what is being typed
    [[nodiscard]] bool hasKeyboard() const; ///< the focus is in it

signals:
    void submitted(); ///< Enter
    void left();      ///< Esc on an empty field; Down, with what is typed left as it is

protected:
    void changeEvent(QEvent *event) override;

private:
    void connectLine();
    void updateChips();
    void leave();
    void setLook();

    const Workspace m_workspace;
    PageQuery *m_query = nullptr;
    bool m_whenUsed = false;
    QBoxLayout *m_row;
    QueryLine *m_line;
    QueryCompletion *m_completion;
    std::function<QStringList(domain::QueryKey)> m_ownValues;
    std::vector<size_t> m_chipTerms; ///< the term of each chip
};

} // namespace waldesk::ui
