// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/savedviews.h"

#include <QDialog>

class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace waldesk::ui
{

class TextLabel;

/// The saved views in order: opened, renamed in place, moved, deleted, their links copied, and the choice of which ones
/// tell when a request comes to match. Each change is kept at once. Deletes itself when it is closed.
class ViewsDialog : public QDialog
{
    Q_OBJECT
public:
    ViewsDialog(session::SavedViews &views, QWidget *parent);

    void choose(const QString &name);

signals:
    void openWanted(const QString &name);
    void copyLinkWanted(const QString &name);
    void removeWanted(const QString &name); ///< its owner deletes it, so that it can be undone

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildList();
    void buildButtons();
    void viewsChanged();
    void showViews();
    void updateButtons();
    void edited(QListWidgetItem *item);
    void move(int by);
    void say(const QString &sentence);
    [[nodiscard]] QString current() const; ///< its name; empty: none

    session::SavedViews &m_views;
    QListWidget *m_list = nullptr;
    TextLabel *m_sentence = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_rename = nullptr;
    QPushButton *m_up = nullptr;
    QPushButton *m_down = nullptr;
    QPushButton *m_link = nullptr;
    QPushButton *m_remove = nullptr;
    bool m_filling = false;
    bool m_awaitsName = false; ///< the views are others, and a name is being typed
};

} // namespace waldesk::ui
