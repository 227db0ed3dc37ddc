// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/causecommands.h"

#include "ui/base/look.h"
#include "ui/base/openonce.h"
#include "ui/panels/causerulesdialog.h"

#include <QAction>
#include <QCursor>
#include <QInputDialog>
#include <QMenu>

#include <algorithm>

namespace waldesk::ui
{

using session::CauseActions;
using Group = Commands::Group;

CauseCommands::CauseCommands(const CauseWorkspace &causes, tables::RequestStore &store, Commands &commands,
                             QWidget *host)
    : QObject(host), m_causes(causes), m_store(store), m_host(host)
{
    const auto add = [&](const char *id, const QString &text, const QList<QKeySequence> &keys, const char *icon,
                         auto slot) {
        QAction *action = commands.add(QLatin1String(id), Group::Act, text, keys, QLatin1String(icon), host);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_acknowledge =
        add("errors.acknowledge", tr("Acknowledge"), {Qt::Key_A}, "act-done", [this] { toggleAcknowledged(); });
    m_mute = add("errors.mute", tr("Mute\u2026"), {}, "act-pause", [this] { openMuteMenu(); });
    m_note = add("errors.noteText", tr("Note\u2026"), {}, "info", [this] { emit noteWanted(); });
    m_rename = add("errors.rename", tr("Name\u2026"), {}, "view", [this] { openName(); });
    m_rules = add("errors.rules", tr("Rules for grouping\u2026"), {}, "nav-settings", [this] { openRules(); });
    m_mute->setPriority(QAction::LowPriority);
    setCause({});
}

const tables::CauseGroup *CauseCommands::group() const
{
    return m_key.isEmpty() ? nullptr : m_causes.triage.group(m_key);
}

QList<QByteArray> CauseCommands::targets() const
{
    if (!m_marked.isEmpty())
        return m_marked;
    return group() ? QList<QByteArray>{m_key} : QList<QByteArray>();
}

bool CauseCommands::allAcknowledged() const
{
    const QList<QByteArray> keys = targets();
    return !keys.isEmpty() && std::ranges::all_of(keys, [this](const QByteArray &key) {
        const tables::CauseGroup *each = m_causes.triage.group(key);
        return each && each->acknowledged;
    });
}

void CauseCommands::setCause(const QByteArray &key, const QList<QByteArray> &marked)
{
    m_key = key;
    m_marked = marked;
    const tables::CauseGroup *read = group();
    const QString none = tr("No cause is chosen.");
    for (QAction *action : {m_acknowledge, m_mute})
        Commands::setReason(action, targets().isEmpty() ? none : QString());
    for (QAction *action : {m_note, m_rename})
        Commands::setReason(action, read ? QString() : none);
    const auto count = static_cast<int>(marked.size());
    if (count > 0) {
        m_acknowledge->setText(allAcknowledged() ? tr("%1 not acknowledged").arg(groupedNumber(count))
                                                 : tr("Acknowledge %1").arg(groupedNumber(count)));
        m_mute->setText(tr("Mute %1\u2026").arg(groupedNumber(count)));
        return;
    }
    m_acknowledge->setText(read && read->acknowledged ? tr("Not acknowledged") : tr("Acknowledge"));
    m_mute->setText(tr("Mute\u2026"));
}

void CauseCommands::toggleAcknowledged()
{
    const bool withdraw = allAcknowledged();
    for (const QByteArray &key : targets()) {
        const tables::CauseGroup *each = m_causes.triage.group(key);
        if (!each)
            continue;
        if (withdraw)
            m_causes.actions.withdrawAcknowledgement(key);
        else if (!each->acknowledged)
            m_causes.actions.acknowledge(key);
    }
}

void CauseCommands::openMuteMenu()
{
    const QList<QByteArray> keys = targets();
    if (keys.isEmpty())
        return;
    delete m_muteMenu;
    m_muteMenu = new QMenu(m_host);
    m_muteMenu->setObjectName(QStringLiteral("errors.muteMenu"));
    CauseActions &actions = m_causes.actions;
    const auto add = [this, keys](const QString &text, auto verb) {
        connect(m_muteMenu->addAction(text), &QAction::triggered, this, [this, keys, verb] {
            emit muting(keys);
            for (const QByteArray &key : keys)
                verb(key);
        });
    };
    add(tr("Until it comes back"), [&actions](const QByteArray &key) { actions.muteUntilBack(key); });
    for (const int days : {1, 7, 30})
        add(tr("For %n day(s)", nullptr, days),
            [&actions, days](const QByteArray &key) { actions.muteForDays(key, days); });
    const bool anyMuted = std::ranges::any_of(keys, [this](const QByteArray &key) {
        const tables::CauseGroup *each = m_causes.triage.group(key);
        return each && each->muted;
    });
    if (anyMuted)
        add(tr("No longer"), [&actions](const QByteArray &key) { actions.unmute(key); });
    const QRect host(m_host->mapToGlobal(QPoint()), m_host->size());
    const QPoint at = host.contains(QCursor::pos()) ? QCursor::pos() : host.center();
    m_muteMenu->popup(at - QPoint(0, m_muteMenu->sizeHint().height()));
}

void CauseCommands::openName()
{
    if (!group())
        return;
    openOnce(m_host, QStringLiteral("errors.rename"), [this] {
        auto *dialog = new QInputDialog(m_host);
        dialog->setWindowTitle(tr("Name of the cause"));
        dialog->setLabelText(tr("A name of your own; empty for the error's own words."));
        const QString shown = group()->name;
        dialog->setTextValue(shown);
        connect(dialog, &QInputDialog::textValueSelected, this,
                [this, key = m_key, shown](const QString &name) { m_causes.actions.setName(key, name, shown); });
        return dialog;
    });
}

void CauseCommands::openRules()
{
    openOnce(m_host, QStringLiteral("causeRules"),
             [this] { return new CauseRulesDialog(m_causes, m_store, m_key, m_host); });
}

} // namespace waldesk::ui
