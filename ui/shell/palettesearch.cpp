// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettesearch.h"

#include "models/session/viewcounts.h"
#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/panels/causerows.h"
#include "ui/shell/viewcommands.h"

#include <QAction>
#include <QCoreApplication>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

namespace
{

constexpr qsizetype LongestTitle = 120;
constexpr qsizetype ShortestArchiveWord = 3; // a letter or two begin half of all words
constexpr int MostArchived = 50;

bool holdsAll(const QString &text, const QStringList &words)
{
    return std::all_of(words.begin(), words.end(),
                       [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

/// The server that an address names, where it is not the one of the session; empty: it is, or none is named.
QString placeElsewhere(const domain::Address &address, const session::Session &session)
{
    if (!address.profile.isEmpty())
        return address.profile == session.profile().name ? QString() : address.profile;
    const auto portOf = [](const QUrl &url) {
        return url.port(url.scheme() == u"https"_s ? 443 : 80);
    };
    const auto isAt = [&](const QUrl &url) {
        return url.host() == address.server.host() && portOf(url) == portOf(address.server);
    };
    return address.server.isEmpty() || isAt(session.server().root) || isAt(session.homeport())
               ? QString()
               : address.server.authority();
}

} // namespace

PaletteSearch::PaletteSearch(const Commands &commands, const Workspace *workspace)
    : m_commands(commands), m_workspace(workspace)
{
    if (!workspace)
        return;
    tables::ErrorTitleOf titles;
    if (workspace->causes)
        titles = [&triage = workspace->causes->triage](tables::TextId id) {
            return triage.titleOf(id);
        };
    m_finder = std::make_unique<tables::RowFinder>(workspace->store, titles);
    connect(m_finder.get(), &tables::RowFinder::foundMore, this, &PaletteSearch::changed);
    connect(m_finder.get(), &tables::RowFinder::finished, this, &PaletteSearch::changed);
}

void PaletteSearch::find(const QString &typed, int most)
{
    m_typed = typed;
    m_most = most;
    searchArchive();
    if (!m_finder)
        return;
    const QStringList words = typed.split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty() || domain::Address::tryParse(typed))
        m_finder->cancel();
    else
        m_finder->find(words, size_t(most));
}

bool PaletteSearch::isSearching() const
{
    return m_readsArchive || (m_finder && m_finder->isSearching());
}

std::vector<PaletteItem> PaletteSearch::found() const
{
    const int most = m_most;
    std::vector<PaletteItem> items;
    if (const auto address = domain::Address::tryParse(m_typed)) {
        addAddress(*address, items);
        return items;
    }
    const QStringList words = m_typed.split(u' ', Qt::SkipEmptyParts);
    if (!words.isEmpty()) {
        addRequests(items);
        addArchived(items);
        addCauses(words, most, items);
    }
    addCommands(words, words.isEmpty() ? 12 : most, items);
    addViews(words, most, items);
    if (!words.isEmpty()) {
        addOfferings(words, most, items);
    }
    return items;
}

PaletteItem PaletteSearch::requestItem(tables::RowIndex row) const
{
    const domain::Request request = m_workspace->store.request(row);
    PaletteItem item;
    item.kind = PaletteItem::Kind::Request;
    item.uuid = request.uuid;
    item.shade = shadeOf(request.state);
    item.words = m_workspace->store.stateWord(row) + u"  "_s + request.offeringName;
    item.detail = request.uuid.shortText() + u" · "_s +
                  QCoreApplication::translate("PaletteSearch", "%1 ago")
                      .arg(domain::shortDuration(m_workspace->connection.clock.now() - request.created));
    tables::ErrorTitle title;
    const bool failed = request.state == domain::State::Erred || !request.error.isEmpty();
    if (failed && m_workspace->causes)
        title = m_workspace->causes->triage.titleOf(m_workspace->store.row(row).text);
    if (title.line.isEmpty())
        title.line = QString::fromUtf8(domain::errorSummary(request.error));
    for (const QString &part : {title.name, shortened(title.line, LongestTitle)}) {
        if (!part.isEmpty())
            item.detail += u" · "_s + part;
    }
    return item;
}

void PaletteSearch::addAddress(const domain::Address &address, std::vector<PaletteItem> &items) const
{
    using Target = domain::Address::Target;
    if (!m_workspace)
        return;
    const session::Session &session = m_workspace->connection.session;
    PaletteItem item;
    item.uuid = address.uuid;
    switch (address.target) {
    case Target::Request:
        if (const auto row = m_workspace->store.find(address.uuid)) {
            items.push_back(requestItem(*row));
            return;
        }
        item.kind = PaletteItem::Kind::Request;
        item.icon = icon(u"act-search"_s);
        item.words = QCoreApplication::translate("PaletteSearch", "Open request %1").arg(address.uuid.shortText());
        item.detail = QCoreApplication::translate("PaletteSearch", "not loaded yet, the server is asked");
        break;
    case Target::Offering: {
        const api::Offering *offering = session.offering(address.uuid);
        item.kind = PaletteItem::Kind::Offering;
        item.icon = icon(u"offering"_s);
        item.words = offering
                         ? offering->name
                         : QCoreApplication::translate("PaletteSearch", "Offering %1").arg(address.uuid.shortText());
        item.detail = QCoreApplication::translate("PaletteSearch", "its requests");
        break;
    }
    case Target::Query:
        item.kind = PaletteItem::Kind::Query;
        item.icon = icon(u"act-filter"_s);
        item.line = address.line;
        item.words = address.line.isEmpty() ? QCoreApplication::translate("PaletteSearch", "All requests")
                                            : shortened(address.line, LongestTitle);
        item.detail = QCoreApplication::translate("PaletteSearch", "its requests");
        break;
    }
    if (const QString place = placeElsewhere(address, session); !place.isEmpty())
        item.detail = QCoreApplication::translate("PaletteSearch", "the address is of %1, and %2 is asked")
                          .arg(place, session.server().name);
    items.push_back(std::move(item));
}

void PaletteSearch::addRequests(std::vector<PaletteItem> &items) const
{
    if (!m_finder)
        return;
    for (const tables::RowIndex row : m_finder->found())
        items.push_back(requestItem(row));
}

void PaletteSearch::searchArchive()
{
    m_archived.clear();
    m_readsArchive = false;
    const quint64 mine = ++m_search;
    if (!m_workspace || !m_workspace->rows || m_typed.trimmed().size() < ShortestArchiveWord ||
        domain::Address::tryParse(m_typed)) {
        return;
    }
    m_readsArchive = true;
    m_workspace->rows->search(m_typed, MostArchived, this, [this, mine](std::vector<archive::FoundText> texts) {
        // What is loaded is found as a request.
        std::erase_if(texts, [this](const archive::FoundText &text) {
            return m_workspace->store.find(text.newest.uuid).has_value();
        });
        if (mine != m_search)
            return;
        m_readsArchive = false;
        m_archived = std::move(texts);
        emit changed();
    });
}

void PaletteSearch::addArchived(std::vector<PaletteItem> &items) const
{
    int taken = 0;
    for (const archive::FoundText &text : m_archived) {
        if (taken++ == m_most) {
            return;
        }
        PaletteItem item;
        item.kind = PaletteItem::Kind::Request;
        item.uuid = text.newest.uuid;
        item.shade = shadeOf(text.newest.state);
        item.words = QString::fromUtf8(domain::errorSummary(text.text)).left(LongestTitle);
        item.detail = QCoreApplication::translate("PaletteSearch", "in the archive, %n request(s), newest of %1",
                                                  nullptr, int(text.rows))
                          .arg(text.newest.offeringName);
        items.push_back(std::move(item));
    }
}

void PaletteSearch::addCauses(const QStringList &words, int most, std::vector<PaletteItem> &items) const
{
    if (!m_workspace || !m_workspace->causes) {
        return;
    }
    const tables::CauseListModel &causes = m_workspace->causes->triage.model();
    int taken = 0;
    for (int row = 0; row < causes.rowCount() && taken < most; ++row) {
        const tables::CauseGroup *group = causes.groupAt(row);
        if (!group) {
            continue;
        }
        const QString pill = knownPill(group->known);
        const QString text = labelledTitle(*group) + u' ' + group->quietType + u' ' + group->rootCause + u' ' + pill +
                             u' ' + QString::fromLatin1(group->key);
        if (!holdsAll(text, words)) {
            continue;
        }
        PaletteItem item;
        item.kind = PaletteItem::Kind::Cause;
        item.icon = icon(causeIcon(shownKind(group->kind)));
        item.words = shortened(group->line.isEmpty() ? titleOf(*group) : group->line, LongestTitle);
        item.detail = (group->name.isEmpty() ? QString() : group->name + u" · "_s) +
                      QCoreApplication::translate("PaletteSearch", "%n error(s)", nullptr, int(group->count));
        if (!pill.isEmpty()) {
            item.detail += u" · "_s + pill;
        }
        item.cause = group->key;
        items.push_back(std::move(item));
        ++taken;
    }
}

void PaletteSearch::addCommands(const QStringList &words, int most, std::vector<PaletteItem> &items) const
{
    int taken = 0;
    QStringList seen;
    // What the page in front can do goes first, then the window's; what two pages have in common is listed once.
    enum class Place : quint8 { Front, Window, Hidden };
    enum class Use : quint8 { Acts, Other, Moves, Off }; // rows are gone through by keys
    const auto orderOf = [this](const Commands::Entry *entry) {
        const QAction &action = *entry->action;
        const bool ofPages = m_commands.placeOf(action) || action.parent() == &m_commands; // one, or shared by several
        const bool isSeen = std::ranges::any_of(action.associatedObjects(), [](const QObject *object) {
            const auto *host = qobject_cast<const QWidget *>(object);
            return host && host->isVisible();
        });
        const Place place = !ofPages ? Place::Window : isSeen ? Place::Front : Place::Hidden;
        const Use use = !Commands::reason(&action).isEmpty()    ? Use::Off
                        : entry->group == Commands::Group::Act  ? Use::Acts
                        : entry->group == Commands::Group::Move ? Use::Moves
                                                                : Use::Other;
        return std::pair(place, use);
    };
    std::vector<const Commands::Entry *> ordered;
    for (const Commands::Entry &entry : m_commands.entries()) {
        if (entry.action->objectName() != u"window.palette"_s) // it is open
            ordered.push_back(&entry);
    }
    std::ranges::stable_sort(ordered, {}, orderOf);
    for (const Commands::Entry *each : ordered) {
        const Commands::Entry &entry = *each;
        const QString text = Commands::plainText(*entry.action);
        if (taken == most || !holdsAll(text + u' ' + entry.keyWords, words) || seen.contains(text) ||
            entry.action->objectName().startsWith(ViewCommands::Prefix)) {
            continue;
        }
        seen << text;
        PaletteItem item;
        item.kind = PaletteItem::Kind::Command;
        item.action = entry.action;
        item.words = text;
        item.reason = Commands::reason(entry.action);
        item.detail = item.reason;
        item.keys = entry.action->shortcut().toString(QKeySequence::NativeText);
        item.icon = entry.action->icon();
        items.push_back(std::move(item));
        ++taken;
    }
}

void PaletteSearch::addViews(const QStringList &words, int most, std::vector<PaletteItem> &items) const
{
    if (!m_workspace || !m_workspace->views) {
        return;
    }
    int taken = 0;
    for (const domain::SavedView &view : m_workspace->views->views.views()) {
        QAction *action = m_commands.find(ViewCommands::idOf(view));
        if (taken == most) {
            break;
        }
        if (!action || !holdsAll(view.name + u' ' + view.line, words)) {
            continue;
        }
        PaletteItem item;
        item.kind = PaletteItem::Kind::View;
        item.action = action;
        item.icon = action->icon();
        item.words = view.name;
        item.keys = action->shortcut().toString(QKeySequence::NativeText);
        if (const auto count = m_workspace->views->counts.count(view)) {
            item.detail = groupedNumber(count->matches) + (count->complete ? u" · "_s : u"+ · "_s);
        }
        item.detail += view.line;
        items.push_back(std::move(item));
        ++taken;
    }
}

void PaletteSearch::addOfferings(const QStringList &words, int most, std::vector<PaletteItem> &items) const
{
    if (!m_workspace) {
        return;
    }
    int taken = 0;
    for (const api::Offering &offering : m_workspace->connection.session.offerings()) {
        if (taken == most) {
            break;
        }
        if (holdsAll(offering.name + u' ' + offering.customerName, words)) {
            PaletteItem item;
            item.kind = PaletteItem::Kind::Offering;
            item.icon = icon(u"offering"_s);
            item.words = offering.name;
            item.detail = offering.customerName;
            item.uuid = offering.uuid;
            items.push_back(std::move(item));
            ++taken;
        }
    }
}

} // namespace waldesk::ui
