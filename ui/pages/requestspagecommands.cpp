// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/requestspage.h"

#include "ui/pages/requestsquery.h"
#include "ui/pages/requeststable.h"
#include "ui/panels/notebar.h"
#include "ui/panels/rawtraceback.h"
#include "ui/panels/requestacts.h"
#include "ui/panels/requestdetail.h"
#include "ui/panels/timepicker.h"
#include "ui/panels/tracebackview.h"
#include "ui/widgets/actionbar.h"
#include "ui/widgets/queryline.h"
#include "ui/widgets/statestrip.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QStackedLayout>

namespace waldesk::ui
{

using domain::State;
using Group = Commands::Group;

void RequestsPage::buildCommands()
{
    buildMoveCommands();
    buildFindCommands();
    m_acts = new RequestActs(m_commands, this);
    buildHandOver();
    connect(m_acts, &RequestActs::wanted, this, &RequestsPage::act);

    const auto add = [this](const char *id, Group group, const QString &text, const QKeySequence &keys,
                            const char *icon, auto slot) {
        QAction *action = m_commands.add(QLatin1String(id), group, text, {keys}, QLatin1String(icon), this);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    add("requests.zone", Group::Read, tr("UTC or local time"), Qt::Key_U, "",
        [this] { m_workspace.connection.clock.setUtc(!m_workspace.connection.clock.isUtc()); });
    add("requests.fields", Group::Read, tr("Traceback or all fields"), Qt::Key_F, "",
        [this] { m_detail->toggleFields(); });
    add("requests.raw", Group::Read, tr("Parsed or raw traceback"), Qt::Key_T, "act-raw",
        [this] { m_detail->traceback()->toggleRaw(); });
    add("requests.nextMatch", Group::Find, tr("Next match in the traceback"), Qt::Key_N, "",
        [this] { m_detail->traceback()->findNext(); });
    add("requests.previousMatch", Group::Find, tr("Previous match in the traceback"),
        QKeySequence(Qt::SHIFT | Qt::Key_N), "", [this] { m_detail->traceback()->findPrevious(); });
    add("requests.refresh", Group::HandOver, tr("Refresh"), Qt::Key_F5, "act-refresh", [this] { m_query->refresh(); });
    add("requests.export", Group::HandOver, tr("Export what I see\u2026"), QKeySequence(Qt::CTRL | Qt::Key_E),
        "act-load", [this] { exportShown(); });
    QAction *undo = add("requests.undo.newest", Group::HandOver, tr("Undo"), Qt::Key_Z, "act-undo",
                        [this] { m_workspace.connection.undo.undo(); });
    m_commands.setKeyWords(undo->objectName(), tr("undo before it is sent"));
    m_commands.setKeyWords(QStringLiteral("requests.export"), tr("export what I see"));
    QAction *copy =
        m_commands.add(QStringLiteral("requests.copyUuid"), Group::Read, tr("Copy the uuid"),
                       {QKeySequence(Qt::CTRL | Qt::Key_C)}, QStringLiteral("act-copy"), m_table, Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] {
        m_detail->copyUuid();
        m_note->say(NoteBar::Tone::Passing, tr("The uuid is on the clipboard."));
    });
}

void RequestsPage::buildMoveCommands()
{
    QAction *next = m_commands.add(QStringLiteral("list.next"), Group::Move, tr("Next row"), {Qt::Key_J}, {}, this);
    QAction *previous =
        m_commands.add(QStringLiteral("list.previous"), Group::Move, tr("Previous row"), {Qt::Key_K}, {}, this);
    connect(next, &QAction::triggered, this, [this] { m_table->step(1); });
    connect(previous, &QAction::triggered, this, [this] { m_table->step(-1); });

    // Enter and Esc belong to the list and the detail alone: elsewhere buttons and fields have their own.
    QAction *open = m_commands.add(QStringLiteral("list.open"), Group::Move, tr("Open; Esc goes back"),
                                   {Qt::Key_Return, Qt::Key_Enter}, {}, m_table, Qt::WidgetShortcut);
    connect(open, &QAction::triggered, this, &RequestsPage::enter);
    auto *stop = new QAction(m_list);
    stop->setShortcut(Qt::Key_Escape);
    stop->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_list->addAction(stop);
    connect(stop, &QAction::triggered, this, &RequestsPage::escape);
    auto *back = new QAction(m_detail);
    back->setShortcut(Qt::Key_Escape);
    back->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_detail->addAction(back);
    connect(back, &QAction::triggered, this, &RequestsPage::leaveDetail);
    auto *leaveLine = new QAction(m_line);
    leaveLine->setShortcut(Qt::Key_Escape);
    leaveLine->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_line->addAction(leaveLine);
    connect(leaveLine, &QAction::triggered, this, [this] {
        if (m_line->text().isEmpty()) {
            m_table->setFocus();
            return;
        }
        m_line->setText({});
        typed({});
    });
}

void RequestsPage::buildFindCommands()
{
    QAction *find = m_commands.add(QStringLiteral("requests.find"), Group::Find, tr("Query line"), {Qt::Key_Slash},
                                   QStringLiteral("act-search"), this);
    connect(find, &QAction::triggered, this, [this] {
        leaveDetail();
        m_line->focusText();
    });
    struct Key {
        std::optional<State> state;
        Qt::Key key;
        QString text;
    };
    const std::array keys{Key{std::nullopt, Qt::Key_0, tr("All states")}, Key{State::Sent, Qt::Key_1, tr("Only Sent")},
                          Key{State::Processing, Qt::Key_2, tr("Only Processing")},
                          Key{State::Done, Qt::Key_3, tr("Only Done")}, Key{State::Erred, Qt::Key_4, tr("Only Erred")}};
    for (const Key &each : keys) {
        const QString id = QStringLiteral("requests.state%1").arg(each.key - Qt::Key_0);
        const std::optional<State> state = each.state;
        QAction *only = m_commands.add(id, Group::Find, each.text, {each.key}, {}, this);
        connect(only, &QAction::triggered, this, [this, state] { m_strip->activate(state); });
        if (!state)
            continue;
        // What a click with a modifier does, a key does too (look).
        for (const Qt::KeyboardModifier modifier : {Qt::ControlModifier, Qt::AltModifier}) {
            auto *more = new QAction(this);
            more->setShortcut(QKeySequence(modifier | each.key));
            addAction(more);
            connect(more, &QAction::triggered, this, [this, state, modifier] { m_strip->activate(state, modifier); });
        }
    }
    QAction *offering = m_commands.add(QStringLiteral("requests.offering"), Group::Find, tr("Filter by offering\u2026"),
                                       {Qt::Key_O}, QStringLiteral("offering"), this);
    connect(offering, &QAction::triggered, this, &RequestsPage::pickOffering);
    QAction *all = m_commands.add(QStringLiteral("requests.loadAll"), Group::Find, tr("Load all"), {},
                                  QStringLiteral("act-load"), this);
    connect(all, &QAction::triggered, this, [this] { m_workspace.feed.loadAll(); });
}

void RequestsPage::enter()
{
    const domain::Uuid row = m_table->currentUuid();
    if (row.isNil())
        return;
    // Enter again sends what was just armed (design, Armed).
    if (m_workspace.connection.pending.sendNow(row))
        return;
    openDetail();
}

void RequestsPage::escape()
{
    if (!m_note->sentence().isEmpty())
        m_note->dismiss();
    else
        m_workspace.feed.cancel();
}

void RequestsPage::openDetail()
{
    m_reading = true;
    applyFold();
    m_detail->focusContent();
}

void RequestsPage::leaveDetail()
{
    const bool wasReading = m_reading;
    m_reading = false;
    if (wasReading)
        applyFold();
    if (m_faces->currentWidget() == m_table)
        m_table->setFocus();
}

void RequestsPage::zoneChanged()
{
    m_model.setZone(m_workspace.connection.clock.zone());
    m_times->setZone(m_model.zone(), clock().zoneName());
    updateDetail();
    //: %1 is a time zone
    if (isVisible())
        m_note->say(NoteBar::Tone::Passing, tr("Times are in %1 now.").arg(clock().zoneName()));
}

} // namespace waldesk::ui
