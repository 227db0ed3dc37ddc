// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/session/journallines.h"

#include <utility>

namespace waldesk::session
{

JournalLines::JournalLines(archive::Journal &journal, QObject *parent)
    : QObject(parent), m_journal(journal), m_reader(std::make_shared<archive::JournalReader>(journal.file()))
{
    connect(&journal, &archive::Journal::appended, this, [this] { refresh(); });
    refresh();
}

void JournalLines::refresh()
{
    if (std::exchange(m_reading, true))
        m_again = true;
    else
        readOn();
}

void JournalLines::refresh(QObject *context, std::function<void()> then)
{
    m_waiting.push_back({context, std::move(then)});
    refresh();
}

void JournalLines::readOn()
{
    m_again = false;
    // Who asks while this is read waits for the next reading.
    const auto waiting = std::make_shared<std::vector<Waiting>>(std::exchange(m_waiting, {}));
    m_journal.readOn(m_reader, this, [this, waiting](const archive::Journal::Contents &contents) {
        const QPointer<JournalLines> alive(this);
        const bool first = std::exchange(m_first, false);
        if (first || !contents.entries.empty())
            emit read(contents.entries, first);
        for (const Waiting &each : *waiting) {
            if (each.context)
                each.then();
        }
        if (!alive)
            return;
        if (m_again)
            readOn();
        else
            m_reading = false;
    });
}

} // namespace waldesk::session
