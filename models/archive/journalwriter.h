// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

namespace waldesk::archive
{

/// Appends one line to a journal, on the calling thread: makes the folder and the file private, takes the lock, starts
/// a new file when this one is full, chains the line to what stands before it, writes it in one piece, syncs it. Only
/// the last line is read for that. Failure (disk full, no permission) is one sentence, and nothing is left of the line.
/// object: a JSON object on one line. limit: bytes from which on a file is full; 0: never.
[[nodiscard]] domain::Result<domain::Nothing, QString> appendToJournal(const QString &file, const QByteArray &object,
                                                                       qint64 limit);

} // namespace waldesk::archive
