// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalentry.h"

#include <QHash>
#include <QSet>

#include <span>

namespace waldesk::archive
{

/// The requests of one server (its root URL) that were asked for or changed from this machine: what `is:mine` means. A
/// write that was refused, or never left, does not count; one whose outcome is unknown does. A value, told the lines of
/// the journal in their order.
class OwnRequests
{
public:
    explicit OwnRequests(QString server) : m_server(std::move(server)) {}

    /// The later line of a write tells more. True when contains() answers another way for a request.
    bool note(const JournalEntry &entry);
    [[nodiscard]] bool contains(const domain::Uuid &request) const { return m_counts.contains(request); }
    [[nodiscard]] QSet<domain::Uuid> all() const;

private:
    struct Write {
        domain::Uuid request;                        ///< nil: of a create, not known yet
        std::optional<domain::WriteOutcome> outcome; ///< nullopt: the program ended before it knew
        [[nodiscard]] bool counts() const;
    };

    QString m_server;
    QHash<QString, Write> m_writes;
    QHash<domain::Uuid, int> m_counts; ///< writes that count, of each request that has one
};

[[nodiscard]] QSet<domain::Uuid> ownRequests(std::span<const JournalEntry> entries, const QString &server);

} // namespace waldesk::archive
