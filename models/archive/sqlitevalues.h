// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/timestamp.h"
#include "models/domain/uuid.h"

#include <QByteArray>

#include <optional>

namespace SQLite
{
class Column;
class Statement;
} // namespace SQLite

namespace waldesk::archive
{

/// How the files of what was seen keep values: times as microseconds since the epoch, uuids as 16 bytes, text as UTF-8.
void bindTime(SQLite::Statement &statement, int at, const std::optional<domain::Timestamp> &time);
void bindUuid(SQLite::Statement &statement, int at, const domain::Uuid &uuid);
[[nodiscard]] QByteArray bytesOf(const SQLite::Column &column);
/// Of fewer bytes than a uuid has: the rest is zero.
[[nodiscard]] domain::Uuid uuidOf(const SQLite::Column &column);

} // namespace waldesk::archive
