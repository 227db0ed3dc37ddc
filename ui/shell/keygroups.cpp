// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/keygroups.h"

#include <QAction>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

using Group = Commands::Group;

namespace
{

QString groupTitle(Group group)
{
    switch (group) {
    case Group::Move:
        return KeySheet::tr("Move");
    case Group::Find:
        return KeySheet::tr("Find");
    case Group::Go:
        return KeySheet::tr("Go");
    case Group::Read:
        return KeySheet::tr("Read");
    case Group::Act:
        return KeySheet::tr("Act");
    case Group::HandOver:
        return KeySheet::tr("Hand over");
    }
    return {};
}

/// Each key stroke of a shortcut on its own, as one types it: `G, R` is `g` and `r`, `Shift+N` is `N`. Of several
/// shortcuts the first: the others are there for other hands.
QStringList capsOf(const QAction *action)
{
    QStringList caps = action->shortcut().toString(QKeySequence::NativeText).split(u", "_s);
    for (QString &cap : caps) {
        const QString shift = QKeySequence(Qt::SHIFT | Qt::Key_N).toString(QKeySequence::NativeText).chopped(1);
        if (cap.size() == 1) {
            cap = cap.toLower();
        } else if (cap.size() == shift.size() + 1 && cap.startsWith(shift)) {
            cap = cap.right(1);
        }
    }
    return caps;
}

} // namespace

std::vector<KeyGroup> keyGroups(const Commands &commands)
{
    std::vector<KeyGroup> groups;
    for (const Group group : {Group::Move, Group::Find, Group::Go, Group::Read, Group::Act, Group::HandOver}) {
        KeyGroup shown{groupTitle(group), {}};
        for (const Commands::Entry &entry : commands.entries()) {
            if (entry.group == group && !entry.action->shortcut().isEmpty()) {
                const QString words = entry.keyWords.isEmpty() ? entry.action->text().remove(u'&') : entry.keyWords;
                const bool twice = std::any_of(shown.lines.begin(), shown.lines.end(), [&](const KeyLine &line) {
                    return line.keys == capsOf(entry.action) && line.words == words;
                });
                if (!twice) {
                    shown.lines.push_back({capsOf(entry.action), words});
                }
            }
        }
        if (!shown.lines.empty()) {
            groups.push_back(std::move(shown));
        }
    }
    return groups;
}

} // namespace waldesk::ui
