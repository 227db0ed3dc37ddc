// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettesearch.h"

#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/panels/causerows.h"

#include <QAction>
#include <QCoreApplication>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

namespace
{

bool holdsAll(const QString &text, const QStringList &words)
{
    return std::all_of(words.begin(), words.end(),
                       [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

/// For each typed word, what of the repeated strings holds it: so that a row costs a few look-ups.
struct WordHits {
    std::vector<bool> offerings;
    std::vector<bool> texts;
    std::array<bool, domain::AllStates.size() + 1> states{};
    QByteArray lowerWord;
};

WordHits hitsOf(const QString &word, const tables::RequestStore &store)
{
    WordHits hits;
    hits.lowerWord = word.toLower().toLatin1();
    hits.offerings.resize(store.offeringCount());
    for (tables::OfferingId id = 0; id < store.offeringCount(); ++id) {
        hits.offerings[id] = store.offering(id).name.contains(word, Qt::CaseInsensitive);
    }
    hits.texts.resize(size_t(store.textCount()) + 1);
    for (tables::TextId id = 1; id <= store.textCount(); ++id) {
        hits.texts[id] = QString::fromUtf8(domain::errorSummary(store.text(id))).contains(word, Qt::CaseInsensitive);
    }
    for (const domain::State state : domain::AllStates) {
        hits.states[size_t(state)] = domain::stateName(state).startsWith(word, Qt::CaseInsensitive);
    }
    return hits;
}

bool rowHolds(const tables::PackedRow &row, const WordHits &hits)
{
    return hits.offerings[row.offering] || hits.texts[row.text] || hits.states[size_t(row.state)] ||
           (hits.lowerWord.size() >= 3 && row.uuid.toHex().startsWith(hits.lowerWord));
}

} // namespace

PaletteSearch::PaletteSearch(const Commands &commands, const Workspace *workspace)
    : m_commands(commands), m_workspace(workspace)
{
}

std::vector<PaletteItem> PaletteSearch::find(const QString &typed, int most) const
{
    std::vector<PaletteItem> items;
    if (const auto address = domain::Address::tryParse(typed)) {
        addAddress(*address, items);
        return items;
    }
    const QStringList words = typed.split(u' ', Qt::SkipEmptyParts);
    if (!words.isEmpty()) {
        addRequests(words, most, items);
        addCauses(words, most, items);
    }
    addCommands(words, words.isEmpty() ? 12 : most, items);
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
                      .arg(domain::shortDuration(domain::Timestamp::now() - request.created));
    const QString error = QString::fromUtf8(domain::errorSummary(request.error)).left(120);
    if (!error.isEmpty()) {
        item.detail += u" · "_s + error;
    }
    return item;
}

void PaletteSearch::addAddress(const domain::Address &address, std::vector<PaletteItem> &items) const
{
    if (!m_workspace || address.target == domain::Address::Target::Query) {
        return;
    }
    if (address.target == domain::Address::Target::Request) {
        if (const auto row = m_workspace->store.find(address.uuid)) {
            items.push_back(requestItem(*row));
            return;
        }
    }
    PaletteItem item;
    item.uuid = address.uuid;
    if (address.target == domain::Address::Target::Request) {
        item.kind = PaletteItem::Kind::Request;
        item.icon = icon(u"act-search"_s);
        item.words = QCoreApplication::translate("PaletteSearch", "Open request %1").arg(address.uuid.shortText());
        item.detail = QCoreApplication::translate("PaletteSearch", "not loaded yet, the server is asked");
    } else {
        const api::Offering *offering = m_workspace->connection.session.offering(address.uuid);
        item.kind = PaletteItem::Kind::Offering;
        item.icon = icon(u"offering"_s);
        item.words = offering
                         ? offering->name
                         : QCoreApplication::translate("PaletteSearch", "Offering %1").arg(address.uuid.shortText());
        item.detail = QCoreApplication::translate("PaletteSearch", "its requests");
    }
    items.push_back(std::move(item));
}

void PaletteSearch::addRequests(const QStringList &words, int most, std::vector<PaletteItem> &items) const
{
    if (!m_workspace) {
        return;
    }
    const tables::RequestStore &store = m_workspace->store;
    std::vector<WordHits> hits;
    for (const QString &word : words) {
        hits.push_back(hitsOf(word, store));
    }
    std::vector<tables::RowIndex> found;
    for (tables::RowIndex index = 0; index < store.size(); ++index) {
        const tables::PackedRow &row = store.row(index);
        if (std::all_of(hits.begin(), hits.end(), [&](const WordHits &hit) { return rowHolds(row, hit); })) {
            found.push_back(index);
        }
    }
    const auto shown = std::min(found.size(), size_t(most));
    std::partial_sort(found.begin(), found.begin() + std::ptrdiff_t(shown), found.end(),
                      [&](tables::RowIndex a, tables::RowIndex b) {
                          return std::pair(store.row(a).created, store.row(a).uuid) >
                                 std::pair(store.row(b).created, store.row(b).uuid);
                      });
    for (size_t i = 0; i < shown; ++i) {
        items.push_back(requestItem(found[i]));
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
        const QString text = titleOf(*group) + u' ' + group->quietType + u' ' + group->rootCause + u' ' + pill + u' ' +
                             QString::fromLatin1(group->key);
        if (!holdsAll(text, words)) {
            continue;
        }
        PaletteItem item;
        item.kind = PaletteItem::Kind::Cause;
        item.icon = icon(causeIcon(shownKind(group->kind)));
        item.words = titleOf(*group).left(120);
        item.detail = QCoreApplication::translate("PaletteSearch", "%n error(s)", nullptr, int(group->count));
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
    // The page in front goes first; what two pages have in common is listed once.
    std::vector<const Commands::Entry *> ordered;
    for (const Commands::Entry &entry : m_commands.entries()) {
        ordered.push_back(&entry);
    }
    std::stable_partition(ordered.begin(), ordered.end(), [](const Commands::Entry *entry) {
        const auto *host = qobject_cast<const QWidget *>(entry->action->parent());
        return !host || host->isVisible();
    });
    for (const Commands::Entry *each : ordered) {
        const Commands::Entry &entry = *each;
        const QString text = entry.action->text().remove(u'&');
        if (taken == most || !holdsAll(text + u' ' + entry.keyWords, words) || seen.contains(text)) {
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
