// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QWidget;

namespace waldesk::ui
{

/// Every command of the window, once: a QAction with an id, the group of the Keys sheet, words and icon. Toolbar,
/// menus, context menu, palette and Keys sheet show these and nothing else. A command that is off says why in its
/// tooltip (setReason).
class Commands : public QObject
{
    Q_OBJECT
public:
    enum class Group : quint8 { Move, Find, Go, Read, Act, HandOver };
    Q_ENUM(Group)

    struct Entry {
        QAction *action = nullptr;
        Group group = Group::Go;
        QString keyWords; ///< what the Keys sheet says beside the keys; empty: the action's text
    };

    explicit Commands(QObject *parent = nullptr);

    /// id is the QAction's objectName (`request.start`); icon is a name of resources/icons or empty. The action is
    /// added to host, so its shortcuts work in the window (or, with context Qt::WidgetWithChildrenShortcut, in that
    /// widget).
    QAction *add(const QString &id, Group group, const QString &text, const QList<QKeySequence> &keys,
                 const QString &icon, QWidget *host, Qt::ShortcutContext context = Qt::WindowShortcut);
    /// One command for several pages: made at the first call, and the same at each further one with this id. It works
    /// where one of its contexts is shown, and is gone with the last of them. The page that is in front says whether it
    /// is on, and answers it.
    QAction *share(const QString &id, Group group, const QString &text, const QList<QKeySequence> &keys,
                   const QString &icon, QWidget *context, Qt::ShortcutContext shortcuts = Qt::WindowShortcut);
    void setKeyWords(const QString &id, const QString &words);
    [[nodiscard]] QAction *find(const QString &id) const; ///< nullptr when there is none
    /// The command that goes to the page whose command this is: `go.errors` of `errors.mute`. nullptr: it is of no page
    /// of its own.
    [[nodiscard]] QAction *placeOf(const QAction &action) const;
    [[nodiscard]] const QList<Entry> &entries() const; ///< in the order they were added; of living hosts only

    /// Enabled when reason is empty; else off, with the reason as tooltip and status tip.
    static void setReason(QAction *action, const QString &reason);
    [[nodiscard]] static QString reason(const QAction *action);
    [[nodiscard]] static QString plainText(const QAction &action); ///< its text without the sign of a mnemonic

signals:
    /// A command was chosen and runs when this returns: what lies over the page goes first.
    void aboutToRun(QAction *action);

private:
    QAction *make(const QString &id, Group group, const QString &text, const QList<QKeySequence> &keys,
                  const QString &icon, QObject *parent, Qt::ShortcutContext context);

    QList<Entry> m_entries;
};

} // namespace waldesk::ui
