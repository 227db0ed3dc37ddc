// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/request.h"

#include <QByteArray>
#include <QUrl>

namespace waldesk::ui
{

/// "Export what I see": the bytes of a file, row by row, in the columns and with the guards of commandline.md. JSON
/// Lines carry the twelve fields of the contract (1.1) with the server's names, written by Waldesk from what it keeps:
/// an unknown field of a later server is not in them.
enum class ExportFormat : quint8 { Csv, JsonLines };

/// The CSV's header line, or nothing.
[[nodiscard]] QByteArray exportHead(ExportFormat format);
/// One line with its end. root is where the server's own addresses start (`https://host/`).
[[nodiscard]] QByteArray exportRow(ExportFormat format, const domain::Request &request, const QUrl &root);

} // namespace waldesk::ui
