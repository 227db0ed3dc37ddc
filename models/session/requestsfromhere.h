// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journal.h"
#include "models/archive/ownrequests.h"

#include <QObject>

#include <optional>
#include <vector>

namespace waldesk::session
{

/// Which requests of the connection were asked for or changed from this machine, for `is:mine`: read once from the
/// journal, kept up to date by its new lines. Part of the open connection.
class RequestsFromHere : public QObject
{
    Q_OBJECT
public:
    /// server: its root URL, as the journal has it.
    RequestsFromHere(archive::Journal &journal, QString server, QObject *parent = nullptr);

    [[nodiscard]] bool contains(const domain::Uuid &request) const { return m_own.contains(request); }

signals:
    void changed();

private:
    void note(const archive::JournalEntry &entry);

    archive::OwnRequests m_own;
    /// What was written while the journal is read: it is newer than what the reading brings.
    std::optional<std::vector<archive::JournalEntry>> m_meanwhile = std::vector<archive::JournalEntry>();
};

} // namespace waldesk::session
