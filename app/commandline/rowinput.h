// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"
#include "models/domain/result.h"

#include <QString>

#include <vector>

namespace waldesk::app
{

/// Requests from a file, or from stdin for `-`: a line is a uuid, or a JSON object with a `uuid` as `list` prints it.
/// Of an object its state, offering and error count as what was seen; of a uuid alone nothing else is set. Blank lines
/// are skipped, each request counts once, in the order of the file. The error is a sentence that names the line.
[[nodiscard]] domain::Result<std::vector<domain::Request>, QString> readRows(const QString &name);
/// The same of lines that were read already; name stands in the sentence.
[[nodiscard]] domain::Result<std::vector<domain::Request>, QString> rowsOf(const QString &name,
                                                                           const QByteArray &lines);

} // namespace waldesk::app
