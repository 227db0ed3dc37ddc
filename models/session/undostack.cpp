// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/undostack.h"

#include <algorithm>

namespace waldesk::session
{

UndoStack::Id UndoStack::push(Kind kind, const QString &sentence, TakeBack takeBack)
{
    const Step step{++m_lastId, kind, sentence};
    m_entries.push_back({step, std::move(takeBack)});
    emit pushed(step);
    emit changed();
    return step.id;
}

void UndoStack::drop(Id id)
{
    const auto entry = find(id);
    if (entry == m_entries.end())
        return;
    m_entries.erase(entry);
    emit changed();
}

const UndoStack::Step *UndoStack::newest() const
{
    return m_entries.empty() ? nullptr : &m_entries.back().step;
}

bool UndoStack::contains(Id id) const
{
    return std::ranges::any_of(m_entries, [id](const Entry &entry) { return entry.step.id == id; });
}

qsizetype UndoStack::size() const
{
    return static_cast<qsizetype>(m_entries.size());
}

bool UndoStack::undo()
{
    return !m_entries.empty() && undo(m_entries.back().step.id);
}

bool UndoStack::undo(Id id)
{
    const auto entry = find(id);
    if (entry == m_entries.end())
        return false;
    // Copies: taking a write back drops its step.
    const Step step = entry->step;
    const TakeBack takeBack = entry->takeBack;
    if (const QString trouble = takeBack(); !trouble.isEmpty()) {
        emit failed(trouble);
        return false;
    }
    drop(id);
    emit undone(step);
    return true;
}

std::vector<UndoStack::Entry>::iterator UndoStack::find(Id id)
{
    return std::ranges::find_if(m_entries, [id](const Entry &entry) { return entry.step.id == id; });
}

} // namespace waldesk::session
