// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/base/commands.h"

#include "ui/base/icons.h"

#include <QAction>
#include <QPointer>
#include <QWidget>

namespace waldesk::ui
{

namespace
{

constexpr const char *ReasonProperty = "waldesk_reason";

QString keysOf(const QAction *action)
{
    const QString keys = QKeySequence::listToString(action->shortcuts(), QKeySequence::NativeText);
    return keys.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(keys);
}

} // namespace

Commands::Commands(QObject *parent) : QObject(parent)
{
}

QAction *Commands::add(const QString &id, Group group, const QString &text, const QList<QKeySequence> &keys,
                       const QString &iconName, QWidget *host, Qt::ShortcutContext context)
{
    Q_ASSERT_X(!find(id), "Commands::add", qPrintable(id));
    QAction *action = make(id, group, text, keys, iconName, host, context);
    host->addAction(action);
    return action;
}

QAction *Commands::share(const QString &id, Group group, const QString &text, const QList<QKeySequence> &keys,
                         const QString &iconName, QWidget *context, Qt::ShortcutContext shortcuts)
{
    QAction *action = find(id);
    if (!action)
        action = make(id, group, text, keys, iconName, this, shortcuts);
    context->addAction(action);
    // A widget takes itself out of its actions before it says that it is destroyed.
    connect(context, &QObject::destroyed, this, [shared = QPointer<QAction>(action)] {
        if (shared && shared->associatedObjects().isEmpty())
            delete shared;
    });
    return action;
}

QAction *Commands::make(const QString &id, Group group, const QString &text, const QList<QKeySequence> &keys,
                        const QString &iconName, QObject *parent, Qt::ShortcutContext context)
{
    auto *action = new QAction(text, parent);
    action->setObjectName(id);
    action->setShortcuts(keys);
    action->setShortcutContext(context);
    action->setAutoRepeat(group == Group::Move);
    if (!iconName.isEmpty())
        action->setIcon(icon(iconName));
    m_entries.append({action, group, {}});
    // Connected before anybody else can: slots run in the order of their connections.
    connect(action, &QAction::triggered, this, [this, action] { emit aboutToRun(action); });
    connect(action, &QObject::destroyed, this,
            [this, action] { m_entries.removeIf([action](const Entry &entry) { return entry.action == action; }); });
    setReason(action, {});
    return action;
}

void Commands::setKeyWords(const QString &id, const QString &words)
{
    for (Entry &entry : m_entries) {
        if (entry.action->objectName() == id)
            entry.keyWords = words;
    }
}

QAction *Commands::find(const QString &id) const
{
    for (const Entry &entry : m_entries) {
        if (entry.action->objectName() == id)
            return entry.action;
    }
    return nullptr;
}

QAction *Commands::placeOf(const QAction &action) const
{
    return find(QStringLiteral("go.") + action.objectName().section(QLatin1Char('.'), 0, 0));
}

QString Commands::plainText(const QAction &action)
{
    return action.text().remove(QLatin1Char('&'));
}

const QList<Commands::Entry> &Commands::entries() const
{
    return m_entries;
}

void Commands::setReason(QAction *action, const QString &reason)
{
    action->setEnabled(reason.isEmpty());
    action->setProperty(ReasonProperty, reason);
    action->setStatusTip(reason);
    QString words = action->text();
    words.remove(QLatin1Char('&'));
    action->setToolTip(reason.isEmpty() ? words + keysOf(action) : reason);
}

QString Commands::reason(const QAction *action)
{
    return action->property(ReasonProperty).toString();
}

} // namespace waldesk::ui
