// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/errorspage.h"

#include "ui/panels/causedetail.h"
#include "ui/panels/copyasmenu.h"
#include "ui/panels/notebar.h"
#include "ui/panels/querycompletion.h"
#include "ui/widgets/actionbar.h"
#include "ui/widgets/queryline.h"

#include <QAction>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSettings>

namespace waldesk::ui
{

using Group = Commands::Group;
using workflows::TriageFeed;

void ErrorsPage::buildCommands()
{
    const auto add = [this](const char *id, Group group, const QString &text, const QList<QKeySequence> &keys,
                            const char *icon, auto slot) {
        QAction *action = m_commands.add(QLatin1String(id), group, text, keys, QLatin1String(icon), this);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    add("errors.next", Group::Move, tr("Next cause"), {Qt::Key_J}, "", [this] { stepRow(1); });
    add("errors.previous", Group::Move, tr("Previous cause"), {Qt::Key_K}, "", [this] { stepRow(-1); });
    add("errors.nextSample", Group::Move, tr("Next error of this cause"), {Qt::Key_BracketRight}, "",
        [this] { stepSample(1); });
    add("errors.previousSample", Group::Move, tr("Previous error of this cause"), {Qt::Key_BracketLeft}, "",
        [this] { stepSample(-1); });
    add("errors.find", Group::Find, tr("Query line"), {Qt::Key_Slash}, "act-search", [this] {
        m_lineRow->show();
        m_line->focusText();
    });
    add("errors.undo.newest", Group::HandOver, tr("Undo"), {Qt::Key_Z}, "act-undo",
        [this] { m_workspace.connection.undo.undo(); });
    add("errors.refresh", Group::HandOver, tr("Refresh"), {Qt::Key_F5}, "act-refresh", [this] { refresh(); });
    add("errors.rules", Group::Act, tr("Rules for grouping\u2026"), {}, "nav-settings", [this] { openRules(); });
    buildReadCommands();
    buildActions();
    buildBar();

    // Enter, Space and Esc belong to the list and the detail alone: elsewhere buttons and fields have their own.
    QAction *open = m_commands.add(QStringLiteral("errors.open"), Group::Move, tr("Read the error; Esc goes back"),
                                   {Qt::Key_Return, Qt::Key_Enter}, {}, m_view, Qt::WidgetShortcut);
    connect(open, &QAction::triggered, this, &ErrorsPage::openDetail);
    QAction *fold = m_commands.add(QStringLiteral("errors.fold"), Group::Read, tr("Fold or unfold the section"),
                                   {Qt::Key_Space}, {}, m_view, Qt::WidgetShortcut);
    connect(fold, &QAction::triggered, this, &ErrorsPage::toggleFold);
    const auto onEscape = [this](QWidget *where, Qt::ShortcutContext context, auto slot) {
        auto *action = new QAction(where);
        action->setShortcut(Qt::Key_Escape);
        action->setShortcutContext(context);
        where->addAction(action);
        connect(action, &QAction::triggered, this, slot);
    };
    onEscape(m_view, Qt::WidgetShortcut, [this] { cancel(); });
    onEscape(m_detail, Qt::WidgetWithChildrenShortcut, [this] { leaveDetail(); });
    onEscape(m_line, Qt::WidgetWithChildrenShortcut, [this] { leaveLine(); });
    auto *completion = new QueryCompletion(m_line->textField());
    completion->setValues([this](domain::QueryKey key) { return knownValues(m_workspace, key); });
}

void ErrorsPage::buildReadCommands()
{
    const auto add = [this](const char *id, const QString &text, const QKeySequence &key, auto slot) {
        QAction *action = m_commands.add(QLatin1String(id), Group::Read, text, {key}, {}, this);
        connect(action, &QAction::triggered, this, slot);
    };
    add("errors.why", tr("Why one group?"), Qt::Key_W, [this] { toggleAbout(); });
    add("errors.raw", tr("Parsed or raw traceback"), Qt::Key_T, [this] { m_detail->toggleRaw(); });
    add("errors.zone", tr("UTC or local time"), Qt::Key_U,
        [this] { m_workspace.connection.clock.setUtc(!m_workspace.connection.clock.isUtc()); });
    add("errors.nextMatch", tr("Next match"), Qt::Key_N, [this] { m_detail->findNext(); });
    add("errors.previousMatch", tr("Previous match"), QKeySequence(Qt::SHIFT | Qt::Key_N),
        [this] { m_detail->findPrevious(); });
}

void ErrorsPage::buildActions()
{
    const auto add = [this](const char *id, Group group, const QString &text, const QList<QKeySequence> &keys,
                            const char *icon, auto slot) {
        QAction *action = m_commands.add(QLatin1String(id), group, text, keys, QLatin1String(icon), this);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_handOver = add("errors.handOver", Group::HandOver, tr("Hand over"),
                     {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, "act-hand-over", [this] { handOver(); });
    m_commands.setKeyWords(m_handOver->objectName(), tr("redacted Markdown"));
    m_handOver->setPriority(QAction::HighPriority);
    m_open = add("errors.requests", Group::Go, tr("Open its requests"), {Qt::Key_O}, "nav-requests",
                 [this] { openRequests(); });
    m_acknowledge =
        add("errors.acknowledge", Group::Act, tr("Acknowledge"), {Qt::Key_A}, "act-done", [this] { acknowledge(); });
    m_mute = add("errors.mute", Group::Act, tr("Mute\u2026"), {}, "act-pause", [this] { openMuteMenu(); });
    m_mute->setPriority(QAction::LowPriority);
    m_askAgain =
        add("errors.askAgain", Group::Act, tr("Ask again"), {Qt::Key_R}, "act-ask-again", [this] { askAgain(); });
    m_compare = add("errors.compare", Group::Read, tr("Compare"), {}, "act-plan", [this] { openCompare(); });
    m_compare->setPriority(QAction::LowPriority);
    add("errors.note", Group::Act, tr("Note\u2026"), {}, "info", [this] { editNote(); });
    add("errors.rename", Group::Act, tr("Name\u2026"), {}, "view", [this] { rename(); });
}

void ErrorsPage::buildBar()
{
    ActionBar *bar = m_detail->actionBar();
    bar->setActions({m_handOver, m_open, m_acknowledge, m_mute, m_compare}, {m_askAgain});
    bar->setPrimary(m_handOver);
    const auto complete = [this](domain::ApiCall call) {
        call.root = m_workspace.client.connection().root;
        call.schemeWord = m_workspace.client.connection().schemeWord;
        return call;
    };
    const CopySource list{tr("This list"), [this, complete]() -> std::optional<domain::ApiCall> {
                              domain::ApiCall call;
                              call.filter.states = {domain::State::Erred};
                              call.filter.finishedFrom =
                                  m_causes.feed.now() -
                                  domain::Duration::seconds(qint64(TriageFeed::LoadedDays) * 86'400);
                              if (const auto since = m_triage.facts().since; since.microseconds > 0)
                                  call.filter.finishedFrom = since;
                              return complete(call);
                          }};
    const CopySource again{tr("Ask again"), [this, complete]() -> std::optional<domain::ApiCall> {
                               const auto sample = currentSample();
                               if (!sample)
                                   return std::nullopt;
                               return complete(domain::callOf(domain::Action::AskAgain, *sample));
                           }};
    QMenu *copyAs = copyAsMenu(
        {list, again}, [this](const QString &sentence) { m_note->say(NoteBar::Tone::Passing, sentence); }, this);
    bar->setMenuActions({m_commands.find(QStringLiteral("errors.note")),
                         m_commands.find(QStringLiteral("errors.rename")), copyAs->menuAction(),
                         m_commands.find(QStringLiteral("errors.rules"))});
}

void ErrorsPage::refresh()
{
    applyQuery(); // relative times move with the clock
    m_causes.feed.refresh();
    updateScope();
}

void ErrorsPage::cancel()
{
    if (!m_note->sentence().isEmpty())
        m_note->dismiss();
    else
        m_causes.feed.cancel();
}

void ErrorsPage::zoneChanged()
{
    m_triage.setZone(m_workspace.connection.clock.zone());
    m_rows->setClock(clock());
    updateHead();
    updateDetail();
    //: %1 is a time zone
    if (isVisible())
        m_note->say(NoteBar::Tone::Passing, tr("Times are in %1 now.").arg(clock().zoneName()));
}

} // namespace waldesk::ui
