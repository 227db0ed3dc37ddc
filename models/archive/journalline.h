// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journal.h"

#include <optional>

namespace waldesk::archive
{

/// One JSON object, without the line end. Error texts stand as strings; one that is no valid UTF-8 stands as its
/// base64 under the same key with `_base64`, beside the readable form, so that not a byte of it is lost.
[[nodiscard]] QByteArray toLine(const JournalEntry &entry);
/// nullopt for what is no entry: cut off, not JSON, without a time or a verb.
[[nodiscard]] std::optional<JournalEntry> fromLine(QByteArrayView line);

} // namespace waldesk::archive
