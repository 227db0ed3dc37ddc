// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/ownrequests.h"
#include "models/session/journallines.h"

#include <QObject>

namespace waldesk::session
{

/// Which requests of the connection were asked for or changed from this machine, for `is:mine`, by this window or
/// another process: as the journal tells. Part of the open connection.
class RequestsFromHere : public QObject
{
    Q_OBJECT
public:
    /// server: its root URL, as the journal has it.
    RequestsFromHere(const JournalLines &lines, QString server, QObject *parent = nullptr);

    [[nodiscard]] bool contains(const domain::Uuid &request) const { return m_own.contains(request); }

signals:
    void changed();

private:
    archive::OwnRequests m_own;
};

} // namespace waldesk::session
