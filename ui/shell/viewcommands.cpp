// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/viewcommands.h"

#include "models/domain/address.h"
#include "models/session/viewcounts.h"
#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/openonce.h"
#include "ui/panels/requesttimes.h"
#include "ui/panels/saveviewdialog.h"
#include "ui/panels/viewsdialog.h"
#include "ui/widgets/navlist.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

using domain::SavedView;
using Group = Commands::Group;

namespace
{

const QString Section = u"views"_s;
constexpr size_t WithKey = 9;    // g 1 to g 9
constexpr size_t InSidebar = 12; // more would push the pages out of a low window; the palette has all of them

} // namespace

const QString ViewCommands::Prefix = u"view.open."_s;

ViewCommands::ViewCommands(const Workspace &workspace, Commands &commands, NavList &sidebar,
                           std::function<QString()> line, QWidget *host)
    : QObject(host), m_views(*workspace.views), m_connection(workspace.connection), m_commands(commands),
      m_sidebar(sidebar), m_line(std::move(line)), m_host(host)
{
    m_sidebar.addSection(Section, tr("Views"));
    buildCommands();
    connect(&m_views.views, &session::SavedViews::changed, this, &ViewCommands::fill);
    connect(&m_views.counts, &session::ViewCounts::changed, this, &ViewCommands::showCounts);
    connect(&m_connection.session, &session::Session::personTold, this, &ViewCommands::showCounts);
    connect(&m_sidebar, &NavList::menuWanted, this, &ViewCommands::openMenu);
    fill();
}

QString ViewCommands::idOf(const SavedView &view)
{
    return Prefix + view.name;
}

QString ViewCommands::idOfLine(const QString &line) const
{
    const SavedView *view = m_views.views.findLine(line);
    return view ? idOf(*view) : QString();
}

void ViewCommands::buildCommands()
{
    QAction *save = m_commands.add(u"view.save"_s, Group::Find, tr("Save this view…"),
                                   {QKeySequence(Qt::CTRL | Qt::Key_D)}, u"view"_s, m_host);
    QAction *arrange = m_commands.add(u"view.arrange"_s, Group::Go, tr("Saved views…"),
                                      {QKeySequence(Qt::Key_G, Qt::Key_V)}, u"view"_s, m_host);
    QAction *link = m_commands.add(u"view.copyLink"_s, Group::HandOver, tr("Copy the link of this view"), {},
                                   u"act-copy"_s, m_host);
    connect(save, &QAction::triggered, this, &ViewCommands::openSave);
    connect(arrange, &QAction::triggered, this, [this] { openViews(); });
    connect(link, &QAction::triggered, this, [this] { copyLink(m_line()); });
}

/// Commands and links are made anew: there are few, and their order is what changes most.
void ViewCommands::fill()
{
    for (const QPointer<QAction> &action : m_open)
        delete action.data();
    m_open.clear();
    std::vector<NavList::Link> links;
    for (const SavedView &view : m_views.views.views()) {
        const size_t number = m_open.size() + 1;
        const QString id = idOf(view);
        QList<QKeySequence> keys;
        if (number <= WithKey)
            keys.append(QKeySequence(Qt::Key_G, Qt::Key(Qt::Key_0 + int(number))));
        QString text = view.name;
        QAction *action = m_commands.add(id, Group::Go, text.replace(u'&', u"&&"_s), keys, u"view"_s, m_host);
        m_commands.setKeyWords(id, tr("view: %1").arg(view.name));
        connect(action, &QAction::triggered, this, [this, line = view.line] { emit lineWanted(line); });
        m_open.emplace_back(action);
        if (number <= InSidebar)
            links.push_back({id, u"view"_s, view.name});
    }
    m_sidebar.setSection(Section, links);
    showCounts();
}

QDate ViewCommands::today() const
{
    return m_connection.clock.now().dateIn(m_connection.clock.zone());
}

void ViewCommands::followDay()
{
    if (today() != m_shownOn)
        showCounts();
}

void ViewCommands::showCounts()
{
    const Clock clock{m_connection.clock.now(), m_connection.clock.zone()};
    m_shownOn = today();
    for (const SavedView &view : m_views.views.views()) {
        NavItem *item = m_sidebar.item(idOf(view));
        if (!item)
            continue;
        const QString line = view.line.isEmpty() ? tr("All requests") : escapeForDisplay(view.line);
        const auto count = m_views.counts.count(view);
        if (!view.query()) {
            item->setCount({}, Ink::Dim);
            item->setHint(tr("%1\nThis version of Waldesk does not understand this line.").arg(line));
            continue;
        }
        if (!count) {
            item->setCount({}, Ink::Dim);
            item->setHint((m_connection.session.hasPerson()
                               ? tr("%1\nHow many match is known when it is open.")
                               : tr("%1\nHow many match is known when the server has answered and it is open."))
                              .arg(line));
            continue;
        }
        const QString number = groupedNumber(count->matches);
        if (count->isKept) {
            item->setCount(number, Ink::Dim, tr("%1 kept on this computer").arg(number));
            item->setHint(
                tr("%1\n%2 of those kept on this computer, as of %3").arg(line, number, clock.minuteText(count->at)));
            continue;
        }
        const QString time = clock.minuteText(count->at);
        item->setCount(count->complete ? number : number + u'+', Ink::Dim,
                       count->complete ? number : tr("%1 or more").arg(number));
        item->setHint(count->complete ? tr("%1\n%2 at %3").arg(line, number, time)
                                      : tr("%1\n%2 among the requests that were loaded at %3").arg(line, number, time));
    }
}

void ViewCommands::openMenu(const QString &id, const QPoint &where)
{
    if (!id.startsWith(Prefix))
        return;
    const SavedView *view = m_views.views.find(id.sliced(Prefix.size()));
    if (!view)
        return;
    const auto &all = m_views.views.views();
    const qsizetype place = view - all.data();
    const QString name = view->name;
    auto *menu = new QMenu(m_host);
    menu->setObjectName(u"viewMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon(u"nav-requests"_s), tr("Open"), this, [this, line = view->line] { emit lineWanted(line); });
    menu->addAction(tr("Rename…"), this, [this, name] { openViews(name); });
    QAction *notify = menu->addAction(tr("Notify me"));
    notify->setCheckable(true);
    notify->setChecked(view->notify);
    connect(notify, &QAction::toggled, this, [this, name](bool on) { report(m_views.views.setNotify(name, on)); });
    menu->addAction(icon(u"act-copy"_s), tr("Copy link"), this, [this, line = view->line] { copyLink(line); });
    menu->addSeparator();
    menu->addAction(tr("Move up"), this, [this, name, place] { report(m_views.views.move(name, place - 1)); })
        ->setEnabled(place > 0);
    menu->addAction(tr("Move down"), this, [this, name, place] { report(m_views.views.move(name, place + 1)); })
        ->setEnabled(place + 1 < qsizetype(all.size()));
    menu->addSeparator();
    menu->addAction(tr("Delete"), this, [this, name] { remove(name); });
    menu->popup(where);
}

void ViewCommands::openSave()
{
    openOnce(m_host, u"saveViewDialog"_s, [this] {
        auto *dialog = new SaveViewDialog(m_views.views, m_line(), m_host);
        connect(dialog, &SaveViewDialog::saved, this,
                [this](const QString &name) { emit said(tr("Saved as “%1”.").arg(escapeForDisplay(name)), false); });
        return dialog;
    });
}

void ViewCommands::openViews(const QString &name)
{
    m_views.views.reload();
    if (!m_dialog) {
        m_dialog = new ViewsDialog(m_views.views, m_host);
        connect(m_dialog, &ViewsDialog::openWanted, this, [this](const QString &wanted) {
            if (const SavedView *view = m_views.views.find(wanted))
                emit lineWanted(view->line);
        });
        connect(m_dialog, &ViewsDialog::copyLinkWanted, this, [this](const QString &wanted) {
            if (const SavedView *view = m_views.views.find(wanted))
                copyLink(view->line);
        });
        connect(m_dialog, &ViewsDialog::removeWanted, this, &ViewCommands::remove);
    }
    if (!name.isEmpty())
        m_dialog->choose(name);
    m_dialog->open();
}

void ViewCommands::copyLink(const QString &line)
{
    domain::Address address;
    address.target = domain::Address::Target::Query;
    address.profile = m_connection.session.profile().name;
    address.line = line;
    const QString link = address.toLink();
    // A name that no address can hold would lead nowhere: without it the link is for the window that is open.
    const auto read = domain::Address::tryParse(link);
    if (!read || read->line != line) {
        emit said(tr("This line can not be made a link."), true);
        return;
    }
    QGuiApplication::clipboard()->setText(link);
    emit said(tr("The link is on the clipboard."), false);
}

void ViewCommands::remove(const QString &name)
{
    const SavedView *view = m_views.views.find(name);
    if (!view)
        return;
    const SavedView kept = *view;
    const qsizetype place = view - m_views.views.views().data();
    const QString refused = m_views.views.remove(name);
    report(refused);
    if (!refused.isEmpty())
        return;
    m_connection.undo.push(session::UndoStack::Kind::Local, tr("Deleted the view: %1").arg(kept.name),
                           [this, kept, place] { return m_views.views.insert(place, kept); });
}

void ViewCommands::report(const QString &refused)
{
    if (!refused.isEmpty())
        emit said(refused, true);
}

} // namespace waldesk::ui
