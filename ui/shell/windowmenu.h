// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/commands.h"

#include <QMenu>

namespace waldesk::ui
{

/// The menu of the top bar: commands, the saved servers, and the colours.
class WindowMenu : public QMenu
{
    Q_OBJECT
public:
    /// The commands of the window are there already.
    WindowMenu(const Commands &commands, QWidget *parent);

    void setProfiles(const QStringList &names, const QString &current);
    /// Where a choice of colours is kept; empty: nowhere.
    void setSettingsFile(const QString &file) { m_settingsFile = file; }

signals:
    void profileChosen(QString name);

private:
    void addSchemes();

    const Commands &m_commands;
    QMenu *m_profiles;
    QString m_settingsFile;
};

} // namespace waldesk::ui
