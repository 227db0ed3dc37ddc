// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/requestsfromhere.h"

#include <utility>

namespace waldesk::session
{

RequestsFromHere::RequestsFromHere(const JournalLines &lines, QString server, QObject *parent)
    : QObject(parent), m_own(std::move(server))
{
    connect(&lines, &JournalLines::read, this, [this](const std::vector<archive::JournalEntry> &entries) {
        bool isNew = false;
        for (const archive::JournalEntry &entry : entries)
            isNew = m_own.note(entry) || isNew;
        if (isNew)
            emit changed();
    });
}

} // namespace waldesk::session
