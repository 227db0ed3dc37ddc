// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/askedagain.h"

namespace waldesk::session
{

AskedAgain::AskedAgain(const JournalLines &lines, tables::RequestStore &store, QString server, QObject *parent)
    : QObject(parent), m_store(store), m_server(std::move(server))
{
    connect(&lines, &JournalLines::read, this, &AskedAgain::take);
    connect(&m_store, &tables::RequestStore::merged, this, [this](const tables::RequestStore::Merged &change) {
        look(change.changed);
        look(change.added);
    });
    connect(&m_store, &tables::RequestStore::removed, this, &AskedAgain::noteGone);
}

void AskedAgain::take(const std::vector<archive::JournalEntry> &lines, bool first)
{
    bool isNew = false;
    for (const archive::JournalEntry &line : lines) {
        // A line "before" names no new row yet; a settled one names it late.
        if (line.request.isNil() || line.server != m_server || line.verb != u"create")
            continue;
        if (!line.askedFrom.isNil()) {
            link(line.askedFrom, line.request);
            isNew = true;
        }
        if (!first && line.outcome == domain::WriteOutcome::Done)
            watch(line.request);
    }
    if (isNew)
        emit changed();
}

void AskedAgain::note(const domain::Uuid &from, const domain::Request &created)
{
    if (!from.isNil()) {
        link(from, created.uuid);
        emit changed();
    }
    watch(created.uuid);
}

void AskedAgain::link(const domain::Uuid &from, const domain::Uuid &as)
{
    m_next[from] = as;
    m_previous[as] = from;
}

void AskedAgain::watch(const domain::Uuid &created)
{
    if (m_known.contains(created))
        return;
    m_known.insert(created);
    m_watched[created] = domain::State::Sent;
    emit watching();
    // It may have ended before the answer to its creation was read.
    if (const auto row = m_store.find(created))
        look({*row});
}

domain::Uuid AskedAgain::next(const domain::Uuid &row) const
{
    return m_next.value(row);
}

domain::Uuid AskedAgain::previous(const domain::Uuid &row) const
{
    return m_previous.value(row);
}

void AskedAgain::look(const std::vector<tables::RowIndex> &rows)
{
    if (m_watched.isEmpty())
        return;
    std::vector<workflows::LiveEvent> found;
    for (const tables::RowIndex index : rows) {
        const tables::PackedRow &row = m_store.row(index);
        const auto watched = m_watched.find(row.uuid);
        if (watched == m_watched.end())
            continue;
        if (row.state != domain::State::Done && row.state != domain::State::Erred) {
            *watched = row.state;
            continue;
        }
        found.push_back(takeEnd(workflows::LiveEvent::Kind::Ended, index, watched));
    }
    for (const workflows::LiveEvent &event : found)
        emit ended(event);
}

void AskedAgain::noteGone(const std::vector<tables::RowIndex> &rows)
{
    for (const tables::RowIndex index : rows) {
        const auto watched = m_watched.find(m_store.row(index).uuid);
        if (watched != m_watched.end())
            emit ended(takeEnd(workflows::LiveEvent::Kind::Gone, index, watched));
    }
}

workflows::LiveEvent AskedAgain::takeEnd(workflows::LiveEvent::Kind kind, tables::RowIndex index, Watched::iterator of)
{
    workflows::LiveEvent event;
    event.kind = kind;
    event.time = m_clock();
    event.row = m_store.request(index);
    event.before = *of;
    event.askedHere = true;
    m_watched.erase(of);
    return event;
}

} // namespace waldesk::session
