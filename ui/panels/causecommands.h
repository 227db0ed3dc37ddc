// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/base/commands.h"
#include "ui/base/workspace.h"

#include <QByteArray>
#include <QList>
#include <QObject>

class QMenu;
class QWidget;

namespace waldesk::ui
{

/// The commands on the cause that is read: acknowledge, mute, note, name, and the rules of grouping. What they do goes
/// through session::CauseActions, so that every one of them is a step of the undo stack.
class CauseCommands : public QObject
{
    Q_OBJECT
public:
    CauseCommands(const CauseWorkspace &causes, tables::RequestStore &store, Commands &commands, QWidget *host);

    /// The cause that is read, empty for none, and those that are marked: while there are any, acknowledge and mute
    /// are about these. Says what is on.
    void setCause(const QByteArray &key, const QList<QByteArray> &marked = {});
    [[nodiscard]] QAction *acknowledge() const { return m_acknowledge; }
    [[nodiscard]] QAction *mute() const { return m_mute; }
    [[nodiscard]] QAction *note() const { return m_note; }
    [[nodiscard]] QAction *rename() const { return m_rename; }
    [[nodiscard]] QAction *rules() const { return m_rules; }

signals:
    void muting(const QList<QByteArray> &keys); ///< they leave the list by the hand of who reads it
    void noteWanted(); ///< the page shows where a note is written

private:
    void toggleAcknowledged();
    void openMuteMenu();
    void openName();
    void openRules();
    [[nodiscard]] const tables::CauseGroup *group() const;
    [[nodiscard]] QList<QByteArray> targets() const;
    [[nodiscard]] bool allAcknowledged() const;

    const CauseWorkspace &m_causes;
    tables::RequestStore &m_store;
    QWidget *m_host;
    QByteArray m_key;
    QList<QByteArray> m_marked;
    QMenu *m_muteMenu = nullptr;
    QAction *m_acknowledge = nullptr;
    QAction *m_mute = nullptr;
    QAction *m_note = nullptr;
    QAction *m_rename = nullptr;
    QAction *m_rules = nullptr;
};

} // namespace waldesk::ui
