// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journal.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>
#include <vector>

namespace waldesk::session
{

/// The lines of the journal, each told once: at first those that are there, then what is appended by this window or by
/// other processes of this machine. One reading for all who look at them. Part of the open connection.
class JournalLines : public QObject
{
    Q_OBJECT
public:
    explicit JournalLines(archive::Journal &journal, QObject *parent = nullptr);

    /// Looks for lines of other processes; those of this window are looked for by themselves.
    void refresh();
    /// Calls then when all lines that are on disk now have been told; not when the context has gone.
    void refresh(QObject *context, std::function<void()> then);

signals:
    /// first: they were there when the connection was opened. Comes once with it, also when there are none.
    void read(const std::vector<waldesk::archive::JournalEntry> &lines, bool first);

private:
    void readOn();

    struct Waiting {
        QPointer<QObject> context;
        std::function<void()> then;
    };

    archive::Journal &m_journal;
    std::shared_ptr<archive::JournalReader> m_reader;
    std::vector<Waiting> m_waiting;
    bool m_reading = false;
    bool m_again = false; ///< asked for while it is read: what is being read may have missed it
    bool m_first = true;
};

} // namespace waldesk::session
