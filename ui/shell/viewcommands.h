// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/savedviews.h"
#include "ui/base/commands.h"
#include "ui/base/workspace.h"

#include <QDate>
#include <QObject>
#include <QPointer>

#include <functional>

class QWidget;

namespace waldesk::ui
{

class NavList;
class ViewsDialog;

/// The saved views in the window: their section of the sidebar with numbers and menus, a command for each (the first
/// nine with a key), and the commands that save, arrange and link them. Made once for a connection; everything it shows
/// is a child of host and goes with it.
class ViewCommands : public QObject
{
    Q_OBJECT
public:
    static const QString Prefix; ///< of the commands that open a view: the palette lists them by themselves

    /// line: what would be saved; asked when it is.
    ViewCommands(const Workspace &workspace, Commands &commands, NavList &sidebar, std::function<QString()> line,
                 QWidget *host);

    /// The requests page shows this line; the id of its view in the sidebar, empty when no view has it.
    [[nodiscard]] QString idOfLine(const QString &line) const;
    [[nodiscard]] static QString idOf(const domain::SavedView &view);
    /// Shows the times of the numbers anew when the day is another one since they were shown.
    void followDay();

signals:
    void lineWanted(const QString &line);
    void said(const QString &sentence, bool trouble);

private:
    void buildCommands();
    void fill();
    void showCounts();
    [[nodiscard]] QDate today() const;
    void openMenu(const QString &id, const QPoint &where);
    void openSave();
    void openViews(const QString &name = {});
    void copyLink(const QString &line);
    void remove(const QString &name);
    void report(const QString &refused);

    const ViewWorkspace &m_views;
    session::OpenConnection &m_connection;
    Commands &m_commands;
    NavList &m_sidebar;
    std::function<QString()> m_line;
    QWidget *m_host;
    std::vector<QPointer<QAction>> m_open; ///< one a view
    QPointer<ViewsDialog> m_dialog;
    QDate m_shownOn; ///< the day on which the times were shown
};

} // namespace waldesk::ui
