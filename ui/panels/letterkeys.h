// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/commands.h"

#include <QObject>
#include <QTimer>

namespace waldesk::ui
{

/// Single letters and digits as commands of a page, so that a word typed outside of a field is not taken for several
/// commands. A letter waits a moment: alone it runs its command, followed by another one it is the beginning of a word.
/// Any other key, and a click, ends the wait: the command runs first, on the row that was current when it was typed.
/// Commands that repeat (next row) run at once, and sequences of two keys are still sequences; another key or a click
/// drops the first half of one. A command that is off
/// swallows its key and says why. A letter of an action of the focused widget alone is that action's. Nothing is
/// touched while the focus is in a text, or outside of the page.
class LetterKeys : public QObject
{
    Q_OBJECT
public:
    static constexpr int HoldMs = 250;

    LetterKeys(const Commands &commands, QWidget *page);

signals:
    void wordTyped(QString text); ///< so far; what follows is the receiver's
    void commandIsOff(QString reason);
    void reasonEnded(QString reason); ///< the command that was off last is on: what was said of it is not true any more

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Found {
        QAction *action = nullptr;
        bool beginsSequence = false;
        QList<const QAction *> elsewhere; ///< of pages that are not in front
    };

    [[nodiscard]] bool isMine(const QObject *watched) const;
    [[nodiscard]] bool isForMe(const QKeyEvent &key) const;
    [[nodiscard]] Found find(const QString &letters) const;
    [[nodiscard]] bool isReachable(const QAction *action) const;
    void typed(const QString &letter, bool repeated);
    void decide();
    void endWait();
    void run(QAction *action);
    void tellPageOf(const QAction &action);

    const Commands &m_commands;
    QWidget *m_page;
    QTimer m_hold;
    QMetaObject::Connection m_off; ///< to the command that was off last
    QString m_letters;             ///< that wait
    QString m_prefix;              ///< first key of a sequence whose second one has not come
};

} // namespace waldesk::ui
