// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowmenu.h"

#include "ui/base/icons.h"
#include "ui/base/waldeskstyle.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

WindowMenu::WindowMenu(const Commands &commands, QWidget *parent) : QMenu(parent), m_commands(commands)
{
    addAction(m_commands.find(u"window.palette"_s));
    addAction(m_commands.find(u"window.keys"_s));
    addSeparator();
    addAction(m_commands.find(u"session.unlock"_s));
    addAction(m_commands.find(u"session.lock"_s));
    addSeparator();
    m_profiles = addMenu(ui::icon(u"server"_s), tr("Servers"));
    addAction(m_commands.find(u"session.token"_s));
    addAction(m_commands.find(u"session.notices"_s));
    addAction(m_commands.find(u"session.forget"_s));
    addAction(m_commands.find(u"window.demo"_s));
    addSchemes();
    addSeparator();
    addAction(m_commands.find(u"window.quit"_s));
    setProfiles({}, {});
}

void WindowMenu::setProfiles(const QStringList &names, const QString &current)
{
    m_profiles->clear();
    for (const QString &name : names) {
        QAction *action = m_profiles->addAction(name);
        action->setCheckable(true);
        action->setChecked(name == current);
        connect(action, &QAction::triggered, this, [this, name] { emit profileChosen(name); });
    }
    if (!names.isEmpty()) {
        m_profiles->addSeparator();
    }
    m_profiles->addAction(m_commands.find(u"window.connect"_s));
}

void WindowMenu::addSchemes()
{
    auto *style = qobject_cast<WaldeskStyle *>(QApplication::style());
    if (!style) {
        return;
    }
    auto *menu = addMenu(ui::icon(u"nav-settings"_s), tr("Colours"));
    auto *group = new QActionGroup(menu);
    const auto add = [&](const QString &text, WaldeskStyle::Scheme scheme) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setActionGroup(group);
        action->setChecked(style->scheme() == scheme);
        connect(action, &QAction::triggered, this, [this, style, scheme] {
            style->setScheme(scheme);
            if (!m_settingsFile.isEmpty()) {
                QSettings(m_settingsFile, QSettings::IniFormat).setValue(u"scheme"_s, int(scheme));
            }
        });
    };
    add(tr("As the desktop"), WaldeskStyle::Scheme::System);
    add(tr("Light"), WaldeskStyle::Scheme::Light);
    add(tr("Dark"), WaldeskStyle::Scheme::Dark);
}

} // namespace waldesk::ui
