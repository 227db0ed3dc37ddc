// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalentry.h"

#include <QSet>

#include <span>

namespace waldesk::archive
{

/// The requests of one server (its root URL) that were asked for or changed from this machine: what `is:mine` means. A
/// write that was refused, or never left, does not count; one whose outcome is unknown does.
[[nodiscard]] QSet<domain::Uuid> ownRequests(std::span<const JournalEntry> entries, const QString &server);

} // namespace waldesk::archive
