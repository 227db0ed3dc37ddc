// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/causearchive.h"
#include "models/session/undostack.h"
#include "models/workflows/rulestore.h"
#include "models/workflows/triage.h"

#include <QObject>

#include <functional>
#include <optional>

namespace waldesk::session
{

/// What a person does with a cause on this machine: acknowledge, mute, name, note, merge, split, rules, and the
/// opposite of each. Every action that changes something is one step of the undo stack, with its sentence; one that
/// changes nothing is none. Keys of merged causes act on the cause that they were merged into.
class CauseActions : public QObject
{
    Q_OBJECT
public:
    CauseActions(workflows::Triage &triage, archive::CauseArchive &archive, workflows::RuleStore &rules,
                 UndoStack &undo, QObject *parent = nullptr);

    void acknowledge(const QByteArray &key);
    void withdrawAcknowledgement(const QByteArray &key);
    void muteForDays(const QByteArray &key, int days);
    void muteUntilBack(const QByteArray &key);
    void unmute(const QByteArray &key);
    void markAllRead();
    /// Empty: the error's own words again. @p shown: what stood there when writing began, as far as it is known. Left
    /// unchanged it changes nothing; where another window has written something else since, that is replaced, the
    /// step's sentence says so, and taking it back brings it back.
    void setName(const QByteArray &key, const QString &name, const std::optional<QString> &shown = std::nullopt);
    void setNote(const QByteArray &key, const QString &note, const std::optional<QString> &shown = std::nullopt);
    void merge(const QByteArray &key, const QByteArray &into); ///< name and note of `into` stay
    void split(const QByteArray &merged);                      ///< the cause that was merged stands alone again
    /// Rules, merges and names together, as the dialog and an imported file have them: one step. @p shown: those that
    /// were changed into these; what another window has changed since stays. A sentence when they could not be written,
    /// and then nothing changed.
    [[nodiscard]] QString setRules(const domain::CauseRules &rules, const domain::CauseRules &shown);
    /// What setRules() would replace.
    [[nodiscard]] domain::CauseRules currentRules() const;

private:
    void setAcknowledged(const QByteArray &key, std::optional<domain::Timestamp> when, const QString &sentence);
    void setMuted(const QByteArray &key, std::optional<domain::Timestamp> at, std::optional<domain::Timestamp> until,
                  const QString &sentence);
    void setMerged(const QByteArray &key, const QByteArray &into, const QString &sentence);
    void pushReplacedName(const QByteArray &root, const QString &was);
    void pushReplacedNote(const QByteArray &root, const QString &was);
    [[nodiscard]] QString apply(const domain::CauseRules &from, const domain::CauseRules &to);
    void push(const QString &sentence, std::function<void()> takeBack);
    [[nodiscard]] archive::CauseRecord recordOf(const QByteArray &key) const; ///< empty where nothing is known
    [[nodiscard]] QString titleOf(const QByteArray &key) const;

    workflows::Triage &m_triage;
    archive::CauseArchive &m_archive;
    workflows::RuleStore &m_rules;
    UndoStack &m_undo;
};

} // namespace waldesk::session
