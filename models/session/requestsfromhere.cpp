// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/requestsfromhere.h"

#include <utility>

namespace waldesk::session
{

RequestsFromHere::RequestsFromHere(archive::Journal &journal, QString server, QObject *parent)
    : QObject(parent), m_own(std::move(server))
{
    connect(&journal, &archive::Journal::appended, this, &RequestsFromHere::note);
    journal.read(this, [this](const archive::Journal::Contents &contents) {
        bool isNew = false;
        for (const archive::JournalEntry &entry : contents.entries)
            isNew = m_own.note(entry) || isNew;
        const auto meanwhile = std::exchange(m_meanwhile, std::nullopt).value();
        for (const archive::JournalEntry &entry : meanwhile)
            isNew = m_own.note(entry) || isNew;
        if (isNew)
            emit changed();
    });
}

void RequestsFromHere::note(const archive::JournalEntry &entry)
{
    if (m_meanwhile)
        m_meanwhile->push_back(entry);
    else if (m_own.note(entry))
        emit changed();
}

} // namespace waldesk::session
